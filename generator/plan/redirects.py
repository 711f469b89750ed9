"""Owns redirects: each alias of a published entry leads to its permalink.
May not render.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.kinds.base import Entry


@dataclass(frozen=True, slots=True)
class Redirect:
    """A former permalink, the permalink of the page that answers now, and its entry."""

    alias: str
    target: str
    entry: Entry[Any]


def plan_redirects(published: Iterable[Entry[Any]]) -> tuple[Redirect, ...]:
    """Return the redirects by alias. `/old/x` answers as a folder, `/old/x.html` as a file."""
    found = {
        (place, entry.path): Redirect(place, entry.permalink, entry)
        for entry in published
        for alias in entry.gist.aliases
        if (place := page_place(alias)) != entry.permalink
    }
    return tuple(found[key] for key in sorted(found))


def page_place(alias: str) -> str:
    """Return the permalink under which a page can answer to an alias."""
    has_ending = posixpath.splitext(alias)[1] != ""
    return alias if alias.endswith("/") or has_ending else f"{alias}/"
