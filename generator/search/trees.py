"""Owns trees: the lists of longer runs of units, each below the run without its last unit.
May not know bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.search.grams import Level, tiers_in
from generator.search.places import Places, places_of_longer, radix
from generator.search.runs import Flags, Ints, Small, spread, starts_of


@dataclass(frozen=True, slots=True)
class Nodes:
    """What is written of nodes, in the order of writing."""

    children: Small
    sizes: Small
    rooms: Small
    places: Small
    tiers: npt.NDArray[np.uint8]
    tiered: Flags


@dataclass(frozen=True, slots=True)
class Forest:
    """All nodes, level by level. `places` are those of roots; `above` is each node's parent, -1 for
    roots; `rooms` are the sizes of the parents' lists; `tiered` tells whose tiers differ from
    their parents'.
    """

    places: Places
    above: Small
    lasts: Small
    sizes: Small
    rooms: Small
    held: Small
    tiers: npt.NDArray[np.uint8]
    tiered: Flags

    @classmethod
    def of(cls, levels: Sequence[Level], first: Places, number: int, times: int) -> Forest:
        """Make the trees, in `number` shards, of all levels but the first, whose grams' shards
        (`times` as many) and numbers there `first` tells.
        """
        begins = np.cumsum([0, 0, *(len(level.sizes) for level in levels[1:])])
        pairs = list(zip(levels, levels[1:], begins.tolist(), strict=False))
        above = [lower.parents + begin for _, lower, begin in pairs]
        roots = Places(np.zeros(0, np.int64), np.zeros(0, np.int64))
        if pairs:
            above[0] = np.full(len(above[0]), -1, np.int32)
            upper = levels[1].parents
            from_ = Places(first.shards[upper], first.keys[upper])
            roots = places_of_longer(from_, levels[1].lasts, number, times)
        longer = levels[1:]
        return cls(
            roots,
            _end_to_end(above),
            _end_to_end([level.lasts for level in longer]),
            _end_to_end([level.sizes for level in longer]),
            _end_to_end([upper.sizes[lower.parents] for upper, lower, _ in pairs]),
            _end_to_end([level.places for level in longer]),
            tiers_in(_end_to_end([level.cells for level in longer])),
            _end_to_end([_differs(level) for level in longer]).astype(np.bool_),
        )

    @property
    def count(self) -> int:
        """How many roots there are; they are the first nodes."""
        return len(self.places.keys)

    @property
    def children(self) -> Small:
        """How many children each node has."""
        inner = self.above[self.count :]
        return np.bincount(inner, minlength=len(self.sizes)).astype(np.int32)

    def order(self) -> tuple[Ints, Ints]:
        """Return the nodes in the order of shards, parents before children, and where in it the
        roots are.
        """
        size = self._subtrees()
        count = self.count
        by = radix(self.places.keys)
        by = by[radix(self.places.shards[by])]
        at = np.zeros(len(size), np.int64)
        roots = np.cumsum(size[by]) - size[by]
        at[by] = roots
        inner = np.arange(count, len(size))
        before = np.cumsum(size) - size
        eldest = self._eldest(inner)
        for node in _by_level(self.above, count):
            at[node] = at[self.above[node]] + 1 + before[node] - before[eldest[node - count]]
        out = np.empty(len(size), np.int64)
        out[at] = np.arange(len(size))
        return out, roots

    def nodes(self, order: Ints) -> Nodes:
        """Return all nodes in an order."""
        sizes = self.sizes[order]
        at = spread(starts_of(self.sizes)[order], sizes)
        return Nodes(
            self.children[order],
            sizes,
            self.rooms[order],
            self.held[at],
            self.tiers[at],
            self.tiered[order],
        )

    def steps(self) -> Ints:
        """Return for each inner node how far its last unit is from its elder sibling's."""
        steps: Ints = np.zeros(len(self.lasts), np.int64)
        steps[1:] = self.lasts[1:] - self.lasts[:-1] - 1
        inner = np.arange(self.count, len(self.sizes))
        eldest = inner[self._eldest(inner) == inner]
        steps[eldest] = self.lasts[eldest] - 1
        steps[: self.count] = 0
        return steps

    def _subtrees(self) -> Ints:
        size = np.ones(len(self.sizes), np.int64)
        for node in reversed(_by_level(self.above, self.count)):
            size += np.bincount(self.above[node], size[node], len(size)).astype(np.int64)
        return size

    def _eldest(self, inner: Ints) -> Ints:
        """Return each inner node's eldest sibling: siblings are neighbours."""
        above = self.above[inner]
        first = np.flatnonzero(np.diff(above, prepend=-1))
        return np.repeat(inner[first], np.diff(first, append=len(inner)))


def _by_level(above: Small, roots: int) -> list[Ints]:
    """Return the inner nodes of each level, top first."""
    out, end = [], roots
    while end < len(above):
        last = int(np.searchsorted(above, end))
        out.append(np.arange(end, last))
        end = last
    return out


def _differs(level: Level) -> Flags:
    """Tell which lists have a document in another tier than their parents' lists have; few have."""
    lists = np.searchsorted(level.starts, np.flatnonzero(level.moved), "right") - 1
    return np.bincount(lists, minlength=len(level.sizes)) > 0


def _end_to_end(parts: Sequence[npt.NDArray[np.generic]]) -> Small:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)
