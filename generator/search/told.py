"""Owns what is told of lists: their documents as short runs of numbers, and tiers, as codes.
May not know grams or shards. docs/search-format.md describes the bits; `shards.js` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.search.bits import (
    Codes,
    Ints,
    Numbers,
    Small,
    empty,
    gamma,
    joined,
    put,
    rice,
    rice_parameter,
    where,
)

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Told:
    """Ascending numbers for each of many lists, end to end, `counts` of each; each list's numbers
    are below its room. `missing` tells whose numbers are those that are not in the list.
    """

    missing: Flags
    counts: Small
    numbers: Small
    parameters: Small

    def codes(self) -> Codes:
        """Return the gaps (less one) of all lists."""
        gaps = np.diff(self.numbers, prepend=np.int32(-1)) - 1
        first = starts_of(self.counts)[self.counts > 0]
        gaps[first] = self.numbers[first]
        return rice(gaps, np.repeat(self.parameters, self.counts))


def starts_of(counts: Small) -> Small:
    """Return where each of many runs begins that lie end to end."""
    return np.cumsum(counts, dtype=np.int32) - counts


def spread(starts: Numbers, counts: Small) -> Ints:
    """Return the numbers from each start on, `counts` of each."""
    moved = starts.astype(np.int64) - starts_of(counts)
    out = np.arange(int(counts.sum()), dtype=np.int64)
    out += np.repeat(moved, counts)
    return out


def told_of(sizes: Small, numbers: Small, rooms: Small, about: Small) -> Told:
    """Tell lists: the numbers, or, where they are more than half of all, those missing. Parameters
    are chosen as if the rooms were `about` so large.
    """
    missing = 2 * sizes > rooms
    counts = np.where(missing, rooms - sizes, sizes)
    if missing.any():
        full = np.repeat(missing, sizes)
        absent = _absent(sizes[missing], numbers[full], rooms[missing])
        told = np.empty(int(counts.sum()), np.int32)
        of_missing = np.repeat(missing, counts)
        told[of_missing], told[~of_missing] = absent, numbers[~full]
        numbers = told
    return Told(missing, counts, numbers, rice_parameter(about - counts, counts))


def _absent(sizes: Small, numbers: Small, rooms: Small) -> Small:
    """Return the numbers below each room that are not in its list."""
    begins = starts_of(rooms)
    free = np.ones(int(rooms.sum()), np.bool_)
    free[numbers + np.repeat(begins, sizes)] = False
    at = np.flatnonzero(free).astype(np.int32)
    return at - np.repeat(begins, rooms)[at]


@dataclass(frozen=True, slots=True)
class Tiers:
    """The codes of the tiers of those lists that tell them, `counts` codes for each list."""

    codes: Codes
    counts: Small


def tiers_of(told: Flags, sizes: Small, tiers: npt.NDArray[np.uint8], parameters: bool) -> Tiers:
    """Tell tiers 3, 2 and 1: for each how many of the list, and which places of it.

    `parameters` tells that the parameter of the gaps is written, too.
    """
    chosen, held = sizes[told], tiers[np.repeat(told, sizes)]
    places = (spread(np.zeros(len(chosen), np.int32), chosen)).astype(np.int32)
    cells = np.repeat(np.arange(len(chosen), dtype=np.int32) * 3, chosen) + 3 - held
    at = np.flatnonzero(held)
    at = at[np.argsort(cells[at], kind="stable")]
    counts = np.bincount(cells[at], minlength=3 * len(chosen)).astype(np.int32)
    rooms = np.repeat(chosen, 3)
    told_places = Told(
        np.zeros(0, np.bool_), counts, places[at], rice_parameter(rooms - counts, counts)
    )
    heads = gamma(counts)
    if parameters:
        heads = joined(heads, where(counts > 0, gamma(told_places.parameters)))
    codes = empty(int(counts.sum()) + len(counts))
    begins = starts_of(counts + 1)
    put(codes, begins, heads)
    put(codes, spread(begins + 1, counts), told_places.codes())
    numbers = np.zeros(len(sizes), np.int32)
    numbers[told] = (counts + 1).reshape(-1, 3).sum(axis=1)
    return Tiers(codes, numbers)
