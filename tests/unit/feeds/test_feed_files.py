"""Owns the tests of the files: read back by other programs, they say what the model says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedgen.entry
import feedgen.feed
import feedparser
import pytest
from lxml import etree

from generator import __version__
from generator.feeds.item import feed_item
from generator.kinds.term import Term
from generator.plan import FILES

BASE = "https://alumni.example.edu.cn/news/"
HTML = (
    '<p>正文 &amp; <a href="https://x.example/?a=1&amp;b=2">更多</a> &lt;b&gt;</p>\n<p>第二段</p>'
)
XML = ("rss.xml", "atom.xml")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)\Z")


def _read(data: bytes) -> Any:
    """Read a feed as it stands: without feedparser's cleaning of HTML and guessing of bases."""
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def _moment(parsed: Any) -> datetime:
    return datetime(*parsed[:6], tzinfo=UTC)


@pytest.fixture
def site(make_story: Any, newsroom: Any, files: Any) -> Any:
    """Two stories in the feeds of the site, a column and tags."""
    stories = [
        make_story(
            key="2024/prize",
            date="2024-05-11T09:30:00+08:00",
            updated="2024-06-01",
            title="<b>校友</b> & 朋友 “获奖”",
            summary="甲 <b>乙</b> & 丙",
            authors=["张三", "Li & Co"],
            tags=["AT&T", "<x>"],
            cover={"src": "media/a.jpg"},
        ),
        make_story(key="2024/plain", date="2024-05-10"),
    ]
    plans, desk = newsroom(stories, HTML)
    return plans, desk, files(plans, desk)


def test_every_plan_gives_three_files_and_all_of_them_one_outline(site: Any) -> None:
    plans, _, files = site
    expected = {f"{p.folder[1:]}{name}" for p in plans for name in (*XML, "feed.json")}
    assert expected == {place[1:] for p in plans for place in p.files}
    assert set(files) == expected | {"feeds/index.opml"}
    assert "feeds/columns/achievements/rss.xml" in files


def test_a_feed_says_what_the_site_says_of_itself(site: Any) -> None:
    *_, files = site
    for folder, title in (
        ("feeds/", "校友新闻"),
        ("feeds/columns/achievements/", "建功立业 · 校友新闻"),
    ):
        told = [_read(files[f"{folder}{name}"]).feed for name in XML]
        assert [(feed.title, feed.subtitle) for feed in told] == [(title, "校友的消息")] * 2
        feed = json.loads(files[f"{folder}feed.json"])
        assert (feed["title"], feed["description"]) == (title, "校友的消息")


@pytest.mark.parametrize("name", XML)
def test_entries_stand_in_the_order_of_the_plan(site: Any, name: str) -> None:
    plans, _, files = site
    links = [entry.link for entry in _read(files[f"feeds/{name}"]).entries]
    assert links == [f"{BASE}{s.permalink[1:]}" for s in plans[0].stories]


@pytest.mark.parametrize("name", XML)
def test_feedparser_reads_back_what_the_model_says(site: Any, name: str) -> None:
    plans, desk, files = site
    entries = _read(files[f"feeds/{name}"]).entries
    for entry, story in zip(entries, plans[0].stories, strict=True):
        item = feed_item(story, desk)
        assert entry.title == item.title
        assert entry.id == item.id
        assert entry.link == item.url
        assert _moment(entry.published_parsed) == item.published
        assert [tag.term for tag in entry.tags] == list(item.categories)
        text = entry.content[0].value if "content" in entry else entry.summary
        assert text == item.html == HTML


def test_atom_says_when_a_story_was_updated(site: Any) -> None:
    entries = _read(site[2]["feeds/atom.xml"]).entries
    assert [entry.updated for entry in entries] == [
        "2024-06-01T00:00:00+08:00",
        "2024-05-10T00:00:00+08:00",
    ]


@pytest.mark.parametrize("name", XML)
def test_a_feed_changed_when_its_last_story_did(site: Any, name: str) -> None:
    found = _read(site[2][f"feeds/{name}"]).feed
    assert _moment(found.updated_parsed) == datetime(2024, 5, 31, 16, tzinfo=UTC)


def test_atom_titles_and_summaries_are_text(site: Any) -> None:
    entry = _read(site[2]["feeds/atom.xml"]).entries[0]
    assert (entry.title_detail.type, entry.summary_detail.type) == ("text/plain", "text/plain")
    assert entry.summary == "甲 <b>乙</b> & 丙"


def test_rss_descriptions_are_html_that_shows_the_summary(site: Any) -> None:
    entry = _read(site[2]["feeds/rss.xml"]).entries[0]
    assert entry.summary == "甲 &lt;b&gt;乙&lt;/b&gt; &amp; 丙"


