"""Owns checking what entries say about each other: every reference must name something.
May not decide what is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from generator.graph.library import EMPTY, Library
from generator.kinds import KINDS
from generator.kinds.base import Entry
from generator.problems import Fault
from generator.schema import nearest

_UNKNOWN = {
    "columns": "L204",
    "colleges": "L220",
    "regions": "L221",
    "honors": "L222",
    "people": "L223",
    "stories": "L224",
}
_REFERENCES = {kind.name: kind.references for kind in KINDS}

MediaCheck = Callable[[str, str], tuple[str, str]]


class References:
    """Checks what entries of a library, or broken ones beside it, refer to.

    `check_media(reference, origin)` returns the code of what is wrong with a media reference,
    or '', and the nearest existing one.
    """

    def __init__(self, library: Library, check_media: MediaCheck) -> None:
        self._library = library
        self._check_media = check_media

    def faults(self, entries: Iterable[Entry[Any]]) -> Iterator[Fault]:
        """Yield a fault for each reference to nothing, and for doubled keys."""
        for entry in entries:
            yield from _doubled(self._library, entry)
            yield from self.unknown(entry)

    def unknown(self, entry: Entry[Any]) -> Iterator[Fault]:
        """Yield a fault for each reference of one entry to nothing."""
        for reference in _REFERENCES[entry.kind]:
            for keys, value in reference.values(entry.fields):
                code, near = self._check(entry, reference.to, value)
                if code:
                    path, keys = _origin(entry, keys)
                    yield Fault(code, path, keys, {"value": value}, near)

    def _check(self, entry: Entry[Any], to: str, value: str) -> tuple[str, str]:
        library = self._library
        if to == "media":
            return self._check_media(value, entry.path)
        if to == "people":
            known = value in library.of("person")
            known = known or library.is_broken(f"people/{value}.yml", f"people/{value}.md")
            return ("", "") if known else (_UNKNOWN[to], self._nearest_person(value))
        if to == "stories":
            if library.story(value, entry.path) or library.is_broken_story(value, entry.path):
                return "", ""
            return _UNKNOWN[to], library.nearest_story(value)
        vocabulary = library.vocabularies.get(to, EMPTY)
        path = f"taxonomies/{to}.yml"
        if vocabulary.find(value) or library.is_broken(path, f"{path}#{value}"):
            return "", ""
        return _UNKNOWN[to], vocabulary.suggest(value)

    def _nearest_person(self, value: str) -> str:
        people = self._library.of("person")
        near = nearest(value, self._people, cutoff=0.6)
        found = self._by_name.get(_bare(value)) or ([near] if near else [])
        return "、".join(f"{key}（{people[key].fields.name.zh}）" for key in found)

    @cached_property
    def _people(self) -> frozenset[str]:
        return frozenset(self._library.of("person"))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The ids of all who have or had a name, as many write it where an id belongs."""
        found: dict[str, list[str]] = {}
        for key, entry in sorted(self._library.of("person").items()):
            name = entry.fields.name
            for text in {_bare(text) for text in (name.zh, name.en, name.former) if text}:
                found.setdefault(text, []).append(key)
        return found


def _bare(name: str) -> str:
    """Return a name without spaces and what stands in brackets: `王 伟（1998级）`."""
    return re.sub(r"[(（].*|\s", "", name).casefold()


def _origin(entry: Entry[Any], keys: tuple[str | int, ...]) -> tuple[str, tuple[str | int, ...]]:
    """Return the file in which a value stands: the entry's own, or the table it names."""
    table = dict(entry.tables).get(str(keys[0])) if keys else None
    return (table, keys[1:]) if table else (entry.path, keys)


def _doubled(library: Library, entry: Entry[Any]) -> Iterator[Fault]:
    first = library.of(entry.kind)[entry.key]
    if first is not entry:
        args = {"key": entry.key, "other": first.path}
        yield Fault("L301", entry.path, at=(1, 1), args=args)
    own = entry.gist.id if entry.kind == "story" else ""
    if own and (holder := library.story_ids[own]) is not entry and holder is not first:
        yield Fault("L302", entry.path, ("id",), {"key": own, "other": holder.path})
