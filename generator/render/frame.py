"""Owns frames: a page of the theme cut at its marks, filled by joining strings.
May not know MkDocs, which draws them, or what is put in.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from generator.render.root import place, place_bytes

HEAD: Final = "head"
TITLE: Final = "title"
BODY: Final = "body"
# Stands for what is inside the body of a page and large: it is not copied from text to text.
# Like the root mark it is random, so that no content can contain it.
INSIDE: Final = f"--{secrets.token_hex(12)}--"
_INSIDE = INSIDE.encode()


def mark(token: str, name: str) -> str:
    """Return the text that stands in a drawn frame where `name` goes."""
    return f"{token}!{name}!"


def mark_on(token: str, section: str) -> str:
    """Return the attribute that an element of a drawn frame has for the class that it gets on pages
    of a section. Plugins that minify may take its quotes.
    """
    return f' {token}on="{section}"'


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawn page of the theme with its marks in it. `token` begins every mark."""

    html: str
    token: str

    @property
    def is_whole(self) -> bool:
        """Tell whether the theme left places for a page and its head."""
        return all(mark(self.token, name) in self.html for name in (HEAD, BODY))

    def at(self, base: str, section: str) -> Stamp:
        """Cut the frame for pages at one depth and in one section of the navigation."""
        html = place(self.html, base)
        marked = rf' {self.token}on="?([^\s">]*)"?'
        html = re.sub(marked, lambda on: ' class="is-active"' * (on[1] == section), html)
        pieces = re.split(rf"{self.token}!({HEAD}|{TITLE}|{BODY})!", html)
        texts = tuple(text.encode() for text in pieces[0::2])
        return Stamp(texts, tuple(pieces[1::2]), base)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A frame ready to be filled: texts and, between them, the names of what goes there."""

    texts: tuple[bytes, ...]
    names: tuple[str, ...]
    base: str

    def page(self, parts: dict[str, str], inside: bytes = b"") -> bytes:
        """Return the whole page. `parts` holds HTML for each name, linked through the root mark;
        `inside` is HTML, too, and stands where `INSIDE` does among them.
        """
        filled = {name: place(html, self.base).encode() for name, html in parts.items()}
        if inside:
            filled[BODY] = filled[BODY].replace(_INSIDE, place_bytes(inside, self.base))
        out = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            out += (filled[name], text)
        return b"".join(out)
