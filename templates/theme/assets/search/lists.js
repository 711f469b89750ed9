/* Lists: which documents of a segment hold a run of units. docs/search-format.md has the bytes. */

/* Bits, most significant first. */
class Bits {
  constructor(bytes) {
    this.bytes = bytes
    this.at = 0
  }

  zeros() {
    let count = 0
    for (;;) {
      const rest = this.bytes[this.at >> 3] << (24 + (this.at & 7))
      const free = rest ? Math.clz32(rest) : 8 - (this.at & 7)
      count += free
      this.at += free
      if (rest) return count
      if (this.at >> 3 >= this.bytes.length) throw new Error("search: damaged file")
    }
  }

  /* Up to 53 bits. */
  read(count) {
    let value = 0
    while (count > 0) {
      const free = 8 - (this.at & 7)
      const take = Math.min(free, count)
      value = value * (1 << take) + (this.bytes[this.at >> 3] >> (free - take) & ((1 << take) - 1))
      this.at += take
      count -= take
    }
    return value
  }

  /* A number in whole bytes, seven bits in each. */
  varint() {
    const byte = this.read(8)
    return byte < 128 ? byte : (byte & 127) + 128 * this.varint()
  }

  gamma(low = 0) {
    return this.read(this.zeros() + 1 + low) - (1 << low)
  }

  /* `count` ascending numbers below `room`. */
  numbers(count, room) {
    const out = new Int32Array(count)
    const scaled = count ? Math.floor((room - count) * 11 / (count * 16)) : 0
    const parameter = scaled > 0 ? 31 - Math.clz32(scaled) : 0
    for (let i = 0, last = -1; i < count; i++) {
      const high = this.zeros()
      last += 1 + high * (1 << parameter) + this.read(parameter + 1) - (1 << parameter)
      out[i] = last
    }
    return out
  }
}

/* Find a gram in a shard. `parent` is the list of the gram without its last unit, if it has one.
   Returns { rank, docs, tiers }, or null. */
export function readList(bytes, first, wanted, room, parent) {
  const bits = new Bits(bytes)
  const start = bits.varint()
  const end = start + bits.varint()
  for (let rank = start, key = first - 1; rank < end; rank++) {
    key += 1 + bits.gamma(3)
    if (key > wanted) return null
    const size = bits.gamma()
    const long = 2 * size > room
    const told = size ? bits.numbers(long ? room - size : size, room) : null
    const tiers = [0, 0, 0].map(() => bits.numbers(bits.gamma(), size || room))
    if (key === wanted) return made(rank, told ? long ? others(told, room) : told : parent.docs, tiers)
  }
  return null
}

function made(rank, docs, places) {
  const tiers = new Uint8Array(docs.length)
  places.forEach((held, i) => { for (const place of held) tiers[place] = 3 - i })
  return { rank, docs, tiers }
}

function others(missing, room) {
  const out = new Int32Array(room - missing.length)
  for (let doc = 0, at = 0, size = 0; doc < room; doc++) {
    if (missing[at] === doc) at++
    else out[size++] = doc
  }
  return out
}

export const NONE = { docs: new Int32Array(0), tiers: new Uint8Array(0), exact: true }

/* Tell whether a document is known to hold what was asked; others have to be read. */
export const sure = (list, doc) => list.exact || Boolean(list.certain?.has(doc))

/* Documents in both lists; a document is in the lower of its tiers. */
export function both(a, b) {
  const docs = []
  const tiers = []
  for (let i = 0, j = 0; i < a.docs.length && j < b.docs.length;) {
    const order = a.docs[i] - b.docs[j]
    if (order === 0) {
      docs.push(a.docs[i])
      tiers.push(Math.min(a.tiers[i], b.tiers[j]))
    }
    if (order <= 0) i++
    if (order >= 0) j++
  }
  return { docs, tiers, exact: a.exact && b.exact }
}

/* Documents in one list or the other, in the higher tier. */
export function either(a, b) {
  const tiers = new Map()
  for (const list of [a, b]) {
    list.docs.forEach((doc, i) => tiers.set(doc, Math.max(tiers.get(doc) ?? 0, list.tiers[i])))
  }
  const docs = [...tiers.keys()].sort((x, y) => x - y)
  const certain = new Set([a, b].flatMap(list => list.exact ? [...list.docs] : [...list.certain ?? []]))
  return { docs, tiers: docs.map(doc => tiers.get(doc)), exact: a.exact && b.exact, certain }
}

