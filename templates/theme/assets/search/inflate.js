/* Inflate (RFC 1951) with a preset dictionary, which DecompressionStream does not know. */

import { damaged } from "./fold.js"

const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const LENGTHS = series(29, i => i < 8 ? 0 : i === 28 ? 0 : (i >> 2) - 1, 3)
const DISTANCES = series(30, i => i < 4 ? 0 : (i >> 1) - 1, 1)
LENGTHS[28] = [258, 0]

function series(count, extra, first) {
  const out = []
  for (let i = 0, base = first; i < count; i++) {
    out.push([base, extra(i)])
    base += 1 << extra(i)
  }
  return out
}

/* A canonical Huffman code as a table: for the next `most` bits the symbol and, in the low four
   bits, the length of its code (0: no such code). */
function huffman(lengths) {
  const counts = new Uint16Array(16)
  for (const length of lengths) counts[length]++
  let most = 15
  while (most > 1 && !counts[most]) most--
  const next = new Uint16Array(16)
  for (let i = 2; i <= most; i++) next[i] = (next[i - 1] + counts[i - 1]) << 1
  const table = new Uint16Array(1 << most)
  lengths.forEach((length, symbol) => {
    if (!length) return
    let reversed = 0
    for (let code = next[length]++, i = 0; i < length; i++, code >>= 1) reversed = reversed << 1 | code & 1
    for (; reversed < table.length; reversed += 1 << length) table[reversed] = symbol << 4 | length
  })
  return { table, most }
}

const FIXED = [
  huffman(Array.from({ length: 288 }, (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
  huffman(new Array(30).fill(5)),
]

export function inflate(data, dictionary = new Uint8Array(0)) {
  let out = new Uint8Array(dictionary.length + data.length * 4 + 1024)
  out.set(dictionary)
  let size = dictionary.length
  let at = 0
  let hold = 0
  let held = 0

  const bits = count => {
    while (held < count) {
      if (at >= data.length) damaged()
      hold |= data[at++] << held
      held += 8
    }
    const value = hold & ((1 << count) - 1)
    hold >>>= count
    held -= count
    return value
  }
  const symbol = ({ table, most }) => {
    while (held < most && at < data.length) {
      hold |= data[at++] << held
      held += 8
    }
    const found = table[hold & (table.length - 1)]
    const length = found & 15
    if (!length || length > held) damaged()
    hold >>>= length
    held -= length
    return found >> 4
  }
  const room = more => {
    if (size + more <= out.length) return
    const larger = new Uint8Array((size + more) * 2)
    larger.set(out.subarray(0, size))
    out = larger
  }
  const codes = () => {
    const [literals, distances, count] = [bits(5) + 257, bits(5) + 1, bits(4) + 4]
    const lengths = new Array(19).fill(0)
    for (let i = 0; i < count; i++) lengths[ORDER[i]] = bits(3)
    const code = huffman(lengths)
    const all = []
    while (all.length < literals + distances) {
      const what = symbol(code)
      if (what < 16) all.push(what)
      else {
        const value = what === 16 ? all[all.length - 1] : 0
        for (let n = what === 16 ? 3 + bits(2) : what === 17 ? 3 + bits(3) : 11 + bits(7); n > 0; n--) all.push(value)
      }
    }
    return [huffman(all.slice(0, literals)), huffman(all.slice(literals))]
  }
  const block = ([literals, distances]) => {
    for (let what = symbol(literals); what !== 256; what = symbol(literals)) {
      room(258)
      if (what < 256) {
        out[size++] = what
        continue
      }
      const [base, extra] = LENGTHS[what - 257] ?? damaged()
      const length = base + bits(extra)
      const [far, more] = DISTANCES[symbol(distances)] ?? damaged()
      const from = size - far - bits(more)
      if (from < 0) damaged()
      for (let i = 0; i < length; i++) out[size++] = out[from + i]
    }
  }
  for (let last = 0; !last;) {
    last = bits(1)
    const kind = bits(2)
    if (kind === 3) damaged()
    if (kind === 0) {
      at -= held >> 3 // whole bytes that were taken too early
      hold = held = 0
      const length = data[at] | data[at + 1] << 8
      if (at + 4 + length > data.length) damaged()
      room(length)
      out.set(data.subarray(at + 4, at + 4 + length), size)
      size += length
      at += 4 + length
    } else block(kind === 1 ? FIXED : codes())
  }
  return out.subarray(dictionary.length, size)
}
