"""Owns grams: which runs of units have a list of documents of their own, and these lists.
May not know fields, files or how lists are written.

Every pair of neighbouring units has a list. A longer run has one if it stands anywhere and its two
halves (the run without its last, and without its first unit) both have lists, which share more than
`OFTEN` documents. So where a client finds no list, the run is in no document, or in some of the at
most OFTEN documents that the halves share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

OFTEN = 3
LONGEST = 16
_AT_ONCE = 1 << 22  # bytes of bitmaps compared in one step


@dataclass(frozen=True, slots=True)
class Stream:
    """The texts of one segment: `ids` of units (0 between texts), document and tier of each.

    In a document the highest tier comes first.
    """

    ids: npt.NDArray[np.uint16]
    docs: Small
    tiers: npt.NDArray[np.uint8]
    n_docs: int


@dataclass(frozen=True, slots=True)
class Level:
    """The lists of the grams of one length, in the order of their keys.

    A gram is its first units, the `parents`-th gram of the level before (for one or two units the
    first unit, or 0), and the id of its last unit, `lasts`. `docs` and `tiers` hold the lists end
    to end, `sizes` of each; `places` tells where in the list of its parent each document is, for
    three units and more.
    """

    parents: Small
    lasts: Small
    sizes: Small
    docs: Small
    tiers: npt.NDArray[np.uint8]
    places: Small

    @property
    def starts(self) -> Small:
        """Where each list begins."""
        return np.cumsum(self.sizes, dtype=np.int32) - self.sizes


def only(level: Level, chosen: Flags) -> Level:
    """Return some of the lists of a level of units or pairs."""
    kept = np.flatnonzero(np.repeat(chosen, level.sizes))
    grams = level.parents[chosen], level.lasts[chosen], level.sizes[chosen]
    return Level(*grams, level.docs[kept], level.tiers[kept], level.places)


def taken(level: Level, order: Ints) -> Level:
    """Return a level of units or pairs in another order."""
    sizes = level.sizes[order]
    ends = np.cumsum(sizes, dtype=np.int32)
    at = np.arange(len(level.docs), dtype=np.int32)
    at += np.repeat(level.starts[order] - ends + sizes, sizes)
    grams = level.parents[order], level.lasts[order], sizes
    return Level(*grams, level.docs[at], level.tiers[at], level.places)


def levels(stream: Stream) -> Iterator[Level]:
    """Yield the lists of grams of 1, 2, 3 ... units; those of one unit hold tiers 2 and 3 only."""
    yield _single(stream)
    step: _Step | None = _pairs(stream)
    for length in range(2, LONGEST + 1):
        if step is None:
            return
        yield step.level
        step = _longer(stream, step, length)


@dataclass(frozen=True, slots=True)
class _Step:
    """A level, the places `at` in the stream where its grams stand (ascending), which one stands at
    each, and where in the lists its document is.
    """

    level: Level
    at: Small
    grams: Small
    held: Small


def _single(stream: Stream) -> Level:
    at = np.flatnonzero((stream.tiers >= 2) & (stream.ids > 0)).astype(np.int32)
    at = at[np.argsort(stream.ids[at], kind="stable")]
    return _collected(stream, at, np.zeros(len(at), np.int32), stream.ids[at])[0]


def _pairs(stream: Stream) -> _Step:
    ids = stream.ids
    at = np.flatnonzero((ids[:-1] > 0) & (ids[1:] > 0)).astype(np.int32)
    order = np.argsort(ids[at + 1], kind="stable")
    order = order[np.argsort(ids[at[order]], kind="stable")]
    by = at[order]
    level, grams, listed, _ = _collected(stream, by, ids[by], ids[by + 1])
    return _step(level, at, order, grams, listed)


def _longer(stream: Stream, step: _Step, length: int) -> _Step | None:
    """Return the next level, None where no longer run needs a list."""
    often = step.level.sizes > OFTEN
    stands = often[step.grams]
    here = np.flatnonzero(stands[:-1] & stands[1:] & (np.diff(step.at) == 1))
    if not len(here):
        return None
    at, parents = step.at[here], step.grams[here]
    lasts = stream.ids[at + length]
    order = _sorted(lasts, (np.cumsum(often, dtype=np.int32) - 1)[parents])
    level, grams, listed, begins = _collected(stream, at[order], parents[order], lasts[order])
    first = here[order[np.flatnonzero(np.diff(grams, prepend=np.int32(-1)))]]
    needed = level.sizes > OFTEN
    _share(step, stream.n_docs, first, needed)
    if not needed.any():
        return None
    listing = np.repeat(needed, level.sizes)
    places = np.flatnonzero(listing)
    kept = _only(level, needed, places, step, step.held[here[order[begins[places]]]])
    stay = np.flatnonzero(needed[grams])
    numbers = (np.cumsum(needed, dtype=np.int32) - 1)[grams[stay]]
    held = (np.cumsum(listing, dtype=np.int32) - 1)[listed[stay]]
    return _step(kept, at, order[stay], numbers, held)


def _sorted(lasts: npt.NDArray[np.uint16], parents: Small) -> Ints:
    """Sort by parents, then by last units, with radix sorts; what is equal stays in order."""
    order = np.argsort(lasts, kind="stable")
    order = order[np.argsort(parents.astype(np.uint16)[order], kind="stable")]
    if parents.max() >> 16:
        order = order[np.argsort((parents >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def _collected(
    stream: Stream, at: Small, parents: npt.NDArray[np.integer], lasts: npt.NDArray[np.integer]
) -> tuple[Level, Small, Small, Ints]:
    """Make lists of places in the stream, sorted by gram and place; returns each place's gram,
    where its document is in the lists, and which place stands for each document, too.
    """
    new = np.ones(len(at), np.bool_)
    new[1:] = (parents[1:] != parents[:-1]) | (lasts[1:] != lasts[:-1])
    first = np.flatnonzero(new)
    grams = np.cumsum(new, dtype=np.int32) - 1
    docs = stream.docs[at]
    new[1:] |= docs[1:] != docs[:-1]
    begins = np.flatnonzero(new)
    listed = np.cumsum(new, dtype=np.int32) - 1
    sizes = np.diff(listed[first], append=np.int32(len(begins)))
    level = Level(
        parents[first].astype(np.int32),
        lasts[first].astype(np.int32),
        sizes,
        docs[begins],
        stream.tiers[at[begins]],
        np.zeros(0, np.int32),
    )
    return level, grams, listed, begins


def _share(step: _Step, n_docs: int, first: Ints, needed: Flags) -> None:
    """Set which runs, given by a place of each, have halves that share more than OFTEN
    documents; those of larger lists are set already.
    """
    unsure = np.flatnonzero(~needed)
    bitmaps, rows = _bitmaps(step.level, n_docs)
    left, right = rows[step.grams[first[unsure]]], rows[step.grams[first[unsure] + 1]]
    size = max(1, _AT_ONCE // (8 * bitmaps.shape[1]))
    for begin in range(0, len(unsure), size):
        part = slice(begin, begin + size)
        common = bitmaps[left[part]]
        common &= bitmaps[right[part]]
        needed[unsure[part]] = np.bitwise_count(common).sum(axis=1, dtype=np.int32) > OFTEN


def _bitmaps(level: Level, n_docs: int) -> tuple[npt.NDArray[np.uint64], Small]:
    """Return a bitmap of documents for each list of more than OFTEN, and the rows of all grams."""
    frequent = level.sizes > OFTEN
    rows = np.cumsum(frequent, dtype=np.int32) - 1
    width = (n_docs + 63) // 64
    at = np.flatnonzero(np.repeat(frequent, level.sizes))
    of = np.repeat(np.arange(int(frequent.sum()), dtype=np.int64), level.sizes[frequent])
    docs = level.docs[at]
    words = of * width + (docs >> 6)
    bits = np.uint64(1) << (docs & 63).astype(np.uint64)
    first = np.flatnonzero(np.diff(words, prepend=-1))
    bitmaps = np.zeros((int(frequent.sum()), width), np.uint64)
    if len(first):
        bitmaps.reshape(-1)[words[first]] = np.bitwise_or.reduceat(bits, first)
    return bitmaps, rows


def _only(level: Level, needed: Flags, kept: Ints, step: _Step, held: Small) -> Level:
    """Leave out the grams that need no list. `held` tells where each document that is kept is in
    the lists of the level before.
    """
    sizes, parents = level.sizes[needed], level.parents[needed]
    places = held - np.repeat(step.level.starts[parents], sizes)
    lasts = level.lasts[needed]
    return Level(parents, lasts, sizes, level.docs[kept], level.tiers[kept], places)


def _step(level: Level, at: Small, order: Ints, grams: Small, held: Small) -> _Step:
    """Put what was sorted by grams back into the order of places; leave out what has none."""
    back, where = np.full(len(at), -1, np.int32), np.zeros(len(at), np.int32)
    back[order], where[order] = grams, held
    stay = np.flatnonzero(back >= 0)
    return _Step(level, at[stay], back[stay], where[stay])
