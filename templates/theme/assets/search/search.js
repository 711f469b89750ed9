/* Search: `openIndex(baseUrl)` gives `search(query, { facets, limit, offset })`. No dependencies.
   docs/search-format.md describes both; the query's rules are there, too. */

import { Files } from "./files.js"
import { folder, reader, simplified, units } from "./fold.js"
import { inflate } from "./inflate.js"
import { LONGEST, Lists, PAIRS, both, either, high, sure } from "./lists.js"
import { Column, FACETS, Segment, ranks } from "./segment.js"
import { excerpt, marked } from "./texts.js"

const KINDS = 6 // of lists: units, pairs, rare pairs, threes, fours, trees; those of sounds follow
const WAYS = 200 // to spell letters, for which lists are asked
const PATIENCE = 30_000 // milliseconds until a file that does not come may be asked for again
const AT_ONCE = 64 // files that are asked for at a time: browsers refuse thousands
const HAN = /[\u3400-\u9fff]/g
const COMMON = 8192 // ranks of characters of GB 2312 are lower; few of them are traditional
const CALLED = 20 // people and pages whose whole names are looked at

/* Open the index of the site whose root is `baseUrl`. When the site is published anew, files of the
   index may be gone, or another page may come in their place, which a browser may have kept for a
   year: then it is opened again, and nothing is taken from the browser's cache. */
export async function openIndex(baseUrl) {
  const root = new URL(baseUrl, globalThis.document?.baseURI ?? globalThis.location?.href)
  root.pathname = root.pathname.replace(/\/(index\.html)?$/, "") + "/"
  const again = error => {
    if (!error.gone && !error.damaged) throw error
    return opened(root, "reload")
  }
  let index = await opened(root).catch(again)
  return {
    /* What index.json says. */
    get description() { return index.shared.index },
    search: async (query, options) => {
      try {
        return await index.search(query, options)
      } catch (error) {
        index = await again(error)
        return index.search(query, options)
      }
    },
  }
}

/* An error after which the index is opened again. */
const gone = what => Object.assign(new Error(`search: ${what}`), { gone: true })

/* Tell whether a host or a network sent a page in place of a file. */
const isPage = (response, bytes) => /^text\/html\b/i.test(response.headers.get("content-type"))
  && /^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 99)))

/* Do no more than so many things at once; what was asked for last goes first. */
function atMost(free) {
  const waiting = []
  return async act => {
    if (free > 0) free--
    else await new Promise(go => waiting.push(go))
    try {
      return await act()
    } finally {
      if (waiting.length) waiting.pop()()
      else free++
    }
  }
}

async function opened(root, kept = "default") {
  const turns = atMost(AT_ONCE)
  const get = (path, cache = kept) => turns(async () => {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), PATIENCE)
    try {
      const response = await fetch(new URL(`search/${path}`, root), { cache, signal: late.signal })
      if (response.status === 404) throw gone(`${path}: 404`)
      if (!response.ok) throw new Error(`search: ${path}: ${response.status}`)
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (isPage(response, bytes)) throw gone(`${path}: a page`)
      return bytes
    } finally {
      clearTimeout(timer)
    }
  })
  const index = JSON.parse(new TextDecoder().decode(await get("index.json", "no-cache")))
  if (index.format !== 7) throw new Error("search: unknown format")
  const unpacked = async name => inflate(await get(`${name}.bin`))
  const [words, head] = await Promise.all([index.dictionary, index.head].map(unpacked))
  /* The numbers of values of a facet, -1 for unknown ones. */
  const places = (facet, ids) => ids.map(id => (index.facets[facet] ?? []).findIndex(([value]) => value === id))
  const shared = { index, get, root, places, unpacked, dictionary: words }
  const { next } = reader(head)
  const columns = FACETS.map(() => index.segments.map(([, , size]) => new Column(size, next)))
  return new Index(shared, index.segments.map((named, i) => new Segment(shared, named, columns.map(parts => parts[i]))))
}

/* The lists of texts and those of sounds. */
function listsOf({ index, get }, all) {
  const { shards, often, segments } = index
  const files = new Files(index, get)
  files.table(PAIRS) // most queries ask for it: it comes while they are typed
  const sizes = segments.map(([, , size]) => size)
  const parts = first => (kind, number) => files.parts(first + kind, number)
  return [
    new Lists(unit => all[unit], Files.numbers(shards), sizes, often, parts(0)),
    new Lists(unit => unit, Files.numbers(shards >> 3 | 1), sizes, often, parts(KINDS)),
  ]
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
    out.push({ text, words: long.length ? long : words, short: !long.length && text.includes(" "), sound: /^[a-z]{2,}$/.test(text) })
  }
  return out
}

