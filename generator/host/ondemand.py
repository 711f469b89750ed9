"""Owns making single files of a prepared site at the moment when they are asked for.
May not publish, serve or watch.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from generator.feeds import Press
from generator.host.frames import Drawn
from generator.images import make_pictures, picture_artefacts
from generator.jobs import part_names, search_index, search_jobs, whole_site
from generator.names import output_path
from generator.plan import FILES, FeedPlan, PagePlan
from generator.preparing import Prepared
from generator.publish import Artefact
from generator.render.keys import Keys
from generator.render.pages import Printer
from generator.render.sitemap import sitemap
from generator.render.templates import Templates
from generator.search import Shelf
from generator.source.images import is_image

TURN_SECONDS = 0.002  # locks are not fair: long enough for one who waits to wake up
_PREVIEW = b"preview"  # the key of what every page depends on: within one preview it is the same


class Segments:
    """The segments of the search index, kept from one prepared site to the next. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelf = Shelf()
        self._texts: dict[str, tuple[Artefact, ...]] = {}

    def files(self, prepared: Prepared, turns: threading.Lock) -> list[Artefact]:
        """Return all files of the index; makes the segments that have changed, holding the lock for
        one after the other, so that whoever waits for it has a turn in between.
        """
        keys = Keys(prepared.desk, prepared.facts, _PREVIEW)
        with self._lock:
            with turns:
                jobs = list(search_jobs(prepared, keys, self._shelf, {}))
            names = part_names(jobs)
            for name, job in zip(names, jobs, strict=True):
                if name not in self._texts:
                    time.sleep(TURN_SECONDS)
                    with turns:
                        self._texts[name] = tuple(job.make())
            self._texts = {name: self._texts[name] for name in names}
            self._shelf.keep_only(names)
            with turns:
                shared = search_index(prepared, names, self._shelf)
            return [*itertools.chain(*self._texts.values()), *shared]


class OnDemand:
    """The files of one prepared site by their path in it. Safe to ask from several threads."""

    def __init__(
        self,
        prepared: Prepared,
        drawn: Drawn,
        templates: Templates,
        images: Path,
        segments: Segments,
    ) -> None:
        """`segments` keeps parts of the search index from one site to the next."""
        self._prepared = prepared
        self._assets = {asset.path: asset.data for asset in drawn.assets}
        self._printer = Printer(prepared.desk, templates, drawn.frame)
        self._press = Press(prepared.desk)
        self._images = images
        self._segments = segments
        self._lock, self._indexing = threading.Lock(), threading.Lock()
        self._made: dict[str, bytes] = {}
        self._indexed = False

    def file(self, path: str) -> bytes | None:
        """Return the bytes of a file of the site, None where it has no such file."""
        if path.startswith("search/") and not path.endswith(".html"):  # which could be a redirect
            self._index()
        with self._lock:
            if (plan := self._pages.get(path)) is not None:
                return self._printer.page(plan)
            if (plan := self._tables.get(path)) is not None:
                return self._printer.table(plan)
            if (data := self._assets.get(path, self._made.get(path))) is not None:
                return data
            for artefact in self._group_of(path):
                self._made[artefact.path] = artefact.data
            return self._made.get(path)

    def _index(self) -> None:
        """Make the search index, once; pages are answered meanwhile."""
        with self._indexing:
            if not self._indexed:
                files = self._segments.files(self._prepared, self._lock)
                with self._lock:
                    self._made.update((artefact.path, artefact.data) for artefact in files)
                self._indexed = True

    def try_pages(self, chosen: Callable[[PagePlan], bool]) -> None:
        """Render some pages, so that what breaks a page is noticed at once; raises what it is."""
        with self._lock:
            for plan in filter(chosen, self._prepared.pages):
                self._printer.page(plan)

    @cached_property
    def _pages(self) -> dict[str, PagePlan]:
        return {output_path(plan.permalink): plan for plan in self._prepared.pages}

    @cached_property
    def _tables(self) -> dict[str, PagePlan]:
        return {output_path(plan.table): plan for plan in self._pages.values() if plan.table}

    def _group_of(self, path: str) -> Iterable[Artefact]:
        """Return the files that are made together with one."""
        if feed := self._feed_of(path):
            make_pictures(self._prepared.pictures, self._covers(feed), self._images)
            return self._press.feed(feed)
        if (source := self._pictures.get(path)) is not None:
            return picture_artefacts(self._prepared.pictures, (source,), self._images)
        if path in self._prepared.media and not is_image(path):
            return (Artefact(path, self._prepared.content.folder.read(path)),)
        return self._rest()

    def _feed_of(self, path: str) -> FeedPlan | None:
        folder, _, name = path.rpartition("/")
        return self._feeds.get(f"/{folder}/") if name in FILES else None

    @cached_property
    def _feeds(self) -> dict[str, FeedPlan]:
        feeds = self._prepared.feeds
        return {folder: feed for feed in feeds for folder in feed.folders}

    def _covers(self, feed: FeedPlan) -> Iterator[str]:
        """Yield the covers of a feed's stories: it says how many bytes each has."""
        for story in feed.stories:
            if (cover := story.fields.cover) is not None:
                yield self._prepared.desk.targets.picture(cover.src, story.path).media

    @cached_property
    def _pictures(self) -> dict[str, str]:
        pictures = self._prepared.pictures
        found = ((path, pictures.of(path)) for path in filter(is_image, self._prepared.media))
        return {
            variant.path: path
            for path, picture in found
            if picture is not None
            for variant in picture.variants
        }

    def _rest(self) -> Iterator[Artefact]:
        if not self._made.get("sitemap.xml"):
            yield from whole_site(self._prepared)
            yield from sitemap(self._prepared.pages, self._prepared.desk.settings)
            yield from self._printer.redirects(self._prepared.redirects)
