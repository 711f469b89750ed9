"""Owns the way from the bytes of a post to clean text: encodings, line ends, control characters.
May not know front matter or Markdown.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_FILE = 1024 * 1024

# Everything that YAML 1.2 section 5.1 or XML 1.0 section 2.2 forbids, NEL, stray byte order
# marks and lone surrogates (which JSON and YAML escapes can bring in).
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]"
)
# Directions that reorder a line around them; no use in a one-line field.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Clean text with `\\n` line ends, how it was encoded, and what had to be removed."""

    text: str
    encoding: str
    removed: int
    first_removed: int


def decode(data: bytes) -> Decoded | None:
    """Return the text of a post in UTF-8, UTF-16 (with mark) or GB18030; None if it is none.

    `first_removed` is the line of the first control character, 0 if there is none.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and not _looks_like_text(text):
            return None
        return _cleaned(text, encoding)
    return None


def clean(text: str) -> str:
    """Return the text without control characters; line separators become line ends."""
    return _CONTROL.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Return the text on one line, without control characters, runs of space folded."""
    return " ".join(_BIDI.sub("", clean(text)).split())


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _cleaned(text: str, encoding: str) -> Decoded:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BREAKS.sub("\n", text)
    first = _CONTROL.search(text)
    line = text.count("\n", 0, first.start()) + 1 if first else 0
    cleaned, removed = _CONTROL.subn("", text)
    return Decoded(cleaned, encoding, removed, line)


def _looks_like_text(text: str) -> bool:
    """Tell text from a binary file that happens to be valid GB18030."""
    odd = sum(1 for c in text if (c < " " and c not in "\t\n\r") or "\ue000" <= c <= "\uf8ff")
    return odd * 20 <= len(text)
