/* A segment: what its head says, and its files and texts as they are asked for. */

import { varints } from "./fold.js"
import { inflate } from "./inflate.js"
import { Lists } from "./lists.js"
import { Text } from "./texts.js"

export const FACETS = ["kind", "column", "college", "region", "honor", "year"]
const KEPT = 4000 // texts kept in memory

export class Segment {
  constructor(shared, name, size) {
    Object.assign(this, { shared, name, size, files: new Map(), texts: new Map() })
  }

  /* Read the head: names of the values of facets, alphabets, numbers of files, columns. */
  read(head) {
    const length = varints(head)()
    const begin = length < 128 ? 1 : length < 16384 ? 2 : 3
    const ids = JSON.parse(new TextDecoder().decode(head.subarray(begin, begin + length)))
    const next = varints(head, begin + length)
    let first = 0
    const lists = order => {
      const alphabet = steps(next, next()).map(code => order ? order[code] : code)
      const shards = [next(), next(), next(), next(), next()]
      const begin = first
      for (const count of shards) first += count
      return new Lists(alphabet, shards, begin, this.size, this.shared.index.often, number => this.file(`${this.name}/${number}.bin`))
    }
    this.lists = lists(this.shared.order)
    this.sounds = lists()
    this.columns = FACETS.map((facet, i) => new Column(this.size, this.shared.places(facet, ids[i]), next))
  }

  /* A file of this segment, fetched once; a failed one is asked for again. */
  file(path) {
    if (!this.files.has(path)) {
      const data = this.shared.get(path)
      data.catch(() => this.files.delete(path))
      this.files.set(path, data)
    }
    return this.files.get(path)
  }

  /* The stored text of a document. */
  async text(doc) {
    if (!this.texts.has(doc)) {
      if (this.texts.size > KEPT) this.texts.clear()
      this.texts.set(doc, new Text(this.shared.fold, await this.stored(doc)))
    }
    return this.texts.get(doc)
  }

  async stored(doc) {
    const { get, dictionary } = this.shared
    const [id, version] = this.name.split("-")
    const packed = await get(`${id}/${this.size - 1 - doc}.bin?${version}`)
    const text = new TextDecoder("gb18030").decode(inflate(packed, dictionary))
    return text.replace(/\x03([0-9a-f]{4})/g, (_, unit) => String.fromCharCode(parseInt(unit, 16)))
  }
}

/* What documents have of one facet: numbers of values. */
class Column {
  /* `places` are the numbers of the segment's own values. */
  constructor(size, places, next) {
    this.more = new Map()
    this.cells = Int32Array.from({ length: size }, (_, doc) => {
      const number = next()
      if (!(number & 1)) return number ? places[number / 2 - 1] : -1
      this.more.set(doc, Array.from({ length: number >> 1 }, () => places[next()]))
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

/* All units, the 6,763 characters of GB 2312 first. */
export function order() {
  const cells = []
  for (let row = 0xb0; row < 0xf8; row++) for (let cell = 0xa1; cell < 0xff; cell++) if (row !== 0xd7 || cell < 0xfa) cells.push(row, cell)
  const first = new TextDecoder("gb18030").decode(new Uint8Array(cells))
  const out = Array.from(first, character => character.charCodeAt(0))
  const known = new Set(out)
  for (let unit = 0; unit < 65536; unit++) if (!known.has(unit)) out.push(unit)
  return out
}

function steps(next, count) {
  const out = []
  for (let i = 0, last = 0; i < count; i++) out.push(last += next())
  return out
}
