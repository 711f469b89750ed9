/* Shards: lists read from the bits of a file. docs/search-format.md has them. */

import { damaged } from "./fold.js"

const ROOM = 64 // parameters are those of segments of a multiple of so many documents
export const NONE = { docs: new Int32Array(0), tiers: new Uint8Array(0), exact: true }

/* Bits, most significant first. What asks for more than there is ends at once. */
class Bits {
  constructor(bytes) {
    this.bytes = bytes
    this.at = 0
  }

  get left() {
    return 8 * this.bytes.length - this.at
  }

  zeros() {
    let count = 0
    for (;;) {
      const rest = this.bytes[this.at >> 3] << (24 + (this.at & 7))
      const free = rest ? Math.clz32(rest) : 8 - (this.at & 7)
      count += free
      this.at += free
      if (rest) return count
      if (this.at >> 3 >= this.bytes.length) damaged()
    }
  }

  /* Up to 53 bits. */
  read(count) {
    if (count > this.left) damaged()
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
    return this.read(this.zeros() + 1 + low) - 2 ** low
  }

  /* `count` ascending numbers as gaps with a parameter. */
  gaps(count, parameter) {
    if (!(count >= 0 && count <= this.left)) damaged() // rather than room for what is not there
    const out = new Int32Array(count)
    for (let i = 0, last = -1; i < count; i++) {
      const high = this.zeros()
      last += 1 + high * (1 << parameter) + this.read(parameter + 1) - (1 << parameter)
      out[i] = last
    }
    return out
  }

  /* `count` ascending numbers below `room`. */
  numbers(count, room) {
    const scaled = count ? Math.floor((room - count) * 11 / (count * 16)) : 0
    return this.gaps(count, scaled > 0 ? 31 - Math.clz32(scaled) : 0)
  }
}

/* Find a unit or a pair in a shard by its key. Returns { rank, docs, tiers }, or null; the rank is
   among those of more than `often` documents. */
export function readList(bytes, wanted, room, often, least) {
  if (!bytes.length) return null
  const bits = new Bits(bytes)
  let rank = 0
  let key = -1
  let left = bits.varint()
  for (const low = bits.varint(); left > 0; left--) {
    key += 1 + bits.gamma(low)
    if (key > wanted) return null
    const size = bits.gamma() + least
    const tiered = bits.read(1)
    const long = 2 * size > room
    const told = bits.numbers(long ? room - size : size, room | ROOM - 1)
    const places = tiered ? [0, 0, 0].map(() => bits.numbers(bits.gamma(), size)) : []
    if (key === wanted) {
      const docs = long ? others(told, room) : told
      return { rank, docs, tiers: tiersOf(docs.length, places) }
    }
    if (size > often) rank++
  }
  return null
}

/* Find in a shard of trees the run that begins with that of the list `above` and goes on with
   `ids`, as far as it has lists: returns the lists of the longer and longer runs. */
export function readTree(bytes, wanted, above, ids) {
  if (!bytes.length) return []
  const bits = new Bits(bytes)
  let rank = 0
  let key = -1
  let left = bits.varint()
  for (const low = bits.varint(); left > 0; left--, rank++) {
    key += 1 + bits.gamma(low)
    if (key > wanted) return []
    const chain = []
    readNode(bits, key === wanted ? above : null, ids, chain)
    if (key !== wanted) continue
    chain[0].rank = rank
    return chain
  }
  return []
}

/* Read a node and what is below it. `above` is the list of its parent if the node is wanted; the
   lists of wanted nodes go into `chain`, and after the last one nothing more is read. */
function readNode(bits, above, ids, chain) {
  const children = bits.gamma()
  const missing = bits.read(1)
  const count = bits.gamma() + (missing ? 0 : 1)
  const tiered = bits.read(1)
  const told = count ? bits.gaps(count, bits.gamma()) : NONE.docs
  const places = tiered ? [0, 0, 0].map(() => {
    const held = bits.gamma()
    return held ? bits.gaps(held, bits.gamma()) : NONE.docs
  }) : []
  const list = above && below(above, missing ? others(told, above.docs.length) : told, tiered, places)
  if (list) chain.push(list)
  for (let left = children, id = 0; left > 0; left--) {
    id += 1 + bits.gamma(5)
    const wanted = list && id === ids[chain.length]
    if (list && (chain.length === ids.length || id > ids[chain.length])) return
    readNode(bits, wanted ? list : null, ids, chain)
    if (wanted) return
  }
}

/* The list that holds some places of another one. */
function below(above, places, tiered, tiers) {
  const docs = Int32Array.from(places, place => above.docs[place])
  return { docs, tiers: tiered ? tiersOf(docs.length, tiers) : Uint8Array.from(places, place => above.tiers[place]) }
}

function tiersOf(size, places) {
  const tiers = new Uint8Array(size)
  places.forEach((held, i) => { for (const place of held) tiers[place] = 3 - i })
  return tiers
}

function others(missing, room) {
  const out = new Int32Array(room - missing.length)
  for (let doc = 0, at = 0, size = 0; doc < room; doc++) {
    if (missing[at] === doc) at++
    else out[size++] = doc
  }
  return out
}
