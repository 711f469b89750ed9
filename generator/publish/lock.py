"""Owns the lock that lets one build at a time work on a site folder.
May not publish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

WAIT_SECONDS = 600.0


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
    lock = FileLock(site_dir.parent / f".{site_dir.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            lock.acquire(timeout=seconds, poll_interval=0.1)
        except Timeout:
            raise BuildRunningError(str(site_dir)) from None
    try:
        yield
    finally:
        lock.release()
