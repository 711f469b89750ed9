"""Owns "did you mean": the known word that is closest to a mistyped one.
May not know where the words come from.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the most similar known word, or '' if none is similar; ties fall to the first.

    Similarity is difflib's ratio (2·matches / total length) without regard to case.
    """
    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold()[:80], sorted(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""
