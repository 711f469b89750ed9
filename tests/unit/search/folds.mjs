/* Answers each line of JSON with what the browser makes of it: [fold, units, find]. */
import { createInterface } from "node:readline"
import { find, folder, units } from "../../../templates/theme/assets/search/fold.js"
import { inflate } from "../../../templates/theme/assets/search/inflate.js"

const fold = folder(Buffer.from(process.argv[2], "base64"))
for await (const line of createInterface({ input: process.stdin })) {
  const { text, term, packed, dictionary } = JSON.parse(line)
  if (packed !== undefined) {
    const out = inflate(Buffer.from(packed, "base64"), Buffer.from(dictionary, "base64"))
    console.log(JSON.stringify(new TextDecoder("gb18030", { fatal: true }).decode(out)))
  } else {
    const folded = fold(text)
    console.log(JSON.stringify([folded, units(folded), term ? find(folded, fold(term) || "\uffff") : -1]))
  }
}
