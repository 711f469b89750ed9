"""Owns facets: what results can be counted and narrowed by, as small columns of numbers.
May not know lists or texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.kinds.base import Entry
from generator.render.views import Desk
from generator.search.documents import KINDS, TAXONOMIES, held_terms, year_of

Values = tuple[tuple[str, ...], ...]  # ids, facet by facet
Column = tuple[list[str], list[list[int]]]  # of a segment: ids in use, places in them by document

# The names of facets as they stand in a URL, in the order of the columns.
FACETS = ("kind", "column", "college", "region", "honor", "year")


def vocabulary(desk: Desk, in_use: Iterable[Sequence[Iterable[str]]]) -> dict[str, list[list[str]]]:
    """Return id and name of each value in use, facet by facet, in the order of display; `in_use`
    gives the ids that are in use in each segment.

    Years are written as they are, newest first.
    """
    used: list[set[str]] = [set() for _ in FACETS]
    for facets in in_use:
        for held, values in zip(used, facets, strict=True):
            held.update(values)
    named = [[[kind, desk.texts(f"kind_{kind}")] for kind in KINDS if kind in used[0]]]
    for taxonomy, held in zip(TAXONOMIES, used[1:5], strict=True):
        terms = [t for t in desk.site.vocabulary(taxonomy) if t.id in held]
        named.append([[term.id, desk.cards.name(term)] for term in terms])
    years = sorted(used[5], key=int, reverse=True)
    named.append([[year, desk.texts("year_title", year=year)] for year in years])
    return dict(zip(FACETS, named, strict=True))


def values_of(entry: Entry[Any], desk: Desk) -> Values:
    """Return the ids of what an entry has, in the order of FACETS."""
    year = year_of(entry)
    return ((entry.kind,), *held_terms(entry, desk), (str(year),) if year else ())


def columns(found: Sequence[Values]) -> list[Column]:
    """Return for each facet the ids that documents have, and which of them each document has."""
    out: list[Column] = []
    for facet in zip(*found, strict=True):
        numbers: dict[str, int] = {}
        cells = [[numbers.setdefault(id_, len(numbers)) for id_ in held] for held in facet]
        out.append((list(numbers), cells))
    return out


def cells(columns: Iterable[Column], values: Iterable[Sequence[str]]) -> Iterator[int]:
    """Yield the numbers that tell one facet of all segments; a value's id comes first in it.

    A document's are 0 for no value, 2n + 2 for the n-th of `values` alone, 2k + 1 and then k such
    n for k values.
    """
    places = {value[0]: place for place, value in enumerate(values)}
    for ids, documents in columns:
        known = [places[id_] for id_ in ids]
        for held in documents:
            if len(held) > 1:
                yield 2 * len(held) + 1
                yield from (known[number] for number in held)
            else:
                yield 2 * known[held[0]] + 2 if held else 0
