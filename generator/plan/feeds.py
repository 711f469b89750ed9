"""Owns the feeds: which there are, what they carry and under which ids.
May not serialise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.graph import Site
from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.names import is_slug
from generator.plan.pages import TERM_TAXONOMIES
from generator.plan.redirects import page_place

# The formats, as files of each feed; `templates/` names them in head.html, feeds.html, parts.html.
FILES = RSS, ATOM, JSON = "rss.xml", "atom.xml", "feed.json"
OPML = "/feeds/index.opml"  # the list of all feeds


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed in each format below `folder`; `page` is the page that it accompanies. The folders
    in `former` get the same files: no reader of feeds follows what a page says of its new place.

    `group` names what kind of feed it is: `site`, a taxonomy, `people` or `honor_lists`.
    """

    folder: str
    page: str
    group: str
    title: str
    stories: tuple[Entry[Story], ...]
    subject: Any = None
    former: tuple[str, ...] = ()

    @property
    def folders(self) -> tuple[str, ...]:
        """All folders that have the feed's files."""
        return (self.folder, *self.former)

    @property
    def files(self) -> tuple[str, ...]:
        """The permalinks of the feed's files, the former ones, too."""
        return tuple(f"{folder}{name}" for folder in self.folders for name in FILES)


def plan_feeds(site: Site, items: int, language: str) -> tuple[FeedPlan, ...]:
    """Return a feed for the site and for everything that has stories, newest stories first. Terms
    are named in the language of the site.
    """
    return tuple(_feeds(site, items, language))


def _feeds(site: Site, items: int, language: str) -> Iterator[FeedPlan]:
    yield FeedPlan("/feeds/", "/", "site", "", site.stories[:items])
    for taxonomy in TERM_TAXONOMIES:
        for term in site.terms(taxonomy):
            if stories := site.listings.get((taxonomy, term.id)):
                place, folder = term.permalink, f"/feeds{term.permalink}"
                title, former = term.title(language), tuple(f"/feeds{p}" for p in term.former)
                yield FeedPlan(folder, place, taxonomy, title, stories[:items], term, former)
    for entry in site.honor_lists:
        if stories := site.by_list.get(entry.key):
            yield _of_entry(entry, "honor_lists", stories[:items])
    for key, person in site.people.items():
        if stories := site.by_person.get(key):
            yield _of_entry(person, "people", stories[:items])


def _of_entry(entry: Entry[Any], group: str, stories: tuple[Entry[Story], ...]) -> FeedPlan:
    place = entry.permalink
    kind = place[: place.index("/", 1) + 1]  # elsewhere no page of Laurel's had a feed
    places = dict.fromkeys(map(page_place, entry.gist.aliases))
    was = (p for p in places if p != place and p.endswith("/") and p.startswith(kind))
    former = tuple(f"/feeds{place}" for place in was if is_slug(place[len(kind) : -1]))
    return FeedPlan(f"/feeds{place}", place, group, entry.title, stories, entry, former)
