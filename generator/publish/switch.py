"""Owns exchanging two folders in one step, as far as the operating system can.
May not know what is in them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import threading
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h on macOS
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds between attempts to rename


def exchange(new: Path, current: Path) -> None:
    """Put the folder `new` in the place of `current`; afterwards `new` holds the former one.

    Where there was none, `new` is gone afterwards. Linux and macOS exchange in one system call;
    elsewhere `current` is moved aside first and moved back if the second step fails. Raises
    PermissionError where another program keeps a file of them open (Windows).
    """
    if not current.exists():
        _move(new, current)
    elif not _exchange_at_once(os.fsencode(new), os.fsencode(current)):
        _exchange_in_steps(new, current)


def _exchange_at_once(new: bytes, current: bytes) -> bool:
    """Return False where the system or the file system cannot do it."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(new, current, _RENAME_SWAP) == 0)
        at = ctypes.c_int(_AT_FDCWD)
        return bool(libc.renameat2(at, new, at, current, _RENAME_EXCHANGE) == 0)
    except (OSError, AttributeError, TypeError):  # no libc (Windows), or one without the call
        return False


def _aside(current: Path) -> Path:
    """Return where the former site lies between the steps of the slow exchange."""
    return current.with_name(f".{current.name}.former")


def _exchange_in_steps(new: Path, current: Path) -> None:
    aside = _aside(current)
    _move(current, aside)
    try:
        _move(new, current)
    except OSError:
        _move(aside, current)
        raise
    _move(aside, new)


def _move(folder: Path, place: Path) -> None:
    """Rename a folder. Windows refuses while any file in it is open, and virus scanners and the
    search index open what is new for a moment: so it is tried a few times.
    """
    for wait in _WAITS:
        try:
            return os.rename(folder, place)
        except PermissionError:
            threading.Event().wait(wait)  # nothing here may ask a clock
    os.rename(folder, place)


def restore(new: Path, current: Path) -> None:
    """Finish what a build that was killed between the steps of the slow exchange left: put the
    former site back where there is none, else let it lie where the fast exchange leaves it.
    """
    aside = _aside(current)
    if not aside.exists():
        return
    if not current.exists():
        os.rename(aside, current)
    else:
        shutil.rmtree(new, ignore_errors=True)
        os.rename(aside, new)
