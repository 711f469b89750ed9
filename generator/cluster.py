"""Owns doing the jobs of a build on the workers of an executor that the settings name.
May not know what stands behind it: `concurrent.futures.Executor` is all that is asked of it.

A task is a path and the names of jobs. The worker loads what was read here, prepares the site
itself (which costs less than sending it would) and writes into the stage. So every worker needs
the same version of Laurel and must see the same disk at the same paths.
"""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from generator import __version__
from generator.host.kept import KeptFrame
from generator.jobs import Job, site_jobs
from generator.memory import Memory, bind
from generator.options import SettingsError
from generator.preparing import plan_site, with_bodies
from generator.printing import shelf_of
from generator.publish import Stage
from generator.reading import Content
from generator.render.templates import Templates
from generator.settings import Settings
from generator.watch import Watch
from generator.workshop import Done, do_jobs

ELSEWHERE = 0  # the number of no process of ours
FILE = "for-workers"  # in the cache's folder


@dataclass(frozen=True, slots=True)
class Everything:
    """All that a worker needs to prepare the same site, and the stage it writes into."""

    content: Content
    settings: Settings
    templates: Path
    now: datetime
    memory: Memory
    images: Path
    frame: KeptFrame
    stage: Stage


@dataclass(frozen=True, slots=True)
class Cluster:
    """An executor, and a folder that its workers see, too."""

    executor: Executor
    folder: Path

    def run(self, everything: Everything, parts: Sequence[Sequence[Job]]) -> Iterator[Done]:
        """Have each part done by some worker; yields what was written and for which jobs.

        Raises what a worker raised.
        """
        path = (self.folder / FILE).resolve()
        digest = _save(path, pickle.dumps(everything, protocol=5))
        try:
            names = [[job.name for job in part] for part in parts]
            place = (str(path), digest, __version__)
            futures = [self.executor.submit(do_part, *place, part) for part in names]
            for future in futures:
                yield future.result()
        finally:
            path.unlink(missing_ok=True)
            self.executor.shutdown()


def open_cluster(name: str, beside: Path, folder: Path) -> Cluster:
    """Call the function `module:function` that the settings name and return its executor's
    cluster. The module may lie in the folder `beside`. Raises `SettingsError`.
    """
    module, _, function = name.partition(":")
    if str(beside) not in sys.path:
        sys.path.insert(0, str(beside))
    try:
        executor = getattr(importlib.import_module(module), function)()
    except Exception as error:  # the module is the office's own
        what = f"{type(error).__name__}: {error}"
        raise SettingsError(f"executor {name!r}: {what}") from error
    if not isinstance(executor, Executor):
        raise SettingsError(f"executor {name!r} returned no concurrent.futures.Executor")
    return Cluster(executor, folder)


def do_part(path: str, digest: bytes, version: str, names: Sequence[str]) -> Done:
    """Do the named jobs; runs on a worker. Raises RuntimeError where Laurel is another version."""
    if version != __version__:
        raise RuntimeError("this worker has another version of Laurel / 工作进程的 Laurel 版本不同")
    jobs, stage_bytes = _prepared(path, digest)
    stage: Stage = pickle.loads(stage_bytes)  # noqa: S301 - each part begins with what was there
    _, written, made = do_jobs(stage, [jobs[name] for name in names], Watch())
    return ELSEWHERE, written, made


@lru_cache(maxsize=1)
def _prepared(path: str, digest: bytes) -> tuple[dict[str, Job], bytes]:
    """Return the jobs of a site by name, and its stage; once for all parts of one build."""
    data = Path(path).read_bytes()
    if blake2b(data).digest() != digest:
        raise RuntimeError(f"{path}: not what was written / 内容与写入的不符")
    found: Everything = pickle.loads(data)  # noqa: S301 - its digest came with the task
    bind(found.content.library, found.content.folder)
    place = (found.settings, found.templates, found.now, Watch())
    planned = plan_site(found.content, *place, found.memory, None, found.images)
    prepared = with_bodies(planned, Watch())
    loaded = Templates(found.templates, found.settings, prepared.desk.texts)
    frame, base = found.frame.drawn().frame, found.frame.base
    shelf = shelf_of(found.stage.site_dir)
    jobs = site_jobs(prepared, loaded, frame, base, found.images, shelf)
    return {job.name: job for job in jobs}, pickle.dumps(found.stage, protocol=5)


def _save(path: Path, data: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(data)
    return blake2b(data).digest()
