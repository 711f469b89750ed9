"""Owns the units of texts: folded, marked where words begin, and as numbers, ready for grams.
May not know lists.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.search.fold import MARK, Units, fold_units, is_odd, is_word, plain
from generator.search.keys import ranks
from generator.search.runs import Flags, Runs, Small


def units_of_parts(parts: Sequence[Sequence[str]]) -> Runs:
    """Return the ranks of the units of parts, each of so many lines."""
    units, sizes = _folded(["\n".join((*part, "")) or "\n" for part in parts])
    if not len(sizes):
        return Runs(units, sizes)
    begins = words_begin(units)
    sizes += np.add.reduceat(begins, np.cumsum(sizes) - sizes, dtype=np.int32)
    return Runs(ranks()[np.insert(units, np.flatnonzero(begins), MARK)], sizes)


def _folded(texts: Sequence[str]) -> tuple[Units, Small]:
    """Return texts folded, end to end, and their sizes. Few hold a character that does not fold by
    itself; these are looked for in all at once.
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
    return fold_units(units), sizes


def words_begin(units: Units) -> Flags:
    """Tell before which units a mark goes: before each word of letters or digits."""
    word = is_word(units)
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    return begins