def test_rss_writes_the_title_as_plain_escaped_text(site: Any) -> None:
    item = etree.fromstring(site[2]["feeds/rss.xml"]).find("channel/item")
    assert item.findtext("title") == "<b>校友</b> & 朋友 “获奖”"


@pytest.mark.parametrize("name", XML)
def test_a_cover_is_an_enclosure_with_its_true_size_and_type(site: Any, name: str) -> None:
    first, second = _read(site[2][f"feeds/{name}"]).entries
    (cover,) = first.enclosures
    assert cover.href == f"{BASE}media/a.jpg"
    assert (cover.length, cover.type) == ("48213", "image/jpeg")
    assert second.enclosures == []


@pytest.mark.parametrize("name", XML)
def test_authors_are_named_without_an_address(site: Any, name: str) -> None:
    entry = _read(site[2][f"feeds/{name}"]).entries[0]
    assert [author.name for author in entry.authors] == ["张三", "Li & Co"]


def test_rss_has_no_author_elements_because_they_need_an_e_mail_address(site: Any) -> None:
    assert etree.fromstring(site[2]["feeds/rss.xml"]).find(".//author") is None


def test_a_story_without_authors_is_the_office_s(site: Any) -> None:
    found = _read(site[2]["feeds/atom.xml"])
    assert found.feed.author == "校友办公室"
    assert "author" not in {child.tag for child in etree.fromstring(site[2]["feeds/atom.xml"])[-1]}


@pytest.mark.parametrize(
    ("name", "mime"), [("rss.xml", "application/rss+xml"), ("atom.xml", "application/atom+xml")]
)
def test_a_feed_names_itself_and_its_page(site: Any, name: str, mime: str) -> None:
    found = _read(site[2][f"feeds/columns/achievements/{name}"]).feed
    (itself,) = [link for link in found.links if link.rel == "self"]
    assert (itself.href, itself.type) == (f"{BASE}feeds/columns/achievements/{name}", mime)
    assert found.link == f"{BASE}columns/achievements/"
    assert found.title == "建功立业 · 校友新闻"
    assert found.language == "zh-CN"


def test_the_generator_is_laurel(site: Any) -> None:
    assert _read(site[2]["feeds/rss.xml"]).feed.generator == f"Laurel {__version__}"
    detail = _read(site[2]["feeds/atom.xml"]).feed.generator_detail
    assert (detail.name, detail.version) == ("Laurel", __version__)
    assert not any(b"feedgen" in data for data in site[2].values())


def test_guids_are_no_permalinks(site: Any) -> None:
    guids = etree.fromstring(site[2]["feeds/rss.xml"]).findall("channel/item/guid")
    assert [guid.get("isPermaLink") for guid in guids] == ["false", "false"]


def test_an_english_story_is_marked_as_english(make_story: Any, newsroom: Any, files: Any) -> None:
    found = files(*newsroom([make_story(lang="en", title="Prize")]))
    assert _read(found["feeds/atom.xml"]).entries[0].title_detail.language == "en"
    assert b"<dc:language>en</dc:language>" in found["feeds/rss.xml"]
    assert json.loads(found["feeds/feed.json"])["items"][0]["language"] == "en"


def test_json_feed_has_what_version_1_1_requires(site: Any) -> None:
    for path, data in site[2].items():
        if not path.endswith(".json"):
            continue
        feed = json.loads(data)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == BASE + path
        assert feed["language"] == "zh-CN"
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert isinstance(item["content_html"], str)
            assert RFC3339.match(item["date_published"])
            assert RFC3339.match(item["date_modified"])
            assert all(author["name"] for author in item.get("authors", ()))
            assert all(isinstance(tag, str) for tag in item["tags"])
            assert all(f["url"] and f["mime_type"] for f in item.get("attachments", ()))


def test_json_feed_says_what_the_model_says(site: Any) -> None:
    plans, desk, files = site
    items = json.loads(files["feeds/feed.json"])["items"]
    item = feed_item(plans[0].stories[0], desk)
    assert items[0] == {
        "id": item.id,
        "url": item.url,
        "title": "<b>校友</b> & 朋友 “获奖”",
        "content_html": HTML,
        "summary": "甲 <b>乙</b> & 丙",
        "image": f"{BASE}media/a.jpg",
        "date_published": "2024-05-11T09:30:00+08:00",
        "date_modified": "2024-06-01T00:00:00+08:00",
        "authors": [{"name": "张三"}, {"name": "Li & Co"}],
        "tags": ["建功立业", "AT&T", "<x>"],
        "language": "zh-CN",
        "attachments": [
            {"url": f"{BASE}media/a.jpg", "mime_type": "image/jpeg", "size_in_bytes": 48213}
        ],
    }


