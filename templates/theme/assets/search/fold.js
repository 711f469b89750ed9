/* Folding: what makes two spellings one for search. generator/search/fold.py does the same. */

const STABLE = /[\0-\u089f\u08a0-\u1aaf\u1b00-\u1c7f\u1cc0-\ua6ff\uac00-\ufffd]+/gu
const BLANK = /[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g
const HIDDEN = /[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]+/gu
const LONE = /[\ud800-\udfff]/gu
const WORDS = [[48, 57], [97, 122], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x24f], [0x370, 0x52f], [0x1e00, 0x1fff]]
export const MARK = 1

/* End what reads a file that is cut off or garbled. */
export const damaged = () => { throw Object.assign(new Error("search: damaged file"), { damaged: true }) }

const isWord = unit => WORDS.some(([low, high]) => unit >= low && unit <= high)

/* Read bytes from a place on: `next` gives numbers written in groups of seven bits, the lowest
   first, `bytes` so many bytes. */
export function reader(data, at = 0) {
  const next = () => {
    let number = 0
    for (let scale = 1; ; scale *= 128) {
      if (at >= data.length) damaged()
      const byte = data[at++]
      number += (byte & 127) * scale
      if (!(byte > 127)) return number
    }
  }
  return { next, bytes: count => data.subarray(at, at += count) }
}

/* The table of simplified characters, by traditional ones. */
export function simplified(packed) {
  const table = new Map()
  const { next } = reader(packed, 2)
  for (let left = packed[0] | packed[1] << 8, old = 0, simple = 0; left > 0; left--) {
    old += next()
    const step = next()
    simple += step & 1 ? -((step + 1) / 2) : step / 2
    table.set(String.fromCharCode(old), String.fromCharCode(simple))
  }
  return table
}

/* What is the same for all texts. */
const ALWAYS = always()

function always() {
  const table = new Map()
  for (const [low, high] of [[0x41, 0x590], [0x1e00, 0x2000]]) {
    for (let code = low; code < high; code++) {
      const letter = String.fromCharCode(code)
      if (letter.toLowerCase() !== letter) table.set(letter, letter.toLowerCase())
    }
  }
  for (const [letter, small] of [["\xdf", "ss"], ["\u03c2", "\u03c3"], ["\u1e9e", "ss"]]) table.set(letter, small)
  for (const dot of "\u2022\u2027\u30fb") table.set(dot, "\xb7")
  for (const quote of "\u2018\u2019") table.set(quote, "'")
  return table
}

/* Return the function that folds a text whose traditional characters become these simplified ones. */
export function folder(letters) {
  return text => {
    let out = ""
    const wide = text.replace(LONE, "\ufffd").replace(HIDDEN, "").replace(STABLE, run => run.normalize("NFKC"))
    for (let i = 0; i < wide.length; i++) out += letters.get(wide[i]) ?? ALWAYS.get(wide[i]) ?? wide[i]
    return out.replace(BLANK, " ").replace(/^ | $/g, "")
  }
}

/* The units of a folded text with a mark before each word of letters or digits. */
export function units(folded) {
  const out = []
  let before = false
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i)
    const word = isWord(unit)
    if (word && !before) out.push(MARK)
    out.push(unit)
    before = word
  }
  return out
}

/* Where a folded term begins in a folded line, from a place on; -1 if nowhere. A term that begins
   with a letter or digit is found at the beginning of a word only. */
export function find(line, term, from = 0) {
  const anchored = isWord(term.charCodeAt(0))
  for (let at = line.indexOf(term, from); at >= 0; at = line.indexOf(term, at + 1)) {
    if (!anchored || at === 0 || !isWord(line.charCodeAt(at - 1))) return at
  }
  return -1
}
