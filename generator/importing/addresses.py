"""Owns finding the imported post that an address or a template tag of the source means.
May not read files; an address that two posts of one language share means neither.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from generator.importing.story import Story


@dataclass(frozen=True, slots=True)
class Placed:
    """A story with its place: `target` is relative to CONTENT."""

    story: Story
    target: str


@dataclass(slots=True)
class _Book:
    """Addresses of one degree of certainty, each with the posts that have it."""

    entries: dict[str, list[Placed]] = field(default_factory=dict)

    def add(self, address: str, placed: Placed) -> None:
        key = _key(address)
        if key and placed not in (posts := self.entries.setdefault(key, [])):
            posts.append(placed)

    def find(self, key: str, lang: str) -> Placed | None:
        """Return the only post at an address, or the only one there in a language."""
        posts = self.entries.get(key, [])
        mine = [post for post in posts if post.story.found.lang == lang]
        return posts[0] if len(posts) == 1 else mine[0] if len(mine) == 1 else None


class Addresses:
    """All addresses of the imported posts: published ones before files before guesses."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self._known, self._files, self._guessed, self._names = _Book(), _Book(), _Book(), _Book()
        for post in placed:
            self._add(post)

    def _add(self, post: Placed) -> None:
        story, found = post.story, post.story.found
        for address in story.formers:
            self._known.add(address, post)
        for path in {found.path, found.inside, f"content/{found.inside}"}:
            for form in _file_forms(path):
                self._files.add(form, post)
        for guess in story.guesses:
            self._guessed.add(guess, post)
        for name in {found.name, posixpath.basename(found.path), story.slug}:
            self._names.add(name, post)

    def at(self, address: str, origin: Story) -> Placed | None:
        """Return the post at a root-relative or relative address, seen from `origin`."""
        path = unquote(address.partition("#")[0].partition("?")[0])
        if path.startswith("/"):
            return self._look_up(path, (self._known, self._files, self._guessed), origin)
        if not path:
            return None
        folder = posixpath.dirname(origin.found.inside)
        found = self._look_up(posixpath.join("/", folder, path), (self._files,), origin)
        for former in (*origin.formers[:1], *origin.guesses):
            if found is not None:
                break
            books = (self._known, self._guessed)
            found = self._look_up(posixpath.join(former, path), books, origin)
        return found

    def named(self, name: str, origin: Story) -> Placed | None:
        """Return the post that a template tag names by path, file name or slug."""
        name = unquote(name).strip()
        folder = posixpath.dirname(origin.found.inside)
        beside = self._look_up(posixpath.join("/", folder, name), (self._files,), origin)
        rooted = name if name.startswith("/") else f"/{name}"
        books = (self._files, self._known, self._names, self._guessed)
        return beside or self._look_up(rooted, books, origin)

    @staticmethod
    def _look_up(path: str, books: tuple[_Book, ...], origin: Story) -> Placed | None:
        key, lang = _key(path), origin.found.lang
        return next((found for book in books if (found := book.find(key, lang))), None)


def _file_forms(path: str) -> list[str]:
    """Return the ways to write a file's address: with ending, without, and for a bundle."""
    stem = posixpath.splitext(path)[0]
    folder, _, name = stem.rpartition("/")
    return [path, stem, *([folder] if name == "index" and folder else [])]


def _key(address: str) -> str:
    path = posixpath.normpath("/" + address.strip("/"))
    for ending in ("/index.html", ".html", ".htm"):
        path = path.removesuffix(ending)
    return path.casefold() if path not in ("/", "/.") else ""
