"""Owns answering browsers: a preview's files, its stream of builds, the script in its pages.
May not build or watch; it serves this machine only.
"""

from __future__ import annotations

import json
import mimetypes
import os
import queue
import re
import sys
from collections.abc import Callable
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote

from generator.failures import why
from generator.host.preview import Preview
from generator.names import output_path
from generator.source.images import media_type

EVENTS = "/--laurel-events"
SCRIPT = "/--laurel-preview.js"
BEAT_SECONDS = 10.0  # so often a silent stream looks whether its browser is still there
PATIENCE_SECONDS = 60.0  # for a browser that neither asks nor takes what it asked for
# Only what Python itself knows: in the registry of Windows scripts are often `text/plain`, and
# browsers run no module of that type.
_TYPES = mimetypes.MimeTypes()
_STRANGE = "这是本机的预览 / this is a preview for its own machine: http://127.0.0.1/, localhost"
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})\Z")


class PreviewServer(ThreadingHTTPServer):
    """Answers each request in a thread, on a port that nobody else listens on."""

    daemon_threads = True
    request_queue_size = 128  # whoever comes behind Python's 5 waits for seconds

    def __init__(self, host: str, port: int, preview: Preview) -> None:
        """Take the port; raises OSError. Nothing is answered before `serve_forever`."""
        super().__init__((host, port), partial(_Handler, preview))
        self._names = ("", "localhost", host.lower())

    def server_bind(self) -> None:
        """Bind; in Windows the option to use an address again would share one that is in use."""
        self.allow_reuse_address = os.name == "posix"
        super().server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep the terminal for builds: browsers go away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def knows(self, host: str) -> bool:
        """Tell whether a browser means this server by a `Host`.

        A page on the web may give its own name our address, and would then be let read what is not
        published yet. Who serves a whole network has said that others may read it.
        """
        name = re.sub(r":\d*\Z", "", host).strip("[]").lower()
        own = ip_address(str(self.server_address[0]))
        return name in self._names or _is_address(name) or not own.is_loopback


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    """Serves files as they are made, adds the reload script to pages, and streams builds."""

    server: PreviewServer
    timeout = PATIENCE_SECONDS

    def __init__(self, preview: Preview, *args: Any) -> None:
        self._preview = preview
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer a request; what cannot be made says why where the page would be."""
        self._build = self._preview.state["build"]  # before the file: an older page is reloaded
        if not self.server.knows(self.headers.get("Host", "")):
            return self._send_page(_said(_STRANGE), 403)
        place, _, query = self.path.partition("?")
        place = unquote(place)
        if place == EVENTS and self.command == "GET":
            return self._stream()
        if place == SCRIPT:
            return self._send(_RELOAD.encode(), "text/javascript; charset=utf-8")
        try:
            answer = self._found(output_path(place), query)
        except Exception as error:
            answer = partial(self._send_page, _said(why(error)), 500)
        answer()

    def do_HEAD(self) -> None:
        """Answer without the file itself."""
        self.do_GET()

    def _found(self, path: str, query: str) -> Callable[[], None]:
        """Return what sends a file of the site; what the site does not have is its 404 page."""
        file = self._preview.file
        found = file(path)
        if found is None and file(f"{path}/index.html"):
            return partial(self._redirect, quote(f"/{path}/") + (query and f"?{query}"))
        if found is None:
            return partial(self._send_page, file("404.html") or _said("404"), 404)
        if path.endswith(".html"):
            return partial(self._send_page, found)
        return partial(self._send_part, found, type_of(path))

    def _send_page(self, page: bytes, status: int = 200) -> None:
        script = f'<script src="{SCRIPT}" data-build="{self._build}"></script></body>'
        self._send(page.replace(b"</body>", script.encode()), "text/html; charset=utf-8", status)

    def _send_part(self, data: bytes, mime: str) -> None:
        """Send a file, or the part that is asked for: browsers move in films by parts."""
        if asked := _RANGE.match(self.headers.get("Range", "")):
            start, last = int(asked[1]), int(asked[2] or len(data))
            if part := data[start : last + 1]:
                span = f"bytes {start}-{start + len(part) - 1}/{len(data)}"
                return self._send(part, mime, 206, {"Content-Range": span})
        self._send(data, mime, 200, {"Accept-Ranges": "bytes"})

    def _redirect(self, place: str) -> None:
        self._send(b"", "text/plain", 302, {"Location": place})

    def _send(
        self, data: bytes, mime: str, status: int = 200, more: dict[str, str] | None = None
    ) -> None:
        length = {"Content-Length": str(len(data))}
        self._send_head(status, {"Content-Type": mime, **length, **(more or {})})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _send_head(self, status: int, fields: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**fields, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self) -> None:
        self._send_head(200, {"Content-Type": "text/event-stream"})
        listener = self._preview.listen()
        try:
            while True:
                self.wfile.write(f"data: {json.dumps(self._preview.state)}\n\n".encode())
                while not _told(listener):
                    self.wfile.write(b":\n\n")
        except OSError:
            pass  # the browser went away
        finally:
            self._preview.leave(listener)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal for builds."""


def _told(listener: queue.Queue[None]) -> bool:
    """Wait for a build, but not for ever."""
    try:
        listener.get(timeout=BEAT_SECONDS)
    except queue.Empty:
        return False
    return True


def _said(text: str) -> bytes:
    """Return a page for what has none: it, too, is reloaded, and shows what stopped a build."""
    head = '<!doctype html><html><meta name="viewport" content="width=device-width">'
    style = "white-space:pre-wrap;overflow-wrap:anywhere"
    return f'{head}<body><pre style="{style}">{escape(text)}</pre></body></html>'.encode()


def type_of(path: str) -> str:
    """Return the media type of a file of the site, the same on every machine."""
    mime = media_type(path) or _TYPES.guess_type(path)[0] or "application/octet-stream"
    is_text = mime.startswith("text/") or mime.endswith(("xml", "json", "javascript"))
    return f"{mime}; charset=utf-8" if is_text else mime


_RELOAD = """\
// Reloads the page after a build and shows what stopped the last one.
(() => {
  const shown = Number(document.currentScript.dataset.build);
  const panel = document.createElement("div");
  panel.setAttribute("role", "alert");
  panel.style.cssText = "position:fixed;bottom:0;left:0;right:0;max-height:50vh;overflow:auto;" +
    "z-index:99;padding:1rem;background:#5b1a12;color:#fff;font:14px/1.6 monospace;" +
    "white-space:pre-wrap;overflow-wrap:anywhere";
  let stream = null;
  // A browser keeps six connections to a server: tabs that nobody sees must leave them to others.
  const listen = () => {
    stream?.close();
    if (document.hidden) return;
    stream = new EventSource("EVENTS");
    stream.onmessage = (event) => {
      const state = JSON.parse(event.data);
      if (state.build !== shown) location.reload();
      panel.textContent = state.problems.join("\\n");
      if (state.stopped) document.body.append(panel); else panel.remove();
    };
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();
""".replace("EVENTS", EVENTS)
