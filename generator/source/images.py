"""Owns which files may be published beside pages: their types, by name and by first bytes.
May not decode, change or copy files.
"""

from __future__ import annotations

import posixpath
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
_TEXTS = (".md", ".yml")
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def media_type(path: str) -> str:
    """Return the media type of a publishable file name, '' for any other."""
    if path.endswith(_TEXTS):  # nearly all files
        return ""
    ending = posixpath.splitext(path)[1].lower()
    return IMAGE_TYPES.get(ending) or OTHER_TYPES.get(ending, "")


def is_image(path: str) -> bool:
    """Tell whether the name is that of a picture that pages may show."""
    if path.endswith(_TEXTS):
        return False
    return posixpath.splitext(path)[1].lower() in IMAGE_TYPES


def is_shown(path: str) -> bool:
    """Tell whether the name is that of a picture, sound, film or caption inside a page."""
    return media_type(path).startswith(("image/", "audio/", "video/", "text/vtt"))


def has_right_type(folder: ContentFolder, path: str) -> bool:
    """Tell whether a media file is what its name says: for a picture, by its first bytes. That it
    can be read to its end is more than that; of one that cannot be read at all, who reads it tells.
    """
    if not is_image(path):
        return bool(media_type(path))
    try:
        return bool(_by_first_bytes(folder.absolute(path)))
    except OSError:
        return True


def _by_first_bytes(path: Path) -> str:
    with open(path, "rb") as stream:
        head = stream.read(16)
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "image/avif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for magic, mime in _MAGIC if head.startswith(magic)), "")
