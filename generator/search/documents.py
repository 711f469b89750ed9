"""Owns documents: what of an entry can be found, in which tier, and what a result shows of it.
May not know grams or files. Only what is on the site model, so nothing gated.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from generator.graph import Site
from generator.kinds.base import Entry
from generator.render.cards import people_names
from generator.render.plain import without_footnote_marks
from generator.render.views import Desk
from generator.search.pinyin import spoken_lines, spoken_name, written_line

TAXONOMIES = ("columns", "colleges", "regions", "honors")

_PHRASING = (
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rb ruby s samp small span strong sub "
    "sup time u var wbr"
)
_INLINE = frozenset(f"{slash}{name}" for name in _PHRASING.split() for slash in ("", "/"))
_OVER_RUBY = re.compile(r"<(r[pt])\b[^>]*>.*?</\1>", re.S)
_GAP = re.compile("(?<=[\u3400-\u9fff])[\\s\u00b7\u2022\u2027\u30fb]+(?=[\u3400-\u9fff])")
_BLANKS = re.compile(r"[\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One entry as search knows it.

    `head` (title first, then names), `tags`, `summary` and `body` are lines, of tiers 3, 2, 1 and
    0; a phrase never runs over the end of a line. `spoken` holds what can be found by pinyin.
    """

    permalink: str
    kind: str
    date: str
    year: int
    head: tuple[str, ...]
    tags: tuple[str, ...]
    summary: tuple[str, ...]
    body: tuple[str, ...]
    spoken: tuple[str, ...]

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each tier, the highest first."""
        return (self.head, self.tags, self.summary, self.body)


def searched(site: Site) -> tuple[list[Entry[Any]], list[Entry[Any]]]:
    """Return all that can be found: what has a date, newest first, and what has none.

    Nothing is rendered, and dates of few stories are asked for: a site has them in order.
    """
    stories, lists = site.stories[::-1], sorted(site.honor_lists, key=lambda e: e.permalink)
    dated: list[Entry[Any]] = []
    at = 0
    for entry in sorted(lists, key=_date):
        place = bisect_right(stories, _date(entry), at, key=_date)
        dated += (*stories[at:place], entry)
        at = place
    dated += stories[at:]
    undated = chain.from_iterable(site.of(kind) for kind in KINDS if kind not in _DATED)
    return dated[::-1], sorted(undated, key=lambda e: e.permalink)


def document(entry: Entry[Any], desk: Desk) -> Document:
    """Return what search knows of a published entry; renders its body."""
    return _SEARCHED[entry.kind].document(entry, desk)


def documents(desk: Desk) -> tuple[Document, ...]:
    """Return every published document, newest first, those without a date last."""
    return tuple(document(entry, desk) for entry in chain.from_iterable(searched(desk.site)))


def held_terms(entry: Entry[Any], desk: Desk) -> tuple[tuple[str, ...], ...]:
    """Return the ids of an entry's terms in the order of TAXONOMIES."""
    named = _SEARCHED[entry.kind].named(entry, desk)
    return tuple(
        tuple(term.id for term in desk.site.terms_of(taxonomy, names)) if names else ()
        for taxonomy, names in zip(TAXONOMIES, named, strict=True)
    )


def year_of(entry: Entry[Any]) -> int:
    """Return the year by which an entry is found, 0 for none."""
    if entry.kind == "story":
        return int(entry.fields.date.year)
    return int(entry.fields.year) if entry.kind == "honor_list" else 0


def lines_of(body_html: str) -> tuple[str, ...]:
    """Return the lines of text of rendered HTML: one for each block; inline elements leave none.

    Marks of footnotes are left out, and what stands over ruby comes last.
    """
    if not body_html:
        return ()
    body_html = without_footnote_marks(body_html)
    if "<ruby" in body_html:
        over = [found[0] for found in _OVER_RUBY.finditer(body_html)]
        body_html = "".join((_OVER_RUBY.sub("", body_html), *over))
    first, *tags = _single_blanks(body_html).split("<")
    parts = [first]
    for tag in tags:
        inside, _, text = tag.partition(">")
        if inside.partition(" ")[0] not in _INLINE:
            parts.append("\n")
        parts.append(text)
    text = "".join(parts)
    if "&" in text or "  " in text:
        return _lines(html.unescape(text).split("\n"))
    return tuple([found for line in text.split("\n") if (found := line.strip())])


