"""Owns local pictures: found in SOURCE, checked by their first bytes, given a place in CONTENT.
May not write, nor read anything outside the source's folders.
"""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from generator.images.examine import MAX_BYTES
from generator.importing.dialect import Habits
from generator.importing.naming import picture_name
from generator.importing.sources import Found

_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
    (b"ftypavif", 4, "avif"),
    (b"ftypavis", 4, "avif"),
)
_ENDINGS = ("jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "ico")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the source keeps pictures: the folders that may be read, and those to search."""

    source: Path
    site: Path
    habits: Habits

    def candidates(self, address: str, found: Found) -> list[Path]:
        """Return the files that an address in a post may mean, best first."""
        path = unquote(address.partition("#")[0].partition("?")[0]).replace("\\", "/")
        if "\0" in path or not path.strip("/"):
            return []
        post = self.source / found.path
        beside = [post.parent, post.parent / post.stem] if not path.startswith("/") else []
        rooted = path.lstrip("/")
        roots = [folder for base in (self.site, self.source) for folder in self._roots(base)]
        return [folder / path for folder in beside] + [root / rooted for root in roots]

    def _roots(self, base: Path) -> list[Path]:
        return [*(base / name for name in self.habits.assets), base]

    def contains(self, path: Path) -> bool:
        """Tell whether a file, all links followed, lies in the source."""
        real = os.path.realpath(path)
        roots = {os.path.realpath(self.source), os.path.realpath(self.site)}
        return any(real.startswith(root.rstrip(os.sep) + os.sep) for root in roots)


def kind_of(data: bytes) -> str:
    """Return the ending that a picture's first bytes ask for, '' if it is no known picture."""
    found = (e for magic, at, e in _MAGIC if data[at : at + len(magic)] == magic)
    return next((e for e in found if e != "webp" or data.startswith(b"RIFF")), "")


class Pictures:
    """The pictures of one post; `copies` maps each target below CONTENT to its file."""

    def __init__(self, shelf: Shelf, found: Found, folder: str) -> None:
        self._shelf, self._found, self._folder = shelf, found, folder
        self._placed: dict[str, str] = {}
        self.copies: dict[str, Path] = {}

    def place(self, address: str) -> tuple[str, str]:
        """Return (path from `/` below CONTENT, '') of a picture, or ('', code of a note)."""
        path = address.partition("#")[0].partition("?")[0]
        if posixpath.splitext(path)[1].lower()[1:] not in _ENDINGS:
            return "", "image-missing"
        for file in self._shelf.candidates(address, self._found):
            if self._is_ours(file):
                return self._take(file)
        return "", "image-missing"

    def _is_ours(self, path: Path) -> bool:
        try:
            return path.is_file() and self._shelf.contains(path)
        except (OSError, ValueError):
            return False

    def _take(self, path: Path) -> tuple[str, str]:
        real = os.path.realpath(path)
        if real not in self._placed:
            try:
                if os.path.getsize(real) > MAX_BYTES:
                    return "", "image-large"
                with open(real, "rb") as stream:
                    ending = kind_of(stream.read(16))
            except OSError:
                return "", "image-missing"
            if not ending:
                return "", "image-type"
            taken = [posixpath.basename(target) for target in self.copies]
            relative = os.path.relpath(real, os.path.realpath(self._shelf.source))
            name = picture_name(relative.replace(os.sep, "/"), ending, taken)
            self._placed[real] = f"{self._folder}/{name}"
            self.copies[self._placed[real]] = Path(real)
        return f"/{self._placed[real]}", ""
