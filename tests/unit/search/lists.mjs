/* Prints what the browser's part finds of runs in the lists of one segment. */
import { readFileSync } from "node:fs"
import { Lists } from "../../../templates/theme/assets/search/lists.js"

const { shards, alphabet, size, often, runs } = JSON.parse(readFileSync(process.argv[2], "utf-8"))
const files = shards.flat().map(shard => new Uint8Array(Buffer.from(shard, "hex")))
const counts = shards.map(kind => kind.length)
const lists = new Lists(alphabet, counts, 0, size, often, async number => files[number])
const out = []
for (const run of runs) {
  const { docs, tiers, exact } = await lists.search(run, null)
  out.push({ docs: Array.from(docs), tiers: Array.from(tiers), exact })
}
console.log(JSON.stringify(out))
