/* Small conveniences; every page reads without them. */
(() => {
  "use strict"

  /* Say which section a page belongs to. */
  for (const link of document.querySelectorAll(".is-active > a")) link.setAttribute("aria-current", "true")

  /* Escape closes the drawer, and so does the keyboard that goes on to what is below it. */
  const drawer = document.getElementById("__drawer")
  addEventListener("keydown", ({ key }) => { if (key === "Escape" && drawer?.checked) drawer.click() })
  document.querySelector(".drawer")?.addEventListener("focusout", ({ currentTarget, relatedTarget: next }) => {
    if (drawer?.checked && next && next !== drawer && !currentTarget.contains(next)) drawer.click()
  })

  /* The dot within a name stays with what is before it: no line begins with it, which style sheets cannot say. */
  const kept = (part) => Object.assign(document.createElement("span"), { className: "kept", textContent: part })
  const texts = document.createTreeWalker(document.getElementById("content"), NodeFilter.SHOW_TEXT)
  const dotted = []
  while (texts.nextNode()) if (/\S·/.test(texts.currentNode.data)) dotted.push(texts.currentNode)
  for (const text of dotted) {
    if (text.parentElement.closest("pre, svg, .block__title a")) continue // a flex box would take parts for columns
    text.replaceWith(...text.data.split(/(\S·)/u).map((part, i) => i % 2 ? kept(part) : part))
  }

  /* Tables wider than the screen scroll in a box of their own, which the keyboard must reach; the hint at
     such a box would not be true of another. */
  const reachable = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .prose table, .prose pre, .prose pre > code")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    }
    for (const hint of document.querySelectorAll(".scroll + .hint")) {
      const box = hint.previousElementSibling
      hint.hidden = box.scrollWidth <= box.clientWidth
    }
  }
  addEventListener("load", () => requestAnimationFrame(reachable))

  /* Sort the tables that ask for it: <table data-sortable>, <th data-sort="text|number">. */
  const order = new Intl.Collator(["zh-Hans-CN", "zh-CN", "zh"], { numeric: true })
  const value = (row, column) => {
    const cell = row.cells[column]
    return (cell.dataset.value ?? cell.textContent).trim()
  }
  const compare = (kind, a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "")
    return kind === "number" ? a - b : order.compare(a, b)
  }
  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending"
    const body = table.tBodies[0]
    const rows = [...body.rows].map((row, index) => ({ row, index, key: value(row, column) }))
    rows.sort((a, b) => {
      const by = compare(head.dataset.sort, a.key, b.key)
      const empty = a.key === "" || b.key === ""
      return (down && !empty ? -by : by) || a.index - b.index
    })
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort")
    head.setAttribute("aria-sort", down ? "descending" : "ascending")
    body.append(...rows.map(({ row }) => row))
  }
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      if (!head.dataset.sort) continue
      const button = document.createElement("button")
      button.type = "button"
      button.className = "sort"
      button.append(...head.childNodes)
      button.addEventListener("click", () => sort(table, head, column))
      head.append(button)
    }
  }
})()
