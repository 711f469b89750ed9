"""Owns what texts are in the bytes of a finished site's file, packed or not.
May not know what is looked for.
"""

from __future__ import annotations

import io
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator

from generator.source.images import is_image
from generator.verify.site_files import UnreadableError

_BLOCK = 1 << 22  # characters of a text that are looked at in one go
_OVERLAP = 4096  # of two blocks: more than a sentence with its tags
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_UNPACKED = 1 << 27  # bytes of what is packed; more is no page
_DEEPEST = 3  # archives in archives
_TEXTS = (".html", ".xml", ".json", ".csv", ".txt", ".opml", ".js", ".css", ".svg", ".md", ".vtt")
_SEARCHED = re.compile(r"search/[0-9a-f]{10}/\d+\.bin")  # docs/search-format.md, The files
_SHOWN_FIELDS = 6  # the rest are sounds and letters, which no document says
_ESCAPED = re.compile("(?:\x03[0-9a-f]{4})+")
# What begins metadata of pictures that may be packed, or in UTF-16 as EXIF's XPTitle.
_METADATA = re.compile(rb"Exif|EXIF|[iz]TXt")


def texts_of(path: str, data: bytes, dictionary: bytes) -> Iterator[str]:
    """Yield the texts in a file; raises `UnreadableError` where something cannot be unpacked.

    `dictionary` is that of the site's texts of search.
    """
    for text in _texts(path, data, dictionary, _DEEPEST):
        for start in range(0, max(len(text), 1), _BLOCK):
            yield text[start : start + _BLOCK + _OVERLAP]


def inflated(data: bytes, bits: int, dictionary: bytes = b"") -> bytes:
    """Return what was deflated; raises `UnreadableError` where it is damaged or far too large."""
    more = {"zdict": dictionary} if dictionary else {}
    parts = []
    size = 0
    try:
        while data:  # gzip files may have several members
            unpacker = zlib.decompressobj(bits, **more)
            parts.append(unpacker.decompress(data, _UNPACKED - size))
            size += len(parts[-1])
            if not unpacker.eof:
                raise UnreadableError("zlib")
            data = unpacker.unused_data
    except zlib.error as error:
        raise UnreadableError(str(error)) from None
    return b"".join(parts)


def _texts(path: str, data: bytes, dictionary: bytes, depth: int) -> Iterator[str]:
    if not depth:
        raise UnreadableError("zip")
    if _SEARCHED.fullmatch(path):
        yield _searched(inflated(data, -15, dictionary))
    elif data.startswith(_GZIP):
        yield from _texts(path.removesuffix(".gz"), inflated(data, 31), dictionary, depth - 1)
    elif data.startswith(_ZIP):
        yield from _in_archive(data, dictionary, depth)
    elif path.endswith(".br"):
        raise UnreadableError("Brotli")
    else:
        yield from _plain(path, data)


def _plain(path: str, data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield data.decode("utf-16", "replace")
        return
    try:
        yield data.decode()
    except UnicodeDecodeError:
        for start in range(0, len(data), _BLOCK):
            yield data[start : start + _BLOCK + _OVERLAP].decode(errors="replace")
        if path.endswith(_TEXTS):
            yield data.decode("gb18030", "replace")
        elif is_image(path) and _METADATA.search(data):
            yield "\n".join(_metadata(data))


def _metadata(data: bytes) -> Iterator[str]:
    """Yield the texts that a picture has packed or in another encoding."""
    from PIL import Image  # much to load for a site without such pictures

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            image.load()  # what stands behind the pixels, too
            for value in (*image.info.values(), *image.getexif().values()):
                text = value.decode("utf-16-le", "replace") if isinstance(value, bytes) else value
                yield str(text)
    except Exception:  # Pillow raises what it likes for a damaged picture, which says nothing
        return


def _in_archive(data: bytes, dictionary: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rest = _UNPACKED
            for member in archive.infolist():
                rest -= member.file_size
                if rest < 0:
                    raise UnreadableError("zip")
                yield member.filename
                yield from _texts(member.filename, archive.read(member), dictionary, depth - 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,  # of bz2
        EOFError,
        ValueError,
        RuntimeError,  # it is encrypted, or packed in a way that is not known
    ):
        raise UnreadableError("zip") from None


def _searched(data: bytes) -> str:
    """Return what a text of search says, without the sounds and letters that are made of it."""
    text = _ESCAPED.sub(_unit, data.decode("gb18030", "replace"))
    return "\n".join(text.split("\x02")[:_SHOWN_FIELDS])


def _unit(found: re.Match[str]) -> str:
    units = bytes.fromhex(found[0].replace("\x03", ""))
    return units.decode("utf-16-be", "replace")
