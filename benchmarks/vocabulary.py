"""Owns the words that corpora are made of, and how often each is drawn.
May not know sentences or stories.

The first words of a class are written in words.txt, the long tail is composed of characters, so
that no dictionary has to be shipped. The word of rank r is drawn with a weight of 1 / (r + 3),
after Zipf: as in real texts, a few words are everywhere and most of them are rare.
"""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass
from pathlib import Path

COMMONEST = Path(__file__).resolve().parent / "words.txt"

# The first plane of GB 2312: the 3,755 commonest characters, in order of their sound.
COMMON = bytes(
    byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
).decode("gb2312", "ignore")[:3755]


@dataclass(frozen=True, slots=True)
class Words:
    """A class of words with cumulative weights."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def pick(self, share: float) -> str:
        """Return the word at `share` (0 ≤ share < 1) of the summed weights."""
        return self.words[bisect.bisect(self.weights, share * self.weights[-1])]


def zipf(words: list[str]) -> Words:
    """Return the words with their weights; a repeated word keeps its first rank."""
    unique = tuple(dict.fromkeys(words))
    weights = itertools.accumulate(1 / (rank + 3) for rank in range(len(unique)))
    return Words(unique, tuple(weights))


def composed(count: int, step: int) -> list[str]:
    """Return `count` words of two characters and, every fourth, of three; another `step`, others.

    Steps are prime to the number of characters, so that every character has its turn.
    """
    made = []
    for number in range(count):
        places = (number * step, number * (step + 6) + number // len(COMMON), number * 17)
        length = 3 if number % 4 == 3 else 2
        made.append("".join(COMMON[place % len(COMMON)] for place in places[:length]))
    return made


def commonest() -> dict[str, list[str]]:
    """Return the written words by class: a letter, then words, on every line."""
    found: dict[str, list[str]] = {}
    for line in COMMONEST.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, *words = line.split()
            found.setdefault(name, []).extend(words)
    return found


def names(count: int, surnames: list[str], first: list[str], second: list[str]) -> list[str]:
    """Return `count` names, most of three characters; the same surname comes round again."""
    made = []
    for number in range(count):
        turn, place = divmod(number, len(surnames))
        last = second[(number * 7 + turn) % len(second)] if number % 6 else ""
        made.append(surnames[place] + first[turn % len(first)] + last)
    return made


_WRITTEN = commonest()
CLASSES = {
    "n": zipf([*_WRITTEN["n"], *composed(20_000, 1_013)]),
    "v": zipf([*_WRITTEN["v"], *composed(6_000, 1_471)]),
    "a": zipf([*_WRITTEN["a"], *composed(600, 2_137)]),
    "d": zipf(_WRITTEN["d"]),
    "p": zipf(_WRITTEN["p"]),
}
PEOPLE = zipf(names(1_500, _WRITTEN["s"], _WRITTEN["f"], _WRITTEN["g"]))
TAGS = zipf([*_WRITTEN["n"][::2], *_WRITTEN["t"], *composed(130, 2_903)])
