"""Owns facets: what results can be counted and narrowed by, as small columns of numbers.
May not know lists or texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from generator.kinds.base import Entry
from generator.render.views import Desk
from generator.search.documents import KINDS, TAXONOMIES, held_terms, year_of

Values = tuple[tuple[str, ...], ...]  # ids, facet by facet

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


def columns(
    found: Sequence[Values],
) -> tuple[list[list[str]], list[list[int]]]:
    """Return the ids in use and the cells of all documents, facet by facet.

    A cell is 0 for no value, 2n + 2 for the n-th id alone, 2k + 1 and then k numbers for k ids.
    """
    names, columns = [], []
    for facet in zip(*found, strict=True):
        cells: list[int] = []
        numbers: dict[str, int] = {}
        for held in facet:
            places = [numbers.setdefault(value, len(numbers)) for value in held]
            if len(places) > 1:
                cells += [2 * len(places) + 1, *places]
            else:
                cells.append(2 * places[0] + 2 if places else 0)
        names.append(list(numbers))
        columns.append(cells)
    return names, columns
