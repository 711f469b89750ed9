"""Owns pinyin: how titles and names sound, as syllables and as initials.
May not know lists. The longest phrase that sounds otherwise than its characters goes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from generator.search.readings import LONGEST_PHRASE, SYLLABLES, beginnings, readings
from generator.search.runs import Runs

_HAN = re.compile("[\u3400-\u9fff]+")
_DOT = re.compile("(?<=[\u3400-\u9fff])[\u00b7\u2022\u2027\u30fb](?=[\u3400-\u9fff])")  # in a name
FIRST_SYLLABLE = 256  # the unit of the first syllable; initials are their own units


@lru_cache(maxsize=16_384)
def spoken_lines(text: str) -> tuple[str, ...]:
    """Return the syllables of each run of Chinese characters: `jian gong li ye`. The middle dot of
    a name parts no run.
    """
    return tuple(_spoken(text))


def _spoken(text: str) -> Iterator[str]:
    known, first = readings(), beginnings()
    for run in _HAN.findall(_DOT.sub("", text)):
        syllables: list[str] = []
        at = 0
        while at < len(run):
            found = known.get(run[at], ())
            if run[at : at + 2] in first:
                found = _phrase(known, run, at) or found
            if not found and syllables:
                yield " ".join(syllables)
                syllables = []
            syllables += found
            at += len(found) or 1
        if syllables:
            yield " ".join(syllables)


def _phrase(known: Mapping[str, tuple[str, ...]], run: str, at: int) -> tuple[str, ...]:
    """Return the syllables of the longest phrase that begins here, () where none does."""
    for size in range(min(LONGEST_PHRASE, len(run) - at), 1, -1):
        if found := known.get(run[at : at + size]):
            return found
    return ()


@cache
def _syllable_set() -> dict[str, int]:
    return {syllable: number for number, syllable in enumerate(SYLLABLES.split(), FIRST_SYLLABLE)}


def spoken_units(spoken: Sequence[Sequence[str]]) -> Runs:
    """Return the sounds of documents as units: each line as syllables, then as initials.

    A syllable is 256 and its place in SYLLABLES, an initial its letter.
    """
    units: list[int] = []
    ends = [0]
    for lines in spoken:
        for line in lines:
            units += _units(line)
        ends.append(len(units))
    return Runs(np.array(units, np.uint16), np.diff(ends).astype(np.int32))


@lru_cache(maxsize=16_384)
def _units(line: str) -> tuple[int, ...]:
    numbers, syllables = _syllable_set(), line.split(" ")
    known = [numbers[syllable] for syllable in syllables]
    return (*known, 0, *[ord(syllable[0]) for syllable in syllables], 0)
