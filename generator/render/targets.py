"""Owns what a link or picture in a body leads to.
May not read files; it knows the names of files, entries and pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from generator.graph import Library
from generator.kinds.base import Entry
from generator.names import quote_path
from generator.plan.redirects import page_place
from generator.render.root import ROOT, rooted
from generator.schema import nearest
from generator.source.folder import ContentFolder
from generator.source.images import Media, is_image, is_shown, media_type

ID_PREFIX = "s-"  # of headings: none can take the id of a part of the theme
GATED = f"{ROOT}#gated"
REFUSED = f"{ROOT}#refused"

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):|//")
_SAFE_SCHEMES = ("http", "https", "mailto")
_OWN_IDS = (ID_PREFIX, "fn-", "fnref-")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: an href, or why it leads nowhere.

    `href` is `GATED` for an entry that is not published; `media` is the file it needs, or ''.
    """

    href: str
    code: str = ""
    nearest: str = ""
    media: str = ""


class Targets:
    """Resolves references of bodies against everything that is published."""

    def __init__(
        self,
        library: Library,
        folder: ContentFolder,
        published: Collection[str],
        places: Collection[str],
        measured: Callable[[str], Media | None],
    ) -> None:
        """`published` holds paths of open entries, `places` permalinks of pages and aliases."""
        self._library = library
        self._folder = folder
        self._published = published
        self._places = places
        gated = [e for e in library if e.path not in published]
        self._gated = {e.permalink for e in gated}
        self._gated |= {page_place(alias) for e in gated for alias in e.fields.aliases}
        self._tables = {table for e in library for _, table in e.tables}
        self._measured = measured

    def link(self, url: str, origin: str) -> Target:
        """Resolve the target of a link in the file `origin`."""
        if not url or url.startswith("#"):
            return Target(_anchored(url))
        if found := _SCHEME.match(url):
            safe = (found[1] or "").lower() in _SAFE_SCHEMES
            return Target(url) if safe else Target(REFUSED, "L321")
        path, mark, rest = _split(url)
        if entry := self._entry(path, origin):
            return self._to_entry(entry, mark + rest)
        place = path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"
        if place in self._places:
            return Target(rooted(place) + mark + rest)
        if place in self._gated:
            return Target(GATED, "L322")
        return self._to_file(path, origin)

    def picture(self, url: str, origin: str) -> Target:
        """Resolve the source of a picture, sound or film in the file `origin`."""
        if _SCHEME.match(url):
            return Target(REFUSED, "L331")
        path = self._folder.resolve(unquote(url), origin)
        if path is None:
            return Target(REFUSED, "L333")
        if path not in self._folder.files:
            return Target(REFUSED, "L330", self.nearest_media(path))
        if self._measured(path) is None or not is_shown(path):
            return Target(REFUSED, "L332")
        return Target(rooted(f"/{path}"), media=path)

    def media(self, path: str) -> Media | None:
        """Return what is known of a media file that some target needs."""
        return self._measured(path)

    def nearest_media(self, path: str) -> str:
        """Return the media file whose name is closest, with a leading `/`, or ''."""
        name = path.rsplit("/", 1)[-1]
        known = {f.rsplit("/", 1)[-1]: f for f in self._folder.files if is_image(f)}
        found = nearest(name, known, cutoff=0.7)
        return f"/{known[found]}" if found else ""

    def _entry(self, path: str, origin: str) -> Entry | None:  # type: ignore[type-arg]  # any kind
        resolved = self._folder.resolve(path, origin)
        found = self._library.by_path.get(resolved or "")
        return found or self._library.story_ids.get(path)

    def _to_entry(self, entry: Entry, rest: str) -> Target:  # type: ignore[type-arg]  # any kind
        if entry.path not in self._published:
            return Target(GATED, "L322")
        return Target(rooted(entry.permalink) + (_anchored(rest) if entry.body else rest))

    def _to_file(self, path: str, origin: str) -> Target:
        resolved = self._folder.resolve(path, origin)
        if resolved is None:
            return Target(REFUSED, "L333")
        if self._library.is_broken(resolved, f"stories/{path}.md"):
            return Target(REFUSED)  # its own mistakes are enough
        if resolved not in self._folder.files:
            return Target(REFUSED, "L320", nearest(path, self._known(), cutoff=0.7))
        if resolved in self._tables or not media_type(resolved) or not self._measured(resolved):
            return Target(REFUSED, "L323")
        return Target(rooted(f"/{resolved}"), media=resolved)

    def _known(self) -> Mapping[str, object]:
        return self._library.story_ids


def _anchored(rest: str) -> str:
    """Turn `#heading` into the id that headings of bodies really have."""
    if rest in ("", "#", "#top") or not rest.startswith("#"):
        return rest
    return rest if rest[1:].startswith(_OWN_IDS) else f"#{ID_PREFIX}{rest[1:]}"


def _split(url: str) -> tuple[str, str, str]:
    """Split into the decoded path, `?` or `#`, and what follows, which stays encoded."""
    found = re.search(r"[?#]", url)
    cut = found.start() if found else len(url)
    return unquote(url[:cut]), url[cut : cut + 1], quote_path(url[cut + 1 :])
