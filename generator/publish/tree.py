"""Owns changing a folder of files: making, linking, removing, without following links out of it.
May not know what the files are for.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from generator.source.folder import is_junction

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, winnt.h
# Windows promises the right time of change of a file only once it is closed ("File Times").
_TIMES_BEFORE_CLOSING = os.name == "posix"

Keep = Callable[[str, "os.DirEntry[str]"], bool]


def folders_of(paths: Iterable[str]) -> Counter[str]:
    """Return how many entries every folder has in which files with these paths lie; '' is the
    uppermost.
    """
    counts = Counter([path.rpartition("/")[0] for path in paths])
    counts[""] += 0
    for folder in list(counts):
        while folder:
            folder = folder.rpartition("/")[0]
            known = folder in counts
            counts[folder] += 1
            if known:
                break
    return counts


class Tree:
    """A folder that only this program changes. Paths are relative to it, with `/`."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made or read yet."""
        self.folder = str(folder)
        self._made: set[str] = {""}

    def create(self, path: str, data: bytes, taken: bool = False) -> os.stat_result:
        """Write a new file in the place of whatever is there; never into a linked file.

        `taken` says that something is there, as far as is known; it only saves a failure.
        """
        if taken:
            _remove(f"{self.folder}/{path}")
        # Not open(): its buffer asks the system four more questions about every file.
        file = self._created(path)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
            status = os.fstat(file)
        finally:
            os.close(file)
        return status if _TIMES_BEFORE_CLOSING else os.lstat(f"{self.folder}/{path}")

    def _created(self, path: str) -> int:
        self._make_folder(path.rpartition("/")[0])
        place = f"{self.folder}/{path}"
        try:
            return os.open(place, _CREATE, 0o666)
        except FileExistsError:
            _remove(place)
            return os.open(place, _CREATE, 0o666)

    def link(self, path: str, source: str) -> None:
        """Have another folder's file at the same path here too; raises OSError where the file
        system has no hard links.
        """
        self._make_folder(path.rpartition("/")[0])
        place = f"{self.folder}/{path}"
        try:
            os.link(f"{source}/{path}", place)
        except FileExistsError:
            _remove(place)
            os.link(f"{source}/{path}", place)

    def copy(self, path: str, source: str) -> os.stat_result:
        """Have a copy of another folder's file at the same path, with its time of change."""
        os.close(self._created(path))
        shutil.copy2(f"{source}/{path}", f"{self.folder}/{path}")
        return os.lstat(f"{self.folder}/{path}")

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, or whatever is there, and the folders that are empty then. What somebody
        put in the place of a folder, a link say, is left: nothing is removed through it.
        """
        parents = {"": True}
        for path in paths:
            if self._is_within(path.rpartition("/")[0], parents):
                _remove(f"{self.folder}/{path}")
        for parent in sorted(parents, key=len, reverse=True):
            if parents[parent]:
                self._remove_empty(parent)

    def _is_within(self, folder: str, known: dict[str, bool]) -> bool:
        """Tell whether a folder and all above it are there, and no links; notes what it finds."""
        if folder not in known:
            above = self._is_within(folder.rpartition("/")[0], known)
            known[folder] = above and _is_folder(f"{self.folder}/{folder}")
        return known[folder]

    def _remove_empty(self, folder: str) -> None:
        while folder:
            try:
                os.rmdir(f"{self.folder}/{folder}")
            except FileNotFoundError:
                pass
            except OSError:  # not empty
                return
            self._made.discard(folder)
            folder = folder.rpartition("/")[0]

    def _make_folder(self, folder: str) -> None:
        """Make a folder and those above it, where files of former sites may stand."""
        if folder in self._made:
            return
        self._make_folder(folder.rpartition("/")[0])
        place = f"{self.folder}/{folder}"
        try:
            os.mkdir(place)
        except FileExistsError:
            if not _is_folder(place):
                _make_instead(place)
        self._made.add(folder)

    def prune(self, keep: Keep) -> None:
        """Remove every file and link for which `keep` returns False, and empty folders."""
        _prune(self.folder, "", keep)


def are_one(one: str, other: str) -> bool:
    """Tell whether two paths lead to one file."""
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except FileNotFoundError:
        return False


def _prune(folder: str, prefix: str, keep: Keep) -> bool:
    """Tell whether the folder is empty now."""
    empty = True
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False) and not is_junction(entry):
            gone = _prune(entry.path, f"{path}/", keep)
            if gone:
                os.rmdir(entry.path)
            empty = empty and gone
        elif keep(path, entry):
            empty = False
        else:
            os.unlink(entry.path)
    return empty


def is_folder(status: os.stat_result) -> bool:
    """Tell whether this is the status of a folder, not of a link or a junction of Windows."""
    junction = getattr(status, "st_reparse_tag", 0) == _JUNCTION
    return stat.S_ISDIR(status.st_mode) and not junction


def _is_folder(place: str) -> bool:
    try:
        return is_folder(os.lstat(place))
    except FileNotFoundError:  # another worker is about to make it in the place of a file
        return False


def _make_instead(place: str) -> None:
    """Make a folder in the place of a file; another worker may be doing the same."""
    with suppress(OSError):
        os.unlink(place)
    with suppress(FileExistsError):
        os.mkdir(place)


def _remove(place: str) -> None:
    try:
        os.unlink(place)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError:  # a folder: EISDIR on Linux, EPERM on macOS, EACCES on Windows
        if not stat.S_ISDIR(os.lstat(place).st_mode):
            raise
        shutil.rmtree(place)
