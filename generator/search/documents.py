"""Owns documents: what of an entry can be found, in which tier, and what a result shows of it.
May not know grams or files. Only what is on the site model, so nothing gated.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from generator.kinds.base import Entry
from generator.render.cards import people_names
from generator.render.views import Desk
from generator.search.pinyin import spoken_lines

KINDS = ("story", "person", "honor_list", "page")
TIERS = 4  # title and names 3, tags 2, summary 1, body 0
TAXONOMIES = ("columns", "colleges", "regions", "honors")

_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^>]*)?>"
)
_TAG = re.compile(r"\s*<[^>]+>\s*")
_BLANKS = re.compile(r"[\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One entry as search knows it.

    `head` (title first, then names), `tags`, `summary` and `body` are lines; a phrase never runs
    over the end of a line. `terms` holds the ids of its terms in the order of TAXONOMIES. `spoken`
    holds what can be found by pinyin.
    """

    permalink: str
    kind: str
    date: str
    year: int
    head: tuple[str, ...]
    tags: tuple[str, ...]
    summary: tuple[str, ...]
    body: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    spoken: tuple[str, ...]

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each tier, the highest (TIERS - 1) first."""
        return (self.head, self.tags, self.summary, self.body)


def documents(desk: Desk) -> tuple[Document, ...]:
    """Return every published document, newest first, those without a date last."""
    site = desk.site
    found = [_document(entry, desk) for kind in KINDS for entry in site.of(kind)]
    found.sort(key=lambda d: d.permalink)
    return tuple(sorted(found, key=lambda d: d.date, reverse=True))


def lines_of(body_html: str) -> tuple[str, ...]:
    """Return the lines of text of rendered HTML: one for each block; inline elements leave none."""
    if not body_html:
        return ()
    text = _TAG.sub("\n", _INLINE.sub("", _BLANKS.sub(" ", body_html)))
    return _lines(html.unescape(text).split("\n"))


def _lines(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(line for text in texts if (line := _BLANKS.sub(" ", text or "").strip()))


def _spoken(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts for line in spoken_lines(text or "")))


def _document(entry: Entry[Any], desk: Desk) -> Document:
    return _MAKERS[entry.kind](entry, desk)


def _story(entry: Entry[Any], desk: Desk) -> Document:
    fields, names = entry.fields, people_names(desk.site, entry)
    named = (("columns", (fields.column,)), ("colleges", fields.colleges),
             ("regions", fields.regions), ("honors", fields.honors))  # fmt: skip
    return Document(
        entry.permalink,
        "story",
        fields.date.at.isoformat(),
        fields.date.year,
        _lines((entry.title, *names)),
        _lines(fields.tags),
        _lines((fields.summary,)),
        lines_of(desk.body(entry).html),
        _terms(desk, named),
        _spoken((entry.title, *names)),
    )


def _person(entry: Entry[Any], desk: Desk) -> Document:
    fields, site = entry.fields, desk.site
    name = fields.name
    colleges = (*fields.colleges, *(d.college for d in fields.degrees if d.college))
    honors = [e.fields.honor for e in site.lists_by_person.get(entry.key, ())]
    named = (("columns", ()), ("colleges", colleges), ("regions", fields.regions),
             ("honors", honors))  # fmt: skip
    studied = (d.major for d in fields.degrees)
    return Document(
        entry.permalink,
        "person",
        "",
        0,
        _lines((name.zh, name.former, name.en, name.pinyin)),
        (),
        _lines((fields.summary, fields.employer, fields.title, *studied)),
        lines_of(desk.body(entry).html),
        _terms(desk, named),
        _spoken((name.zh, name.former)),
    )


def _honor_list(entry: Entry[Any], desk: Desk) -> Document:
    fields = entry.fields
    rows = [(name, row) for row in fields.entries if (name := desk.site.honoree_name(row))]
    names = tuple(dict.fromkeys(name for name, _ in rows))
    colleges = [row.college for _, row in rows if row.college]
    named = (("columns", ()), ("colleges", colleges), ("regions", ()), ("honors", (fields.honor,)))
    return Document(
        entry.permalink,
        "honor_list",
        fields.announced.at.isoformat() if fields.announced else f"{fields.year}-12-31",
        fields.year,
        _lines((entry.title, *names)),
        (),
        _lines((fields.summary, fields.authority)),
        _lines(text for _, row in rows for text in (row.citation, row.degree, row.rank)),
        _terms(desk, named),
        _spoken((entry.title, *names)),
    )


def _page(entry: Entry[Any], desk: Desk) -> Document:
    return Document(
        entry.permalink,
        "page",
        "",
        0,
        _lines((entry.title,)),
        (),
        _lines((entry.fields.summary,)),
        lines_of(desk.body(entry).html),
        ((),) * len(TAXONOMIES),
        _spoken((entry.title,)),
    )


def _terms(desk: Desk, named: Iterable[tuple[str, Iterable[str]]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(term.id for term in desk.site.terms_of(taxonomy, names)) for taxonomy, names in named
    )


_MAKERS: dict[str, Callable[[Entry[Any], Desk], Document]] = {
    "story": _story,
    "person": _person,
    "honor_list": _honor_list,
    "page": _page,
}
