"""Owns related stories: what a reader of one story may want next.
May not know templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.kinds.base import Entry

HOW_MANY = 4
REACH = 6  # stories on either side within one listing: keeps the cost per story constant
WEIGHTS = {"people": 5, "honors": 3, "tags": 2, "colleges": 1, "columns": 1}


def related_stories(
    stories: tuple[Entry[Any], ...],
    listings: Mapping[tuple[str, str], tuple[Entry[Any], ...]],
    by_person: Mapping[str, tuple[Entry[Any], ...]],
) -> dict[str, tuple[Entry[Any], ...]]:
    """Return for each story's permalink up to four others, best first.

    Candidates are the nearest in time within each person's, honor's, tag's, college's and
    column's listing; shared things add up by weight, rare ones count more than common ones.
    """
    order = {story.permalink: i for i, story in enumerate(stories)}
    groups = {("people", key): found for key, found in by_person.items()}
    groups |= {key: found for key, found in listings.items() if key[0] in WEIGHTS}
    scores: dict[str, dict[str, float]] = {story.permalink: {} for story in stories}
    for (name, _), found in sorted(groups.items()):
        weight = WEIGHTS[name] + 1 / len(found)
        places = [story.permalink for story in found]
        for i, place in enumerate(places):
            row = scores[place]
            for other in places[max(0, i - REACH) : i] + places[i + 1 : i + 1 + REACH]:
                row[other] = row.get(other, 0.0) + weight
    return {place: _best(stories, order, place, row) for place, row in scores.items()}


def _best(
    stories: tuple[Entry[Any], ...],
    order: Mapping[str, int],
    place: str,
    row: Mapping[str, float],
) -> tuple[Entry[Any], ...]:
    here = order[place]
    ranked = sorted(row, key=lambda p: (-row[p], abs(order[p] - here), p))
    return tuple(stories[order[p]] for p in ranked[:HOW_MANY])
