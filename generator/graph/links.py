"""Owns checking what entries say about each other: every reference must name something.
May not decide what is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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


def check_references(
    library: Library, entries: Iterable[Entry[Any]], check_media: MediaCheck
) -> Iterator[Fault]:
    """Yield a fault for each reference to nothing, and for doubled keys.

    `check_media(reference, origin)` returns the code of what is wrong with a media reference,
    or '', and the nearest existing one.
    """
    for entry in entries:
        yield from _doubled(library, entry)
        yield from unknown_references(library, entry, check_media)


def unknown_references(
    library: Library, entry: Entry[Any], check_media: MediaCheck
) -> Iterator[Fault]:
    """Yield a fault for each reference of one entry to nothing; it need not be in the library."""
    for reference in _REFERENCES[entry.kind]:
        for keys, value in reference.values(entry.fields):
            code, near = _check(library, entry, reference.to, value, check_media)
            if code:
                path, keys = _origin(entry, keys)
                yield Fault(code, path, keys, {"value": value}, near)


def _check(
    library: Library, entry: Entry[Any], to: str, value: str, check_media: MediaCheck
) -> tuple[str, str]:
    if to == "media":
        return check_media(value, entry.path)
    if to == "people":
        known = value in library.of("person")
        known = known or library.is_broken(f"people/{value}.yml", f"people/{value}.md")
        return ("", "") if known else (_UNKNOWN[to], _nearest_person(library, value))
    if to == "stories":
        if library.story(value, entry.path) or library.is_broken_story(value, entry.path):
            return "", ""
        return _UNKNOWN[to], nearest(value, library.story_ids)
    vocabulary = library.vocabularies.get(to, EMPTY)
    return ("", "") if vocabulary.find(value) else (_UNKNOWN[to], vocabulary.suggest(value))


def _nearest_person(library: Library, value: str) -> str:
    people = library.of("person")
    same = sorted(key for key, entry in people.items() if entry.fields.name.zh == value)
    found = same[0] if same else nearest(value, people, cutoff=0.6)
    return f"{found}（{people[found].fields.name.zh}）" if found else ""


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
