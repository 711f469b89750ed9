"""The gate: open at the moment, closed at the moment, and when that changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from smallsite import NOW, ZONE, codes_of, person, story

from generator.due import changes
from generator.graph import Verdict, decide
from generator.pipeline import Prepared

SiteFrom = Callable[..., Prepared]
SECOND = timedelta(seconds=1)


def verdict(site_from: SiteFrom, text: str, now: datetime = NOW) -> Verdict:
    prepared = site_from(text, now=now)
    assert codes_of(prepared) == []
    return decide(prepared.content.entries[0], now)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, ""),
        ({"status": "draft"}, "draft"),
        ({"status": "withdrawn"}, "withdrawn"),
        ({"status": "withdrawn", "expires_at": "2020-01-01"}, "withdrawn"),
        ({"publish_at": "2024-06-01T12:00:00+08:00"}, ""),
        ({"publish_at": "2024-06-01T12:00:01+08:00"}, "publish_at"),
        ({"publish_at": "2024-06-01T04:00:00Z"}, ""),
        ({"embargo_until": "2024-06-02"}, "embargo_until"),
        ({"embargo_until": "2024-06-01"}, ""),
        ({"expires_at": "2024-06-01T12:00:00+08:00"}, "expires_at"),
        ({"expires_at": "2024-06-01T12:00:01+08:00"}, ""),
        ({"expires_at": "2024-05-31T23:00:00-05:00"}, "expires_at"),
        ({"publish_at": "2024-07-01", "expires_at": "2024-05-01"}, "expires_at"),
        ({"publish_at": "2024-07-01", "embargo_until": "2024-08-01"}, "publish_at"),
    ],
)
def test_why_a_story_is_not_open(site_from: SiteFrom, fields: dict[str, str], reason: str) -> None:
    found = verdict(site_from, story("2024/x", **fields))
    assert (found.open, found.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("basis", "reason"),
    [
        (None, "no_basis"),
        ("{kind: consent}", ""),
        ("{kind: consent, on: 2024-06-01}", ""),
        ("{kind: consent, on: 2024-06-02}", "basis_not_yet"),
        ("{kind: consent, until: 2024-06-01}", "basis_over"),
        ("{kind: consent, until: 2024-06-02}", ""),
    ],
)
def test_why_a_person_is_not_open(site_from: SiteFrom, basis: str | None, reason: str) -> None:
    found = verdict(site_from, person("li-si", "李四", basis))
    assert (found.open, found.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "draft"}, ""),
        ({"status": "withdrawn"}, "withdrawn"),
        ({"status": "draft", "publish_at": "2024-07-01"}, "publish_at"),
        ({"status": "draft", "expires_at": "2024-05-01"}, "expires_at"),
    ],
)
def test_a_preview_of_drafts_shows_no_more_than_will_be_published(
    site_from: SiteFrom, fields: dict[str, str], reason: str
) -> None:
    (entry,) = site_from(story("2024/x", **fields)).content.entries
    found = decide(entry, NOW, drafts=True)
    assert (found.open, found.reason) == (not reason, reason)


def test_a_day_opens_at_midnight_in_shanghai(site_from: SiteFrom) -> None:
    text = story("2024/x", publish_at="2024-06-02")
    midnight = datetime(2024, 6, 2, tzinfo=ZONE)
    assert not verdict(site_from, text, midnight - SECOND).open
    assert verdict(site_from, text, midnight).open
    assert verdict(site_from, text, midnight.astimezone(ZoneInfo("UTC"))).open


def test_the_hour_that_comes_twice_is_two_hours(site_from: SiteFrom) -> None:
    zone = ZoneInfo("America/New_York")
    text = story("2024/x", publish_at="2024-11-03T01:30:00-04:00")
    before = datetime(2024, 11, 3, 1, 15, tzinfo=zone)
    after = datetime(2024, 11, 3, 1, 15, fold=1, tzinfo=zone)
    opened = [
        decide(site_from(text, now=now, options={"timezone": zone.key}).content.entries[0], now)
        for now in (before, after)
    ]
    assert [v.open for v in opened] == [False, True]


def test_due_lists_what_opens_and_closes_in_order(site_from: SiteFrom) -> None:
    prepared = site_from(
        story("2024/a", publish_at="2024-06-03", expires_at="2024-06-04", title="甲")
        + story("2024/b", expires_at="2024-06-02", title="乙")
        + story("2024/c", publish_at="2024-06-02", title="丙")
        + story("2024/d", publish_at="2024-06-05", expires_at="2024-06-04", title="从不")
        + story("2024/e", status="draft", publish_at="2024-06-02", title="草稿")
        + story("2024/f", title="一直")
        + person("li-si", "李四", "{kind: consent, until: 2024-06-02}")
    )
    found = changes(prepared.content.library, NOW)
    assert [(c.title, c.opens, c.reason) for c in found] == [
        ("李四", False, "basis_over"),
        ("乙", False, "expires_at"),
        ("丙", True, "publish_at"),
        ("甲", True, "publish_at"),
    ]
    assert [c.at.isoformat() for c in found] == sorted(c.at.isoformat() for c in found)
    assert found[1].line("zh") == (
        "2024-06-02T00:00:00+08:00  下线  stories/2024/b.md  乙（已过期）"
    )
    assert found[1].line("en").endswith("乙 (expired)")
    assert (
        found[2].line("zh")
        == "2024-06-02T00:00:00+08:00  公开  stories/2024/c.md  丙（还没到发布时间）"
    )
    assert found[1].as_json() == {
        "at": "2024-06-02T00:00:00+08:00",
        "opens": False,
        "path": "stories/2024/b.md",
        "title": "乙",
        "reason": "expires_at",
    }


def test_due_tells_the_moment_from_which_the_verdict_is_another(site_from: SiteFrom) -> None:
    text = story("2024/a", publish_at="2024-06-03T08:00", embargo_until="2024-06-04T08:00")
    library = site_from(text).content.library
    (change,) = changes(library, NOW)
    entry = next(iter(library))
    assert not decide(entry, change.at - SECOND).open
    assert decide(entry, change.at).open


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"date": "2024-06-01"}, []),
        ({"date": "2024-06-01T12:00:00+08:00"}, []),
        ({"date": "2024-06-01T12:00:01+08:00"}, ["L226"]),
        ({"date": "2024-06-02"}, ["L226"]),
        ({"date": "2024-06-02", "publish_at": "2024-05-01"}, []),
        ({"date": "2024-06-02", "embargo_until": "2024-05-01"}, []),
        ({"date": "2024-06-02", "publish_at": "2024-06-02"}, []),
        ({"date": "2024-06-02", "status": "draft"}, []),
    ],
)
def test_a_story_that_is_public_before_its_date_is_told(
    site_from: SiteFrom, fields: dict[str, str], codes: list[str]
) -> None:
    stories = story("2024/x", **fields) + story("2023/old", date="2023-05-11")
    assert codes_of(site_from(stories)) == codes