def test_a_site_without_stories_has_valid_feeds(newsroom: Any, files: Any) -> None:
    found = files(*newsroom([]))
    rss, atom = (_read(found[f"feeds/{name}"]) for name in XML)
    assert (rss.entries, atom.entries) == ([], [])
    assert atom.feed.updated == "1970-01-01T00:00:00+00:00"
    assert rss.feed.updated == "Thu, 01 Jan 1970 00:00:00 +0000"
    assert json.loads(found["feeds/feed.json"])["items"] == []


def test_a_story_without_a_body_or_summary_is_still_an_item(
    make_story: Any, newsroom: Any, files: Any
) -> None:
    found = files(*newsroom([make_story()], ""))
    for name in XML:
        (entry,) = _read(found[f"feeds/{name}"]).entries
        assert entry.title == "校友获奖"
    (item,) = json.loads(found["feeds/feed.json"])["items"]
    assert item["content_html"] == ""


def test_an_outline_groups_the_feeds_under_their_titles(site: Any) -> None:
    plans, _, files = site
    root = etree.fromstring(files["feeds/index.opml"])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    groups = {o.get("text"): [c.get("xmlUrl") for c in o] for o in root.find("body")}
    assert groups == {
        "组：site": [f"{BASE}feeds/rss.xml"],
        "组：columns": [f"{BASE}feeds/columns/achievements/rss.xml"],
        "组：tags": [f"{BASE}{p.folder[1:]}rss.xml" for p in plans if p.group == "tags"],
    }


def test_every_outline_of_a_feed_leads_to_a_feed_that_is_there(site: Any) -> None:
    _, _, files = site
    for outline in etree.fromstring(files["feeds/index.opml"]).iterfind(".//outline[@type='rss']"):
        path = outline.get("xmlUrl").removeprefix(BASE)
        channel = _read(files[path]).feed
        assert outline.get("text") == outline.get("title") == channel.title
        assert outline.get("htmlUrl") == channel.link


def test_a_rename_with_an_alias_keeps_every_id(make_story: Any, newsroom: Any, files: Any) -> None:
    before = files(*newsroom([make_story(key="2024/old")]))
    after = files(*newsroom([make_story(key="2024/new", aliases=["/stories/2024/old/"])]))
    for name in XML:
        (old,), (new,) = (_read(site[f"feeds/{name}"]).entries for site in (before, after))
        assert old.id == new.id
        assert old.link != new.link
    (old,), (new,) = (json.loads(site["feeds/feed.json"])["items"] for site in (before, after))
    assert old["id"] == new["id"]


def test_a_feed_that_moved_is_still_where_it_was(site: Any, files: Any) -> None:
    plans, desk, found = site
    plan = next(plan for plan in plans if plan.group == "columns")
    moved = files([replace(plan, former=("/feeds/columns/old/", "/feeds/columns/older/"))], desk)
    for name in FILES:
        places = [f"{folder[1:]}{name}" for folder in (plan.folder, "/feeds/columns/old/")]
        assert {moved[place] for place in places} == {found[places[0]]}
        assert moved[f"feeds/columns/older/{name}"] == found[places[0]]


def test_a_story_has_one_id_in_all_feeds_and_formats(site: Any) -> None:
    ids = {
        entry.id
        for path, data in site[2].items()
        if path.endswith(".xml")
        for entry in _read(data).entries
    }
    ids |= {
        item["id"]
        for path, data in site[2].items()
        if path.endswith(".json")
        for item in json.loads(data)["items"]
    }
    assert len(ids) == 2


def test_the_same_input_gives_the_same_bytes(site: Any, files: Any) -> None:
    plans, desk, found = site
    assert files(plans, desk) == found


class _AnyMoment(type):
    """Lets `isinstance(moment, Later)` in feedgen hold for every datetime."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


class Later(datetime, metaclass=_AnyMoment):
    """A clock that has run on."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return datetime(2099, 1, 1, tzinfo=tz)


def test_the_clock_does_not_reach_the_feeds(
    site: Any, newsroom: Any, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = newsroom([])
    before = files(*empty)
    monkeypatch.setattr(feedgen.feed, "datetime", Later)
    monkeypatch.setattr(feedgen.entry, "datetime", Later)
    plans, desk, found = site
    assert files(plans, desk) == found
    assert files(*empty) == before


def test_an_ampersand_in_a_column_survives(make_story: Any, newsroom: Any, files: Any) -> None:
    column = Term("columns", "achievements", "科研 & <创业>", "")
    found = files(*newsroom([make_story()], column=column))
    for name in XML:
        feed = _read(found[f"feeds/columns/achievements/{name}"])
        assert feed.feed.title == "科研 & <创业> · 校友新闻"
        assert feed.entries[0].tags[0].term == "科研 & <创业>"
