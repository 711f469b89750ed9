"""Owns the second half of the order: jobs, which of them have to be done, and publishing.
May not render or write by itself.

A job makes the files of one page, feed or part of the search index. It has a key: where the last
build made it with the same key, and its files are still there, it is not done again.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.cache import NO_KEY, key_of
from generator.crew import Crew
from generator.feeds import Press
from generator.images import images_of, keep_used, make_pictures, picture_artefacts
from generator.memory import Made
from generator.preparing import Prepared
from generator.problems import has_errors
from generator.publish import Artefact, Stage
from generator.publish.memory import Known
from generator.render.frame import Frame
from generator.render.keys import Keys
from generator.render.pages import Printer
from generator.render.sitemap import robots, sitemap
from generator.render.templates import Templates
from generator.search import Segment, index_artefacts, plan_segments, segment_artefacts
from generator.source.images import is_image
from generator.stats.public import figure_artefacts
from generator.watch import Watch

JOBS_A_WORKER = 200.0  # pages; below this another process costs more than it saves
# Costs in pages, measured at 10,000 stories.
FEED_COST = 2.0
DOCUMENT_COST = 1.0

Make = Callable[[], Iterable[Artefact]]


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work. Jobs of one `group` share what they make: one worker does them all."""

    name: str
    key: bytes
    make: Make
    cost: float = 1.0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published site: how much was done for it, and what its next build may rely upon."""

    files: int
    size: int
    rendered: int
    written: int
    made: Mapping[str, Made]


def publish(
    prepared: Prepared,
    templates: Path,
    frame: Frame,
    assets: Iterable[Artefact],
    stage: Stage,
    watch: Watch,
    crew: Crew | None = None,
    made: Mapping[str, Made] | None = None,
    base: bytes = NO_KEY,
) -> Outcome:
    """Render what has changed into the stage, then switch the site; on any failure nothing
    published is touched. Call it while holding the lock.

    `assets` are the theme's own files. `base` is the key of what every page depends on, and `made`
    what the last build made; without them everything is rendered.
    """
    if has_errors(prepared.problems):
        raise ValueError("a site with errors cannot be published")
    workers = (crew or Crew()).workers
    cache = images_of(stage.site_dir)
    watch.step("pictures")
    make_pictures(prepared.pictures, prepared.media, cache, workers)
    watch.step("pages")
    was = made or {}
    loaded = Templates(templates, prepared.desk.settings, prepared.desk.texts)
    segments = plan_segments(prepared.desk)
    jobs = _jobs(prepared, Printer(prepared.desk, loaded, frame), segments, base)
    jobs += _pictures(prepared, cache)
    todo, done = _divided(jobs, was, stage)
    stage.keep(path for job in done for path in was[job.name].files)
    files = {job.name: tuple(was[job.name].files) for job in done}
    loaded.load(_templates_of(prepared, todo))
    files |= _worked(stage, todo, crew or Crew(), watch)
    folders = [files[_name(segment)] for segment in segments]
    stage.write(index_artefacts(prepared.desk, segments, folders))
    folder = prepared.content.folder
    other = (p for p in prepared.media if not is_image(p))
    media = (Artefact(path, folder.read(path)) for path in other)
    stage.write(itertools.chain(always(prepared), assets, media))
    watch.step("publish")
    stage.publish()
    keep_used(prepared.pictures, prepared.media, cache)
    return _outcome(stage, jobs, files, len(todo))


def site_artefacts(prepared: Prepared, templates: Path, frame: Frame) -> Iterator[Artefact]:
    """Yield every file of a site but its media and the theme's, in no particular order."""
    desk = prepared.desk
    segments = plan_segments(desk)
    printer = Printer(desk, Templates(templates, desk.settings, desk.texts), frame)
    files: Files = {}
    yield from _noted(_jobs(prepared, printer, segments, NO_KEY), files, Watch())
    yield from index_artefacts(desk, segments, [files[_name(segment)] for segment in segments])
    yield from always(prepared)


def _jobs(
    prepared: Prepared, printer: Printer, segments: Sequence[Segment], base: bytes
) -> list[Job]:
    keys = Keys(prepared.desk, prepared.facts, base)
    found = (_pages(prepared, printer, keys), _feeds(prepared, keys))
    return [*itertools.chain(*found), *_search(prepared, keys, segments)]


def _pages(prepared: Prepared, printer: Printer, keys: Keys) -> Iterator[Job]:
    for plan in prepared.pages:
        yield Job(f"page {plan.permalink}", keys.page(plan), partial(printer.pages, (plan,)))
    if prepared.redirects:
        yield Job("redirects", NO_KEY, partial(printer.redirects, prepared.redirects))


