"""Owns where the source's generator published a post, as far as that can be known.
May not read anything, nor know Laurel's own permalinks.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from generator.importing.configuration import SiteConfig
from generator.importing.dialect import HABITS, Dialect
from generator.importing.sources import Found
from generator.importing.values import texts
from generator.schema.types import is_site_path

MAX_ALIAS = 300
_SPECIAL = re.compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/]+""")  # as Hexo's `slugize`
_TOKEN = re.compile(r":([a-z_]+)")
_MAY_BE_EMPTY = ("categories", "slugified_categories", "sections")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}


@dataclass(frozen=True, slots=True)
class Published:
    """What a pattern of permalinks may ask of a post. `written` is its date as written, `name`
    that of its file without date, `fields` the texts of its front matter (Hexo).
    """

    found: Found
    name: str
    slug: str
    title: str
    written: datetime | None
    categories: tuple[str, ...]
    fields: Mapping[str, str]


def former_address(post: Published, dialect: Dialect, config: SiteConfig) -> str:
    """Return the root-relative address that the source gave to a post, '' if it is unknown."""
    address = expanded(pattern_of(post, dialect, config), post, dialect, config)
    if dialect is Dialect.HUGO and address:
        address = f"{address.rstrip('/')}.html" if config.ugly else f"{address.rstrip('/')}/"
        return f"{_language(post, config)}{address}"
    return address


def expanded(pattern: str, post: Published, dialect: Dialect, config: SiteConfig) -> str:
    """Return a pattern with its tokens filled in, '' if one of them is unknown."""
    values = {**post.fields, **_values(post, dialect, config)}
    tokens = set(_TOKEN.findall(pattern))
    if not pattern or any(not values.get(t) for t in tokens - set(_MAY_BE_EMPTY)):
        return ""
    address = _TOKEN.sub(lambda m: values[m[1]], pattern)
    return re.sub(r"/{2,}", "/", f"/{address}")


def _language(post: Published, config: SiteConfig) -> str:
    """Return the folder that Hugo puts a translation in; the language of the site has none."""
    lang = post.found.lang
    return f"/{lang}" if lang and lang != config.language else ""


def pattern_of(post: Published, dialect: Dialect, config: SiteConfig) -> str:
    """Return the pattern that holds for a post, '' if none is known."""
    habits = HABITS[dialect]
    if config.folder is None and not habits.without_config:
        return ""
    if post.found.role == "page":
        return "/:filename/" if dialect is Dialect.HUGO else _of_file(post, dialect, config)
    if dialect is not Dialect.HUGO:
        pattern = config.patterns.get("", habits.permalink)
        return _STYLES.get(pattern, pattern)
    return config.patterns.get(post.found.section.lower(), "/:sections/:slugorfilename/")


def _of_file(post: Published, dialect: Dialect, config: SiteConfig) -> str:
    """Return the address of a page of Hexo or Jekyll, which is that of its file."""
    stem = posixpath.splitext(f"/{post.found.inside}")[0].replace(":", "")
    if stem.endswith("/index"):
        return stem.removesuffix("index")
    pattern = config.patterns.get("", "")
    is_pretty = dialect is Dialect.JEKYLL and (pattern == "pretty" or pattern.endswith("/"))
    return f"{stem}/" if is_pretty else f"{stem}.html"


def _values(post: Published, dialect: Dialect, config: SiteConfig) -> dict[str, str]:
    values = _names(post, dialect, config) | {
        "section": post.found.section,
        "categories": "/".join(term.lower() for term in post.categories),
        "slugified_categories": "/".join(_words(term) for term in post.categories),
        "output_ext": ".html",
    }
    return values | (_dates(post.written) if post.written else {})


def _names(post: Published, dialect: Dialect, config: SiteConfig) -> dict[str, str]:
    """Return what the file, its folders and the title give; each generator has its own rules."""
    name = post.name if config.strips_date else post.found.name
    if dialect is Dialect.HUGO:
        return _names_of_hugo(post, name)
    if dialect is Dialect.HEXO:
        folder = posixpath.dirname(post.found.inside)
        name = "index" if post.found.is_bundle else name
        return {"title": posixpath.join(folder, name), "name": name, "filename": name}
    title = re.sub(r"[^\w.-]+", "-", post.slug or name)
    return {"title": title, "slug": _words(title), "name": name}


def _names_of_hugo(post: Published, name: str) -> dict[str, str]:
    folders = post.found.inside.split("/")[: -2 if post.found.is_bundle else -1]
    title, filename = _urlized(post.title), _urlized(name)
    return {
        "title": title,
        "slug": _urlized(post.slug) or title,
        "filename": filename,
        "contentbasename": filename,
        "slugorfilename": _urlized(post.slug) or filename,
        "slugorcontentbasename": _urlized(post.slug) or filename,
        "sections": "/".join(map(_urlized, folders)),
    }


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


def category_path(value: Any, config: SiteConfig) -> str:
    """Return what `:category` stands for in Hexo: a category below those that it is part of; ''
    where a post is in several, of which nobody knows which one counts.
    """
    lists = [item for item in value if isinstance(item, list)]
    if lists and len(value) > 1:
        return ""
    names = (config.categories.get(name, name) for name in texts(lists or value))
    slugs = (_SPECIAL.sub("-", name).strip("-") for name in names)
    return "/".join(filter(None, slugs)) or config.default_category


def _words(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text.lower()).strip("-")


def _urlized(text: str) -> str:
    """Return a part of an address as Hugo makes it: spaces to hyphens, other signs dropped."""
    kept = re.sub(r"[^\w\s.#+~@-]+", "", text.lower().strip())
    return re.sub(r"-*\s+-*", "-", kept)


def alias(text: str) -> str:
    """Return a former address as Laurel keeps it: root-relative, decoded, without host, query
    or fragment; '' if it cannot be kept.
    """
    path = re.sub(r"\A(?:https?:)?//[^/]*", "", text.strip())
    path = unicodedata.normalize("NFC", unquote(re.split(r"[?#]", path)[0]))
    path = path if path.startswith("/") else f"/{path}"
    is_kept = len(path) <= MAX_ALIAS and is_site_path(path) and "\ufffd" not in path
    return path if is_kept and path.isprintable() else ""


def alias_folder(found: Found) -> str:
    """Return the folder to which Hugo takes an alias without `/` at its start to be relative."""
    folder = posixpath.dirname(found.inside)
    return posixpath.dirname(folder) if found.is_bundle else folder


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
