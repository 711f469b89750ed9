"""Owns finding the imported post that an address or a template tag of the source means.
May not read files; an address that two posts share means neither.
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
    """Addresses of one degree of certainty; None marks an address that two posts share."""

    entries: dict[str, Placed | None] = field(default_factory=dict)

    def add(self, address: str, placed: Placed) -> None:
        key = _key(address)
        if key and self.entries.setdefault(key, placed) is not placed:
            self.entries[key] = None


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
            return self._look_up(path, (self._known, self._files, self._guessed))
        if not path:
            return None
        folder = posixpath.dirname(origin.found.inside)
        found = self._look_up(posixpath.join("/", folder, path), (self._files,))
        for former in (*origin.formers[:1], *origin.guesses):
            if found is not None:
                break
            found = self._look_up(posixpath.join(former, path), (self._known, self._guessed))
        return found

    def named(self, name: str, origin: Story) -> Placed | None:
        """Return the post that a template tag names by path, file name or slug."""
        name = unquote(name).strip()
        folder = posixpath.dirname(origin.found.inside)
        beside = self._look_up(posixpath.join("/", folder, name), (self._files,))
        rooted = name if name.startswith("/") else f"/{name}"
        books = (self._files, self._known, self._names, self._guessed)
        return beside or self._look_up(rooted, books)

    @staticmethod
    def _look_up(path: str, books: tuple[_Book, ...]) -> Placed | None:
        key = _key(path)
        return next((found for book in books if (found := book.entries.get(key))), None)


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