/* The lists of one segment: of its texts, or of its sounds. */
export class Lists {
  /* `levels` holds for each length of gram { keys, file } of its shards; `fetchShard`
     gets a file by number. */
  constructor(levels, alphabet, room, often, fetchShard) {
    Object.assign(this, { levels, room, often, fetchShard, width: alphabet.length + 1 })
    this.ids = new Map(alphabet.map((unit, i) => [unit, i + 1]))
  }

  async list(length, key, parent) {
    const level = this.levels[length - 1]
    if (!level) return null
    let low = 0
    for (let high = level.keys.length; low < high;) {
      const middle = (low + high) >> 1
      if (level.keys[middle] <= key) low = middle + 1
      else high = middle
    }
    if (low-- === 0) return null
    const bytes = await this.fetchShard(level.file + low)
    const found = readList(bytes, level.keys[low], key, this.room, parent)
    return found && { ...found, exact: true }
  }

  /* The documents that hold a run of units. Where `exact` is false some of them may not. */
  async search(run, few) {
    const ids = run.map(unit => this.ids.get(unit))
    if (ids.some(id => id === undefined)) return NONE
    if (ids.length === 1) return await this.list(1, ids[0]) ?? NONE
    return new Walk(this, ids, few).result()
  }
}

const HOPELESS = 100 // candidates of which more pairs would leave too many

/* Which pairs to ask for first, and which if too many candidates are left. */
function rounds(last) {
  if (last < 3) return [[...new Set([0, last])]]
  const middle = last >> 1
  const others = []
  for (let at = 2; at < last; at += 2) if (at !== middle) others.push(at)
  return [[0, middle, last], others]
}

/* Walks from pairs to longer runs until few candidates are left or the whole run is found. */
class Walk {
  constructor(lists, ids, few) {
    Object.assign(this, { lists, ids, few, found: null, chains: new Map(), climbed: new Map() })
  }

  pair(at) {
    if (!this.chains.has(at)) {
      const key = this.ids[at] * this.lists.width + this.ids[at + 1]
      this.chains.set(at, this.lists.list(2, key).then(list => list && [list]))
    }
    return this.chains.get(at)
  }

  narrow(list) {
    this.found = this.found ? both(this.found, list) : list
    return this.found.docs.length <= this.few
  }

  async result() {
    const last = this.ids.length - 2
    for (const places of rounds(last)) {
      const pairs = await Promise.all(places.map(at => this.pair(at)))
      if (pairs.includes(null)) return NONE
      for (const [list] of pairs) this.narrow(list)
      if (last === 0) return this.found
      if (this.found.docs.length <= this.few) return this.verified()
      if (this.found.docs.length > HOPELESS) break
    }
    for (const at of await this.order(last)) {
      const end = await this.climb(at)
      if (end) return end
    }
    return this.verified()
  }

  /* The first place, which may lead to the whole run, then the rarest pairs. */
  async order(last) {
    const sizes = new Map()
    for (const [at, chain] of this.chains) sizes.set(at, (await chain)[0].docs.length)
    const places = Array.from({ length: last }, (_, i) => i + 1)
    return [0, ...places.sort((a, b) => (sizes.get(a) ?? 1e9) - (sizes.get(b) ?? 1e9) || a - b)]
  }

  /* Walk from the pair at a place to the right; returns the result where this settles it. */
  async climb(at) {
    const chain = await this.pair(at)
    if (!chain) return NONE
    if (this.narrow(chain[0])) return this.verified()
    const { ids, lists } = this
    for (let length = 2; at + length < ids.length; length++) {
      const list = chain[length - 2]
      if (list.docs.length <= lists.often) break
      const longer = await lists.list(length + 1, list.rank * lists.width + ids[at + length], list)
      if (!longer) break
      chain.push(longer)
      if (length + 1 === ids.length) return longer
      if (this.narrow(longer)) return this.verified()
    }
    this.climbed.set(at, chain)
    return this.absent(at - 1) || this.absent(at) ? NONE : null
  }

  /* Tell that the run one longer than what was found at a place has no list, though it would have
     one if it stood anywhere. */
  absent(at) {
    const [left, right] = [this.climbed.get(at), this.climbed.get(at + 1)]
    const { often, room } = this.lists
    if (!left || !right || right.length < left.length || left.length > 14) return false
    const length = left.length + 1
    if (at + length >= this.ids.length) return false
    const [a, b] = [left, right].map(chain => chain[length - 2].docs.length)
    return a > often && b > often && a * b > often * (length > 2 ? right[length - 3].docs.length : room)
  }

  verified() {
    return { ...this.found, exact: false }
  }
}