/* All ways to cut letters into syllables (places in `all`), the last one finished in every way. Where
   there are too many, or they are long, they are beginnings of ways: `rest` is not cut. */
function spellings(letters, all) {
  const whole = []
  let open = [{ way: [], rest: letters }]
  for (let size = 0; open.length && size < LONGEST; size++) {
    const next = open.flatMap(({ way, rest }) => all.flatMap((syllable, i) => {
      if (rest.startsWith(syllable)) return [{ way: [...way, i], rest: rest.slice(syllable.length) }]
      return size && syllable.startsWith(rest) ? [{ way: [...way, i], rest: "" }] : []
    }))
    if (whole.length + next.length > WAYS) break
    whole.push(...next.filter(({ rest }) => !rest))
    open = next.filter(({ rest }) => rest)
  }
  return [...whole, ...open]
}

class Index {
  constructor(shared, segments) {
    Object.assign(this, { shared, segments, ranks: ranks(), syllables: shared.index.syllables.split(" "), last: null })
    ;[this.texts, this.sounds] = listsOf(shared, this.ranks)
    ;[this.person, this.page] = shared.places("kind", ["person", "page"])
  }

  /* Find documents. `facets` maps facets to a value or to several of which one must fit. */
  async search(query, options) {
    const { limit = 10, offset = 0, ...given } = options ?? {}
    const facets = given.facets ?? {}
    const folded = await this.folded(String(query))
    const wanted = terms(folded)
    const found = wanted.length ? await this.matches(folded, wanted) : this.all(facets)
    const filters = FACETS.map(facet => this.numbersOf(facet, facets[facet]))
    for (;;) {
      const there = found.filter(hit => !hit.lost)
      const wrong = there.map(hit => refused(hit, filters))
      const chosen = there.filter((_, i) => !wrong[i])
      const page = chosen.slice(offset, offset + limit)
      const results = await Promise.all(page.map(hit => this.shown(hit, wanted)))
      if (results.every(Boolean)) return { total: chosen.length, results, facets: this.counted(there, wrong, facets) }
    }
  }

  /* The folded query; few have characters for which the table of simplified ones is needed. */
  async folded(query) {
    const { index, unpacked } = this.shared
    const folded = folder(new Map())(query)
    const unsure = unit => this.ranks[unit.charCodeAt(0)] >= COMMON || index.traditional.includes(unit)
    if (!folded.match(HAN)?.some(unsure)) return folded
    this.letters ??= unpacked(index.letters).then(simplified)
    this.letters.catch(() => { this.letters = null })
    return folder(await this.letters)(query)
  }

  /* The numbers of the values that are asked for, null where any will do. */
  numbersOf(facet, asked) {
    const values = several(asked)
    return values.length ? new Set(this.shared.places(facet, values).filter(place => place >= 0)) : null
  }

  /* Every document, where only facets are asked for. */
  all(facets) {
    if (!FACETS.some(facet => several(facets[facet]).length)) return []
    return this.segments.flatMap(segment => Array.from({ length: segment.size }, (_, i) => ({ segment, doc: segment.size - 1 - i })))
  }

  /* The hits of a query, best first. The last query's are kept for its next page. */
  async matches(folded, wanted) {
    if (this.last?.folded !== folded) {
      const ranked = this.ranked(wanted)
      ranked.catch(() => { this.last = null })
      this.last = { folded, ranked }
    }
    return this.last.ranked
  }

  async ranked(wanted) {
    const lists = await Promise.all(wanted.map(term => this.candidates(term)))
    const parts = this.segments.map((segment, i) => this.within(segment, wanted, lists.map(list => list[i])))
    const hits = (await Promise.all(parts)).flat()
    const called = hits.filter(hit => hit.called)
    if (called.length <= CALLED) await Promise.all(called.map(hit => this.prefer(hit, wanted)))
    return hits.sort((a, b) => b.score - a.score)
  }

