"""Owns the second half of the order: which jobs have to be done, their workers, publishing.
May not render or write by itself.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.cache import NO_KEY, cache_of
from generator.crew import Crew, Errand
from generator.images import images_of, keep_used, make_pictures
from generator.jobs import (
    Job,
    keys_of,
    other_jobs,
    part_names,
    search_index,
    search_jobs,
    site_jobs,
    templates_of,
)
from generator.memory import NOTHING, Made, Memory
from generator.preparing import Prepared
from generator.problems import has_errors
from generator.publish import Artefact, Stage
from generator.publish.memory import Known
from generator.render.compiled import Compiled
from generator.render.frame import Frame
from generator.render.templates import Templates
from generator.search import Shelf
from generator.source.images import is_image
from generator.watch import Watch

JOBS_A_WORKER = 200.0  # pages; below this another process costs more than it saves

Done = tuple[int, dict[str, Known], dict[str, Made]]  # by which process, what, for which jobs
Elsewhere = Callable[[Stage, Sequence[Sequence[Job]]], Iterator[Done]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published site: how much was done for it, and what its next build may rely upon."""

    files: int
    size: int
    rendered: int
    written: int
    made: Mapping[str, Made]
    compiled: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Look:
    """What every page is made with: the folder of templates, the frame, the theme's own files, and
    the key of all this, `NO_KEY` where it is not known.
    """

    templates: Path
    frame: Frame
    assets: Iterable[Artefact]
    base: bytes = NO_KEY


def publish(
    prepared: Prepared,
    look: Look,
    stage: Stage,
    watch: Watch,
    crew: Crew | None = None,
    memory: Memory = NOTHING,
    elsewhere: Elsewhere | None = None,
) -> Outcome:
    """Render what has changed into the stage, then switch the site; on any failure nothing
    published is touched. Call it while holding the lock.

    In `memory` is what the last build made; without it everything is rendered. Jobs are done by
    `elsewhere`, if given, else by the crew.
    """
    if has_errors(prepared.problems):
        raise ValueError("a site with errors cannot be published")
    crew = crew or Crew()
    cache = images_of(stage.site_dir)
    watch.step("pictures")
    make_pictures(prepared.pictures, prepared.media, cache, crew.workers)
    watch.step("pages")
    if not memory.tree or memory.tree != stage.found:
        memory = replace(memory, made={}, ground=NO_KEY)
    compiled = Compiled(memory.compiled)
    shelf = shelf_of(stage.site_dir)
    parts, new, kept = _made(prepared, look, stage, watch, crew, memory, elsewhere, compiled, shelf)
    stage.write(itertools.chain(search_index(prepared, parts, shelf, stage), look.assets))
    stage.write(_other_media(prepared))
    watch.step("publish")
    stage.publish()
    keep_used(prepared.pictures, prepared.media, cache)
    shelf.keep_only(parts)
    made = kept | {name: found for name, found in new.items() if found.key != NO_KEY}
    return Outcome(stage.files, stage.size, len(new), stage.changed, made, compiled.code)


def _made(
    prepared: Prepared,
    look: Look,
    stage: Stage,
    watch: Watch,
    crew: Crew,
    memory: Memory,
    elsewhere: Elsewhere | None,
    compiled: Compiled,
    shelf: Shelf,
) -> tuple[list[str], dict[str, Made], dict[str, Made]]:
    """Do the jobs that have to be done; returns the names of the parts of search, and what was made
    and what was kept for each job.
    """
    was, desk = memory.made, prepared.desk
    loaded = Templates(look.templates, desk.settings, desk.texts, compiled)
    keys = keys_of(prepared, look.base, memory)
    search = list(search_jobs(prepared, keys, shelf, was))
    todo, done = _divided(search, was, stage)
    # After an edit one segment takes as long as all the rest, and need not wait for it.
    early = todo[:1] if done and elsewhere is None else []
    with crew.errand(partial(do_jobs, stage, early, watch)) if early else _nothing() as begun:
        jobs = other_jobs(prepared, loaded, look.frame, keys, images_of(stage.site_dir), was)
        for part, others in zip((todo, done), _divided(jobs, was, stage), strict=True):
            part += others
        kept = {job.name: was[job.name] for job in done}
        stage.keep(path for made in kept.values() for path in made.files)
        loaded.load(templates_of(prepared, todo))
        new = _worked(stage, todo[len(early) :], crew, watch, elsewhere)
        new |= _taken(stage, [begun.result()])
    return part_names(search), new, kept


