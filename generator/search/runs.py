"""Owns runs: many short lists that lie end to end in one array.
May not know what is in them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]


def starts_of(sizes: Small) -> Small:
    """Return where each of many runs begins that lie end to end."""
    return np.cumsum(sizes, dtype=np.int32) - sizes


def spread(starts: Ints | Small, sizes: Small) -> Ints:
    """Return the numbers from each start on, as many as each size."""
    moved = starts.astype(np.int64) - starts_of(sizes)
    out = np.arange(int(sizes.sum()), dtype=np.int64)
    out += np.repeat(moved, sizes)
    return out
