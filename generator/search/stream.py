"""Owns the units of texts: folded, marked where words begin, and as numbers, ready for grams.
May not know lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from generator.search.fold import (
    MARK,
    SPACE,
    Units,
    fold_units,
    is_odd,
    is_traditional,
    is_word,
    plain,
)
from generator.search.places import ranks, unit_order
from generator.search.runs import Flags, Runs, Small


def units_of_parts(parts: Sequence[Sequence[str]]) -> tuple[Runs, dict[int, str]]:
    """Return the ranks of the units of parts, each of so many lines; and the traditional characters
    of those parts that have any, by the numbers of the parts.
    """
    plain, sizes = _plain(["\n".join((*part, "")) or "\n" for part in parts])
    if not len(sizes):
        return Runs(plain, sizes), {}
    units, traditional = fold_units(plain), _traditional(plain, sizes)
    begins = words_begin(units)
    sizes += np.add.reduceat(begins, np.cumsum(sizes) - sizes, dtype=np.int32)
    runs = Runs(ranks()[np.insert(units, np.flatnonzero(begins), MARK)], sizes)
    return runs, traditional


@cache
def asked_alone() -> Flags:
    """Tell of each rank whether its unit can be all that is asked for: letters and digits come with
    a mark before them, halves of characters with the other half.
    """
    units = unit_order()
    parts = is_word(units) | (units >= 0xD800) & (units < 0xE000)
    alone: Flags = ~parts & (units != SPACE) & (units != MARK)
    return alone


def _traditional(units: Units, sizes: Small) -> dict[int, str]:
    at = np.flatnonzero(is_traditional(units))
    found: dict[int, str] = {}
    texts = np.searchsorted(np.cumsum(sizes), at, "right").tolist()
    for text, unit in sorted(set(zip(texts, units[at].tolist(), strict=True))):
        found[text] = found.get(text, "") + chr(unit)
    return found


def _plain(texts: Sequence[str]) -> tuple[Units, Small]:
    """Return texts that `fold_units` can finish, end to end, and their sizes. Few hold a character
    that does not fold by itself; these are looked for in all at once.
    """
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    sizes = np.array([len(data) // 2 for data in encoded], np.int32)
    units = np.frombuffer(b"".join(encoded), np.uint16)
    found = np.searchsorted(np.cumsum(sizes), np.flatnonzero(is_odd(units)), "right")
    if odd := set(found.tolist()):  # `np.unique` would load masked arrays, 12 ms
        for place in odd:
            encoded[place] = plain(texts[place]).encode("utf-16-le")
            sizes[place] = len(encoded[place]) // 2
        units = np.frombuffer(b"".join(encoded), np.uint16)
    return units, sizes


def words_begin(units: Units) -> Flags:
    """Tell before which units a mark goes: before each word of letters or digits."""
    word = is_word(units)
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    return begins
