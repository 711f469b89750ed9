"""`build.py serve`: a page changes when its file is saved; mistakes show over the last one."""

from __future__ import annotations

import errno
import json
import os
import queue
import re
import shutil
import signal
import sys
import tempfile
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import Popen
from types import SimpleNamespace
from typing import IO, Any
from urllib.error import HTTPError

import pytest
from builds import (
    GIVE_UP_SECONDS,
    NOW,
    REPO,
    Project,
    build_py,
    fetch,
    free_port,
    make_project,
    running,
    tree,
    until,
)
from photos import photo

from generator.cli import Run
from generator.failures import Failure
from generator.host import serve
from generator.host.serve import end_when_told, is_source, rebuild_on_change
from generator.settings import read_settings

SCRIPT = '<script src="/--laurel-preview.js" data-build='
SIGNALS = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@dataclass(frozen=True, slots=True)
class Preview:
    """A running preview and its stream of builds."""

    url: str
    process: Popen[str]
    events: IO[bytes]

    def page(self, path: str) -> str:
        """Return a page as the browser gets it."""
        return (fetch(self.url + path) or b"").decode()

    def state_when(self, stopped: bool, after: int = -1) -> dict[str, Any]:
        """Wait for the event of a build that stopped, or did not."""
        for line in self.events:
            if line.startswith(b"data: "):
                state: dict[str, Any] = json.loads(line[len(b"data: ") :])
                if state.get("stopped") == stopped and state["build"] > after:
                    return state
        raise EOFError("the stream ended")


