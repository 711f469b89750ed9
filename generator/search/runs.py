"""Owns runs: many short lists that lie end to end in one array.
May not know what is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


def starts_of(sizes: Small) -> Small:
    """Return where each of many runs begins that lie end to end."""
    return np.cumsum(sizes, dtype=np.int32) - sizes


def spread(starts: Ints | Small, sizes: Small) -> Ints:
    """Return the numbers from each start on, as many as each size."""
    moved = starts.astype(np.int64) - starts_of(sizes)
    out = np.arange(int(sizes.sum()), dtype=np.int64)
    out += np.repeat(moved, sizes)
    return out


@dataclass(frozen=True, slots=True)
class Runs:
    """Small numbers end to end, and how many belong to each run."""

    values: npt.NDArray[np.uint16]
    sizes: Small

    def taken(self, order: Sequence[int], each: int = 1) -> Runs:
        """Return some of the runs in any order; `each` neighbours go together."""
        runs = (np.array(order, np.int64)[:, None] * each + np.arange(each)).ravel()
        sizes = self.sizes[runs]
        return Runs(self.values[spread(starts_of(self.sizes)[runs], sizes)], sizes)

    def followed_by(self, other: Runs) -> Runs:
        """Return the runs and then the others."""
        return Runs(np.append(self.values, other.values), np.append(self.sizes, other.sizes))

    def equals(self, other: Runs) -> bool:
        """Tell whether these are the same runs."""
        same = np.array_equal(self.sizes, other.sizes)
        return same and np.array_equal(self.values, other.values)
