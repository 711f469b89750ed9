"""Owns serving a preview: watch files, build on every change, end when told to.
May not be used to publish.
"""

from __future__ import annotations

import errno
import gc
import queue
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.crew import Crew
from generator.failures import GOOD, Failure, why
from generator.host.answers import PreviewServer
from generator.host.preview import Preview
from generator.source.folder import is_noise, real

SETTLE_SECONDS = 0.02  # editors write a file in several steps
WAKE_SECONDS = 1.0
# Linux drops what comes while 16,384 events wait; a file that is saved makes up to five.
MANY = 1000
# "attrib" is of files that may be read again, or that Windows copied with their old time; before
# watchdog 7 that was "modified", too.
TOLD = ("created", "modified", "moved", "deleted", "attrib")
# What ends a preview; the last two where the terminal is closed.
ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_IN_USE = (
    "端口被占用，可能已经开着一个预览：关掉它，或者换一个 --port / "
    "the port is in use, perhaps by another preview: end that, or choose another --port"
)
_NO_WATCHES = (
    "系统能监视的文件夹用完了：关掉别的预览或编辑器，或者让管理员调大 fs.inotify 的限制 / "
    "no more folders can be watched: end other previews or editors, or raise the limits fs.inotify"
)

Changed = queue.SimpleQueue[str | None]  # may be put to from a signal handler, unlike Queue


class _Changes(FileSystemEventHandler):
    def __init__(self, changed: Changed) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in TOLD:
            return
        if event.is_directory and event.event_type in ("modified", "attrib"):
            return  # something in it did, and is told itself
        self._changed.put(str(event.src_path))
        if event.dest_path:
            self._changed.put(str(event.dest_path))


def serve_site(run: Any, host: str, port: int, drafts: bool) -> int:
    """Serve until interrupted; returns the exit code."""
    url = f"http://{host}:{port}/"
    content = real(run.content)
    place = (run.config, content, run.templates, run.lang, url, Crew(run.workers))
    now = run.now if run.is_now_given else None
    strict = run.strict and not run.settings.strict  # settings may change meanwhile
    preview = Preview(*place, now, strict, drafts, run.root)
    try:
        server = _server(host, port, preview)
        changed: Changed = queue.SimpleQueue()
        watch = _start_watching(run, changed)  # before the first build: saves meanwhile count
        gc.set_threshold(100_000, 20, 20)  # a site makes few cycles and many lasting objects
        preview.build()
        gc.freeze()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(url)
        rebuild_on_change(preview, run, changed, watch)
        server.shutdown()
    finally:
        preview.close()
    return GOOD


def _server(host: str, port: int, preview: Preview) -> PreviewServer:
    try:
        return PreviewServer(host, port, preview)
    except OSError as error:
        said = _IN_USE if error.errno == errno.EADDRINUSE else error.strerror
        raise Failure(f"http://{host}:{port}/: {said}") from None


def _start_watching(run: Any, changed: Changed) -> Callable[[], None]:
    end_when_told(changed)
    try:
        return _watch(run, changed)
    except OSError as error:
        is_short = error.errno in (errno.ENOSPC, errno.EMFILE)
        raise Failure(f"{error}: {_NO_WATCHES}" if is_short else why(error)) from None


def _watch(run: Any, changed: Changed) -> Callable[[], None]:
    """Have the path of every file that changes from now on put into the queue.

    Returns what begins to watch anew, for when a folder is not any more the one that is watched.
    """
    observer, changes = Observer(), _Changes(changed)

    def watch() -> None:
        observer.unschedule_all()
        folders = _folders(run)
        observer.schedule(changes, str(run.config.parent), recursive=False)
        for above in {folder.parent for folder in folders} - {run.config.parent}:
            with suppress(FileNotFoundError, PermissionError):
                observer.schedule(changes, str(above), recursive=False)
        for folder in folders:
            with suppress(FileNotFoundError):  # the folder above tells when it is there
                observer.schedule(changes, str(folder), recursive=True)

    watch()
    observer.start()
    return watch


def end_when_told(changed: Changed) -> None:
    """Have `None` put into the queue when the preview is to end: an interrupt raised anywhere in a
    build could be swallowed there. Only a second one is raised, as a long build may be on its way.
    """

    def end(number: int, _: object) -> None:
        changed.put(None)
        signal.signal(number, signal.default_int_handler)

    for number in (getattr(signal, name) for name in ENDINGS if hasattr(signal, name)):
        if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)  # not so after `nohup`


def _folders(run: Any) -> tuple[Path, Path]:
    return real(run.content), run.templates


def rebuild_on_change(
    preview: Preview, run: Any, changed: Changed, watch: Callable[[], None]
) -> None:
    """Build after every change, and when something is due, until there is `None` in the queue."""
    folders = _folders(run)
    while None not in (paths := _burst(changed, preview.is_due)):
        found = {Path(path) for path in paths if path}
        relevant = {path for path in found if path == run.config or is_source(path, folders)}
        if not relevant.isdisjoint(folders):  # put away, or there again
            watch()
            preview.build()
        elif relevant:
            preview.build(relevant if len(relevant) < MANY else ())  # some may not have been told
        elif preview.is_due():
            preview.build()


def is_source(path: Path, folders: tuple[Path, Path]) -> bool:
    """Tell whether a site is made of the file, and it is not what editors keep for themselves: vim
    writes its swap file while somebody types, and pages would be reloaded.
    """
    above = next(filter(path.is_relative_to, folders), None)
    return above is not None and not any(map(is_noise, path.relative_to(above).parts))


def _burst(changed: Changed, is_due: Callable[[], bool]) -> set[str | None]:
    """Wait for a change and return it with all that come close behind; none if something is due."""
    paths: set[str | None] = set()
    while not paths and not is_due():
        with suppress(queue.Empty):  # Windows notices an interrupt only between waits
            paths.add(changed.get(timeout=WAKE_SECONDS))
    time.sleep(SETTLE_SECONDS)
    while not changed.empty():
        paths.add(changed.get())
    return paths
