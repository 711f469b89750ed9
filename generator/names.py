"""Owns ids, slugs, permalinks, versions in addresses and the relative paths between pages.
May not know kinds, files on disk or templates.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z")
SLUG_LENGTH = 80

# Letters that Unicode does not take apart into one of ours and a mark.
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_NO_LETTERS = re.compile("[\u0300-\u036f'\u2019]")  # marks over letters, and apostrophes
_SPACES = re.compile(r"[\s-]+")
_UNSAFE = re.compile(r"[^a-z0-9-]")
# Names that Windows refuses as files or folders, whatever their ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z")


def is_slug(text: str) -> bool:
    """Tell whether the text may stand in a permalink: short lower-case ASCII words."""
    return (
        len(text) <= SLUG_LENGTH and SLUG.match(text) is not None and _RESERVED.match(text) is None
    )


def is_reserved(name: str) -> bool:
    """Tell whether Windows refuses the name for a file or folder."""
    return _RESERVED.match(name.lower()) is not None


def suggest_slug(text: str) -> str:
    """Return the nearest valid slug made of the Latin letters and digits in the text, or ''."""
    folded = unicodedata.normalize("NFKD", text.casefold()).lower().translate(_ALIKE)
    slug = re.sub(r"[^a-z0-9]+", "-", _NO_LETTERS.sub("", folded)).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug if is_slug(slug) else ""


@lru_cache(maxsize=20_000)
def tag_key(name: str) -> str:
    """Return what makes two spellings one tag: width, case, and spaces or hyphens are folded."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def tag_slug(name: str) -> str:
    """Return the permalink segment of a tag: ASCII, stable, different for different keys.

    Latin words stay readable (`machine-learning`); everything else is Punycode (RFC 3492) behind
    `xn--`, as in domain names, because it is reversible and so never collides. What is too long
    for a file name ends in a part of its SHA-256.
    """
    key = tag_key(name).replace(" ", "-")
    if is_slug(key):
        return key
    puny = key.encode("punycode").decode("ascii")
    slug = "xn--" + _UNSAFE.sub(lambda m: f"_{ord(m[0]):x}", puny)
    if len(slug) <= SLUG_LENGTH:
        return slug
    return f"{slug[:60]}--{hashlib.sha256(key.encode()).hexdigest()[:18]}"  # SLUG_LENGTH in all


def quote_path(path: str) -> str:
    """Percent-encode a root-relative path for use in href and in feeds (RFC 3986)."""
    return quote(path, safe="/-._~!$&'()*+,;=:@%")


def output_path(permalink: str) -> str:
    """Return the file below the site folder that answers to a permalink."""
    path = permalink.lstrip("/")
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def base_for(permalink: str) -> str:
    """Return the relative way from a page to the site's root, ending in `/`."""
    return "../" * (permalink.count("/") - 1) or "./"


def version_of(data: bytes) -> str:
    """Return what follows `?` in the address of a script or style: eight hexadecimals, others for
    other bytes.
    """
    return hashlib.blake2b(data, digest_size=4).hexdigest()
