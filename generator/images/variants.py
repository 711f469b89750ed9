"""Owns the plan of a picture: which sizes and formats of it are published, and their names.
May not read files or encode; the same original and settings always give the same plan.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from hashlib import blake2b

from generator.options import ImageOptions

VERSION = 2  # of how pictures are made: a new one gives every file a new name
SHARE_WIDTH = 1200  # pixels; what Facebook, X and LinkedIn ask of og:image, enough for WeChat
STEM_LENGTH = 50  # characters of the editor's name; a file name holds 255 bytes
MIMES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
MAX_HEIGHTS = {"webp": 16_383, "avif": 16_383}  # pixels; VP8's 14 bits, libavif's own limit
TALLEST = 65_500  # pixels; JPEG (libjpeg)

_UNSAFE = re.compile(r"[^\w.~-]+")


@dataclass(frozen=True, slots=True)
class Original:
    """What the bytes of a picture hold. Width and height are pixels as people see it, upright.

    `digest` is a BLAKE2b of the bytes. `sharp` is a drawing of at most 256 colours, `clear` has
    transparent parts, `frames` is 1 for a still. `flaw` is the code of the problem, or '';
    `too_large` names the size and the limit.
    """

    digest: str
    width: int = 0
    height: int = 0
    sharp: bool = False
    clear: bool = False
    frames: int = 1
    flaw: str = ""
    too_large: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Variant:
    """One file made of a picture. `path` is relative to the site; `file` names it in the cache."""

    path: str
    file: str
    kind: str
    width: int
    height: int

    @property
    def mime(self) -> str:
        """The media type."""
        return MIMES[self.kind]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is published.

    `fallback` is the JPEG or PNG that everything can read: feeds, cards that others draw, old
    browsers. `sources` has, for each modern format, its sizes from small to large. `moves` tells
    that the sources are animated; the fallback never is.
    """

    path: str
    fallback: Variant
    sources: tuple[tuple[Variant, ...], ...]
    sharp: bool
    moves: bool

    @property
    def variants(self) -> tuple[Variant, ...]:
        """All files, the fallback first."""
        return (self.fallback, *(variant for group in self.sources for variant in group))


def plan_picture(path: str, original: Original, options: ImageOptions) -> Picture:
    """Return what is published of a picture without a flaw. Nothing is ever enlarged."""
    moves = original.frames > 1
    kind = "png" if original.sharp or original.clear else "jpg"
    shared = min(SHARE_WIDTH, original.width, TALLEST * original.width // original.height)
    key = blake2b(f"{VERSION}/{options.quality}/{original.digest}".encode(), digest_size=12)
    name, key_text = stem_of(path), key.hexdigest()

    def variant(kind: str, width: int) -> Variant:
        width = max(1, width)
        height = max(1, round(original.height * width / original.width))
        height = min(height, TALLEST)  # a strip of one pixel cannot get narrower
        place = f"{name}-{key_text[:10]}-{width}.{kind}"
        return Variant(place, f"{key_text}-{width}.{kind}", kind, width, height)

    kinds = ("webp",) if moves else options.formats  # few browsers play animated AVIF well
    widths = widths_of(original.width, options.widths)
    groups = (
        tuple(variant(kind, width) for width in (widths[-1:] if moves else widths))
        for kind in kinds
    )
    sources = tuple(group for group in groups if group[-1].height <= MAX_HEIGHTS[group[-1].kind])
    return Picture(path, variant(kind, shared), sources, original.sharp, moves and bool(sources))


def settings_key(options: ImageOptions) -> str:
    """Return a text that is another one where other files are made of a picture."""
    return blake2b(f"{VERSION}/{options!r}".encode(), digest_size=6).hexdigest()


def widths_of(natural: int, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths to make, from small to large: the wanted ones that are clearly smaller
    than the picture, and its own width or the largest that is wanted.
    """
    largest = min(natural, wanted[-1])
    return (*(width for width in wanted if width * 1.15 <= largest), largest)


def stem_of(path: str) -> str:
    """Return with what the names of a picture's files begin: its path without ending, of letters,
    digits, `.`, `_`, `~` and hyphens only.
    """
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    parts = [*filter(None, folder.split("/")), stem[:STEM_LENGTH]]
    return "/".join(_UNSAFE.sub("-", part).strip("-") or "picture" for part in parts)
