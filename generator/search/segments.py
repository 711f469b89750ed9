"""Owns segments: documents that share an index of their own, so that a new story changes one small
part only. May not know how an index is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise

from generator.search.documents import Document

# The newest segment begins at the newest document whose hash ends in 8 zero bits: it holds about
# 256. All older ones share segments of 16,384 to 32,768, counted from the oldest. So the places of
# the cuts depend on a few documents only, and a new story moves none of them.
RECENT = 8
LARGEST = 32_768


def digest(permalink: str) -> int:
    """Return 64 bits that depend on the permalink only."""
    return int.from_bytes(blake2b(permalink.encode(), digest_size=8).digest(), "little")


def segments(found: Sequence[Document]) -> Iterator[tuple[Document, ...]]:
    """Cut documents that are sorted newest first; those without a date make the last segment."""
    hashes = [digest(document.permalink) for document in found if document.date]
    cuts = [0, *_cuts(hashes), len(hashes), len(found)]
    for begin, end in pairwise(cuts):
        if begin < end:
            yield tuple(found[begin:end])


def _cuts(hashes: Sequence[int]) -> list[int]:
    """Return the places of the cuts between dated documents, ascending."""
    recent = next((i + 1 for i, h in enumerate(hashes) if h % (1 << RECENT) == 0), len(hashes))
    cuts, end = [], len(hashes)
    while end - recent > LARGEST:
        window = range(end - LARGEST, end - LARGEST // 2)
        end = min(window, key=hashes.__getitem__)
        cuts.append(end)
    return [recent, *reversed(cuts)]
