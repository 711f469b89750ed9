"""The commands as an editor or a scheduler types them: what they print and how they exit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from codecs import BOM_UTF8
from datetime import datetime
from pathlib import Path

import pytest
from builds import CONTENT, NOW, REPO, Project, build_py, differing, make_project, run, tree
from click.testing import CliRunner
from smallsite import story

from generator.cli import main

GOOD, PROBLEMS, WRONG_USE = 0, 1, 2

BROKEN = "---\ntitle: 校友获奖\ndate: 2024-05-11\ncolumn: achievments\n---\n正文。\n"
UNKNOWN = "---\ntitle: 校友获奖\ndate: 2024-05-11\ncolumn: news\ndraft: yes\n---\n正文。\n"
NAMED = "site_name: x\nsite_url: https://a.example/\n"
WARNED = "---\ntitle: 校友获奖\ndate: 2023-05-11\ncolumn: news\n---\n正文。\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that the tests of this file read but do not change."""
    return make_project(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def broken(project: Project) -> Project:
    project.write("content/stories/2024/broken.md", BROKEN)
    project.write("content/stories/2024/unknown.md", UNKNOWN)
    return project


@pytest.fixture
def warned(project: Project) -> Project:
    project.write("content/stories/2024/moved.md", WARNED)
    return project


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Project:
    content = CONTENT + "".join(
        (
            story("2024/opens", title="开", publish_at="2025-02-01T10:00"),
            story("2024/closes", title="关", expires_at="2025-01-01"),
            story("2024/both", title="都", publish_at="2025-01-01", expires_at="2025-03-01"),
            story("2024/never", title="草", status="draft", publish_at="2025-01-02"),
        )
    )
    return make_project(tmp_path_factory.mktemp("waiting"), content)


def test_what_is_not_installed_is_told_however_late_it_is_missed(
    sound: Project, tmp_path: Path
) -> None:
    (tmp_path / "PIL.py").write_text("raise ModuleNotFoundError(name='PIL')", encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(REPO)))
    ran = sound.start("check", env={"PYTHONPATH": path})
    assert ran.code == 1 and "PIL is not installed" in ran.err and "Traceback" not in ran.err


def test_a_run_in_another_folder_says_where_to_run(tmp_path: Path) -> None:
    ran = build_py("check", cwd=tmp_path)
    assert ran.code == WRONG_USE and "mkdocs.yml: 没有这个文件" in ran.err and "--config" in ran.err


