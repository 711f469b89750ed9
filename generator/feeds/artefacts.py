"""Owns which files the feeds are, and joins each out of its head and its stories' fragments.
May not know formats from inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.feeds.envelope import atom_envelope, rss_envelope
from generator.feeds.fragments import Fragments
from generator.feeds.head import FeedHead, feed_head
from generator.feeds.jsonfeed import json_envelope
from generator.feeds.opml import opml
from generator.plan import FeedPlan
from generator.publish.artefact import Artefact
from generator.render.views.desk import Desk


def feed_artefacts(plans: Sequence[FeedPlan], desk: Desk) -> Iterator[Artefact]:
    """Yield three files for each feed and one OPML of them all.

    The bodies of the stories must have been rendered. The same plans and desk give the same bytes.
    Stories stand in the order of their plan; those in no plan are not looked at.
    """
    fragments = Fragments(desk)
    feeds = [(plan, feed_head(plan, desk)) for plan in plans]
    for plan, head in feeds:
        yield from _feed(plan, head, fragments)
    yield Artefact("feeds/index.opml", opml(feeds, desk))


def _feed(plan: FeedPlan, head: FeedHead, fragments: Fragments) -> Iterator[Artefact]:
    stories = [fragments.of(story) for story in plan.stories]
    folder = plan.folder.lstrip("/")
    yield Artefact(f"{folder}rss.xml", rss_envelope(head).around([s.rss for s in stories]))
    yield Artefact(f"{folder}atom.xml", atom_envelope(head).around([s.atom for s in stories]))
    items = b",".join(s.json for s in stories)
    yield Artefact(f"{folder}feed.json", json_envelope(head).around([items]))
