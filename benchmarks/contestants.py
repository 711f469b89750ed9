"""Owns how each generator is called, what it reads, and what it leaves behind.
May not measure.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Files, RunError

REPO = Path(__file__).resolve().parent.parent
COLD, EDIT, SAME = "cold", "one edit", "no change"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A generator with a corpus. `left` is all that it writes; without it a build is cold."""

    name: str
    source: Path
    site: Path
    left: tuple[Path, ...]
    command: tuple[str, ...]
    cwd: Path

    def clear(self, aside: Path) -> None:
        """Put every trace of former builds into the folder `aside`."""
        for folder in self.left:
            put_aside(folder, aside)
        self.site.parent.mkdir(parents=True, exist_ok=True)

    def stories(self) -> dict[str, Path]:
        """Return the stories' files by their names without ending, in order of name."""
        found = (path.relative_to(self.source) for path in self.source.rglob("*.md"))
        those = (path for path in found if {"stories", "posts"} & set(path.parts))
        named = ((path.stem, self.source / path) for path in those)
        return dict(sorted(pair for pair in named if pair[0] not in ("index", "_index")))

    def check(self, stories: dict[str, Path], files: Files) -> None:
        """Raise `RunError` unless every story has a page."""
        pages = {part for path in files if path.endswith(".html") for part in path.split(os.sep)}
        pages |= {part.removesuffix(".html") for part in pages}
        if missing := sorted(stories.keys() - pages):
            raise RunError(f"{self.name} made no page of {len(missing)} stories: {missing[:3]}")

    def check_edit(self, name: str, mark: str, files: Files) -> None:
        """Raise `RunError` unless a page of the story shows the edit."""
        pages = (path for path in files if path.endswith(".html") and name in path)
        if not any(mark in (self.site / path).read_text(encoding="utf-8") for path in pages):
            raise RunError(f"{self.name} does not show the edit of {name}")


def put_aside(folder: Path, aside: Path) -> None:
    """Move a folder, if it is there, into another one, under a name of its own.

    It is not removed: ext4 passes over inodes that were freed in the last minutes, one by one, so
    that whoever writes many files then waits for what somebody else removed.
    """
    if folder.exists():
        aside.mkdir(parents=True, exist_ok=True)
        folder.rename(aside / f"{len(os.listdir(aside))}-{folder.name}")


def laurel(source: Path, out: Path, workers: int | None) -> Contestant:
    """Laurel as its users call it; with the number of processes given, or its own choice."""
    home = out / "laurel"
    command = [sys.executable, "build.py", "--content", str(source), "--site-dir", f"{home}/site"]
    more = ["--workers", str(workers)] if workers else []
    return Contestant("Laurel", source, home / "site", (home,), (*command, *more), REPO)


def hugo(source: Path, out: Path, program: Path) -> Contestant:
    """Hugo with a cache of its own, so that it is cold, too."""
    home = out / "hugo"
    places = ["--destination", f"{home}/site", "--cacheDir", f"{home}/cache"]
    command = (str(program), "--source", str(source), *places)
    return Contestant("Hugo", source, home / "site", (home,), command, REPO)


def material(source: Path, environment: Path) -> Contestant:
    """Material for MkDocs with its blog."""
    command = (str(environment / "bin/mkdocs"), "build", "--quiet")
    site = source / "site"
    return Contestant("Material for MkDocs, blog", source, site, (site,), command, source)


def zensical(source: Path, environment: Path) -> Contestant:
    """Zensical with the same project; it keeps what it has rendered in `.cache`."""
    command = (str(environment / "bin/zensical"), "build")
    site = source / "site"
    return Contestant("Zensical, blog", source, site, (site, source / ".cache"), command, source)


def edited(text: str, mark: str, field: str) -> str:
    """Return a story's text with `mark` in its title, or in a new last paragraph of its body."""
    if field == "title":
        return re.sub(r'(?m)^(title: *"?)', rf"\g<1>{mark}", text, count=1)
    return f"{text}\n{mark}。\n"
