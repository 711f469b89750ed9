"""Owns sharing the rendering and writing of a site among processes.
May not know what is rendered; a part is a function that makes artefacts.

Children are forked, so that they have the prepared site without copying or pickling it. Where
the system cannot fork safely (macOS, Windows) the parts are written one after the other, with
the same bytes.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from generator.publish.artefact import Artefact
from generator.publish.stage import PublishError, Stage

Part = Callable[[], Iterable[Artefact]]
Progress = Callable[[int], None]
REPORT_EVERY = 64


def default_workers() -> int:
    """Return how many processes may run at once on this machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def write_parts(stage: Stage, parts: Sequence[Part], progress: Progress) -> None:
    """Write every part, each in a process of its own where that is possible.

    `progress` gets the number of files written so far. Raises `PublishError` if two parts claim
    one path, and `RuntimeError` with the traceback of a part that failed.
    """
    if len(parts) == 1 or sys.platform != "linux":
        _write_here(stage, parts, progress)
        return
    context = multiprocessing.get_context("fork")
    children = [_start(context, stage, part) for part in parts]
    try:
        _gather(stage, [connection for _, connection in children], progress)
    finally:
        for process, connection in children:
            connection.close()
            process.kill()
            process.join()


def _write_here(stage: Stage, parts: Sequence[Part], progress: Progress) -> None:
    done = 0

    def counted(artefacts: Iterable[Artefact]) -> Iterator[Artefact]:
        nonlocal done
        for artefact in artefacts:
            done += 1
            if done % REPORT_EVERY == 0:
                progress(done)
            yield artefact

    for part in parts:
        stage.write(counted(part()))


def _start(context: Any, stage: Stage, part: Part) -> tuple[Any, Connection]:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(stage, part, sender), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def _work(stage: Stage, part: Part, sender: Connection) -> None:
    """Run in a child: write the part, report counts, end with what was written."""
    try:
        _write_here(stage, [part], sender.send)
        sender.send(stage.written())
    except BaseException:
        sender.send(traceback.format_exc())
    finally:
        sender.close()


def _gather(stage: Stage, connections: list[Connection], progress: Progress) -> None:
    counts: dict[Any, int] = {}
    open_ends: list[Any] = list(connections)
    while open_ends:
        ready: list[Any] = list(wait(open_ends))
        for connection in ready:
            try:
                message = connection.recv()
            except EOFError:
                raise PublishError("a worker ended early / 一个工作进程意外结束") from None
            if isinstance(message, int):
                counts[connection] = message
                progress(sum(counts.values()))
                continue
            open_ends.remove(connection)
            if isinstance(message, str):
                raise RuntimeError(message)
            stage.adopt(message)
