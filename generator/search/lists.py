"""Owns writing lists: the levels of a segment become shards of bounded size and their directory.
May not know texts. docs/search-format.md describes the bytes; `lists.js` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.search.bits import (
    Codes,
    Ints,
    empty,
    gamma,
    pack,
    put,
    rice,
    rice_parameter,
    varints,
)
from generator.search.grams import SMALL, Level, Small

KEY_BITS = 3  # the low bits of a step between keys that are written as they are
SHARD = 2304  # bytes after which a shard ends
SHARD_SMALL = 1024  # in a small segment


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of a level, and for each the key of its first gram."""

    data: tuple[bytes, ...]
    keys: tuple[int, ...]


def write_level(level: Level, n_docs: int) -> Shards:
    """Write the lists of a level."""
    if not len(level.keys):
        return Shards((), ())
    codes, starts = _codes(level, n_docs)
    bits = np.add.reduceat(codes.lengths, starts)
    shard = (np.cumsum(bits) - bits) // (8 * (SHARD if n_docs > SMALL else SHARD_SMALL))
    first = np.flatnonzero(np.concatenate(([True], shard[1:] != shard[:-1])))
    put(codes, starts[first], gamma(np.zeros(len(first), np.int64), KEY_BITS))
    counts = np.diff(first, append=len(shard)).tolist()
    heads = [varints(pair) for pair in zip(first.tolist(), counts, strict=True)]
    parts = zip(heads, _cut(codes, starts[first]), strict=True)
    return Shards(tuple(head + part for head, part in parts), tuple(level.keys[first].tolist()))


def _cut(codes: Codes, begins: Ints) -> list[bytes]:
    """Write codes into parts, each beginning at a code and at a byte."""
    lengths = codes.lengths
    sizes = (np.add.reduceat(lengths, begins) + 7) // 8
    ends = np.cumsum(sizes)
    number = np.diff(begins, append=len(lengths))
    run = np.cumsum(lengths) - lengths
    at = run + np.repeat((ends - sizes) * 8 - run[begins], number)
    data = pack(codes, at, int(ends[-1]))
    return [data[e - s : e] for e, s in zip(ends.tolist(), sizes.tolist(), strict=True)]


def _codes(level: Level, n_docs: int) -> tuple[Codes, Ints]:
    """Return the codes of all grams and where each gram's begin.

    A gram: step of the key, size, documents, then which of them have it in tiers 3, 2 and 1.
    """
    lists = _documents(level, n_docs)
    held = lists[0].counts + lists[1].counts
    tiers = [_tier(level, tier, n_docs) for tier in (3, 2, 1)]
    counts = 2 + held + sum(1 + t.counts for t in tiers)
    starts = np.cumsum(counts) - counts
    codes = empty(int(counts.sum()))
    steps = np.diff(level.keys, prepend=level.keys[0] - 1) - 1
    put(codes, starts, gamma(steps, KEY_BITS))
    put(codes, starts + 1, gamma(np.where(level.same, 0, level.sizes)))
    for part in lists:
        part.write(codes, starts + 2)
    at = starts + 2 + held
    for tier in tiers:
        put(codes, at, gamma(tier.counts))
        tier.write(codes, at + 1)
        at = at + 1 + tier.counts
    return codes, starts


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Ascending numbers below `room` for each gram: `of` is the gram of each, sorted."""

    of: Small
    numbers: Small
    counts: Ints
    room: Ints

    def write(self, codes: Codes, at: Ints) -> None:
        """Write the gaps of each gram from its place on."""
        if not len(self.of):
            return
        ends = np.cumsum(self.counts)
        gaps = np.diff(self.numbers, prepend=np.int32(-1)) - 1
        first = (ends - self.counts)[self.counts > 0]
        gaps[first] = self.numbers[first]
        parameters = rice_parameter(self.room - self.counts, self.counts).astype(np.int32)
        places = np.arange(len(self.of)) + (at - ends + self.counts)[self.of]
        put(codes, places, rice(gaps, parameters[self.of]))


def _documents(level: Level, n_docs: int) -> tuple[_Gaps, _Gaps]:
    """Return the documents of the short lists, and those missing of the lists that are longer
    than half of all; a gram is in one of the two, or in none if its list is another's.
    """
    count = len(level.keys)
    room = np.full(count, n_docs)
    told = ~level.same
    long = told & (2 * level.sizes > n_docs)
    grams = np.arange(count, dtype=np.int32)
    of = np.repeat(grams, level.sizes)
    short = np.repeat(told & ~long, level.sizes)
    full = np.repeat(long, level.sizes)
    missing_of, missing = _missing(level.docs[full], of[full], n_docs)
    missed = np.bincount(missing_of, minlength=count)
    sizes = np.where(told & ~long, level.sizes, 0)
    return (
        _Gaps(of[short], level.docs[short], sizes, room),
        _Gaps(missing_of, missing, missed, room),
    )


def _missing(docs: Small, of: Small, n_docs: int) -> tuple[Small, Small]:
    grams, row = np.unique(of, return_inverse=True)
    absent = np.ones((len(grams), n_docs), np.bool_)
    absent[row, docs] = False
    rows, numbers = np.nonzero(absent)
    return grams[rows], numbers.astype(np.int32)


def _tier(level: Level, tier: int, n_docs: int) -> _Gaps:
    """Return which places of each list are in a tier."""
    at = np.flatnonzero(level.tiers == tier)
    ends = np.cumsum(level.sizes)
    of = np.searchsorted(ends, at, side="right").astype(np.int32)
    counts = np.bincount(of, minlength=len(level.keys))
    room = np.where(level.same, n_docs, level.sizes)
    return _Gaps(of, (at - (ends - level.sizes)[of]).astype(np.int32), counts, room)
