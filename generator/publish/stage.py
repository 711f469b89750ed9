"""Owns staging: a whole new site beside the published one, checked, then switched in.
May not decide content. A build that fails or is killed leaves the published site as it was.

The stage is the site before the last one: only what differs is written, the rest is linked from
the published site, so unchanged files keep their inode and time (rsync, caches) and nothing has
to be deleted in bulk, which takes longer than a build on some disks (2 ms a folder measured).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from generator.publish.artefact import Artefact
from generator.publish.memory import Known, Tree, holds, recall, remember
from generator.publish.switch import exchange, restore

MANIFEST = ".laurel-manifest.json"
# Opening, writing and hashing release the interpreter's lock: two threads hide nearly all of it
# behind rendering (1,000 stories: 2.7 s became 2.0 s). Batches keep the hand-over cheap.
WRITERS = 2
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
BATCH = 16


class PublishError(Exception):
    """The site could not be published; the message says why. Nothing published was touched."""


class Stage:
    """A staged tree. Write everything, then `publish`; a stage left alone is not trusted again."""

    def __init__(self, site_dir: Path) -> None:
        """Prepare the staging folder; raises `PublishError` if `site_dir` is not ours."""
        self.site_dir = site_dir
        self._folder = staging_of(site_dir)
        self._memory = memory_of(site_dir)
        self._written: dict[str, Known] = {}
        self._claimed: set[str] = set()
        restore(self._folder, site_dir)
        _refuse_foreign(site_dir)
        if site_dir.exists() and self._folder.exists():  # left by a build killed after the switch
            _carry_hidden(self._folder, site_dir)
        trees = recall(self._memory)
        self._site: Tree = trees.get("site", {})
        self._spare: Tree = trees.get("staging", {})
        remember(self._memory, {"site": self._site})  # a killed build's stage is not trusted
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folders = set(_folders_below(str(self._folder), ""))

    def write(self, artefacts: Iterable[Artefact]) -> None:
        """Write files while they are being made; raises `PublishError` if a path is taken or
        leaves the site, and what making or writing them raises.
        """
        with ThreadPoolExecutor(WRITERS) as pool:
            waiting: deque[Future[None]] = deque()
            for batch in _batches(artefacts):
                for artefact in batch:
                    self._claim(artefact.path)
                waiting.append(pool.submit(self._write, batch))
                if len(waiting) > 2 * WRITERS:
                    waiting.popleft().result()
            for future in waiting:
                future.result()

    def written(self) -> dict[str, Known]:
        """Return what this process staged."""
        return self._written

    def adopt(self, written: dict[str, Known]) -> None:
        """Take over what another process staged; raises `PublishError` if a path is taken."""
        for path, known in written.items():
            self._claim(path)
            self._written[path] = known

    def _write(self, batch: Sequence[Artefact]) -> None:
        for artefact in batch:
            digest = hashlib.sha256(artefact.data).hexdigest()
            status = self._kept(artefact.path, digest) or self._fresh(artefact)
            self._written[artefact.path] = Known(digest, status.st_size, status.st_mtime_ns)

    def _kept(self, path: str, digest: str) -> os.stat_result | None:
        """Have the published file in the stage too, if it has these bytes; else keep the staged."""
        site = holds(str(self.site_dir), path, self._site.get(path), digest)
        staged = holds(str(self._folder), path, self._spare.get(path), digest)
        if site is None or (staged is not None and os.path.samestat(site, staged)):
            return staged
        target = self._free(path)
        try:
            os.link(self.site_dir / path, target)
        except OSError:  # a file system without hard links
            return None
        return site

    def _fresh(self, artefact: Artefact) -> os.stat_result:
        # Not open(): its buffer asks the system four more questions about every file.
        target = os.open(self._free(artefact.path), _CREATE, 0o666)
        try:
            data = memoryview(artefact.data)
            while data:
                data = data[os.write(target, data) :]
            return os.fstat(target)
        finally:
            os.close(target)

    def _free(self, path: str) -> str:
        """Return where a file goes, with nothing there: never write into a linked file."""
        parent = path.rpartition("/")[0]
        target = f"{self._folder}/{path}"
        if parent not in self._folders:
            self._make_folder(parent)
            return target
        if os.path.isdir(target) and not os.path.islink(target):
            shutil.rmtree(target)
        elif os.path.lexists(target):
            os.unlink(target)
        return target

    def _make_folder(self, parent: str) -> None:
        """Make a folder and those above it where files or links of former sites may stand."""
        parts = parent.split("/")
        for depth in range(1, len(parts) + 1):
            place = "/".join(parts[:depth])
            if place not in self._folders:
                target = f"{self._folder}/{place}"
                if os.path.lexists(target) and (os.path.islink(target) or os.path.isfile(target)):
                    os.unlink(target)
                os.makedirs(target, exist_ok=True)
                self._folders.add(place)

    def _claim(self, path: str) -> None:
        if path in self._claimed:
            raise PublishError(f"written twice: {path}")
        if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path:
            raise PublishError(f"not a path below the site: {path!r}")
        self._claimed.add(path)

    @property
    def files(self) -> int:
        """How many files were staged."""
        return len(self._written)

    @property
    def size(self) -> int:
        """How many bytes were staged."""
        return sum(known.size for known in self._written.values())

    def publish(self) -> None:
        """Check the staged tree against the manifest, then switch it in, atomically.

        Hidden files that others put into the site folder (`.git`, `.well-known`) move along.
        """
        _prune(str(self._folder), "", self._claimed)
        self._check()
        manifest = {path: [known.digest, known.size] for path, known in self._written.items()}
        data = json.dumps(manifest, sort_keys=True, indent=0, ensure_ascii=False)
        self._fresh(Artefact(MANIFEST, data.encode()))
        exchange(self._folder, self.site_dir)
        if self._folder.exists():  # it is the former site now
            _carry_hidden(self._folder, self.site_dir)
            _prune(str(self._folder), "", set(self._still_published()))
        spare = {path: self._site[path] for path in self._still_published()}
        remember(self._memory, {"site": self._written, "staging": spare})

    def _still_published(self) -> Iterator[str]:
        """Yield the files of the former site that the new one has too, with the same bytes: all
        that may be kept of it, because the rest may have been withdrawn.
        """
        for path, known in self._site.items():
            if path in self._written and self._written[path].digest == known.digest:
                yield path

    def _check(self) -> None:
        found = dict(_sizes_below(str(self._folder), ""))
        expected = {path: known.size for path, known in self._written.items()}
        if found != expected:
            wrong = sorted(set(found.items()) ^ set(expected.items()))[:3]
            raise PublishError(f"staged files differ from the manifest: {wrong}")


def staging_of(site_dir: Path) -> Path:
    """Return the folder in which the next site is staged."""
    return site_dir.parent / f".{site_dir.name}.staging"


def memory_of(site_dir: Path) -> Path:
    """Return the file that remembers what was written."""
    return site_dir.parent / f".{site_dir.name}.memory.json"


def forget(site_dir: Path) -> None:
    """Remove what is kept beside a site folder that will not be built again."""
    shutil.rmtree(staging_of(site_dir), ignore_errors=True)
    for path in (memory_of(site_dir), site_dir.parent / f".{site_dir.name}.lock"):
        path.unlink(missing_ok=True)


def _folders_below(folder: str, prefix: str) -> Iterator[str]:
    yield prefix.rstrip("/")
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _folders_below(entry.path, f"{prefix}{entry.name}/")


def _prune(folder: str, prefix: str, claimed: set[str]) -> bool:
    """Remove what this build did not write; tell whether the folder is empty now."""
    empty = True
    for entry in list(os.scandir(folder)):
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            gone = _prune(entry.path, f"{path}/", claimed)
            if gone:
                os.rmdir(entry.path)
            empty = empty and gone
        elif path in claimed:
            empty = False
        else:
            os.unlink(entry.path)
    return empty


def _batches(artefacts: Iterable[Artefact]) -> Iterator[list[Artefact]]:
    iterator = iter(artefacts)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch


def _sizes_below(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _sizes_below(entry.path, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.stat(follow_symlinks=False).st_size


def _refuse_foreign(site_dir: Path) -> None:
    """Refuse to replace a folder that a build did not make: a mistyped `--site-dir`."""
    if site_dir.is_symlink() or (site_dir.exists() and not site_dir.is_dir()):
        raise PublishError(f"{site_dir}: not a folder / 不是文件夹")
    if not site_dir.exists() or (site_dir / MANIFEST).exists():
        return
    if any(not entry.name.startswith(".") for entry in os.scandir(site_dir)):
        raise PublishError(
            f"{site_dir}: holds files that Laurel did not make; empty it or choose another "
            f"--site-dir / 里面有不是 Laurel 生成的文件；请清空它，或换一个 --site-dir"
        )


def _carry_hidden(old: Path, new: Path) -> None:
    for entry in list(os.scandir(old)):
        foreign = entry.name.startswith(".") and entry.name != MANIFEST
        if foreign and not (new / entry.name).exists():
            os.rename(entry.path, new / entry.name)
