"""Owns where the source's generator published a post, as far as that can be known.
May not read anything, nor know Laurel's own permalinks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from generator.importing.configuration import SiteConfig
from generator.importing.dialect import HABITS, Dialect
from generator.importing.sources import Found

MAX_ALIAS = 300
_TOKEN = re.compile(r":([a-z_]+)")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_UNSAFE = re.compile(r'[\s\\<>:"|?*#%&]|(?:^|/)\.{1,2}(?:/|$)|//|[\x00-\x1f\x7f-\x9f]')


@dataclass(frozen=True, slots=True)
class Published:
    """What a pattern of permalinks may ask of a post. `written` is its date as written."""

    found: Found
    name: str
    slug: str
    title: str
    written: datetime | None
    categories: tuple[str, ...]


def former_address(post: Published, dialect: Dialect, config: SiteConfig) -> str:
    """Return the root-relative address that the source gave to a post, '' if it is unknown."""
    pattern = _pattern(post, dialect, config)
    values = _values(post, dialect)
    tokens = set(_TOKEN.findall(pattern))
    if not pattern or any(not values.get(t) for t in tokens - {"categories"}):
        return ""
    address = _TOKEN.sub(lambda m: values[m[1]], pattern)
    address = re.sub(r"/{2,}", "/", f"/{address}")
    if dialect is Dialect.HUGO:
        address = f"{address.rstrip('/')}.html" if config.ugly else f"{address.rstrip('/')}/"
    return address


def _pattern(post: Published, dialect: Dialect, config: SiteConfig) -> str:
    habits = HABITS[dialect]
    if config.folder is None and not habits.without_config:
        return ""
    if post.found.role == "page":
        return "/:filename/" if dialect is Dialect.HUGO else ""
    if dialect is not Dialect.HUGO:
        pattern = config.patterns.get("", habits.permalink)
        return _STYLES.get(pattern, pattern)
    return config.patterns.get(post.found.section.lower(), "/:sections/:slugorfilename/")


def _values(post: Published, dialect: Dialect) -> dict[str, str]:
    name, slug = post.name, post.slug or post.name
    sections = "/".join(post.found.inside.split("/")[: -2 if post.found.is_bundle else -1])
    values = {
        "title": slug if dialect is not Dialect.HUGO else _urlized(post.title),
        "slug": slug,
        "name": name,
        "filename": post.found.name if dialect is Dialect.HUGO else name,
        "contentbasename": post.found.name,
        "slugorfilename": slug,
        "slugorcontentbasename": slug,
        "section": post.found.section,
        "sections": sections,
        "categories": "/".join(_urlized(term) for term in post.categories),
        "category": "/".join(_urlized(term) for term in post.categories[:1]),
    }
    return values | (_dates(post.written) if post.written else {})


def _dates(at: datetime) -> dict[str, str]:
    return {
        "year": f"{at.year:04}",
        "month": f"{at.month:02}",
        "day": f"{at.day:02}",
        "i_month": str(at.month),
        "i_day": str(at.day),
        "short_year": f"{at.year % 100:02}",
        "y_day": f"{at.timetuple().tm_yday:03}",
        "yearday": str(at.timetuple().tm_yday),
        "hour": f"{at.hour:02}",
        "minute": f"{at.minute:02}",
        "second": f"{at.second:02}",
    }


def _urlized(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text.lower()).strip("-")


def alias(text: str) -> str:
    """Return a former address as Laurel keeps it: root-relative, decoded, without host, query
    or fragment; '' if it cannot be kept.
    """
    path = re.sub(r"\A(?:https?:)?//[^/]*", "", text.strip())
    path = unicodedata.normalize("NFC", unquote(re.split(r"[?#]", path)[0]))
    path = path if path.startswith("/") else f"/{path}"
    if path == "/" or len(path) > MAX_ALIAS or "\ufffd" in path or _UNSAFE.search(path):
        return ""
    return path if path.isprintable() else ""


def guessed_addresses(post: Published) -> list[str]:
    """Return the usual forms of addresses; good for finding a post, not for keeping as alias."""
    names = {post.name, post.slug or post.name, post.found.name}
    guesses = [f"/{post.found.section}/{name}" for name in sorted(names) if post.found.section]
    guesses += [f"/{name}" for name in sorted(names) if post.found.role == "page"]
    if post.written is None:
        return guesses
    at = post.written
    for name in sorted(names):
        guesses += [f"/{at:%Y/%m}/{name}", f"/{at:%Y/%m/%d}/{name}"]
    return guesses
