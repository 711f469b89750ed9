/* The search page and the box that the header opens. Results are built from elements and text only;
   The module of search, which is published beside the index, is fetched when somebody begins to search. */

const WAIT = 160 // milliseconds after the last key
const IN_BOX = 8
const ON_PAGE = 10
const CHOICES = 24 // of a facet, those with most results
const FACETS = ["kind", "column", "college", "region", "honor", "year"]
const QUOTED = /["“”「」]/
const TOUCHING = /[\u3400-\u9fff](?=[\da-z\uff10-\uff5a])|[\da-z\uff10-\uff5a](?=[\u3400-\u9fff])/gi
const button = document.querySelector(".search-open")
const root = button ? button.dataset.root : "/"
const zh = document.documentElement.lang.startsWith("zh")

let opening = null
const opened = () => {
  opening ??= import(new URL(`${root}search/search.js`, document.baseURI)).then(({ openIndex }) => openIndex(root))
  opening.catch(() => { opening = null })
  return opening
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children)
  return element
}

const pieces = parts => parts.map(({ text, hit }) => hit ? make("mark", {}, text) : text)
/* Safari ends a composition before it tells of the key that ended it; the key's code stays that of a composition. */
const composes = event => event.isComposing || event.keyCode === 229
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
const day = date => date.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, (_, year, month, day) =>
  zh ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`)

function row(result, kinds) {
  const meta = make("p", { class: "meta" }, make("span", { class: "meta__column" }, kinds.get(result.kind) ?? result.kind))
  if (result.date) meta.append(make("time", { datetime: result.date }, day(result.date)))
  return make("li", { class: "hit" },
    make("a", { class: "hit__title headline stretch", href: result.url }, ...pieces(result.marked)),
    make("p", { class: "hit__text" }, ...pieces(result.excerpt)), meta)
}

/* A query of which words of letters and digits stand apart: some write 1977级, some 1977 级. */
const apart = query => QUOTED.test(query) ? query : query.replace(TOUCHING, "$& ")

/* The answer to a query, or, if nothing is found, to its words apart; and the text that tells which. */
async function foundIn(index, query, options) {
  const answer = await index.search(query, options)
  if (answer.total || apart(query) === query) return [answer, answer.total ? "found" : "none"]
  const other = await index.search(apart(query), options)
  return other.total ? [other, "apart"] : [answer, "none"]
}

/* What the page and the box have in common: an input, a status that is read out, a list of results. */
class Finder {
  constructor(form, status, list, limit) {
    Object.assign(this, { form, status, list, limit, input: form.querySelector("input"), turn: 0, composing: false, timer: 0 })
    this.input.addEventListener("compositionstart", () => { this.composing = true })
    this.input.addEventListener("compositionend", () => { this.composing = false; this.soon() })
    this.input.addEventListener("input", event => { if (!this.composing && !event.isComposing) this.soon() })
    this.input.addEventListener("focus", () => opened().catch(() => {}), { once: true })
    form.addEventListener("keydown", event => this.arrows(event))
    list.addEventListener("keydown", event => this.arrows(event))
  }

  soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.typed(), WAIT)
  }

  arrows(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step || composes(event) || this.composing) return
    const places = [this.input, ...this.list.querySelectorAll("a")]
    const place = places[places.indexOf(document.activeElement) + step]
    if (!place) return
    event.preventDefault()
    place.focus()
  }

  /* Search. Returns the answer, null if there is none, undefined if a later search has begun meanwhile. */
  async find(query, facets, offset = 0, limit = this.limit) {
    const turn = ++this.turn
    if (!query.trim() && !Object.keys(facets).length) {
      this.list.replaceChildren()
      this.status.textContent = ""
      return null
    }
    const slow = setTimeout(() => { if (turn === this.turn) this.status.textContent = this.form.dataset.loading }, 300)
    try {
      const index = await opened()
      const [answer, said] = await foundIn(index, query, { facets, limit, offset })
      if (turn !== this.turn) return
      const { texts, facets: values } = index.description
      this.texts = texts
      const kinds = new Map(values.kind)
      const rows = answer.results.map(result => row(result, kinds))
      if (offset) this.list.append(...rows)
      else this.list.replaceChildren(...rows)
      this.status.textContent = texts[said].replace("{count}", answer.total.toLocaleString()).replace("{query}", () => query.trim())
      return answer
    } catch (error) {
      console.error(error)
      if (turn !== this.turn) return
      if (!offset) this.list.replaceChildren() // what is shown is of another query
      this.status.textContent = this.form.dataset.failed
      return null
    } finally {
      clearTimeout(slow)
    }
  }
}

/* The box over the page. */
class Box extends Finder {
  constructor() {
    const { label, hint, close, loading, failed } = button.dataset
    const input = make("input", { type: "search", name: "q", "aria-label": label, placeholder: hint, autocomplete: "off", enterkeyhint: "search", spellcheck: "false" })
    const shut = make("button", { type: "button", class: "box__close" }, close)
    const form = make("form", { role: "search", action: button.href, class: "box__form", "data-loading": loading, "data-failed": failed }, input, shut)
    const status = make("p", { class: "box__status", role: "status" })
    const list = make("ul", { class: "hits hits--box" })
    const all = make("a", { class: "box__all", href: button.href, hidden: true }, button.dataset.all)
    super(form, status, list, IN_BOX)
    Object.assign(this, { all, dialog: make("dialog", { class: "box", "aria-label": label }, form, status, list, all) })
    document.body.append(this.dialog)
    shut.addEventListener("click", () => this.close())
    this.dialog.addEventListener("click", event => { if (event.target === this.dialog) this.close() })
    this.dialog.addEventListener("keydown", event => {
      if (event.key !== "Escape" || this.composing || composes(event)) return
      event.preventDefault() // or the browser empties the input first
      this.close()
    })
    form.addEventListener("submit", event => { if (this.composing) event.preventDefault() })
  }

  open() {
    if (this.dialog.open) return
    this.dialog.showModal()
    this.input.focus()
    this.input.select()
    opened().catch(() => {})
  }

  /* A browser that is busy leaves the focus in a closed box for a while, which would take keys. */
  close() {
    this.dialog.close()
    if (this.dialog.contains(document.activeElement)) document.activeElement.blur()
  }

  async typed() {
    const query = this.input.value
    const answer = await this.find(query, {})
    if (answer === undefined || query !== this.input.value) return
    this.all.hidden = !answer || answer.total <= answer.results.length
    this.all.href = `${button.href}?${new URLSearchParams({ q: query })}`
  }
}

/* The page /search/, whose query and filters stand in its URL. */
class Page extends Finder {
  constructor(page) {
    super(page.querySelector("form"), page.querySelector("[role=status]"), page.querySelector(".hits"), ON_PAGE)
    Object.assign(this, { side: page.querySelector(".facets"), more: page.querySelector(".more-hits") })
    this.form.addEventListener("submit", event => {
      event.preventDefault()
      if (!this.composing) this.go({ q: this.input.value })
    })
    this.more.addEventListener("click", () => this.further())
    addEventListener("popstate", () => this.read())
    if (this.input.value) this.typed() // before this script was there
    else this.read()
  }

  get state() {
    const asked = new URLSearchParams(location.search)
    const facets = Object.fromEntries(FACETS.filter(facet => asked.get(facet)).map(facet => [facet, asked.getAll(facet)]))
    return { query: asked.get("q") ?? "", facets }
  }

  /* Show what the URL says. */
  read() {
    this.input.value = this.state.query
    return this.show()
  }

  url(changes) {
    const asked = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(changes)) {
      asked.delete(name)
      if (value) asked.set(name, value)
    }
    return `${location.pathname}${asked.size === 0 || !String(asked) ? "" : `?${asked}`}`
  }

  go(changes) {
    clearTimeout(this.timer)
    const url = this.url(changes)
    if (url !== this.url({})) history.pushState(null, "", url)
    return this.show()
  }

  typed() {
    history.replaceState(null, "", this.url({ q: this.input.value }))
    return this.show()
  }

  async show() {
    const { query, facets } = this.state
    const answer = await this.find(query, facets, 0, history.state?.shown)
    if (answer === undefined) return
    if (answer) this.narrow(answer)
    else this.side.replaceChildren()
    this.more.hidden = !answer || answer.total <= answer.results.length
  }

  async further() {
    const { query, facets } = this.state
    const before = this.list.children.length
    const answer = await this.find(query, facets, before)
    if (!answer) return
    const shown = this.list.children.length
    history.replaceState({ shown }, "", location.href) // who comes back finds as many
    this.more.hidden = answer.total <= shown
    this.list.children[before]?.querySelector("a").focus()
  }

  narrow({ facets }) {
    const focused = this.side.contains(document.activeElement) ? document.activeElement.dataset.key : ""
    const folded = new Set(Array.from(this.side.querySelectorAll("details:not([open])"), details => details.dataset.facet))
    const first = !this.side.children.length
    const groups = FACETS.filter(facet => facets[facet].length > 1 || facets[facet].some(value => value.selected)).map(facet => {
      const chosen = facets[facet].some(value => value.selected)
      const open = chosen || (first ? facet === "kind" || innerWidth > 960 : !folded.has(facet))
      const sorted = ["kind", "year"].includes(facet) ? facets[facet]
        : [...facets[facet]].sort((a, b) => b.selected - a.selected || b.count - a.count).slice(0, CHOICES)
      const links = sorted.map(value => make("li", {}, this.choice(facet, value)))
      return make("details", { class: "facet", "data-facet": facet, open },
        make("summary", { class: "facet__name" }, this.texts[facet]), make("ul", { class: "chips chips--counted" }, ...links))
    })
    this.side.replaceChildren(...groups)
    if (focused) this.side.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus()
  }

  choice(facet, { value, name, count, selected }) {
    const change = { [facet]: selected ? "" : value }
    const link = make("a", { href: this.url(change), "aria-current": selected ? "true" : null, "data-key": `${facet}=${value}` },
      name, " ", make("span", { class: "chips__count" }, count.toLocaleString()))
    link.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
      event.preventDefault()
      this.go(change)
    })
    return link
  }
}

const page = document.querySelector(".search-page")
const finder = page && new Page(page)
let box = null

function openBox() {
  if (finder) return finder.input.focus()
  if (!box && typeof HTMLDialogElement !== "function") return location.assign(button.href)
  box ??= new Box()
  box.open()
}

if (button) {
  button.addEventListener("click", event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    openBox()
  })
  addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]")
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || composes(event)) return
    event.preventDefault()
    openBox()
  })
}
