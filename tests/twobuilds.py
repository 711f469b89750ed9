"""Owns two builds of one project: the one that goes on from build to build, and a clean one.
May not edit the project; it asserts that the two say and publish the same.

Every build runs in a child process, as a command does, so that nothing that a build keeps in
memory can help or harm the next one. The child is forked from a parent that has imported the
program, and finds templates compiled: a build then takes a third of the time.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import marshal
import multiprocessing
import os
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from newsroom import Desk, Newsroom

MANIFEST = ".laurel-manifest.json"
LATER_NS = 1_000_000_000
WORK = ("read", "rendered", "written")
_SHOWN = 60  # bytes of a difference


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended: its exit code, problems as told to machines, what the site has, and an
    error that is not in content. `work` is how much was done for it, and may differ.
    """

    code: int
    problems: tuple[Any, ...]
    counts: Mapping[str, int]
    error: str
    work: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a published folder: digest of its bytes, inode, time of change in nanoseconds."""

    digest: bytes
    inode: int
    changed: int


def build(project: Path, site: Path, *options: str, settled: bool = False) -> Built:
    """Build a project into a folder by the command, in a child process.

    `settled` has it think that the sources were saved some time ago, not a moment before.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    arguments = ["--config", f"{project}/mkdocs.yml", "--site-dir", str(site), "--json", *options]
    child = context.Process(target=_run, args=(arguments, settled, sender))
    child.start()
    sender.close()
    try:
        code, out = receiver.recv()
    finally:
        child.join()
        receiver.close()
    return _understood(code, out.replace(str(site), "SITE"))


def _run(arguments: Sequence[str], settled: bool, sender: Any) -> None:
    from click.testing import CliRunner

    from generator.cli import main

    if settled:
        really = time.time_ns
        time.time_ns = lambda: really() + LATER_NS
    ran = CliRunner().invoke(main, list(arguments))
    crashed = ran.exception is not None and not isinstance(ran.exception, SystemExit)
    text = "".join(traceback.format_exception(ran.exception)) if crashed else ran.stdout
    sender.send((-1 if crashed else ran.exit_code, text))


def _understood(code: int, out: str) -> Built:
    if code < 0:
        return Built(code, (), {}, out)
    told = json.loads(out)
    problems = tuple(told.get("problems", ()))
    counts = dict(told.get("counts", {}))
    work = {name: counts.pop(name, 0) for name in WORK}
    return Built(code, problems, counts, told.get("error", ""), work)


def compiled_once(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep compiled templates in a folder, by their text and all that compiling depends on."""
    really = Environment.compile

    def compile_or_recall(
        self: Environment,
        source: Any,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:
        if raw or not isinstance(source, str):
            return really(self, source, name, filename, raw, defer_init)
        known = folder / _key(self, source, name, filename, defer_init)
        if known.exists():
            return marshal.loads(known.read_bytes())
        made = really(self, source, name, filename, raw, defer_init)
        known.write_bytes(marshal.dumps(made))
        return made

    patch.setattr(Environment, "compile", compile_or_recall)


def without_icons(patch: pytest.MonkeyPatch) -> None:
    """Hide the theme's 12,000 icons from walks: MkDocs passes over hidden folders, one by one."""
    really = os.walk

    def walk(*args: Any, **options: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        for folder, names, files in really(*args, **options):
            names[:] = [name for name in names if name != ".icons"]
            yield folder, names, files

    patch.setattr(os, "walk", walk)


def _key(environment: Environment, *parts: object) -> str:
    kind = (environment.autoescape, environment.trim_blocks, environment.lstrip_blocks)
    names = (sorted(environment.filters), sorted(environment.tests), sorted(environment.extensions))
    return hashlib.sha256(repr((kind, names, parts)).encode()).hexdigest()


def files_of(*folders: Path) -> dict[str, File]:
    """Return every file below folders, hidden ones too, by the folder's name and its path."""
    found = {}
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            status = path.stat()
            digest = hashlib.sha256(path.read_bytes()).digest()
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            found[name] = File(digest, status.st_ino, status.st_mtime_ns)
    return found


def difference(one: Path, two: Path) -> str:
    """Describe the first difference between what two builds published, '' if there is none."""
    files, others = files_of(*published(one)), files_of(*published(two))
    for name in sorted(files.keys() | others.keys(), key=lambda n: (n.endswith(MANIFEST), n)):
        if name not in others:
            return f"{name}: only in {one.parent.name}"
        if name not in files:
            return f"{name}: only in {two.parent.name}"
        if files[name].digest != others[name].digest:
            return f"{name}: {_first_place(one.parent / name, two.parent / name)}"
    return ""


def published(site: Path) -> tuple[Path, Path]:
    """Return the folders that a build publishes: the site, and the dashboard beside it."""
    return site, site.parent / "site-internal"


def _first_place(one: Path, two: Path) -> str:
    data, other = one.read_bytes(), two.read_bytes()
    pairs = enumerate(zip(data, other, strict=False))
    place = next((n for n, (a, b) in pairs if a != b), min(len(data), len(other)))
    start = max(0, place - _SHOWN // 2)
    shown = [bytes_[start : start + _SHOWN].decode(errors="replace") for bytes_ in (data, other)]
    return f"byte {place}: {one.parts[-1]} has {shown[0]!r}, clean has {shown[1]!r}"


def rewritten(before: Mapping[str, File], after: Mapping[str, File]) -> list[str]:
    """Name the files that have the bytes they had, but not the inode and time they had."""
    return [
        name
        for name, file in before.items()
        if name in after and after[name].digest == file.digest and after[name] != file
    ]


def changed(before: Mapping[str, File], after: Mapping[str, File]) -> set[str]:
    """Name the files of the site that were written, in whatever way, or removed."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


class Twins:
    """A project that is built in one folder again and again, and each time it is new in another."""

    def __init__(self, root: Path) -> None:
        """Everything will lie below `root`."""
        self.desk = Desk(root / "office")
        self.site = root / "again/site"
        # Not one folder emptied every time: creating files just after deleting many is slow.
        self._sites = (root / f"clean/{number}/site" for number in itertools.count())
        self._clean: dict[object, tuple[Built, Path]] = {}

    def build(
        self,
        room: Newsroom,
        now: str,
        how: str = "write",
        workers: str = "1",
        settled: bool = True,
        memory_lost: bool = False,
    ) -> Built:
        """Save, build again and, what was not built yet, in a new folder; whatever differs is a
        failure.

        Files whose bytes stay the same must stay as they are, unless it was made impossible to
        know that (`memory_lost`). Only the manifest of each publishing is always written.
        """
        self.desk.save(room, how)
        before = files_of(*published(self.site))
        again = self._build(self.site, now, workers, settled)
        after = files_of(*published(self.site))
        same = (tuple(room.written()), now)  # that was built in a new folder need not be once more
        if same not in self._clean:
            site = next(self._sites)
            self._clean[same] = self._build(site, now, "1", settled), site
        clean, site = self._clean[same]
        assert again == clean, f"again: {again}\nclean: {clean}"
        if again.code:
            assert again.code in (1, 2), again.error
            assert not changed(before, after), "a build that failed changed what is published"
        else:
            assert not (found := difference(self.site, site)), found
            idle = [n for n in rewritten(before, after) if not n.endswith(MANIFEST)]
            assert memory_lost or not idle, f"written, but with the bytes they had: {idle}"
        return again

    def _build(self, site: Path, now: str, workers: str, settled: bool) -> Built:
        options = ("--now", now, "--workers", workers)
        return build(self.desk.folder, site, *options, settled=settled)
