"""Owns ids made from names: slugs of posts, ids of columns, file names of pictures.
May not know what is taken on the disk.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from urllib.parse import unquote

from generator.names import is_slug

MAX_SLUG = 80
MAX_COLUMN = 40
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# Folders that Laurel itself puts at the root of the site; a page there must be named otherwise.
_ROOT_TEXT = """
admin archive archives assets associations authors channels colleges columns en feed feeds honors
index js media pages people regions reports search sitemap static stats stories style styles tags
zh 404
"""
ROOT_NAMES = frozenset(_ROOT_TEXT.split())


def digest(text: str, length: int = 6) -> str:
    """Return the first hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:length]


def make_slug(wish: str, day: str, path: str) -> str:
    """Return the slug for a wished name: lower-case ASCII words, at most 80 characters.

    A wish without ASCII letter or digit gives `post-<day>-<digest of path>`.
    """
    slug = _folded(unquote(wish), MAX_SLUG)
    if not slug:
        return f"post-{day}-{digest(path)}"
    return slug if is_slug(slug) else f"post-{slug}"


def make_page_slug(wish: str, path: str) -> str:
    """Return the slug of a page, which stands at the root of the site."""
    slug = make_slug(wish, "page", path)
    return f"{slug[: MAX_SLUG - 5].rstrip('-')}-page" if slug in ROOT_NAMES else slug


def free_name(name: str, taken: Collection[str], limit: int) -> str:
    """Return the name, or the name with the first number from 2 that makes it free."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        tail = f"-{number}"
        candidate = name[: limit - len(tail)].rstrip("-") + tail
    return candidate


def column_id(name: str, taken: Collection[str]) -> str:
    """Return a free id for a column: its pinyin, or a digest where it has none."""
    folded = _folded(_pinyin(name), MAX_COLUMN)
    wish = folded if folded and is_slug(folded) else f"column-{digest(name)}"
    return free_name(wish, taken, MAX_COLUMN)


def picture_name(path: str, ending: str, taken: Collection[str]) -> str:
    """Return a free ASCII file name for a picture, with the ending that its bytes ask for."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    folded = _folded(stem, MAX_SLUG)
    wish = folded if folded and is_slug(folded) else f"image-{digest(path)}"
    used = {name.rsplit(".", 1)[0] for name in taken}
    return f"{free_name(wish, used, MAX_SLUG)}.{ending}"


def _folded(text: str, limit: int) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NOT_SLUG.sub("-", ascii_text.lower()).strip("-")[:limit].strip("-")


def _pinyin(text: str) -> str:
    """Return the text with Chinese characters as pinyin; as it is where pypinyin is missing."""
    try:
        from pypinyin import lazy_pinyin  # only needed for a new column, and slow to import
    except ImportError:
        return text
    return "-".join(lazy_pinyin(text))
