/* Search: `openIndex(baseUrl)` gives `search(query, { facets, limit, offset })`. No dependencies.
   docs/search-format.md describes both; the query's rules are there, too. */

import { find, folder, units, varints } from "./fold.js"
import { inflate } from "./inflate.js"
import { Lists, both, either, sure } from "./lists.js"

const FACETS = ["kind", "column", "college", "region", "honor", "year"]
const KEPT = 4000 // texts kept in memory
const BEFORE = 24 // characters of an excerpt before its first hit
const EXCERPT = 110

/* Open the index of the site whose root is `baseUrl`. */
export async function openIndex(baseUrl) {
  const root = new URL(baseUrl, globalThis.document?.baseURI)
  const get = async (path, cache = "default") => {
    const response = await fetch(new URL(`search/${path}`, root), { cache })
    if (!response.ok) throw new Error(`search: ${path}: ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  const index = JSON.parse(new TextDecoder().decode(await get("index.json", "no-cache")))
  if (index.format !== 2) throw new Error("search: unknown format")
  const heads = index.segments.map(([name]) => get(`${name}/head.bin`))
  const [letters, words] = await Promise.all([get(`${index.letters}.bin`), get(`${index.dictionary}.bin`)])
  const shared = { index, get, root, fold: folder(inflate(letters)), dictionary: inflate(words) }
  const segments = []
  for (const [i, [name, size]] of index.segments.entries()) {
    segments.push(new Segment(shared, name, size, inflate(await heads[i])))
  }
  return new Index(shared, segments)
}

class Segment {
  constructor(shared, name, size, head) {
    const often = size <= 512 ? 4 : 20
    Object.assign(this, { shared, name, size, few: often >> 1, files: new Map(), texts: new Map() })
    const [length] = varints(head)
    const begin = length < 128 ? 1 : length < 16384 ? 2 : 3
    const ids = JSON.parse(new TextDecoder().decode(head.subarray(begin, begin + length)))
    const numbers = varints(head, begin + length)
    const next = () => numbers.next().value
    const file = number => this.file(`${name}/${number}.bin`)
    let first = 0
    const lists = () => {
      const alphabet = steps(next, next())
      const levels = Array.from({ length: next() }, () => {
        const level = directory(next, first)
        first += level.keys.length
        return level
      })
      return new Lists(levels, alphabet, size, often, file)
    }
    this.lists = lists()
    this.sounds = lists()
    this.columns = FACETS.map((facet, i) => {
      const places = ids[i].map(id => shared.index.facets[facet].findIndex(([value]) => value === id))
      return Array.from({ length: size }, () => cell(next).map(n => places[n]))
    })
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
    const { index, get, dictionary } = this.shared
    const names = await this.file(`${this.name}/t${Math.floor(doc / index.names)}.bin`)
    const at = doc % index.names * 6
    const name = Array.from(names.subarray(at, at + 6), byte => byte.toString(16).padStart(2, "0")).join("")
    const text = new TextDecoder("gb18030").decode(inflate(await get(`t/${name.slice(0, 2)}/${name}.bin`), dictionary))
    return text.replace(/\x03([0-9a-f]{4})/g, (_, unit) => String.fromCharCode(parseInt(unit, 16)))
  }
}

/* The values of a document in one column. */
function cell(next) {
  const number = next()
  return number & 1 ? Array.from({ length: number >> 1 }, next) : number ? [number / 2 - 1] : []
}

function steps(next, count) {
  const out = []
  for (let i = 0, last = 0; i < count; i++) out.push(last += next())
  return out
}

function directory(next, file) {
  return { keys: steps(next, next()), file }
}

/* What is stored of a document, with its lines folded when they are asked for. */
class Text {
  constructor(fold, stored) {
    const [permalink, date, ...parts] = stored.split("\x02")
    const [head, tags, summary, body, sounds] = parts.map(part => part ? part.split("\n") : [])
    Object.assign(this, { fold, permalink, date, head, tiers: [body, summary, tags, head], sounds, folded: [] })
  }

  lines(tier) {
    return this.folded[tier] ??= this.tiers[tier].map(this.fold)
  }

  /* The highest tier in which a term stands, -1 if in none. */
  tier(term) {
    for (const tier of term.short ? [3, 2] : [3, 2, 1, 0]) if (this.lines(tier).some(line => find(line, term.text) >= 0)) return tier
    return term.sound && this.sounds.some(line => sounds(line.split(" "), term.text)) ? 3 : -1
  }
}

/* Cut a query: words between spaces, and phrases that stand between quotation marks. */
export function terms(folded) {
  const out = []
  const pattern = / ?(?:"([^"]+)"|\u201c([^\u201d]+)\u201d|\u300c([^\u300d]+)\u300d)(?= |$)| ?([^ ]+)/gy
  for (let found; (found = pattern.exec(folded));) {
    const text = (found[1] ?? found[2] ?? found[3] ?? found[4]).trim()
    if (!text || out.some(term => term.text === text)) continue
    const words = text.split(" ").map(units)
    const long = words.filter(word => word.length > 1)
    out.push({ text, words: long.length ? long : words, short: !long.length, sound: /^[a-z]{2,}$/.test(text) })
  }
  return out
}

/* Tell whether letters are the initials of neighbouring syllables, or spell syllables of which only
   the last, and not the first, may be unfinished. */
function sounds(syllables, letters) {
  if (syllables.map(syllable => syllable[0]).join("").includes(letters)) return true
  return syllables.some((_, first) => {
    let rest = letters
    for (let i = first; i < syllables.length; i++) {
      if (i > first && syllables[i].startsWith(rest)) return true
      if (!rest.startsWith(syllables[i])) return false
      rest = rest.slice(syllables[i].length)
      if (!rest) return true
    }
    return false
  })
}

/* All ways to cut letters into syllables (places in `all`), the last one finished in every way. */
function spellings(letters, all) {
  const out = []
  const cut = (rest, done) => {
    if (out.length > 200) return
    if (!rest) return void out.push(done)
    if (done.length) all.forEach((syllable, i) => { if (syllable.startsWith(rest) && syllable !== rest) out.push([...done, i]) })
    all.forEach((syllable, i) => { if (rest.startsWith(syllable)) cut(rest.slice(syllable.length), [...done, i]) })
  }
  cut(letters, [])
  return out
}

class Index {
  constructor(shared, segments) {
    Object.assign(this, { shared, segments, syllables: shared.index.syllables.split(" "), last: null })
  }

  /* Find documents. `facets` maps facets to a value or to several of which one must fit. */
  async search(query, { facets = {}, limit = 10, offset = 0 } = {}) {
    const folded = this.shared.fold(String(query))
    const wanted = terms(folded)
    const found = wanted.length ? await this.matches(folded, wanted) : this.all(facets)
    const { values } = this
    const filters = FACETS.map((facet, i) => numbersOf(values(i), facets[facet]))
    const fits = found.map(hit => filters.map((filter, i) => !filter || hit.segment.columns[i][hit.doc].some(n => filter.has(n))))
    const chosen = found.filter((_, i) => fits[i].every(Boolean))
    const page = chosen.slice(offset, offset + limit)
    const results = await Promise.all(page.map(hit => this.shown(hit, wanted)))
    return { total: chosen.length, results, facets: this.counted(found, fits, facets) }
  }

  values = facet => this.shared.index.facets[FACETS[facet]] ?? []

  /* Every document, where only facets are asked for. */
  all(facets) {
    if (!Object.values(facets).some(value => value?.length)) return []
    return this.segments.flatMap(segment => Array.from({ length: segment.size }, (_, doc) => ({ segment, doc })))
  }

  /* The hits of a query, best first. The last query's are kept for its next page. */
  async matches(folded, wanted) {
    if (this.last?.folded !== folded) {
      const hits = Promise.all(this.segments.map(segment => this.within(segment, wanted)))
      const ranked = hits.then(parts => parts.flat().sort((a, b) => b.score - a.score))
      ranked.catch(() => { this.last = null })
      this.last = { folded, ranked }
    }
    return this.last.ranked
  }

  async within(segment, wanted) {
    const lists = await Promise.all(wanted.map(term => this.candidates(segment, term)))
    const found = lists.reduce(both)
    const hits = await Promise.all(Array.from(found.docs, async doc => {
      const known = lists.every(list => sure(list, doc))
      const text = known ? null : await segment.text(doc)
      const tiers = lists.map((list, i) => sure(list, doc) ? tierOf(list, doc) : text.tier(wanted[i]))
      if (tiers.includes(-1)) return null
      const score = tiers.reduce((sum, tier) => sum + tier, 0)
      const person = score === 3 * wanted.length && segment.columns[0][doc][0] === this.person
      return { segment, doc, score: score + (person ? 1 : 0) }
    }))
    return hits.filter(Boolean)
  }

  get person() {
    return this.values(0).findIndex(([id]) => id === "person")
  }

  async candidates(segment, term) {
    const parts = await Promise.all(term.words.map(word => segment.lists.search(word, segment.few)))
    let found = parts.reduce(both)
    if (term.text.includes(" ")) found = { ...found, exact: false }
    if (!term.sound) return found
    const codes = [...term.text].map(letter => letter.charCodeAt(0))
    const ways = [codes, ...spellings(term.text, this.syllables).map(way => way.map(i => 256 + i))]
    const heard = await Promise.all(ways.map(way => segment.sounds.search(way, 0)))
    return heard.map(list => ({ ...list, tiers: Array.from(list.docs, () => 3) })).reduce(either, found)
  }

  async shown({ segment, doc }, wanted) {
    const text = await segment.text(doc)
    const title = text.head[0] ?? ""
    return {
      url: new URL(text.permalink.slice(1), this.shared.root).href,
      title,
      kind: this.values(0)[segment.columns[0][doc][0]][0],
      date: text.date,
      excerpt: excerpt(text, wanted),
      marked: marked(this.shared.fold, title, wanted, 0, title.length),
    }
  }

  /* For each facet its values with counts, over what fits all other facets. */
  counted(found, fits, chosen) {
    const out = {}
    FACETS.forEach((facet, f) => {
      const counts = new Map()
      found.forEach(({ segment, doc }, i) => {
        if (!fits[i].every((fit, g) => fit || g === f)) return
        for (const number of segment.columns[f][doc]) counts.set(number, (counts.get(number) ?? 0) + 1)
      })
      const asked = new Set([chosen[facet] ?? []].flat())
      out[facet] = this.values(f)
        .map(([value, name], i) => ({ value, name, count: counts.get(i) ?? 0, selected: asked.has(value) }))
        .filter(({ count, selected }) => count || selected)
    })
    return out
  }
}

function tierOf(list, doc) {
  let low = 0
  for (let high = list.docs.length; low < high;) {
    const middle = (low + high) >> 1
    if (list.docs[middle] < doc) low = middle + 1
    else high = middle
  }
  return list.tiers[low]
}

function numbersOf(values, asked) {
  if (asked === undefined || asked === null || !asked.length) return null
  const names = new Set([asked].flat().map(String))
  return new Set(values.flatMap(([value], i) => names.has(value) ? [i] : []))
}

/* The part of a text around the first hit below the title, as pieces of which some are marked. */
function excerpt(text, wanted) {
  const { fold } = text
  for (const tier of [1, 0, 2, 3]) {
    for (const [i, line] of text.tiers[tier].entries()) {
      if (tier === 3 && i === 0) continue
      const hits = marks(fold, line, wanted)
      if (hits.length) {
        const start = whole(line, Math.max(0, Math.min(hits[0][0] - BEFORE, line.length - EXCERPT)))
        return marked(fold, line, wanted, start, whole(line, Math.min(line.length, start + EXCERPT)))
      }
    }
  }
  const line = text.tiers[1][0] ?? text.tiers[0][0] ?? ""
  return marked(fold, line, [], 0, whole(line, Math.min(line.length, EXCERPT)))
}

/* A place that is not inside a surrogate pair. */
function whole(line, at) {
  const unit = line.charCodeAt(at)
  return at > 0 && unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at
}

function marked(fold, line, wanted, start, end) {
  const out = start > 0 ? [{ text: "…", hit: false }] : []
  let at = start
  for (const [from, to] of marks(fold, line, wanted)) {
    if (to <= at || from >= end) continue
    if (from > at) out.push({ text: line.slice(at, from), hit: false })
    out.push({ text: line.slice(Math.max(at, from), Math.min(to, end)), hit: true })
    at = Math.min(to, end)
  }
  if (at < end) out.push({ text: line.slice(at, end), hit: false })
  if (end < line.length) out.push({ text: "…", hit: false })
  return out
}

/* Where terms stand in a line: [from, to] in the line as it is, in order, overlaps joined. */
function marks(fold, line, wanted) {
  const folded = fold(line)
  const hits = []
  for (const { text } of wanted) {
    for (let at = find(folded, text); at >= 0; at = find(folded, text, at + text.length)) hits.push([at, at + text.length])
  }
  if (!hits.length) return hits
  const places = origins(fold, line, folded)
  const out = []
  for (const [from, to] of hits.sort((a, b) => a[0] - b[0])) {
    const hit = [places[from], places[to]]
    const last = out[out.length - 1]
    if (last && hit[0] <= last[1]) last[1] = Math.max(last[1], hit[1])
    else out.push(hit)
  }
  return out
}

/* For each unit of a folded line, and for its end, where it comes from in the line. Where folding
   letter by letter gives something else than folding the whole, the places are near. */
function origins(fold, line, folded) {
  if (folded.length === line.length) return Array.from({ length: line.length + 1 }, (_, i) => i)
  const places = []
  let at = 0
  for (const cluster of line.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    const size = (fold(cluster) || (places.length && folded[places.length] === " " ? " " : "")).length
    for (let i = 0; i < size; i++) places.push(at)
    at += cluster.length
  }
  while (places.length <= folded.length) places.push(line.length)
  return places
}
