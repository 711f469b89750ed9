"""Owns writing Markdown safely: targets, escaped text, links and pictures; reading plain text.
May not know where targets lead.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.importing.decoding import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>&$])")
_TARGET = re.compile(r"[\s<>()\\\"'|`*\[\]]")
_BLOCK_START = re.compile(
    r"(?:#{1,6}|[-+*]|>|=+|-+|~~~|`{3,}|:|\|)(?=\s|\Z)|[>|]|~~~|---|===|\*\*\*"
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--.{0,5000}?-->", re.DOTALL)
_PLAIN = MarkdownIt("commonmark")


def target(url: str) -> str:
    """Return a link target that needs no angle brackets: odd characters percent-encoded."""
    return _TARGET.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), url)


def escaped(text: str) -> str:
    """Return Markdown that shows the text as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def link(label: str, url: str, title: str = "") -> str:
    """Return an inline link. `label` is Markdown, `url` and `title` are plain."""
    return f"[{label}]({target(url)}{_title(title)})"


def image(label: str, url: str, title: str = "") -> str:
    """Return an inline picture. `label` is Markdown, `url` and `title` are plain."""
    return f"!{link(label, url, title)}"


def tail(url: str, title: str) -> str:
    """Return what follows the label of a link or picture: `](url "title")`."""
    return f"]({target(url)}{_title(title)})"


def guarded(text: str) -> str:
    """Return Markdown that, at the start of a line, is not taken for a heading or list."""
    if found := _NUMBERED.match(text):
        return f"{found[1]}\\{text[found.end(1) :]}"
    return f"\\{text}" if _BLOCK_START.match(text) else text


def plain_text(text: str, limit: int) -> str:
    """Return a field's words without Markdown and HTML, on one line, cut with an ellipsis."""
    tokens = _PLAIN.parseInline(html.unescape(_TAG.sub(" ", text[:20_000])))
    words = one_line(_words(tokens[0].children or []) if tokens else "")
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _words(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(_words(token.children or []))
        elif token.type != "html_inline":
            parts.append(token.content)
    return "".join(parts)


def _title(title: str) -> str:
    text = one_line(title).replace("\\", "\\\\").replace('"', '\\"')
    return f' "{text}"' if text else ""
