"""Owns the tests of feed items: absolute links, moments, enclosures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from generator.feeds.characters import allowed, allowed_names
from generator.feeds.head import NEVER, feed_head, last_change
from generator.feeds.item import absolute_html, feed_item
from generator.kinds.base import Source
from generator.kinds.story import Correction
from generator.render.cards import Image
from generator.render.root import ROOT, rooted
from generator.schema.types import When

SITE = "https://host/sub/"
STORY = f"{SITE}stories/2024/a/"


def test_links_of_a_body_become_absolute() -> None:
    html = f'<p><a href="{ROOT}/people/x/#s-top">x</a> <a href="{ROOT}">home</a></p>'
    assert absolute_html(html, STORY, SITE) == (
        '<p><a href="https://host/sub/people/x/#s-top">x</a> <a href="https://host/sub">home</a></p>'
    )


def test_pictures_and_every_size_of_a_srcset_become_absolute() -> None:
    html = f'<img src="{ROOT}/m/a.jpg" srcset="{ROOT}/m/a-400.jpg 400w, {ROOT}/m/a-800.jpg 800w">'
    assert absolute_html(html, STORY, SITE) == (
        '<img src="https://host/sub/m/a.jpg" '
        'srcset="https://host/sub/m/a-400.jpg 400w, https://host/sub/m/a-800.jpg 800w">'
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('<a href="#s-1">', f'<a href="{STORY}#s-1">'),
        ('<a href="#fn-1" id="fnref-1" data-x>', f'<a href="{STORY}#fn-1" id="fnref-1" data-x>'),
        ('<a id="r" data-x class="b" href="#f">', f'<a id="r" data-x class="b" href="{STORY}#f">'),
        ('<a title="a > b" href="#f">', f'<a title="a > b" href="{STORY}#f">'),
        ('<a href="https://x/#y">', '<a href="https://x/#y">'),
        ('<code>href="#x"</code>', '<code>href="#x"</code>'),
        ("<p title='a href=\"#x\"'>", "<p title='a href=\"#x\"'>"),
    ],
)
def test_links_within_a_story_lead_to_its_page_and_text_stays(tag: str, expected: str) -> None:
    assert absolute_html(tag, STORY, SITE) == expected


def test_the_root_mark_is_nowhere_in_the_feeds(make_story: Any, newsroom: Any, files: Any) -> None:
    html = f'<p><a href="{rooted("/a/")}">a</a></p>'
    stories = [make_story(cover={"src": "m/a.jpg"}, tags=["甲"])]
    for data in files(*newsroom(stories, html)).values():
        assert ROOT.encode() not in data


def test_the_last_change_is_found_in_the_hour_that_comes_twice(make_story: Any) -> None:
    zone = ZoneInfo("Europe/Berlin")
    summer = When(datetime(2024, 10, 27, 2, 45, tzinfo=zone, fold=0), False)
    winter = When(datetime(2024, 10, 27, 2, 15, tzinfo=zone, fold=1), False)
    story = make_story()
    stories = [
        replace(story, data=story.fields.model_copy(update={"date": when}))
        for when in (summer, winter)
    ]
    assert last_change(stories) is winter.at


def test_a_correction_reaches_those_who_read_the_mistake(make_story: Any, newsroom: Any) -> None:
    correction = Correction(date=When(datetime(2024, 5, 20, tzinfo=UTC), True), note="是 <八> 年")
    story = make_story(date="2024-05-11", corrections=(correction,))
    plans, desk = newsroom([story])
    item = feed_item(story, desk)
    assert item.html.endswith(
        "<h2>更正</h2>\n<ul>\n<li>2024年5月20日 是 &lt;八&gt; 年</li>\n</ul>\n"
    )
    assert item.published < item.updated == correction.date.at
    assert feed_head(plans[0], desk).updated == item.updated


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "https://a.example/?x=1&y=2",
            '<a href="https://a.example/?x=1&amp;y=2">晚报 &lt;要闻&gt;</a>',
        ),
        (None, "晚报 &lt;要闻&gt;"),
    ],
)
def test_a_reprint_says_in_feeds_where_it_was_published(
    make_story: Any, newsroom: Any, url: str | None, said: str
) -> None:
    story = make_story(source=Source(name="晚报 <要闻>", url=url))
    _, desk = newsroom([story])
    assert feed_item(story, desk).html.endswith(f"<p>来源 {said}</p>\n")


@pytest.mark.parametrize("updated", ["2024-05-11", "2020-01-01"])
def test_a_story_is_never_updated_before_it_is_published(make_story: Any, updated: str) -> None:
    story = make_story(date="2024-05-11T09:30:00+08:00", updated=updated)
    assert last_change([story]) == story.fields.date.at


def test_no_story_has_ever_changed_in_an_empty_feed() -> None:
    assert last_change(()) == NEVER


@pytest.mark.parametrize(("mime", "size"), [("", 5), ("image/jpeg", 0)])
def test_a_cover_of_unknown_type_or_size_is_no_enclosure(
    make_story: Any, newsroom: Any, monkeypatch: pytest.MonkeyPatch, mime: str, size: int
) -> None:
    story = make_story(cover={"src": "m/a.jpg"})
    _, desk = newsroom([story])
    cover = Image(rooted("/m/a.jpg"), "", mime=mime, weigh=lambda: size)
    monkeypatch.setattr(desk.cards, "_picture", lambda field, origin: cover)
    item = feed_item(story, desk)
    assert item.enclosure is None
    assert item.image == "https://alumni.example.edu.cn/news/m/a.jpg"


def test_forbidden_characters_are_dropped_and_all_others_kept() -> None:
    assert allowed("\x00甲\x0b\x1f\ud800\ufdd0\ufffe\uffff乙\t\n\r𠮷\x85\ue000") == (
        "甲乙\t\n\r𠮷\x85\ue000"
    )


def test_names_appear_once_and_never_empty() -> None:
    assert allowed_names(("甲", "\x01", " 乙 ", "甲", "乙\x00")) == ("甲", "乙")


def test_every_url_of_an_item_is_absolute(make_story: Any, newsroom: Any) -> None:
    html = f'<p><a href="#s-1">1</a><img src="{rooted("/m/图 1.jpg")}"></p>'
    story = make_story(cover={"src": "m/封面 1.jpg"})
    _, desk = newsroom([story], html)
    item = feed_item(story, desk)
    assert item.enclosure is not None
    urls = [item.url, item.image, item.enclosure.url]
    urls += re.findall(r'(?:href|src)="([^"]*)"', item.html)
    assert len(urls) == 5
    for url in urls:
        assert url.startswith("https://alumni.example.edu.cn/news/")
        assert url.isascii()
        assert " " not in url
