"""Owns stored texts: what a result shows, in small compressed files that share one dictionary.
May not know lists. The dictionary is the same for every site, so no text changes with another.
"""

from __future__ import annotations

import importlib.resources
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache

from generator.search.documents import Document
from generator.search.fold import simplified
from generator.search.readings import SYLLABLES

FIELD = "\x02"
LEVEL = 3  # of zlib; 1 takes more time and more bytes, 5 a fifth more time for 0.2 % fewer
# Characters that Python and the browsers' `gb18030` (WHATWG Encoding) do not map alike: the
# private use area and what GB 18030-2022 moved; and what is not in the basic plane.
_UNSURE = re.compile("[\x03\u1e3f\u9fb4-\u9fbb\ue000-\uf8ff\ufe10-\ufe19\U00010000-\U0010ffff]")


def record(document: Document, traditional: str = "") -> str:
    """Return the stored text: permalink, date, the parts, sounds, each ended by FIELD; and the
    traditional characters in it, each with its simplified one, so that the browser does not need
    the table of all.
    """
    lines = ("\n".join(part) for part in (*document.parts, document.spoken))
    pairs = "".join(old + chr(simplified()[ord(old)]) for old in sorted(set(traditional)))
    return FIELD.join((document.permalink, document.date[:10], *lines, pairs)) + FIELD


def encoded(text: str) -> bytes:
    """Return the text in GB 18030: Chinese in two bytes, the frequent characters together.

    A unit of UTF-16 that is not mapped alike everywhere becomes U+0003 and four hexadecimals.
    """
    try:
        found = text.encode("gbk")  # part of GB 18030; all of it is mapped alike
    except UnicodeEncodeError:
        return _UNSURE.sub(_escape, text).encode("gb18030")
    return found if b"\x03" not in found else _UNSURE.sub(_escape, text).encode("gb18030")


def _escape(found: re.Match[str]) -> str:
    return "".join(f"\x03{unit:04x}" for unit in memoryview(found[0].encode("utf-16-le")).cast("H"))


@cache
def dictionary() -> bytes:
    """Return what texts are compressed with: syllables and frequent words, the most frequent last.

    `words.txt` has them from the word list of jieba (MIT licence).
    """
    words = importlib.resources.files("generator.search") / "words.txt"
    return encoded(FIELD + SYLLABLES + "".join(words.read_text(encoding="utf-8").split()))


def packed_texts(records: Iterable[str]) -> Iterator[bytes]:
    """Yield the compressed texts."""
    primed = zlib.compressobj(LEVEL, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, dictionary())
    for text in records:
        packer = primed.copy()
        yield packer.compress(encoded(text)) + packer.flush()


def deflated(*parts: bytes, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Compress without header or checksum (RFC 1951), each part with codes of its own.

    `Z_FILTERED` is for numbers, in which short repetitions are chance.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, strategy)
    blocks = (packer.compress(part) + packer.flush(zlib.Z_BLOCK) for part in parts)
    return b"".join(blocks) + packer.flush()
