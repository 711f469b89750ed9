"""Owns the stream: the folded texts of a segment as numbers, ready for grams.
May not know lists.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from generator.search.documents import TIERS, Document
from generator.search.fold import MARK, SPACE, Units, fold_units, is_word, plain, units_of
from generator.search.grams import Stream


def stream_of(found: Sequence[Document]) -> tuple[Stream, Units]:
    """Return the stream of documents, and the units of which its ids are the places plus one."""
    texts = [plain("\n".join(part) + "\n") for document in found for part in document.parts]
    units = fold_units(units_of("".join(texts)))
    sizes = np.array([_units_in(text) for text in texts])
    begins = words_begin(units)
    sizes += np.add.reduceat(begins, np.cumsum(sizes) - sizes, dtype=np.int64)
    units = np.insert(units, np.flatnonzero(begins), MARK)
    tiers = np.repeat(np.tile(np.arange(TIERS, dtype=np.uint8)[::-1], len(found)), sizes)
    docs = np.repeat(np.repeat(np.arange(len(found), dtype=np.int32), TIERS), sizes)
    alphabet = np.flatnonzero(np.bincount(units, minlength=65536)).astype(np.uint16)
    alphabet = alphabet[alphabet != SPACE]
    ids = np.zeros(65536, np.uint16)
    ids[alphabet] = np.arange(1, len(alphabet) + 1)
    return Stream(ids[units], docs, tiers, len(found), len(alphabet) + 1), alphabet


def words_begin(units: Units) -> npt.NDArray[np.bool_]:
    """Tell before which units a mark goes: before each word of letters or digits."""
    word = is_word(units)
    begins = word.copy()
    begins[1:] &= ~word[:-1]
    return begins


def _units_in(text: str) -> int:
    return len(text) if max(text) < "\U00010000" else len(units_of(text))
