"""What a preview answers to browsers, to those that go away, and to whoever means another host."""

from __future__ import annotations

import http.client
import json
import mimetypes
import os
import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builds import GIVE_UP_SECONDS, until

from generator.host import answers
from generator.host.answers import EVENTS, PreviewServer, type_of

FILM = bytes(range(100))
FILES = {
    "index.html": b"<body>home</body>",
    "search/index.html": b"<body>search</body>",
    "media/film.mp4": FILM,
}


class Site:
    """A preview of a few files."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"build": 7, "problems": [], "stopped": False}
        self.listeners: list[queue.Queue[None]] = []

    def file(self, path: str) -> bytes | None:
        if path.startswith("broken"):
            raise ValueError("cannot be made")
        return FILES.get(path)

    def listen(self) -> queue.Queue[None]:
        self.listeners.append(queue.Queue())
        return self.listeners[-1]

    def leave(self, listener: queue.Queue[None]) -> None:
        self.listeners.remove(listener)


@pytest.fixture
def site() -> Site:
    return Site()


@contextmanager
def serving(site: Any, host: str = "127.0.0.1") -> Iterator[int]:
    with PreviewServer(host, 0, site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


@pytest.fixture
def port(site: Site) -> Iterator[int]:
    with serving(site) as port:
        yield port


def ask(
    port: int, path: str, method: str = "GET", **fields: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP_SECONDS)
    connection.request(method, path, headers=fields)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def test_types_of_files_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = {".js": "text/plain", ".css": "application/x-css", ".csv": "application/ms-excel"}
    monkeypatch.setattr(mimetypes, "guess_type", lambda path: (registry[Path(path).suffix], None))
    endings = (*registry, ".webp", ".html", ".bin")
    script, *others = [type_of(f"assets/a{ending}").split(";")[0] for ending in endings]
    assert script in ("text/javascript", "application/javascript")
    expected = ["text/css", "text/csv", "image/webp", "text/html", "application/octet-stream"]
    assert others == expected


def test_a_port_is_never_shared_where_the_system_would_allow_it(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with PreviewServer("127.0.0.1", 0, site) as server:
        assert not server.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)


def test_many_may_knock_before_the_first_is_let_in(site: Any) -> None:
    with PreviewServer("127.0.0.1", 0, site) as server, ExitStack() as stack:
        knock = partial(socket.create_connection, server.server_address[:2], GIVE_UP_SECONDS)
        for _ in range(60):
            stack.enter_context(knock())


def test_the_way_to_a_folder_keeps_the_question_and_stays_here(port: int) -> None:
    status, fields, _ = ask(port, "/search?q=a%20b")
    assert (status, fields["Location"]) == (302, "/search/?q=a%20b")
    assert ask(port, "/%2Fsearch")[1]["Location"] == "/search/"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, FILM[:2]),
        ("bytes=90-", 206, FILM[90:]),
        ("bytes=90-1000", 206, FILM[90:]),
        ("bytes=100-", 200, FILM),
        ("bytes=5-4", 200, FILM),
        ("bytes=-5", 200, FILM),
        ("lines=1-2", 200, FILM),
        ("bytes=" + 5000 * "9" + "-", 200, FILM),
    ],
)
def test_a_film_can_be_asked_for_in_parts(port: int, asked: str, status: int, part: bytes) -> None:
    answer = ask(port, "/media/film.mp4", Range=asked)
    assert (answer[0], answer[2]) == (status, part)
    if status == 206:
        start = FILM.index(part)
        assert answer[1]["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/100"


def test_a_head_comes_without_the_file(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=GIVE_UP_SECONDS) as client:
        client.sendall(b"HEAD /media/film.mp4 HTTP/1.0\r\n\r\n")
        answer = client.makefile("rb").read()  # `http.client` reads no body of a HEAD
    assert b" 200 " in answer and b"Content-Length: 100\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_nobody_waits_for_the_head_of_a_stream(site: Site, port: int) -> None:
    assert ask(port, EVENTS, "HEAD")[0] == 404 and not site.listeners


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "192.168.1.5:80", "[::1]:8000", ""])
def test_names_of_this_machine_are_answered(port: int, host: str) -> None:
    assert ask(port, "/", Host=host)[0] == 200


def test_a_name_that_a_page_elsewhere_gave_this_address_is_not_answered(port: int) -> None:
    for path in ("/", EVENTS):
        status, _, body = ask(port, path, Host="evil.example:8000")
        assert status == 403 and b"home" not in body


def test_whoever_serves_a_network_answers_to_any_name(site: Site) -> None:
    with serving(site, "0.0.0.0") as port:
        assert ask(port, "/", Host="office-pc:8000")[0] == 200


def test_nothing_that_is_asked_prints_into_the_terminal(
    port: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask(port, "/broken/page")[0] == 500
    assert ask(port, "http://[/", Host="localhost")[0] == 404
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset
        client.sendall(b"GET / HTT")
    assert ask(port, "/")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_stream_ends_when_its_browser_is_gone(
    site: Site, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "BEAT_SECONDS", 0.01)
    with socket.create_connection(("127.0.0.1", port), timeout=GIVE_UP_SECONDS) as browser:
        browser.sendall(f"GET {EVENTS} HTTP/1.1\r\n\r\n".encode())
        told = browser.makefile("rb")
        line = next(line for line in told if line.startswith(b"data: "))
        assert json.loads(line[len(b"data: ") :]) == site.state
        assert len(site.listeners) == 1
        told.close()
    until(lambda: not site.listeners)


def test_tabs_that_nobody_sees_leave_the_connections_to_others(browser: Any, port: int) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true})")
    try:
        for _ in range(8):  # a browser keeps six
            assert context.new_page().goto(f"http://127.0.0.1:{port}/").status == 200
    finally:
        context.close()


def test_an_older_page_than_the_newest_build_is_loaded_again(
    browser: Any, site: Site, port: int
) -> None:
    def saved_meanwhile(route: Any) -> None:
        site.state["build"] = 8
        route.continue_()

    page = browser.new_page()
    page.route("**/--laurel-preview.js", saved_meanwhile)
    try:
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector('script[data-build="8"]', state="attached")
    finally:
        page.close()
