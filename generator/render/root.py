"""Owns the mark that stands for the site's root until a page's own place is known.
May not know pages.

Everything that is rendered once and used at several depths (bodies, cards) links through this
mark. It is drawn at random for each process, so that no content can contain it.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from generator.names import quote_path

ROOT = f"/--{secrets.token_hex(12)}--"

_MARK = ROOT.encode()


@lru_cache(maxsize=50_000)
def rooted(permalink: str) -> str:
    """Return the href of a root-relative permalink, to be finished by `place`."""
    return ROOT + quote_path(permalink)


def place_bytes(html: bytes, base: str) -> bytes:
    """Do as `place` does with HTML that is in UTF-8 already."""
    return place(html.decode(), base).encode() if _MARK in html else html


def place(html: str, base: str) -> str:
    """Put the way to the root in: `base` is `../../`, `/sub/` or `https://host/`."""
    return html.replace(f"{ROOT}/", base).replace(ROOT, base.rstrip("/") or ".")
