"""Owns what the source's own configuration tells: its address and its pattern of permalinks.
May read that one file; everything else of it is ignored.
"""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from generator.importing.decoding import decode
from generator.importing.dialect import Habits
from generator.importing.frontmatter import plain
from generator.importing.values import texts
from generator.importing.yamlnodes import YamlError, read_mapping
from generator.names import tag_key

_MARKS = ("baseurl", "permalink", "permalinks", "theme", "title", "url", "languagecode", "timezone")
_PARENTS = 3
_OWN_FILES = ("permalinks", "languages")


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """Of the source's site: the folder of its configuration file (None without one), the host
    and path under which it was published ('' if unknown), and its patterns of permalinks by
    section ('' for all). `language` is the one without a folder of its own (Hugo);
    `strips_date` tells that a day in a file's name is no part of the address; `contents` are
    the folders of content below `folder`, with the language of each (Hugo); `zone` that of
    times without offset; `defaults` are those of Jekyll, `cascade` that of Hugo, as they stand
    there; `future` tells that posts with a date to come are shown already; `excluded` match the
    files, as paths from `folder` with a `/` before them, that are no part of the site;
    `categories` are parts of addresses that stand for categories, `default_category` that of a
    post without; posts with one of the `locked` tags ask for a password (hexo-blog-encrypt).
    """

    folder: Path | None
    host: str
    prefix: str
    patterns: dict[str, str]
    ugly: bool
    language: str
    strips_date: bool
    contents: tuple[tuple[str, str], ...]
    zone: ZoneInfo | None
    defaults: Any
    cascade: Any
    future: bool
    excluded: tuple[re.Pattern[str], ...]
    categories: Mapping[str, str]
    default_category: str
    locked: frozenset[str]

    def own_address(self, url: str) -> str | None:
        """Return the root-relative address of a URL of this site, None for any other URL."""
        parts = urlsplit(url)
        path = parts.path or "/"
        if not self.host or _bare(parts.netloc) != self.host:
            return None
        if not f"{path}/".startswith(f"{self.prefix}/"):
            return None
        address = "/" + path[len(self.prefix) :].lstrip("/")
        return address + (f"#{parts.fragment}" if parts.fragment else "")

    def excludes(self, path: str) -> bool:
        """Tell whether a file, by its path from `folder`, is no part of the source's site."""
        return any(pattern.search(f"/{path}") for pattern in self.excluded)

    def without_prefix(self, address: str) -> str:
        """Return a root-relative address seen from the site's own folder; any other as it is."""
        inside = self.prefix and f"{address}/".startswith(f"{self.prefix}/")
        return "/" + address[len(self.prefix) :].lstrip("/") if inside else address


def find_config(source: Path, habits: Habits) -> SiteConfig:
    """Return what a configuration in SOURCE or up to three folders above it tells."""
    for folder in (source, *list(source.parents)[:_PARENTS]):
        for name in habits.configs:
            data = _read(folder / name)
            if data:
                data = _parts(folder / name) | data
            if data and any(mark in data for mark in _MARKS):
                return _config(folder, data, habits)
    return _config(None, {}, habits)


def _config(folder: Path | None, data: dict[str, Any], habits: Habits) -> SiteConfig:
    base = _text(data, "baseurl", "url")
    root = _text(data, "baseurl", "root") if "://" not in _text(data, "baseurl") else ""
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    prefix = (parts.path if "://" in base else "").rstrip("/") or root.rstrip("/")
    prefix = f"/{prefix.strip('/')}" if prefix.strip("/") else ""
    ugly = _text(data, "uglyurls").lower() == "true"
    language = _text(data, "defaultcontentlanguage").lower()
    own_folder = _text(data, "defaultcontentlanguageinsubdir").lower() == "true"
    return SiteConfig(
        folder, _bare(parts.netloc), prefix, _patterns(data), ugly,
        language="" if own_folder else language,
        strips_date=habits.strips_date or _strips_date(data),
        contents=tuple(_contents(data)),
        zone=_zone(_text(data, "timezone")),
        defaults=data.get("defaults"),
        cascade=data.get("cascade"),
        future=(_text(data, "future", "buildfuture") or str(habits.future)).lower() == "true",
        excluded=tuple(_excluded(data)),
        categories=_texts_of(data.get("category_map")),
        default_category=_text(data, "default_category") or "uncategorized",
        locked=frozenset(map(tag_key, _locked(data.get("encrypt")))),
    )  # fmt: skip


