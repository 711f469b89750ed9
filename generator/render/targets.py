"""Owns what a link or picture in a body leads to.
May not read files; it knows the names of files, entries and pages.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from generator.graph import Library
from generator.graph.library import EMPTY
from generator.images import Picture, Pictures
from generator.kinds.base import Entry
from generator.names import quote_path, tag_slug
from generator.plan.feeds import FILES
from generator.plan.pages import TERM_TAXONOMIES, listings_of
from generator.plan.redirects import page_place
from generator.render.root import ROOT, rooted
from generator.schema import nearest
from generator.source.folder import ContentFolder
from generator.source.images import is_image, is_shown, media_type

ID_PREFIX = "s-"  # of headings: none can take the id of a part of the theme
OWN_IDS = (ID_PREFIX, "fn-", "fnref-")  # what ids begin with that rendering gives
GATED = f"{ROOT}#gated"
REFUSED = f"{ROOT}#refused"

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):|//")
_OF_A_COMPUTER = re.compile(r"file:|[a-zA-Z]:[\\/]|[^?#]*\\", re.I)
_OF_A_SITE = re.compile(r"(?:[a-z0-9-]+\.)+(?:cn|com|org|net)(?:/|\Z)", re.I)
_NO_HOST = re.compile(r"https?:(?!//[^/?#])", re.I)
_SAFE_SCHEMES = ("http", "https", "mailto")
_OF_A_PERSON = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z", re.ASCII)
_OF_THE_OFFICE = ("ledger/", "reports/")  # what is counted and how; no link makes it public


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: an href, or why it leads nowhere.

    `href` is `GATED` for an entry that is not published; `media` is the file it needs, or '';
    `picture` is what is published of that file if it is one.
    """

    href: str
    code: str = ""
    nearest: str = ""
    media: str = ""
    picture: Picture | None = None


