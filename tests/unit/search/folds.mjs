/* Answers each line of JSON with what the browser makes of it: [fold, units, find], a text that it
   unpacks, a line with a term marked, or the excerpt of a stored text. */
import { createInterface } from "node:readline"
import { find, folder, simplified, units } from "../../../templates/theme/assets/search/fold.js"
import { inflate } from "../../../templates/theme/assets/search/inflate.js"
import { Text, excerpt, marked } from "../../../templates/theme/assets/search/texts.js"

const fold = folder(simplified(Buffer.from(process.argv[2], "base64")))
for await (const line of createInterface({ input: process.stdin })) {
  const { text, term, line: shown, stored, packed, dictionary } = JSON.parse(line)
  if (packed !== undefined) {
    const out = inflate(Buffer.from(packed, "base64"), Buffer.from(dictionary, "base64"))
    console.log(JSON.stringify(new TextDecoder("gb18030", { fatal: true }).decode(out)))
  } else if (stored !== undefined) {
    const wanted = term.split(" ").map(text => ({ text: fold(text) }))
    console.log(JSON.stringify(excerpt(new Text(stored), wanted)))
  } else if (shown !== undefined) {
    console.log(JSON.stringify(marked(fold, shown, [{ text: fold(term) }])))
  } else {
    const folded = fold(text)
    console.log(JSON.stringify([folded, units(folded), term ? find(folded, fold(term) || "\uffff") : -1]))
  }
}
