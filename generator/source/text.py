"""Owns decoding: bytes of a content file become clean text, or a fault that says where not.
May not know YAML, Markdown or CSV.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.problems import Fault

# Controls other than tab and line ends (C0, DEL, C1 but NEL) and the two non-characters that
# XML 1.0 section 2.2 and YAML 1.2 section 5.1 both forbid.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# What web pages and chats put beside a word and nobody sees: soft hyphens, blanks without width,
# marks of direction. Joiners stay: emoji are made of them.
UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_GBK, _CUT = "GBK/GB18030", "UTF-8，有残缺的字 / UTF-8 with a broken character"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, path: str) -> tuple[str, Fault | None]:
    """Return UTF-8 text with `\\n` line ends and no BOM, and the fault that makes it unusable.

    The text is '' where there is a fault.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", _undecodable(data, error.start, path)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := CONTROL.search(text):
        line, column = position(text, found.start())
        args = {"char": f"U+{ord(found[0]):04X}"}
        return "", Fault("L112", path, at=(line, column), args=args)
    return text, None


class EncodingError(OSError):
    """A file beside the content is not UTF-8; the message names it."""


def encoding_error(path: Path | str, data: bytes) -> EncodingError:
    """Return the error for a file beside the content with these bytes."""
    guess = _guess(data)
    return EncodingError(
        f"{path}: 不是 UTF-8 编码（像是 {guess}），请另存为 UTF-8 / "
        f"not UTF-8, looks like {guess}: save it as UTF-8"
    )


def read_text(path: Path) -> str:
    """Return the text of a file beside the content: UTF-8, with or without BOM. Raises OSError,
    `EncodingError` for any other encoding.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise encoding_error(path, data) from None


def decode_table(data: bytes, path: str) -> tuple[str, Fault | None]:
    """Decode a table as Excel saves it: UTF-8, UTF-8 with BOM, or GB18030; without what nobody
    sees, which would make another word of a copied one.
    """
    text, fault = decode(data, path)
    if fault is not None and fault.code != "L112" and fault.args["guess"] == _GBK:
        try:
            text, fault = decode(data.decode("gb18030").encode("utf-8"), path)
        except UnicodeDecodeError:
            return text, fault
    return UNSEEN.sub("", text), fault


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column (from 1, in characters) of an offset into the text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _undecodable(data: bytes, offset: int, path: str) -> Fault:
    before = data[:offset].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    args = {"guess": _guess(data)}
    return Fault("L111", path, at=position(before, len(before)), args=args)


def _guess(data: bytes) -> str:
    if data.startswith(_UTF16):
        return "UTF-16"
    # A title that was cut within a character makes GB18030 of no file: Chinese takes three bytes in
    # UTF-8, and bytes of GB18030 hardly ever look like that.
    text = data.decode("utf-8", "replace")
    if sum("\u0800" <= c <= "\ufffc" for c in text) > text.count("\ufffd"):
        return _CUT
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return _GBK
