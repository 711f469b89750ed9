"""Owns the jobs of a build: each makes the files of one page, feed, picture or part of search.
May not do them, or know which have to be done.

A job has a key: where the last build made it with the same key, and its files are still there, it
need not be done again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from generator.cache import NO_KEY, key_of
from generator.crew import give_back
from generator.feeds import Press
from generator.images import picture_artefacts
from generator.kinds.base import Entry
from generator.memory import NOTHING, Made, Memory
from generator.plan import PagePlan
from generator.preparing import Prepared
from generator.publish import Artefact, Stage
from generator.render.frame import Frame
from generator.render.keys import Keys
from generator.render.pages import Printer
from generator.render.sitemap import robots, sitemap
from generator.render.templates import Templates
from generator.search import (
    Segment,
    Shelf,
    index_on_shelf,
    plan_segments,
    segment_part,
    segment_stock,
    shard_count_of,
)
from generator.source.images import is_image

# Costs in pages, measured at 10,000 stories.
FEED_COST = 5.0
DOCUMENT_COST = 2.5
NAMED_FOR_A_PAGE = 50  # so many pages are put into the sitemap while one is made

_SEGMENT, _PAGE = "segment ", "page "  # begin the names of jobs

Make = Callable[[], Iterable[Artefact]]


@dataclass(slots=True, eq=False)
class Job:
    """A piece of work. Jobs of one `group` share what they make: one worker does them all.

    Its key is `ask`ed for when it is needed: in a first build by the worker that does the job. A
    job that leaves something beside the site has a way to tell whether it is still there.
    """

    name: str
    ask: Callable[[], bytes]
    make: Make
    cost: float = 1.0
    group: str = ""
    left: Callable[[], bool] = lambda: True
    _key: bytes | None = field(default=None, init=False)

    @property
    def key(self) -> bytes:
        """The key of the job, `NO_KEY` where it has to be done in any case."""
        if self._key is None:
            self._key = self.ask()
        return self._key


def always() -> bytes:
    """Return the key of jobs that are done in every build."""
    return NO_KEY


def site_jobs(
    prepared: Prepared,
    templates: Templates,
    frame: Frame,
    base: bytes,
    images: Path,
    shelf: Shelf,
) -> list[Job]:
    """Return the jobs that make all of a site but `search_index`, as if none was made before.

    `base` is the key of what every page depends on; `images` the folder of encoded pictures, and
    on the `shelf` segments leave their parts of the search index.
    """
    keys = keys_of(prepared, base)
    search = search_jobs(prepared, keys, shelf, {})
    return [*search, *other_jobs(prepared, prepared.pages, templates, frame, keys, images, {})]


def keys_of(prepared: Prepared, base: bytes, memory: Memory = NOTHING) -> Keys:
    """Return what makes the keys of jobs, `base` being that of what every page depends on. Those
    that `memory` has are not computed again where nothing can have changed them.
    """
    known = memory.ground == ground(prepared, base)
    changed = _changed_stories(prepared, memory) if known else None
    return Keys(prepared.desk, prepared.facts, base, changed)


def pages_as_they_were(
    prepared: Prepared, keys: Keys, was: Mapping[str, Made]
) -> tuple[dict[str, Made], Sequence[PagePlan]]:
    """Return what was made of pages that show no story which changed, by the names of their jobs,
    and the other pages: so few of many keys need asking. Where it is known what changed, `was`
    has no pages but those of the site.
    """
    others = keys.others(prepared.pages)
    if others is None:
        return {}, prepared.pages
    same = {name: made for name, made in was.items() if name.startswith(_PAGE)}
    for plan in others:
        same.pop(_page_name(plan), None)
    return same, others


def other_jobs(
    prepared: Prepared,
    pages: Iterable[PagePlan],
    templates: Templates,
    frame: Frame,
    keys: Keys,
    images: Path,
    was: Mapping[str, Made],
) -> list[Job]:
    """Return all jobs but those of search and of other pages than these."""
    printer = Printer(prepared.desk, templates, frame)
    jobs = [*_pages(pages, printer, keys), *_feeds(prepared, keys, was)]
    if prepared.redirects:
        jobs.append(Job("redirects", always, partial(printer.redirects, prepared.redirects)))
    jobs.append(Job("whole site", always, partial(whole_site, prepared)))
    return [*jobs, _sitemap(prepared, keys.base), *_pictures(prepared, images)]


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


def _sitemap(prepared: Prepared, base: bytes) -> Job:
    """Return the job for `sitemap.xml`, which names all pages and the last change in each."""

    def key() -> bytes:
        of_dates = ground(prepared, base)
        if not of_dates:
            return NO_KEY
        places = "\0".join(plan.permalink for plan in prepared.pages)
        changes = "\0".join(entry.gist.changes for entry in prepared.site.stories)
        return key_of((of_dates, places.encode(), changes.encode()))

    make = partial(sitemap, prepared.pages, prepared.desk.settings)
    return Job("sitemap", key, make, len(prepared.pages) / NAMED_FOR_A_PAGE)


def _known(was: Mapping[str, Made], name: str) -> bytes:
    made = was.get(name)
    return made.key if made is not None else NO_KEY


def _pages(plans: Iterable[PagePlan], printer: Printer, keys: Keys) -> Iterator[Job]:
    for plan in plans:
        yield Job(_page_name(plan), partial(keys.page, plan), partial(printer.pages, (plan,)))


def _page_name(plan: PagePlan) -> str:
    return f"{_PAGE}{plan.permalink}"


def templates_of(plans: Iterable[PagePlan], jobs: Iterable[Job]) -> set[str]:
    """Return the templates that jobs for such pages need: compiled once, before workers fork."""
    names = {job.name for job in jobs}
    return {"head.html", *(plan.template for plan in plans if _page_name(plan) in names)}


def _feeds(prepared: Prepared, keys: Keys, was: Mapping[str, Made]) -> Iterator[Job]:
    press = Press(prepared.desk)
    for plan in prepared.feeds:
        name = f"feed {plan.folder}"
        ask = partial(keys.feed, plan, _known(was, name))
        yield Job(name, ask, partial(press.feed, plan), FEED_COST, "feeds")


def search_jobs(
    prepared: Prepared, keys: Keys, shelf: Shelf, was: Mapping[str, Made]
) -> Iterator[Job]:
    """Yield a job for each segment of the search index; see `part_names` for what it leaves."""
    segments = plan_segments(prepared.desk)
    count = shard_count_of(segments)

    def make(segment: Segment, name: str, former: str) -> Iterable[Artefact]:
        own = [keys.documents((entry,), b"") for entry in segment.entries]
        known = shelf.stock(former) if all(own) else None
        stock = segment_stock(prepared.desk, segment, own, known)
        was = (known, shelf.get(former)) if known and shelf.holds(former) else None
        texts, part = segment_part(prepared.desk, segment, count, stock, was)
        shelf.put(name, part, stock if all(own) else None)
        if was is None:  # others may follow, and pages: in an edit nothing does
            del stock, part
            give_back()
        return texts

    for segment in segments:
        job = f"{_SEGMENT}{segment.id}"
        known = _known(was, job)
        key = keys.documents(segment.entries, str(count).encode(), known)
        part, former = (_part_name(segment.id, of) for of in (key, known))
        cost = DOCUMENT_COST * len(segment.entries)
        done, left = partial(make, segment, part, former), partial(shelf.holds, part)
        yield Job(job, partial(bytes, key), done, cost, left=left)


def part_names(jobs: Iterable[Job]) -> list[str]:
    """Return the names of the parts that segments leave on the shelf, in the segments' order."""
    found = (job for job in jobs if job.name.startswith(_SEGMENT))
    return [_part_name(job.name.removeprefix(_SEGMENT), job.key) for job in found]


