"""Owns visits: Chromium asks a plain static server, and what that loads is counted.
May not know what is asked.

Bytes are what DevTools counts on the wire, headers too; without compression, or with gzip for what
servers compress by themselves.
"""

from __future__ import annotations

import functools
import gzip
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SETTLE = 60  # milliseconds until DevTools has told of the last file


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class _Zipping(_Quiet):
    def send_head(self) -> Any:
        """Compress scripts and JSON, as nginx does where gzip is on."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".js", ".json") or not path.is_file():
            return super().send_head()
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)


@contextmanager
def served(folder: Path, zipping: bool = False) -> Iterator[str]:
    """Serve a folder on this machine; yields its URL, without a last slash."""
    handler = functools.partial(_Zipping if zipping else _Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield the browser that is installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Visit:
    """A page of the site with an empty cache."""

    def __init__(self, browser: Any, url: str) -> None:
        self._context = browser.new_context()
        self._page = self._context.new_page()
        self._page.goto(f"{url}/robots.txt")
        wire = self._context.new_cdp_session(self._page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._count)
        self._loaded = 0.0

    def _count(self, event: dict[str, Any]) -> None:
        self._loaded += event["encodedDataLength"]

    def ask(self, script: str, arguments: list[Any]) -> tuple[Any, float]:
        """Return what a script gives, and the kB that it loads."""
        self._loaded = 0.0
        given = self._page.evaluate(script, arguments)
        self._page.wait_for_timeout(SETTLE)
        return given, self._loaded / 1000

    def end(self) -> None:
        """Leave, and forget what was loaded."""
        self._context.close()
