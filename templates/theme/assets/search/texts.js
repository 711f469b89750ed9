/* Texts: what is stored of documents, which terms stand in them, and what is shown of it. */

import { find, folder } from "./fold.js"

const BEFORE = 24 // characters of an excerpt before its first hit
const EXCERPT = 110
const WORD = 24 // characters; longer ones may be cut
const SENTENCE = 20 // characters of a line from which on it tells something
const LONG = 99 // units of a line that may fold as one
/* What is one with the character before it: marks, tones of skin, parts of Hangul and kana, what is joined. */
const AFTER = "[\\p{M}\\p{Emoji_Modifier}\\u1160-\\u11ff\\uff9e\\uff9f\\u{e0020}-\\u{e007f}]|\\u200d\\p{Extended_Pictographic}?"
const GOES_ON = new RegExp(`^(?:${AFTER})`, "u")
const CLUSTER = new RegExp(`(?:\\p{RI}{2}|[^])(?:${AFTER})*`, "gu")

/* What is stored of a document, with its lines folded when they are asked for. */
export class Text {
  constructor(stored) {
    const [permalink, date, ...parts] = stored.split("\x02")
    const [head, tags, summary, body, sounds] = parts.map(part => part ? part.split("\n") : [])
    const letters = Array.from(parts[5].match(/../g) ?? [], ([old, simple]) => [old, simple])
    const fold = folder(new Map(letters))
    Object.assign(this, { fold, permalink, date, head, tiers: [body, summary, tags, head], sounds, folded: [] })
  }

  lines(tier) {
    return this.folded[tier] ??= this.tiers[tier].map(this.fold)
  }

  /* Tell whether this is the whole title or one of the names, or sounds like it. */
  isCalled(name) {
    const closed = text => text.replace(/ /g, "")
    return this.lines(3).includes(name) || this.sounds.some(line => closed(line) === closed(name))
  }

  /* The highest tier in which a term stands, -1 if in none. */
  tier(term) {
    for (const tier of term.short ? [3, 2] : [3, 2, 1, 0]) if (this.lines(tier).some(line => find(line, term.text) >= 0)) return tier
    return term.sound && this.sounds.some(line => sounds(line.split(" "), term.text)) ? 3 : -1
  }
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

/* The part of a text around a hit below the title, as pieces of which some are marked: of the line that
   holds most terms, of a sentence rather than of a heading or a cell, of the summary if there is no hit. */
export function excerpt(text, wanted) {
  const { fold } = text
  let best = { line: "", worth: -1 }
  for (const tier of [1, 0, 2, 3]) {
    for (const [i, line] of text.tiers[tier].entries()) {
      const held = wanted.filter(term => find(text.lines(tier)[i], term.text) >= 0).length
      const worth = 2 * held + (tier === 1 || line.length >= SENTENCE)
      if (worth > best.worth && (tier < 2 || held) && !(tier === 3 && i === 0)) best = { line, worth }
    }
  }
  const { line } = best
  const hits = marks(fold, line, wanted)
  const first = hits[0]?.[0] ?? 0
  const start = whole(line, Math.max(0, Math.min(first - BEFORE, line.length - EXCERPT)))
  const end = line.slice(0, whole(line, Math.min(line.length, start + EXCERPT))).trimEnd().length
  return pieces(line, hits, start, end)
}

/* A place that is not inside a character, as readers see it, or a word between blanks or ideographs. */
function whole(line, at) {
  const word = /[^\s\u2e80-\uffff]*$/.exec(line.slice(Math.max(0, at - WORD), at))[0]
  if (word.length < WORD && /[^\s\u2e80-\uffff]/.test(line.charAt(at))) at -= word.length
  while (inside(line, at)) at--
  return at
}

function inside(line, at) {
  const unit = line.charCodeAt(at)
  if (!(at > 0 && at < line.length)) return false
  return unit >= 0xdc00 && unit < 0xe000 || GOES_ON.test(line.slice(at, at + 2)) || /^\u200d\p{Extended_Pictographic}/u.test(line.slice(at - 1, at + 2))
}

/* A whole line as pieces. */
export function marked(fold, line, wanted) {
  return pieces(line, marks(fold, line, wanted), 0, line.length)
}

function pieces(line, hits, start, end) {
  const out = start > 0 ? [{ text: "…", hit: false }] : []
  let at = start
  for (const [from, to] of hits) {
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
  const same = folded.length === line.length && hits.every(([from, to]) =>
    fold(line.slice(from, to)) === folded.slice(from, to) && !inside(line, from) && !inside(line, to))
  const places = same ? null : origins(fold, line, folded)
  const out = []
  for (const [from, to] of hits.sort((a, b) => a[0] - b[0])) {
    const hit = same ? [from, to] : [places[from][0], places[to - 1][1]]
    const last = out[out.length - 1]
    if (last && hit[0] <= last[1]) last[1] = Math.max(last[1], hit[1])
    else out.push(hit)
  }
  return out
}

/* For each unit of a folded line the place and the end of what it comes from in the line. Characters
   that fold otherwise alone than in the line go together with those that follow. */
function origins(fold, line, folded) {
  const places = []
  const known = new Map()
  let from = 0
  let to = 0
  for (const cluster of line.match(CLUSTER) ?? []) {
    to += cluster.length
    const part = line.slice(from, to)
    if (!known.has(part)) known.set(part, fold(`一${part}一`).slice(1, -1)) // not at an end, where folding leaves out blanks
    const blank = known.get(part).startsWith(" ") && folded[places.length] !== " " // one of several
    const alone = known.get(part).slice(blank ? 1 : 0)
    if (!folded.startsWith(alone, places.length) && part.length < LONG) continue
    for (let i = 0; i < alone.length; i++) places.push([from, to])
    from = to
  }
  while (places.length < folded.length) places.push([from, line.length])
  return places
}
