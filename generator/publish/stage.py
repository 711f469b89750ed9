"""Owns staging: a whole new site beside the published one, checked, then switched in.
May not decide content. A build that fails or is killed leaves the published site as it was.

The stage is the site before the last one: only what differs is written, the rest is linked from
the published site, so unchanged files keep their inode and time (rsync, caches) and nothing has
to be deleted in bulk, which takes longer than a build on some disks (2 ms a folder measured).
What both trees hold is remembered and was looked at (`inspection`): a few changes cost a few
operations. Where the stage is found to be otherwise, it is walked and mended.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from generator.cache.store import remove
from generator.crew import Errand
from generator.publish.artefact import Artefact
from generator.publish.beside import inventory_of, mark_of, staging_of
from generator.publish.check import check, marks_of, mend
from generator.publish.inspection import Inspection, start_inspection
from generator.publish.inventory import Inventory, Known, Marks, write_inventory
from generator.publish.manifest import (
    MANIFEST,
    PublishError,
    carry_hidden,
    manifest_of,
    refuse_foreign,
)
from generator.publish.mirror import linkable
from generator.publish.switch import exchange, restore
from generator.publish.tree import Tree, are_one, folders_of

_NO_NAMES = frozenset(("", ".", ".."))


class Stage:
    """A staged tree. Write or keep everything, then `publish`; a stage left alone is not trusted
    again.
    """

    def __init__(
        self,
        site_dir: Path,
        inspection: Inspection | None = None,
        mirror: Errand[Set[str]] | None = None,
    ) -> None:
        """Prepare the staging folder; raises `PublishError` if `site_dir` is not ours.

        `inspection` is a look at the site that was begun earlier, `mirror` the links to all that is
        remembered of it (see `mirrored`). `found` is the seal of what is remembered, `seal` that of
        what is published.
        """
        unlinked = mirror.result() if mirror is not None else None
        restore(staging_of(site_dir), site_dir)
        refuse_foreign(site_dir)
        self.site_dir = site_dir
        self._folder = staging_of(site_dir)
        self._tree = Tree(self._folder)
        self._files: dict[str, Known] = {}
        self._claimed: set[str] = set()
        self._kept: set[str] = set()
        self._linked = True
        if self._folder.is_symlink() or self._folder.is_file():  # somebody's
            self._folder.unlink()
        if site_dir.exists() and self._folder.exists():  # left by a build killed after the switch
            carry_hidden(self._folder, site_dir)
        inspection = inspection or start_inspection(site_dir)
        self._findings = inspection.findings
        self._inventory = inspection.inventory
        self.found = self.seal = self._inventory.seal if self._inventory else b""
        self._published = self._verified()
        self._held, self._sure = self._trusted(unlinked)

    @property
    def published(self) -> Mapping[str, Known]:
        """The files of the published site that are as the last build left them, by path."""
        return self._published

    @property
    def whole(self) -> bool:
        """Whether all files of the published site are as the last build left them."""
        return self._inventory is not None and not self._findings.wrong

    def _verified(self) -> dict[str, Known]:
        files = dict(self._inventory.site) if self._inventory else {}
        for path in (MANIFEST, *self._findings.wrong):
            files.pop(path, None)
        return files

    def _trusted(self, unlinked: Set[str] | None) -> tuple[Set[str], bool]:
        """Return what is in the stage, and whether nothing else is, so that it needs no check.
        `unlinked` is all that is not there yet of what is remembered, if it was made just now.
        """
        if self._inventory is None:
            return self._mended(), False
        if unlinked is not None:
            return linkable(self._inventory) - unlinked, not unlinked  # else folders may be empty
        if not self._folder.exists():
            return set(), True
        if self._inventory.staged is None or not self._findings.staged:
            return self._mended(), False
        return self._inventory.staged, True

    def _mended(self) -> set[str]:
        if not self._folder.exists():
            return set()
        self._begin()
        return mend(self._tree, self.site_dir, self._published)

    def _begin(self) -> None:
        """Say that the stage is being changed, for the build after one that is killed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        mark_of(self.site_dir).touch()

    def keep(self, paths: Iterable[str]) -> None:
        """Have these files of the published site in the next one, as they are.

        Raises `ValueError` if one is not in `published`, `PublishError` if one is taken.
        """
        chosen = set(paths)
        if not chosen <= self._published.keys():
            raise ValueError(f"not published: {sorted(chosen - self._published.keys())[:3]}")
        if not chosen.isdisjoint(self._claimed):
            raise PublishError(f"written twice: {sorted(chosen & self._claimed)[:3]}")
        self._claimed |= chosen
        self._kept |= chosen
        self._files.update(
            {path: known for path, known in self._published.items() if path in chosen}
        )

    def write(self, artefacts: Iterable[Artefact]) -> None:
        """Write files while they are being made; raises `PublishError` if a path is taken or
        leaves the site, and what making or writing them raises.
        """
        self._begin()
        for artefact in artefacts:
            self._claim(artefact.path)
            self._write(artefact)

    def written(self) -> Mapping[str, Known]:
        """Return all files of the next site so far, by path."""
        return self._files

    def adopt(self, written: Mapping[str, Known]) -> None:
        """Take over what another process staged; raises `PublishError` if a path is taken."""
        for path, known in written.items():
            self._claim(path)
            if self._published.get(path) == known:
                self._kept.add(path)
            self._files[path] = known

    def _write(self, artefact: Artefact) -> None:
        path, data = artefact.path, artefact.data
        digest = hashlib.sha256(data).digest()
        known = self._published.get(path)
        if known is None or known.digest != digest:
            status = self._tree.create(path, data, path in self._held)
            known = Known(digest, status.st_size, status.st_mtime_ns)
        else:
            self._kept.add(path)
        self._files[path] = known

    def _claim(self, path: str) -> None:
        if path in self._claimed or path == MANIFEST:
            raise PublishError(f"written twice: {path}")
        if not _NO_NAMES.isdisjoint(path.split("/")) or "\\" in path:
            raise PublishError(f"not a path below the site: {path!r}")
        self._claimed.add(path)

    @property
    def files(self) -> int:
        """How many files the next site has."""
        return len(self._files)

    @property
    def changed(self) -> int:
        """How many of them were written anew."""
        return len(self._files) - len(self._kept)

    @property
    def size(self) -> int:
        """How many bytes the next site has."""
        return sum([known.size for known in self._files.values()])

    def publish(self) -> None:
        """Complete and check the staged tree, then switch it in, atomically. Hidden files of others
        in the site folder (`.git`, `.well-known`) move along.
        """
        self._begin()
        folders = folders_of(self._files)
        if not folders.keys().isdisjoint(self._files):
            both = sorted(folders.keys() & self._files.keys())[:3]
            raise PublishError(f"a file and a folder: {both}")
        self._tree.remove(self._withdrawn(folders.keys()))
        self._link(self._kept - self._held)
        marks = self._checked(folders.keys())
        files = self._with_manifest()
        self._exchange()
        stage = self._cleaned(folders.keys())
        self.seal = write_inventory(inventory_of(self.site_dir), Inventory(files, marks, *stage))
        remove(mark_of(self.site_dir))

    def _exchange(self) -> None:
        try:
            exchange(self._folder, self.site_dir)
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV):
                raise
            raise PublishError(
                f"{self.site_dir}: 是单独挂载的卷，不能整个替换；请挂载它的上一级目录 / "
                f"a volume of its own, which cannot be replaced whole: mount the folder above it"
            ) from error

    def _withdrawn(self, folders: Set[str]) -> Set[str]:
        """Return what is in the stage and not in the next site. A file of which only the case of
        the name changed is one with its former self where the system folds case: it stays.
        """
        gone = self._held - self._files.keys() - folders
        if not gone:
            return gone
        written = {path.casefold(): path for path in self._files.keys() - self._kept}
        return {path for path in gone if not self._are_one(path, written.get(path.casefold()))}

    def _are_one(self, path: str, other: str | None) -> bool:
        return other is not None and are_one(f"{self._folder}/{path}", f"{self._folder}/{other}")

    def _link(self, paths: Iterable[str]) -> None:
        for path in paths:
            try:
                self._tree.link(path, str(self.site_dir))
            except FileNotFoundError:
                raise PublishError(f"removed from the site meanwhile: {path}") from None
            except OSError:  # a file system without hard links
                status = self._tree.copy(path, str(self.site_dir))
                digest = self._files[path].digest
                self._files[path] = Known(digest, status.st_size, status.st_mtime_ns)
                self._linked = False

    def _checked(self, folders: Set[str]) -> Marks:
        """Return the marks of the staged folders; looks at all of them if that has to be."""
        if self._sure and self._inventory:
            marks = {**self._inventory.stage_marks, **self._findings.stage_marks}
            return {folder: mark for folder, mark in marks.items() if folder in folders}
        check(self._tree, self._files)
        return marks_of(self._tree, folders, mark_of(self.site_dir))

    def _with_manifest(self) -> dict[str, Known]:
        """Write the manifest; returns all files of the site in order, it among them."""
        files = dict(sorted(self._files.items()))
        data = manifest_of(files.items())
        status = self._tree.create(MANIFEST, data)
        digest = hashlib.sha256(data).digest()
        files[MANIFEST] = Known(digest, status.st_size, status.st_mtime_ns)
        return files

    def _cleaned(self, folders: Set[str]) -> tuple[Set[str] | None, Marks]:
        """Leave of the former site, which is the stage now, only the files that the new one has
        too: the rest may have been withdrawn. Returns them, if they are known, and marks.
        """
        if not self._folder.exists():
            return None, {}
        carry_hidden(self._folder, self.site_dir)
        tree = Tree(self._folder)
        if self._inventory is None:
            tree.prune(lambda path, entry: False)
            return set(), {}
        tree.remove([*self._findings.foreign, *(self._inventory.site.keys() - self._kept)])
        marks = {**self._inventory.site_marks, **self._findings.site_marks}
        known = {folder: mark for folder, mark in marks.items() if folder in folders}
        return self._kept if self._linked else None, known