class TestBuild:
    def test_no_subcommand_builds_and_prints_a_short_table(self, project: Project) -> None:
        ran = project.start("--now", NOW)
        assert (ran.code, ran.err) == (GOOD, "")
        assert (project.site / "index.html").is_file()
        counts, steps, done = ran.out.splitlines()
        assert "稿件 3" in counts and "问题 0" in counts and "秒" in steps
        assert done.startswith("已发布到")

    def test_the_table_is_in_english_too(self, project: Project) -> None:
        ran = project.build("--now", NOW, "--lang", "en")
        assert "stories 3" in ran.out and "published to" in ran.out
        assert ran.out.isascii()

    def test_json_tells_counts_seconds_and_where(self, project: Project) -> None:
        told = project.build("--now", NOW, "--json").json
        assert told["published"] is True and told["problems"] == []
        assert told["counts"]["stories"] == 3
        assert told["counts"]["files"] == len(tree(project.site)) - 1  # the manifest
        assert Path(told["site_dir"]) == project.site
        assert set(told["steps"]) >= {"read", "check", "frame", "pages", "publish"}

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
    def test_a_folder_whose_name_is_no_utf_8_is_told_in_json(self, project: Project) -> None:
        site = os.fsdecode(os.fsencode(project.root) + "/校友".encode("gbk"))
        for _ in range(2):
            ran = project.build("--now", NOW, "--json", "--site-dir", site)
            assert ran.code == GOOD and ran.json["site_dir"] == site

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk so full")
    @pytest.mark.parametrize("options", [[], ["--json"]])
    @pytest.mark.parametrize("streams", [["stdout"], ["stdout", "stderr"]])
    def test_output_to_a_full_disk_fails_as_such(
        self, finished_project: Project, options: list[str], streams: list[str]
    ) -> None:
        command = [sys.executable, REPO / "build.py", "--config", finished_project.config]
        with open("/dev/full", "wb") as full:
            pipes = {"stderr": subprocess.PIPE, **dict.fromkeys(streams, full)}
            ran = subprocess.run([*command, *options, "check"], check=False, **pipes)
        assert ran.returncode == WRONG_USE
        assert "stderr" in streams or "磁盘满了" in ran.stderr.decode()

    @pytest.mark.parametrize("place", ["site", "content", "mkdocs.yml"])
    def test_a_link_to_itself_is_told(self, project: Project, place: str) -> None:
        linked = project.root / place
        if linked.exists():
            linked.rename(project.root / "former")
        linked.symlink_to(linked)
        ran = project.build("--now", NOW)
        assert ran.code in (PROBLEMS, WRONG_USE)
        assert "Traceback" not in ran.err and place in ran.err

    def test_another_working_directory_gives_the_same_site(
        self, finished_project: Project, tmp_path: Path
    ) -> None:
        ran = build_py(
            "--config",
            os.path.relpath(finished_project.config, tmp_path),
            "--site-dir",
            "out",
            "--now",
            NOW,
            cwd=tmp_path,
        )
        assert ran.code == GOOD, ran.err
        assert ran.out.endswith("已发布到 out/\n")
        assert differing(tree(finished_project.site), tree(tmp_path / "out")) == []

    def test_content_may_lie_elsewhere(self, project: Project, tmp_path: Path) -> None:
        shutil.move(project.content, tmp_path / "elsewhere")
        ran = project.build("--content", tmp_path / "elsewhere", "--now", NOW)
        assert ran.code == GOOD, ran.err

    def test_windows_line_ends_give_the_same_pages(self, finished_project: Project) -> None:
        windows = make_project(finished_project.root.parent / "windows")
        for path in windows.content.rglob("*"):
            if path.suffix in (".md", ".yml", ".csv"):
                path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        config = windows.config.read_bytes().replace(b"\n", b"\r\n")
        windows.config.write_bytes(config)
        ran = windows.build("--now", NOW, "--strict")
        assert ran.code == GOOD, ran.err
        assert differing(tree(finished_project.site), tree(windows.site)) == []

    def test_templates_that_windows_editors_saved_give_the_same_pages(
        self, finished_project: Project, project: Project
    ) -> None:
        files = [project.config]
        for pattern in ("*.html", "*.yml"):
            files += (project.root / "templates").rglob(pattern)
        for file in files:
            file.write_bytes(BOM_UTF8 + file.read_bytes().replace(b"\n", b"\r\n"))
        assert project.build("--now", NOW).code == GOOD
        assert differing(tree(finished_project.site), tree(project.site)) == []

    @pytest.mark.parametrize("name", ["texts/zh.yml", "pages/story.html"])
    def test_a_template_in_another_encoding_is_named(self, project: Project, name: str) -> None:
        project.write(f"templates/{name}", "# 校友{# 校友 #}\n".encode("gbk"))
        ran = project.build("--now", NOW)
        assert ran.code == WRONG_USE and "Traceback" not in ran.err
        assert name.split("/")[-1] in ran.err and "像是 GBK" in ran.err

    def test_problems_stop_it_with_exit_code_1(self, broken: Project) -> None:
        ran = broken.build("--now", NOW)
        assert ran.code == PROBLEMS
        assert not broken.site.exists()
        assert ran.out == ""

    def test_the_clock_is_now_and_nothing_else(self, project: Project) -> None:
        later = "---\ntitle: 明天见\ndate: 2024-06-01\ncolumn: news\npublish_at: {}\n---\n正文。\n"
        project.write("content/stories/2024/later.md", later.format("2099-01-01T08:00"))
        page = project.site / "stories/2024/later/index.html"
        assert project.build("--now", "2099-01-01T07:59:59").code == GOOD
        assert not page.exists()
        assert project.build("--now", "2099-01-01T00:00:00Z").code == GOOD
        assert page.exists()


