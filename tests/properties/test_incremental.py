"""A build that goes on from the last one gives what a clean build gives, after whatever change.

A machine edits a newsroom as an office does, builds it in one folder again and again and, each
time that it is new, in another folder as well; both must say and publish the same.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builds import can_fork
from edits import EDITS, MOMENTS
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from newsroom import Desk, Newsroom, make_newsroom
from starter import import_everything
from twobuilds import (
    MANIFEST,
    Twins,
    build,
    compiled_once,
    without_icons,
)

EXAMPLES, STEPS = 11, 28
MISTAKES = 2  # so many builds may fail in a row; then the office undoes what it did
ANY_NUMBER = 10_000
DRAWS = 20  # of an edit, until one of them changes something
# What a worker takes at least, and how much is kept in memory, for so small a site: it then goes
# the ways of a large one.
SMALL = {
    "generator.workshop.JOBS_A_WORKER": 20.0,
    "generator.reading.FILES_A_WORKER": 4,
    "generator.render.bodies.BODIES_A_WORKER": 4,
    "generator.render.bodies.KEPT": 8,
}

pytestmark = pytest.mark.skipif(not can_fork(), reason="builds run in forked children")

ways_to_save = st.sampled_from(["write", "replace", "keep times"])
building = {"workers": st.sampled_from(["1", "2"]), "settled": st.booleans()}
saving = {"how": ways_to_save, **building}


def some_of(*folders: str) -> st.SearchStrategy[list[str]]:
    """Draw one or two edits: of fields in these folders or, without folders, of anything else."""
    names = [name for name in sorted(EDITS) if name.rpartition(": ")[0] in (folders or ("",))]
    return st.lists(st.sampled_from(names), min_size=1, max_size=2)


class Office(RuleBasedStateMachine):
    """One office: its newsroom, the folder that is built again and again, and a clean one."""

    root: Path  # below it lies everything of one office
    neighbour: Path  # another office's site, with what its builds left beside it
    packages: Path  # where the interpreter looks for packages

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.root, ignore_errors=True)
        self.twins = Twins(self.root)
        self.site = self.twins.site
        self.room, self.now = make_newsroom(), MOMENTS[1]
        self.sound = (self.room, self.now)
        self.mistakes, self.memory_lost = 0, False

    @initialize()
    def first_day(self) -> None:
        """Build for the first time."""
        self.build()
        assert self.mistakes == 0

    def build(self, **saved: Any) -> None:
        """Save and build in both folders, and note whether the newsroom can be published."""
        built = self.twins.build(self.room, self.now, memory_lost=self.memory_lost, **saved)
        if built.code:
            self.mistakes += 1
        else:
            self.sound, self.mistakes, self.memory_lost = (self.room, self.now), 0, False

    def _edit(self, data: st.DataObject, names: list[str], **saved: Any) -> None:
        self.room = self.room.copy()
        for name in names:
            EDITS[name](self.room, lambda choices: data.draw(st.sampled_from(choices)))
        self.build(**saved)

    @precondition(lambda self: self.mistakes < MISTAKES)
    @rule(data=st.data(), names=some_of("stories"), **saving)
    def story_is_edited(self, **drawn: Any) -> None:
        """Change a field of a story."""
        self._edit(**drawn)

    @precondition(lambda self: self.mistakes < MISTAKES)
    @rule(data=st.data(), names=some_of("people", "honors", "pages"), **saving)
    def something_else_is_edited(self, **drawn: Any) -> None:
        """Change a field of a person, an honor list or a page."""
        self._edit(**drawn)

    @precondition(lambda self: self.mistakes < MISTAKES)
    @rule(data=st.data(), names=some_of(), **saving)
    def anything_is_edited(self, **drawn: Any) -> None:
        """Edit a body, a row, a term, a picture, a template, a setting …"""
        self._edit(**drawn)

    @precondition(lambda self: self.mistakes < MISTAKES)
    @rule(data=st.data(), names=some_of(), **saving)
    def anything_more_is_edited(self, **drawn: Any) -> None:
        """Do the same: most days are like that."""
        self._edit(**drawn)

    @precondition(lambda self: self.mistakes)
    @rule(how=ways_to_save)
    def mistakes_are_undone(self, how: str) -> None:
        """Go back to what could be published."""
        self.room, self.now = self.sound
        self.build(how=how)
        assert self.mistakes == 0, "what could be published once cannot be again"

    @precondition(lambda self: self.mistakes < MISTAKES)
    @rule(now=st.sampled_from(MOMENTS), **building)
    def time_moves(self, now: str, **drawn: Any) -> None:
        """Build for another moment, later or earlier."""
        self.now = now
        self.build(**drawn)

    @precondition(lambda self: self.mistakes < MISTAKES)
    @rule(data=st.data(), disturb=st.sampled_from(range(5)), **building)
    def something_happens_on_the_disk(
        self, data: st.DataObject, disturb: int, **drawn: Any
    ) -> None:
        """Touch, harm or delete files, or install something."""
        (self.touch, self.install, self.harm_site, self.harm_memory, self.forget)[disturb](data)
        self.build(**drawn)

    def touch(self, data: st.DataObject) -> None:
        """Give sources another time of change, and the bytes they had."""
        for path in data.draw(
            st.lists(st.sampled_from(_files(self.twins.desk.folder)), max_size=5)
        ):
            os.utime(path, (0, 0))

    def install(self, data: st.DataObject) -> None:
        """Have another package: the fingerprint of the program is another one then."""
        number = next(n for n in itertools.count() if not self._package(n).exists())
        self._package(number).mkdir()

    def _package(self, number: int) -> Path:
        return self.packages / f"other-{number}.dist-info"

    def harm_site(self, data: st.DataObject) -> None:
        """Do something to published files by hand."""
        files = [path for path in _files(self.site) if path.name != MANIFEST]
        data.draw(st.sampled_from(HARMS))(_one_of(files, data))
        data.draw(st.sampled_from(HARMS))(self.site / data.draw(st.sampled_from(STRAYS)))

    def harm_memory(self, data: st.DataObject) -> None:
        """Damage what builds leave beside the site, or put another site's in its place."""
        beside = [p for p in sorted(self.site.parent.glob(".site.*")) if p.suffix != ".lock"]
        if beside:
            chosen = _one_of(beside, data)
            self.memory_lost = self.memory_lost or ".memory" in chosen.name
            if data.draw(st.booleans()):
                _exchange(chosen, self.neighbour.parent / chosen.name)
            else:
                data.draw(st.sampled_from(HARMS))(_one_of(_files(chosen) or [chosen], data))

    def forget(self, data: st.DataObject) -> None:
        """Delete everything beside the site."""
        for path in self.site.parent.glob(".site.*"):
            _delete(path)
        self.memory_lost = True


