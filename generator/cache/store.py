"""Owns the files of the cache: each is believed only with a seal made by this user's own key.
May not know what is in them.

They are pickles, because nothing else in Python loads 10,000 entries in 0.2 s, and a pickle from
a stranger can do anything. So a file that was damaged, or made by another user, another machine
or another version of the program, has the wrong seal and is as if it were not there.
"""

from __future__ import annotations

import gc
import hmac
import os
import pickle
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

_CHUNK = 1 << 20
_SEAL = 32  # bytes


def cache_of(site_dir: Path) -> Path:
    """Return the folder in which the builds of a site leave each other what they know."""
    return site_dir.parent / f".{site_dir.name}.cache"


class Store:
    """Named values in one folder, for one version of the program."""

    def __init__(self, folder: Path, program: bytes) -> None:
        """`program` is the fingerprint of what makes and understands the values. `failure` says
        why the last value that could not be kept was not.
        """
        self.failure = ""
        self._folder = folder
        self._program = program
        self._secret = _secret()

    def load(self, name: str) -> Any:
        """Return a value that `save` left, None where it is missing, damaged or foreign."""
        try:
            with open(self._folder / name, "rb") as stream:
                seal = stream.read(_SEAL)
                if not self._secret or not hmac.compare_digest(seal, self._sealed(stream, name)):
                    return None
                stream.seek(_SEAL)
                with _no_collections():
                    return pickle.load(stream)  # noqa: S301 - sealed by this user
        except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError):
            return None

    def save(self, name: str, value: Any) -> None:
        """Keep a value for the next build; not at all where this user cannot keep a key, or the
        disk is full: then the next build only takes longer.
        """
        if not self._secret:
            return
        part = self._folder / f"{name}.part"
        try:
            make_private(self._folder)  # it holds sources
            with open(part, "w+b") as stream:
                stream.write(bytes(_SEAL))
                pickle.dump(value, stream, protocol=5)
                stream.seek(_SEAL)
                seal = self._sealed(stream, name)
                stream.seek(0)
                stream.write(seal)
            put(part, self._folder / name)
        except OSError as error:
            self.failure = str(error)
            with suppress(OSError):  # a full disk needs the room
                part.unlink()

    def drop(self, name: str) -> None:
        """Forget a value, and what a build that was killed had written of it."""
        with suppress(OSError):
            displace_link(self._folder)
            for left in (f"{name}.part", name):
                with suppress(FileNotFoundError):
                    remove(self._folder / left)

    def _sealed(self, stream: IO[bytes], name: str) -> bytes:
        state = blake2b(self._program + name.encode(), key=self._secret, digest_size=_SEAL)
        while chunk := stream.read(_CHUNK):
            state.update(chunk)
        return state.digest()


def make_private(folder: Path) -> None:
    """Make a folder that nobody else reads, in the place of a file or link that somebody left
    there.

    Processes of one build may do so at once: a folder that another has just made is never removed.
    """
    with suppress(FileNotFoundError, IsADirectoryError):  # another was faster
        displace_link(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:  # and no folder, or `mkdir` had been content
        with suppress(OSError):  # another was faster; what cannot be removed, `mkdir` names
            folder.unlink()
        folder.mkdir(mode=0o700, exist_ok=True)


def displace_link(folder: Path) -> None:
    """Take away a link in the place of a folder of ours: what it leads to is somebody's."""
    if is_link(folder):
        folder.unlink()


def is_link(place: Path) -> bool:
    """Tell whether there is a symbolic link, or what Windows has in place of one for folders."""
    junction = getattr(os.path, "isjunction", None)  # Windows's, from Python 3.12 on
    return place.is_symlink() or (junction is not None and bool(junction(place)))


def put(new: Path, place: Path) -> None:
    """Move a file to its place, where whatever somebody left there is removed."""
    if place.is_dir():
        remove(place)
    os.replace(new, place)


def remove(place: Path) -> None:
    """Remove a file, or whatever somebody put there instead."""
    if place.is_dir() and not is_link(place):
        shutil.rmtree(place)
    else:
        place.unlink()


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the collector from looking through what is being loaded again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _secret() -> bytes:
    """Return this user's key, made on first use; empty where it cannot be kept privately."""
    path = _home() / "laurel" / "cache-key"
    if not path.is_absolute():  # a user without a home: no key lies where somebody works
        return b""
    try:
        if not path.exists() or path.stat().st_size != _SEAL:  # the power may have failed
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(_SEAL))
            os.replace(part, path)
        found = path.read_bytes()
    except OSError:
        return b""
    return found if len(found) == _SEAL else b""


def _home() -> Path:
    """Return the folder of this user's caches (XDG Base Directory, which has relative paths
    ignored; LOCALAPPDATA on Windows).
    """
    named = Path(os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "")
    return named if named.is_absolute() else Path(os.path.expanduser("~")) / ".cache"
