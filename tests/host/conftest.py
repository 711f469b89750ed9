"""Owns what the end-to-end tests share: content/ built once, served on loopback, a browser.
May not assert anything; what is missing on the machine fails with the command that brings it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from builds import NOW, REPO, Project, Ran, build_py, make_project

from generator.images import images_of
from generator.names import output_path
from generator.pipeline import Prepared, prepare
from generator.plan import PagePlan
from generator.settings import read_settings
from generator.watch import Watch

NODE = REPO / "tests" / "host" / "node_modules"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MAC = ("Google Chrome", "Chromium")
WINDOWS = ("Google/Chrome", "Chromium")
PER_KIND = 2


def needed(found: object, what: str) -> str:
    """Return what was found, or fail and say how to get it."""
    if not found:
        pytest.fail(f"{what} is missing on this machine; run `make test`", pytrace=False)
    return str(found)


def installed_browser() -> str:
    """Return where Chromium or a sibling is on this machine, '' if it is not."""
    programs = Path(os.environ.get("PROGRAMFILES", "/")), Path(os.environ.get("LOCALAPPDATA", "/"))
    applications = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC]
    applications += [p / name / "Application/chrome.exe" for p in programs for name in WINDOWS]
    found = (str(path) for path in applications if path.exists())
    return next(filter(None, map(shutil.which, BROWSERS)), None) or next(found, "")


@pytest.fixture(scope="session")
def prepared(site: Path) -> Prepared:
    """The model of content/ at `NOW`: what the published files must agree with."""
    settings = read_settings((REPO / "mkdocs.yml").read_text(encoding="utf-8"))
    place = (REPO / "content", settings, REPO / "templates", datetime.fromisoformat(NOW))
    return prepare(*place, Watch(), images=images_of(site))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """content/ published by the command, and what the command printed."""
    site = tmp_path_factory.mktemp("content") / "site"
    ran = build_py("--now", NOW, "--json", "--site-dir", site, cwd=REPO)
    if ran.code:
        pytest.fail(f"content/ cannot be built:\n{ran.out}{ran.err}", pytrace=False)
    return site, ran


@pytest.fixture(scope="session")
def site(built: tuple[Path, Ran]) -> Path:
    """The published folder of content/."""
    return built[0]


@pytest.fixture(scope="session")
def samples(prepared: Prepared) -> dict[str, tuple[PagePlan, ...]]:
    """At least two pages of every template where there are so many: the first and the fullest."""
    kinds: dict[str, list[PagePlan]] = {}
    for plan in prepared.pages:
        kinds.setdefault(plan.template, []).append(plan)
    return {name: _sample(plans, prepared) for name, plans in sorted(kinds.items())}


def _sample(plans: list[PagePlan], prepared: Prepared) -> tuple[PagePlan, ...]:
    def fullness(plan: PagePlan) -> tuple[int, str]:
        fields = getattr(plan.subject, "fields", None)
        body = prepared.desk.bodies.get(getattr(plan.subject, "path", ""))
        parts = [*plan.items, *getattr(fields, "entries", ()), *getattr(fields, "people", ())]
        return len(parts) + (len(body.html) if body else 0), plan.permalink

    later = [plan for plan in plans if plan.number == plan.of > 1][:1]
    chosen = [plans[0], max(plans, key=fullness), *plans[1:PER_KIND], *later]
    return tuple({plan.permalink: plan for plan in chosen}.values())


@pytest.fixture(scope="session")
def redirect_pages(prepared: Prepared) -> tuple[str, ...]:
    """The files of the pages that lead from former permalinks to present ones."""
    return tuple(output_path(redirect.alias) for redirect in prepared.redirects)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project of its own, not built yet."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def finished_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project that is built; for tests that only look."""
    project = make_project(tmp_path_factory.mktemp("finished"))
    ran = project.start("--now", NOW)
    if ran.code:
        pytest.fail(f"the small project cannot be built:\n{ran.out}{ran.err}", pytrace=False)
    return project


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Take no notice of a browser that leaves in the middle of an answer."""


class _Folder(SimpleHTTPRequestHandler):
    """Serves a folder below a base path as plain hosts do, with its own 404 page."""

    def __init__(self, folder: Path, base: str, *args: Any) -> None:
        self._folder, self._base = folder, base
        super().__init__(*args, directory=str(folder))

    def translate_path(self, path: str) -> str:
        """Leave the base path out of the path on the disk."""
        inside = path.startswith(self._base)
        return super().translate_path("/" + path.removeprefix(self._base) if inside else "/\0")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's page where a file is missing."""
        page = self._folder / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path, str], str]]:
    """`serve_folder(folder, base)` serves it until the tests end and returns its URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path, base: str = "/") -> str:
        server = _Server(("127.0.0.1", 0), partial(_Folder, folder, base))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{base}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site_url(site: Path, serve_folder: Callable[[Path, str], str]) -> str:
    """Where content/ is served."""
    return serve_folder(site, "/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium of this machine, driven by playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        needed("", "the Python package playwright")
        raise
    path = needed(installed_browser(), "Chromium or Chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    path = NODE / "axe-core" / "axe.min.js"
    return needed(path if path.exists() else "", "the Node package axe-core")


@pytest.fixture(scope="session")
def vnu() -> tuple[str, str]:
    """The Java that runs the Nu HTML checker, and the checker."""
    java = needed(shutil.which("java"), "Java")
    jars = sorted((NODE / "vnu-jar").rglob("vnu.jar"))
    return java, needed(jars[0] if jars else "", "the Node package vnu-jar")
