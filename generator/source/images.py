"""Owns what a media file really is: its type by its first bytes, its size in pixels and bytes.
May not change or copy files.
"""

from __future__ import annotations

import posixpath
import warnings
from dataclasses import dataclass
from pathlib import Path

from generator.source.folder import ContentFolder

IMAGE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
OTHER_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".zip": "application/zip",
}
MAX_PIXELS = 100_000_000
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class Media:
    """A publishable file. Width and height are pixels, 0 where they are not known."""

    path: str
    mime: str
    size: int
    width: int = 0
    height: int = 0


def media_type(path: str) -> str:
    """Return the media type of a publishable file name, '' for any other."""
    ending = posixpath.splitext(path)[1].lower()
    return IMAGE_TYPES.get(ending) or OTHER_TYPES.get(ending, "")


def is_image(path: str) -> bool:
    """Tell whether the name is that of a picture that pages may show."""
    return posixpath.splitext(path)[1].lower() in IMAGE_TYPES


def is_shown(path: str) -> bool:
    """Tell whether the name is that of a picture, sound, film or caption inside a page."""
    return media_type(path).startswith(("image/", "audio/", "video/", "text/vtt"))


def measure(folder: ContentFolder, path: str) -> Media | None:
    """Return the file as media; None if its bytes are not what its name says.

    Only the header of a picture is read; where its first bytes are right but its size cannot be
    read (a damaged file), width and height are 0. Over 100 megapixels counts as wrong.
    """
    mime, size = media_type(path), folder.files[path]
    if not is_image(path):
        return Media(path, mime, size) if mime else None
    try:
        found = _by_first_bytes(folder.absolute(path))
    except OSError:
        return None
    if not found:
        return None
    width, height = _dimensions(folder.absolute(path))
    return Media(path, found, size, width, height) if width * height <= MAX_PIXELS else None


def _by_first_bytes(path: Path) -> str:
    with open(path, "rb") as stream:
        head = stream.read(16)
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "image/avif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in _MAGIC if head.startswith(magic)), "")


def _dimensions(path: Path) -> tuple[int, int]:
    from PIL import Image  # takes 30 ms to import: only sites with pictures pay

    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")  # Pillow warns of bombs; the caller refuses them
            return image.size
    except Image.DecompressionBombError:
        return (MAX_PIXELS, 2)
    except Exception:  # Pillow raises many types, SyntaxError among them, on hostile headers
        return (0, 0)
