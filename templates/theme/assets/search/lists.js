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

/* Documents of a list that are in tiers 2 and 3. */
export const high = ({ docs, tiers, exact }) =>
  ({ docs: docs.filter((_, i) => tiers[i] > 1), tiers: tiers.filter(tier => tier > 1), exact })

/* Documents in one list or the other, in the higher tier; certain are those known to be in that tier. */
export function either(a, b) {
  const tiers = new Map()
  const certain = new Set()
  for (const list of [a, b]) {
    list.docs.forEach((doc, i) => {
      const [tier, before] = [list.tiers[i], tiers.get(doc) ?? -1]
      if (tier > before) certain.delete(doc)
      if (tier >= before && sure(list, doc)) certain.add(doc)
      tiers.set(doc, Math.max(tier, before))
    })
  }
  const docs = [...tiers.keys()].sort((x, y) => x - y)
  return { docs, tiers: docs.map(doc => tiers.get(doc)), exact: a.exact && b.exact, certain }
}

/* Keys of grams: nearly all units have a rank below 8192. */
const pairKey = (a, b) => ((a >> 13) * 8 + (b >> 13)) * 2 ** 26 + (a & 8191) * 8192 + (b & 8191)
const nextKey = (number, unit) => (unit >> 13) * 2 ** 40 + number * 8192 + (unit & 8191)

const [UNITS, RARE_PAIRS, THREES, FOURS, TREES] = [0, 2, 3, 4, 5]
export const PAIRS = 1

/* The lists of all segments, of their texts or of their sounds: they share files, so what is asked
   for one is there for all. Lists come as arrays with one for each segment, null where it has none. */
export class Lists {
  /* `rank` gives the rank of a unit; `numbers` tells how many shards there are of each kind, and
     `parts` gets what each segment has in one: parts(kind, number). `sizes` are the segments'. */
  constructor(rank, numbers, sizes, often, parts) {
    Object.assign(this, { rank, numbers, sizes, often, parts })
  }

  async list(kind, key, least) {
    const number = this.numbers[kind]
    const shard = key % number
    const parts = await this.parts(kind, shard)
    return parts.map((part, i) => {
      const found = readList(part, Math.floor(key / number), this.sizes[i], this.often, least)
      return found && { ...found, shard, exact: true }
    })
  }

  /* The lists of a pair; rare ones are kept apart. */
  async pair(first, second) {
    const key = pairKey(first, second)
    const common = await this.list(PAIRS, key, RARE + 1)
    if (common.every(Boolean)) return common
    const rare = await this.list(RARE_PAIRS, key, 1)
    return common.map((list, i) => list ?? rare[i])
  }

  /* The chains of the runs that begin with that of lists of some kind and go on with `ids`. */
  async beyond(kind, lists, next, ids) {
    const often = lists.map(list => list?.docs.length > this.often)
    if (!ids.length || !often.includes(true)) return lists.map(() => [])
    const number = this.numbers[next]
    const above = lists[often.indexOf(true)].shard
    const shard = (above + ids[0]) % number
    const parts = await this.parts(next, shard)
    return lists.map((list, i) => {
      if (!often[i]) return []
      const place = Math.floor(above / number) + this.numbers[kind] / number * list.rank
      const chain = readTree(parts[i], nextKey(place, ids[0]), list, ids)
      if (chain.length) chain[0].shard = shard
      return chain
    })
  }

  /* The documents of each segment that hold a run of units. Where `exact` is false some may not:
     `few` are not sifted further. */
  async search(run, few = READ) {
    const ids = run.map(unit => this.rank(unit))
    if (ids.length === 1) return (await this.list(UNITS, ids[0], 1)).map(list => list ?? NONE)
    if (ids.length === 2) return (await this.pair(...ids)).map(list => list ?? NONE)
    return new Walk(this, ids, few).result()
  }
}

const READ = 20 // candidates that are read rather than sifted: ten are shown, sifting once loads what as many texts do
const HOPELESS = 1000 // candidates of which more pairs would leave too many
const RARE = 3 // documents of a rare pair
export const LONGEST = 16 // units of a run with a list

/* Walks from pairs to longer runs, in all segments at once, until few candidates are left or the
   whole run is found. */
class Walk {
  constructor(lists, ids, few) {
    Object.assign(this, { lists, ids, few, last: ids.length - 2, pairs: new Map(), chains: new Map() })
    this.found = lists.sizes.map(() => null)
  }

