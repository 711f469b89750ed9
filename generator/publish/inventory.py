"""Owns the inventory: what is remembered of the published tree and of the one kept beside it.
May not trust it: a file counts as known only while its size and time of change are as remembered.
"""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from generator.cache.store import put

# Numbers lie in the file as they lie in the computer.
_KIND = f"laurel memory 2 {sys.byteorder}"
_BITS = "surrogateescape"  # names that are no UTF-8


class Known(NamedTuple):
    """A written file: SHA-256 of its bytes, size in bytes, time of change in nanoseconds."""

    digest: bytes
    size: int
    changed: int


Files = Mapping[str, Known]
Marks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The two trees a build left.

    `site` are all files of the site by path. `staged` are those of them which the stage has too,
    as hard links, and nothing else; None if that is not known. The marks tell by path in what
    state folders were when they held just that (see `inspection`). `seal` is the digest of a
    inventory that was read.
    """

    site: Files
    site_marks: Marks
    staged: Set[str] | None
    stage_marks: Marks
    seal: bytes = field(default=b"", compare=False)


def write_inventory(path: Path, inventory: Inventory) -> bytes:
    """Write the inventory, atomically; returns its seal."""
    columns = [
        *_of_files(inventory),
        *_of_marks(inventory.site_marks),
        *_of_marks(inventory.stage_marks),
    ]
    lengths = [len(column) for column in columns]
    body = b"".join([json.dumps(lengths).encode(), b"\n", *columns])
    seal = hashlib.sha256(body)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(f"{_KIND} {seal.hexdigest()}\n".encode() + body)
    put(part, path)
    return seal.digest()


def read_inventory(path: Path) -> Inventory | None:
    """Return the inventory; None if it is missing, damaged or another program's."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        seal = hashlib.sha256(body)
        if head.decode() != f"{_KIND} {seal.hexdigest()}":
            return None
        paths, digests, sizes, times, staged, *marks = _cut(body)
        site = _to_files(_to_names(paths), digests, sizes, times)
        held = _to_staged(site, staged)
        return Inventory(site, _to_marks(*marks[:2]), held, _to_marks(*marks[2:]), seal.digest())
    except (OSError, ValueError, TypeError):
        return None


def _of_files(inventory: Inventory) -> list[bytes]:
    if not inventory.site:
        return [b""] * 5
    known = inventory.site.values()
    staged = b""
    if inventory.staged is not None:
        staged = bytes(map(inventory.staged.__contains__, inventory.site))
    digests = b"".join([each.digest for each in known])
    sizes = _of_numbers([each.size for each in known])
    times = _of_numbers([each.changed for each in known])
    return [_of_names(inventory.site), digests, sizes, times, staged]


def _of_marks(marks: Marks) -> list[bytes]:
    return [_of_names(marks), _of_numbers(marks.values())]


def _of_names(names: Iterable[str]) -> bytes:
    return "\0".join([*names, ""]).encode(errors=_BITS)


def _of_numbers(numbers: Iterable[int]) -> bytes:
    return array("q", numbers).tobytes()


def _cut(body: bytes) -> list[bytes]:
    lengths, _, rest = body.partition(b"\n")
    columns, start = [], 0
    for length in json.loads(lengths):
        columns.append(rest[start : start + length])
        start += length
    return columns


def _to_names(column: bytes) -> list[str]:
    return column.decode(errors=_BITS).split("\0")[:-1]


def _to_numbers(column: bytes) -> list[int]:
    numbers = array("q")
    numbers.frombytes(column)
    return numbers.tolist()


def _to_files(paths: list[str], digests: bytes, sizes: bytes, times: bytes) -> dict[str, Known]:
    each = [digests[i : i + 32] for i in range(0, len(digests), 32)]
    rows = zip(each, _to_numbers(sizes), _to_numbers(times), strict=True)
    # Not Known(*row): made by C alone, in a third of the time.
    return dict(zip(paths, map(partial(tuple.__new__, Known), rows), strict=True))


def _to_staged(site: Files, column: bytes) -> set[str] | None:
    if not column:
        return None
    return {path for path, staged in zip(site, column, strict=True) if staged}


def _to_marks(names: bytes, numbers: bytes) -> dict[str, int]:
    return dict(zip(_to_names(names), _to_numbers(numbers), strict=True))
