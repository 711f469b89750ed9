"""Owns segments: documents that share an index of their own, so that a change touches a small part.
May not know how an index is made. Cuts depend on dates and permalinks only, and only on near ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any

from generator.kinds.base import Entry
from generator.render.views import Desk
from generator.search.documents import searched

# A cut goes before the document whose hash is the smallest of all within NEAR places; so two cuts
# are more than NEAR and about 2 * NEAR documents apart, and a new document moves only cuts nearby,
# if any. Heavier ways are cut again near their middle: a document weighs 1, and as much again for
# each LONG characters of its body. Making a segment takes 130 bytes a character, so some 0.7 GB.
NEAR = 500
HEAVIEST = 1250
LONG = 4096


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring documents, oldest first: a newer one changes the number of no other. `id` is 10
    letters that stay while the oldest stays.
    """

    id: str
    entries: tuple[Entry[Any], ...]


def plan_segments(desk: Desk) -> tuple[Segment, ...]:
    """Return the segments of a site, newest first, those without dates last; renders nothing."""
    dated, undated = searched(desk.site)
    return (*_cut(dated), *_cut(undated))


def digest(permalink: str) -> int:
    """Return 64 bits that depend on the permalink only."""
    return int.from_bytes(blake2b(permalink.encode(), digest_size=8).digest(), "little")


def weight(length: int) -> int:
    """Return the weight of a document whose body has so many characters."""
    return 1 + length // LONG


def cuts(hashes: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the places, ascending, at which a segment begins, and the end."""
    ends = [0, *(place for place in _lowest(hashes) if place), len(hashes)]
    found = set(ends)
    before = list(accumulate(weights, initial=0))
    for begin, end in pairwise(ends):
        found.update(_halved(hashes, before, begin, end))
    return sorted(found)


def _cut(entries: Sequence[Entry[Any]]) -> Iterator[Segment]:
    hashes = [digest(entry.permalink) for entry in entries]
    weights = [weight(entry.length) for entry in entries]
    for begin, end in pairwise(cuts(hashes, weights)):
        yield Segment(f"{hashes[end - 1]:016x}"[:10], tuple(reversed(entries[begin:end])))


def _lowest(hashes: Sequence[int]) -> Iterator[int]:
    """Yield the places whose hash is the smallest within NEAR places on both sides."""
    at = NEAR
    while at < len(hashes) - NEAR:
        around = range(at - NEAR, at + NEAR + 1)
        low = min(around, key=hashes.__getitem__)
        if low == at:
            yield at
        at = low if low > at else low + NEAR + 1  # all between are near `low`


def _halved(hashes: Sequence[int], before: Sequence[int], begin: int, end: int) -> Iterator[int]:
    """Yield the places at which a way that is too heavy is cut again; `before` is the weight of all
    documents before each place.
    """
    if end - begin < 2 or before[end] - before[begin] <= HEAVIEST:
        return
    quarter = (end - begin) // 4
    middle = min(range(begin + max(quarter, 1), end - quarter), key=hashes.__getitem__)
    yield middle
    yield from _halved(hashes, before, begin, middle)
    yield from _halved(hashes, before, middle, end)
