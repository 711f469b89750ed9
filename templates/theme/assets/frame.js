/* What has to be done before a page is painted and before Material's script runs: Material has a script in each page
   for it. Here it is one file, which a browser loads once, and a policy may forbid scripts in pages. */
(() => {
  "use strict"

  /* Material's script takes every <link rel=alternate> for a translation and asks for a sitemap beside it. The feeds stay
     as they are in the page's source, where readers look for them; a second token hides them from the script. */
  for (const link of document.querySelectorAll("link[rel=alternate][type]")) link.rel = "alternate feed"

  /* Where Material's script keeps what a reader chose: under the path of the site. Nothing is kept where storage is full
     or forbidden, or where what others wrote there cannot be read; an app's browser may have none. */
  const scope = new URL("../", document.currentScript.src)
  const name = (key, base) => `${base.pathname}.${key}`
  window.__md_scope = scope
  window.__md_hash = (text) => [...text].reduce((sum, letter) => (sum << 5) - sum + letter.charCodeAt(0), 0)
  window.__md_get = (key, storage, base = scope) => {
    try { return JSON.parse((storage ?? localStorage).getItem(name(key, base))) } catch { return null }
  }
  window.__md_set = (key, value, storage, base = scope) => {
    try { (storage ?? localStorage).setItem(name(key, base), JSON.stringify(value)) } catch { /* as above */ }
  }

  /* The palette that a reader chose; "follow the system" is one of those in the form before this script. A site may have
     other palettes by now, or one for all. */
  const palette = __md_get("__palette")
  if (!palette?.color || !document.querySelector("[data-md-component=palette]")) return
  const color = palette.color
  if (color.media === "(prefers-color-scheme)") {
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"
    const input = document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${scheme})"]`)
    if (!input) return
    for (const part of ["media", "scheme", "primary", "accent"]) color[part] = input.getAttribute(`data-md-color-${part}`)
  }
  for (const [part, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${part}`, value)
})()
