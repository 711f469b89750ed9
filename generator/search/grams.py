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

from generator.search.places import radix
from generator.search.runs import Flags, Ints, Small, spread, starts_of

# Long arrays are looked up with `take`: the levels take a tenth less time than with brackets.

OFTEN = 3
LONGEST = 16
TIERS = 4


@dataclass(frozen=True, slots=True)
class Stream:
    """The texts of one segment: `ids` of units (0 between texts) and the `cells` in which they are.

    A cell is a tier of a document, numbered so that the first document's highest tier is 0, its
    lowest TIERS - 1; cells ascend. `lone` tells of each unit whether it has a list of its own.
    """

    ids: npt.NDArray[np.uint16]
    cells: Small
    n_docs: int
    lone: Flags


@dataclass(frozen=True, slots=True)
class Level:
    """The lists of the grams of one length, in the order of their units.

    A gram is its first units, the `parents`-th gram of the level before (for one or two units the
    first unit, or 0), and the id of its last unit, `lasts`. `cells` holds the lists end to end,
    `sizes` of each: of each document the cell of the highest tier. For three units and more,
    `places` tells where in the list of its parent each document is, and `moved` whether it is in
    another tier there.
    """

    parents: Small
    lasts: Small
    sizes: Small
    cells: Small
    places: Small
    moved: Flags

    @property
    def starts(self) -> Small:
        """Where each list begins."""
        return starts_of(self.sizes)

    @property
    def docs(self) -> Small:
        """The documents of all lists, end to end."""
        return self.cells // TIERS

    @property
    def tiers(self) -> npt.NDArray[np.uint8]:
        """The tier of each document in its list."""
        return tiers_in(self.cells)


def tiers_in(cells: Small) -> npt.NDArray[np.uint8]:
    """Return the tier of each cell."""
    return (TIERS - 1 - (cells & (TIERS - 1))).astype(np.uint8)


def taken(level: Level, order: Ints) -> Level:
    """Return some lists of a level of units or pairs, in any order."""
    sizes = level.sizes[order]
    cells = level.cells[spread(level.starts[order], sizes)]
    return _flat(level.parents[order], level.lasts[order], sizes, cells)


def levels(stream: Stream) -> Iterator[Level]:
    """Yield the lists of grams of 1, 2, 3 ... units; of lone units only those that may have one."""
    by_unit = np.argsort(stream.ids, kind="stable")
    yield _single(stream, by_unit)
    step: _Step | None = _pairs(stream, by_unit)
    for _ in range(2, LONGEST + 1):
        if step is None:
            return
        yield step.level
        step = _longer(stream, step)


@dataclass(frozen=True, slots=True)
class _Step:
    """A level, and the places `at` in the stream where the grams of its `larger` lists stand, in
    the order of grams and places, each with its `own` mark.

    A mark tells which of the larger lists is there, where in all lists its document is, and how its
    tier is counted in cells, in one number. `marks` are those of all places in the stream, -1 where
    there is none, and at the end, which is before the first. So what has to be looked up in any
    order is looked up once: that takes 8 ns, a pass in order 1 ns.
    """

    level: Level
    larger: Ints
    at: Ints
    own: Ints
    marks: Ints


_HELD, _ROW = 2, 34  # bits of a mark before the place in the lists, and before the list
_FEW = 16  # one in so many places is cleared faster by itself


