"""Owns the jobs of a build: each makes the files of one page, feed, picture or part of search.
May not do them, or know which have to be done.

A job has a key: where the last build made it with the same key, and its files are still there, it
need not be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.cache import NO_KEY, key_of
from generator.feeds import Press
from generator.images import picture_artefacts
from generator.preparing import Prepared
from generator.publish import Artefact
from generator.render.frame import Frame
from generator.render.keys import Keys
from generator.render.pages import Printer
from generator.render.sitemap import robots, sitemap
from generator.render.templates import Templates
from generator.search import Segment, index_artefacts, plan_segments, segment_artefacts
from generator.source.images import is_image
from generator.stats.public import figure_artefacts

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


Files = dict[str, tuple[str, ...]]  # the paths of the files of each job, by its name


def site_jobs(
    prepared: Prepared, templates: Templates, frame: Frame, base: bytes, images: Path
) -> list[Job]:
    """Return the jobs that make all of a site but `whole_site` and `search_index`.

    `base` is the key of what every page depends on; `images` the folder of encoded pictures.
    """
    keys = Keys(prepared.desk, prepared.facts, base)
    printer = Printer(prepared.desk, templates, frame)
    jobs = [*_pages(prepared, printer, keys), *_feeds(prepared, keys)]
    jobs += _search(prepared, keys, plan_segments(prepared.desk))
    return [*jobs, *_pictures(prepared, images)]


def _pages(prepared: Prepared, printer: Printer, keys: Keys) -> Iterator[Job]:
    for plan in prepared.pages:
        yield Job(f"page {plan.permalink}", keys.page(plan), partial(printer.pages, (plan,)))
    if prepared.redirects:
        yield Job("redirects", NO_KEY, partial(printer.redirects, prepared.redirects))


def templates_of(prepared: Prepared, jobs: Iterable[Job]) -> set[str]:
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


def whole_site(prepared: Prepared) -> Iterator[Artefact]:
    """Yield what depends on the whole site and costs little."""
    desk = prepared.desk
    yield Press(desk).opml(prepared.feeds)
    yield from sitemap(prepared.pages, desk.settings)
    yield robots(desk.settings)
    yield from figure_artefacts(prepared.figures)


def search_files(
    prepared: Prepared, keys: Keys, known: dict[bytes, tuple[Artefact, ...]]
) -> Iterator[Artefact]:
    """Yield the files of the search index; `known` keeps those of each segment by its key, and
    those of no other segments.
    """
    segments = plan_segments(prepared.desk)
    jobs = tuple(_search(prepared, keys, segments))
    for key in known.keys() - {job.key for job in jobs}:
        known.pop(key, None)  # another thread may ask for the site before
    folders = []
    for job in jobs:
        files = known.get(job.key)
        if files is None:
            files = known[job.key] = tuple(job.make())
        folders.append(tuple(file.path for file in files))
        yield from files
    yield from index_artefacts(prepared.desk, segments, folders)


def search_index(prepared: Prepared, files: Files) -> Iterator[Artefact]:
    """Yield what the parts of search share; `files` has the files of their jobs."""
    segments = plan_segments(prepared.desk)
    folders = [files[_name(segment)] for segment in segments]
    yield from index_artefacts(prepared.desk, segments, folders)
