"""A build tells what it did: each step and what it took, what was read, rendered and written."""

from __future__ import annotations

import pytest
from builds import NOW, Project

STEPS = (
    *("look", "memory", "read", "check", "plan", "bodies"),
    *("frame", "pictures", "pages", "publish", "remember"),
)


@pytest.fixture
def settled(project: Project) -> Project:
    """A project that was built, long after its files were saved."""
    project.build("--now", NOW)
    assert project.build("--now", NOW).code == 0
    return project


def test_a_profile_has_a_line_for_each_step(project: Project) -> None:
    ran = project.build("--now", NOW, "--profile", "--lang", "en")
    head, *rows = ran.out.splitlines()
    assert head.split("\t") == ["step", "s", "CPU s", "share"]
    table = {row.split("\t")[0]: row.split("\t")[1:] for row in rows if "\t" in row}
    assert tuple(table)[: len(STEPS)] == STEPS
    for name in STEPS:
        seconds, processors, share = table[name]
        assert float(seconds) >= 0 and float(processors) >= 0 and share.endswith("%")


def test_without_the_option_there_is_no_profile(project: Project) -> None:
    assert "\t" not in project.build("--now", NOW).out


def test_a_build_that_finds_nothing_to_do_has_looked(settled: Project) -> None:
    ran = settled.build("--now", NOW, "--profile")
    assert "察看\t" in ran.out and "页面\t" not in ran.out
    told = settled.build("--now", NOW, "--json").json
    assert list(told["steps"]) == list(told["processors"]) == ["look"]


def test_json_has_steps_processors_and_counts(project: Project) -> None:
    told = project.build("--now", NOW, "--json").json
    assert tuple(told["steps"]) == tuple(told["processors"]) == STEPS
    assert all(seconds >= 0 for seconds in told["processors"].values())
    counts = told["counts"]
    assert counts["read"] == 6 and counts["rendered"] >= counts["pages"] // 2
    assert counts["written"] == counts["files"]


def test_counts_tell_how_little_was_done(settled: Project) -> None:
    counts = settled.build("--now", NOW, "--json").json["counts"]
    assert (counts["read"], counts["rendered"], counts["written"]) == (0, 0, 0)
    settled.edit("content/stories/2023/third.md", "正文", "改过")
    counts = settled.build("--now", NOW, "--json").json["counts"]
    assert counts["read"] == 1
    assert counts["rendered"] > 0 and 0 < counts["written"] < counts["files"]


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["as it is", "as Windows' editors save it"])
def test_what_a_frame_depends_on_beyond_its_files_is_never_passed_over(
    project: Project, start: str
) -> None:
    hook = 'def on_config(config):\n    config.extra["x"] = "{}"\n'
    settings = project.config.read_text(encoding="utf-8")
    project.write("mkdocs.yml", f"{start}hooks: [hook.py]\n{settings}")
    old = "{{ laurel.head }}"
    shown = f'{old}<meta name="x" content="{{{{ config.extra.x }}}}">'
    project.edit("templates/theme/main.html", old, shown)
    for word in ("eins", "zwei"):
        project.write("hook.py", hook.format(word))
        assert project.build("--now", NOW).code == 0
        assert f'content="{word}"' in (project.site / "index.html").read_text(encoding="utf-8")