def _locked(table: Any) -> list[str]:
    rules = table.get("tags") if isinstance(table, dict) else None
    tables = [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    return [name for rule in tables for name in texts(rule.get("name"))]


def _excluded(data: dict[str, Any]) -> Iterator[re.Pattern[str]]:
    """Yield what Jekyll and Hexo are told to leave out (glob patterns and beginnings of paths;
    Hexo's lie in `source`), and Hugo (regular expressions).
    """
    for text in texts(data.get("exclude")):
        if path := text.lstrip("/"):
            either = f"{fnmatch.translate(path)}|{re.escape(path)}"
            yield re.compile(rf"\A/(?:source/)?(?:{either})")
    for text in texts(data.get("ignorefiles")):
        with suppress(re.error):
            yield re.compile(text)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return None


def _contents(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the folders of content that Hugo was told, `""` as language of the common one."""
    tables = data.get("languages")
    for lang, table in (tables if isinstance(tables, dict) else {}).items():
        by_key = {str(k).lower(): v for k, v in table.items()} if isinstance(table, dict) else {}
        if folder := _text(by_key, "contentdir").strip("/"):
            yield f"{folder}/", str(lang).lower()
    if folder := _text(data, "contentdir").strip("/"):
        yield f"{folder}/", ""


def _strips_date(data: dict[str, Any]) -> bool:
    """Tell whether Hexo or Hugo was told to take the date out of a file's name."""
    rules = data.get("frontmatter")
    by_key = {k.lower(): v for k, v in rules.items()} if isinstance(rules, dict) else {}
    sources = by_key.get("date") or []
    return _text(data, "new_post_name").startswith(":year-:month-:day-") or ":filename" in sources


def _patterns(data: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    if permalink := _text(data, "permalink"):
        found[""] = permalink
    table = data.get("permalinks")
    if isinstance(table, dict):
        inner = table.get("page")
        sections = inner if isinstance(inner, dict) else table
        found |= {k.lower(): v for k, v in sections.items() if isinstance(v, str) and v}
    return found


def _text(data: dict[str, Any], *names: str) -> str:
    values = (data.get(name) for name in names)
    return next((v for v in values if isinstance(v, str) and v), "")


def _texts_of(table: Any) -> dict[str, str]:
    items = table.items() if isinstance(table, dict) else ()
    return {str(key): value for key, value in items if isinstance(value, str) and value}


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _parts(path: Path) -> dict[str, Any]:
    """Return what Hugo lets stand in files of their own beside its configuration."""
    if path.parent.name != "_default":
        return {}
    found = {name: _read(path.with_name(name + path.suffix)) for name in _OWN_FILES}
    return {name: table for name, table in found.items() if table}


def _read(path: Path) -> dict[str, Any]:
    """Return the mapping in a configuration file, by lower-case key; {} if there is none."""
    try:
        decoded = decode(path.read_bytes()) if path.is_file() else None
        if decoded is None:
            return {}
        return {str(k).lower(): v for k, v in _load(path.suffix, decoded.text).items()}
    except (OSError, ValueError, RecursionError, YamlError, AttributeError):
        return {}


def _load(suffix: str, text: str) -> dict[str, Any]:
    if suffix == ".toml":
        return dict(plain(tomllib.loads(text)))
    if suffix == ".json":
        return dict(plain(json.loads(text)))
    return {key: value for key, value, _ in read_mapping(text)}
