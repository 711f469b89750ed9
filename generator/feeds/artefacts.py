"""Owns which files the feeds are, and joins each out of its head and its stories' fragments.
May not know formats from inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.feeds.head import feed_head
from generator.plan import OPML, FeedPlan
from generator.plan.feeds import ATOM, JSON, RSS
from generator.publish.artefact import Artefact
from generator.render.views.desk import Desk

if TYPE_CHECKING:
    from generator.feeds.fragments import Fragments


class Press:
    """Makes feeds; a story is serialised when the first feed asks for it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fragments: Fragments | None = None

    def feed(self, plan: FeedPlan) -> Iterator[Artefact]:
        """Yield the file of each format of a feed. Stories stand in the order of the plan.

        The same plan and desk give the same bytes.
        """
        # feedgen and lxml are much to load for a build that changes no feed
        from generator.feeds.envelope import atom_envelope, rss_envelope
        from generator.feeds.fragments import Fragments
        from generator.feeds.jsonfeed import json_envelope

        if self._fragments is None:
            self._fragments = Fragments(self._desk)
        head = feed_head(plan, self._desk)
        stories = [self._fragments.of(story) for story in plan.stories]
        rss = rss_envelope(head).around([s.rss for s in stories])
        atom = atom_envelope(head).around([s.atom for s in stories])
        json = json_envelope(head).around([b",".join(s.json for s in stories)])
        for folder in (place[1:] for place in plan.folders):
            yield Artefact(f"{folder}{RSS}", rss)
            yield Artefact(f"{folder}{ATOM}", atom)
            yield Artefact(f"{folder}{JSON}", json)

    def opml(self, plans: Sequence[FeedPlan]) -> Artefact:
        """Return the list of all feeds."""
        from generator.feeds.opml import opml

        feeds = [(plan, feed_head(plan, self._desk)) for plan in plans]
        return Artefact(OPML[1:], opml(feeds, self._desk))
