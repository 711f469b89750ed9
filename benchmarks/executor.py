"""Owns facts about running parts of a build on a dask cluster, through concurrent.futures' API.
May not be used by a build.

    pip install distributed==2026.8.0     (into an environment that has Laurel, too)
    python -m benchmarks.executor [--tasks 200]

Starts a cluster of two processes on this machine, asks it for an executor, and prints: latency of
a task, whether a worker can import Laurel, see this disk and start processes of its own, how an
exception comes back, and time of arguments and results by size. Workers of a real cluster are
other machines: what is said of imports and files holds there only with the same packages and a
shared disk.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

SIZES = (1_000, 100_000, 1_000_000, 10_000_000, 100_000_000)  # bytes


def length(data: bytes) -> int:
    """Return the length, so that only the argument travels."""
    return len(data)


def sees(path: str) -> bool:
    """Return whether the worker's disk has the file."""
    return Path(path).is_file()


def imported() -> str:
    """Return where a worker has Laurel from."""
    return str(importlib.import_module("generator").__file__)


def forks() -> bool:
    """Return whether a worker may start processes of its own."""
    process = multiprocessing.get_context("fork").Process(target=os.getpid)
    try:
        process.start()
    except AssertionError:  # daemonic processes are not allowed to have children
        return False
    process.join()
    return True


def fails() -> None:
    """Raise, to see what comes back."""
    raise ValueError("as wanted")


def seconds(call: Callable[[], Any]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def done(executor: Executor, function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a function on the cluster and wait for it."""
    return executor.submit(function, *arguments).result()


def tasks(executor: Executor, count: int) -> Iterator[str]:
    """Say what a task costs, and where it runs."""
    alone = [seconds(partial(done, executor, os.getpid)) for _ in range(count)]
    begun = time.perf_counter()
    pids = set(executor.map(lambda _: os.getpid(), range(count)))
    together = (time.perf_counter() - begun) / count
    yield f"a task: {statistics.median(alone) * 1e3:.1f} ms alone, {together * 1e3:.2f} ms in a map"
    yield f"{len(pids)} processes worked; the asking one did: {os.getpid() in pids}"


def worlds(executor: Executor) -> Iterator[str]:
    """Say what a worker can reach."""
    yield f"a worker imports {done(executor, imported)}"
    with tempfile.NamedTemporaryFile() as file:
        yield f"a worker sees a file of this disk: {done(executor, sees, file.name)}"
    yield f"a worker may start processes: {done(executor, forks)}"
    try:
        done(executor, fails)
    except ValueError as error:
        yield f"an exception comes back as {error!r}"


def transfers(executor: Executor) -> Iterator[str]:
    """Say how long arguments and results of each size take."""
    for size in SIZES:
        data = os.urandom(size)
        there = seconds(partial(done, executor, length, data))
        back = seconds(partial(done, executor, os.urandom, size))
        yield f"{size / 1e6:9.3f} MB  argument {there:.3f} s  result {back:.3f} s"


def main() -> None:
    """Start a cluster of this machine and ask it."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.executor")
    options.add_argument("--tasks", type=int, default=200)
    given = options.parse_args()
    dask: Any = importlib.import_module("distributed")
    begun = time.perf_counter()
    local = {"host": "127.0.0.1", "dashboard_address": None}
    cluster = dask.LocalCluster(n_workers=2, threads_per_worker=1, **local)
    with cluster, dask.Client(cluster) as client:
        print(f"a cluster of two processes starts in {time.perf_counter() - begun:.1f} s")
        # Without `pure=False` two calls alike are one task, run once.
        executor = client.get_executor(pure=False)
        for lines in (tasks(executor, given.tasks), worlds(executor), transfers(executor)):
            for line in lines:
                print(line, flush=True)


if __name__ == "__main__":
    main()
