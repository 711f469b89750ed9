"""Owns keys: short digests that are equal only where all that went into them is equal.
May not know what goes into them.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

SIZE = 12  # bytes; two of 10^9 keys are equal with a chance of 10^-11
NO_KEY = b""  # equal to no key: what has it is made anew


def key_of(parts: Iterable[bytes]) -> bytes:
    """Return the key of a sequence of byte strings, each told apart from its neighbours."""
    found = list(parts)
    sizes = ",".join(map(str, map(len, found)))
    return blake2b(b"".join((sizes.encode(), b":", *found)), digest_size=SIZE).digest()
