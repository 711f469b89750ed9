"""Owns what one build remembers for the next, and how it is put together from the cache's files.
May not decide what is still so: each stage compares what it has with what it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from generator.cache import NO_KEY, Store
from generator.graph import KeptSite, decide
from generator.graph.related import Related
from generator.kinds.base import Entry
from generator.reading import Content, Reading, Readings
from generator.render.bodies import Facts
from generator.source import ContentFolder, Unread

# When more than one in so many values is new, all are written again.
_NEW_OF_ALL = 20

T = TypeVar("T")
Stamp = tuple[bytes, bytes]


class Made(NamedTuple):
    """What was made for one page, feed or segment: its key, and the paths of its files."""

    key: bytes
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layers(Generic[T]):
    """Many values by name, in two files: a large one, and what changed since it was written.

    `stamp` tells of what time the values are, `since` of what time those of the large file are.
    """

    values: Mapping[str, T] = field(default_factory=dict)
    stamp: Stamp = (NO_KEY, NO_KEY)
    large: Mapping[str, T] = field(default_factory=dict)
    since: Stamp = (NO_KEY, NO_KEY)


@dataclass(frozen=True, slots=True)
class Memory:
    """All that a build left.

    `sound` is the key of the names for which all references led somewhere, `leads` that of all to
    which they led (see `surroundings`), when the facts were so. `tree` names the published tree
    in which what was made lies, `ground` is the key of what it depends on beside single stories,
    whose facts are these. `was` are the layers as they lie in the cache.
    """

    readings: Readings = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    frame: Any = None
    compiled: Mapping[str, bytes] = field(default_factory=dict)
    related: Related | None = None
    site: KeptSite | None = None
    sound: bytes = NO_KEY
    leads: bytes = NO_KEY
    tree: bytes = NO_KEY
    ground: bytes = NO_KEY
    was: Mapping[str, Layers[Any]] = field(default_factory=dict)


NOTHING = Memory()
_SINGLE = ("frame", "compiled", "related", "sound")


def recall(store: Store, folder: ContentFolder) -> Memory:
    """Return what the last build left; parts that are damaged are as if they were not there.

    `folder` is the content folder of this build: bodies are read from it when they are needed.
    """
    was = {name: _load(store, name) for name in ("readings", "facts", "made")}
    readings: Readings = was["readings"].values
    bind((reading.entry for reading in readings.values()), folder)
    (leads, tree_of_facts), (tree, ground) = was["facts"].stamp, was["made"].stamp
    frame, compiled, related, sound = (store.load(name) for name in _SINGLE)
    return Memory(
        readings=readings,
        facts=was["facts"].values,
        made=was["made"].values,
        frame=frame,
        compiled=compiled or {},
        related=related,
        site=store.load("site"),
        sound=sound or NO_KEY,
        leads=leads,
        tree=tree,
        ground=ground if tree == tree_of_facts else NO_KEY,
        was=was,
    )


def bind(entries: Iterable[Entry[Any]], folder: ContentFolder) -> None:
    """Have bodies that were left unread read from this folder."""
    for text in {id(entry.text): entry.text for entry in entries}.values():
        if isinstance(text, Unread):
            text.folder = folder


def remember_readings(store: Store, content: Content, now: datetime, was: Memory) -> None:
    """Leave what was read of open entries for the next build, whatever comes of this one; `was` is
    what it found. Until the rest is left, too, no references are known to be sound.
    """
    store.drop("sound")
    large = was.was.get("readings", Layers()).large
    readings = {p: r for p, r in content.readings.items() if decide(r.entry, now).open}
    _save(store, "readings", _without_bodies(readings, large), (NO_KEY, NO_KEY), was)


def remember_site(store: Store, memory: Memory) -> None:
    """Leave the site model for the next build, whatever comes of this one."""
    store.save("site", memory.site)


def remember(store: Store, memory: Memory, was: Memory) -> None:
    """Leave the rest of a memory for the next build; `was` is what this one found."""
    _save(store, "facts", memory.facts, (memory.leads, memory.tree), was)
    _save(store, "made", memory.made, (memory.tree, memory.ground), was)
    if memory.site is None:  # what lies there is of another program or damaged, but may be read
        store.drop("site")
    for name in _SINGLE:
        if name == "sound" or getattr(memory, name) != getattr(was, name):
            store.save(name, getattr(memory, name))


def _without_bodies(readings: Readings, large: Readings) -> Readings:
    """Return readings whose bodies are not kept, but read from their files when they are needed."""
    unread = Unread()

    def kept(reading: Reading) -> Reading:
        return reading._replace(entry=reading.entry.left_unread(unread).packed())

    return {path: r if large.get(path) is r else kept(r) for path, r in readings.items()}


def _load(store: Store, name: str) -> Layers[Any]:
    large = store.load(name)
    if large is None:
        return Layers()
    since, values = large
    newer = store.load(f"{name}-new")
    if newer is None or newer[2] != since:  # the large file was put back
        return Layers(values, since, values, since)
    return Layers({**values, **newer[1]}, newer[0], values, since)


def _save(store: Store, name: str, values: Mapping[str, Any], stamp: Stamp, was: Memory) -> None:
    layers = was.was.get(name, Layers())
    large = layers.large
    new = {key: value for key, value in values.items() if large.get(key) is not value}
    gone = not large.keys() <= values.keys()  # it may have been withdrawn
    if gone or not large or len(new) * _NEW_OF_ALL > len(values):
        store.drop(f"{name}-new")
        store.save(name, (stamp, dict(values)))
    else:
        store.save(f"{name}-new", (stamp, new, layers.since))
