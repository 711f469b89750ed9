"""Owns a small newsroom for the tests of the feeds: real stories, site, plans and desk.
May not read files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from generator.feeds import Press
from generator.graph.library import make_library
from generator.graph.site import make_site
from generator.kinds.base import Entry, Picture
from generator.kinds.story import Story
from generator.kinds.term import Term
from generator.plan import FeedPlan, plan_feeds
from generator.render.bodies import Bodies
from generator.render.cards import Cards, Image
from generator.render.markdown import Body
from generator.render.root import rooted
from generator.render.targets import Targets
from generator.render.texts import Texts
from generator.render.views.desk import Desk
from generator.schema.types import parse_when
from generator.settings import settings_from

ZONE = ZoneInfo("Asia/Shanghai")
GROUPS = ("site", "columns", "colleges", "regions", "honors", "tags", "people", "honor_lists")
COLUMN = Term("columns", "achievements", "建功立业", "Achievements")
COVER_SIZE = 48_213

MakeStory = Callable[..., Entry[Story]]
Newsroom = Callable[..., tuple[tuple[FeedPlan, ...], Desk]]


def _story(
    key: str = "2024/prize", date: str = "2024-05-11", body: str = "", **fields: Any
) -> Entry[Story]:
    if "updated" in fields:
        fields["updated"] = parse_when(fields["updated"], ZONE)
    values = {
        "title": "校友获奖",
        "column": "achievements",
        "date": parse_when(date, ZONE),
    } | fields
    model = Story(**values)
    return Entry(
        "story", key, f"stories/{key}.md", f"/stories/{key}/", model.title, model, body or "正文"
    )


def _picture(field: Picture | None, origin: str) -> Image | None:
    if field is None:
        return None
    size = (800, 600)
    return Image(
        rooted(f"/{field.src}"), field.alt or "", "", *size, "image/jpeg", lambda: COVER_SIZE
    )


@dataclass(frozen=True, slots=True)
class _SameBody:
    """Bodies that are the same for every story."""

    body: Body

    def of(self, entry: Entry[Any]) -> Body:
        return self.body


def _newsroom(
    stories: Sequence[Entry[Story]],
    html: str = "<p>正文</p>",
    column: Term = COLUMN,
    options: dict[str, Any] | None = None,
    **settings: Any,
) -> tuple[tuple[FeedPlan, ...], Desk]:
    raw = {
        "site_name": "校友新闻",
        "site_url": "https://alumni.example.edu.cn/news/",
        "site_description": "校友的消息",
        "site_author": "校友办公室",
        "plugins": [{"laurel": options or {}}],
    } | settings
    site = make_site(make_library(stories, [column]), stories)
    words = {group: f"组：{group}" for group in GROUPS}
    texts = Texts(words | {"corrections": "更正", "source": "来源"}, "zh")
    cards = Cards(site, texts, _picture)
    plans = plan_feeds(site, 20, "zh")
    desk = Desk(
        site,
        settings_from(raw),
        texts,
        cards,
        cast(Targets, None),
        {plan.folder: plan for plan in plans},
        cast(Bodies, _SameBody(Body(html.encode(), (), "", 1, (), ()))),
    )
    return plans, desk


def _files(plans: Sequence[FeedPlan], desk: Desk) -> dict[str, bytes]:
    press = Press(desk)
    made = [artefact for plan in plans for artefact in press.feed(plan)]
    return {artefact.path: artefact.data for artefact in (*made, press.opml(plans))}


@pytest.fixture(scope="session")
def make_story() -> MakeStory:
    """`make_story(key, date, **front_matter)` returns a story."""
    return _story


@pytest.fixture(scope="session")
def newsroom() -> Newsroom:
    """`newsroom(stories, html, **mkdocs_settings)` returns the plans of all feeds and the desk."""
    return _newsroom


@pytest.fixture(scope="session")
def files() -> Callable[..., dict[str, bytes]]:
    """`files(plans, desk)` returns the data of each artefact by its path."""
    return _files
