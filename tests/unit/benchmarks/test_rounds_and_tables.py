"""The benchmarks' rounds, with a generator of five lines, and the tables made of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.contestants import COLD, EDIT, SAME, Contestant, edited
from benchmarks.measuring import RunError, files_of, run, written
from benchmarks.rounds import Course, Sample, compete, once
from benchmarks.tables import Range, overview, range_of, ratio, table

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="benchmarks need os.wait4")

# Reads every story below the first folder, writes those that differ to the second.
GENERATOR = """
import pathlib, sys
source, site = map(pathlib.Path, sys.argv[1:3])
for story in source.rglob("*.md"):
    page = site / story.stem / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    if not page.exists() or page.read_text() != story.read_text():
        page.write_text(story.read_text())
"""


def contestant(home: Path, name: str = "Ours", script: str = GENERATOR) -> Contestant:
    source, site = home / name / "source", home / name / "out/site"
    for number in range(4):
        path = source / f"stories/s{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'---\ntitle: "故事{number}"\n---\n\n正文\n', encoding="utf-8")
    command = (sys.executable, "-X", "utf8", "-c", script, str(source), str(site))
    return Contestant(name, source, site, (site.parent,), command, home)


def courses(home: Path, *names: str, field: str = "body") -> list[Course]:
    return [Course(contestant(home, name), home / "log", home / "aside", field) for name in names]


def samples(home: Path, rounds: int, field: str = "body") -> list[Sample]:
    both = courses(home, "Ours", "Theirs", field=field)
    return list(compete(both, rounds, lambda line: None))


def test_all_take_every_step_in_turns(tmp_path: Path) -> None:
    found = [(s.round, s.step, s.name) for s in samples(tmp_path, 1)]
    steps = (COLD, EDIT, SAME)
    assert found == [
        *((0, step, name) for step in steps for name in ("Theirs", "Ours")),
        *((1, step, name) for step in steps for name in ("Ours", "Theirs")),
    ]


@pytest.mark.parametrize("field", ["body", "title"])
def test_an_edit_is_one_file_and_no_change_is_none(tmp_path: Path, field: str) -> None:
    for sample in samples(tmp_path, 2, field):
        assert sample.files == {COLD: 4, EDIT: 1, SAME: 0}[sample.step]
        assert sample.stories == 4


def test_every_round_begins_with_nothing_and_ends_with_the_text_as_it_was(tmp_path: Path) -> None:
    one = contestant(tmp_path)
    before = {path: path.read_text() for path in one.source.rglob("*.md")}
    list(compete([Course(one, tmp_path / "log", tmp_path / "aside")], 3, lambda line: None))
    assert {path: path.read_text() for path in one.source.rglob("*.md")} == before
    assert files_of(one.site) == {}


def test_every_round_edits_another_story(tmp_path: Path) -> None:
    one, seen = contestant(tmp_path), []
    course = Course(one, tmp_path / "log", tmp_path / "aside")
    for number in range(3):
        for step in (COLD, EDIT):
            course.build(step, number, 2)
        seen += [path.stem for path in one.source.rglob("*.md") if "补记" in path.read_text()]
    assert len(set(seen)) == len(seen) == 3


def test_a_story_without_a_page_is_an_error(tmp_path: Path) -> None:
    lazy = contestant(tmp_path, script=GENERATOR.replace('rglob("*.md")', 'rglob("s[0-2].md")'))
    with pytest.raises(RunError, match="no page of 1 stories"):
        Course(lazy, tmp_path / "log", tmp_path / "aside").build(COLD, 1, 1)


def test_an_edit_that_does_not_show_is_an_error(tmp_path: Path) -> None:
    script = GENERATOR.replace("or page.read_text() != story.read_text()", "")
    course = Course(contestant(tmp_path, script=script), tmp_path / "log", tmp_path / "aside")
    course.build(COLD, 1, 1)
    with pytest.raises(RunError, match="does not show the edit"):
        course.build(EDIT, 1, 1)


def test_once_is_one_cold_build_that_counts(tmp_path: Path) -> None:
    (only,) = once(courses(tmp_path, "Slow")[0], lambda line: None)
    assert (only.step, only.tree) == (COLD, None)
    assert "| Slow | " in overview([only], "Ours")


def test_a_failing_program_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="as wanted"):
        run([sys.executable, "-c", "import sys; sys.exit('as wanted')"], tmp_path, tmp_path / "log")


def test_usage_counts_processes_that_the_program_started(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.2: pass"
    script = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])"
    usage = run([sys.executable, "-c", script], tmp_path, tmp_path / "log", sampled=True)
    assert usage.cpu >= 0.2
    assert usage.largest > 1_000_000
    assert (usage.tree is None) == (sys.platform != "linux")


def test_written_files_are_the_new_and_the_changed_ones() -> None:
    before = {"a": (1, 1, 10), "b": (2, 1, 20), "gone": (3, 1, 30)}
    after = {"a": (1, 1, 10), "b": (4, 2, 25), "new": (5, 2, 5)}
    assert written(before, after) == (2, 30)


def test_an_edit_of_the_title_touches_no_other_line() -> None:
    text = '---\ntitle: "甲"\n---\n\ntitle: 乙\n'
    assert edited(text, "新", "title") == '---\ntitle: "新甲"\n---\n\ntitle: 乙\n'
    assert edited(text, "新", "body") == text + "\n新。\n"


def test_ranges_show_median_and_extremes() -> None:
    assert range_of([]) is None
    assert range_of([3.0, 1.0, 2.0]) == Range(2.0, 1.0, 3.0)
    assert Range(2.0, 1.0, 3.0).shown(1) == "2.0 (1.0–3.0)"
    assert Range(1_234.01, 1_234.0, 1_234.02).shown(1) == "1,234.0"


def test_ratios_are_of_medians_with_extremes_within_rounds() -> None:
    assert ratio({1: 1.0, 2: 4.0, 3: 2.0}, {1: 2.0, 2: 4.0, 3: 8.0}) == Range(0.5, 0.25, 1.0)
    assert ratio({1: 1.0}, {2: 1.0}) is None
    assert ratio({1: 1.0}, {1: 0.0}) is None


def sample(name: str, step: str, number: int, wall: float, tree: int | None = None) -> Sample:
    return Sample(name, 1_000, step, number, wall, 2 * wall, 50_000_000, tree, 7, 1_500_000)


def test_a_table_takes_times_of_the_rounds_and_the_memory_of_all_from_the_rehearsal() -> None:
    found = [
        sample("A", COLD, 0, 99.0, 80_000_000),
        sample("B", COLD, 0, 99.0, 40_000_000),
        *(sample("A", COLD, n, wall) for n, wall in ((1, 1.0), (2, 3.0), (3, 2.0))),
        *(sample("B", COLD, n, wall) for n, wall in ((1, 2.0), (2, 4.0), (3, 4.0))),
    ]
    lines = table(found, 1_000, "A", "B").splitlines()
    assert lines[0] == "| 1,000 stories | measure | A | B | A ÷ B |"
    assert lines[2] == "| cold | time, s | 2.00 (1.00–3.00) | 4.00 (2.00–4.00) | 0.50 (0.50–0.75) |"
    assert "| cold | memory of all processes, MB | 80 | 40 | 2.00 |" in lines
    assert "| cold | files written | 7 | 7 | 1.00 |" in lines
    assert "| one edit | time, s | — | — | — |" in lines


def test_the_overview_has_a_line_for_each_and_ours_first() -> None:
    found = [sample("B", COLD, 1, 2.0), sample("A", COLD, 1, 1.0), sample("A", EDIT, 1, 0.5)]
    assert overview(found, "A").splitlines() == [
        "| seconds | 1,000 stories, cold | 1,000 stories, one edit |",
        "|---|---:|---:|",
        "| A | 1.0 | 0.5 |",
        "| B | 2.0 | — |",
    ]


def test_what_was_built_is_put_aside_and_not_removed_amid_the_rounds(tmp_path: Path) -> None:
    one = Course(contestant(tmp_path), tmp_path / "log", tmp_path / "aside")
    list(compete([one], 2, lambda line: None))
    assert len(list((tmp_path / "aside").glob("*/site/s0/index.html"))) == 3
