"""Owns a finished site's folder: which files there are, their bytes, and what its manifest says.
May not follow a link, nor wait for what is no file, nor believe any of it.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.publish.manifest import MANIFEST
from generator.source.folder import is_junction

LARGEST = 1 << 30  # bytes of a file that are looked into
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class UnreadableError(Exception):
    """A file cannot be looked into; the message says why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder, sorted, and what in it is neither file nor folder: links, pipes."""

    files: tuple[str, ...]
    others: tuple[str, ...]


def list_folder(root: Path) -> Listing:
    """Walk a folder; raises `OSError` where the folder itself cannot be read."""
    files: list[str] = []
    others: list[str] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = list(os.scandir(f"{root}/{prefix}"))
        except OSError:
            if not prefix:
                raise
            others.append(prefix.rstrip("/"))
            continue
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False) and not is_junction(entry):
                waiting.append(f"{path}/")
            else:
                (files if entry.is_file(follow_symlinks=False) else others).append(path)
    return Listing(tuple(sorted(files)), tuple(sorted(others)))


def read_file(root: Path, path: str) -> bytes:
    """Return the bytes of a file; raises `UnreadableError`."""
    try:
        descriptor = os.open(f"{root}/{path}", _FLAGS | _BINARY)
        with open(descriptor, "rb", buffering=0) as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
                raise UnreadableError(f"{status.st_size} B")
            return stream.read(LARGEST)
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None


def read_manifest(root: Path) -> dict[str, tuple[str, int]]:
    """Return SHA-256 and size by path; raises `UnreadableError`."""
    try:
        found = json.loads(read_file(root, MANIFEST))
        return {path: (str(digest), int(size)) for path, (digest, size) in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise UnreadableError("JSON") from None


def differences(
    manifest: Mapping[str, tuple[str, int]], seen: Mapping[str, tuple[str, int] | None]
) -> Iterator[tuple[str, str]]:
    """Yield a code and a path for each file that is foreign, missing or changed.

    What begins with a dot at the top is others' (`.well-known`), and a packed file beside a file of
    the build belongs to that: of both only what is in them is looked at.
    """
    for path, found in seen.items():
        packed = path.removesuffix(".gz").removesuffix(".br")
        if path in manifest:
            if found != manifest[path]:
                yield "L607", path
        elif not path.startswith(".") and packed not in manifest:
            yield "L605", path
    yield from (("L606", path) for path in manifest if path not in seen)


def seal_of(data: bytes) -> tuple[str, int]:
    """Return what the manifest has of a file with these bytes."""
    return sha256(data).hexdigest(), len(data)
