/* Prints what the browser's part finds of runs in the lists of one segment. */
import { readFileSync } from "node:fs"
import { Lists } from "../../../templates/theme/assets/search/lists.js"

const { shards, size, often, few, runs } = JSON.parse(readFileSync(process.argv[2], "utf-8"))
const files = shards.map(kind => kind.map(shard => new Uint8Array(Buffer.from(shard, "hex"))))
const parts = async (kind, number) => [files[kind][number]]
const lists = new Lists(unit => unit, files.map(kind => kind.length), [size], often, parts)
const out = []
for (const run of runs) {
  const [{ docs, tiers, exact }] = await lists.search(run, few)
  out.push({ docs: Array.from(docs), tiers: Array.from(tiers), exact })
}
console.log(JSON.stringify(out))