def _single_blanks(text: str) -> str:
    """Return a text in which runs of blanks are one space; mostly without looking for them."""
    flat = text.replace("\n", " ")
    return flat if "  " not in flat and flat.isprintable() else _BLANKS.sub(" ", text)


def _lines(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(line for text in texts if text and (line := _line(text)))


@lru_cache(maxsize=16_384)
def _line(text: str) -> str:
    return _single_blanks(text).strip()


def _spoken(title: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    lines = chain(spoken_lines(title), chain.from_iterable(map(spoken_name, names)))
    return tuple(dict.fromkeys(lines))


def _names(texts: Iterable[str | None]) -> Iterator[str]:
    """Yield names, and once more without it each that has a blank or a middle dot within."""
    for text in filter(None, texts):
        yield text
        if (closed := _GAP.sub("", text)) != text:
            yield closed


def _date(entry: Entry[Any]) -> str:
    fields = entry.fields
    if entry.kind == "story":
        return str(fields.date.at.isoformat())
    if entry.kind == "honor_list":
        return fields.announced.at.isoformat() if fields.announced else f"{fields.year}-12-31"
    return ""


def _story(entry: Entry[Any], desk: Desk) -> Document:
    fields, names = entry.fields, tuple(_names(people_names(desk.site, entry)))
    return Document(
        entry.permalink,
        "story",
        _date(entry),
        year_of(entry),
        _lines((entry.title, *names)),
        _lines(fields.tags),
        _lines((fields.summary,)),
        lines_of(desk.body(entry).html),
        _spoken(entry.title, names),
    )


def _person(entry: Entry[Any], desk: Desk) -> Document:
    fields, name = entry.fields, entry.fields.name
    own = written_line(name.pinyin or "", name.zh)  # 单 may be shan
    studied = (d.major for d in fields.degrees)
    return Document(
        entry.permalink,
        "person",
        "",
        0,
        _lines((*_names((name.zh, name.former)), name.en, name.pinyin)),
        (),
        _lines((fields.summary, fields.employer, fields.title, *studied)),
        lines_of(desk.body(entry).html),
        tuple(dict.fromkeys((*own, *_spoken("", _names((name.zh, name.former)))))),
    )


def _honor_list(entry: Entry[Any], desk: Desk) -> Document:
    fields = entry.fields
    rows = [(name, row) for row in fields.entries if (name := desk.site.honoree_name(row))]
    names = tuple(dict.fromkeys(_names(name for name, _ in rows)))
    return Document(
        entry.permalink,
        "honor_list",
        _date(entry) if fields.announced else "",  # the end of its year is only its place
        year_of(entry),
        _lines((entry.title, *names)),
        (),
        _lines((fields.summary, fields.authority)),
        _lines(text for _, row in rows for text in (row.citation, row.degree, row.rank)),
        _spoken(entry.title, names),
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
        _spoken(entry.title),
    )


_Named = tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]


def _named_by_story(entry: Entry[Any], desk: Desk) -> _Named:
    fields = entry.fields
    return (fields.column,), fields.colleges, fields.regions, fields.honors


def _named_by_person(entry: Entry[Any], desk: Desk) -> _Named:
    fields = entry.fields
    colleges = (*fields.colleges, *(d.college for d in fields.degrees if d.college))
    honors = [e.fields.honor for e in desk.site.lists_by_person.get(entry.key, ())]
    return (), colleges, fields.regions, honors


def _named_by_list(entry: Entry[Any], desk: Desk) -> _Named:
    fields = entry.fields
    shown = (row for row in fields.entries if row.college and desk.site.honoree_name(row))
    return (), [row.college for row in shown], (), (fields.honor,)


class _Searched(NamedTuple):
    """What search makes of entries of a kind, and their terms, ordered as TAXONOMIES are."""

    document: Callable[[Entry[Any], Desk], Document]
    named: Callable[[Entry[Any], Desk], _Named]


_SEARCHED = {
    "story": _Searched(_story, _named_by_story),
    "person": _Searched(_person, _named_by_person),
    "honor_list": _Searched(_honor_list, _named_by_list),
    "page": _Searched(_page, lambda entry, desk: ((), (), (), ())),
}
KINDS = tuple(_SEARCHED)  # in the order in which readers choose among them
_DATED = ("story", "honor_list")
