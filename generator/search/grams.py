"""Owns grams: which runs of units have a list of documents of their own, and these lists.
May not know fields, files or how lists are written.

Every pair of neighbouring units has a list. A longer run has one only where the lists of its parts
leave too many candidates: where it stands in more than `often` documents, or where chance alone
would put its two halves into more than `often` common documents. What has no list is therefore
absent or in few documents, and a client checks those by reading them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]

OFTEN = 20  # of a large segment
OFTEN_SMALL = 4  # of one of up to SMALL documents
SMALL = 512
LONGEST = 16
_BUCKETS = 22  # bits of the hash that counts runs before they are sorted


@dataclass(frozen=True, slots=True)
class Stream:
    """The texts of one segment: `ids` of units (0 between texts), document and tier of each."""

    ids: npt.NDArray[np.uint16]
    docs: Small
    tiers: npt.NDArray[np.uint8]
    n_docs: int
    n_ids: int

    @property
    def often(self) -> int:
        """From how many documents on a run has a list of its own."""
        return often(self.n_docs)


def often(n_docs: int) -> int:
    """Return how many candidates a client may have to read in a segment of this size."""
    return OFTEN_SMALL if n_docs <= SMALL else OFTEN


@dataclass(frozen=True, slots=True)
class Level:
    """The lists of the grams of one length, in the order of their keys.

    A gram's key is (rank of its first units in the level before) * n_ids + (id of its last unit);
    for one unit the id itself. `docs` and `tiers` hold the lists end to end, `sizes` of each.
    `same` tells that a list equals that of the gram without its last unit.
    """

    keys: Ints
    sizes: Ints
    docs: Small
    tiers: npt.NDArray[np.uint8]
    same: npt.NDArray[np.bool_]


def levels(stream: Stream) -> Iterator[Level]:
    """Yield the lists of grams of 1, 2, 3 ... units; those of one unit hold tiers 2 and 3 only."""
    yield _single(stream)
    step = _pairs(stream)
    yield step.level
    before: Small = np.zeros(0, np.int32)
    for _ in range(3, LONGEST + 1):
        longer = _longer(stream, step, before)
        if longer is None:
            return
        before, step = step.sizes, longer
        yield step.level


@dataclass(frozen=True, slots=True)
class _Step:
    """A level with, for each position, the rank of the gram there (-1: none) and its size."""

    level: Level
    ranks: Small
    sizes: Small
    length: int


def _single(stream: Stream) -> Level:
    at = np.flatnonzero((stream.tiers >= 2) & (stream.ids > 0))
    order = at[np.argsort(stream.ids[at], kind="stable")]
    return _collect(stream, order, stream.ids[order].astype(np.int64))[0]


def _pairs(stream: Stream) -> _Step:
    ids = stream.ids
    at = np.flatnonzero((ids[:-1] > 0) & (ids[1:] > 0)).astype(np.int32)
    order = _sorted_by(at, ids[at + 1], ids[at])
    keys = ids[order].astype(np.int64) * stream.n_ids + ids[order + 1]
    level, grams = _collect(stream, order, keys)
    return _step(stream, level, order, grams, 2)


def _longer(stream: Stream, step: _Step, before: Small) -> _Step | None:
    """Return the next level, None where no longer run needs a list."""
    sizes, length, least = step.sizes, step.length, stream.often
    at = np.flatnonzero((sizes[:-1] > least) & (sizes[1:] > least)).astype(np.int32)
    if not len(at):
        return None
    chance = _chance(stream, step, before, at)
    keys = step.ranks[at].astype(np.int64) * stream.n_ids + stream.ids[at + length]
    kept = chance | _frequent(keys, least)
    at, keys, chance = at[kept], keys[kept], chance[kept]
    ranks = step.ranks[at]
    low, high = (ranks & 0xFFFF).astype(np.uint16), (ranks >> 16).astype(np.uint16)
    passes = (stream.ids[at + length], low, *((high,) if len(step.level.keys) > 65536 else ()))
    by = _sorted_by(np.arange(len(at), dtype=np.int32), *passes)
    level, grams = _collect(stream, at[by], keys[by])
    needed = level.sizes > least
    needed[grams[chance[by]]] = True
    if not needed.any():
        return None
    level, grams, place = _only(level, grams, needed)
    level.same[:] = level.sizes == step.level.sizes[level.keys // stream.n_ids]
    return _step(stream, level, at[by][place], grams, length + 1)


def _chance(stream: Stream, step: _Step, before: Small, at: Small) -> npt.NDArray[np.bool_]:
    """Tell where the halves would meet in more than `often` documents by chance."""
    both = step.sizes[at].astype(np.int64) * step.sizes[at + 1]
    among = before[at + 1].astype(np.int64) if step.length > 2 else stream.n_docs
    return both > stream.often * among


def _frequent(keys: Ints, often: int) -> npt.NDArray[np.bool_]:
    """Tell which keys may occur more than `often` times; a hash may say so wrongly, never not."""
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bucket = (mixed >> np.uint64(64 - _BUCKETS)).astype(np.int32)
    found: npt.NDArray[np.bool_] = np.bincount(bucket, minlength=1 << _BUCKETS)[bucket] > often
    return found


def _sorted_by(items: Small, *keys: npt.NDArray[np.uint16]) -> Small:
    """Sort by 16-bit keys, the last one the most significant (a radix sort); stable."""
    order = np.argsort(keys[0], kind="stable")
    for key in keys[1:]:
        order = order[np.argsort(key[order], kind="stable")]
    return items[order]


def _collect(stream: Stream, order: Small | Ints, keys: Ints) -> tuple[Level, Small]:
    """Make lists of positions sorted by key and text; returns each position's gram, too."""
    if not len(keys):
        return _EMPTY, np.zeros(0, np.int32)
    first = np.concatenate(([True], keys[1:] != keys[:-1]))
    grams = (np.cumsum(first) - 1).astype(np.int32)
    docs = stream.docs[order]
    new = first.copy()
    new[1:] |= docs[1:] != docs[:-1]
    sizes = np.bincount(grams[new], minlength=int(grams[-1]) + 1)
    same = np.zeros(len(sizes), np.bool_)
    return Level(keys[first], sizes, docs[new], stream.tiers[order][new], same), grams


_EMPTY = Level(
    np.zeros(0, np.int64),
    np.zeros(0, np.int64),
    np.zeros(0, np.int32),
    np.zeros(0, np.uint8),
    np.zeros(0, np.bool_),
)


def _only(
    level: Level, grams: Small, needed: npt.NDArray[np.bool_]
) -> tuple[Level, Small, npt.NDArray[np.bool_]]:
    """Leave out the grams that need no list; returns which positions stay, too."""
    listed = np.repeat(needed, level.sizes)
    renumbered = (np.cumsum(needed) - 1).astype(np.int32)
    place = needed[grams]
    kept = Level(
        level.keys[needed],
        level.sizes[needed],
        level.docs[listed],
        level.tiers[listed],
        level.same[needed],
    )
    return kept, renumbered[grams[place]], place


def _step(stream: Stream, level: Level, order: Small, grams: Small, length: int) -> _Step:
    ranks = np.full(len(stream.ids), -1, np.int32)
    ranks[order] = grams
    sizes = np.zeros(len(stream.ids), np.int32)
    sizes[order] = level.sizes[grams]
    return _Step(level, ranks, sizes, length)
