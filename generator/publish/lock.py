"""Owns the lock that lets one build at a time work on a site folder.
May not publish.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.publish.beside import lock_of

WAIT_SECONDS = 600.0

Release = Callable[[], None]


class BuildRunningError(Exception):
    """Another build held the site folder for longer than this one would wait."""


@contextmanager
def one_build_at_a_time(
    site_dir: Path, waiting: Callable[[], None], seconds: float = WAIT_SECONDS
) -> Iterator[None]:
    """Hold the site folder; call `waiting` once if another build holds it, and then wait.

    The lock is the operating system's, so a killed build lets go. Raises `BuildRunningError`.
    """
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    path = lock_of(site_dir)
    release = _taken_at_once(path) or _waited_for(path, waiting, seconds)
    try:
        yield
    finally:
        release()


def _taken_at_once(path: Path) -> Release | None:
    """Take the lock as filelock does, without loading it: that takes 40 ms. None where it is held,
    or has to be taken in another way.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    if os.fstat(file).st_nlink == 0:  # who held it removed it with the site: the next makes a new
        os.close(file)
        return None

    def release() -> None:
        fcntl.flock(file, fcntl.LOCK_UN)  # closing is not enough: children hold the file, too
        os.close(file)

    return release


def _waited_for(path: Path, waiting: Callable[[], None], seconds: float) -> Release:
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            lock.acquire(timeout=seconds, poll_interval=0.1)
        except Timeout:
            raise BuildRunningError(path.name) from None
    return lock.release
