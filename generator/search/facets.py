"""Owns facets: what results can be counted and narrowed by, as small columns of numbers.
May not know lists or texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.render.views import Desk
from generator.search.documents import KINDS, TAXONOMIES, Document

# The names of facets as they stand in a URL, in the order of the columns.
FACETS = ("kind", "column", "college", "region", "honor", "year")


def vocabulary(desk: Desk, found: Iterable[Document]) -> dict[str, list[list[str]]]:
    """Return id and name of each value in use, facet by facet; numbers are places in these lists.

    Years are written as they are, newest first.
    """
    found = tuple(found)
    names = {kind: desk.texts(f"kind_{kind}") for kind in KINDS}
    used = {document.kind for document in found}
    values = {"kind": [[kind, names[kind]] for kind in KINDS if kind in used]}
    for place, (facet, taxonomy) in enumerate(zip(FACETS[1:5], TAXONOMIES, strict=True)):
        held = {term for document in found for term in document.terms[place]}
        terms = [t for t in desk.site.vocabulary(taxonomy) if t.id in held]
        values[facet] = [[term.id, desk.cards.name(term)] for term in terms]
    years = sorted({d.year for d in found if d.year}, reverse=True)
    values["year"] = [[str(year), desk.texts("year_title", year=year)] for year in years]
    return values


def columns(found: Sequence[Document], values: Mapping[str, Any]) -> Iterator[int]:
    """Yield the columns of a segment, facet by facet, a cell for each document.

    A cell is 0 for no value, 2n + 2 for the value n alone, 2k + 1 and then k numbers for k values.
    """
    numbers = {facet: {pair[0]: i for i, pair in enumerate(values[facet])} for facet in FACETS}
    for facet in FACETS:
        for document in found:
            held = [numbers[facet][value] for value in _held(document, facet)]
            if len(held) > 1:
                yield 2 * len(held) + 1
                yield from held
            else:
                yield 2 * held[0] + 2 if held else 0


def _held(document: Document, facet: str) -> tuple[str, ...]:
    if facet == "kind":
        return (document.kind,)
    if facet == "year":
        return (str(document.year),) if document.year else ()
    return document.terms[FACETS.index(facet) - 1]
