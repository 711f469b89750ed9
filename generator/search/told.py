"""Owns what is told of lists: their documents as short runs of numbers, and tiers, as codes.
May not know grams or shards. docs/search-format.md describes the bits; `shards.js` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.search.bits import (
    Piece,
    gamma,
    joined,
    rice,
    rice_parameter,
    where,
)
from generator.search.runs import Flags, Ints, Small, spread, starts_of

Tiers = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Told:
    """Ascending numbers for each of many lists, end to end, `counts` of each; each list's numbers
    are below its room. `missing` tells whose numbers are those that are not in the list.
    """

    missing: Flags
    counts: Small
    numbers: Small
    parameters: Small

    def piece(self) -> Piece:
        """Return the gaps (less one) of all lists."""
        gaps = np.diff(self.numbers, prepend=np.int32(-1)) - 1
        first = starts_of(self.counts)[self.counts > 0]
        gaps[first] = self.numbers[first]
        return Piece(rice(gaps, np.repeat(self.parameters, self.counts)), self.counts)


def told_of(sizes: Small, numbers: Small, rooms: Small, about: Small) -> Told:
    """Tell lists: the numbers, or, where they are more than half of all, those missing. Parameters
    are chosen as if the rooms were `about` so large.
    """
    missing = 2 * sizes > rooms
    counts = np.where(missing, rooms - sizes, sizes)
    if missing.any():
        numbers = _with_absent(np.flatnonzero(missing), counts, sizes, numbers, rooms)
    return Told(missing, counts, numbers, rice_parameter(about - counts, counts))


def _with_absent(missing: Ints, counts: Small, sizes: Small, numbers: Small, rooms: Small) -> Small:
    """Return the `counts` numbers of each list, of the `missing` ones those that are not in it."""
    starts = starts_of(sizes)
    held = numbers[spread(starts[missing], sizes[missing])]
    starts[missing] = len(numbers) + starts_of(counts[missing])
    absent = _absent(sizes[missing], held, rooms[missing])
    return np.append(numbers, absent)[spread(starts, counts)]


def _absent(sizes: Small, numbers: Small, rooms: Small) -> Small:
    """Return the numbers below each room that are not in its list."""
    begins = starts_of(rooms)
    free = np.ones(int(rooms.sum()), np.bool_)
    free[numbers + np.repeat(begins, sizes)] = False
    at = np.flatnonzero(free).astype(np.int32)
    return at - np.repeat(begins, rooms)[at]


def tiers_of(told: Flags, sizes: Small, tiers: Tiers, parameters: bool) -> Iterator[Piece]:
    """Yield what is told of tiers 3, 2 and 1 of those lists that tell them: for each tier how many
    of the list, and which places of it.

    `parameters` tells that the parameter of the gaps is written, too.
    """
    lists = np.flatnonzero(told)
    full, rooms = np.repeat(told, sizes), sizes[lists]
    held = tiers[np.flatnonzero(full)]
    starts = starts_of(rooms)
    for tier in (3, 2, 1):
        at = np.flatnonzero(held == tier)
        counts = _within(at, starts, rooms)
        places = at.astype(np.int32) - np.repeat(starts, counts)
        parameter = rice_parameter(rooms - counts, counts)
        heads = gamma(counts)
        if parameters:
            heads = joined(heads, where(counts > 0, gamma(parameter)))
        yield Piece(heads, None, lists)
        gaps = Told(counts > 0, counts, places, parameter).piece()
        yield Piece(gaps.codes, counts, lists)


def _within(at: Ints, starts: Small, sizes: Small) -> Small:
    """Return how many of ascending places are within each run."""
    ends = np.searchsorted(at, starts + sizes).astype(np.int32)
    return np.diff(ends, prepend=np.int32(0))