def _templates_of(prepared: Prepared, jobs: Iterable[Job]) -> set[str]:
    """Return the templates that jobs need: compiled once, before workers are forked."""
    names = {job.name for job in jobs}
    return {"head.html", *(p.template for p in prepared.pages if f"page {p.permalink}" in names)}


def _feeds(prepared: Prepared, keys: Keys) -> Iterator[Job]:
    press = Press(prepared.desk)
    for plan in prepared.feeds:
        yield Job(
            f"feed {plan.folder}", keys.feed(plan), partial(press.feed, plan), FEED_COST, "feeds"
        )


def _search(prepared: Prepared, keys: Keys, segments: Sequence[Segment]) -> Iterator[Job]:
    for segment in segments:
        make = partial(segment_artefacts, prepared.desk, segment)
        cost = DOCUMENT_COST * len(segment.entries)
        yield Job(_name(segment), keys.documents(segment.entries), make, cost)


def _pictures(prepared: Prepared, cache: Path) -> Iterator[Job]:
    """Yield a job for the files of each picture; their names say what is in them."""
    places: set[str] = set()
    for path in filter(is_image, prepared.media):
        picture = prepared.pictures.of(path)
        if picture is None or picture.fallback.path in places:  # the same bytes under two names
            continue
        places.add(picture.fallback.path)
        key = key_of(variant.path.encode() for variant in picture.variants)
        make = partial(picture_artefacts, prepared.pictures, (path,), cache)
        yield Job(f"picture {picture.fallback.path}", key, make)


def _name(segment: Segment) -> str:
    return f"segment {segment.id}"


def always(prepared: Prepared) -> Iterator[Artefact]:
    """Yield what depends on the whole site and costs little."""
    desk = prepared.desk
    yield Press(desk).opml(prepared.feeds)
    yield from sitemap(prepared.pages, desk.settings)
    yield robots(desk.settings)
    yield from figure_artefacts(prepared.figures)


def search_files(
    prepared: Prepared, keys: Keys, known: dict[bytes, tuple[Artefact, ...]]
) -> Iterator[Artefact]:
    """Yield the files of the search index; `known` keeps those of each segment by its key."""
    segments = plan_segments(prepared.desk)
    folders = []
    for job in _search(prepared, keys, segments):
        files = known.get(job.key)
        if files is None:
            files = known[job.key] = tuple(job.make())
        folders.append(tuple(file.path for file in files))
        yield from files
    yield from index_artefacts(prepared.desk, segments, folders)


def _divided(
    jobs: Iterable[Job], made: Mapping[str, Made], stage: Stage
) -> tuple[list[Job], list[Job]]:
    """Part the jobs that have to be done from those whose files are as they would be."""
    todo: list[Job] = []
    done: list[Job] = []
    published = stage.published
    for job in jobs:
        was = made.get(job.name)
        same = was is not None and job.key != NO_KEY and was.key == job.key
        (done if same and was and _are_there(was, published) else todo).append(job)
    return todo, done


def _are_there(made: Made, published: Mapping[str, Known]) -> bool:
    for path, digest in made.files.items():
        known = published.get(path)
        if known is None or known.digest != digest:
            return False
    return True


Files = dict[str, tuple[str, ...]]


def _worked(stage: Stage, jobs: Sequence[Job], crew: Crew, watch: Watch) -> Files:
    """Do the jobs, shared among workers; returns the paths of the files of each."""
    parts = _dealt(jobs, crew.workers)
    here = os.getpid()
    files: Files = {}
    for process, written, found in crew.run([partial(_done, stage, p, watch) for p in parts]):
        if process != here:
            stage.adopt(written)
        files |= found
    return files


def _done(stage: Stage, jobs: Sequence[Job], watch: Watch) -> tuple[int, dict[str, Known], Files]:
    """Do jobs in this process, which may be a worker's."""
    files: Files = {}
    before = set(stage.written())
    stage.write(_noted(jobs, files, watch))
    written = {path: known for path, known in stage.written().items() if path not in before}
    return os.getpid(), written, files


def _noted(jobs: Sequence[Job], files: Files, watch: Watch) -> Iterator[Artefact]:
    for number, job in enumerate(jobs):
        watch.progress("pages", number, len(jobs))
        paths = []
        for artefact in job.make():
            paths.append(artefact.path)
            yield artefact
        files[job.name] = tuple(paths)


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


def _outcome(stage: Stage, jobs: Iterable[Job], files: Files, rendered: int) -> Outcome:
    known = stage.written()
    made = {
        job.name: Made(job.key, {path: known[path].digest for path in files[job.name]})
        for job in jobs
        if job.key != NO_KEY
    }
    return Outcome(stage.files, stage.size, rendered, stage.changed, made)
