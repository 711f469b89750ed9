"""Owns the names of people who were withdrawn: published texts may still spell them.
May not decide what is published.

Nobody can take a name out of a sentence but its editor, so the places are told. Where a story names
somebody else of that name by id, it is about that one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from operator import add
from typing import Any

from generator.cache import key_of
from generator.graph.library import Library
from generator.kinds.base import Entry
from generator.problems import Fault
from generator.schema.validate import Model

_LEAST = 2  # characters of a name: one stands in too many words
_IDS = ("person", "story", "id")  # what they hold is not shown as it is written
_LETTER = r"[^\W\d_\u2e80-\U0010ffff]"  # of a script that parts words by blanks

Keys = tuple[str | int, ...]
Seek = Callable[[str], Iterator[re.Match[str]]]


@dataclass(frozen=True, slots=True)
class WithdrawnNames:
    """The names of withdrawn people, by their first two characters: of thousands hardly one stands
    in a text. `others` are, by their ids, the names of others that are or hold one of these. `key`
    changes with any of them, and is empty where nobody was withdrawn.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    key: bytes = b""

    @classmethod
    def of(cls, library: Library) -> WithdrawnNames:
        """Collect the names of the people of a library."""
        people = sorted(library.of("person").items())
        gone = {key: _names(person) for key, person in people if _is_withdrawn(person)}
        if not gone:
            return cls()
        names: dict[str, tuple[str, ...]] = {}
        for name in sorted(frozenset[str]().union(*gone.values())):
            names[name[:_LEAST]] = (*names.get(name[:_LEAST], ()), name)
        known = {key: _names(person) for key, person in people if key not in gone}
        others = {key: found for key, found in known.items() if any(map(cls(names).held, found))}
        shown = [(key, sorted(found)) for key, found in others.items()]
        return cls(names, others, key_of((repr((names, shown)).encode(),)))

    def held(self, text: str) -> set[str]:
        """Return the names of withdrawn people that a text has, be it within longer ones."""
        begins = self.names.keys() & set(map(add, text, text[1:]))
        return {name for begin in begins for name in self.names[begin] if name in text}

    def faults(self, entry: Entry[Any]) -> tuple[Fault, ...]:
        """Return a fault for the first place of each name in the body, and for each field."""
        if not self.names:
            return ()
        fields = tuple(texts_of(entry.fields))
        held = self.held("\n".join((entry.body, *(text for _, text in fields))))
        meant = frozenset[str]().union(*(self.others.get(key, ()) for key in _people(entry)))
        if held <= meant:
            return ()
        seek = _seeker(held - meant, meant)
        return (*_in_fields(entry, fields, seek), *_in_body(entry, seek))


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


def _seeker(wanted: Set[str], meant: Set[str]) -> Seek:
    """Return what finds the wanted names in a text, but not within a name that is meant (王伟 in
    王伟强) or within a word (Li Wei in Li Weiming).
    """
    longest_first = sorted(wanted | meant, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(map(_whole, longest_first)))
    return lambda text: (found for found in pattern.finditer(text) if found[0] in wanted)


def _whole(name: str) -> str:
    before, behind = (re.match(_LETTER, end) is not None for end in (name[0], name[-1]))
    written = re.escape(name)
    return f"{f'(?<!{_LETTER})' if before else ''}{written}{f'(?!{_LETTER})' if behind else ''}"


def _in_fields(
    entry: Entry[Any], fields: Iterable[tuple[Keys, str]], seek: Seek
) -> Iterator[Fault]:
    tables = dict(entry.tables)
    for keys, text in fields:
        if found := next(seek(text), None):
            table = tables.get(str(keys[0]))
            path, keys = (table, keys[1:]) if table else (entry.path, keys)
            yield Fault("L353", path, keys, {"value": found[0]})


def texts_of(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Yield every text in fields, with the way to it, but for ids."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            if name not in _IDS:
                yield from texts_of(getattr(value, name, None), (*keys, name))
    elif isinstance(value, (tuple, list)):
        for number, item in enumerate(value):
            yield from texts_of(item, (*keys, number))


def _in_body(entry: Entry[Any], seek: Seek) -> Iterator[Fault]:
    told: set[str] = set()
    for number, line in enumerate(entry.body.split("\n"), entry.body_line):
        for found in seek(line):
            if found[0] not in told:
                told.add(found[0])
                at = (number, found.start() + 1)
                yield Fault("L353", entry.path, args={"value": found[0]}, at=at)
