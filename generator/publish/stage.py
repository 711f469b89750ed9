"""Owns staging: a whole new site beside the published one, checked, then switched in.
May not decide content. A build that fails or is killed leaves the published site as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from generator.publish.artefact import Artefact
from generator.publish.switch import exchange, restore

MANIFEST = ".laurel-manifest.json"


class PublishError(Exception):
    """The site could not be published; the message says why. Nothing published was touched."""


class Stage:
    """A staged tree. Write everything, then `publish`; or `discard`."""

    def __init__(self, site_dir: Path) -> None:
        """Prepare an empty staging folder; raises `PublishError` if `site_dir` is not ours."""
        self.site_dir = site_dir
        self._folder = site_dir.parent / f".{site_dir.name}.staging"
        self._manifest: dict[str, tuple[str, int]] = {}
        self._folders: set[str] = set()
        restore(site_dir)
        _refuse_foreign(site_dir)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)

    def write(self, artefact: Artefact) -> None:
        """Write one file; raises `PublishError` if its path is taken or leaves the site."""
        target = self._target(artefact.path)
        with open(target, "xb") as stream:
            stream.write(artefact.data)
        self._manifest[artefact.path] = (_digest(artefact.data), len(artefact.data))

    def copy(self, source: Path, path: str) -> None:
        """Copy a media file into the stage; raises `PublishError` as `write` does."""
        self.write(Artefact(path, source.read_bytes()))

    def _target(self, path: str) -> str:
        if path in self._manifest:
            raise PublishError(f"written twice: {path}")
        parent, _, name = path.rpartition("/")
        if not name or any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path:
            raise PublishError(f"not a path below the site: {path!r}")
        if parent not in self._folders:
            os.makedirs(self._folder / parent, exist_ok=True)
            self._folders.add(parent)
        return f"{self._folder}/{path}"

    @property
    def files(self) -> int:
        """How many files were staged."""
        return len(self._manifest)

    @property
    def size(self) -> int:
        """How many bytes were staged."""
        return sum(size for _, size in self._manifest.values())

    def publish(self) -> None:
        """Check the staged tree against the manifest, then switch it in, atomically.

        Hidden files that others put into the site folder (`.git`, `.well-known`) move along.
        """
        self._check()
        data = json.dumps(self._manifest, sort_keys=True, indent=0, ensure_ascii=False)
        (self._folder / MANIFEST).write_bytes(data.encode())
        exchange(self._folder, self.site_dir)
        if self._folder.exists():  # it is the former site now
            _carry_hidden(self._folder, self.site_dir)
        self.discard()

    def discard(self) -> None:
        """Remove the staging folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _check(self) -> None:
        found = {
            Path(folder, name).relative_to(self._folder).as_posix(): os.path.getsize(
                os.path.join(folder, name)
            )
            for folder, _, names in os.walk(self._folder)
            for name in names
        }
        expected = {path: size for path, (_, size) in self._manifest.items()}
        if found != expected:
            wrong = sorted(set(found.items()) ^ set(expected.items()))[:3]
            raise PublishError(f"staged files differ from the manifest: {wrong}")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