def _single(stream: Stream, by_unit: Ints) -> Level:
    units = stream.ids.take(by_unit)
    lone = np.flatnonzero(stream.lone.take(units))
    units, cells = units.take(lone), stream.cells.take(by_unit.take(lone))
    found = _Found.of(_changes(units), _changes(cells // TIERS))
    lasts = units[found.first].astype(np.int32)
    return _flat(np.zeros(len(lasts), np.int32), lasts, found.sizes, cells[found.begins])


def _pairs(stream: Stream, by_unit: Ints) -> _Step:
    at = _by_units(stream.ids, by_unit)
    first, second = stream.ids.take(at), stream.ids[1:].take(at)
    cells = stream.cells.take(at)
    found = _Found.of(_changes(first) | _changes(second), _changes(cells // TIERS))
    grams = first[found.first].astype(np.int32), second[found.first].astype(np.int32)
    level = _flat(*grams, found.sizes, cells[found.begins])
    nowhere, held = np.full(len(stream.ids) + 1, -1, np.int64), np.arange(len(found.begins))
    return _step(nowhere, level, found, found.sizes > OFTEN, at, held, cells)


def _by_units(ids: npt.NDArray[np.uint16], by_unit: Ints) -> Ints:
    """Return the places of all pairs, in the order of their units."""
    at = by_unit[by_unit > 0] - 1  # in the order of the second units
    at = at.take(np.argsort(ids.take(at), kind="stable"))
    return at[(ids.take(at) > 0) & (ids[1:].take(at) > 0)]


def _longer(stream: Stream, step: _Step) -> _Step | None:
    """Return the next level, None where no longer run needs a list."""
    here, marks = _runs(step)
    if not len(here):
        return None
    left, right = marks >> _ROW, step.own.take(here) >> _ROW
    found = _Found.of(_changes(left) | _changes(right), _changes(marks >> _HELD))
    left, right = left.take(found.first), right.take(found.first)
    needed = found.sizes > OFTEN
    larger = needed.copy()
    unsure = np.flatnonzero(~needed)
    needed[unsure] = _shared(_bitmaps(step, stream.n_docs), left[unsure], right[unsure]) > OFTEN
    kept, listing = np.flatnonzero(needed), np.repeat(needed, found.sizes)
    halves = step.larger[left[kept]], step.larger[right[kept]]
    listed = marks.take(found.begins.take(np.flatnonzero(listing)))
    level = _level(step.level, *halves, found.sizes[kept], listed)
    held = np.cumsum(listing) - 1
    return _step(_cleared(step), level, found, larger, step.at.take(here) - 1, held, marks)


def _runs(step: _Step) -> tuple[Ints, Ints]:
    """Return which of the places in a step are second halves of runs, in the order of the runs, and
    the marks of the first halves.

    Second halves are in order already, so one sort by first halves is enough.
    """
    marks = step.marks.take(step.at - 1, mode="wrap")
    here = np.flatnonzero(marks >= 0)
    marks = marks.take(here)
    order = radix(marks >> _ROW)
    return here.take(order), marks.take(order)


def _cleared(step: _Step) -> Ints:
    """Take a step's marks away; they are used again, as new memory costs twice the time."""
    if len(step.at) * _FEW < len(step.marks):
        step.marks[step.at] = -1
    else:
        step.marks.fill(-1)
    return step.marks


def _level(above: Level, left: Ints, right: Ints, sizes: Small, marks: Ints) -> Level:
    """Return the level of the runs that have these halves in the level above, of whose documents
    these are the marks.
    """
    held = marks >> _HELD & (1 << _ROW - _HELD) - 1
    cells = above.cells.take(held)
    here = cells & -TIERS | (marks & TIERS - 1).astype(np.int32)
    places = held.astype(np.int32) - np.repeat(above.starts[left], sizes)
    return Level(left.astype(np.int32), above.lasts[right], sizes, here, places, here != cells)


def _step(
    marks: Ints,
    level: Level,
    found: _Found,
    larger: Flags,
    at: Ints,
    held: Ints,
    tiers: Small | Ints,
) -> _Step:
    """Mark where those of the found grams stand that have `larger` lists in a level. `at` are the
    places of all, the lowest bits of `tiers` their tiers, and `held` tells where in the level's
    lists each document that was found is.
    """
    listed = np.flatnonzero(np.repeat(larger, found.sizes))
    rows = np.repeat(np.arange(int(larger.sum())), found.sizes[larger])
    own = rows << _ROW | held.take(listed) << _HELD
    stay = np.flatnonzero(np.repeat(larger, np.diff(found.first, append=len(at))))
    own = np.repeat(own, np.diff(found.begins, append=len(at))[listed])
    own |= tiers.take(stay) & TIERS - 1
    at = at.take(stay)
    marks[at] = own
    return _Step(level, np.flatnonzero(level.sizes > OFTEN), at, own, marks)


@dataclass(frozen=True, slots=True)
class _Found:
    """Lists of places in the order of grams and places: where in it each gram begins (`first`) and
    each document of a gram, and how many documents each gram has.
    """

    first: Ints
    begins: Ints
    sizes: Small

    @classmethod
    def of(cls, new: Flags, other: Flags) -> _Found:
        """Find the lists; `new` tells where grams begin, `other` where documents do, too."""
        first = np.flatnonzero(new)
        other |= new
        before = np.cumsum(other, dtype=np.int32)[first] - 1
        begins = np.flatnonzero(other)
        return cls(first, begins, np.diff(before, append=np.int32(len(begins))))


def _changes(sorted_: npt.NDArray[np.integer]) -> Flags:
    """Tell which are the first or other than the one before."""
    new = np.ones(len(sorted_), np.bool_)
    np.not_equal(sorted_[1:], sorted_[:-1], out=new[1:])
    return new


def _flat(parents: Small, lasts: Small, sizes: Small, cells: Small) -> Level:
    """Return a level of units or pairs."""
    return Level(parents, lasts, sizes, cells, np.zeros(0, np.int32), np.zeros(0, np.bool_))


def _shared(bitmaps: npt.NDArray[np.uint64], left: Ints, right: Ints) -> Small:
    """Return how many documents each two lists share."""
    shared = np.zeros(len(left), np.int32)
    for words in bitmaps:  # a row of 64 documents at a time: what is looked up stays in the cache
        shared += np.bitwise_count(words.take(left) & words.take(right))
    return shared


def _bitmaps(step: _Step, n_docs: int) -> npt.NDArray[np.uint64]:
    """Return which documents the larger lists have: 64 of all lists in each row."""
    level, lists = step.level, step.larger
    sizes = level.sizes[lists]
    docs = level.cells[np.flatnonzero(np.repeat(level.sizes > OFTEN, level.sizes))] // TIERS
    width = (n_docs + 63) // 64
    words = np.repeat(np.arange(len(lists), dtype=np.int64) * width, sizes) + (docs >> 6)
    # Bits of one word are summed up as differences of one running sum.
    run = np.cumsum(np.uint64(1) << (docs & 63).astype(np.uint64))
    last = np.append(np.flatnonzero(words[1:] != words[:-1]), len(words) - 1)
    bitmaps = np.zeros(len(lists) * width, np.uint64)
    bitmaps[words[last]] = np.diff(run[last], prepend=np.uint64(0))
    return np.ascontiguousarray(bitmaps.reshape(-1, width).T)
