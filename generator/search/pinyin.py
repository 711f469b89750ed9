"""Owns pinyin: how titles and names sound, as syllables and as initials.
May not know lists. The longest phrase that sounds otherwise than its characters goes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from generator.search.fold import simplified, widen
from generator.search.readings import (
    LONGEST_PHRASE,
    SYLLABLES,
    beginnings,
    plain_syllable,
    readings,
)
from generator.search.runs import Runs

_HAN = re.compile("[\u3400-\u9fff]+")
_DOT = re.compile("(?<=[\u3400-\u9fff])[\u00b7\u2022\u2027\u30fb](?=[\u3400-\u9fff])")  # in a name
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = max(map(len, SYLLABLES.split()))
# Characters that sound otherwise as a surname, and those that do so anywhere in a name.
_AS_SURNAMES = (
    "曾zeng 翟zhai 单shan 解xie 仇qiu 区ou 朴piao 查zha 覃qin 缪miao 盖ge 乐yue 员yun 卜bu 都du "
    "种chong 薄bo 隗wei 佴nai 召shao 郇xun 阚kan 贠yun 乜nie 句gou 藏zang"
)
_SURNAMES = {pair[0]: pair[1:] for pair in _AS_SURNAMES.split()}
_GIVEN = {"晟": "sheng", "珩": "heng", "隽": "jun", "长": "chang"}
FIRST_SYLLABLE = 256  # the unit of the first syllable; initials are their own units


@lru_cache(maxsize=16_384)
def spoken_lines(text: str) -> tuple[str, ...]:
    """Return the syllables of each run of Chinese characters: `jian gong li ye`. The middle dot of
    a name parts no run.
    """
    return tuple(_spoken(text))


@lru_cache(maxsize=16_384)
def spoken_name(text: str) -> tuple[str, ...]:
    """Return the lines of a name, and one more where it sounds otherwise than other text: 曾 is
    also `zeng`, but not in a phrase (单于 is `chan yu`).
    """
    lines, name = spoken_lines(text), _DOT.sub("", widen(text))
    syllables = " ".join(lines).split()
    if len(syllables) != len(name) or not _HAN.fullmatch(name):
        return lines
    letters = name.translate(simplified())
    other = [_GIVEN.get(c, s) for c, s in zip(letters, syllables, strict=True)]
    if readings().get(letters[0]) == (syllables[0],):
        other[0] = _SURNAMES.get(letters[0], other[0])
    return tuple(dict.fromkeys((*lines, " ".join(other))))


def _spoken(text: str) -> Iterator[str]:
    known, first = readings(), beginnings()
    for run in _HAN.findall(_DOT.sub("", widen(text))):
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


def written_line(pinyin: str, name: str) -> tuple[str, ...]:
    """Return the syllables of the pinyin that somebody wrote for a name, `Shàn Xióngxìn`, as one
    line; none if it has others than standard Chinese. Where it can be cut in several ways, there
    are as many as characters (西安 is `xi an`), else the fewest.
    """
    ways: dict[int, tuple[str, ...]] = {0: ()}
    for word in _WORD.findall(unicodedata.normalize("NFC", pinyin.lower())):
        cuts = _cuts(plain_syllable(word))
        ways = {m + n: (*one, *other) for m, one in ways.items() for n, other in cuts.items()}
    found = ways.get(sum(map(str.isalpha, name))) or ways.get(min(ways, default=0))
    return (" ".join(found),) if found else ()


def _cuts(word: str) -> dict[int, tuple[str, ...]]:
    """Return a word cut into syllables, one way for each number of them."""
    known = _syllable_set()
    ways: list[dict[int, tuple[str, ...]]] = [{0: ()}]
    for end in range(1, len(word) + 1):
        ways.append({})
        for start in range(max(0, end - _LONGEST), end):
            if (syllable := word[start:end]) in known:
                ways[end] |= {n + 1: (*way, syllable) for n, way in ways[start].items()}
    return ways[-1]


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
