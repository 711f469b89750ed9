"""Owns segments: documents that share an index of their own, so that a change touches a small part.
May not know how an index is made. Cuts depend on dates and permalinks only, and only on near ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from generator.kinds.base import Entry
from generator.render.views import Desk
from generator.search.documents import searched

# A cut goes before the document whose hash is the smallest of all within NEAR places; so two cuts
# are more than NEAR and about 2 * NEAR documents apart, and a new document moves only cuts nearby,
# if any. Longer ways are cut again in their middle.
NEAR = 500
LARGEST = 1250


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


def cuts(hashes: Sequence[int]) -> list[int]:
    """Return the places, ascending, at which a segment begins, and the end."""
    ends = [0, *(place for place in _lowest(hashes) if place), len(hashes)]
    found = set(ends)
    for begin, end in pairwise(ends):
        found.update(_halved(hashes, begin, end))
    return sorted(found)


def _cut(entries: Sequence[Entry[Any]]) -> Iterator[Segment]:
    hashes = [digest(entry.permalink) for entry in entries]
    for begin, end in pairwise(cuts(hashes)):
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


def _halved(hashes: Sequence[int], begin: int, end: int) -> Iterator[int]:
    """Yield the places at which a way that is too long is cut again."""
    if end - begin <= LARGEST:
        return
    quarter = (end - begin) // 4
    middle = min(range(begin + quarter, end - quarter), key=hashes.__getitem__)
    yield middle
    yield from _halved(hashes, begin, middle)
    yield from _halved(hashes, middle, end)
