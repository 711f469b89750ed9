"""The published folder through failures, kills and rivals: always one whole site."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from builds import (
    GIVE_UP_SECONDS,
    NOW,
    REPO,
    Project,
    Ran,
    build_py,
    can_fork,
    differing,
    running,
    tree,
    until,
)
from filelock import FileLock

from generator.images import images_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX's")
ENDLESS = "{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}"


@pytest.fixture
def published(project: Project, finished_project: Project) -> Project:
    """A project whose site is published and whose content has changed since."""
    shutil.copytree(finished_project.site, project.site)
    project.edit("content/stories/2024/first.md", "第一篇的正文", "改过的正文")
    return project


def lock_of(project: Project) -> FileLock:
    return FileLock(project.root / ".site.lock")


@pytest.fixture
def drawn(published: Project, site: Path) -> Path:
    """content/, whose pictures the project has made already: it is large enough to be shared among
    workers.
    """
    shutil.copytree(images_of(site), images_of(published.site))
    return REPO / "content"


def leftovers(project: Project) -> list[str]:
    """Name what a build left beside the site that the next one has no use for."""
    useful = {"lock", "memory", "staging", "unfinished", "images", "cache"}
    return sorted(p.name for p in project.root.glob(".site*") if p.name[6:] not in useful)


def assert_next_build_works(project: Project) -> None:
    ran = project.build("--now", NOW)
    assert ran.code == 0, ran.err
    page = (project.site / "stories/2024/first/index.html").read_text(encoding="utf-8")
    assert "改过的正文" in page
    assert leftovers(project) == []


class TestFailures:
    def test_a_problem_in_content_changes_nothing(self, published: Project) -> None:
        before = tree(published.site)
        published.write("content/stories/2024/bad.md", "---\ntitle: x\n---\n")
        assert published.build("--now", NOW).code == 1
        assert differing(before, tree(published.site)) == []

    @pytest.mark.parametrize(
        "fault",
        ["{% bogus %}", "{{ nothing.of_the_kind }}", "{{ title", "{% include 'no.html' %}"],
    )
    def test_a_broken_template_changes_nothing_and_is_named(
        self, published: Project, fault: str
    ) -> None:
        before = tree(published.site)
        template = published.root / "templates/pages/story.html"
        lines = template.read_text(encoding="utf-8").count("\n")
        with template.open("a", encoding="utf-8") as stream:
            stream.write(fault + "\n")
        ran = published.build("--now", NOW)
        assert ran.code == 2 and "Traceback" not in ran.err
        assert f"{template}:{lines + 1}: " in ran.err
        assert differing(before, tree(published.site)) == []
        assert leftovers(published) == []

    @pytest.mark.skipif(not can_fork(), reason="there the frame is drawn by the same process")
    def test_in_a_first_build_a_broken_template_leaves_no_half_drawn_frame(
        self, project: Project, tmp_path: Path
    ) -> None:
        template = project.write("templates/pages/story.html", "\n{% bogus %}")
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        script = f"import tempfile\ntempfile.tempdir = {str(scratch)!r}\n"
        ran = project.build("--now", NOW, "--workers", 2, script=script)
        assert ran.code == 2 and f"{template}:2: " in ran.err
        assert list(scratch.iterdir()) == [] and not project.site.exists()

    def test_mistakes_in_content_are_told_before_those_in_templates(self, project: Project) -> None:
        project.write("templates/pages/story.html", "{% bogus %}")
        project.write("content/stories/2024/bad.md", "---\ntitle: x\n---\n")
        ran = project.build("--now", NOW)
        assert ran.code == 1 and "bad.md" in ran.err and "story.html" not in ran.err

    def test_a_template_that_breaks_in_a_worker_is_named_as_well(
        self, published: Project, drawn: Path
    ) -> None:
        before = tree(published.site)
        template = published.write("templates/pages/story.html", "\n{{ nothing.of_the_kind }}")
        ran = published.build("--now", NOW, "--content", drawn, "--workers", 3)
        assert ran.code == 2 and "Traceback" not in ran.err
        assert f"{template}:2: " in ran.err
        assert differing(before, tree(published.site)) == []
        assert leftovers(published) == []

    def test_a_broken_theme_changes_nothing(self, published: Project) -> None:
        before = tree(published.site)
        published.write("templates/theme/main.html", "{% bogus %}")
        ran = published.build("--now", NOW)
        assert ran.code == 2 and "Traceback" not in ran.err
        assert differing(before, tree(published.site)) == []
        assert leftovers(published) == []

    @posix
    def test_a_disk_that_takes_no_more_changes_nothing(self, published: Project) -> None:
        import resource

        limit = 2 << 20  # any one file; the theme's files are smaller, this picture is not
        noise = published.content / "media/big.mp4"
        noise.write_bytes(os.urandom(2 * limit))
        published.edit("content/stories/2024/first.md", "改过的", "[片子](/media/big.mp4)改过的")
        before = tree(published.site)

        def little_room() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        ran = published.start("--now", NOW, preexec_fn=little_room)
        assert ran.code == 2 and "Traceback" not in ran.err
        assert "big.mp4" in ran.err or "File too large" in ran.err
        assert differing(before, tree(published.site)) == []
        assert leftovers(published) == []
        assert_next_build_works(published)

    @pytest.mark.parametrize("workers", [1, 2])
    def test_a_disk_without_room_for_the_cache_is_told_and_the_site_published(
        self, published: Project, workers: int
    ) -> None:
        script = (
            "import pickle, types, generator.cache.store as store\n"
            "def dump(*a, **more):\n"
            "    raise OSError(28, 'No space left on device')\n"
            "store.pickle = types.SimpleNamespace(**{**vars(pickle), 'dump': dump})\n"
        )
        ran = published.build("--now", NOW, "--workers", workers, script=script)
        assert ran.code == 0 and "No space left on device" in ran.err
        assert_next_build_works(published)

    @posix
    @pytest.mark.parametrize("workers", ["1", "2"])  # the frame is drawn by a child
    @pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
    def test_a_build_that_is_asked_to_end_leaves_nothing_among_temporary_files(
        self, published: Project, tmp_path: Path, name: str, workers: str
    ) -> None:
        before, scratch = tree(published.site), tmp_path / "scratch"
        scratch.mkdir()
        script = (
            "import os, signal, tempfile, mkdocs.commands.build as module\n"
            f"signal.signal(signal.{name}, signal.SIG_DFL)\n"
            f"tempfile.tempdir = {str(scratch)!r}\n"
            "parent = os.getpid()\n"
            "def build(*_):\n"
            f"    os.kill(parent, signal.{name})\n"
            "    while os.getpid() != parent: signal.pause()\n"
            "module.build = build\n"
        )
        ran = published.build("--now", NOW, "--workers", workers, script=script)
        assert (ran.code, ran.err) == (128 + getattr(signal, name), "")
        assert list(scratch.iterdir()) == []
        assert differing(before, tree(published.site)) == []
        assert_next_build_works(published)

    def test_a_folder_of_other_files_is_refused(self, project: Project, tmp_path: Path) -> None:
        foreign = tmp_path / "thesis"
        foreign.mkdir()
        (foreign / "chapter.txt").write_text("three years of work", encoding="utf-8")
        ran = project.build("--now", NOW, "--site-dir", foreign)
        assert ran.code == 2 and "chapter" not in ran.err and str(foreign) in ran.err
        assert tree(foreign) == {"chapter.txt": b"three years of work"}

    def test_a_file_in_the_place_of_the_site_is_refused(self, project: Project) -> None:
        project.write("site", "a file")
        assert project.build("--now", NOW).code == 2
        assert project.site.read_text(encoding="utf-8") == "a file"

    @pytest.mark.parametrize("inside", ["content", "content/out", "templates", "."])
    def test_the_sources_cannot_be_the_site(self, project: Project, inside: str) -> None:
        before = tree(project.root)
        assert project.build("--now", NOW, "--site-dir", project.root / inside).code == 2
        assert differing(before, tree(project.root)) == []


@posix
class TestKills:
    @pytest.mark.parametrize("workers", [1, 3])
    def test_killed_while_rendering_it_leaves_the_site_whole(
        self, published: Project, drawn: Path, tmp_path: Path, workers: int
    ) -> None:
        before = tree(published.site)
        template = published.root / "templates/pages/story.html"
        text = template.read_text(encoding="utf-8")
        template.write_text(text + ENDLESS, encoding="utf-8")
        staging = published.root / ".site.staging"
        # The workers end with the build.
        options = ("--config", published.config, "--now", NOW, "--content", drawn)
        command = (sys.executable, REPO / "build.py", *options, "--workers", workers)
        with running(*command, log=tmp_path / "log") as build:
            until(lambda: staging.is_dir() and any(staging.iterdir()), lambda: build.poll() is None)
            build.kill()
            assert build.wait(GIVE_UP_SECONDS) == -signal.SIGKILL
        assert differing(before, tree(published.site)) == []
        template.write_text(text, encoding="utf-8")
        assert_next_build_works(published)

    @pytest.mark.parametrize(
        "point",
        [
            "generator.publish.stage:check",
            "generator.publish.stage:exchange",
            "generator.publish.stage:carry_hidden",
            "generator.publish.tree:_prune",
            "generator.publish.stage:write_inventory",
        ],
    )
    def test_killed_while_switching_it_leaves_one_whole_site(
        self, published: Project, point: str
    ) -> None:
        published.write("site/.well-known/security.txt", "Contact: mailto:a@example.edu.cn")
        old = public(published)
        assert build_killed_at(point, published).code == -signal.SIGKILL
        now = public(published)
        assert now == old or "改过的正文".encode() in now["stories/2024/first/index.html"]
        assert_next_build_works(published)
        assert (published.site / ".well-known/security.txt").is_file()

    @pytest.mark.parametrize(
        "point",
        [
            "generator.publish.tree:Tree.create",
            "generator.publish.tree:Tree.link",
            "generator.publish.stage:exchange",
            "generator.publish.stage:Tree.remove",
            "generator.publish.stage:write_inventory",
        ],
    )
    def test_killed_while_publishing_a_few_changes_it_leaves_nothing_withdrawn(
        self, published: Project, point: str
    ) -> None:
        for story in ("2024/first", "2023/third"):  # the stage lacks what the second changes
            published.edit(f"content/stories/{story}.md", "正文", "（第二稿）正文")
            assert published.build("--now", NOW).code == 0
        old = public(published)
        published.edit("content/stories/2024/first.md", "正文", "要撤回的正文，正文")
        assert build_killed_at(point, published).code == -signal.SIGKILL
        now = public(published)
        assert now == old or "要撤回的正文".encode() in now["stories/2024/first/index.html"]
        published.edit("content/stories/2024/first.md", "要撤回的正文，正文", "改过的正文")
        assert_next_build_works(published)
        staged = tree(published.root / ".site.staging")
        assert not [path for path, data in staged.items() if "要撤回".encode() in data]

    @pytest.mark.parametrize("renames", [1, 2])
    def test_killed_between_the_steps_of_the_slow_switch_it_is_put_back(
        self, published: Project, renames: int
    ) -> None:
        """Windows has no exchange in one step: `.site.former` stands aside for a moment."""
        published.write("site/.well-known/security.txt", "Contact: mailto:a@example.edu.cn")
        ran = build_killed_after_renames(renames, published)
        assert ran.code == -signal.SIGKILL
        assert (published.root / ".site.former").exists()
        assert_next_build_works(published)
        assert (published.site / ".well-known/security.txt").is_file()


def public(project: Project) -> dict[str, bytes]:
    return {path: data for path, data in tree(project.site).items() if not path.startswith(".")}


def build_killed_at(point: str, project: Project) -> Ran:
    module, _, name = point.partition(":")
    owner, _, attribute = f"module.{name}".rpartition(".")
    script = (
        f"import os, signal, sys, {module} as module\n"
        f"{owner}.{attribute} = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    return project.build("--now", NOW, script=script)


def build_killed_after_renames(renames: int, project: Project) -> Ran:
    script = (
        "import os, signal, generator.publish.switch as switch\n"
        "switch._exchange_at_once = lambda *a: False\n"
        f"rename, left = os.rename, list(range({renames}))\n"
        "def counted(*a):\n"
        "    rename(*a)\n"
        "    left.pop()\n"
        "    left or os.kill(os.getpid(), signal.SIGKILL)\n"
        "switch.os.rename = counted\n"
    )
    return project.build("--now", NOW, script=script)


class TestRivals:
    def test_the_second_build_waits_for_the_first(self, published: Project, tmp_path: Path) -> None:
        before = tree(published.site)
        command = (sys.executable, REPO / "build.py", "--config", published.config, "--now", NOW)
        log, lock = tmp_path / "log", lock_of(published)
        with lock, running(*command, log=log) as build:
            until(lambda: "另一个构建正在进行" in log.read_text(encoding="utf-8"))
            assert build.poll() is None
            assert differing(before, tree(published.site)) == []
            lock.release()
            assert build.wait(GIVE_UP_SECONDS) == 0
        assert differing(before, tree(published.site)) != []

    def test_two_builds_at_once_both_end_well(self, published: Project, tmp_path: Path) -> None:
        command = (sys.executable, REPO / "build.py", "--config", published.config, "--now", NOW)
        with (
            running(*command, log=tmp_path / "one") as one,
            running(*command, log=tmp_path / "two") as two,
        ):
            assert (one.wait(GIVE_UP_SECONDS), two.wait(GIVE_UP_SECONDS)) == (0, 0)
        assert_next_build_works(published)

    def test_settings_saved_while_a_build_waits_are_in_the_next(
        self, published: Project, tmp_path: Path
    ) -> None:
        command = (sys.executable, REPO / "build.py", "--config", published.config, "--now", NOW)
        log, lock = tmp_path / "log", lock_of(published)
        with lock, running(*command, log=log) as build:
            until(lambda: "另一个构建正在进行" in log.read_text(encoding="utf-8"))
            published.edit("mkdocs.yml", "site_name: ", "site_name: 新")
            lock.release()
            assert build.wait(GIVE_UP_SECONDS) == 0
        assert published.build("--now", NOW).code == 0
        assert "<title>新" in (published.site / "index.html").read_text(encoding="utf-8")

    def test_settings_saved_while_a_frame_is_drawn_and_put_back_leave_no_trace(
        self, project: Project
    ) -> None:
        before = project.config.read_bytes()
        script = (
            "import generator.host.draw as draw\n"
            "really = draw.draw_frame\n"
            "def edited(config, scratch, desk):\n"
            "    data = config.read_bytes()\n"
            "    config.write_bytes(data.replace(b'site_name: ', b'site_name: NEW '))\n"
            "    return really(config, scratch, desk)\n"
            "draw.draw_frame = edited\n"
        )
        ran = project.build("--now", NOW, script=script)
        assert ran.code == 0, ran.err
        project.config.write_bytes(before)
        assert project.build("--now", NOW).code == 0
        clean = project.root / "clean"
        assert project.build("--now", NOW, "--site-dir", clean).code == 0
        assert differing(tree(project.site), tree(clean)) == []

    def test_checking_does_not_wait(self, published: Project) -> None:
        with lock_of(published):
            assert published.build("--now", NOW, "check").code == 0

    def test_builds_of_different_folders_do_not_wait(self, published: Project) -> None:
        with lock_of(published):
            ran = published.build("--now", NOW, "--site-dir", published.root / "other")
        assert (ran.code, ran.err) == (0, "")


class TestPublishedFolder:
    def test_hidden_files_of_others_are_carried_along(self, published: Project) -> None:
        published.write("site/.git/config", "[core]")
        published.write("site/.well-known/security.txt", "Contact: mailto:a@example.edu.cn")
        published.write("site/.nojekyll", "")
        assert_next_build_works(published)
        kept = tree(published.site)
        assert kept[".git/config"] == b"[core]"
        assert kept[".well-known/security.txt"].startswith(b"Contact")
        assert kept[".nojekyll"] == b""

    def test_what_is_no_longer_planned_is_gone(self, published: Project) -> None:
        (published.content / "stories/2023/third.md").unlink()
        assert (published.site / "stories/2023/third/index.html").exists()
        assert_next_build_works(published)
        assert not (published.site / "stories/2023").exists()
        assert not (published.site / "feeds/stories/2023").exists()

    def test_a_build_over_an_old_site_equals_a_clean_one(self, published: Project) -> None:
        assert_next_build_works(published)
        clean = published.root / "clean"
        assert published.build("--now", NOW, "--site-dir", clean).code == 0
        assert differing(tree(published.site), tree(clean)) == []

    def test_the_manifest_names_every_file_with_its_digest(self, finished_project: Project) -> None:
        import hashlib
        import json

        files = tree(finished_project.site)
        manifest = json.loads(files.pop(".laurel-manifest.json"))
        assert {path: tuple(entry) for path, entry in manifest.items()} == {
            path: (hashlib.sha256(data).hexdigest(), len(data)) for path, data in files.items()
        }

    def test_a_new_folder_is_made_with_its_parents(self, project: Project, tmp_path: Path) -> None:
        deep = tmp_path / "a/b/网站"
        assert project.build("--now", NOW, "--site-dir", deep).code == 0
        assert (deep / "index.html").is_file()

    def test_content_is_never_written_to(self, published: Project) -> None:
        before = tree(published.content)
        assert_next_build_works(published)
        assert differing(before, tree(published.content)) == []


def test_build_py_without_a_project_says_what_is_missing(tmp_path: Path) -> None:
    ran = build_py(cwd=tmp_path)
    assert ran.code == 2 and "mkdocs.yml" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"x" * 99)])
def test_parts_of_the_search_index_that_are_lost_are_made_again(
    project: Project, damage: Callable[[Path], object]
) -> None:
    assert project.build("--now", NOW).code == 0
    parts = sorted((project.root / ".site.cache" / "search").iterdir())
    assert parts
    for part in parts:
        damage(part)
    project.edit("content/stories/2024/first.md", "第一篇的正文", "改过的正文")
    assert project.build("--now", NOW).code == 0
    went_on = tree(project.site)
    assert project.build("--now", NOW, "--site-dir", project.root / "clean").code == 0
    assert not differing(went_on, tree(project.root / "clean"))


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes of files")
def test_what_a_build_leaves_for_the_next_is_private(project: Project) -> None:
    assert project.build("--now", NOW, "--workers", "1").code == 0
    assert stat.S_IMODE((project.root / ".site.cache").stat().st_mode) == 0o700
