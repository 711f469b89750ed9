"""Owns drawing the frame: Material renders one page with marks where a page's own parts go.
May not know what goes in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from generator.graph import Site
from generator.plan import FIGURES
from generator.publish.artefact import Artefact
from generator.render.cards import Cards
from generator.render.frame import BODY, HEAD, TITLE, Frame, mark, mark_on
from generator.render.root import ROOT, rooted
from generator.render.texts import Texts
from generator.render.views import Desk

FRAME_TEMPLATE = "404.html"
_INDEXED = ("colleges", "regions", "tags")
FOOT_PAGES = 30  # of an import there may be hundreds


@dataclass(frozen=True, slots=True)
class NavItem:
    """A tab of the header: `key` is the section of the pages that belong to it."""

    key: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the theme's templates put where a page's own parts go."""

    token: str

    @property
    def head(self) -> str:
        """Stands in <head>."""
        return mark(self.token, HEAD)

    @property
    def title(self) -> str:
        """Stands where the page's title is shown again."""
        return mark(self.token, TITLE)

    @property
    def body(self) -> str:
        """Stands where the page itself goes."""
        return mark(self.token, BODY)

    def on(self, key: str) -> str:
        """Stands behind the name of an element, which gets a class on pages of that section."""
        return mark_on(self.token, key)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A frame and the theme's files that it needs."""

    frame: Frame
    assets: tuple[Artefact, ...]


def new_token() -> str:
    """Return the start of the marks of one drawing; no content can contain it."""
    return f"laurelmark{secrets.token_hex(12)}"


def frame_context(desk: Desk, token: str) -> dict[str, Any]:
    """Return `laurel` as the theme's templates see it."""
    marks = Marks(token)
    settings = desk.settings
    return {
        "head": marks.head,
        "title": marks.title,
        "body": marks.body,
        "on": marks.on,
        "nav": _nav(desk.site, desk.cards, desk.texts),
        "footer": _footer(desk),
        "t": desk.texts,
        "root": rooted,
        "site": {
            "name": settings.site_name,
            "description": settings.description,
            "copyright": settings.copyright,
            "icp": settings.options.icp,
            "organisation": settings.options.organisation,
            "organisation_url": settings.options.organisation_url,
        },
    }


def _nav(site: Site, cards: Cards, texts: Texts) -> list[NavItem]:
    items = [NavItem("home", texts.home, rooted("/"))]
    items += [
        NavItem(f"columns/{term.id}", cards.name(term), rooted(term.permalink))
        for term in site.terms("columns")
    ]
    if site.honor_lists:
        items.append(NavItem("honors", texts.honors, rooted("/honors/")))
    if site.people:
        items.append(NavItem("people", texts.people, rooted("/people/")))
    return items


def _footer(desk: Desk) -> list[dict[str, Any]]:
    """Return the columns, the ways into the whole, and the first hand-written pages.

    Terms beyond the columns are behind their index, further pages where texts lead to them: the
    footer is on every page, so each of its links costs a reader on a slow line, and the build, once
    for each page.
    """
    site, texts = desk.site, desk.texts
    columns = [(desk.cards.name(term), term.permalink) for term in site.terms("columns")]
    indexes = [(getattr(texts, t), f"/{t}/") for t in _INDEXED if site.terms(t)]
    figures = [(texts.figures, FIGURES)] if desk.targets.has(FIGURES) else []
    ways = [*indexes, (texts.archive, "/stories/"), *figures, (texts.feeds, "/feeds/")]
    pages = [(page.title, page.permalink) for page in site.pages[:FOOT_PAGES]]
    groups = ((texts.columns, columns), (texts.explore, ways), (texts.about, pages))
    return [
        {"title": title, "links": [{"title": t, "href": rooted(place)} for t, place in links]}
        for title, links in groups
        if links
    ]


def without_blank_lines(html: str) -> str:
    """Drop the indentation and empty lines that the theme's templates leave in every page."""
    return "\n".join(line for part in html.split("\n") if (line := part.strip())) + "\n"


def placeholder_url(site_url: str) -> str:
    """Return the site URL under which the frame is drawn: its path is the root mark."""
    scheme, _, rest = site_url.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}{ROOT}/"
