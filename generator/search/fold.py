"""Owns folding: what makes two spellings one for search, for the builder and for the browser.
May not know documents or files. `fold.js` does the same; docs/search-format.md has the rule.
"""

from __future__ import annotations

import importlib.resources
import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from generator.search.bits import varints

Units = npt.NDArray[np.uint16]

MARK = 1  # the unit that stands before a word of letters or digits
SPACE = 32
# Characters whose NFKC form no Unicode version since 9.0 has changed; others are left alone.
_STABLE = re.compile("[\0-\u089f\u08a0-\u1aaf\u1b00-\u1c7f\u1cc0-\ua6ff\uac00-\ufffd]+")
# Text of these characters only is folded by table: none of them changes with its neighbours.
_ALONE = re.compile(
    "[\t-\r -~\u00b7\u00d7\u2012-\u2016\u2018-\u201f\u2022\u2030\u3000-\u3029\u3041-\u3096"
    "\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]+"
)
# Upper case is lowered in these ranges only; the rest of Unicode has no case here.
_CASED = ((0x41, 0x590), (0x1E00, 0x2000))
_ALWAYS = {0xDF: "ss", 0x3C2: "\u03c3", 0x1E9E: "ss"}
_ALWAYS |= dict.fromkeys((0x2022, 0x2027, 0x30FB), "\u00b7")  # other middle dots in names
_ALWAYS |= dict.fromkeys((0x2018, 0x2019), "'")  # phones and word processors write O’Brien
# Letters and digits of scripts that write spaces.
_WORD_RANGES = ((48, 57), (97, 122), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x370, 0x52F),
                (0x1E00, 0x1FFF))  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile("[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# What nobody sees and nobody types: soft hyphens, joiners, marks of direction, forms of emoji, of
# ideographs and of Mongolian letters.
_HIDDEN = re.compile(
    "[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef]+"
)


def fold(text: str) -> str:
    """Return the text as search sees it: NFKC, small letters, simplified characters, single spaces.

    Lone surrogates become U+FFFD, so that the browser, which can hold them, agrees.
    """
    return _BLANK.sub(" ", widen(text).translate(_letters())).strip(" ")


def widen(text: str) -> str:
    """Return the text in NFKC where Unicode is stable, without what nobody sees; lone surrogates
    become U+FFFD.
    """
    text = _HIDDEN.sub("", _SURROGATE.sub("\ufffd", text))
    return _STABLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def plain(text: str) -> str:
    """Return a text that `fold_units` can finish: one that the table alone folds stays as it is."""
    return text if _ALONE.fullmatch(text) else widen(text).translate(_long_letters())


def fold_units(units: Units) -> Units:
    """Fold many texts at once, each passed through `plain` before; blanks become spaces."""
    return _table()[units]


def is_odd(units: Units) -> npt.NDArray[np.bool_]:
    """Tell which units a table alone does not fold: their text has to go through `plain`."""
    return _odd()[units]


def is_traditional(units: Units) -> npt.NDArray[np.bool_]:
    """Tell which units, of texts passed through `plain`, become simplified characters."""
    return _traditional()[units]


def is_word(units: Units) -> npt.NDArray[np.bool_]:
    """Tell which units are letters or digits of words: of scripts that write spaces."""
    return _words()[units]


@cache
def simplified() -> dict[int, int]:
    """Return OpenCC's traditional characters (TSCharacters.txt) and their first simplified ones,
    and the forms that Hong Kong and Taiwan have of them.
    """
    pairs = dict(map(_pair, _dictionary("TSCharacters.txt")))
    known = {*pairs, *pairs.values()}
    for line in (*_dictionary("HKVariants.txt"), *_dictionary("TWVariants.txt")):
        usual, forms = line.split("\t")
        pairs |= {ord(form): ord(usual) for form in forms.split() if _is_other(form, known)}
    return {old: new for old, new in ((k, _end(pairs, k)) for k in sorted(pairs)) if old != new}


def _dictionary(name: str) -> Iterator[str]:
    folder = importlib.resources.files("opencc") / "dictionary"
    text = (folder / name).read_text(encoding="utf-8")
    return (line for line in text.split("\n") if "\t" in line)


def _is_other(form: str, known: set[int]) -> bool:
    """Tell whether a form is in no table of simplified Chinese: `衞` is in none."""
    return form < "\uffff" and ord(form) not in known and not form.encode("gb2312", "ignore")


def _pair(line: str) -> tuple[int, int]:
    old, news = line.split("\t")
    new = ord(news.split(" ")[0].strip())
    return ord(old), new if max(ord(old), new) < 0x10000 else ord(old)


def _end(pairs: dict[int, int], key: int) -> int:
    """Follow a chain to its end, so that folding twice is folding once."""
    seen = [key]
    while (new := pairs.get(seen[-1], seen[-1])) not in seen:
        seen.append(new)
    return seen[-1]


def in_common_use() -> str:
    """Return the characters of GB 2312 that are traditional nevertheless."""
    return "".join(c for c in map(chr, simplified()) if c.encode("gb2312", "ignore"))


def packed_simplified() -> bytes:
    """Return the table for the browser: pairs of varints, the gap of the traditional character
    and the zigzag step of the simplified one, in the order of the traditional ones.
    """
    numbers: list[int] = []
    last = before = 0
    for old, new in simplified().items():
        step = new - before
        numbers += (old - last, step << 1 if step >= 0 else (-step << 1) - 1)
        last, before = old, new
    return struct.pack("<H", len(simplified())) + varints(numbers)


@cache
def _letters() -> dict[int, str]:
    lower = {c: chr(c).lower() for low, high in _CASED for c in range(low, high)}
    table = {c: small for c, small in lower.items() if small != chr(c)} | _ALWAYS
    return table | {old: chr(new) for old, new in simplified().items()}


@cache
def _long_letters() -> dict[int, str]:
    return {c: text for c, text in _letters().items() if len(text) > 1}


@cache
def _table() -> Units:
    """Return the fold of each single unit whose fold is a single unit, of blanks a space."""
    table = np.arange(65536, dtype=np.uint16)
    for code, text in _letters().items():
        if len(text) == 1:
            table[code] = ord(text)
    alone = ~_odd()
    alone[0x3400:0xFF00] = False  # ideographs, which are in the table of letters if at all
    for code in np.flatnonzero(alone).tolist():
        table[code] = ord(widen(chr(code)).translate(_letters()))
    for blanks in _BLANK.finditer(_units()):
        table[slice(*blanks.span())] = SPACE
    return table


@cache
def _units() -> str:
    return "".join(map(chr, range(65536)))


@cache
def _odd() -> npt.NDArray[np.bool_]:
    odd = np.ones(65536, np.bool_)
    for alone in _ALONE.finditer(_units()):
        odd[slice(*alone.span())] = False
    return odd


@cache
def _traditional() -> npt.NDArray[np.bool_]:
    table = np.zeros(65536, np.bool_)
    table[list(simplified())] = True
    return table


@cache
def _words() -> npt.NDArray[np.bool_]:
    table = np.zeros(65536, np.bool_)
    for low, high in _WORD_RANGES:
        table[low : high + 1] = True
    return table
