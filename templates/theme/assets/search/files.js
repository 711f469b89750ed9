/* Files of lists: the shards of all segments under names by content. docs/search-format.md has them. */

import { damaged, reader } from "./fold.js"

const NAME = 3 // bytes of the hash in a name

export class Files {
  constructor(index, get) {
    Object.assign(this, { index, get, known: new Map() })
  }

  /* How many shards there are of each kind, of texts or of sounds. */
  static numbers(count) {
    return [count >> 1 | 1, 3 * count, 3 * count, count, count, count]
  }

  /* What each segment has in a shard: nothing if it has none of the shard's grams. */
  parts(kind, number) {
    return this.once(`${kind}/${number}`, () => this.shard(kind, number))
  }

  /* The names of a kind's shards. */
  table(kind) {
    return this.once(`${kind}`, () => this.get(`${this.index.tables[kind]}.bin`))
  }

  async shard(kind, number) {
    const table = await this.table(kind)
    const begin = 1 + NAME * number
    const name = Array.from(table.subarray(begin, begin + NAME), byte => byte.toString(16).padStart(2, "0")).join("")
    const none = /^0+$/.test(name)
    return divided(none ? null : await this.get(`${kind}/${number}-${name}.bin`), this.index.segments.length)
  }

  /* What is made but once; a failure is forgotten, so that the next call tries again. */
  once(name, make) {
    if (!this.known.has(name)) {
      const made = make()
      made.catch(() => this.known.delete(name))
      this.known.set(name, made)
    }
    return this.known.get(name)
  }
}

/* Divide a shard: the size of each segment's part in it, then all parts, which end where it ends. */
function divided(bytes, count) {
  if (!bytes) return new Array(count).fill(new Uint8Array(0))
  const { next, bytes: part } = reader(bytes)
  const sizes = Array.from({ length: count }, next)
  const parts = sizes.map(part)
  if (parts.some(({ length }, i) => length !== sizes[i]) || part(1).length) damaged()
  return parts
}
