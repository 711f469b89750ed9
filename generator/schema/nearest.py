"""Owns "did you mean": the known word that is closest to a mistyped one.
May not know where the words come from.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

# To compare two words letter by letter takes 50 us, and a site of thousands of stories may have a
# thousand wrong links. So of many words only those are compared that share most with the wrong one.
COMPARED = 40
TOUCHED = 2_000  # words looked at to find these, beginning with those that share what is rare
LENGTH = 80  # characters of a word that count
KEPT = 10_000  # answers in memory


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the most similar known word, or '' if none is similar.

    Similarity is difflib's ratio (2·matches / total length) without regard to case. Who asks often
    of many hands over one and the same frozenset, which is recognised at once.
    """
    return _words(frozenset(known)).nearest(word.casefold()[:LENGTH], cutoff)


class _Words:
    """Known words, folded, found by their single characters and pairs of characters."""

    def __init__(self, known: Iterable[str]) -> None:
        self._folded = {word.casefold(): word for word in sorted(known, reverse=True)}
        self._having: dict[str, list[str]] = {}
        self._found: dict[tuple[str, float], str] = {}
        if len(self._folded) > COMPARED:
            for word in self._folded:
                for part in _parts(word[:LENGTH]):
                    self._having.setdefault(part, []).append(word)

    def nearest(self, word: str, cutoff: float) -> str:
        """Return the most similar word as it is written."""
        asked = (word, cutoff)
        if asked not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            best = difflib.get_close_matches(word, sorted(self._likely(word)), n=1, cutoff=cutoff)
            self._found[asked] = self._folded[best[0]] if best else ""
        return self._found[asked]

    def _likely(self, word: str) -> Iterable[str]:
        """Return all words, or of many those that share most with this one."""
        if not self._having:
            return self._folded
        lists = sorted((self._having.get(part, []) for part in _parts(word)), key=len)
        shared: Counter[str] = Counter()
        touched = 0
        for having in filter(None, lists):
            touched += len(having)
            if shared and touched > TOUCHED:
                break
            shared.update(having)
        most = sorted(shared.values())[-COMPARED:]  # fewer cannot be among them
        likely = [w for w in shared if shared[w] >= most[0]]
        return sorted(likely, key=lambda w: (-shared[w], abs(len(w) - len(word)), w))[:COMPARED]


_words = lru_cache(maxsize=8)(_Words)


def _parts(word: str) -> Iterator[str]:
    yield from sorted({*word, *(word[i : i + 2] for i in range(len(word) - 1))})
