"""Owns the stream: the folded texts of a segment as numbers, ready for grams.
May not know lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from generator.search.documents import TIERS, Document
from generator.search.fold import MARK, SPACE, Units, fold_units, is_word, plain
from generator.search.grams import Ints, Stream


def stream_of(found: Sequence[Document]) -> tuple[Stream, Ints]:
    """Return the stream of documents, and its alphabet: the place in `_order` of each unit in use,
    ascending; ids are places in the alphabet plus one.
    """
    texts = [plain("\n".join(part) + "\n") for document in found for part in document.parts]
    encoded = [text.encode("utf-16-le") for text in texts]
    units = fold_units(np.frombuffer(b"".join(encoded), np.uint16))
    sizes = np.array([len(data) // 2 for data in encoded])
    begins = words_begin(units)
    sizes += np.add.reduceat(begins, np.cumsum(sizes) - sizes, dtype=np.int64)
    units = np.insert(units, np.flatnonzero(begins), MARK)
    tiers = np.repeat(np.tile(np.arange(TIERS, dtype=np.uint8)[::-1], len(found)), sizes)
    docs = np.repeat(np.repeat(np.arange(len(found), dtype=np.int32), TIERS), sizes)
    used = np.bincount(units, minlength=65536) > 0
    used[SPACE] = False
    codes = np.flatnonzero(used[_order()])
    ids = np.zeros(65536, np.uint16)
    ids[_order()[codes]] = np.arange(1, len(codes) + 1)
    return Stream(ids[units], docs, tiers, len(found), len(codes) + 1), codes


@cache
def _order() -> Units:
    """Return all units, the 6,763 characters of GB 2312 first: the frequent ones are together, so
    that an alphabet takes few bytes.
    """
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    first = [ord(c) for c in b"".join(cells).decode("gb2312", "ignore")]
    others = np.ones(65536, np.bool_)
    others[first] = False
    return np.concatenate([first, np.flatnonzero(others)]).astype(np.uint16)


def words_begin(units: Units) -> npt.NDArray[np.bool_]:
    """Tell before which units a mark goes: before each word of letters or digits."""
    word = is_word(units)
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    return begins
