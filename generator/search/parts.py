"""Owns parts: what each segment leaves to the index, kept for the builds in which it is the same.
May not make or read lists. A part holds no more of its documents than the published files do.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from itertools import accumulate
from pathlib import Path

import numpy as np

from generator.cache.store import displace_link, make_private, put, remove
from generator.search.framing import framed, unframed
from generator.search.lists import Shards
from generator.search.runs import Ints
from generator.search.stock import Stock

_DIGEST = 16  # bytes
_JOINED = "joined"
_MARKS = "marks"
_STOCK = ".stock"


@dataclass(frozen=True, slots=True)
class Part:
    """`segment` is its id, `size` how many documents it has, `version` a hash of their texts;
    `facets` are its columns (see `facets.dumped`). Then the shards of each kind of list: where the
    kinds begin, where the shards end, and their bytes.
    """

    segment: str
    size: int
    version: str
    facets: bytes
    begins: tuple[int, ...]
    ends: Ints = field(compare=False)
    lists: bytes | memoryview

    @classmethod
    def of(
        cls, segment: str, texts: Sequence[bytes], facets: bytes, kinds: Sequence[Shards]
    ) -> Part:
        """Make a part of a segment's texts, and of the shards of each kind."""
        begins = accumulate((len(kind.sizes) for kind in kinds), initial=0)
        ends = np.cumsum(np.concatenate([[0], *(kind.sizes for kind in kinds)]))
        lists = b"".join(kind.data for kind in kinds)
        return cls(segment, len(texts), _version(texts), facets, tuple(begins), ends, lists)

    def with_texts(self, segment: str, texts: Sequence[bytes], facets: bytes) -> Part:
        """Return a part with the same lists and other texts."""
        return replace(self, segment=segment, version=_version(texts), facets=facets)

    def dumped(self) -> bytes:
        """Return the part as bytes."""
        head = json.dumps([self.segment, self.size, self.version, *self.begins])
        return framed([head.encode(), self.facets, self.ends.tobytes(), self.lists])

    @classmethod
    def loaded(cls, data: bytes | memoryview) -> Part:
        """Return the part of which these are the bytes."""
        head, facets, ends, lists = unframed(data)
        segment, size, version, *begins = json.loads(bytes(head))
        numbers = np.frombuffer(ends, np.int64)
        return cls(segment, size, version, bytes(facets), tuple(begins), numbers, lists)


class Shelf:
    """Where parts lie by name, with the stocks they were made of: in a folder, or in this process,
    where no stocks are kept.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """The folder is for builds that follow each other, and for the workers of one."""
        self._folder = folder
        self._here: dict[str, Part] = {}
        self._marks = json.loads(bytes(self._read(_MARKS) or b"{}"))
        self._joined = b""

    def put(self, name: str, part: Part, stock: Stock | None = None) -> None:
        """Keep a part and, if there is one, its stock; raises `OSError`."""
        if self._folder is None:
            self._here[name] = part
            return
        if stock is not None:
            self._save(name + _STOCK, stock.dumped())
        self._save(name, part.dumped())

    def get(self, name: str) -> Part:
        """Return a part; raises `OSError` if it is missing or damaged."""
        if self._folder is None:
            return self._here[name]
        data = self._read(name)
        if data is None:
            place = self._folder / name
            raise OSError(f"{place}: 构建时丢失了，请再构建一次 / lost meanwhile, build again")
        return Part.loaded(data)

    def stock(self, name: str) -> Stock | None:
        """Return the stock of a part, None if it is missing or damaged."""
        data = self._read(name + _STOCK)
        return Stock.loaded(data) if data is not None else None

    def holds(self, name: str) -> bool:
        """Tell whether a part is there, undamaged."""
        if self._folder is None:
            return name in self._here
        with suppress(OSError):
            mark = _mark(os.stat(self._folder / name))
            if mark and self._marks.get(name) == mark:
                return True
        return self._read(name) is not None

    def joined(self) -> bytes | None:
        """Return what was noted of the site that is published, None if nothing was."""
        data = self._read(_JOINED)
        return bytes(data) if data is not None else None

    def note(self, joined: bytes) -> None:
        """Say how the parts were joined for the next site; `keep_only` keeps it."""
        self._joined = joined

    def keep_only(self, names: Collection[str]) -> None:
        """Remove all other parts: what is in them may have been withdrawn. Call it when the site is
        published.
        """
        for name in self._here.keys() - set(names):
            del self._here[name]
        if self._folder is None:
            return
        displace_link(self._folder)
        kept = {*names, *(name + _STOCK for name in names)}
        with suppress(FileNotFoundError):
            for path in list(self._folder.iterdir()):
                if path.name not in kept:
                    remove(path)
        if self._joined:
            self._save(_JOINED, self._joined)
        marks = {name: mark for name, mark in self._marks.items() if name in kept}
        self._save(_MARKS, json.dumps(marks).encode())

    def _save(self, name: str, data: bytes) -> None:
        assert self._folder is not None
        make_private(self._folder)
        new = self._folder / f"{name}.new"
        with open(new, "wb") as stream:
            stream.write(_digest(name, data))
            stream.write(data)
        put(new, self._folder / name)

    def _read(self, name: str) -> memoryview | None:
        """Return the bytes that were saved; those of a file that was found sound, and has the same
        mark since, are not looked at again.
        """
        if self._folder is None:
            return None
        try:
            with open(self._folder / name, "rb") as stream:
                mark = _mark(os.fstat(stream.fileno()))
                data = memoryview(stream.read())
        except OSError:
            return None
        if name == _MARKS or not mark or self._marks.get(name) != mark:
            if not hmac.compare_digest(data[:_DIGEST], _digest(name, data[_DIGEST:])):
                return None
            if name != _MARKS:
                self._marks[name] = mark
        return data[_DIGEST:]


def _version(texts: Sequence[bytes]) -> str:
    return blake2b(b"".join(texts), digest_size=8).hexdigest()


def _mark(status: os.stat_result) -> list[int]:
    """Return what changes with every change of a file; nothing where no such thing is known: in
    Windows the last time is that of creation.
    """
    if os.name != "posix":
        return []
    return [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _digest(name: str, data: bytes | memoryview) -> bytes:
    """Return the digest of what lies under a name: not of the same bytes under another."""
    digest = sha256(name.encode())
    digest.update(data)
    return digest.digest()[:_DIGEST]
