"""Owns the stream: the folded texts of a segment as numbers, ready for grams.
May not know lists.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from generator.search.documents import Document
from generator.search.fold import MARK, Units, fold_units, is_odd, is_word, plain
from generator.search.grams import Stream
from generator.search.keys import ranks


def stream_of(found: Sequence[Document]) -> Stream:
    """Return the stream of documents; ids are ranks."""
    units, sizes = _folded(["\n".join((*part, "")) or "\n" for d in found for part in d.parts])
    begins = words_begin(units)
    sizes += np.add.reduceat(begins, np.cumsum(sizes) - sizes, dtype=np.int64)
    units = np.insert(units, np.flatnonzero(begins), MARK)
    cells = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return Stream(ranks()[units], cells, len(found))


def _folded(texts: Sequence[str]) -> tuple[Units, npt.NDArray[np.int64]]:
    """Return texts folded, end to end, and their sizes. Few hold a character that does not fold by
    itself; these are looked for in all at once.
    """
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    sizes = np.array([len(data) // 2 for data in encoded])
    units = np.frombuffer(b"".join(encoded), np.uint16)
    odd = np.unique(np.searchsorted(np.cumsum(sizes), np.flatnonzero(is_odd(units)), "right"))
    if len(odd):
        for place in odd.tolist():
            encoded[place] = plain(texts[place]).encode("utf-16-le")
            sizes[place] = len(encoded[place]) // 2
        units = np.frombuffer(b"".join(encoded), np.uint16)
    return fold_units(units), sizes


def words_begin(units: Units) -> npt.NDArray[np.bool_]:
    """Tell before which units a mark goes: before each word of letters or digits."""
    word = is_word(units)
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    return begins
