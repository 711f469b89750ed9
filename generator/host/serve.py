"""Owns serving a preview: watch files, answer browsers, reload them, show problems over the page.
May not be used to publish; it serves this machine only.
"""

from __future__ import annotations

import gc
import json
import mimetypes
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.crew import Crew
from generator.failures import GOOD, Failure, why
from generator.host.preview import Preview
from generator.names import output_path
from generator.source.images import media_type

EVENTS = "/--laurel-events"
SCRIPT = "/--laurel-preview.js"
SETTLE_SECONDS = 0.02  # editors write a file in several steps
WAKE_SECONDS = 1.0
# Only what Python itself knows: in the registry of Windows scripts are often `text/plain`, and
# browsers run no module of that type.
_TYPES = mimetypes.MimeTypes()

Changed = queue.SimpleQueue[str | None]  # may be put to from a signal handler, unlike Queue


class _Handler(BaseHTTPRequestHandler):
    """Serves files as they are made, adds the reload script to pages, and streams builds."""

    def __init__(self, preview: Preview, *args: Any) -> None:
        self._preview = preview
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer a request; what the site does not have is its 404 page."""
        place = unquote(urlsplit(self.path).path)
        if place == EVENTS:
            return self._stream()
        if place == SCRIPT:
            return self._send(_RELOAD.encode(), "text/javascript; charset=utf-8")
        path = output_path(place)
        try:
            found = self._preview.file(path)
        except Exception as error:  # shown where the page would be
            return self._send_page(_said(why(error)), 500)
        if (
            found is None
            and not path.endswith(".html")
            and self._preview.file(f"{path}/index.html")
        ):
            return self._redirect(f"{place}/")
        if found is None:
            return self._send_page(self._preview.file("404.html") or _said("404"), 404)
        if path.endswith(".html"):
            return self._send_page(found)
        return self._send(found, type_of(path))

    def _send_page(self, page: bytes, status: int = 200) -> None:
        self._send(_with_script(page), "text/html; charset=utf-8", status)

    def _redirect(self, place: str) -> None:
        self.send_response(301)
        self.send_header("Location", quote(place))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, data: bytes, mime: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        listener = self._preview.listen()
        try:
            while True:
                self.wfile.write(f"data: {json.dumps(self._preview.state)}\n\n".encode())
                self.wfile.flush()
                listener.get()
        except OSError:
            pass  # the browser went away
        finally:
            self._preview.leave(listener)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal for builds."""


def _said(text: str) -> bytes:
    """Return a page for what has none: it, too, is reloaded, and shows what stopped a build."""
    return f"<!doctype html><html><body><pre>{escape(text)}</pre></body></html>".encode()


def _with_script(page: bytes) -> bytes:
    return page.replace(b"</body>", f'<script src="{SCRIPT}"></script></body>'.encode())


def type_of(path: str) -> str:
    """Return the media type of a file of the site, the same on every machine."""
    mime = media_type(path) or _TYPES.guess_type(path)[0] or "application/octet-stream"
    is_text = mime.startswith("text/") or mime.endswith(("xml", "json", "javascript"))
    return f"{mime}; charset=utf-8" if is_text else mime


class PreviewServer(ThreadingHTTPServer):
    """Answers each request in a thread, on a port that nobody else listens on."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind; in Windows the option to use an address again would share one that is in use."""
        self.allow_reuse_address = os.name == "posix"
        super().server_bind()


class _Changes(FileSystemEventHandler):
    def __init__(self, changed: Changed) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("created", "modified", "moved", "deleted"):
            return
        if event.is_directory and event.event_type == "modified":
            return  # something in it did, and is told itself
        self._changed.put(str(event.src_path))
        if event.dest_path:
            self._changed.put(str(event.dest_path))


def serve_site(run: Any, host: str, port: int) -> int:
    """Serve until interrupted; returns the exit code."""
    url = f"http://{host}:{port}/"
    content = run.content.resolve()
    preview = Preview(run.config, content, run.templates, run.lang, url, Crew(run.workers))
    try:
        server = PreviewServer((host, port), partial(_Handler, preview))
    except OSError as error:
        preview.close()
        raise Failure(f"{url}: {error.strerror}") from None
    changed: Changed = queue.SimpleQueue()
    watch = _watch(run, changed)  # before the first build: what is saved meanwhile counts
    gc.set_threshold(100_000, 20, 20)  # a site makes few cycles and many lasting objects
    preview.build()
    gc.freeze()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(url)
    try:
        _rebuild_on_change(preview, run, changed, watch)
    finally:
        server.shutdown()
        preview.close()
    return GOOD


def _watch(run: Any, changed: Changed) -> Callable[[], None]:
    """Have the path of every file that changes from now on put into the queue, and `None` when the
    preview is to end: an interrupt raised anywhere in a build could be swallowed there.

    Returns what begins to watch anew, for when a folder is not any more the one that is watched.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: changed.put(None))
    observer, changes = Observer(), _Changes(changed)

    def watch() -> None:
        observer.unschedule_all()
        for folder in _folders(run):
            if folder.is_dir():
                observer.schedule(changes, str(folder), recursive=True)
        observer.schedule(changes, str(run.config.parent), recursive=False)

    watch()
    observer.start()
    return watch


def _folders(run: Any) -> tuple[Path, Path]:
    return run.content.resolve(), run.templates


def _rebuild_on_change(
    preview: Preview, run: Any, changed: Changed, watch: Callable[[], None]
) -> None:
    folders = _folders(run)
    while None not in (paths := _burst(changed)):
        found = {Path(path) for path in paths if path}
        relevant = {p for p in found if any(map(p.is_relative_to, (*folders, run.config)))}
        if not relevant.isdisjoint(folders):  # put away, or there again
            watch()
            preview.build()
        elif relevant:
            preview.build(relevant)


def _burst(changed: Changed) -> set[str | None]:
    """Wait for a change and return it with all that come close behind."""
    paths: set[str | None] = set()
    while not paths:
        with suppress(queue.Empty):  # Windows notices an interrupt only between waits
            paths.add(changed.get(timeout=WAKE_SECONDS))
    time.sleep(SETTLE_SECONDS)
    while not changed.empty():
        paths.add(changed.get())
    return paths


_RELOAD = """\
// Reloads the page after a build and shows what stopped the last one.
(() => {
  let seen = null;
  const panel = document.createElement("div");
  panel.setAttribute("role", "alert");
  panel.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:50vh;overflow:auto;" +
    "z-index:99;padding:1rem;background:#5b1a12;color:#fff;font:14px/1.6 monospace;" +
    "white-space:pre-wrap";
  new EventSource("/--laurel-events").onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (seen !== null && state.build !== seen) location.reload();
    seen = state.build;
    panel.textContent = state.problems.join("\\n");
    if (state.stopped) document.body.append(panel); else panel.remove();
  };
})();
"""