class TestCheck:
    def test_sound_content_is_counted(self, sound: Project) -> None:
        ran = sound.start("--now", NOW, "check")
        assert (ran.code, ran.err) == (GOOD, "")
        assert ran.out == "6 个条目，没有问题\n"

    def test_publishes_nothing(self, sound: Project) -> None:
        before = tree(sound.root)
        sound.build("--now", NOW, "check")
        assert differing(before, tree(sound.root)) == []

    def test_every_problem_is_named_at_its_place(self, broken: Project) -> None:
        ran = broken.start("--now", NOW, "check", cwd=broken.root)
        assert ran.code == PROBLEMS
        lines = ran.err.splitlines()
        assert lines[0] == (
            "content/stories/2024/broken.md:4:9: column: 没有“achievments”这个栏目，"
            "是不是“建功立业”（achievements）？ [L204]"
        )
        assert "[L202]" in lines[1] and lines[1].startswith(
            "content/stories/2024/unknown.md:5:1: draft:"
        )
        assert lines[2] == "2 个错误，0 个警告"

    def test_problems_are_told_in_english(self, broken: Project) -> None:
        ran = broken.build("--lang", "en", "--now", NOW, "check")
        assert "there is no column 'achievments'" in ran.err
        assert ran.err.splitlines()[-1] == "2 errors, 0 warnings"

    def test_problems_are_told_to_machines(self, broken: Project) -> None:
        ran = broken.build("--json", "--lang", "en", "--now", NOW, "check", cwd=broken.root)
        assert (ran.code, ran.err) == (PROBLEMS, "")
        assert ran.json["problems"][0] == {
            "code": "L204",
            "severity": "error",
            "path": "content/stories/2024/broken.md",
            "line": 4,
            "column": 9,
            "field": "column",
            "message": ran.json["problems"][0]["message"],
        }

    def test_a_failed_build_is_told_to_machines(self, broken: Project) -> None:
        ran = broken.build("--json", "--now", NOW)
        assert (ran.code, ran.err) == (PROBLEMS, "")
        assert ran.json["published"] is False
        assert [problem["code"] for problem in ran.json["problems"]] == ["L204", "L202"]

    def test_warnings_do_not_stop_it_unless_strict(self, warned: Project) -> None:
        ran = warned.build("--now", NOW, "check")
        assert ran.code == GOOD and "[L231]" in ran.err and "0 个错误，1 个警告" in ran.err
        assert warned.build("--now", NOW, "--strict", "check").code == PROBLEMS

    def test_strict_warnings_stop_a_build(self, warned: Project) -> None:
        assert warned.build("--now", NOW, "--strict").code == PROBLEMS
        assert not warned.site.exists()
        assert warned.build("--now", NOW).code == GOOD
        assert warned.site.exists()


class TestDue:
    def test_lists_what_opens_and_closes_soonest_first(self, waiting: Project) -> None:
        ran = waiting.start("--now", "2024-12-01", "due")
        assert ran.code == GOOD
        shown = [line.split("  ")[:3] for line in ran.out.splitlines()]
        assert shown == [
            ["2025-01-01T00:00:00+08:00", "公开", "stories/2024/both.md"],
            ["2025-01-01T00:00:00+08:00", "下线", "stories/2024/closes.md"],
            ["2025-02-01T10:00:00+08:00", "公开", "stories/2024/opens.md"],
        ]

    def test_tells_machines_the_next_moment(self, waiting: Project) -> None:
        told = waiting.build("--json", "--now", "2025-01-15", "due").json
        assert datetime.fromisoformat(told["next"]) == datetime.fromisoformat(
            "2025-02-01T10:00:00+08:00"
        )
        assert [(c["path"], c["opens"], c["reason"]) for c in told["changes"]] == [
            ("stories/2024/opens.md", True, "publish_at"),
            ("stories/2024/both.md", False, "expires_at"),
        ]

    def test_a_build_at_the_next_moment_has_the_entry(self, waiting: Project) -> None:
        told = waiting.build("--json", "--now", "2025-01-15", "due").json
        assert waiting.build("--now", told["next"]).code == GOOD
        assert (waiting.site / "stories/2024/opens/index.html").exists()
        assert not (waiting.site / "stories/2024/closes").exists()

    def test_says_that_nothing_is_waiting(self, sound: Project) -> None:
        assert sound.build("--lang", "en", "due").out == "nothing is waiting\n"
        told = sound.build("--json", "--now", NOW, "due").json
        assert (told["next"], told["changes"]) == (None, [])

    def test_broken_content_is_not_taken_for_content_with_nothing_due(
        self, broken: Project
    ) -> None:
        ran = broken.build("--json", "--now", NOW, "due")
        assert ran.code == PROBLEMS
        assert [problem["code"] for problem in ran.json["problems"]] == ["L202"]


