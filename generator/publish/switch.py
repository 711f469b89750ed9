"""Owns exchanging two folders in one step, as far as the operating system can.
May not know what is in them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h on macOS


def exchange(new: Path, current: Path) -> None:
    """Put the folder `new` in the place of `current`; afterwards `new` holds the former one.

    Where there was none, `new` is gone afterwards. Linux and macOS exchange in one system call;
    elsewhere `current` is moved aside first and moved back if the second step fails.
    """
    if not current.exists():
        os.rename(new, current)
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


def _exchange_in_steps(new: Path, current: Path) -> None:
    aside = current.with_name(f".{current.name}.former")
    os.rename(current, aside)
    try:
        os.rename(new, current)
    except OSError:
        os.rename(aside, current)
        raise
    os.rename(aside, new)


def restore(new: Path, current: Path) -> None:
    """Finish what a build that was killed between the steps of the slow exchange left: put the
    former site back where there is none, else let it lie where the fast exchange leaves it.
    """
    aside = current.with_name(f".{current.name}.former")
    if not aside.exists():
        return
    if not current.exists():
        os.rename(aside, current)
    else:
        shutil.rmtree(new, ignore_errors=True)
        os.rename(aside, new)