  async result() {
    const places = this.telling()
    await this.ask([places[0], places[places.length - 1]])
    const others = places.slice(1, -1).filter((_, i, all) => i % 2 || i === all.length - 1)
    if (this.worth(HOPELESS)) await this.ask(others)
    if (this.worth()) await this.climb(0)
    if (this.worth(HOPELESS)) await this.ask(others)
    for (const at of await this.order()) if (this.worth()) await this.climb(at)
    return this.found
  }

  /* Tell whether to sift on: not if few candidates are left, or no more of any segment than may be
     left where no longer list exists; nor with pairs if they would leave too many. */
  worth(most = Infinity) {
    const left = this.left()
    return left > this.few && left <= most && this.found.some(({ docs, exact }) => !exact && docs.length > this.lists.often)
  }

  pair(at) {
    if (!this.pairs.has(at)) this.pairs.set(at, this.lists.pair(this.ids[at], this.ids[at + 1]))
    return this.pairs.get(at)
  }

  /* Ask for pairs at once. */
  async ask(places) {
    for (const pairs of await Promise.all(places.map(at => this.pair(at)))) this.narrow(pairs)
  }

  /* Leave what is in these lists, too; a segment without a pair has nothing. */
  narrow(lists) {
    this.found = this.found.map((found, i) => {
      if (found?.exact) return found
      const list = lists[i] ?? NONE
      const left = found ? both(found, list) : list
      return { ...left, exact: !left.docs.length }
    })
  }

  /* How many candidates are not sure. */
  left() {
    return this.found.reduce((sum, { docs, exact }) => exact ? sum : sum + docs.length, 0)
  }

  /* The places of pairs that tell more: those without the mark of a word, if there are two. */
  telling() {
    const all = Array.from({ length: this.last + 1 }, (_, at) => at)
    const mark = this.lists.rank(MARK)
    const unmarked = all.filter(at => this.ids[at] !== mark && this.ids[at + 1] !== mark)
    return unmarked.length > 1 ? unmarked : all
  }

  /* The places but the first, of the rarest pairs first. */
  async order() {
    const sizes = new Map()
    for (const [at, pairs] of this.pairs) sizes.set(at, (await pairs).reduce((sum, pair) => sum + (pair?.docs.length ?? 0), 0))
    const places = Array.from({ length: this.last }, (_, i) => i + 1)
    return places.sort((a, b) => (sizes.get(a) ?? 1e9) - (sizes.get(b) ?? 1e9) || a - b)
  }

  /* Walk from the pair at a place to the right. */
  async climb(at) {
    const pairs = await this.pair(at)
    this.narrow(pairs)
    const chains = this.open(pairs).map(pair => pair ? [pair] : [])
    await this.lengthen(chains, PAIRS, THREES, this.ids.slice(at + 2, at + 3))
    await this.lengthen(chains, THREES, FOURS, this.ids.slice(at + 3, at + 4))
    await this.lengthen(chains, FOURS, TREES, this.ids.slice(at + 4))
    if (at === 0) this.found = this.found.map((found, i) => found.exact || chains[i].length <= this.last ? found : { ...chains[i][this.last], exact: true })
    if (this.left() <= this.few) return // then chains may be longer than they are known
    this.chains.set(at, chains)
    this.found = this.found.map((found, i) => !found.exact && (this.absent(i, at - 1) || this.absent(i, at)) ? NONE : found)
  }

  /* The lists of the segments in which candidates are not sure. */
  open(lists) {
    return lists.map((list, i) => this.found[i].exact ? null : list)
  }

  /* Lengthen chains by what follows their last lists, of a kind, in another kind. */
  async lengthen(chains, kind, next, ids) {
    if (this.left() <= this.few) return
    const size = { [PAIRS]: 1, [THREES]: 2, [FOURS]: 3 }[kind]
    const lists = this.open(chains.map(chain => chain.length === size ? chain[size - 1] : null))
    const more = await this.lists.beyond(kind, lists, next, ids)
    more.forEach((found, i) => chains[i].push(...found))
    this.narrow(this.found.map((found, i) => more[i].length ? more[i][more[i].length - 1] : found))
  }

  /* Tell that the run one longer than what was found at a place has no list in a segment, though it
     would have one if it stood anywhere. */
  absent(segment, at) {
    const [left, right] = [this.chains.get(at)?.[segment], this.chains.get(at + 1)?.[segment]]
    const size = left?.length
    if (!size || !right || right.length < size || size + 1 >= LONGEST || at + size + 2 > this.ids.length) return false
    return both(left[size - 1], right[size - 1]).docs.length > this.lists.often
  }
}
