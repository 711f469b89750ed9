"""Owns the form in which texts are compared: letters and digits alone, as numbers.
May not know files or entries.

Two texts that differ in tags, entities, escapes, blanks, punctuation, case, width or in how accents
are written are the same here.
"""

from __future__ import annotations

import html
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

Units = npt.NDArray[np.uint16]

_DEPTH = 3  # HTML in XML that is HTML in its turn; nothing of ours is deeper
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([/\"\\])|[bfnrt])")  # RFC 8259, section 7
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_LT, _GT, _AMPERSAND = map(ord, "<>&")
_MARKUP = (_LT, _AMPERSAND)
_TAG_STARTS = np.isin(np.arange(65536), [ord(c) for c in f"{string.ascii_letters}/!?"])


@dataclass(frozen=True, slots=True)
class Folded:
    """A text for comparing: its letters and digits, each with its place in `units`, the text in
    UTF-16. Every tag that was taken out of the text has left one unit.
    """

    letters: Units
    places: npt.NDArray[np.int64]
    units: Units

    def written(self, first: int, last: int) -> str:
        """Return the text from one unit up to another."""
        part = self.units[max(0, first) : max(0, last)]
        return part.tobytes().decode("utf-16-le", "surrogatepass")


def fold(text: str) -> Folded:
    """Return a text without markup for comparing."""
    return _folded(_units(text))


def views(text: str) -> Iterator[Folded]:
    """Yield what a text says in every way of reading it: without its tags, within its tags, and
    once more where entities hide tags.
    """
    yield from _views(_units(_unescaped(text)), _DEPTH)


def _views(units: Units, depth: int) -> Iterator[Folded]:
    for part in _outside_and_inside(units):
        if not (part == _AMPERSAND).any():
            yield _folded(part)
            continue
        plain = _units(html.unescape(part.tobytes().decode("utf-16-le", "surrogatepass")))
        yield _folded(plain)
        if depth and len(plain) < len(part) and np.isin(plain, _MARKUP).any():
            yield from _views(plain, depth - 1)


def _outside_and_inside(units: Units) -> tuple[Units, ...]:
    """Return the text without its tags, but for a unit where each was, and the tags alone."""
    opens = np.flatnonzero(units == _LT)
    opens = opens[opens < len(units) - 1]
    opens = opens[_TAG_STARTS[units[opens + 1]]]
    closes = np.flatnonzero(units == _GT)
    ends = np.searchsorted(closes, opens)
    opens, ends = opens[ends < len(closes)], ends[ends < len(closes)]
    if not len(opens):
        return (units,)
    ends, firsts = np.unique(ends, return_index=True)
    steps = np.zeros(len(units), np.int8)
    steps[opens[firsts]] = 1
    steps[closes[ends]] = -1
    inside = np.cumsum(steps, dtype=np.int8).view(np.bool_)
    return units[~inside], units[inside]


def _unescaped(text: str) -> str:
    """Return a text without the escapes of JSON and of addresses, and without the marks of CDATA
    and of places where a line may break, which part no words.
    """
    if "<" in text:
        for mark in ("<wbr>", "<![CDATA[", "]]>"):
            text = text.replace(mark, "")
    if "\\" in text:
        text = _ESCAPE.sub(_escaped, text)
    return _PERCENT.sub(lambda m: unquote(m[0]), text) if "%" in text else text


def _escaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2] or " "


def _units(text: str) -> Units:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def _folded(units: Units) -> Folded:
    letters = _letters()[units]
    places = np.flatnonzero(letters)
    return Folded(letters[places], places, units)


@cache
def _letters() -> Any:
    """Return for each unit of UTF-16 what it is compared as, 0 for what is left out."""
    return np.array([_letter(number) for number in range(65536)], np.uint16)


def _letter(number: int) -> int:
    if 0xD800 <= number < 0xE000:  # half of a character
        return number
    if 0x1160 <= number < 0x1200:  # decomposed Hangul: only the first letter of a syllable counts
        return 0
    first = unicodedata.normalize("NFKD", chr(number))[0].casefold()[0]
    if not first.isalnum():
        return 0
    return ord(first) if ord(first) < 65536 else number
