"""A preview gives, file by file, what a build publishes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builds import CONTENT, Project, differing, make_project, tree
from smallsite import story

from generator.crew import Crew
from generator.host import ondemand
from generator.host.preview import Preview
from generator.jobs import Job
from generator.publish import Artefact

MANIFEST = ".laurel-manifest.json"
URL = "http://127.0.0.1:8000/"
MORE = story("2024/moved", title="搬家", date="2024-05-20", aliases=["/search/old/", "/feeds/x/"])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that is built at the address of its preview."""
    project = make_project(tmp_path_factory.mktemp("on-demand"), CONTENT + MORE, URL)
    project.write("templates/theme/assets/empty.css", "")
    assert project.build().code == 0
    return project


@pytest.fixture(scope="module")
def still(project: Project) -> Iterator[Preview]:
    """A preview for tests that only look."""
    with previewed(project) as preview:
        yield preview


@pytest.fixture
def preview(project: Project) -> Iterator[Preview]:
    """A preview that has made nothing yet."""
    with previewed(project) as preview:
        yield preview


@contextmanager
def previewed(project: Project) -> Iterator[Preview]:
    place = (project.config, project.content, project.root / "templates")
    preview = Preview(*place, "zh", URL, Crew(1))
    preview.build()
    assert preview.state["problems"] == []
    try:
        yield preview
    finally:
        preview.close()


def there(files: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """Return the files that are there."""
    return {path: data for path, data in files.items() if data is not None}


def published(project: Project) -> dict[str, bytes]:
    files = tree(project.site)
    del files[MANIFEST]
    return files


@pytest.mark.parametrize("backwards", [False, True])
def test_every_published_file_is_given_with_its_bytes(
    backwards: bool, project: Project, preview: Preview
) -> None:
    files = published(project)
    given = {path: preview.file(path) for path in sorted(files, reverse=backwards)}
    assert differing(files, there(given)) == []
    assert any(b"<enclosure " in data for data in files.values())


@pytest.mark.parametrize(
    "path",
    [
        "nothing.html",
        "nothing",
        "",
        "stories/2024/first",
        "media/nothing.png",
        "media/cover.png",  # only what is made of it is published
        "feeds/nothing/rss.xml",
        "feeds/columns/news/other.xml",
        "search/nothing.bin",
        "search/../index.html",
        "../mkdocs.yml",
        "content/pages/about.md",
        MANIFEST,
    ],
)
def test_other_paths_are_not_given(path: str, still: Preview) -> None:
    assert still.file(path) is None


def test_pages_are_answered_while_the_index_is_made(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    asked, jobs_of = threading.Event(), ondemand.search_jobs

    def ask() -> None:
        asked.set()
        assert preview.file("index.html") is not None
        events.append("page")

    reader = threading.Thread(target=ask)

    def jobs(*args: Any) -> Iterator[Job]:
        for job in jobs_of(*args):
            yield replace(job, make=partial(made, job))

    def made(job: Job) -> list[Artefact]:
        if not events:
            reader.start()
            asked.wait()
        events.append("segment")
        return list(job.make())

    monkeypatch.setattr("generator.search.segments.HEAVIEST", 1)
    monkeypatch.setattr(ondemand, "search_jobs", jobs)
    turn = SimpleNamespace(sleep=lambda _: reader.join(10) if reader.is_alive() else None)
    monkeypatch.setattr(ondemand, "time", turn)  # a turn lasts until it is taken
    assert preview.file("search/index.json") is not None
    reader.join()
    assert events.count("segment") > 1
    assert "page" in events[:-1]


def test_after_an_edit_files_are_those_of_a_build(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", CONTENT + MORE, URL)
    place = (project.config, project.content, project.root / "templates")
    preview = Preview(*place, "zh", URL, Crew(1))
    try:
        preview.build()
        for path in ("search/index.json", "feeds/rss.xml", "stories/2024/second/index.html"):
            assert preview.file(path) is not None
        project.edit("content/stories/2024/first.md", "校友获奖", "改过的题目")
        preview.build({project.content / "stories/2024/first.md"})
        assert project.build().code == 0
        files = published(project)
        given = {path: preview.file(path) for path in files}
        assert differing(files, there(given)) == []
    finally:
        preview.close()


def test_drafts_can_be_shown_as_they_will_be_published(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", CONTENT + MORE, URL)
    assert project.build().code == 0
    project.edit("content/stories/2024/first.md", "column: ", "status: draft\ncolumn: ")
    place = (project.config, project.content, project.root / "templates", "zh", URL, Crew(1))
    shown, hidden = Preview(*place, drafts=True), Preview(*place)
    try:
        shown.build()
        hidden.build()
        files = published(project)
        assert differing(files, there({path: shown.file(path) for path in files})) == []
        assert hidden.file("stories/2024/first/index.html") is None
    finally:
        shown.close()
        hidden.close()


def test_an_entry_is_due_when_its_time_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        at = datetime(2026, 3, 1, 7, 59, tzinfo=UTC)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return Clock.at.astimezone(tz)

    monkeypatch.setattr("generator.host.preview.datetime", Clock)
    project = make_project(tmp_path / "project", CONTENT + MORE, URL)
    opens = "publish_at: 2026-03-01T08:00Z\ncolumn: "
    project.edit("content/stories/2024/first.md", "column: ", opens)
    place = (project.config, project.content, project.root / "templates", "zh", URL, Crew(1))
    preview, still = Preview(*place), Preview(*place, now=Clock.at)
    try:
        for shown in (preview, still):
            shown.build()
            assert not shown.is_due() and not shown.file("stories/2024/first/index.html")
        Clock.at = Clock.at.replace(hour=8, minute=0)
        assert preview.is_due() and not still.is_due()
        preview.build()
        assert not preview.is_due() and preview.file("stories/2024/first/index.html")
    finally:
        preview.close()
        still.close()
