/* Ask the index in a folder, as the browser would: queries as JSON come in, results' permalinks go out, best first. */
import { readFileSync } from "node:fs"

const [folder, script] = process.argv.slice(2)
globalThis.fetch = async url => new Response(readFileSync(folder + url.pathname))
const { openIndex } = await import(script)
const out = []
for (const query of JSON.parse(readFileSync(0, "utf8"))) {
  const index = await openIndex("http://site/") // a new one: nothing is known from the query before
  const { results } = await index.search(query, { limit: 5000 })
  out.push(results.map(({ url }) => new URL(url).pathname))
}
console.log(JSON.stringify(out))
