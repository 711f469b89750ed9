/* A segment: what the head says of it, and its texts as they are asked for. */

import { damaged } from "./fold.js"
import { inflate } from "./inflate.js"
import { Text } from "./texts.js"

export const FACETS = ["kind", "column", "college", "region", "honor", "year"]
const KEPT = 4000 // texts kept in memory
const FIELDS = 9 // the eight of a text, and the nothing behind the last U+0002

export class Segment {
  /* `columns` are those of its documents, facet by facet. */
  constructor(shared, [id, version, size], columns) {
    Object.assign(this, { shared, id, version, size, columns, texts: new Map() })
  }

  /* The stored text of a document. */
  async text(doc) {
    if (!this.texts.has(doc)) {
      if (this.texts.size > KEPT) this.texts.clear()
      this.texts.set(doc, new Text(await this.stored(doc)))
    }
    return this.texts.get(doc)
  }

  async stored(doc) {
    const { get, dictionary } = this.shared
    const packed = await get(`${this.id}/${doc}.bin?${this.version}`)
    const text = decoded(inflate(packed, dictionary))
    if (text.split("\x02").length !== FIELDS || !text.endsWith("\x02")) damaged()
    return text.replace(/\x03([0-9a-f]{4})/g, (_, unit) => String.fromCharCode(parseInt(unit, 16)))
  }
}

function decoded(bytes) {
  try {
    return new TextDecoder("gb18030", { fatal: true }).decode(bytes)
  } catch {
    return damaged()
  }
}

/* What documents have of one facet: numbers of values. */
export class Column {
  constructor(size, next) {
    this.more = new Map()
    this.cells = Int32Array.from({ length: size }, (_, doc) => {
      const number = next()
      if (!(number & 1)) return number / 2 - 1
      this.more.set(doc, Array.from({ length: number >> 1 }, next))
      return -2
    })
  }

  /* Call `use` with each value of a document. */
  each(doc, use) {
    const cell = this.cells[doc]
    if (cell >= 0) use(cell)
    else if (cell === -2) this.more.get(doc).forEach(use)
  }

  /* Tell whether a document has one of some values. */
  has(doc, values) {
    const cell = this.cells[doc]
    return cell === -2 ? this.more.get(doc).some(value => values.has(value)) : values.has(cell)
  }
}

/* The rank of each unit: small for what is in use most. */
export function ranks() {
  const cells = []
  for (let row = 0xb0; row < 0xf8; row++) for (let cell = 0xa1; cell < 0xff; cell++) if (row !== 0xd7 || cell < 0xfa) cells.push(row, cell)
  const hanzi = Array.from(new TextDecoder("gb18030").decode(new Uint8Array(cells)), character => character.charCodeAt(0))
  const run = (first, count) => Array.from({ length: count }, (_, i) => first + i)
  const latin = run(1, 255).filter(unit => unit !== 32)
  const out = new Uint16Array(65536)
  const order = new Set([32, ...latin, ...hanzi, ...run(0x3000, 256), ...run(0x2000, 112), ...run(0, 65536)])
  let rank = 0
  for (const unit of order) out[unit] = rank++
  return out
}