def _other_media(prepared: Prepared) -> Iterator[Artefact]:
    """Yield the media that are published as they are."""
    folder = prepared.content.folder
    for path in prepared.media:
        if not is_image(path):
            yield Artefact(path, folder.read(path))


def site_artefacts(prepared: Prepared, templates: Path, frame: Frame) -> Iterator[Artefact]:
    """Yield every file of a site but its media and the theme's, in no particular order."""
    loaded = Templates(templates, prepared.desk.settings, prepared.desk.texts)
    shelf = Shelf()
    jobs = site_jobs(prepared, loaded, frame, NO_KEY, Path(), shelf)
    yield from _noted([job for job in jobs if not job.name.startswith("picture ")], {}, Watch())
    yield from search_index(prepared, part_names(jobs), shelf)


def shelf_of(site_dir: Path) -> Shelf:
    """Return the shelf on which the segments of a site's search index leave their parts."""
    return Shelf(cache_of(site_dir) / "search")


def _divided(
    jobs: Iterable[Job], made: Mapping[str, Made], stage: Stage
) -> tuple[list[Job], list[Job]]:
    """Part the jobs that have to be done from those whose files are as they would be."""
    todo: list[Job] = []
    done: list[Job] = []
    is_published = stage.published.__contains__
    for job in jobs:
        was = made.get(job.name)
        same = was is not None and was.key == job.key != NO_KEY
        there = same and was is not None and all(map(is_published, was.files))
        (done if there and job.left() else todo).append(job)
    return todo, done


def _worked(
    stage: Stage, jobs: Sequence[Job], crew: Crew, watch: Watch, elsewhere: Elsewhere | None
) -> dict[str, Made]:
    """Do the jobs, shared among workers; returns what was made for each."""
    parts = _dealt(jobs, crew.workers)
    if elsewhere is not None and jobs:
        return _taken(stage, elsewhere(stage, parts))
    return _taken(stage, crew.run([partial(do_jobs, stage, part, watch) for part in parts]))


def _taken(stage: Stage, results: Iterable[Done]) -> dict[str, Made]:
    """Take over what workers did; returns what was made for each job."""
    here = os.getpid()
    made: dict[str, Made] = {}
    for process, written, found in results:
        if process != here:
            stage.adopt(written)
        made |= found
    return made


def _nothing() -> Errand[Done]:
    return Errand(lambda: (os.getpid(), {}, {}), forks=False)


def do_jobs(stage: Stage, jobs: Sequence[Job], watch: Watch) -> Done:
    """Do jobs in this process, which may be a worker's."""
    made: dict[str, Made] = {}
    before = set(stage.written())
    stage.write(_noted(jobs, made, watch))
    written = {path: known for path, known in stage.written().items() if path not in before}
    return os.getpid(), written, made


def _noted(jobs: Sequence[Job], made: dict[str, Made], watch: Watch) -> Iterator[Artefact]:
    for number, job in enumerate(jobs):
        watch.progress("pages", number, len(jobs))
        paths = []
        for artefact in job.make():
            paths.append(artefact.path)
            yield artefact
        made[job.name] = Made(job.key, tuple(paths))


def _dealt(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """Deal the jobs to workers evenly by cost, groups undivided, the largest first."""
    groups: dict[str, list[Job]] = {}
    for number, job in enumerate(jobs):
        groups.setdefault(job.group or str(number), []).append(job)
    costs = {name: sum(job.cost for job in group) for name, group in groups.items()}
    count = max(1, min(workers, int(sum(costs.values()) / JOBS_A_WORKER)))
    loads, dealt = [0.0] * count, [list[Job]() for _ in range(count)]
    for name in sorted(groups, key=lambda name: -costs[name]):
        least = loads.index(min(loads))
        dealt[least] += groups[name]
        loads[least] += costs[name]
    return dealt
