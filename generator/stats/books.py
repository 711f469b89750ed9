"""Owns the books: placements, stories, people and honor lists as counting needs them.
May not know measures. What the gate holds back is marked, so that public figures leave it out.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.graph import Library
from generator.graph.library import EMPTY
from generator.kinds.base import Entry
from generator.names import tag_key
from generator.stats.ledger import Ledger
from generator.stats.placements import Placement
from generator.stats.spans import Span

Place = tuple[str, int]  # path, line; 0 where only the file is known


@dataclass(frozen=True, slots=True)
class Facets:
    """What a story, a row or a person may be filtered and grouped by: ids of terms, tags by key."""

    column: tuple[str, ...] = ()
    college: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    honor: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()


NO_FACETS = Facets()


@dataclass(frozen=True, slots=True)
class Told:
    """A story: its day, its facets, and who is in it by identity, with names for the trace."""

    key: str
    day: int
    title: str
    path: str
    facets: Facets
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Honored:
    """A row of an honor list, on the day of the list."""

    list: str
    day: int
    identity: str
    name: str
    facets: Facets
    qualifier: str
    place: Place


@dataclass(frozen=True, slots=True)
class Books:
    """What measures are computed over. Placements are in order of day, then of the ledger."""

    ledger: Ledger
    library: Library
    placements: tuple[Placement, ...]
    stories: Mapping[str, Told]
    honored: tuple[Honored, ...]
    _days: tuple[int, ...]

    def within(self, span: Span) -> tuple[Placement, ...]:
        """Return the placements of the days of a span."""
        first, last = bisect_left(self._days, span.first), bisect_right(self._days, span.last)
        return self.placements[first:last]

    def facets(self, placement: Placement) -> Facets:
        """Return the facets of a placement's story."""
        story = self.stories.get(placement.story)
        return story.facets if story is not None else NO_FACETS


def open_books(ledger: Ledger, library: Library, is_open: Callable[[Entry[Any]], bool]) -> Books:
    """Index the ledger and the library. Entries that are not open are as if they were not there,
    and so are the placements of their stories.
    """
    stories = {e.key: _told(e, library, is_open) for e in _entries(library, "story") if is_open(e)}
    gated = library.of("story").keys() - stories.keys()
    kept = [p for p in ledger.placements if p.story not in gated]
    placements = tuple(sorted(kept, key=lambda p: p.day))
    lists = [e for e in _entries(library, "honor_list") if is_open(e)]
    honored = tuple(row for e in lists for row in _honored(e, library, is_open))
    return Books(ledger, library, placements, stories, honored, tuple(p.day for p in placements))


def _entries(library: Library, kind: str) -> list[Entry[Any]]:
    """Return the entries that count at all: drafts never do."""
    entries: Iterable[Entry[Any]] = library.of(kind).values()
    return sorted((e for e in entries if e.fields.status != "draft"), key=lambda e: e.path)


def _told(story: Entry[Any], library: Library, is_open: Callable[[Entry[Any]], bool]) -> Told:
    people = []
    for ref in story.fields.people:
        identity = identity_of(ref.id, ref.name, "", "", library, is_open)
        if identity:
            people.append((identity, ref.name or ref.id or ""))
    facets = Facets(
        _ids(library, "columns", (story.fields.column,)),
        _ids(library, "colleges", story.fields.colleges),
        _ids(library, "regions", story.fields.regions),
        _ids(library, "honors", story.fields.honors),
        tuple(map(tag_key, story.fields.tags)),
    )
    day = story.fields.date.at.toordinal()
    return Told(story.key, day, story.title, story.path, facets, tuple(people))


def _honored(
    entry: Entry[Any], library: Library, is_open: Callable[[Entry[Any]], bool]
) -> Iterable[Honored]:
    fields = entry.fields
    announced = fields.announced.at if fields.announced else date(fields.year, 12, 31)
    day = announced.toordinal()
    table = dict(entry.tables).get("entries")
    honor = _ids(library, "honors", (fields.honor,))
    for number, row in enumerate(fields.entries):
        year = str(row.class_year or "")
        own = next(iter(_ids(library, "colleges", (row.college or "",))), row.college or "")
        identity = identity_of(row.person, row.name, own, year, library, is_open)
        if not identity:
            continue
        college, region = _of_honoree(row, library)
        place = (table or entry.path, number + 1)
        name = row.name or row.person or ""
        facets = Facets(college=college, region=region, honor=honor)
        yield Honored(entry.key, day, identity, name, facets, fields.qualifier or "", place)


def _of_honoree(row: Any, library: Library) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a row's college, else those of its person, and the person's regions."""
    entry = library.of("person").get(row.person or "")
    own = (row.college,) if row.college else ()
    if entry is None:
        return _ids(library, "colleges", own), ()
    degrees = (degree.college for degree in entry.fields.degrees if degree.college)
    colleges = own or (*entry.fields.colleges, *degrees)
    return _ids(library, "colleges", colleges), _ids(library, "regions", entry.fields.regions)


def identity_of(
    person: str | None,
    name: str | None,
    college: str,
    year: str,
    library: Library,
    is_open: Callable[[Entry[Any]], bool],
) -> str:
    """Return what makes somebody one: the id; without one, name with college, by its id if it has
    one, and class year.

    Two people of one name stay two. A person whom the gate holds back is '' unless the row
    itself names somebody.
    """
    if person:
        entry = library.of("person").get(person)
        if entry is not None and is_open(entry):
            return f"id:{person}"
    folded = unicodedata.normalize("NFKC", name or "").replace(" ", "").casefold()
    return f"name:{folded}/{college}/{year}" if folded else ""


def _ids(library: Library, taxonomy: str, names: Iterable[str]) -> tuple[str, ...]:
    vocabulary = library.vocabularies.get(taxonomy, EMPTY)
    found = (vocabulary.find(name) for name in names)
    return tuple(dict.fromkeys(term.id for term in found if term is not None))
