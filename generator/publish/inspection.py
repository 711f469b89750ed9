"""Owns comparing the published site, and the stage beside it, with what is remembered of them.
May not change them.

Looking at every file takes longer than publishing a few, so it is done by child processes while
the content is being read, one for files and one for folders. A folder is looked at by its mark:
made of its inode and of the time of the last change in it, it stays the same while no entry is
added, removed or replaced. Only folders whose mark is new are listed; that every file still is
what it was, its own size and time tell.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from generator.crew import end, start
from generator.publish.beside import inventory_of, mark_of, staging_of
from generator.publish.inventory import Files, Inventory, Marks, read_inventory
from generator.publish.switch import restore
from generator.publish.tree import folders_of, is_folder

T = TypeVar("T")

# Below so many files the look takes less than a child process (measured: 3 ms).
FILES_FOR_A_CHILD = 2000
# Clocks of file systems tick every 1-10 ms: a second change within a tick leaves no trace in time.
TICK = 100_000_000


@dataclass(frozen=True, slots=True)
class Findings:
    """What is not as remembered.

    `wrong` are remembered files of the site that are missing or changed, `foreign` files and
    folders in it that nobody remembers, the topmost only. `staged` tells whether the stage holds
    just what is remembered. The marks are those of folders that had to be listed and are right.
    """

    wrong: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()
    staged: bool = False
    site_marks: Marks = field(default_factory=dict)
    stage_marks: Marks = field(default_factory=dict)


class Inspection:
    """A look at a site folder that may still be going on.

    `inventory` is what is remembered of the site, None if nothing is; `unfinished` tells whether
    the last build that changed the stage came to no end.
    """

    def __init__(self, site_dir: Path) -> None:
        """Begin; see `start_inspection`."""
        restore(staging_of(site_dir), site_dir)
        self._site_dir = site_dir
        self._findings: Findings | None = None
        self._children: list[Any] = []
        self.inventory = None if site_dir.is_symlink() else read_inventory(inventory_of(site_dir))
        self.unfinished = mark_of(site_dir).exists()
        if self.inventory is not None and _may_fork(self.inventory):
            self._fork()

    @property
    def seal(self) -> bytes:
        """The seal of what is remembered, empty if nothing is."""
        return self.inventory.seal if self.inventory is not None else b""

    @property
    def findings(self) -> Findings:
        """What was found; waits for it."""
        self._findings = self._findings or self._received() or self._inspect(self._site_dir)
        return self._findings

    def _fork(self) -> None:
        import multiprocessing  # only where there is much to look at

        context = multiprocessing.get_context("fork")
        # Children look from the folder above: short paths are walked faster by the system.
        place = (self._site_dir.parent, self._site_dir.name)
        try:
            for look in (self._folders, self._files):
                self._children.append(start(context, partial(_look_from, *place, look)))
        except OSError:  # no more processes: then it is looked at here
            self.close()

    def _folders(self, site_dir: Path) -> Findings:
        if self.inventory is None:
            return Findings()
        return look_at_folders(site_dir, self.inventory, inventory_of(site_dir), self.unfinished)

    def _files(self, site_dir: Path) -> frozenset[str]:
        return changed_files(site_dir, self.inventory.site) if self.inventory else frozenset()

    def _inspect(self, site_dir: Path) -> Findings:
        return replace(self._folders(site_dir), wrong=self._files(site_dir))

    def _received(self) -> Findings | None:
        """Return what the children found; None if there are none or one failed."""
        if not self._children:
            return None
        try:
            (good, found), (also_good, wrong) = [child[1].recv() for child in self._children]
        except (EOFError, OSError):
            return None
        finally:
            self.close()
        return replace(found, wrong=wrong) if good and also_good else None

    def close(self) -> None:
        """End the look, if it is still going on, and what it needs."""
        for child in self._children:
            end(child)
        self._children = []


def start_inspection(site_dir: Path) -> Inspection:
    """Begin to look at the site, in child processes where that is possible and worth it.

    Call it while holding the lock and before the process grows; hand it to one `Stage`, or
    `close` it.
    """
    return Inspection(site_dir)


def unchanged(inspection: Inspection) -> bool:
    """Tell whether the published site is exactly what the last build left, and that build came to
    its end: if not, files of an unfinished one may lie beside the site.
    """
    findings = inspection.findings
    return (
        inspection.inventory is not None
        and not findings.wrong
        and not findings.foreign
        and not inspection.unfinished
    )


def look_at_folders(
    site_dir: Path, inventory: Inventory, written: Path, unfinished: bool
) -> Findings:
    """Compare the folders of both trees with the inventory. `written` is its file: folders that
    changed later than it are not marked.
    """
    until = os.lstat(written).st_mtime_ns - TICK
    staged = None if unfinished else inventory.staged
    held = _Look(str(staging_of(site_dir)), staged or (), inventory.stage_marks, until)
    if staged is not None:
        held.compare()
    linked = _are_linked(str(site_dir), held.listed)
    seen = _Look(str(site_dir), inventory.site, inventory.site_marks, until, hidden=True)
    seen.compare()
    sound = staged is not None and held.complete and not held.foreign and linked
    return Findings(frozenset(), tuple(seen.foreign), sound, seen.marks, held.marks)


def mark_of_folder(status: os.stat_result, until: int) -> int | None:
    """Return the mark of a folder; None if a further change in it might leave the mark as it is.

    `until` is the time in nanoseconds before which all changes were made that were meant.
    """
    time = status.st_mtime_ns
    whole_seconds = time % 1_000_000_000 == 0  # a file system that counts no finer
    if os.name != "posix" or time > until or whole_seconds:
        return None
    return hash((status.st_ino, time))


class _Look:
    """The folders of one tree: what is `foreign` in them, whether all that is remembered is there
    (`complete`), and the inodes of the files in folders that were `listed`.
    """

    def __init__(
        self, root: str, files: Collection[str], marks: Marks, until: int, hidden: bool = False
    ) -> None:
        """`hidden` entries at the top may be there without being remembered."""
        self._root, self._files, self._known, self._until = root, files, marks, until
        self._hidden = hidden
        self._expected: Counter[str] = folders_of(files)
        self.foreign: list[str] = []
        self.listed: dict[str, int] = {}
        self.complete = True
        self.marks: dict[str, int] = {}

    def compare(self) -> None:
        lost: set[str] = set()
        for folder in sorted(self._expected):  # those above come first
            try:
                status = os.lstat(f"{self._root}/{folder}")
                if folder.rpartition("/")[0] in lost or not is_folder(status):
                    raise NotADirectoryError  # what a link leads to is not ours
                mark = mark_of_folder(status, self._until)
                if mark is None or mark != self._known.get(folder):
                    self._list(folder, mark)
            except OSError:
                self.complete = False
                lost.add(folder)

    def _list(self, folder: str, mark: int | None) -> None:
        prefix = f"{folder}/" if folder else ""
        known, foreign = 0, len(self.foreign)
        with os.scandir(f"{self._root}/{folder}") as entries:
            for entry in entries:
                if self._is_known(prefix + entry.name, entry):
                    known += 1
                elif not (self._hidden and not folder and entry.name.startswith(".")):
                    self.foreign.append(prefix + entry.name)
        if known != self._expected[folder]:
            self.complete = False
        elif mark is not None and foreign == len(self.foreign):
            self.marks[folder] = mark

    def _is_known(self, path: str, entry: os.DirEntry[str]) -> bool:
        if entry.is_dir(follow_symlinks=False):
            return path in self._expected
        if path not in self._files:
            return False
        self.listed[path] = entry.inode()
        return True


def _are_linked(root: str, inodes: Mapping[str, int]) -> bool:
    """Tell whether files have these inodes; what is missing is told by `changed_files`."""
    for path, inode in inodes.items():
        with suppress(OSError):
            if os.lstat(f"{root}/{path}").st_ino != inode:
                return False
    return True


def changed_files(site_dir: Path, files: Files) -> frozenset[str]:
    """Return the files that are missing or not as remembered."""
    wrong, root, lstat = [], str(site_dir), os.lstat
    for path, (_, size, changed) in files.items():
        try:
            status = lstat(f"{root}/{path}")
        except OSError:
            wrong.append(path)
            continue
        if status.st_size != size or status.st_mtime_ns != changed:
            wrong.append(path)
    return frozenset(wrong)


def _look_from(folder: Path, name: str, look: Callable[[Path], T]) -> T:
    gc.disable()
    os.chdir(folder)
    return look(Path(name))


def _may_fork(inventory: Inventory) -> bool:
    """Tell whether a child is safe (no other thread holds a lock) and worth it."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return alone and len(inventory.site) >= FILES_FOR_A_CHILD
