"""MkDocs's own commands: the same site as `build.py`, and the frame against Material whole."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builds import (
    CONTENT,
    Project,
    differing,
    fetch,
    free_port,
    make_project,
    mkdocs,
    running,
    tree,
    until,
)
from lxml import html
from smallsite import story, write_folder

from generator.host.draw import draw_frame
from generator.host.frames import new_token
from generator.pipeline import prepare
from generator.render.pages import Printer
from generator.render.templates import Templates
from generator.settings import read_settings
from generator.watch import Watch

# Both commands read the clock here: no gate of this content depends on it.
SECRET = "---\ntitle: canary\ndate: 2024-05-20\ncolumn: news\n---\n"
HAND_WRITTEN = "This page of MkDocs shows how Material draws a whole page."


class TestBuild:
    @pytest.fixture(scope="class")
    @staticmethod
    def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
        return make_project(tmp_path_factory.mktemp("mkdocs"))

    def test_gives_the_bytes_of_build_py(self, project: Project) -> None:
        assert project.build("--site-dir", project.root / "ours").code == 0
        ran = mkdocs("build", "--strict", "--quiet", cwd=project.root)
        assert ran.code == 0, ran.err
        assert differing(tree(project.root / "ours"), tree(project.site)) == []

    def test_into_another_folder_and_from_another_one_too(
        self, project: Project, tmp_path: Path
    ) -> None:
        ran = mkdocs("build", "-q", "-f", project.config, "-d", tmp_path / "out", cwd=tmp_path)
        assert ran.code == 0, ran.err
        assert differing(tree(tmp_path / "out"), tree(project.root / "ours")) == []

    def test_leaves_nothing_in_the_folder_of_temporary_files(
        self, project: Project, tmp_path: Path
    ) -> None:
        env = {name: str(tmp_path) for name in ("TMPDIR", "TEMP", "TMP")}
        assert mkdocs("build", "-q", cwd=project.root, env=env).code == 0
        assert mkdocs("build", "-q", "-d", project.content, cwd=project.root, env=env).code == 1
        assert project.start(env=env).code == 0
        assert list(tmp_path.iterdir()) == []


def with_dashboard(project: Project, place: str) -> None:
    """Give a project a ledger, and its dashboard a place."""
    project.write("content/taxonomies/channels.yml", "- {id: site, name: 网站}\n")
    rows = "date,channel,title,id\n2024-01-03,site,返校日报名,a1\n"
    project.write("content/ledger/placements-2024.csv", rows)
    options = "      timezone: Asia/Shanghai\n"
    project.edit("mkdocs.yml", options, f"{options}      dashboard: {place}\n")


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "没有“nowhere”这个栏目"), ("en", "there is no column 'nowhere'")]
)
def test_problems_are_told_in_the_language_of_the_site(
    project: Project, language: str, told: str
) -> None:
    project.edit("mkdocs.yml", "  language: zh\n", f"  language: {language}\n")
    project.write(
        "content/stories/2024/x.md", "---\ntitle: A\ndate: 2024-01-02\ncolumn: nowhere\n---\n"
    )
    for ran in (project.build("check"), mkdocs("build", "-q", cwd=project.root)):
        assert ran.code != 0 and told in ran.err


@pytest.mark.parametrize("place", ["site", "internal"])
def test_the_dashboard_is_where_build_py_puts_it(project: Project, place: str) -> None:
    with_dashboard(project, place)
    ours, theirs = project.root / "ours", project.root / "theirs"
    assert project.build("--site-dir", ours / "site").code == 0
    assert mkdocs("build", "-q", "-d", theirs / "site", cwd=project.root).code == 0
    for folder in ("site", "site-internal"):
        assert differing(tree(ours / folder), tree(theirs / folder)) == []
    assert (ours / "site-internal").exists() == (place == "internal")


def test_no_site_is_published_where_the_dashboard_goes(project: Project) -> None:
    place = project.root / "site-internal"
    for ran in (
        project.build("--site-dir", place),
        mkdocs("build", "-q", "-d", place, cwd=project.root),
    ):
        assert ran.code != 0 and "内部看板" in ran.err and not place.exists()


def test_nothing_is_published_where_a_folder_of_others_is_in_the_dashboards_place(
    project: Project,
) -> None:
    with_dashboard(project, "internal")
    project.write("site-internal/minutes.txt", "ours")
    for ran in (project.build(), mkdocs("build", "-q", cwd=project.root)):
        assert ran.code != 0 and "site-internal" in ran.err and not project.site.exists()
    assert [path.name for path in (project.root / "site-internal").iterdir()] == ["minutes.txt"]


def test_what_mkdocs_published_is_not_taken_for_what_was_asked_of_build_py(
    project: Project,
) -> None:
    (project.root / "content").rename(project.root / "other")
    options = ("--content", project.root / "other")
    assert project.build(*options).code == 0
    before = tree(project.site)
    write_folder(story("2024/mine"), project.content)
    assert mkdocs("build", "-q", cwd=project.root).code == 0
    assert project.build(*options).code == 0
    assert differing(before, tree(project.site)) == []


def test_what_is_withdrawn_when_mkdocs_publishes_is_not_left_by_build_py(project: Project) -> None:
    project.write("content/stories/2024/secret.md", SECRET)
    assert project.build().code == 0
    project.edit("content/stories/2024/secret.md", "title:", "status: withdrawn\ntitle:")
    assert mkdocs("build", "-q", cwd=project.root).code == 0
    beside = tree(project.site.parent / ".site.cache")
    assert not [path for path, data in beside.items() if b"canary" in data]


def test_problems_stop_mkdocs_and_leave_the_site(
    project: Project, finished_project: Project
) -> None:
    shutil.copytree(finished_project.site, project.site)
    before = tree(project.site)
    project.write("content/stories/2024/bad.md", "---\ntitle: x\ncolumn: news\n---\n")
    ran = mkdocs("build", cwd=project.root)
    assert ran.code == 1 and "content/stories/2024/bad.md:2:1: date:" in ran.err
    assert "Traceback" not in ran.err
    assert differing(before, tree(project.site)) == []


def test_warnings_stop_mkdocs_only_when_strict(project: Project) -> None:
    project.write("content/stray/a.md", "")
    assert mkdocs("build", "-q", cwd=project.root).code == 0
    before = tree(project.site)
    project.edit("content/stories/2024/first.md", "第一篇", "改过")
    ran = mkdocs("build", "--strict", "-q", cwd=project.root)
    assert ran.code == 1 and "[L104]" in ran.err
    assert differing(before, tree(project.site)) == []


def test_settings_that_are_strict_are_so_for_both_commands(project: Project) -> None:
    project.write("content/notes.txt", "a stray file is a warning")
    project.edit("mkdocs.yml", "docs_dir:", "strict: true\ndocs_dir:")
    for ran in (project.build(), mkdocs("build", "-q", cwd=project.root)):
        assert ran.code == 1 and not project.site.exists()


@pytest.mark.parametrize(
    ("template", "broken"),
    [
        ("pages/home.html", "{% bogus %}"),
        ("theme/partials/tabs.html", "{% bogus %}"),
        ("theme/partials/footer.html", "{{ laurel.nothing.there }}"),
    ],
)
def test_a_broken_template_stops_mkdocs_and_leaves_the_site(
    project: Project, finished_project: Project, template: str, broken: str
) -> None:
    shutil.copytree(finished_project.site, project.site)
    before = tree(project.site)
    project.write(f"templates/{template}", broken)
    ran = mkdocs("build", "-q", cwd=project.root)
    assert ran.code == 1 and f"{template}:1: " in ran.err.replace("\\", "/")
    assert "Traceback" not in ran.err
    assert differing(before, tree(project.site)) == []


def test_what_keeps_mkdocs_from_publishing_is_told_in_words(project: Project) -> None:
    project.write("site/index.html", "somebody's")
    ran = mkdocs("build", "-q", cwd=project.root)
    assert ran.code == 1 and "里面有不是 Laurel 生成的文件" in ran.err
    assert "Traceback" not in ran.err
    shutil.rmtree(project.site)
    (project.root / ".site.lock").unlink()
    (project.root / ".site.lock").mkdir()
    ran = mkdocs("build", "-q", cwd=project.root)
    assert ran.code == 1 and ".site.lock" in ran.err and "Traceback" not in ran.err


def test_unknown_options_of_the_plugin_are_named(project: Project) -> None:
    project.edit("mkdocs.yml", "per_page:", "per_pages:")
    ran = mkdocs("build", cwd=project.root)
    assert ran.code == 1 and "per_pages" in ran.err and "Traceback" not in ran.err


# As plugins do: it starts with a command, and minifies.
MINIFIER = """
import re