def _files(folder: Path) -> list[Path]:
    found = folder.rglob("*") if folder.is_dir() else [folder]
    return sorted(path for path in found if path.is_file())


def _one_of(paths: list[Path], data: st.DataObject) -> Path:
    """Draw one of what lies on the disk. How many there are may depend on how long builds take, but
    what is drawn may not: drawing the same again must be possible.
    """
    return paths[data.draw(st.integers(0, ANY_NUMBER)) % len(paths)]


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _exchange(path: Path, other: Path) -> None:
    _delete(path)
    with suppress(FileNotFoundError):
        shutil.copytree(other, path) if other.is_dir() else shutil.copy2(other, path)


def _overwritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    data = path.read_bytes() if path.is_file() else b"stray"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(change(data))


def _put_folder(path: Path) -> None:
    _delete(path)
    path.mkdir(parents=True)
    (path / "inside.txt").write_text("stray", encoding="utf-8")


STRAYS = ("shared.html", "assets/left.css", "stories/2024/x/index.html", "feeds/old.xml")
HARMS: tuple[Callable[[Path], None], ...] = (
    _delete,
    _put_folder,
    partial(_overwritten, change=lambda data: data[: len(data) // 2]),
    partial(_overwritten, change=lambda data: b""),
    partial(_overwritten, change=lambda data: data + b"\n"),
    partial(_overwritten, change=lambda data: bytes(byte ^ 1 for byte in data)),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where all offices are, with a cache and a place for packages of their own."""
    root = tmp_path_factory.mktemp("incremental")
    for name in ("compiled", "cache", "site-packages"):
        (root / name).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        patch.setattr(sys, "path", [*sys.path, str(root / "site-packages")])
        for name, value in SMALL.items():
            patch.setattr(name, value)
        compiled_once(root / "compiled", patch)
        without_icons(patch)
        import_everything()
        yield root


@pytest.fixture(scope="module")
def twins(root: Path) -> Twins:
    """An office's two builds, of which each test makes another."""
    twins = Twins(root / "twins")
    assert twins.build(make_newsroom(), MOMENTS[1]).code == 0
    return twins


@pytest.fixture
def offices(root: Path) -> type[Office]:
    """The machine in a folder of its own, with a neighbour."""
    Office.root, Office.packages = root / "office", root / "site-packages"
    Office.neighbour = _neighbour(root / "neighbour")
    return Office


def _neighbour(root: Path) -> Path:
    room = make_newsroom()
    for path in room.below("stories")[::2]:
        room.texts[path].body, room.texts[path].fields["title"] = ["邻居的正文。"], "邻居的标题"
    Desk(root / "office").save(room, "write")
    for now in MOMENTS[:2]:
        assert build(root / "office", root / "again/site", "--now", now).code == 0
    return root / "again/site"


@pytest.mark.parametrize("name", sorted(EDITS))
def test_after_one_edit_a_build_gives_what_a_clean_build_gives(twins: Twins, name: str) -> None:
    twins.build(_edited(name), MOMENTS[1])


def test_a_story_before_its_hour_is_told_until_that_hour(twins: Twins) -> None:
    room = make_newsroom()
    path = next(path for path in room.below("stories") if "/2026/" in path)
    room.texts[path].fields["date"] = "2026-11-10T15:00:00+08:00"
    built = [twins.build(room, f"2026-11-10T{hour}:00:00+08:00") for hour in ("09", "16")]
    assert ["L226" in [p["code"] for p in each.problems] for each in built] == [True, False]


def _edited(name: str) -> Newsroom:
    """Return a newsroom after one edit, always the same of that name."""
    choose = random.Random(name).choice
    first = dict(make_newsroom().written())
    for _ in range(DRAWS):
        room = make_newsroom()
        EDITS[name](room, choose)
        if dict(room.written()) != first:
            break
    return room


def test_after_any_days_a_build_gives_what_a_clean_build_gives(offices: type[Office]) -> None:
    run_state_machine_as_test(
        offices,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=(Phase.generate,),  # with Phase.shrink a failure is shorter, after minutes
        ),
    )
