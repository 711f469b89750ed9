"""Owns redirects: each alias of a published entry or of a term with a page leads to its permalink.
May not render.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.graph import Site
from generator.kinds.base import Entry
from generator.plan.pages import TERM_TAXONOMIES

PAGES = (".html", ".htm")  # a file with another ending is sent as a download or as data


@dataclass(frozen=True, slots=True)
class Redirect:
    """A former permalink, the permalink and the title of the page that answers now, and the path of
    the file that says so.
    """

    alias: str
    target: str
    title: str
    path: str


def plan_redirects(
    published: Iterable[Entry[Any]], site: Site, language: str
) -> tuple[Redirect, ...]:
    """Return the redirects by alias. `/x` and `/x.php` answer as folders, `/x.html` as a file.
    Terms are named in the language of the site.
    """
    found = {
        (place, entry.path): Redirect(place, entry.permalink, entry.title, entry.path)
        for entry in published
        for alias in entry.gist.aliases
        if (place := page_place(alias)) != entry.permalink
    }
    for term in (term for taxonomy in TERM_TAXONOMIES for term in site.terms(taxonomy)):
        path = f"taxonomies/{term.taxonomy}.yml"
        for place in term.former:
            found[place, path] = Redirect(place, term.permalink, term.title(language), path)
    return tuple(found[key] for key in sorted(found))


def page_place(alias: str) -> str:
    """Return the permalink under which a page can answer to an alias."""
    is_file = posixpath.splitext(alias)[1].lower() in PAGES
    return alias if alias.endswith("/") or is_file else f"{alias}/"
