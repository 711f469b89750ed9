"""Owns staging: a whole new site beside the published one, checked, then switched in.
May not decide content. A build that fails or is killed leaves the published site as it was.
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
from generator.publish.switch import exchange, restore

Written = dict[str, tuple[str, int]]

MANIFEST = ".laurel-manifest.json"
# Opening, writing and hashing release the interpreter's lock: two threads hide nearly all of it
# behind rendering (1,000 stories: 2.7 s became 2.0 s). Batches keep the hand-over cheap.
WRITERS = 2
BATCH = 16


class PublishError(Exception):
    """The site could not be published; the message says why. Nothing published was touched."""


class Stage:
    """A staged tree. Write everything, then `publish`; or `discard`."""

    def __init__(self, site_dir: Path) -> None:
        """Prepare an empty staging folder; raises `PublishError` if `site_dir` is not ours."""
        self.site_dir = site_dir
        self._folder = site_dir.parent / f".{site_dir.name}.staging"
        self._sizes: dict[str, int] = {}
        self._digests: dict[str, str] = {}
        self._folders: set[str] = set()
        restore(site_dir)
        _refuse_foreign(site_dir)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)

    def write(self, artefacts: Iterable[Artefact]) -> None:
        """Write files while they are being made; raises `PublishError` if a path is taken or
        leaves the site, and what making or writing them raises.
        """
        with ThreadPoolExecutor(WRITERS) as pool:
            waiting: deque[Future[None]] = deque()
            for batch in _batches(artefacts):
                for artefact in batch:
                    self._claim(artefact.path, len(artefact.data))
                waiting.append(pool.submit(self._write, batch))
                if len(waiting) > 2 * WRITERS:
                    waiting.popleft().result()
            for future in waiting:
                future.result()

    def written(self) -> Written:
        """Return what this process wrote: for each path its digest and size."""
        return {path: (digest, self._sizes[path]) for path, digest in self._digests.items()}

    def adopt(self, written: Written) -> None:
        """Take over what another process wrote into the same stage; raises `PublishError`."""
        for path, (digest, size) in written.items():
            self._claim(path, size)
            self._digests[path] = digest

    def _write(self, batch: Sequence[Artefact]) -> None:
        for artefact in batch:
            with open(self._target(artefact.path), "xb") as stream:
                stream.write(artefact.data)
            self._digests[artefact.path] = hashlib.sha256(artefact.data).hexdigest()

    def _claim(self, path: str, size: int) -> None:
        if path in self._sizes:
            raise PublishError(f"written twice: {path}")
        if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path:
            raise PublishError(f"not a path below the site: {path!r}")
        self._sizes[path] = size

    def _target(self, path: str) -> str:
        parent = path.rpartition("/")[0]
        if parent not in self._folders:
            os.makedirs(self._folder / parent, exist_ok=True)
            self._folders.add(parent)
        return f"{self._folder}/{path}"

    @property
    def files(self) -> int:
        """How many files were staged."""
        return len(self._sizes)

    @property
    def size(self) -> int:
        """How many bytes were staged."""
        return sum(self._sizes.values())

    def publish(self) -> None:
        """Check the staged tree against the manifest, then switch it in, atomically.

        Hidden files that others put into the site folder (`.git`, `.well-known`) move along.
        """
        self._check()
        data = json.dumps(self.written(), sort_keys=True, indent=0, ensure_ascii=False)
        (self._folder / MANIFEST).write_bytes(data.encode())
        exchange(self._folder, self.site_dir)
        if self._folder.exists():  # it is the former site now
            _carry_hidden(self._folder, self.site_dir)
        self.discard()

    def discard(self) -> None:
        """Remove the staging folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _check(self) -> None:
        found = dict(_sizes_below(str(self._folder), ""))
        if found != self._sizes:
            wrong = sorted(set(found.items()) ^ set(self._sizes.items()))[:3]
            raise PublishError(f"staged files differ from the manifest: {wrong}")


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
        if entry.name.startswith(".") and not (new / entry.name).exists():
            os.rename(entry.path, new / entry.name)
