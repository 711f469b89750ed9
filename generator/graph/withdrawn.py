"""Owns the names of people who were withdrawn: published texts may still spell them.
May not decide what is published.

Nobody can take a name out of a sentence but its editor, so the places are told. Where a story names
somebody else of that name by id, it is about that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.cache import key_of
from generator.graph.library import Library
from generator.kinds.base import Entry
from generator.problems import Fault
from generator.schema.validate import Model

_LEAST = 2  # characters of a name: one stands in too many words
_IDS = ("person", "story", "id")  # what they hold is not shown as it is written

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnNames:
    """The names of withdrawn people; `others` are the names of all others by their ids. `key`
    changes with any of them, and is empty where nobody was withdrawn.
    """

    names: tuple[str, ...] = ()
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    key: bytes = b""

    @classmethod
    def of(cls, library: Library) -> WithdrawnNames:
        """Collect the names of the people of a library."""
        people = library.of("person")
        gone = {key: _names(person) for key, person in people.items() if _is_withdrawn(person)}
        if not gone:
            return cls()
        held = frozenset[str]().union(*gone.values())
        names = tuple(sorted(held, key=lambda name: (-len(name), name)))
        others = {
            key: _names(person)
            for key, person in sorted(people.items())
            if key not in gone and person.title in held
        }
        shown = [(key, sorted(found)) for key, found in others.items()]
        return cls(names, others, key_of((repr((names, shown)).encode(),)))

    def faults(self, entry: Entry[Any]) -> tuple[Fault, ...]:
        """Return a fault for the first place of each name in the body, and for each field."""
        if not self.names:
            return ()
        meant = frozenset[str]().union(*(self.others.get(key, ()) for key in _people(entry)))
        wanted = [name for name in self.names if name not in meant]
        if not wanted:
            return ()
        pattern = re.compile("|".join(map(re.escape, wanted)))
        return (*_in_fields(entry, pattern), *_in_body(entry, pattern))


NOBODY = WithdrawnNames()


def _people(entry: Entry[Any]) -> Iterator[str]:
    """Yield the ids of the people whom an entry is about."""
    if entry.kind == "person":
        yield entry.key
    for rows, name in (("people", "id"), ("entries", "person")):
        for row in getattr(entry.fields, rows, ()):
            yield getattr(row, name, None) or ""


def _is_withdrawn(person: Entry[Any]) -> bool:
    return not person.gist.timeless and person.fields.status == "withdrawn"


def _names(person: Entry[Any]) -> frozenset[str]:
    name = person.fields.name
    return frozenset(n for n in (name.zh, name.en, name.former) if n and len(n) >= _LEAST)


def _in_fields(entry: Entry[Any], pattern: re.Pattern[str]) -> Iterator[Fault]:
    tables = dict(entry.tables)
    for keys, text in _texts(entry.fields):
        if found := pattern.search(text):
            table = tables.get(str(keys[0]))
            path, keys = (table, keys[1:]) if table else (entry.path, keys)
            yield Fault("L353", path, keys, {"value": found[0]})


def _texts(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            if name not in _IDS:
                yield from _texts(getattr(value, name, None), (*keys, name))
    elif isinstance(value, (tuple, list)):
        for number, item in enumerate(value):
            yield from _texts(item, (*keys, number))


def _in_body(entry: Entry[Any], pattern: re.Pattern[str]) -> Iterator[Fault]:
    told: set[str] = set()
    for number, line in enumerate(entry.body.split("\n"), entry.body_line):
        for found in pattern.finditer(line):
            if found[0] not in told:
                told.add(found[0])
                at = (number, found.start() + 1)
                yield Fault("L353", entry.path, args={"value": found[0]}, at=at)
