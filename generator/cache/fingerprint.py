"""Owns the fingerprint of the program: Laurel's own code, its libraries, the interpreter.
May not know content or settings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.cache.keys import key_of


@cache
def program_fingerprint() -> bytes:
    """Return a key that changes with any file of Laurel's code, with the version of any installed
    package, and with the interpreter.
    """
    own = tree_fingerprint(Path(__file__).parents[1])  # its tables of words, too
    return key_of((own, sys.version.encode(), *(name.encode() for name in _packages())))


def tree_fingerprint(folder: Path) -> bytes:
    """Return a key of the names, sizes and times of change of all files below a folder.

    Raises OSError where a folder cannot be read.
    """
    return key_of(_signatures(str(folder), ""))


def _signatures(folder: str, prefix: str) -> Iterator[bytes]:
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.is_dir():  # a linked folder of templates, too
            if entry.name != "__pycache__":
                yield from _signatures(entry.path, f"{prefix}{entry.name}/")
        else:
            status = entry.stat(follow_symlinks=os.path.exists(entry.path))  # Emacs: dead links
            times = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            yield f"{prefix}{entry.name} {times}".encode(errors="surrogateescape")


def _packages() -> Iterator[str]:
    """Yield `name-version` of what is installed: the names of the metadata folders say it all, and
    reading them takes a hundredth of what `importlib.metadata` takes.
    """
    for place in sys.path:
        if place.endswith(("site-packages", "dist-packages")) and os.path.isdir(place):
            names = (name for name in os.listdir(place) if name.endswith(".dist-info"))
            yield from sorted(names)
