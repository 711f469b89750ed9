"""Owns joining: the shards of all segments, under names by content. Of those that changed only,
where it is known how they were joined before. May not make or read lists.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from generator.publish.artefact import Artefact
from generator.search.bits import varints
from generator.search.framing import framed, unframed
from generator.search.parts import Part
from generator.search.runs import Flags

FOLDER = "search"
NAME = 3  # bytes of the hash in the name of a shard: there are few of each number

Names = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Joined:
    """The names of all shards of a site, kind after kind, zeros for empty ones, and those of the
    parts that were joined.
    """

    parts: tuple[str, ...]
    names: Names

    def dumped(self) -> bytes:
        """Return this as bytes."""
        return framed(["\n".join(self.parts).encode(), self.names.tobytes()])

    @classmethod
    def loaded(cls, data: bytes) -> Joined:
        """Return that of which these are the bytes."""
        parts, names = unframed(data)
        found = np.frombuffer(names, np.uint8).reshape(-1, NAME)
        return cls(tuple(bytes(parts).decode().split("\n")), found)


@dataclass(frozen=True, slots=True)
class Before:
    """How the published site was joined: the names of its shards, those segments' parts that are
    others now (`pairs`: the former, the present one), and the paths of its files.
    """

    names: Names
    pairs: Sequence[tuple[Part, Part]]
    there: Container[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """The joined shards: files to be written, paths of those that stay, and names as in `Joined`,
    which begin at `begins` for each kind.
    """

    files: list[Artefact]
    kept: list[str]
    names: Names
    begins: tuple[int, ...]

    def tables(self) -> Iterator[bytes]:
        """Yield for each kind its number and the names of its shards."""
        for kind, (begin, end) in enumerate(pairwise(self.begins)):
            yield bytes([kind]) + self.names[begin:end].tobytes()


def join(begins: tuple[int, ...], parts: Sequence[Part], before: Before | None = None) -> Shared:
    """Join the parts of all segments, whose kinds of lists begin at these places."""
    names, todo = np.zeros((begins[-1], NAME), np.uint8), np.ones(begins[-1], np.bool_)
    kept: list[str] = []
    if before is not None and len(before.names) == len(names):
        names, todo = before.names.copy(), _changed(len(names), before.pairs)
        kept = _stay(begins, names, todo, before.there)
    files = []
    for place in np.flatnonzero(todo).tolist():
        shard = _joined([p.lists[p.ends[place] : p.ends[place + 1]] for p in parts])
        name = _name(shard)
        names[place] = np.frombuffer(name, np.uint8)
        if shard:
            files.append((place, name, shard))
    paths = _paths(begins, [(place, name.hex()) for place, name, _ in files])
    made = [Artefact(path, shard) for path, (*_, shard) in zip(paths, files, strict=True)]
    return Shared(made, kept, names, begins)


def _stay(begins: Sequence[int], names: Names, todo: Flags, there: Container[str]) -> list[str]:
    """Return the paths of the files that nothing has to be done for; notes which are missing."""
    places = np.flatnonzero(~todo & names.any(axis=1)).tolist()
    digits = names.tobytes().hex()
    size = 2 * NAME
    paths = _paths(begins, [(place, digits[place * size : (place + 1) * size]) for place in places])
    kept = []
    for place, path in zip(places, paths, strict=True):
        if path in there:
            kept.append(path)
        else:
            todo[place] = True
    return kept


def _paths(begins: Sequence[int], shards: Sequence[tuple[int, str]]) -> list[str]:
    """Return the paths of shards, given by ascending places among all, and by their names."""
    out, kind = [], 0
    for place, name in shards:
        while place >= begins[kind + 1]:
            kind += 1
        out.append(f"{FOLDER}/{kind}/{place - begins[kind]}-{name}.bin")
    return out


def _changed(count: int, pairs: Sequence[tuple[Part, Part]]) -> Flags:
    """Tell which shards are others in one of these parts than in the other."""
    changed = np.zeros(count, np.bool_)
    for former, present in pairs:
        changed |= np.diff(former.ends) != np.diff(present.ends)
        same = np.flatnonzero(~changed)
        starts = former.ends[same].tolist(), present.ends[same].tolist()
        sizes = np.diff(present.ends)[same].tolist()
        one, other = former.lists, present.lists
        for place, at, to, size in zip(same.tolist(), *starts, sizes, strict=True):
            changed[place] = one[at : at + size] != other[to : to + size]
    return changed


def _joined(shards: Sequence[bytes | memoryview]) -> bytes:
    """Return one shard of the same grams of all segments: the size of each, then all; nothing where
    all are empty.
    """
    whole = b"".join(shards)
    return varints([len(shard) for shard in shards]) + whole if whole else b""


def _name(shard: bytes) -> bytes:
    """Return the hash of a shard, zeros for an empty one, which has no file."""
    if not shard:
        return bytes(NAME)
    found = blake2b(shard, digest_size=NAME).digest()
    return found if any(found) else b"\1" * NAME
