"""Owns framing: several byte strings as one.
May not know what is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

_SIZE = "<u8"


def framed(parts: Sequence[bytes | memoryview]) -> bytes:
    """Return how many parts there are, the size of each, and all parts."""
    sizes = np.array([len(parts), *map(len, parts)], _SIZE)
    return sizes.tobytes() + b"".join(parts)


def unframed(data: bytes | memoryview) -> list[memoryview]:
    """Return the parts of which these are the bytes, uncopied."""
    count = int(np.frombuffer(data, _SIZE, 1)[0])
    sizes = np.frombuffer(data, _SIZE, count, 8).tolist()
    cuts = pairwise(accumulate(sizes, initial=8 + 8 * count))
    view = memoryview(data)
    return [view[one:other] for one, other in cuts]
