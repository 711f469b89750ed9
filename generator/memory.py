"""Owns what one build remembers for the next, and how it is put together from the cache's files.
May not decide what is still so: each stage compares what it has with what it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.cache import Store
from generator.graph.related import Related
from generator.reading import Readings
from generator.render.bodies import Facts

# When more than one in so many readings is new, all are written again.
_NEW_OF_ALL = 20


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for one page, feed or segment: its key, and digests of its files by path."""

    key: bytes
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Memory:
    """All that a build left. `old` are the readings as they lie in the cache's large file."""

    readings: Readings = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    frame: Any = None
    related: Related | None = None
    old: Readings = field(default_factory=dict)


NOTHING = Memory()


def recall(store: Store) -> Memory:
    """Return what the last build left; parts that are damaged are as if they were not there."""
    old = store.load("readings") or {}
    new = (store.load("readings-new") or {}) if old else {}
    facts = store.load("facts") or {}
    made, frame, related = (store.load(name) for name in ("made", "frame", "related"))
    return Memory({**old, **new}, facts, made or {}, frame, related, old)


def remember(store: Store, memory: Memory, was: Memory) -> None:
    """Leave a memory for the next build; `was` is what this one found."""
    new = {
        path: reading
        for path, reading in memory.readings.items()
        if memory.old.get(path) is not reading
    }
    gone = not memory.old.keys() <= memory.readings.keys()  # it may have been withdrawn
    if gone or len(new) * _NEW_OF_ALL > len(memory.readings):
        store.drop("readings-new")
        store.save("readings", dict(memory.readings))
    else:
        store.save("readings-new", new)
    store.save("facts", memory.facts)
    store.save("made", memory.made)
    for name in ("frame", "related"):
        if getattr(memory, name) is not getattr(was, name):
            store.save(name, getattr(memory, name))
