"""Owns looking for many texts at once: in one pass, however many they are.
May not know where texts come from.

Every text that is looked for is entered under the number of its last units: addresses begin alike.
A table of bits tells for each place of what is searched whether something may end there, and only
there is compared, once for each length of what ends so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from generator.plan import FILES
from generator.verify.folding import Folded, Units, fold, views

_SIZES = (2, 4, 8)  # units of the window under which a text is entered: the largest that it has
_BITS = 22  # of the table: of 50,000 texts one place in a hundred is looked at in vain
_ODD = np.uint32(0x9E3779B1)  # Knuth, The Art of Computer Programming 3, 6.4
_STEPS = {2: np.uint32(65599), 4: np.uint32(0x85EBCA6B), 8: np.uint32(0xC2B2AE35)}  # any, but odd
_LETTER = re.compile(r"[^\W\d_\u2e80-\U0010ffff]")  # of a script that parts words by blanks
_BEFORE = 200  # units before an address in which the site's own must stand
_AFTER = re.compile(rf"/?(?:index\.html|{'|'.join(map(re.escape, FILES))})?(?![\w/%-])(?!\.\w)")


Known = dict[int, dict[int, dict[bytes, list[int]]]]  # by window, length and letters
_NONE: dict[int, dict[bytes, list[int]]] = {}
_MOST_LINES = 200_000  # that are remembered, as numbers: 16 MB
_ENDLESS = 1 << 60


class How(Enum):
    """How a text has to stand there: `LOOSE` whatever is between its letters, `WHOLE` as it is
    written and not within a word, `ADDRESS` as an address of the site.
    """

    LOOSE, WHOLE, ADDRESS = range(3)


@dataclass(frozen=True, slots=True)
class Sought:
    """A text that is looked for; `owner` is the number of whose it is, `keys` the way to it."""

    text: str
    how: How
    owner: int
    keys: tuple[str | int, ...]


class Finder:
    """Looks for texts. `url` is the address of the site, by which its own are known."""

    def __init__(self, sought: Sequence[Sought], url: str) -> None:
        """Texts of less than two letters are never found."""
        self.sought = tuple(sought)
        self._url = url
        self._begins = _own_addresses(url)
        self._folded = [fold(each.text).letters for each in sought]
        self._clear: set[int] = set()
        self._tables = [self._table(size) for size in _SIZES]

    def without(self, numbers: Collection[int]) -> Finder:
        """Return a finder that does not look for the texts with these numbers."""
        kept = [each for number, each in enumerate(self.sought) if number not in numbers]
        return Finder(kept, self._url)

    def find(self, texts: Iterable[str]) -> set[int]:
        """Return the numbers of what stands in texts, read in every way."""
        found: set[int] = set()
        for text in texts:
            lines = [line for line in text.split("\n") if hash(line) not in self._clear]
            here: set[int] = set()
            for view in views("\n".join(lines)):
                self._look(view, here)
            found |= here
            if not here:
                self._keep_clear(lines)
        return found

    def _keep_clear(self, lines: Iterable[str]) -> None:
        """Remember lines in which nothing was found: half of a page stands in all others, too."""
        if len(self._clear) > _MOST_LINES:
            self._clear.clear()
        self._clear.update(map(hash, lines))

    def _table(self, size: int) -> tuple[npt.NDArray[np.bool_], Known]:
        known: Known = {}
        above = next((s for s in _SIZES if s > size), _ENDLESS)
        fit = [n for n, letters in enumerate(self._folded) if size <= len(letters) < above]
        ends = np.array([self._folded[n][-size:] for n in fit], np.uint16).reshape(-1, size)
        windows = list(_windows(ends))[_SIZES.index(size)].ravel()
        for number, window in zip(fit, windows.tolist(), strict=True):
            letters = self._folded[number]
            alike = known.setdefault(window, {}).setdefault(len(letters), {})
            alike.setdefault(letters.tobytes(), []).append(number)
        table = np.zeros(1 << _BITS, np.bool_)
        table[_slots(windows)] = True
        return table, known

    def _look(self, view: Folded, found: set[int]) -> None:
        if len(view.letters) < 2:
            return
        # What is too short for a size is looked at for the smaller ones.
        for (table, known), windows, size in zip(
            self._tables, _windows(view.letters), _SIZES, strict=False
        ):
            if not known:
                continue
            places = np.flatnonzero(table[_slots(windows)])
            ends, held = (places + size).tolist(), windows[places].tolist()
            for end, window in zip(ends, held, strict=True):
                for length, alike in known.get(window, _NONE).items():
                    letters = view.letters[max(0, end - length) : end].tobytes()
                    for number in alike.get(letters, ()):
                        if number not in found and self._stands(number, view, end - length, end):
                            found.add(number)

    def _stands(self, number: int, view: Folded, at: int, end: int) -> bool:
        sought = self.sought[number]
        if sought.how is How.LOOSE:
            return True
        first, last = int(view.places[at]), int(view.places[end - 1]) + 1
        if sought.how is How.WHOLE:
            return _is_whole(sought.text, view, first, last)
        return self._is_address(sought.text, view, first, last)

    def _is_address(self, text: str, view: Folded, first: int, last: int) -> bool:
        """Tell whether this is an address of this site, not of another nor one further below."""
        written = view.written(first, last)
        behind = view.written(last, last + _BEFORE)
        begin = self._begins.search(view.written(first - _BEFORE, first))
        deep = "/" in text
        return bool(written == text and begin and (deep or begin[0]) and _AFTER.match(behind))


def _own_addresses(url: str) -> re.Pattern[str]:
    """Return what matches all that may stand before a path within the site."""
    host, _, path = url.partition("://")[2].partition("/")
    own = rf"(?:https?:)?//{re.escape(host)}"
    below = re.escape(f"/{path}".rstrip("/"))
    return re.compile(
        rf"(?:{own}{below}/|(?<![\w/.:%-])(?:{below}/|/|(?:\.{{1,2}}/)+)?)(?:feeds/)?\Z", re.I
    )


def _is_whole(text: str, view: Folded, first: int, last: int) -> bool:
    if _plain(view.written(first, last)) != _plain(text):
        return False
    ends = (text[0], view.written(first - 1, first)), (text[-1], view.written(last, last + 1))
    return not any(_LETTER.match(own) and _LETTER.match(other) for own, other in ends)


def _plain(text: str) -> str:
    """Return a text without accents and what nobody sees, its blanks as single spaces."""
    letters = unicodedata.normalize("NFKD", " ".join(text.split()))
    return "".join(c for c in letters if not _is_left_out(c)).strip()


def _is_left_out(char: str) -> bool:
    """Tell whether a character is a mark, unseen, or what `folding` leaves of no syllable."""
    return unicodedata.category(char)[0] in "MC" or "\u1160" <= char < "\u1200"


def _windows(letters: Units) -> Iterator[npt.NDArray[np.uint32]]:
    """Yield for each of `_SIZES` a number for every run of so many units; equal runs have equal
    ones. Ends where there is no such run.
    """
    numbers = letters.astype(np.uint32)
    for size in _SIZES:
        half = size // 2
        if numbers.shape[-1] <= half:
            return
        numbers = numbers[..., :-half] * _STEPS[size] + numbers[..., half:]  # wraps
        yield numbers


def _slots(windows: npt.NDArray[np.uint32]) -> Any:
    return (windows * _ODD) >> np.uint32(32 - _BITS)