class TestNew:
    @pytest.mark.parametrize(
        ("kind", "title", "place"),
        [
            ("story", "校友获奖", "stories/2026/xiao-you-huo-jiang.md"),
            ("honor-list", "2026 年劳动模范", "honors/"),
            ("person", "张三", "people/zhang-san.yml"),
            ("page", "联系我们", "pages/lian-xi-wo-men.md"),
        ],
    )
    def test_what_it_starts_is_accepted_by_check(
        self, project: Project, kind: str, title: str, place: str
    ) -> None:
        before = set(tree(project.content))
        ran = project.start("--now", NOW, "new", kind, title, cwd=project.root)
        assert ran.code == GOOD, ran.err
        (path,) = set(tree(project.content)) - before
        assert path.startswith(place)
        assert ran.out == f"content/{path}\n"
        checked = project.build("--now", NOW, "--strict", "check")
        assert checked.code == GOOD, checked.err

    def test_titles_may_hold_anything(self, project: Project) -> None:
        title = 'He said: "no" {x} #1 — ’s & <b>\\'
        ran = project.build("--now", NOW, "new", "story", title, "--slug", "quoted")
        assert ran.code == GOOD, ran.err
        project.edit("content/stories/2026/quoted.md", "status: draft", "status: published")
        assert project.build("--now", NOW, "--strict").code == GOOD
        page = (project.site / "stories/2026/quoted/index.html").read_text(encoding="utf-8")
        assert "&lt;b&gt;\\" in page

    def test_its_path_is_short_on_a_drive_that_stands_for_a_folder(
        self, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drive = tmp_path / "drive"
        drive.symlink_to(project.root)
        monkeypatch.setattr(Path, "cwd", lambda: drive)
        arguments = ["--config", str(drive / "mkdocs.yml"), "new", "person", "张三"]
        ran = CliRunner().invoke(main, arguments)
        assert ran.stdout == "content/people/zhang-san.yml\n"

    def test_a_new_story_is_a_draft(self, project: Project) -> None:
        project.build("--now", NOW, "new", "story", "秘密", "--slug", "secret")
        assert project.build("--now", NOW).code == GOOD
        assert not (project.site / "stories/2026/secret").exists()

    def test_nothing_is_overwritten(self, project: Project) -> None:
        first = project.build("--now", NOW, "new", "story", "一", "--slug", "same")
        path = project.content / "stories/2026/same.md"
        path.write_text("mine", encoding="utf-8")
        ran = project.build("--now", NOW, "new", "story", "二", "--slug", "same")
        assert (first.code, ran.code) == (GOOD, WRONG_USE)
        assert path.read_text(encoding="utf-8") == "mine"

    def test_a_title_without_letters_asks_for_a_slug(self, project: Project) -> None:
        ran = project.build("new", "story", "😀")
        assert ran.code == WRONG_USE and "标题写不成网址" in ran.err and "“”" not in ran.err

    @pytest.mark.parametrize("slug", ["../escape", "Große", "a/b", "con", "x" * 81])
    def test_a_slug_that_cannot_be_an_address_is_refused(self, project: Project, slug: str) -> None:
        before = tree(project.root)
        ran = project.build("--now", NOW, "new", "story", "题", "--slug", slug)
        assert ran.code == WRONG_USE and "--slug" in ran.err
        assert differing(before, tree(project.root)) == []

    def test_json_tells_machines_the_path(self, project: Project) -> None:
        ran = project.build(
            "--json", "--now", NOW, "new", "page", "关于", "--slug", "help", cwd=project.root
        )
        assert ran.json == {"path": "content/pages/help.md"}


class TestImport:
    @pytest.fixture
    def posts(self, tmp_path: Path) -> Path:
        folder = tmp_path / "hugo/content/post"
        folder.mkdir(parents=True)
        text = "---\ntitle: 旧文\ndate: 2019-03-04\nauthor: 张三\ntags: [R]\n---\n旧站正文。\n"
        (folder / "2019-03-04-old.md").write_text(text, encoding="utf-8")
        return tmp_path / "hugo"

    def test_posts_become_stories_that_build(self, project: Project, posts: Path) -> None:
        before = tree(posts)
        ran = project.start("--now", NOW, "import", "--from", "hugo", posts)
        assert ran.code == GOOD, ran.err
        assert differing(before, tree(posts)) == []
        built = project.build("--now", NOW)
        assert built.code == GOOD, built.err
        assert "稿件 4" in built.out

    def test_running_it_again_changes_nothing(self, project: Project, posts: Path) -> None:
        project.build("import", "--from", "hugo", posts)
        once = tree(project.content)
        assert project.build("import", "--from", "hugo", posts).code == GOOD
        assert differing(once, tree(project.content)) == []

    def test_the_report_is_json_for_machines(self, project: Project, posts: Path) -> None:
        into = project.root / "new"
        ran = project.build("--json", "import", "--from", "hugo", posts, "--into", into)
        assert ran.code == GOOD and isinstance(ran.json, dict)

    def test_what_cannot_be_written_is_a_failure(self, project: Project, posts: Path) -> None:
        project.write("content/stories/2019", "in the way")
        ran = project.build("import", "--from", "hugo", posts)
        assert ran.code == WRONG_USE and "[unwritable]" in ran.out
        (project.content / "stories/2019").unlink()
        assert project.build("import", "--from", "hugo", posts).code == GOOD
        assert (project.content / "stories/2019/old.md").is_file()

    def test_a_missing_or_overlapping_source_is_wrong_use(self, sound: Project) -> None:
        assert sound.build("import", "--from", "hugo", "/nowhere").code == WRONG_USE
        assert sound.build("import", "--from", "hugo", sound.content).code == WRONG_USE
        assert sound.build("import", "--from", "wordpress", sound.root).code == WRONG_USE


class TestWrongUse:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("--bogus",),
            ("bogus",),
            ("--lang", "fr"),
            ("--now", "yesterday"),
            ("--now", "2024-02-30"),
            ("check", "--bogus"),
            ("new", "poem", "题"),
            ("new", "story"),
        ],
        ids=" ".join,
    )
    def test_it_is_told_with_exit_code_2(self, sound: Project, arguments: tuple[str, ...]) -> None:
        told = sound.start(*arguments)
        assert told.code == WRONG_USE and told.out == ""
        assert "Error" in told.err and "Traceback" not in told.err

    @pytest.mark.parametrize("arguments", [("--bogus",), ("new", "poem", "题")], ids=" ".join)
    def test_it_is_told_to_machines(self, sound: Project, arguments: tuple[str, ...]) -> None:
        ran = sound.build("--json", *arguments)
        assert (ran.code, ran.err) == (WRONG_USE, "")
        assert arguments[-1] in ran.json["error"] or "poem" in ran.json["error"]

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            (None, "mkdocs.yml"),
            ("site_name: [", "mkdocs.yml:1: is not valid YAML"),
            ("- a\n", "not a mapping"),
            ("site_url: https://a.example/\n", "site_name"),
            ("site_name: x\n", "site_url"),
            ("site_name: x\nsite_url: ftp://a/\n", "site_url"),
            (f"{NAMED}plugins: [laurel: {{per_pag: 3}}]", "per_pag"),
            (f"{NAMED}plugins: [laurel: {{timezone: Mars}}]", "Mars"),
            (f"{NAMED}theme: {{name: nosuch}}\nplugins: [laurel]", "nosuch"),
            (f"{NAMED}theme: {{name: material}}", "laurel"),
            ("site_name: 校友\n".encode("gbk"), "mkdocs.yml: 不是 UTF-8 编码（像是 GBK/GB18030）"),
            ("site_name: 校友\n".encode("utf-16"), "mkdocs.yml: 不是 UTF-8 编码（像是 UTF-16）"),
        ],
        ids=[
            "missing",
            "broken YAML",
            "a list",
            "no name",
            "no URL",
            "another scheme",
            "unknown option",
            "unknown zone",
            "unknown theme",
            "no plugin",
            "another encoding",
            "Unicode of two bytes",
        ],
    )  # fmt: skip
    def test_unusable_settings_are_named(
        self, project: Project, text: str | bytes | None, named: str
    ) -> None:
        project.config.unlink()
        if text is not None:
            project.write("mkdocs.yml", text)
        ran = project.build("--now", NOW)
        assert ran.code == WRONG_USE and named in ran.err
        assert "Traceback" not in ran.err
        assert not project.site.exists()

    def test_a_setting_that_does_nothing_is_told_once_and_stops_nothing(
        self, project: Project
    ) -> None:
        project.write("mkdocs.yml", project.config.read_text(encoding="utf-8") + "\nnav: [a.md]\n")
        for _ in range(2):  # anew, and where there is nothing to do
            ran = project.build("--now", NOW)
            assert ran.code == GOOD and ran.err.count(": nav: does nothing here") == 1

    def test_a_number_that_is_no_longer_public_is_told_again(self, project: Project) -> None:
        project.write("content/pages/office.md", "---\ntitle: 联系\n---\n热线 138 1234 5678。\n")
        text = project.config.read_text(encoding="utf-8")
        assert "plugins:\n  - laurel:\n" in text
        listed = text.replace("- laurel:\n", "- laurel:\n      public_numbers: [13812345678]\n")
        told = []
        for settings in (listed, text, listed):
            project.config.write_text(settings, encoding="utf-8")
            ran = project.build("--now", NOW)
            assert ran.code == GOOD
            told.append("office.md:4:4: " in ran.err and "[L362]" in ran.err)
        assert told == [False, True, False]

    def test_help_is_good(self) -> None:
        ran = build_py("--help")
        assert ran.code == GOOD
        for command in ("check", "due", "import", "new", "serve"):
            assert command in ran.out

    def test_a_missing_content_folder_is_a_problem(self, project: Project) -> None:
        shutil.rmtree(project.content)
        ran = project.build("--now", NOW, "check")
        assert ran.code == PROBLEMS and "[L106]" in ran.err


