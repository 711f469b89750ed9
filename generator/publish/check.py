"""Owns looking at all of a stage: before it is used, if it is not as remembered, and after.
May not add anything to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.publish.inspection import TICK, mark_of_folder
from generator.publish.inventory import Files
from generator.publish.manifest import PublishError
from generator.publish.tree import Tree, are_one


def mend(tree: Tree, site_dir: Path, published: Files) -> set[str]:
    """Leave in the stage only links to published files, and return their paths."""
    held: set[str] = set()

    def keep(path: str, entry: os.DirEntry[str]) -> bool:
        if path in published and are_one(entry.path, f"{site_dir}/{path}"):
            held.add(path)
        return path in held

    tree.prune(keep)
    return held


def check(tree: Tree, files: Files) -> None:
    """Remove what is not among the files; raises `PublishError` if one of them is missing or of
    another size.
    """
    found: dict[str, int] = {}

    def keep(path: str, entry: os.DirEntry[str]) -> bool:
        if path in files:
            found[path] = entry.stat(follow_symlinks=False).st_size
        return path in files

    tree.prune(keep)
    expected = {path: known.size for path, known in files.items()}
    if found != expected:
        wrong = sorted(set(found.items()) ^ set(expected.items()))[:3]
        raise PublishError(f"staged files differ from the manifest: {wrong}")


def marks_of(tree: Tree, folders: Iterable[str], clock: Path) -> Mapping[str, int]:
    """Return the marks of folders. `clock` is a file that may be touched: it tells the time as
    the file system counts it.
    """
    clock.touch()
    until = os.lstat(clock).st_mtime_ns - TICK
    marks = {f: mark_of_folder(os.lstat(f"{tree.folder}/{f}"), until) for f in folders}
    return {folder: mark for folder, mark in marks.items() if mark is not None}
