"""Owns the sorted walk over `content/` and the bytes of its files.
May not parse anything, write, or follow a link out of the tree.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.problems import Fault

# Left behind by operating systems and editors; never content.
_NOISE = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ContentFolder:
    """The files below one content folder. Paths are relative, with `/`, sorted.

    `files` maps every regular file to its size in bytes.
    """

    root: Path
    files: dict[str, int]

    def read(self, path: str) -> bytes:
        """Return the bytes of a file that the walk found; KeyError for any other path."""
        if path not in self.files:
            raise KeyError(path)
        with open(self.root / path, "rb") as stream:
            return stream.read()

    def absolute(self, path: str) -> Path:
        """Return where a file that the walk found lies on the disk."""
        if path not in self.files:
            raise KeyError(path)
        return self.root / path

    def below(self, folder: str) -> Iterator[str]:
        """Yield the paths below a top-level folder, in order."""
        prefix = f"{folder}/"
        return (path for path in self.files if path.startswith(prefix))

    def resolve(self, reference: str, origin: str) -> str | None:
        """Return the path that a reference in file `origin` means, or None if it leaves the tree.

        A leading `/` starts at the content folder; anything else at the folder of `origin`.
        The path need not exist.
        """
        start = "" if reference.startswith("/") else posixpath.dirname(origin)
        path = posixpath.normpath(posixpath.join("/", start, reference.lstrip("/")))
        if _leaves(start, reference.lstrip("/")) or "\\" in reference or "\0" in reference:
            return None
        return path.lstrip("/")


def open_folder(root: Path) -> tuple[ContentFolder, tuple[Fault, ...]]:
    """Walk a content folder; links, special files and unreadable folders become faults."""
    faults: list[Fault] = []
    files = dict(sorted(_walk(str(root), "", faults)))
    return ContentFolder(root, files), tuple(faults)


def _walk(folder: str, prefix: str, faults: list[Fault]) -> Iterator[tuple[str, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        faults.append(Fault("L101", prefix or ".", args={"reason": error.strerror or error}))
        return
    for entry in entries:
        if _is_noise(entry.name):
            continue
        path = prefix + entry.name
        if not _is_text(entry.name):
            faults.append(Fault("L103", path.encode("utf-8", "replace").decode()))
        elif entry.is_symlink():
            faults.append(Fault("L102", path))
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{path}/", faults)
        elif entry.is_file(follow_symlinks=False):
            yield path, entry.stat(follow_symlinks=False).st_size


def _is_noise(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _NOISE


def _is_text(name: str) -> bool:
    """Tell whether a file name can be written in UTF-8 and on one line."""
    return name.isprintable() and "\\" not in name


def _leaves(start: str, reference: str) -> bool:
    level = len([part for part in start.split("/") if part])
    for part in reference.split("/"):
        level += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if level < 0:
            return True
    return False
