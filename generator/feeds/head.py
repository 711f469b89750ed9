"""Owns the feed head: what a feed says of itself, whatever the format.
May not serialise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from generator.feeds.characters import allowed
from generator.feeds.identity import tag_uri
from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.names import quote_path
from generator.plan import FeedPlan
from generator.render.texts import LANGUAGES
from generator.render.views.desk import Desk

# Atom demands a date of every feed; a feed without stories has this one, never the clock's.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedHead:
    """One feed. `folder` and `page` are absolute URLs; `updated` is aware."""

    id: str
    title: str
    description: str
    folder: str
    page: str
    updated: datetime
    language: str
    author: str


def feed_head(plan: FeedPlan, desk: Desk) -> FeedHead:
    """Return what the feed of a plan says of itself."""
    settings = desk.settings
    page = settings.absolute(quote_path(plan.page))
    title = allowed(desk.feed_title(plan)) or page
    return FeedHead(
        id=tag_uri(settings, plan.folder),
        title=title,
        description=allowed(settings.description) or title,
        folder=settings.absolute(quote_path(plan.folder)),
        page=page,
        updated=last_change(plan.stories),
        language=LANGUAGES[settings.language],
        author=allowed(settings.author) or title,
    )


def last_change(stories: Iterable[Entry[Story]]) -> datetime:
    """Return when the last of the stories changed, `NEVER` if there are none."""
    changes = (story.fields.changed.exact for story in stories)
    # By timestamp: within one zone Python compares wall clocks, wrong in the hour that DST repeats.
    return max(changes, key=datetime.timestamp, default=NEVER)
