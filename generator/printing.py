"""Owns the second half of the order: a prepared site is made, as far as it changed, and published.
May not render or write by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.cache import NO_KEY, cache_of
from generator.cache.store import make_private
from generator.images import images_of, keep_used, make_pictures
from generator.jobs import (
    keys_of,
    other_jobs,
    pages_as_they_were,
    part_names,
    search_index,
    search_jobs,
    templates_of,
)
from generator.memory import NOTHING, Made, Memory
from generator.preparing import Prepared
from generator.problems import has_errors
from generator.publish import Artefact
from generator.render.frame import Frame
from generator.render.templates import Templates
from generator.search import Shelf
from generator.source.images import is_image
from generator.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published site: how much was done for it, and what its next build may rely upon."""

    files: int
    size: int
    rendered: int
    written: int
    made: Mapping[str, Made]


@dataclass(frozen=True, slots=True)
class Look:
    """What every page is made with: the templates, the frame, the theme's own files, and the key
    of all this, `NO_KEY` where it is not known.
    """

    templates: Templates
    frame: Frame
    assets: Iterable[Artefact]
    base: bytes = NO_KEY


def publish(prepared: Prepared, look: Look, shop: Workshop, memory: Memory = NOTHING) -> Outcome:
    """Render what has changed into the stage of the workshop, then switch the site; on any failure
    nothing published is touched. Call it while holding the lock.

    In `memory` is what the last build made; without it everything is rendered.
    """
    if has_errors(prepared.problems):
        raise ValueError("a site with errors cannot be published")
    stage, watch = shop.stage, shop.watch
    cache = images_of(stage.site_dir)
    watch.step("pictures")
    make_pictures(prepared.pictures, prepared.media, cache, shop.crew.workers)
    watch.step("pages")
    if not memory.tree or memory.tree != stage.found:
        memory = replace(memory, made={}, ground=NO_KEY)
    elif not stage.whole:  # then each file has to be looked for
        memory = replace(memory, ground=NO_KEY)
    shelf = shelf_of(stage.site_dir)
    parts, new, kept = _made(prepared, look, shop, memory, shelf)
    stage.write(itertools.chain(search_index(prepared, parts, shelf, stage), look.assets))
    stage.write(_other_media(prepared))
    watch.step("publish")
    stage.publish()
    keep_used(prepared.pictures, prepared.media, cache)
    shelf.keep_only(parts)
    made = kept | {name: found for name, found in new.items() if found.key != NO_KEY}
    return Outcome(stage.files, stage.size, len(new), stage.changed, made)


def _made(
    prepared: Prepared,
    look: Look,
    shop: Workshop,
    memory: Memory,
    shelf: Shelf,
) -> tuple[list[str], dict[str, Made], dict[str, Made]]:
    """Do the jobs that have to be done; returns the names of the parts of search, and what was made
    and what was kept for each job.
    """
    was, loaded, stage = memory.made, look.templates, shop.stage
    keys = keys_of(prepared, look.base, memory)
    search = list(search_jobs(prepared, keys, shelf, was))
    todo, kept = shop.divide(search, was)
    # After an edit one segment takes as long as all the rest, and need not wait for it.
    early = todo[:1] if kept and shop.elsewhere is None else []
    with shop.begin(early) as begun:
        same, plans = pages_as_they_were(prepared, keys, was)
        jobs = other_jobs(prepared, plans, loaded, look.frame, keys, images_of(stage.site_dir), was)
        others, kept_others = shop.divide(jobs, was)
        todo += others
        kept |= kept_others | same
        stage.keep(itertools.chain.from_iterable(made.files for made in kept.values()))
        loaded.load(templates_of(plans, todo))
        new = shop.do(todo[len(early) :])
        new |= shop.take([begun.result()])
    return part_names(search), new, kept


def _other_media(prepared: Prepared) -> Iterator[Artefact]:
    """Yield the media that are published as they are."""
    folder = prepared.content.folder
    for path in prepared.media:
        if not is_image(path):
            yield Artefact(path, folder.read(path))


def shelf_of(site_dir: Path) -> Shelf:
    """Return the shelf on which the segments of a site's search index leave their parts."""
    folder = cache_of(site_dir)
    make_private(folder)  # what makes it first decides its mode
    return Shelf(folder / "search")
