"""Owns facets: what results can be counted and narrowed by, as small columns of numbers.
May not know lists or texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from generator.kinds.base import Entry
from generator.render.views import Desk
from generator.search.documents import KINDS, TAXONOMIES, held_terms, year_of
from generator.search.framing import framed, unframed
from generator.search.runs import Ints, Runs, spread, starts_of

Values = tuple[tuple[str, ...], ...]  # ids, facet by facet


@dataclass(frozen=True, slots=True)
class Column:
    """One facet of a segment: the ids that are in use, and which of them each document has."""

    ids: tuple[str, ...]
    held: Runs


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
    """Return for each facet which ids documents have."""
    out = []
    for facet in zip(*found, strict=True):
        numbers: dict[str, int] = {}
        held = [numbers.setdefault(id_, len(numbers)) for ids in facet for id_ in ids]
        sizes = np.array([len(ids) for ids in facet], np.int32)
        out.append(Column(tuple(numbers), Runs(np.array(held, np.uint16), sizes)))
    return out


def dumped(columns: Iterable[Column]) -> bytes:
    """Return columns as bytes."""
    parts: list[bytes] = []
    for column in columns:
        held = column.held
        parts += (json.dumps(column.ids).encode(), held.values.tobytes(), held.sizes.tobytes())
    return framed(parts)


def loaded(data: bytes) -> list[Column]:
    """Return the columns of which these are the bytes."""
    parts = unframed(data)
    return [
        Column(
            tuple(json.loads(bytes(ids))),
            Runs(np.frombuffer(values, np.uint16), np.frombuffer(sizes, np.int32)),
        )
        for ids, values, sizes in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def cells(column: Column, values: Iterable[Sequence[str]]) -> Ints:
    """Return the numbers that tell one facet of a segment; a value's id comes first in it.

    A document's are 0 for no value, 2n + 2 for the n-th of `values` alone, 2k + 1 and then k such
    n for k values.
    """
    places = {value[0]: place for place, value in enumerate(values)}
    known = np.array([places[id_] for id_ in column.ids], np.int64)
    held, sizes = known[column.held.values], column.held.sizes
    several = np.where(sizes > 1, sizes, 0)
    starts = starts_of(several + 1)
    out = np.zeros(int((several + 1).sum()), np.int64)
    firsts = starts_of(sizes)
    one, more = np.flatnonzero(sizes == 1), np.flatnonzero(several)
    out[starts[one]] = 2 * held[firsts[one]] + 2
    out[starts[more]] = 2 * sizes[more] + 1
    out[spread(starts[more] + 1, sizes[more])] = held[spread(firsts[more], sizes[more])]
    return out
