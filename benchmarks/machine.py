"""Owns the line that says what a benchmark ran on, and how quiet it was.
May not name hosts, users or folders.
"""

from __future__ import annotations

import os
import platform
import sys
from datetime import date
from pathlib import Path

import generator


def machine(versions: list[str], day: date) -> str:
    """Return processor, memory, system, load, versions and day in one line.

    Call it before anything is measured: the load is that of others.
    """
    python = f"Python {platform.python_version()}"
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    ours = f"Laurel {generator.__version__}"
    load = f"load {os.getloadavg()[0]:.1f} before"
    where = (_processor(), _memory(), system, load)
    return ", ".join((*where, python, ours, *versions, f"{day}"))


def _processor() -> str:
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return f"{count} × {_model()}"


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