def on_startup(command, dirty):
    global extra
    extra = '<meta name="hooked">'

def on_post_template(output_content, template_name, config):
    html = output_content.replace("</head>", extra + "</head>")
    return re.sub(r'(<li [^=>]+=)"([^">]*)"', r"\\1\\2", html)
"""


class TestOddConfigurations:
    """Both commands do the same, and neither publishes what nobody wanted."""

    def test_a_theme_that_names_no_language_is_chinese(self, project: Project) -> None:
        project.edit("mkdocs.yml", "  language: zh\n", "")
        assert project.build("--site-dir", project.root / "ours").code == 0
        assert mkdocs("build", "-q", cwd=project.root).code == 0
        assert differing(tree(project.root / "ours"), tree(project.site)) == []
        assert b'lang="zh"' in (project.site / "index.html").read_bytes()

    def test_a_theme_that_names_no_fonts_asks_no_other_host_for_them(
        self, project: Project
    ) -> None:
        project.edit("mkdocs.yml", "  font: false\n", "")
        assert project.build().code == 0
        home = html.fromstring((project.site / "index.html").read_bytes())
        loaded = [*home.xpath("//link[not(@rel='canonical')]/@href"), *home.xpath("//@src")]
        assert loaded and not [url for url in loaded if "//" in url]
        assert not home.xpath("//style")

    def test_the_marks_of_the_university_are_those_of_the_settings(self, project: Project) -> None:
        project.write("templates/theme/assets/own.png", "png")
        own = "  favicon: assets/own.png\n  logo: assets/own.png\n"
        project.edit("mkdocs.yml", "  favicon: assets/laurel.svg\n", own)
        project.edit("mkdocs.yml", "copyright: ", "copyright: <b>&copy;</b> ")
        assert project.build().code == 0
        home = html.fromstring((project.site / "about/index.html").read_bytes())
        (icon,) = home.xpath("//link[@rel='icon']")
        assert icon.attrib == {"rel": "icon", "href": "../assets/own.png"}
        assert set(home.xpath("//header//img/@src | //footer//img/@src")) == {"../assets/own.png"}
        assert home.xpath("string(//footer//b)") == "©"

    def test_a_palette_that_nobody_can_choose_is_no_stop_of_the_keyboard(
        self, project: Project
    ) -> None:
        settings = (project.root / "mkdocs.yml").read_text(encoding="utf-8")
        start, end = settings.index("  palette:"), settings.index("extra_css:")
        project.edit("mkdocs.yml", settings[start:end], "  palette: [{}, {scheme: slate}]\n\n")
        assert project.build().code == 0
        home = html.fromstring((project.site / "index.html").read_bytes())
        options = home.xpath("//input[@name='__palette']/@tabindex")
        assert options == ["-1", "-1"]

    def test_a_palette_of_light_and_dark_shows_which_one_it_is(self, project: Project) -> None:
        settings = (project.root / "mkdocs.yml").read_text(encoding="utf-8")
        start, end = settings.index("  palette:"), settings.index("extra_css:")
        names = [{"toggle": {"name": "深色"}}, {"scheme": "slate", "toggle": {"name": "浅色"}}]
        project.edit("mkdocs.yml", settings[start:end], f"  palette: {json.dumps(names)}\n\n")
        assert project.build().code == 0
        home = html.fromstring((project.site / "index.html").read_bytes())
        icons = home.xpath("//form[@data-md-component='palette']//i/@class")
        assert icons == ["icon icon--light", "icon icon--dark"]

    def test_a_hook_may_change_the_frame(self, project: Project) -> None:
        project.write("hook.py", MINIFIER)
        project.edit("mkdocs.yml", "extra_css:", "hooks: [hook.py]\nextra_css:")
        assert project.build().code == 0
        page = (project.site / "columns/news/index.html").read_text(encoding="utf-8")
        assert '<meta name="hooked">' in page
        assert page.count('<li class="is-active">') == 2  # tabs and drawer

    @pytest.mark.parametrize("mark", ["head", "body"])
    def test_a_theme_that_forgets_a_part_of_pages_publishes_nothing(
        self, project: Project, mark: str
    ) -> None:
        project.edit("templates/theme/main.html", f"{{{{ laurel.{mark} }}}}", "")
        ran = project.build()
        assert ran.code == 2 and "theme.custom_dir" in ran.err and not project.site.exists()

    def test_a_page_that_a_plugin_makes_is_refused_by_name(self, project: Project) -> None:
        hook = "from mkdocs.structure.files import File\n"
        hook += "def on_files(files, config):\n"
        hook += "    files.append(File.generated(config, 'made/by-hook.md', content='# x'))\n"
        project.write("hook.py", hook)
        project.edit("mkdocs.yml", "extra_css:", "hooks: [hook.py]\nextra_css:")
        for ran in (project.build(), mkdocs("build", "-q", cwd=project.root)):
            assert ran.code != 0 and "made/by-hook.md" in ran.err and "Traceback" not in ran.err

    @pytest.mark.parametrize(
        ("old", "new", "named"),
        [
            ("  custom_dir: templates/theme\n", "", "theme.custom_dir"),
            ("  name: material\n", "  name: mkdocs\n", "theme.name"),
            ("  - assets/laurel.css\n", "  - styles/mine.css\n", "extra_css: styles/mine.css"),
            ("  favicon: assets/laurel.svg\n", "  favicon: my.ico\n", "theme.favicon: my.ico"),
            ("  favicon: assets/laurel.svg\n", "  logo: my.png\n", "theme.logo: my.png"),
            ("  language: zh\n", "  language: ja\n", "theme.language"),
            ("  language: zh\n", "  langauge: en\n", "theme.langauge"),
            ("docs_dir:", "site_name: again\ndocs_dir:", "site_name: stands twice"),
        ],
    )
    def test_a_theme_that_would_spoil_every_page_publishes_nothing(
        self, project: Project, old: str, new: str, named: str
    ) -> None:
        project.edit("mkdocs.yml", old, new)
        project.write("content/styles/mine.css", "b {}")
        for ran in (project.build(), mkdocs("build", "-q", cwd=project.root)):
            assert ran.code != 0 and named in ran.err and "Traceback" not in ran.err
        assert not project.site.exists()

    def test_a_script_of_another_host_that_a_hook_adds_publishes_nothing(
        self, project: Project
    ) -> None:
        hook = "def on_config(config):\n    config.extra_javascript.append('//cdn.example/a.js')\n"
        project.write("hook.py", hook)
        project.edit("mkdocs.yml", "extra_css:", "hooks: [hook.py]\nextra_css:")
        ran = project.build()
        assert ran.code == 2 and "extra_javascript: //cdn.example/a.js: " in ran.err
        assert not project.site.exists()

    def test_a_style_sheet_that_asks_another_host_publishes_nothing(self, project: Project) -> None:
        project.write("templates/theme/assets/own.css", "\n@import '//fonts.example/a.css';")
        ran = project.build()
        assert ran.code == 2 and "assets/own.css:2: " in ran.err and "fonts.example" in ran.err
        assert not project.site.exists()

    def test_what_mkdocs_does_after_a_build_is_done_with_the_site(self, project: Project) -> None:
        text = "def on_post_build(config):\n    print('left:', config.site_dir)\n"
        project.write("late.py", text)
        with project.config.open("a", encoding="utf-8") as config:
            config.write("\nhooks: [late.py]\n")
        ran = mkdocs("build", "-q", cwd=project.root)
        assert ran.out.strip() == f"left: {project.site}"


class TestServe:
    @contextmanager
    def serving(self, project: Project, log: Path) -> Iterator[Callable[[str], bytes | None]]:
        port = free_port()
        command = (sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}")
        with running(*command, cwd=project.root, log=log) as process:
            page = partial(self.page, f"http://127.0.0.1:{port}/news/")
            until(lambda: page(""), lambda: process.poll() is None)
            yield page

    @pytest.fixture
    def served(self, project: Project, tmp_path: Path) -> Iterator[Callable[[str], bytes | None]]:
        with self.serving(project, tmp_path / "log") as page:
            yield page

    @staticmethod
    def page(base: str, path: str) -> bytes | None:
        """Return what MkDocs serves, without the script that it adds to reload pages."""
        data = fetch(base + path)
        if data is None or not path.endswith(("/", ".html", "")):
            return data
        start, end = data.rfind(b"<script src="), data.rfind(b"</body>")
        return data.replace(data[start:end], b"") if b"livereload" in data[start:end] else data

    def test_gives_the_bytes_of_build_py_and_follows_changes(
        self, project: Project, served: Callable[[str], bytes | None]
    ) -> None:
        base = served.args[0]
        project.edit("content/stories/2024/first.md", "第一篇的正文", "保存过的正文")
        until(lambda: "保存过的正文".encode() in (served("stories/2024/first/") or b""))

        project.edit("mkdocs.yml", "https://alumni.example.edu.cn/news/", base)
        assert project.build("--site-dir", project.root / "ours").code == 0
        ours = tree(project.root / "ours")
        del ours[".laurel-manifest.json"]
        for path, data in ours.items():
            place = path.removesuffix("index.html")
            assert without_reload(fetch(base + place)) == data, path

    def test_leaves_nothing_in_the_folder_of_temporary_files(
        self, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with_dashboard(project, "internal")
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        for name in ("TMPDIR", "TEMP", "TMP"):
            monkeypatch.setenv(name, str(scratch))
        with self.serving(project, tmp_path / "log"):
            assert list(scratch.iterdir())
        assert list(scratch.iterdir()) == []

    def test_a_mistake_does_not_end_it(
        self, project: Project, served: Callable[[str], bytes | None], tmp_path: Path
    ) -> None:
        log = tmp_path / "log"
        project.edit("content/stories/2024/first.md", "column: ", "colum: ")
        until(lambda: "[L202]" in log.read_text(encoding="utf-8"))
        # MkDocs answers no request until the mistake is mended.
        project.edit("content/stories/2024/first.md", "colum: ", "column: ")
        project.edit("content/stories/2024/first.md", "第一篇的正文", "改好的正文")
        until(lambda: "改好的正文".encode() in (served("stories/2024/first/") or b""))


def without_reload(data: bytes | None) -> bytes | None:
    """Return a page without the script that MkDocs adds at the end of its body."""
    if data is None or b"livereload(" not in data:
        return data
    start = data.rfind(b"<script")
    start = data.rfind(b"<script", 0, start) if b"livereload" in data[:start][-400:] else start
    return data[:start] + data[data.rfind(b"</script>") + len(b"</script>") :]


class TestFrame:
    """One page stamped by Laurel and one that Material renders whole, side by side."""

    @pytest.fixture(scope="class")
    @staticmethod
    def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
        root = tmp_path_factory.mktemp("frame")
        project = make_project(root / "p", CONTENT + story("2024/x", title=HAND_WRITTEN))
        settings = read_settings(project.config.read_text(encoding="utf-8"))
        now = datetime(2026, 11, 1, tzinfo=settings.zone)
        templates = project.root / "templates"
        prepared = prepare(project.content, settings, templates, now, Watch())
        drawn = draw_frame(project.config, project.root, prepared.desk)
        printer = Printer(
            prepared.desk, Templates(templates, settings, prepared.desk.texts), drawn.frame
        )
        plan = next(p for p in prepared.pages if p.permalink == "/stories/2024/x/")
        stamped = html.fromstring(printer.page(plan).decode())
        return stamped, html.fromstring(whole_page(root / "m", project))

    @pytest.mark.parametrize("element", ["header", "footer", "label", "input", "script", "link"])
    def test_the_parts_around_the_page_are_materials(
        self, both: tuple[Any, Any], element: str
    ) -> None:
        stamped, whole = (shape(page, element) for page in both)
        assert stamped and stamped == whole

    def test_the_configuration_that_materials_script_reads_is_there(
        self, both: tuple[Any, Any]
    ) -> None:
        (stamped,), (whole,) = (page.xpath("//script[@id='__config']") for page in both)
        configurations = [json.loads(stamped.text), json.loads(whole.text)]
        assert configurations[0].keys() == configurations[1].keys()
        assert configurations[0]["base"].rstrip("/") == "../../.."
        assert configurations[0]["features"] == configurations[1]["features"]

    def test_no_mark_is_left_in_a_page(self, finished_project: Project) -> None:
        token = new_token()[:10]
        for path, data in tree(finished_project.site).items():
            if path.endswith(".html"):
                assert token.encode() not in data and b"/--" not in data, path


def shape(page: Any, element: str) -> list[Any]:
    """Return an element's occurrences outside the body of the page: names and stable attributes.

    Addresses differ with the depth, and Laurel's own links in <head> with the page.
    """
    found = [e for e in page.iter(element) if not is_own(e)]
    return [outline(each) for each in found]


def is_own(element: Any) -> bool:
    in_body = any("md-content" in (a.get("class") or "") for a in element.iterancestors())
    in_head = element.tag == "link" and element.get("rel") not in ("stylesheet", "icon")
    data = element.get("type") == "application/ld+json"
    return in_body or in_head or data


def outline(element: Any) -> Any:
    # `autocomplete` is dropped from the frame: HTML does not allow it on a checkbox.
    changing = ("href", "src", "content", "title", "autocomplete", "data-root")
    kept = sorted((k, v) for k, v in element.attrib.items() if k not in changing)
    return (element.tag, kept, [outline(child) for child in element])


def whole_page(root: Path, project: Project) -> str:
    """Let MkDocs and Material render a page of their own, with Laurel's theme and no plugin."""
    docs = root / "docs"
    (docs / "a/b").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n", encoding="utf-8")
    (docs / "a/b/c.md").write_text(f"# Page\n\n{HAND_WRITTEN}\n", encoding="utf-8")
    (root / "hook.py").write_text(HOOK.format(project=str(project.root)), encoding="utf-8")
    settings = project.config.read_text(encoding="utf-8").partition("plugins:")[0]
    settings = settings.replace("docs_dir: content", "docs_dir: docs")
    settings = settings.replace("templates/theme", str(project.root / "templates/theme"))
    settings += "plugins: []\nhooks: [hook.py]\n"
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    ran = mkdocs("build", "-q", cwd=root)
    if ran.code:
        raise RuntimeError(ran.err)
    return (root / "site/a/b/c/index.html").read_text(encoding="utf-8")


# Gives the theme what the plugin gives it, for a page that Material renders by itself.
HOOK = """
from datetime import datetime
from pathlib import Path
from generator.host.frames import frame_context
from generator.pipeline import prepare
from generator.settings import read_settings
from generator.watch import Watch

root = Path({project!r})
settings = read_settings((root / "mkdocs.yml").read_text(encoding="utf-8"))
now = datetime(2026, 11, 1, tzinfo=settings.zone)
desk = prepare(root / "content", settings, root / "templates", now, Watch()).desk

def on_page_context(context, page, config, nav):
    context["laurel"] = frame_context(desk, "token") | {{"on": lambda key: ""}}
    return context

def on_template_context(context, template_name, config):
    return on_page_context(context, None, config, None)
"""
