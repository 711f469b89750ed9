"""Owns doing independent pieces of work in several processes.
May not know what the work is.

Children are forked, so that they have all that was read without copying or pickling it. Where the
system cannot fork safely (macOS, Windows) the pieces are done one after the other, with the same
results.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Child = tuple[Any, Connection]  # a process, and the end of a pipe that its answer comes from

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_ENDED = (
    "一个工作进程意外结束，多半是内存不够：可以加上 --workers 1 再试 / "
    "a worker ended early, most likely for want of memory: try again with --workers 1"
)

T = TypeVar("T")


class WorkerError(Exception):
    """A worker process ended without a result."""


@dataclass(frozen=True, slots=True)
class Crew:
    """As many processes as may work at once, this one among them."""

    workers: int = 1

    def run(self, tasks: Sequence[Callable[[], T]]) -> Iterator[T]:
        """Yield the results of the tasks in their order; the first is done in this process.

        Results are pickled. Raises `WorkerError`, and what a task raised, with the child's
        traceback as a note.
        """
        if len(tasks) < 2 or not self._forks:
            yield from (task() for task in tasks)
            return
        children: list[Child] = []
        try:
            for task in tasks[1:]:  # not at once: the system may refuse the second
                children.append(_forked(task))
            yield tasks[0]()
            for _, connection in children:
                yield received(connection)
        finally:
            for child in children:
                end(child)

    def errand(self, task: Callable[[], T], worth: bool = True) -> Errand[T]:
        """Have a task done beside what this process does meanwhile; if it is not worth a process,
        when its result is asked for.
        """
        return Errand(task, worth and self._forks)

    @property
    def _forks(self) -> bool:
        return self.workers > 1 and sys.platform == "linux"


class Errand(Generic[T]):
    """A task on its way; where the system cannot fork it is done when its result is asked for.

    Leave it as a context, so that no process stays behind.
    """

    def __init__(self, task: Callable[[], T], forks: bool) -> None:
        self._task = task
        self._child = _forked(task) if forks else None

    def result(self) -> T:
        """Return the result, once; raises as `Crew.run` does."""
        return self._task() if self._child is None else cast(T, received(self._child[1]))

    def __enter__(self) -> Errand[T]:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            end(self._child)


def _forked(task: Callable[[], Any]) -> Child:
    """Fork a child that does a task and sends its result."""
    import multiprocessing  # only where there is work for several

    gc.freeze()  # the child's collector must not touch, and so copy, what is here
    return start(multiprocessing.get_context("fork"), task)


def default_workers() -> int:
    """Return how many processes may run at once on this machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def give_back() -> None:
    """Give freed memory back to the system, where the C library keeps it (glibc).

    What a segment of search took stays below all that comes after it: with 10,000 stories all
    processes together take 438 MB instead of 465, in the same time.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)  # man 3 malloc_trim; musl has none


def slices(items: Sequence[T], workers: int, least: int) -> list[Sequence[T]]:
    """Cut a sequence into as many even parts as there are workers, none smaller than `least`."""
    count = max(1, min(workers, len(items) // max(1, least)))
    cuts = [len(items) * i // count for i in range(count + 1)]
    return [items[a:b] for a, b in pairwise(cuts)]


def start(context: Any, task: Callable[[], Any]) -> Child:
    """Fork a child that does a task and sends `(True, result)`, or `(False, exception)`.

    Leave it with `end`.
    """
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_in_child, args=(task, sender, os.getpid()), daemon=True)
    # A terminal sends an interrupt to children, too; they would print a traceback each.
    was = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        process.start()
    except BaseException:
        receiver.close()
        raise
    finally:
        sender.close()
        signal.pthread_sigmask(signal.SIG_SETMASK, was)
    return process, receiver


def end(child: Child) -> None:
    """Kill a child if it is still at work, and free what it took."""
    process, connection = child
    process.kill()  # first: it would complain of a pipe without a reader
    process.join()
    connection.close()


def _in_child(task: Callable[[], Any], sender: Connection, parent: int) -> None:
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # blocked so far; whoever forked it ends it
    try:
        sender.send((True, task()))
    except BaseException as error:
        sender.send((False, _portable(error)))
    finally:
        sender.close()


def received(connection: Connection) -> Any:
    """Return what a child sent; raises `WorkerError`, or what its task raised."""
    was = gc.isenabled()
    gc.disable()  # it would look through every large result while it is being made
    try:
        good, result = connection.recv()
    except (EOFError, OSError):  # killed before or amid its answer
        raise WorkerError(_ENDED) from None
    finally:
        if was:
            gc.enable()
    if not good:
        raise result
    return result


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