@pytest.fixture
def preview(project: Project, tmp_path: Path) -> Iterator[Preview]:
    """A preview of a project that the test changes."""
    with previewing(project, tmp_path / "log") as preview:
        yield preview


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview for tests that only look."""
    folder = tmp_path_factory.mktemp("still")
    with previewing(make_project(folder / "project"), folder / "log") as preview:
        yield preview


@contextmanager
def previewing(project: Project, log: Path, *options: object) -> Iterator[Preview]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = (sys.executable, REPO / "build.py", "--config", project.config, *options, "serve")
    with running(*command, "--port", port, log=log) as process:
        # The address is printed once pages are served; files are watched from then on.
        until(lambda: url in log.read_text(encoding="utf-8"), lambda: process.poll() is None)
        with urllib.request.urlopen(f"{url}--laurel-events", timeout=GIVE_UP_SECONDS) as events:
            yield Preview(url, process, events)


def test_pages_are_served_with_the_script_that_reloads_them(still: Preview) -> None:
    assert "第一篇的正文" in still.page("stories/2024/first/")
    build = still.state_when(stopped=False)["build"]
    assert f'{SCRIPT}"{build}"></script></body>' in still.page("")
    assert "EventSource" in still.page("--laurel-preview.js")
    assert fetch(f"{still.url}assets/laurel.css")


def test_links_stay_on_this_machine(still: Preview) -> None:
    assert f'rel="canonical" href="{still.url}stories/2024/first/"' in still.page(
        "stories/2024/first/"
    )


def test_a_saved_change_is_served_and_told(preview: Preview, project: Project) -> None:
    first = preview.state_when(stopped=False)
    project.edit("content/stories/2024/first.md", "第一篇的正文", "保存过的正文")
    state = preview.state_when(stopped=False, after=first["build"])
    assert state["problems"] == []
    assert "保存过的正文" in preview.page("stories/2024/first/")


def test_a_new_and_a_deleted_file_are_noticed(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    project.write("content/pages/help.md", "---\ntitle: 帮助页\n---\n正文。\n")
    build = preview.state_when(stopped=False, after=build)["build"]
    assert "帮助页" in preview.page("help/")
    (project.content / "pages/help.md").unlink()
    preview.state_when(stopped=False, after=build)
    assert fetch(f"{preview.url}help/") is None or "帮助页" not in preview.page("help/")


def test_a_mistake_keeps_the_last_good_page_and_is_told(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    project.edit("content/stories/2024/first.md", "column: ", "colum: ")
    state = preview.state_when(stopped=True)
    assert state["build"] == build
    assert any("content/stories/2024/first.md:4:1: colum:" in line for line in state["problems"])
    assert "第一篇的正文" in preview.page("stories/2024/first/")
    project.edit("content/stories/2024/first.md", "colum: ", "column: ")
    assert preview.state_when(stopped=False, after=build)["problems"] == []


def test_a_mistake_at_the_start_is_told_and_the_page_waits_for_its_end(
    project: Project, tmp_path: Path
) -> None:
    project.edit("content/stories/2024/first.md", "column: ", "colum: ")
    with previewing(project, tmp_path / "log") as preview:
        assert preview.state_when(stopped=True)["problems"]
        with pytest.raises(HTTPError) as told:
            urllib.request.urlopen(preview.url, timeout=GIVE_UP_SECONDS)
        assert told.value.code == 404 and SCRIPT in told.value.read().decode()
        project.edit("content/stories/2024/first.md", "colum: ", "column: ")
        preview.state_when(stopped=False, after=0)
        assert "第一篇的正文" in preview.page("stories/2024/first/")


def test_a_page_that_cannot_be_made_says_why_and_waits_for_its_end(
    preview: Preview, project: Project
) -> None:
    build = preview.state_when(stopped=False)["build"]
    path = "templates/pages/story.html"
    text = (project.root / path).read_text(encoding="utf-8")
    # The first story, on which templates are tried, has another title.
    project.write(path, text + "{% if 'Third' in page.title %}{{ 1 // 0 }}{% endif %}")
    preview.state_when(stopped=False, after=build)
    with pytest.raises(HTTPError) as told:
        urllib.request.urlopen(f"{preview.url}stories/2023/third/", timeout=GIVE_UP_SECONDS)
    page = told.value.read().decode()
    assert told.value.code == 500 and SCRIPT in page
    assert path in page and "division" in page


def test_a_content_folder_in_the_place_of_another_is_watched(
    preview: Preview, project: Project
) -> None:
    build = preview.state_when(stopped=False)["build"]
    other = shutil.copytree(project.content, project.root / "other")
    shutil.rmtree(project.content)
    preview.state_when(stopped=True)
    other.rename(project.content)
    build = preview.state_when(stopped=False, after=build)["build"]
    project.edit("content/stories/2024/first.md", "第一篇的正文", "保存过的正文")
    preview.state_when(stopped=False, after=build)
    assert "保存过的正文" in preview.page("stories/2024/first/")


def test_a_broken_template_does_not_end_the_preview(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    text = (project.root / "templates/pages/story.html").read_text(encoding="utf-8")
    project.write("templates/pages/story.html", text + "{% bogus %}")
    (problem,) = preview.state_when(stopped=True)["problems"]
    assert "bogus" in problem and "templates/pages/story.html:" in problem
    project.write("templates/pages/story.html", text + "<p>neue Vorlage</p>")
    preview.state_when(stopped=False, after=build)
    assert "neue Vorlage" in preview.page("stories/2024/first/")


def test_a_template_that_is_still_broken_is_told_again_after_another_save(
    preview: Preview, project: Project
) -> None:
    build = preview.state_when(stopped=False)["build"]
    path = "templates/pages/person.html"
    text = (project.root / path).read_text(encoding="utf-8")
    project.write(path, text + "{{ 1 // 0 }}")
    preview.state_when(stopped=True)
    project.edit("content/stories/2024/first.md", "第一篇的正文", "保存过的正文")
    (problem,) = preview.state_when(stopped=True)["problems"]
    assert path in problem
    project.write(path, text)
    preview.state_when(stopped=False, after=build)
    assert "保存过的正文" in preview.page("stories/2024/first/")


def test_what_mkdocs_refuses_is_told_with_its_reason(preview: Preview, project: Project) -> None:
    preview.state_when(stopped=False)
    project.edit("mkdocs.yml", "- laurel:", "- nowhere\n  - laurel:")
    (problem,) = preview.state_when(stopped=True)["problems"]
    assert '"nowhere" plugin is not installed' in problem


def test_what_editors_keep_for_themselves_builds_nothing(tmp_path: Path) -> None:
    folders = tmp_path / "content", tmp_path / "templates"
    assert is_source(folders[0] / "stories/2024/x.md", folders)
    assert is_source(folders[0], folders)
    noise = (".x.md.swp", "x.md~", "~$x.md", ".obsidian/workspace.json")
    assert not any(is_source(folder / name, folders) for folder in folders for name in noise)
    assert not is_source(tmp_path / "site/index.html", folders)


def test_after_a_flood_of_changes_everything_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "MANY", 3)
    built: list[set[str]] = []
    changed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    names = iter((["x.md"], ["x.md", "y.md", "z.md"], [None]))

    def tell(paths: Collection[Path]) -> None:
        built.append({path.name for path in paths})
        for name in next(names):
            changed.put(name and str(tmp_path / "content" / name))

    run = SimpleNamespace(content=tmp_path / "content", templates=tmp_path, config=tmp_path)
    preview: Any = SimpleNamespace(build=tell, is_due=lambda: False)  # all that is asked of one
    tell(())
    rebuild_on_change(preview, run, changed, lambda: None)
    assert built == [set(), {"x.md"}, set()]


@pytest.fixture
def signals() -> Iterator[None]:
    """Give back the handlers that a preview takes."""
    numbers = [getattr(signal, name) for name in serve.ENDINGS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_only_a_second_interrupt_ends_a_build_that_is_on_its_way() -> None:
    changed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    end_when_told(changed)
    signal.raise_signal(signal.SIGINT)
    assert changed.get_nowait() is None
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("signals")
@pytest.mark.skipif(
    not hasattr(signal, "SIGHUP"),
    reason="Windows tells of a closed terminal by SIGBREAK, which cannot be raised here",
)
@pytest.mark.parametrize("kept", [True, False])
def test_a_preview_outlives_its_terminal_after_nohup_only(kept: bool) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN if kept else signal.SIG_DFL)
    changed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    end_when_told(changed)
    signal.raise_signal(signal.SIGHUP)
    assert changed.empty() == kept


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_a_system_that_can_watch_no_more_is_told_with_what_to_do(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(self: object) -> None:
        raise OSError(number, "inotify limit reached")

    monkeypatch.setattr(serve.Observer, "start", refuse)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    settings = read_settings(project.config.read_text(encoding="utf-8"))
    places = (project.config, project.content, project.site, settings)
    run = Run(*places, datetime.fromisoformat(NOW), False, "zh", False, 1)
    with pytest.raises(Failure, match="系统能监视的文件夹用完了"):
        serve.serve_site(run, "127.0.0.1", free_port(), False)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_time_to_preview_can_be_given(project: Project, tmp_path: Path) -> None:
    project.edit("content/stories/2024/first.md", "column: ", "publish_at: 2040-01-01\ncolumn: ")
    with previewing(project, tmp_path / "log", "--now", "2040-01-02") as preview:
        assert "第一篇的正文" in preview.page("stories/2024/first/")


def test_warnings_stop_a_strict_preview(project: Project, tmp_path: Path) -> None:
    project.write("content/stories/2024/notes.doc", "x")
    with previewing(project, tmp_path / "log", "--strict") as preview:
        (problem,) = preview.state_when(stopped=True)["problems"]
        assert "[L105]" in problem


def test_broken_settings_do_not_end_the_preview(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    text = project.config.read_text(encoding="utf-8")
    project.write("mkdocs.yml", "site_name: [")
    preview.state_when(stopped=True)
    project.write("mkdocs.yml", text.replace("松岚大学校友网", "改名的校友网"))
    preview.state_when(stopped=False, after=build)
    assert "改名的校友网" in preview.page("")


def test_missing_pages_and_ways_out_of_the_site_are_not_served(still: Preview) -> None:
    assert fetch(f"{still.url}nothing.xml") is None
    assert fetch(f"{still.url}..%2f..%2fmkdocs.yml") is None
    assert fetch(f"{still.url}%2e%2e/%2e%2e/mkdocs.yml") is None


@pytest.mark.parametrize("name", SIGNALS)
def test_nothing_is_published_and_nothing_stays_behind(
    project: Project, tmp_path: Path, name: str
) -> None:
    before, scratch = tree(project.root), tmp_path / "scratch"
    scratch.mkdir()
    port = free_port()
    command = (sys.executable, REPO / "build.py", "--config", project.config, "serve")
    env = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(scratch)
    try:
        with running(*command, "--port", port, log=tmp_path / "log") as process:
            until(lambda: fetch(f"http://127.0.0.1:{port}/"), lambda: process.poll() is None)
            process.send_signal(getattr(signal, name))
            assert process.wait(GIVE_UP_SECONDS) == 0
    finally:
        os.environ.pop("TMPDIR")
        if env is not None:
            os.environ["TMPDIR"] = env
    assert tree(project.root) == before
    assert list(scratch.iterdir()) == []


def test_a_port_in_use_is_told(project: Project, still: Preview) -> None:
    port = still.url.rsplit(":", 1)[1].strip("/")
    ran = project.build("serve", "--port", port)
    assert ran.code == 2 and port in ran.err and "Traceback" not in ran.err
    assert "端口被占用" in ran.err and "--port" in ran.err


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_cannot_be_is_refused(project: Project, port: str) -> None:
    ran = project.build("serve", "--port", port)
    assert ran.code == 2 and "65535" in ran.err and "Traceback" not in ran.err


def test_a_file_that_may_be_read_again_is_told() -> None:
    changed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    changes = serve._Changes(changed)
    for path, kind, is_directory in (
        ("opened.md", "opened", False),
        ("folder", "attrib", True),
        ("allowed.md", "attrib", False),
    ):
        event: Any = SimpleNamespace(event_type=kind, is_directory=is_directory, src_path=path)
        event.dest_path = ""
        changes.on_any_event(event)
    assert changed.get_nowait() == "allowed.md" and changed.empty()


def test_content_elsewhere_is_watched_from_above(project: Project, tmp_path: Path) -> None:
    content = tmp_path / "elsewhere/content"
    shutil.copytree(project.content, content)
    with previewing(project, tmp_path / "log", "--content", content) as preview:
        build = preview.state_when(stopped=False)["build"]
        content.rename(content.with_name("away"))
        preview.state_when(stopped=True)
        shutil.copytree(content.with_name("away"), content)
        preview.state_when(stopped=False, after=build)


def test_places_of_problems_are_those_of_check(project: Project, tmp_path: Path) -> None:
    project.edit("content/stories/2024/first.md", "column: ", "colunm: ")
    with previewing(project, tmp_path / "log") as preview:
        problems = preview.state_when(stopped=True)["problems"]
    checked = build_py("--config", project.config, "check")
    assert problems and all(problem in checked.err.splitlines() for problem in problems)


def test_settings_may_become_strict_and_be_so_no_more(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    text = project.config.read_text(encoding="utf-8")
    project.write("content/stories/2024/notes.doc", "x")
    build = preview.state_when(stopped=False, after=build)["build"]
    project.write("mkdocs.yml", f"strict: true\n{text}")
    preview.state_when(stopped=True)
    project.write("mkdocs.yml", text)
    preview.state_when(stopped=False, after=build)


def _cover_of(page: str) -> str:
    """Return the path of a picture that a page shows."""
    return re.search(r'src="(?:\.\./)*([^"]*cover[^"]*)"', page)[1]


def test_other_bytes_of_a_cover_are_shown(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    before = _cover_of(preview.page("stories/2024/second/"))
    assert fetch(preview.url + before)
    project.write("content/media/cover.png", photo(48, 27, "PNG"))
    preview.state_when(stopped=False, after=build)
    after = _cover_of(preview.page("stories/2024/second/"))
    assert after != before and fetch(preview.url + after)
    assert after in preview.page("")


def test_a_new_text_of_the_templates_is_shown(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    words = (project.root / "templates/texts/zh.yml").read_text(encoding="utf-8")
    old = re.search(r"^archive: (.*)$", words, re.M)[0]
    project.edit("templates/texts/zh.yml", old, "archive: 一切旧闻")
    preview.state_when(stopped=False, after=build)
    assert "一切旧闻" in preview.page("stories/")


def test_a_moved_file_is_served_at_its_new_place(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    folder = project.content / "stories/2023"
    (folder / "third.md").rename(folder / "fourth.md")
    preview.state_when(stopped=False, after=build)
    assert "Third &amp; &lt;last&gt;" in preview.page("stories/2023/fourth/")
    assert "stories/2023/fourth/" in preview.page("stories/")
    assert preview.page("stories/2023/third/") == ""


def test_a_saved_table_is_shown_on_its_list(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    assert "王五" in preview.page("honors/may-day-2024/")
    rows = "person,name,college,class_year,story\nli-si,,cs,1998,\n,赵六,physics,2001,\n"
    project.write("content/honors/may-day-2024.csv", rows)
    preview.state_when(stopped=False, after=build)
    page = preview.page("honors/may-day-2024/")
    assert "赵六" in page and "王五" not in page


def test_a_new_title_is_shown_wherever_the_story_is(preview: Preview, project: Project) -> None:
    build = preview.state_when(stopped=False)["build"]
    places = ("", "stories/", "columns/news/", "people/li-si/", "search/index.json")
    assert all(preview.page(place) for place in places)
    project.edit("content/stories/2024/second.md", "第二篇", "改名的一篇")
    preview.state_when(stopped=False, after=build)
    for place in places[:-1]:
        assert "改名的一篇" in preview.page(place), place