class TestTerminals:
    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8"])
    def test_a_terminal_without_the_letters_is_no_reason_to_fail(
        self, broken: Project, encoding: str
    ) -> None:
        ran = broken.start("check", env={"PYTHONIOENCODING": encoding}, cwd=broken.root)
        assert ran.code == PROBLEMS

    def test_json_is_utf_8_on_every_terminal(self, broken: Project) -> None:
        ran = broken.start("--json", "check", env={"PYTHONIOENCODING": "cp1252"})
        assert json.loads(ran.out)["problems"][0]["message"].startswith("没有")

    @pytest.mark.skipif(os.name != "posix", reason="files are closed before a program begins")
    @pytest.mark.parametrize("closed", [(1,), (2,), (1, 2), (0, 1, 2)])
    def test_a_build_whose_output_is_closed_publishes(
        self, project: Project, closed: tuple[int, ...]
    ) -> None:
        ran = project.start("--now", NOW, preexec_fn=lambda: list(map(os.close, closed)))
        assert (ran.code, ran.err) == (GOOD, "")
        assert (project.site / "index.html").is_file()

    @pytest.mark.skipif(os.name != "posix", reason="a pipe of POSIX")
    def test_a_reader_that_has_read_enough_gets_no_error(self, broken: Project) -> None:
        def read_by_nobody() -> None:
            reader, writer = os.pipe()
            os.close(reader)
            os.dup2(writer, 1)

        ran = broken.start("--json", "check", preexec_fn=read_by_nobody)
        assert (ran.code, ran.err) == (PROBLEMS, "")

    def test_an_interrupt_while_it_is_loaded_gives_no_traceback(self) -> None:
        script = (
            "import runpy, sys\n"
            "class Interrupted:\n"
            "    def find_spec(self, name, *rest):\n"
            "        if name == 'generator.cli':\n"
            "            raise KeyboardInterrupt\n"
            "sys.meta_path.insert(0, Interrupted())\n"
            "runpy.run_path('build.py', run_name='__main__')\n"
        )
        ran = run(sys.executable, "-c", script, cwd=REPO)
        assert (ran.code, ran.err.split()) == (1, ["Aborted!"])

    @pytest.mark.skipif(os.name != "posix", reason="Windows removes no folder that is in use")
    def test_a_build_whose_working_folder_is_gone_publishes(
        self, project: Project, tmp_path: Path
    ) -> None:
        (tmp_path / "gone").mkdir()
        ran = project.start(
            "--now", NOW, cwd=tmp_path / "gone", preexec_fn=lambda: os.rmdir(tmp_path / "gone")
        )
        assert (ran.code, ran.err) == (GOOD, "")
        assert str(project.site) in ran.out

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
    def test_a_terminal_gets_a_progress_bar_and_whole_problem_lines(self, broken: Project) -> None:
        script = (
            "import os, pty, sys\n"
            "status = pty.spawn([sys.executable, *sys.argv[1:]])\n"
            "sys.exit(os.waitstatus_to_exitcode(status))\n"
        )
        command = (REPO / "build.py", "--config", broken.config, "--now", NOW)
        ran = run(sys.executable, "-c", script, *command, cwd=broken.root)
        assert ran.code == PROBLEMS
        assert "content/stories/2024/broken.md:4:9: column: 没有“achievments”这个栏目" in ran.out
        assert "Traceback" not in ran.out
