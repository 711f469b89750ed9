"""Work in several processes gives what work in one gives, and fails as it fails."""

from __future__ import annotations

import gc
import multiprocessing
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.crew import Crew, WorkerError, give_back, received, slices

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="children are forked")


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def _square(number: int) -> int:
    return number * number


def _fail(error: Exception) -> int:
    raise error


class _OddError(Exception):
    """An exception that cannot be pickled and loaded again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_come_in_the_order_of_the_tasks(workers: int, count: int) -> None:
    tasks = [partial(_square, number) for number in range(count)]
    assert list(Crew(workers).run(tasks)) == [number * number for number in range(count)]


@needs_fork
def test_the_first_task_is_done_here_the_others_are_not() -> None:
    first, *others = Crew(3).run([os.getpid] * 3)
    assert first == os.getpid()
    assert len({first, *others}) == 3


def test_one_worker_does_everything_here() -> None:
    assert set(Crew(1).run([os.getpid] * 3)) == {os.getpid()}


@pytest.mark.parametrize("workers", [1, 2])
def test_children_have_what_was_read_before(workers: int) -> None:
    known = object()
    tasks = [lambda: id(known)] * 3  # a function that cannot be pickled
    assert set(Crew(workers).run(tasks)) == {id(known)}


def test_large_results_arrive_whole() -> None:
    makers: list[Callable[[], bytes]] = [partial(bytes, 10_000_000)] * 3
    assert [len(data) for data in Crew(2).run(makers)] == [10_000_000] * 3


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("place", [0, 1])
def test_what_a_task_raised_is_raised(workers: int, place: int) -> None:
    tasks = [partial(_square, 1), partial(_square, 2)]
    tasks[place] = partial(_fail, KeyError("which"))
    with pytest.raises(KeyError, match="which"):
        list(Crew(workers).run(tasks))


@needs_fork
def test_an_error_of_a_child_brings_its_traceback() -> None:
    with pytest.raises(KeyError) as raised:
        list(Crew(2).run([partial(_square, 1), partial(_fail, KeyError("which"))]))
    (note,) = raised.value.__notes__
    assert "in _fail" in note and "KeyError: 'which'" in note


@needs_fork
def test_an_error_that_cannot_be_sent_comes_as_its_traceback() -> None:
    with pytest.raises(RuntimeError, match="_OddError: one"):
        list(Crew(2).run([partial(_square, 1), partial(_fail, _OddError("one", "two"))]))


@needs_fork
def test_a_result_that_cannot_be_sent_is_an_error() -> None:
    with pytest.raises(Exception, match=r"pickle|local"):
        list(Crew(2).run([lambda: None, lambda: lambda: None]))


@needs_fork
def test_a_killed_child_is_a_worker_error() -> None:
    def kill() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with pytest.raises(WorkerError):
        list(Crew(2).run([partial(_square, 1), kill]))


@needs_fork
def test_a_child_killed_amid_its_answer_is_a_worker_error() -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    os.write(sender.fileno(), struct.pack("!i", 1_000) + b"a part")
    sender.close()
    with pytest.raises(WorkerError):
        received(receiver)


@needs_fork
def test_no_child_outlives_a_crew_that_is_left() -> None:
    before = multiprocessing.active_children()

    def forever() -> int:
        while True:
            signal.pause()

    results = Crew(2).run([partial(_square, 2), forever])
    assert next(results) == 4
    results.close()
    assert multiprocessing.active_children() == before


@given(st.lists(st.integers()), st.integers(1, 9), st.integers(0, 9))
def test_slices_cover_everything_once(items: list[int], workers: int, least: int) -> None:
    parts = slices(items, workers, least)
    assert [item for part in parts for item in part] == items
    assert 1 <= len(parts) <= workers
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1
    assert len(parts) == 1 or min(sizes) >= least


@needs_fork
def test_an_errand_is_done_by_another_process_that_does_not_stay() -> None:
    with Crew(2).errand(os.getpid) as errand:
        assert errand.result() != os.getpid()
    with Crew(2).errand(lambda: signal.pause()):
        assert len(multiprocessing.active_children()) == 1
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_errand_fails_as_its_task_fails(workers: int) -> None:
    with (
        Crew(workers).errand(partial(_fail, ValueError("no"))) as errand,
        pytest.raises(ValueError, match="no"),
    ):
        errand.result()


def test_one_worker_goes_on_errands_itself() -> None:
    with Crew(1).errand(os.getpid) as errand:
        assert errand.result() == os.getpid()


@needs_fork
def test_an_interrupt_is_for_the_process_that_forked() -> None:
    """A terminal sends it to all; a child that took it would print a traceback."""

    def interrupted() -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return os.getpid()

    with Crew(2).errand(interrupted) as errand:
        assert errand.result() != os.getpid()


@needs_fork
def test_no_child_stays_where_the_system_refuses_another(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = multiprocessing.get_context("fork").Process
    really, started = kind.start, list[object]()

    def start(process: Any) -> None:
        if started:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        started.append(process)
        really(process)

    monkeypatch.setattr(kind, "start", start)
    with pytest.raises(BlockingIOError):
        list(Crew(3).run([os.getpid, signal.pause, os.getpid]))
    assert started and multiprocessing.active_children() == []


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep no memory")
def test_freed_memory_goes_back_to_the_system() -> None:
    held = [b"x" * 100_000 for _ in range(600)]
    above = b"x" * 100_000  # or all would go back by itself
    before = _resident()
    del held
    give_back()
    assert _resident() < before - 40_000_000
    assert above


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
