"""Owns the jobs of a build: each makes the files of one page, feed, picture or part of search.
May not do them, or know which have to be done.

A job has a key: where the last build made it with the same key, and its files are still there, it
need not be done again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from generator.cache import NO_KEY, key_of
from generator.feeds import Press
from generator.images import picture_artefacts
from generator.kinds.base import Entry
from generator.memory import NOTHING, Made, Memory
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
    prepared: Prepared,
    templates: Templates,
    frame: Frame,
    base: bytes,
    images: Path,
    memory: Memory = NOTHING,
) -> list[Job]:
    """Return the jobs that make all of a site but `whole_site` and `search_index`.

    `base` is the key of what every page depends on; `images` the folder of encoded pictures. Keys
    that `memory` has are not computed again where nothing can have changed them.
    """
    was = memory.made
    changed = (
        _changed_stories(prepared, memory) if memory.ground == ground(prepared, base) else None
    )
    keys = Keys(prepared.desk, prepared.facts, base, changed)
    printer = Printer(prepared.desk, templates, frame)
    jobs = [*_pages(prepared, printer, keys, was), *_feeds(prepared, keys, was)]
    jobs += _search(prepared, keys, plan_segments(prepared.desk))
    return [*jobs, *_pictures(prepared, images)]


def ground(prepared: Prepared, base: bytes) -> bytes:
    """Return the key of what keys depend on beside single stories; `NO_KEY` if that is unknown."""
    kept = prepared.left.site
    return key_of((base, kept.key)) if kept is not None and base else NO_KEY


def _changed_stories(prepared: Prepared, memory: Memory) -> set[int] | None:
    """Return the ids of stories with other facts than in memory; None where others have, too."""
    site, facts, was = prepared.site, prepared.facts, memory.facts
    others: Iterable[Entry[Any]] = itertools.chain(
        site.people.values(), site.honor_lists, site.pages
    )
    if not memory.ground or any(facts[e.path] is not was.get(e.path) for e in others):
        return None
    return {id(story) for story in site.stories if facts[story.path] is not was.get(story.path)}


def _known(was: Mapping[str, Made], name: str) -> bytes:
    made = was.get(name)
    return made.key if made is not None else NO_KEY


def _pages(
    prepared: Prepared, printer: Printer, keys: Keys, was: Mapping[str, Made]
) -> Iterator[Job]:
    for plan in prepared.pages:
        name = f"page {plan.permalink}"
        yield Job(name, keys.page(plan, _known(was, name)), partial(printer.pages, (plan,)))
    if prepared.redirects:
        yield Job("redirects", NO_KEY, partial(printer.redirects, prepared.redirects))


def templates_of(prepared: Prepared, jobs: Iterable[Job]) -> set[str]:
    """Return the templates that jobs need: compiled once, before workers are forked."""
    names = {job.name for job in jobs}
    return {"head.html", *(p.template for p in prepared.pages if f"page {p.permalink}" in names)}


def _feeds(prepared: Prepared, keys: Keys, was: Mapping[str, Made]) -> Iterator[Job]:
    press = Press(prepared.desk)
    for plan in prepared.feeds:
        name = f"feed {plan.folder}"
        key = keys.feed(plan, _known(was, name))
        yield Job(name, key, partial(press.feed, plan), FEED_COST, "feeds")


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
