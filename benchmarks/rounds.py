"""Owns the order of a benchmark: who builds what, when, from which state.
May not print.

A round is: everything put aside; a cold build; a story edited and built; built once more without a
change. Each step is taken by all contestants in turn, the first of one round being the last of the
next. The first round of all is a rehearsal: it fills the system's file cache, and its memory is
sampled, but its times do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.contestants import COLD, EDIT, SAME, Contestant, edited
from benchmarks.measuring import Files, files_of, run, written

REHEARSAL = 0
STEPS = (COLD, EDIT, SAME)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """One build: times in seconds, sizes in bytes; `files` and `bytes` are those written."""

    name: str
    stories: int
    step: str
    round: int
    wall: float
    cpu: float
    largest: int
    tree: int | None
    files: int
    bytes: int

    def as_json(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


class Course:
    """A contestant's way through the rounds."""

    def __init__(self, contestant: Contestant, log: Path, aside: Path, field: str = "body") -> None:
        """`aside` is where former builds are put, to be removed when all is measured."""
        self.contestant, self._log, self._aside, self._field = contestant, log, aside, field
        self._stories = contestant.stories()
        self._files: Files = {}
        self._restore: tuple[Path, str] | None = None

    def build(self, step: str, number: int, rounds: int) -> Sample:
        """Bring about the state that `step` begins with, build, and look at what was written."""
        if step == COLD:
            self._begin()
        edit = self._edit(number, rounds) if step == EDIT else None
        sampled = number == REHEARSAL
        usage = run(self.contestant.command, self.contestant.cwd, self._log, sampled=sampled)
        before, self._files = self._files, files_of(self.contestant.site)
        self.contestant.check(self._stories, self._files)
        if edit:
            self.contestant.check_edit(*edit, self._files)
        cost = (usage.wall, usage.cpu, usage.largest, usage.tree)
        place = (self.contestant.name, len(self._stories), step, number)
        return Sample(*place, *cost, *written(before, self._files))

    def end(self) -> None:
        """Give the corpus its text back and put the output aside."""
        self._begin()

    def _begin(self) -> None:
        if self._restore:
            path, text = self._restore
            path.write_text(text, encoding="utf-8")
            self._restore = None
        self.contestant.clear(self._aside)
        self._files = {}

    def _edit(self, number: int, rounds: int) -> tuple[str, str]:
        """Edit another story each round, spread over the corpus; returns its name and the mark."""
        names = list(self._stories)
        name = names[len(names) * (2 * number + 1) // (2 * (rounds + 1))]
        path, mark = self._stories[name], f"补记第{number + 1}条"
        text = path.read_text(encoding="utf-8")
        self._restore = (path, text)
        path.write_text(edited(text, mark, self._field), encoding="utf-8")
        return name, mark


def compete(courses: Sequence[Course], rounds: int, say: Say) -> Iterator[Sample]:
    """Let all go through a rehearsal and `rounds` rounds of every step, in turns."""
    for number in range(REHEARSAL, rounds + 1):
        turns = courses if number % 2 else courses[::-1]
        for step in STEPS:
            for course in turns:
                sample = course.build(step, number, rounds)
                say(f"round {number}/{rounds}  {sample.name}, {step}: {sample.wall:.2f} s")
                yield sample
    for course in courses:
        course.end()


def once(course: Course, say: Say) -> Iterator[Sample]:
    """Let one build once, cold: for those that take many times as long as the others."""
    sample = course.build(COLD, REHEARSAL + 1, 1)
    say(f"once  {sample.name}, {sample.stories:,} stories: {sample.wall:.1f} s")
    yield sample
    course.end()
