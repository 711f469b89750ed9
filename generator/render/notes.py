"""Owns the texts of footnotes: each label counts once, and those that no page shows.
May not render.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

_AGAIN = "\uffff"  # which no content has: see `source.text.CONTROL`
# Further in it is one within an item of a list, unless it goes on with a paragraph.
_TEXT = re.compile(
    r"(?:^ {0,3}|(?<=\n\n)[ \t]+)(?:(?:[>*+-]|\d{1,9}[.)]) {0,3})*"
    r"\[\^(?P<label>[^\]\n\t ]{1,100})(?=\]:)",
    re.MULTILINE,
)
_RENAMED = re.compile(rf"{_AGAIN}\d+{_AGAIN}")
_SHOWN = re.compile(r'<li id="fn-([^"]*)"')


def once(markdown: str) -> str:
    """Return the body with a label of its own for each further text of one footnote: two of one
    label would take what stands between them into the footnotes.
    """
    if "^" not in markdown or markdown.count("[^") < 2:
        return markdown
    if max(Counter(map(_key, _TEXT.findall(markdown))).values(), default=0) < 2:
        return markdown
    parts: list[str] = []
    done, seen = 0, Counter[str]()
    for found in _texts(markdown):
        key, at = _key(found["label"]), found.start("label")
        if seen[key]:
            parts += (markdown[done:at], f"{_AGAIN}{seen[key]}{_AGAIN}")
            done = at
        seen[key] += 1
    return "".join((*parts, markdown[done:]))


def named(text: str) -> str:
    """Return a text with the labels that were written."""
    return _RENAMED.sub("", text)


def unshown(html: str, markdown: str) -> Iterator[tuple[str, int]]:
    """Yield the mark and the offset of each text of a footnote that the rendered body leaves out:
    of one that nothing refers to, or that has one before it.
    """
    shown = Counter(_key(unquote(unescape(found))) for found in _SHOWN.findall(html))
    if not Counter(map(_key, _TEXT.findall(markdown))) - shown:
        return
    for found in _texts(markdown):
        key = _key(found["label"])
        if not shown[key]:
            yield f"[^{found['label']}]", found.start("label") - 2
        shown[key] = 0


def _texts(markdown: str) -> Iterator[re.Match[str]]:
    """Yield where the texts of footnotes begin; in code and HTML there are none."""
    from markdown_it import MarkdownIt  # much to load for what few bodies have

    parser = MarkdownIt("commonmark").disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    aside: set[int] = set()
    for token in parser.parse(markdown):
        if token.type in ("fence", "code_block", "html_block") and token.map:
            aside.update(range(*token.map))
    line = at = 0
    for found in _TEXT.finditer(markdown):
        line += markdown.count("\n", at, found.start())
        at = found.start()
        if line not in aside:
            yield found


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()