def _part_name(segment: str, key: bytes) -> str:
    """Return the name of a part; it ends with a hyphen where no key tells what is in it."""
    return f"{segment}-{key.hex()}"


def _pictures(prepared: Prepared, cache: Path) -> Iterator[Job]:
    """Yield a job for the files of each picture; their names say what is in them."""
    places: set[str] = set()
    for path in filter(is_image, prepared.media):
        picture = prepared.pictures.of(path)
        if picture is None or picture.fallback.path in places:  # the same bytes under two names
            continue
        places.add(picture.fallback.path)
        ask = partial(key_of, [variant.path.encode() for variant in picture.variants])
        make = partial(picture_artefacts, prepared.pictures, (path,), cache)
        yield Job(f"picture {picture.fallback.path}", ask, make)


def whole_site(prepared: Prepared) -> Iterator[Artefact]:
    """Yield what depends on the whole site and costs little: list of feeds, figures."""
    desk = prepared.desk
    yield Press(desk).opml(prepared.feeds)
    yield robots(desk.settings)
    yield from prepared.office.artefacts()


def search_index(
    prepared: Prepared, names: Sequence[str], shelf: Shelf, stage: Stage | None = None
) -> list[Artefact]:
    """Return what the segments share; `names` are those of their parts on the shelf. What is
    published already is kept in the stage.
    """
    keyed = not any(name.endswith("-") for name in names)
    published = stage.published if stage is not None and keyed else None
    files, kept = index_on_shelf(prepared.desk, names, shelf, published)
    if stage is not None:
        stage.keep(kept)
    return files
