"""Owns the sorted walk over `content/` and the bytes of its files.
May not parse anything, write, or follow a link out of the tree.
"""

from __future__ import annotations

import os
import posixpath
import stat
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.problems import Fault

Signature = tuple[int, int, int, int]  # size, times of change of bytes and of status in ns, inode
# A file that changed so shortly before it was looked at may change again within one tick of the
# file system's clock (up to 10 ms in Linux) and look the same.
TICK_NS = 50_000_000
SECOND_NS = 1_000_000_000

# Left behind by operating systems and editors; never content.
_NOISE = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ContentFolder:
    """The files below one content folder. Paths are relative, with `/`, sorted.

    `files` maps every regular file to its size in bytes. `signatures` has those files of which
    a change would be seen by a change of their signature.
    """

    root: Path
    files: dict[str, int]
    signatures: Mapping[str, Signature] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file that the walk found; KeyError for any other path."""
        if path not in self.files:
            raise KeyError(path)
        with open(f"{self.root}/{path}", "rb", buffering=0) as stream:
            return stream.read()

    def absolute(self, path: str) -> Path:
        """Return where a file that the walk found lies on the disk."""
        if path not in self.files:
            raise KeyError(path)
        return self.root / path

    def below(self, folder: str) -> list[str]:
        """Return the paths below a top-level folder, in order."""
        paths, after = list(self.files), chr(ord("/") + 1)
        return paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, folder + after)]

    def resolve(self, reference: str, origin: str) -> str | None:
        """Return the path that a reference in file `origin` means, or None if it leaves the tree.

        A leading `/` starts at the content folder; anything else at the folder of `origin`.
        The path need not exist. Where it does in the other form of Unicode it is that: macOS and
        archives made there write `é` as two characters, and keyboards as one.
        """
        start = "" if reference.startswith("/") else posixpath.dirname(origin)
        path = posixpath.normpath(posixpath.join("/", start, reference.lstrip("/")))
        if _leaves(start, reference.lstrip("/")) or "\\" in reference or "\0" in reference:
            return None
        return self._as_stored(path.lstrip("/"))

    def _as_stored(self, path: str) -> str:
        if path.isascii() or path in self.files:
            return path
        forms = (unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))
        return next((form for form in forms if form in self.files), path)


def open_folder(root: Path, clock_ns: int = 0) -> tuple[ContentFolder, tuple[Fault, ...]]:
    """Walk a content folder; links, special files and unreadable folders become faults.

    `clock_ns` is the time (nanoseconds since 1970); without it no file has a signature.
    """
    faults: list[Fault] = []
    settled = clock_ns - TICK_NS
    found = sorted(_walk(str(root), faults))
    files = {path: signature[0] for path, signature in found}
    last = 2 if os.name == "posix" else 1  # in Windows the other time is that of creation
    signatures = {path: known for path, known in found if _is_settled(known[last], settled)}
    return ContentFolder(root, files, signatures), tuple(faults)


def _is_settled(time: int, settled: int) -> bool:
    """Tell whether a further change would have another time, also where the file system counts in
    whole seconds, or in two as FAT does.
    """
    return time < settled and (time % SECOND_NS != 0 or time < settled - 2 * SECOND_NS)


def look_again(folder: ContentFolder, paths: Iterable[Path]) -> ContentFolder | None:
    """Return the folder after changes in some of its files, without walking it; None where files
    came or went, so that it has to be walked.
    """
    files, signatures = dict(folder.files), dict(folder.signatures)
    for path in paths:
        name = path.relative_to(folder.root).as_posix()
        if is_noise(path.name):
            continue
        try:
            status = os.lstat(path)
        except OSError:
            return None
        if name not in files or not stat.S_ISREG(status.st_mode):
            return None
        files[name] = status.st_size
        signatures.pop(name, None)  # it may be written to again at once
    return ContentFolder(folder.root, files, signatures)


def _walk(root: str, faults: list[Fault]) -> Iterator[tuple[str, Signature]]:
    waiting = [""]  # folders, with `/` at the end; no recursion, as they may be thousands deep
    while waiting:
        prefix = waiting.pop()
        try:
            entries = list(os.scandir(f"{root}/{prefix}"))
        except OSError as error:
            faults.append(Fault("L101", prefix or ".", args={"reason": error.strerror or error}))
            continue
        for entry in entries:
            if is_noise(entry.name):
                continue
            path = prefix + entry.name
            if not _is_text(entry.name):
                faults.append(Fault("L103", path.encode("utf-8", "replace").decode()))
            elif entry.is_file(follow_symlinks=False):
                status = os.lstat(entry.path)  # Windows' scandir knows no inode nor late changes
                times = (status.st_mtime_ns, status.st_ctime_ns)
                yield path, (status.st_size, *times, status.st_ino)
            elif entry.is_dir(follow_symlinks=False) and not is_junction(entry):
                waiting.append(f"{path}/")
            else:  # a link, a pipe, a socket or a device
                faults.append(Fault("L102", path))


def real(path: Path) -> Path:
    """Return where a path leads to. `Path.resolve` ends in a traceback for links in a circle."""
    return Path(os.path.realpath(path))


def is_junction(entry: os.DirEntry[str]) -> bool:
    """Tell whether a folder is Windows's link to another one, which counts as no symbolic link."""
    found = getattr(entry, "is_junction", None)  # from Python 3.12 on
    return found is not None and bool(found())


def is_noise(name: str) -> bool:
    """Tell whether operating systems and editors leave files of that name behind."""
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
