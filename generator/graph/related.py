"""Owns related stories: what a reader of one story may want next.
May not know templates.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from generator.cache import key_of
from generator.crew import Crew, slices
from generator.kinds.base import Entry

HOW_MANY = 4
REACH = 6  # stories on either side within one listing: keeps the cost per story constant
STORIES_A_WORKER = 2_000  # below this another process costs more than it saves
WEIGHTS = {"people": 5, "honors": 3, "tags": 2, "colleges": 1, "columns": 1}


Groups = Sequence[tuple[float, list[int]]]  # the weight of a group, the ascending numbers in it


@dataclass(frozen=True, slots=True)
class Related:
    """For each story, in the order of the site, the numbers of its related ones, best first.

    `key` is that of all which this depends on, so that the next build need not count again.
    """

    key: bytes
    numbers: tuple[tuple[int, ...], ...]


def related_stories(
    stories: tuple[Entry[Any], ...],
    listings: Mapping[tuple[str, str], tuple[Entry[Any], ...]],
    by_person: Mapping[str, tuple[Entry[Any], ...]],
    known: Related | None,
    crew: Crew,
) -> Related:
    """Return up to HOW_MANY others for each story, counted by the crew.

    Candidates are the nearest in time within each person's, honor's, tag's, college's and
    column's listing; shared things add up by weight, rare ones count more than common ones.
    """
    order = {story.permalink: i for i, story in enumerate(stories)}
    groups = {("people", key): found for key, found in by_person.items()}
    groups |= {key: found for key, found in listings.items() if key[0] in WEIGHTS}
    numbered = [
        (WEIGHTS[key[0]] + 1 / len(found), [order[story.permalink] for story in found])
        for key, found in sorted(groups.items())
    ]
    key = key_of((repr(list(order)).encode(), repr(numbered).encode()))
    if known is not None and known.key == key:
        return known
    parts = slices(range(len(stories)), crew.workers, STORIES_A_WORKER)
    tasks = [partial(_counted, stories, numbered, part) for part in parts]
    return Related(key, tuple(chain.from_iterable(crew.run(tasks))))


def _counted(
    stories: tuple[Entry[Any], ...], groups: Groups, part: Sequence[int]
) -> list[tuple[int, ...]]:
    """Return the related ones of a run of stories, given by their numbers."""
    scores: dict[int, defaultdict[int, float]] = {here: defaultdict(float) for here in part}
    first, end = part[0] if part else 0, part[-1] + 1 if part else 0
    for weight, numbers in groups:
        for i in range(bisect_left(numbers, first), bisect_left(numbers, end)):
            row = scores[numbers[i]]
            for other in numbers[max(0, i - REACH) : i] + numbers[i + 1 : i + 1 + REACH]:
                row[other] += weight
    return [_best(stories, here, row) for here, row in scores.items()]


def _best(stories: tuple[Entry[Any], ...], here: int, row: Mapping[int, float]) -> tuple[int, ...]:
    """Return the numbers of the best, sorting only those that can be among them."""
    if len(row) > HOW_MANY:
        least = sorted(row.values())[-HOW_MANY]
        row = {other: score for other, score in row.items() if score >= least}
    ranked = sorted(row, key=lambda n: (-row[n], abs(n - here), stories[n].permalink))
    return tuple(ranked[:HOW_MANY])
