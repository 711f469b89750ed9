"""Owns sharing the rendering and writing of a site among processes.
May not know what is rendered; a part is a function that makes artefacts.

Children are forked, so that they have the prepared site without copying or pickling it. Where
the system cannot fork safely (macOS, Windows) the parts are written one after the other, with
the same bytes.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from generator.publish.artefact import Artefact
from generator.publish.stage import PublishError, Stage

_PR_SET_PDEATHSIG = 1  # linux/prctl.h

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
    one path, and what a part raised, with the child's traceback as a note.
    """
    if len(parts) == 1 or sys.platform != "linux":
        _write_here(stage, parts, progress)
        return
    gc.freeze()  # the children's collector must not touch, and so copy, the parent's memory
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
    process = context.Process(target=_work, args=(stage, part, sender, os.getpid()), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def _work(stage: Stage, part: Part, sender: Connection, parent: int) -> None:
    """Run in a child: write the part, report counts, end with what was written."""
    _die_with(parent)
    try:
        _write_here(stage, [part], sender.send)
        sender.send(stage.written())
    except BaseException as error:
        sender.send(_portable(error))
    finally:
        sender.close()


def _die_with(parent: int) -> None:
    """Let the system end this process when a build is killed: it would hold the lock and write on
    into a stage that is the next build's.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it was killed before the line above
        os._exit(1)


def _portable(error: BaseException) -> BaseException:
    """Return the error with its traceback as a note; another one where it cannot be sent."""
    text = traceback.format_exc()
    error.add_note(text)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        return RuntimeError(text)
    return error


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
            if isinstance(message, BaseException):
                raise message
            stage.adopt(message)