  /* Put a hit before others if what is asked for is its whole name. */
  async prefer(hit, wanted) {
    const text = await unlessDamaged(hit.segment.text(hit.doc))
    if (text?.isCalled(wanted.map(term => term.text).join(" "))) hit.score += 2
  }

  async within(segment, wanted, lists) {
    const docs = Array.from(lists.reduce(both).docs).reverse() // newest first
    const unsure = docs.filter(doc => !lists.every(list => sure(list, doc)))
    const texts = new Map(await Promise.all(unsure.map(async doc => [doc, await unlessDamaged(segment.text(doc))])))
    return docs.flatMap(doc => {
      const tiers = lists.map((list, i) => sure(list, doc) ? tierOf(list, doc) : texts.get(doc)?.tier(wanted[i]) ?? -1)
      if (tiers.includes(-1)) return []
      const score = tiers.reduce((sum, tier) => sum + tier, 0)
      const kind = segment.columns[0].cells[doc]
      const called = score === 3 * wanted.length && (kind === this.person || kind === this.page)
      return [{ segment, doc, called, score: score + (called && kind === this.person ? 1 : 0) }]
    })
  }

  /* The documents of each segment that may hold a term. */
  async candidates(term) {
    const words = await Promise.all(term.words.map(word => this.texts.search(word)))
    const phrase = term.text.includes(" ") ? { exact: false } : {}
    const whole = term.short ? high : list => list // or nearly all texts would be read
    const found = this.segments.map((_, i) => ({ ...whole(words.map(lists => lists[i]).reduce(both)), ...phrase }))
    if (!term.sound) return found
    const codes = [...term.text].map(letter => letter.charCodeAt(0))
    const ways = spellings(term.text, this.syllables)
    const spelt = ways.map(({ way, rest }) => this.heard(way.map(i => 256 + i), !rest))
    const heard = await Promise.all([this.heard(codes, true), ...spelt])
    return found.map((list, i) => heard.map(lists => lists[i]).reduce(either, list))
  }

  /* The documents of each segment that have a run of sounds in their names, all of tier 3. If it is not
     `whole`, they have to be read. */
  async heard(run, whole) {
    const lists = await this.sounds.search(run)
    return lists.map(list => ({ ...list, exact: list.exact && whole, tiers: Array.from(list.docs, () => 3) }))
  }

  /* What is shown of a hit; null if its text is damaged: then it is lost, and only that one. A text
     without what was asked for is that of another document: the site was published anew. */
  async shown(hit, wanted) {
    const { segment, doc } = hit
    const text = await unlessDamaged(segment.text(doc))
    hit.lost = !text
    if (!text) return null
    if (wanted.some(term => text.tier(term) < 0)) throw gone("other documents")
    const title = text.head[0] ?? ""
    return {
      url: new URL(text.permalink.slice(1), this.shared.root).href,
      title,
      kind: this.shared.index.facets.kind[segment.columns[0].cells[doc]][0],
      date: text.date,
      excerpt: excerpt(text, wanted),
      marked: marked(text.fold, title, wanted),
    }
  }

  /* For each facet its values with counts, over what fits all other facets. */
  counted(found, wrong, chosen) {
    return Object.fromEntries(FACETS.map((facet, f) => {
      const values = this.shared.index.facets[facet] ?? []
      const counts = new Uint32Array(values.length)
      found.forEach(({ segment, doc }, i) => {
        if (!(wrong[i] & ~(1 << f))) segment.columns[f].each(doc, number => counts[number]++)
      })
      const asked = new Set(several(chosen[facet]))
      const all = values.map(([value, name], i) => ({ value, name, count: counts[i], selected: asked.delete(value) }))
      const unknown = Array.from(asked, value => ({ value, name: value, count: 0, selected: true }))
      return [facet, [...all, ...unknown].filter(({ count, selected }) => count || selected)]
    }))
  }
}

/* The values that are asked for, where one may stand for itself, and nothing for none. */
const several = asked => [asked ?? []].flat().map(String).filter(Boolean)

/* Null instead of a text that is damaged. */
const unlessDamaged = text => text.catch(error => {
  if (!error.damaged) throw error
  console.error(error)
  return null
})

/* Which filters a hit does not pass, one bit for each. */
function refused({ segment, doc }, filters) {
  return filters.reduce((bits, values, i) => !values || segment.columns[i].has(doc, values) ? bits : bits | 1 << i, 0)
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
