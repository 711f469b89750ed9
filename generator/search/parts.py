"""Owns parts: what each segment leaves to the index, kept for the builds in which it is the same.
May not make or read lists. A part holds no more of its documents than the published files do.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from generator.search.bits import varints
from generator.search.lists import Shards

_DIGEST = 16  # bytes
_SIZE = "<u4"


@dataclass(frozen=True, slots=True)
class Part:
    """`version` is a hash of the segment's texts; `facets` are its columns (see
    `facets.columns`) as JSON. Then the shards of each kind of list: where the kinds begin, where
    the shards end, and their bytes.
    """

    version: str
    facets: bytes
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    lists: bytes

    @classmethod
    def of(cls, version: str, facets: bytes, kinds: Sequence[Shards]) -> Part:
        """Make a part of the shards of each kind."""
        begins = accumulate((len(kind.sizes) for kind in kinds), initial=0)
        ends = np.cumsum(np.concatenate([[0], *(kind.sizes for kind in kinds)]))
        lists = b"".join(kind.data for kind in kinds)
        return cls(version, facets, tuple(begins), tuple(ends.tolist()), lists)

    def shard(self, kind: int, number: int) -> bytes:
        """Return the bytes of a shard."""
        place = self.begins[kind] + number
        return self.lists[self.ends[place] : self.ends[place + 1]]

    def dumped(self) -> bytes:
        """Return the part as bytes: the sizes of what follows, then that."""
        numbers = [np.array(found, _SIZE).tobytes() for found in (self.begins, self.ends)]
        parts = (self.version.encode(), self.facets, *numbers, self.lists)
        return np.array([len(part) for part in parts], _SIZE).tobytes() + b"".join(parts)

    @classmethod
    def loaded(cls, data: bytes) -> Part:
        """Return the part of which these are the bytes."""
        sizes = np.frombuffer(data, _SIZE, 5).tolist()
        cuts = pairwise(accumulate(sizes, initial=4 * len(sizes)))
        version, facets, *numbers, lists = (data[one:other] for one, other in cuts)
        begins, ends = map(_numbers, numbers)
        return cls(version.decode(), facets, begins, ends, lists)


def _numbers(data: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(data, _SIZE).tolist())


def joined(shards: Sequence[bytes]) -> bytes:
    """Return one shard of the same grams of all segments: the size of each, then all; nothing where
    all are empty.
    """
    whole = b"".join(shards)
    return varints(map(len, shards)) + whole if whole else b""


class Shelf:
    """Where parts lie by name: in a folder, or in this process."""

    def __init__(self, folder: Path | None = None) -> None:
        """The folder is for builds that follow each other, and for the workers of one."""
        self._folder = folder
        self._here: dict[str, Part] = {}

    def put(self, name: str, part: Part) -> None:
        """Keep a part; raises `OSError`."""
        if self._folder is None:
            self._here[name] = part
            return
        data = part.dumped()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._folder / f"{name}.part"
        new.write_bytes(_digest(data) + data)
        os.replace(new, self._folder / name)

    def get(self, name: str) -> Part:
        """Return a part; raises `KeyError` if it is missing or damaged."""
        if self._folder is None:
            return self._here[name]
        data = self._read(name)
        if data is None:
            raise KeyError(f"{name}: removed or damaged during the build")
        return Part.loaded(data)

    def holds(self, name: str) -> bool:
        """Tell whether a part is there, undamaged."""
        return name in self._here or self._read(name) is not None

    def keep_only(self, names: Collection[str]) -> None:
        """Remove all other parts: what is in them may have been withdrawn."""
        for name in self._here.keys() - set(names):
            del self._here[name]
        with suppress(FileNotFoundError):
            for path in list(self._folder.iterdir() if self._folder else ()):
                if path.name not in names:
                    path.unlink()

    def _read(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        whole = hmac.compare_digest(data[:_DIGEST], _digest(data[_DIGEST:]))
        return data[_DIGEST:] if whole else None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()
