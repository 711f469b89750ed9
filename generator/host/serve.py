"""Owns the preview: build on every save, reload the browser, show problems over the page.
May not be used to publish; it serves this machine only.
"""

from __future__ import annotations

import json
import queue
import shutil
import signal
import tempfile
import threading
import time
from contextlib import suppress
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.failures import Failure, why
from generator.host.draw import HostError, draw_frame
from generator.host.frames import Drawn, frame_context
from generator.pipeline import Prepared, prepare, publish
from generator.problems import Lang, has_errors
from generator.settings import Settings, SettingsError, read_settings
from generator.watch import Watch

EVENTS = "/--laurel-events"
SCRIPT = "/--laurel-preview.js"
SETTLE_SECONDS = 0.05  # editors write a file in several steps
WAKE_SECONDS = 1.0

Changed = queue.SimpleQueue[str | None]  # may be put to from a signal handler, unlike Queue


class Preview:
    """A site rebuilt into a private folder; the last good one stays while there are errors."""

    def __init__(self, config: Path, content: Path, templates: Path, lang: Lang, url: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="laurel-preview-"))
        self.site = self.folder / "site"
        self.state: dict[str, Any] = {"build": 0, "problems": []}
        self._config, self._content, self._templates = config, content, templates
        self._lang, self._url = lang, url
        self._drawn: tuple[Any, Drawn] | None = None
        self._listeners: list[queue.Queue[None]] = []

    def build(self, *, theme_changed: bool = False) -> None:
        """Build once; problems and errors become state that the browser shows."""
        started = time.perf_counter()
        if theme_changed:
            self._drawn = None
        try:
            problems, published = self._build()
        except (SettingsError, HostError, OSError, ValueError) as error:
            problems, published = [str(error)], False
        except Exception as error:  # a broken template must not end the preview
            problems, published = [f"{type(error).__name__}: {why(error)}"], False
        number = self.state["build"] + published
        self.state = {"build": number, "problems": problems, "stopped": not published}
        spent = time.perf_counter() - started
        click.echo("\n".join([*problems, f"{'✓' if published else '✗'} {spent:.2f} s"]), err=True)
        for listener in list(self._listeners):
            listener.put(None)

    def _build(self) -> tuple[list[str], bool]:
        settings = self._settings()
        now = datetime.now(settings.zone)
        prepared = prepare(self._content, settings, self._templates, now, Watch())
        root = f"{self._content.name}/"
        problems = [problem.line(self._lang, root) for problem in prepared.problems]
        if has_errors(prepared.problems):
            return problems, False
        drawn = self._frame(prepared)
        publish(prepared, self._templates, drawn.frame, drawn.assets, self.site, Watch())
        return problems, True

    def _settings(self) -> Settings:
        text = self._config.read_text(encoding="utf-8")
        found = read_settings(text)
        values = {name: getattr(found, name) for name in found.__slots__}
        return Settings(**{**values, "site_url": self._url})

    def _frame(self, prepared: Prepared) -> Drawn:
        """Draw the frame again only when what it shows has changed."""
        context = frame_context(prepared.desk, "")
        shown = (context["nav"], context["footer"], context["site"])
        if self._drawn is None or self._drawn[0] != shown:
            self._drawn = (shown, draw_frame(self._config, prepared.desk))
        return self._drawn[1]

    def listen(self) -> queue.Queue[None]:
        """Return a queue that gets an item after every build."""
        self._listeners.append(queue.Queue())
        return self._listeners[-1]

    def leave(self, listener: queue.Queue[None]) -> None:
        """Stop listening."""
        self._listeners.remove(listener)

    def close(self) -> None:
        """Remove the private folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the built site, adds the reload script to pages, and streams builds as events."""

    def __init__(self, preview: Preview, *args: Any) -> None:
        self._preview = preview
        super().__init__(*args, directory=str(preview.site))

    def do_GET(self) -> None:
        if self.path == EVENTS:
            self._stream()
        elif self.path == SCRIPT:
            self._send(_RELOAD.encode(), "text/javascript; charset=utf-8")
        elif (page := self._page()) is not None:
            tag = f'<script src="{SCRIPT}"></script></body>'.encode()
            self._send(page.replace(b"</body>", tag), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _page(self) -> bytes | None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.exists() and self.path.endswith("/"):
            path = self._preview.site / "404.html"
        return path.read_bytes() if path.suffix == ".html" and path.is_file() else None

    def _send(self, data: bytes, mime: str) -> None:
        self.send_response(200)
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


class _Changes(FileSystemEventHandler):
    def __init__(self, changed: Changed) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "deleted"):
            self._changed.put(str(event.src_path))


def serve_site(run: Any, host: str, port: int) -> int:
    """Serve until interrupted; returns the exit code."""
    url = f"http://{host}:{port}/"
    preview = Preview(run.config, run.content, run.templates, run.lang, url)
    try:
        server = ThreadingHTTPServer((host, port), partial(_Handler, preview))
    except OSError as error:
        preview.close()
        raise Failure(f"{url}: {error.strerror}") from None
    server.daemon_threads = True
    changed = _watch(run)  # before the first build: what is saved meanwhile counts
    preview.build()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(url)
    try:
        _rebuild_on_change(preview, run, changed)
    finally:
        server.shutdown()
        preview.close()
    return 0


def _watch(run: Any) -> Changed:
    """Return a queue that gets the path of every file that changes from now on, and `None` when
    the preview is to end: an interrupt raised anywhere in a build could be swallowed there.
    """
    changed: Changed = queue.SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: changed.put(None))
    observer = Observer()
    for folder in (run.content, run.templates):
        if folder.is_dir():
            observer.schedule(_Changes(changed), str(folder), recursive=True)
    observer.schedule(_Changes(changed), str(run.config.parent), recursive=False)
    observer.start()
    return changed


def _rebuild_on_change(preview: Preview, run: Any, changed: Changed) -> None:
    watched = (str(run.content), str(run.templates), str(run.config))
    while None not in (paths := _burst(changed)):
        relevant = {path for path in paths if path and path.startswith(watched)}
        if relevant:
            theme = any(not path.startswith(str(run.content)) for path in relevant)
            preview.build(theme_changed=theme)


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
