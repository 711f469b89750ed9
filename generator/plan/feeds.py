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
from generator.plan.pages import TERM_TAXONOMIES

# The formats, as files of each feed; `templates/` names them in head.html, feeds.html, parts.html.
FILES = RSS, ATOM, JSON = "rss.xml", "atom.xml", "feed.json"
OPML = "/feeds/index.opml"  # the list of all feeds


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed in each format below `folder`; `page` is the page that it accompanies.

    `group` names what kind of feed it is: `site`, a taxonomy, `people` or `honor_lists`.
    """

    folder: str
    page: str
    group: str
    title: str
    stories: tuple[Entry[Story], ...]
    subject: Any = None

    @property
    def files(self) -> tuple[str, ...]:
        """The permalinks of the feed's files."""
        return tuple(f"{self.folder}{name}" for name in FILES)


def plan_feeds(site: Site, items: int, language: str = "zh") -> tuple[FeedPlan, ...]:
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
                title = term.title(language)
                yield FeedPlan(folder, place, taxonomy, title, stories[:items], term)
    for entry in site.honor_lists:
        if stories := site.by_list.get(entry.key):
            place, folder = entry.permalink, f"/feeds{entry.permalink}"
            yield FeedPlan(folder, place, "honor_lists", entry.title, stories[:items], entry)
    for key, person in site.people.items():
        if stories := site.by_person.get(key):
            place, folder = person.permalink, f"/feeds{person.permalink}"
            yield FeedPlan(folder, place, "people", person.title, stories[:items], person)
