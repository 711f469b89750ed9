"""Owns what is remembered of the published tree and of the one kept beside it.
May not trust it: a file counts as known only while its size and time of change are as remembered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """A written file: SHA-256 of its bytes, size in bytes, time of change in nanoseconds."""

    digest: str
    size: int
    changed: int


Tree = Mapping[str, Known]


def remember(path: Path, trees: Mapping[str, Tree]) -> None:
    """Write what is known of each tree, atomically."""
    data = {
        name: {place: [known.digest, known.size, known.changed] for place, known in tree.items()}
        for name, tree in trees.items()
    }
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps({"version": VERSION, "trees": data}), encoding="utf-8")
    os.replace(part, path)


def recall(path: Path) -> dict[str, Tree]:
    """Return what is known of each tree; nothing if the memory is missing, damaged or foreign."""
    try:
        data = json.loads(path.read_bytes())
        if data["version"] != VERSION:
            return {}
        return {
            name: {place: Known(str(d), int(s), int(c)) for place, (d, s, c) in tree.items()}
            for name, tree in data["trees"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def holds(folder: str, path: str, known: Known | None, digest: str) -> os.stat_result | None:
    """Return the status of a file that still is what is known of it and has this digest."""
    if known is None or known.digest != digest:
        return None
    try:
        status = os.lstat(f"{folder}/{path}")
    except OSError:
        return None
    same = status.st_size == known.size and status.st_mtime_ns == known.changed
    return status if same else None
