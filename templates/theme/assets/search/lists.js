/* Lists: which documents of a segment hold a run of units. docs/search-format.md has the rules. */

import { MARK } from "./fold.js"
import { NONE, readList, readTree } from "./shards.js"

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
  /* `shards` tells how many files there are of units, pairs, rare pairs, runs of three and trees,
     numbered from `first` on; `fetchShard` gets a file by number. */
  constructor(alphabet, shards, first, room, often, fetchShard) {
    Object.assign(this, { shards, first, room, often, fetchShard, width: alphabet.length + 1 })
    this.ids = new Map(alphabet.map((unit, i) => [unit, i + 1]))
  }

  /* A file of a kind, and where in it a key is. */
  async shard(kind, key) {
    const count = this.shards[kind]
    if (!count) return [new Uint8Array(0), 0]
    const before = this.shards.slice(0, kind).reduce((sum, number) => sum + number, this.first)
    return [await this.fetchShard(before + key % count), Math.floor(key / count)]
  }

  async list(kind, key, least) {
    const found = readList(...await this.shard(kind, key), this.room, this.often, least)
    return found && { ...found, exact: true }
  }

  /* The list of a pair; rare ones are kept apart. */
  async pair(first, second) {
    const key = first * this.width + second
    return await this.list(1, key, RARE + 1) ?? this.list(2, key, 1)
  }

  /* The list of a run one unit longer than another one's. */
  async third(pair, id) {
    if (pair.docs.length <= this.often) return null
    return readTree(...await this.shard(3, pair.rank * this.width + id), pair, [id])[0] ?? null
  }

  /* The lists of the runs that begin with one of three units and go on with `ids`. */
  async longer(three, ids) {
    if (!ids.length || three.docs.length <= this.often) return []
    return readTree(...await this.shard(4, three.rank * this.width + ids[0]), three, ids)
  }

  /* The documents that hold a run of units. Where `exact` is false some of them may not. */
  async search(run, budget) {
    const ids = run.map(unit => this.ids.get(unit))
    const unknown = ids.some(id => id === undefined)
    if (unknown || ids.length < 3) budget?.few(0)
    if (unknown) return NONE
    if (ids.length === 1) return await this.list(0, ids[0], 1) ?? NONE
    return new Walk(this, ids, budget).result()
  }
}

const FEW = 2 // candidates of a segment for which no more pairs are asked for
const READ = 12 // candidates of all segments that are read
const RARE = 3 // documents of a rare pair
const HOPELESS = 100 // candidates of which more pairs would leave too many
const LONGEST = 16 // units of a run with a list

/* How many candidates may be left in a segment: rather than sift few candidates of many segments
   further they are read, as the first ones of them will be shown. */
export class Budget {
  constructor(segments) {
    this.counts = []
    this.left = segments
    this.settled = new Promise(resolve => { this.settle = resolve })
  }

  /* Tell how many candidates a segment has; gives how many it may have. Told once by each. */
  few(count) {
    this.counts.push(count)
    if (--this.left === 0) {
      let sum = 0
      this.settle(this.counts.sort((a, b) => a - b).filter(each => (sum += each) <= READ).pop() ?? 0)
    }
    return this.settled
  }
}

/* Walks from pairs to longer runs until few candidates are left or the whole run is found. */
class Walk {
  constructor(lists, ids, budget) {
    Object.assign(this, { lists, ids, budget, few: 0, found: null, pairs: new Map(), chains: new Map() })
  }

  pair(at) {
    if (!this.pairs.has(at)) this.pairs.set(at, this.lists.pair(this.ids[at], this.ids[at + 1]))
    return this.pairs.get(at)
  }

  /* Ask for pairs at once. */
  async ask(places) {
    const pairs = await Promise.all(places.map(at => this.pair(at)))
    if (pairs.includes(null)) this.found = { ...NONE }
    else for (const pair of pairs) this.narrow(pair)
  }

  narrow(list) {
    this.found = this.found ? both(this.found, list) : list
    return this.found.docs.length <= this.few
  }

  async result() {
    const last = this.ids.length - 2
    if (last === 0) return await this.pair(0) ?? NONE
    const places = this.telling(last)
    await this.ask([places[0], places[places.length - 1]])
    const { length } = this.found.docs
    const others = places.slice(1, -1).filter((_, i, all) => i % 2 || i === all.length - 1)
    if (length > FEW && length <= HOPELESS) await this.ask(others)
    this.few = await this.budget?.few(this.found.docs.length) ?? 0
    if (this.found.docs.length <= this.few) return this.verified()
    for (const at of await this.order(last)) {
      const end = await this.climb(at)
      if (end) return end
    }
    return this.verified()
  }

  /* The places of pairs that tell more: those without the mark of a word, if there are two. */
  telling(last) {
    const all = Array.from({ length: last + 1 }, (_, at) => at)
    const mark = this.lists.ids.get(MARK)
    const unmarked = all.filter(at => this.ids[at] !== mark && this.ids[at + 1] !== mark)
    return unmarked.length > 1 ? unmarked : all
  }

  /* The first place, which may lead to the whole run, then the rarest pairs. */
  async order(last) {
    const sizes = new Map()
    for (const [at, pair] of this.pairs) sizes.set(at, (await pair).docs.length)
    const places = Array.from({ length: last }, (_, i) => i + 1)
    return [0, ...places.sort((a, b) => (sizes.get(a) ?? 1e9) - (sizes.get(b) ?? 1e9) || a - b)]
  }

  /* Walk from the pair at a place to the right; returns the result where this settles it. */
  async climb(at) {
    const pair = await this.pair(at)
    if (!pair) return NONE
    if (this.narrow(pair)) return this.verified()
    const three = at + 2 < this.ids.length ? await this.lists.third(pair, this.ids[at + 2]) : null
    const chain = three ? [pair, three] : [pair]
    if (three && at + 3 < this.ids.length && !this.narrow(three)) chain.push(...await this.lists.longer(three, this.ids.slice(at + 3)))
    const longest = chain[chain.length - 1]
    if (at === 0 && chain.length === this.ids.length - 1) return { ...longest, exact: true }
    if (this.narrow(longest)) return this.verified()
    this.chains.set(at, chain)
    return this.absent(at - 1) || this.absent(at) ? NONE : null
  }

  /* Tell that the run one longer than what was found at a place has no list, though it would have
     one if it stood anywhere. */
  absent(at) {
    const [left, right] = [this.chains.get(at), this.chains.get(at + 1)]
    const size = left?.length
    if (!left || !right || right.length < size || size + 1 >= LONGEST || at + size + 2 > this.ids.length) return false
    return both(left[size - 1], right[size - 1]).docs.length > this.lists.often
  }

  verified() {
    return { ...this.found, exact: false }
  }
}