class Targets:
    """Resolves references of bodies against everything that is published."""

    def __init__(
        self,
        library: Library,
        folder: ContentFolder,
        published: Collection[str],
        places: Collection[str],
        pictures: Pictures | None,
    ) -> None:
        """`published` holds paths of open entries, `places` permalinks of pages, aliases and feeds.

        Without `pictures` no media file can be used.
        """
        self._library = library
        self._folder = folder
        self._published = published
        self._places = places
        self._pictures = pictures
        self._shown: dict[tuple[str, str, bool], Target] = {}
        self._named: dict[str, str] = {}  # pictures by their names, once one is missing

    @cached_property
    def _gated(self) -> set[str]:
        """Where something would be if all were published; a listing opens with what it lists."""
        gated = [e for e in self._library if e.path not in self._published]
        aliases = {page_place(alias) for e in gated for alias in e.gist.aliases}
        return aliases.union((e.permalink for e in gated), listings_of(self._library, gated))

    def _is_gated(self, place: str) -> bool:
        folder, _, name = place.rpartition("/")
        if name in FILES and folder.startswith("/feeds/"):
            place = f"{folder.removeprefix('/feeds')}/"
        return place in self._gated

    @cached_property
    def _tables(self) -> set[str]:
        return {table for e in self._library for _, table in e.tables}

    def has(self, permalink: str) -> bool:
        """Tell whether the site has a page, alias or feed there."""
        return permalink in self._places

    def link(self, url: str, origin: str) -> Target:
        """Resolve the target of a link in the file `origin`."""
        if not url or url.startswith("#"):
            return Target(_anchored(url))
        if found := _SCHEME.match(url):
            return self._abroad(url, (found[1] or "").lower())
        path, query, fragment = _split(url)
        if "\\" in path:
            plain = path.replace("\\", "/")
            meant = self.link(plain, origin).href != REFUSED
            return Target(REFUSED, "L337", plain if meant else "")
        if entry := self._entry(path, origin):
            return self._to_entry(entry, query, fragment)
        place = path if self.has(path) else page_place(path)
        if self.has(place):
            if fragment and place in self._with_body:
                fragment = _anchored(fragment)
            return Target(rooted(place) + query + fragment)
        if self._is_gated(path) or self._is_gated(place):
            return Target(GATED, "L322")
        return self._to_file(path, origin, query + fragment)

    def _abroad(self, url: str, scheme: str) -> Target:
        """Judge what leads away from the site."""
        if scheme not in _SAFE_SCHEMES:
            return Target(REFUSED, "L337" if _OF_A_COMPUTER.match(unquote(url)) else "L321")
        if _NO_HOST.match(url):
            meant = re.sub(r":[/\\]*", "://", url, count=1)
            return Target(REFUSED, "L214", "" if _NO_HOST.match(meant) else meant)
        return Target(url)

    def picture(self, url: str, origin: str) -> Target:
        """Resolve the source of a picture, sound or film in the file `origin`."""
        folder = "" if url.startswith("/") else posixpath.dirname(origin)
        case = (url, folder, origin in self._published)
        if case not in self._shown:
            self._shown[case] = self._picture(url, origin)
        return self._shown[case]

    def _picture(self, url: str, origin: str) -> Target:
        if _OF_A_COMPUTER.match(plain := unquote(url)):
            return Target(REFUSED, "L337", self.nearest_media(plain.replace("\\", "/")))
        if _SCHEME.match(url):
            return Target(REFUSED, "L351" if url[:11].lower() == "data:image/" else "L331")
        path = self._folder.resolve(unquote(url), origin)
        if path is None:
            return Target(REFUSED, "L333")
        if path not in self._folder.files:
            return Target(REFUSED, "L330", self.nearest_media(path))
        if not is_shown(path) or not self._is_usable(path):
            return Target(REFUSED, "L332")
        return self._to_media(path, origin)

    def media(self, path: str) -> Picture | None:
        """Return what is published of a picture that some target needs."""
        return self._pictures.of(path) if self._pictures and is_image(path) else None

    def size(self, picture: Picture) -> int:
        """Return the bytes of a picture's fallback, 0 before it is made."""
        return self._pictures.size(picture) if self._pictures else 0

    def nearest_media(self, path: str) -> str:
        """Return the media file whose name is closest, with a leading `/`, or ''."""
        name = path.rsplit("/", 1)[-1]
        if same := self._folded.get(path.strip("/").casefold()):
            return f"/{same}"
        if not self._named:
            self._named = {f.rsplit("/", 1)[-1]: f for f in self._folder.files if is_image(f)}
        found = nearest(name, self._named, cutoff=0.7)
        return f"/{self._named[found]}" if found else ""

    def _nearest_file(self, path: str) -> str:
        """Return the file to link to whose name is closest, with a leading `/`, or ''."""
        found = nearest(path.rsplit("/", 1)[-1], self._linkable, cutoff=0.8)
        return f"/{self._linkable[found]}" if found else ""

    @cached_property
    def _linkable(self) -> dict[str, str]:
        """Files that a link may lead to by their names."""
        files = (f for f in self._folder.files if media_type(f) and f not in self._tables)
        return {f.rsplit("/", 1)[-1]: f for f in files if not f.startswith(_OF_THE_OFFICE)}

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Pictures by their paths without regard to case."""
        return {f.casefold(): f for f in self._folder.files if is_image(f)}

    def _entry(self, path: str, origin: str) -> Entry[Any] | None:
        resolved = self._folder.resolve(path, origin)
        found = self._library.by_path.get(resolved or "")
        return found or self._library.story_ids.get(path)

    def _to_entry(self, entry: Entry[Any], query: str, fragment: str) -> Target:
        if entry.path not in self._published:
            return Target(GATED, "L322")
        fragment = _anchored(fragment) if entry.has_body else fragment
        return Target(rooted(entry.permalink) + query + fragment)

    @cached_property
    def _with_body(self) -> frozenset[str]:
        """The permalinks of the entries whose pages show a body."""
        return frozenset(entry.permalink for entry in self._library if entry.has_body)

    def _to_file(self, path: str, origin: str, rest: str) -> Target:
        resolved = self._folder.resolve(path, origin)
        if resolved is None:
            return Target(REFUSED, "L333")
        place = path.strip("/")
        vocabulary = f"taxonomies/{place.removeprefix('feeds/').partition('/')[0]}.yml"
        names = (f"stories/{path}.md", f"#{path}", f"{place}.md", f"{place}.yml", vocabulary)
        if self._library.is_broken(resolved, *names, f"pages/{place}.md"):
            return Target(REFUSED)  # its own mistakes are enough
        if resolved not in self._folder.files:
            return Target(REFUSED, "L320", self._nearest(path, resolved, rest))
        if resolved in self._tables or not self._is_usable(resolved):
            return Target(REFUSED, "L323")
        return self._to_media(resolved, origin)

    def _is_usable(self, path: str) -> bool:
        if path.startswith(_OF_THE_OFFICE):
            return False
        return self._pictures is not None and self._pictures.is_usable(path)

    def _to_media(self, path: str, origin: str) -> Target:
        """Lead to a file of our own: for a picture never to the original, which may say where it
        was taken. What nobody will see is not looked into.
        """
        if not is_image(path) or origin not in self._published:
            return Target(rooted(f"/{path.replace('%', '%25')}"), media=path)
        if (picture := self.media(path)) is None:
            return Target(REFUSED, media=path)
        return Target(rooted(f"/{picture.fallback.path}"), media=path, picture=picture)

    def _nearest(self, path: str, resolved: str, rest: str) -> str:
        """Return the id of the story that is nearest to what is written or to what that means, or
        what else is meant: a site, a mailbox, a term by its name. `rest` is what stands behind the
        path.
        """
        if _OF_A_SITE.match(path):
            return f"https://{path}{rest}"
        if _OF_A_PERSON.match(path) and not media_type(path):
            return f"mailto:{path}"
        if path.startswith(("https：//", "http：//")):
            return path.replace("：", ":", 1) + rest
        if media_type(path):
            return self._nearest_file(path)
        taxonomy, _, name = path.strip("/").partition("/")
        terms = self._library.vocabularies.get(taxonomy, EMPTY)
        if taxonomy in TERM_TAXONOMIES and (term := terms.find(name)):
            return term.permalink
        if taxonomy == "tags" and self.has(place := f"/tags/{tag_slug(name)}/"):
            return place
        inside = path.rpartition("stories/")[2].removesuffix(".md")
        meant = resolved.removeprefix("stories/").removesuffix(".md")
        texts = (text for text in (inside, meant) if not text.strip("/").isdigit())  # of a year
        near = (self._library.nearest_story(text, cutoff=0.7) for text in texts)
        return next(filter(None, near), "")


def only_picture(target: Target) -> Target:
    """Return where a reference leads from a place in which no sound or film can stand."""
    return Target(REFUSED, "L332") if target.media and not is_image(target.media) else target


def _anchored(fragment: str) -> str:
    """Turn `#heading` into the id that headings of bodies really have."""
    if fragment in ("", "#", "#top") or fragment[1:].startswith(OWN_IDS):
        return fragment
    return f"#{ID_PREFIX}{fragment[1:]}"


def _split(url: str) -> tuple[str, str, str]:
    """Split into the decoded path, `?` with the query, `#` with the fragment; both stay encoded."""
    address, hash_mark, fragment = url.partition("#")
    path, mark, query = address.partition("?")
    return unquote(path), mark + quote_path(query), hash_mark + quote_path(fragment)
