"""Owns what one run of a program costs: time, processor, memory, files and bytes written.
May not know which program it is, nor draw conclusions.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_EVERY = 0.02  # seconds between two looks at the memory of a tree of processes

Files = dict[str, tuple[int, int, int]]


class RunError(Exception):
    """A measured program failed, or did not build what it should."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run cost, from start to exit, with every process that it started and waited for.

    `wall` and `cpu` (user and system) are seconds. `largest` is the peak resident size of the one
    largest process, `tree` the peak of the sum of all processes' proportional sizes, where pages
    that several share count once; both are bytes. `tree` is None where it was not sampled.
    """

    wall: float
    cpu: float
    largest: int
    tree: int | None = None


def run(command: Sequence[str], cwd: Path, log: Path, *, sampled: bool = False) -> Usage:
    """Run to the end; raises `RunError` with the end of its output if it fails.

    `sampled` watches the tree's memory, which slows the program a little: take no times from it.
    The parent must stay small: a child's peak begins with what it inherits (getrusage(2)).
    """
    os.sync()  # what others wrote is not this one's to wait for
    with open(log, "wb") as stream:
        begun = time.perf_counter()
        child = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = _TreeWatch(child.pid) if sampled and sys.platform == "linux" else None
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise
        wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    tree = watch.end() if watch else None
    if child.returncode:
        raise RunError(f"{' '.join(command)}\n{log.read_text(errors='replace')[-2_000:]}")
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2) of each system
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit, tree)


class _TreeWatch:
    """Looks at the memory of all processes of a session until told to end."""

    def __init__(self, session: int) -> None:
        self._session, self._peak, self._over = session, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> int:
        """Stop; returns the peak in bytes."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.is_set():
            sizes = (_proportional(pid) for pid in _members(self._session))
            self._peak = max(self._peak, sum(sizes))
            self._over.wait(SAMPLE_EVERY)


def _members(session: int) -> list[str]:
    found = []
    for pid in os.listdir("/proc"):
        if not pid.isdigit():
            continue
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:  # it has ended
            continue
        if int(stat.rpartition(")")[2].split()[3]) == session:  # proc_pid_stat(5), field 6
            found.append(pid)
    return found


def _proportional(pid: str) -> int:
    """Return a process's proportional set size in bytes, 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def files_of(folder: Path) -> Files:
    """Return inode, time of change and size of every file, by its path below `folder`."""
    found: Files = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            known = os.stat(path)
            key = os.path.relpath(path, folder)
            found[key] = (known.st_ino, known.st_mtime_ns, known.st_size)
    return found


def written(before: Files, after: Files) -> tuple[int, int]:
    """Return how many files, and bytes, are new or were written between two looks."""
    sizes = [known[2] for path, known in after.items() if before.get(path) != known]
    return len(sizes), sum(sizes)
