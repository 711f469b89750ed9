"""Owns running Laurel as an editor does: a project folder, a command, the published tree.
May not assert anything.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from smallsite import person, story, write_folder

REPO = Path(__file__).resolve().parent.parent
NOW = "2026-11-01T09:00:00+08:00"
GIVE_UP_SECONDS = 120  # only ends a test that hangs; nothing is measured

COVER = BytesIO()
Image.new("RGB", (64, 36), "#12302a").save(COVER, "PNG")

CONTENT = "".join(
    (
        story("2024/first", "第一篇的正文，见 [第二篇](second.md)。\n", tags=["机器人"]),
        story(
            "2024/second",
            "第二篇的正文。[^1]\n\n[^1]: 一条注。\n",
            title="第二篇",
            date="2024-05-12",
            column="news",
            colleges=["cs"],
            regions=["beijing"],
            people=["li-si"],
            cover={"src": "/media/cover.png", "alt": "一片松林"},
            aliases=["/old/2024/2.html"],
        ),
        story("2023/third", title="Third & <last>", date="2023-01-02T08:30:00+08:00", lang="en"),
        person("li-si", "李四", colleges=["cs"]),
        "-- honors/may-day-2024.yml --\ntitle: 五一劳动奖章\nhonor: may-day\nyear: 2024\n"
        "declared_total: 2\nentries: may-day-2024.csv\n",
        "-- honors/may-day-2024.csv (gb18030) --\nperson,name,college,class_year,story\n"
        "li-si,,cs,1998,../stories/2024/second.md\n,王五,physics,2001,\n",
        "-- pages/about.md --\n---\ntitle: 关于我们\n---\n我们在校友楼。\n",
    )
)


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed for machines; raises ValueError if that is not one JSON document."""
        return json.loads(self.out)


def run(
    *command: object,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    **more: Any,
) -> Ran:
    """Run a command to its end; `env` is added to the environment."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        input=stdin.encode(),
        capture_output=True,
        timeout=GIVE_UP_SECONDS,
        **more,
    )
    return Ran(done.returncode, _text(done.stdout), _text(done.stderr))


def _text(printed: bytes) -> str:
    """Return what was printed, with the ends of lines that the tests know."""
    text = printed.decode(errors="replace")
    return text.replace("\r\n", "\n") if os.name == "nt" else text


def build_py(*arguments: object, **more: Any) -> Ran:
    """Run the repository's own `build.py`."""
    return run(sys.executable, REPO / "build.py", *arguments, **more)


def can_fork() -> bool:
    """Tell whether children can be forked safely here."""
    return sys.platform == "linux"


@cache
def _starter() -> subprocess.Popen[bytes]:
    """The process that has imported everything; it ends when this one has."""
    command = (sys.executable, REPO / "tests" / "starter.py")
    starter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(starter.communicate)
    return starter


def build_py_at_once(*arguments: object, cwd: Path | None = None, script: str = "") -> Ran:
    """Run `build.py` as `build_py` does, but in a child of a process that has imported it.

    A script can change the program first; all of it is imported then.
    """
    if not can_fork():
        whole = f"{script}\nfrom generator.cli import main\nmain()\n"
        start = (sys.executable, "-c", whole) if script else (sys.executable, REPO / "build.py")
        return run(*start, *arguments, cwd=cwd)
    starter = _starter()
    assert starter.stdin and starter.stdout
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        out.touch()
        err.touch()
        asked = {
            "script": script,
            "arguments": [str(part) for part in arguments],
            "cwd": str(cwd or Path.cwd()),
            "env": dict(os.environ),
            "out": str(out),
            "err": str(err),
            "seconds": GIVE_UP_SECONDS,
        }
        starter.stdin.write(json.dumps(asked).encode() + b"\n")
        starter.stdin.flush()
        code = int(starter.stdout.readline())
        return Ran(code, *(path.read_bytes().decode(errors="replace") for path in (out, err)))


def mkdocs(*arguments: object, **more: Any) -> Ran:
    """Run MkDocs's own command."""
    return run(sys.executable, "-m", "mkdocs", *arguments, **more)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with its own mkdocs.yml, templates and content, as an office has it."""

    root: Path

    @property
    def config(self) -> Path:
        """The site's settings."""
        return self.root / "mkdocs.yml"

    @property
    def content(self) -> Path:
        """The content folder."""
        return self.root / "content"

    @property
    def site(self) -> Path:
        """Where it is published."""
        return self.root / "site"

    def build(self, *arguments: object, **more: Any) -> Ran:
        """Run `build.py --config … ARGUMENTS` as `build_py_at_once` does."""
        return build_py_at_once("--config", self.config, *arguments, **more)

    def start(self, *arguments: object, **more: Any) -> Ran:
        """Run `build.py --config … ARGUMENTS` in an interpreter of its own, as `run` does."""
        return build_py("--config", self.config, *arguments, **more)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file of the project; text becomes UTF-8 with its line ends as they are."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that must stand in a file of the project."""
        text = (self.root / path).read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{path} has no {old!r}")
        self.write(path, text.replace(old, new))


def make_project(
    root: Path, content: str = CONTENT, url: str = "https://alumni.example.edu.cn/news/"
) -> Project:
    """Lay out a small project with the repository's templates and its settings at another URL."""
    project = Project(root)
    shutil.copytree(REPO / "templates", root / "templates")
    lines = (REPO / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    lines = [f"site_url: {url}" if line.startswith("site_url:") else line for line in lines]
    project.write("mkdocs.yml", "\n".join(lines) + "\n")
    write_folder(content, project.content)
    project.write("content/media/cover.png", COVER.getvalue())
    return project


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too, by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def differing(one: Mapping[str, bytes], two: Mapping[str, bytes]) -> list[str]:
    """Name the files that are not in both trees with the same bytes."""
    return sorted(p for p in one.keys() | two.keys() if one.get(p) != two.get(p))


def until(condition: Callable[[], Any], alive: Callable[[], bool] = lambda: True) -> Any:
    """Look until a condition holds and return what it gave; raises TimeoutError if it never does
    or if what should bring it about has ended.
    """
    pause = threading.Event()
    for _ in range(GIVE_UP_SECONDS * 50):
        if found := condition():
            return found
        if not alive():
            raise TimeoutError("the process ended before the condition held")
        pause.wait(0.02)
    raise TimeoutError("the condition never held")


def fetch(url: str) -> bytes | None:
    """Return what a server of this machine answers, None while it does not."""
    try:
        with urllib.request.urlopen(url, timeout=GIVE_UP_SECONDS) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, ConnectionError):
        return None


def free_port() -> int:
    """Return a port of the loopback interface on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(
    *command: object, cwd: Path | None = None, log: Path
) -> Iterator[subprocess.Popen[str]]:
    """Run a command beside the test and end it afterwards; what it prints goes to `log`."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a background job of a shell
        signal.signal(signal.SIGINT, signal.default_int_handler)  # the command must not inherit it
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(GIVE_UP_SECONDS)
            finally:
                process.kill()
