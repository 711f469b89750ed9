"""Every feed of content/ as feedparser reads it, against the model; and where feeds are named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest
from lxml import etree, html

from generator.feeds.item import FeedItem, feed_item
from generator.names import output_path
from generator.pipeline import Prepared
from generator.plan import FeedPlan, PagePlan

FORMATS = ("rss.xml", "atom.xml", "feed.json")


@pytest.fixture(scope="module")
def items(prepared: Prepared) -> dict[str, FeedItem]:
    """What feeds should say of each story, by permalink."""
    return {s.permalink: feed_item(s, prepared.desk) for s in prepared.site.stories}


def expected(plan: FeedPlan, items: dict[str, FeedItem]) -> list[FeedItem]:
    return [items[story.permalink] for story in plan.stories]


def file_of(site: Path, plan: FeedPlan, name: str) -> Path:
    return site / plan.folder.lstrip("/") / name


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_feedparser_reads_every_feed_back(
    site: Path, prepared: Prepared, items: dict[str, FeedItem], name: str
) -> None:
    assert len(prepared.feeds) > 100
    for plan in prepared.feeds:
        # The judgement is about the feed, not about feedparser's cleaning of HTML, which is slow.
        data = file_of(site, plan, name).read_bytes()
        feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
        assert feed.bozo == 0, (plan.folder, feed.get("bozo_exception"))
        assert feed.feed.title == prepared.desk.feed_title(plan)
        wanted = expected(plan, items)
        assert [e.title for e in feed.entries] == [item.title for item in wanted]
        assert [e.id for e in feed.entries] == [item.id for item in wanted]
        assert [e.link for e in feed.entries] == [item.url for item in wanted]
        assert [moment(e.published_parsed) for e in feed.entries] == [
            item.published.astimezone(UTC).replace(microsecond=0) for item in wanted
        ]
        assert [enclosures(e) for e in feed.entries] == [enclosure(item) for item in wanted]
        assert [content(e) for e in feed.entries] == [item.html.strip() for item in wanted]


def moment(parsed: Any) -> datetime:
    return datetime(*parsed[:6], tzinfo=UTC)


def enclosures(entry: Any) -> list[tuple[str, str, int]]:
    return [(e.href, e.type, int(e.length)) for e in entry.enclosures]


def enclosure(item: FeedItem) -> list[tuple[str, str, int]]:
    file = item.enclosure
    return [(file.url, file.mime, file.size)] if file else []


def content(entry: Any) -> str:
    return str(entry.content[0].value).strip()


def test_atom_tells_when_a_story_changed(
    site: Path, prepared: Prepared, items: dict[str, FeedItem]
) -> None:
    for plan in prepared.feeds:
        feed = feedparser.parse(file_of(site, plan, "atom.xml").read_bytes(), sanitize_html=False)
        wanted = [item.updated.astimezone(UTC) for item in expected(plan, items)]
        assert [moment(e.updated_parsed) for e in feed.entries] == wanted
        assert moment(feed.feed.updated_parsed) == max(wanted)


def test_json_feeds_say_the_same(
    site: Path, prepared: Prepared, items: dict[str, FeedItem]
) -> None:
    for plan in prepared.feeds:
        feed = json.loads(file_of(site, plan, "feed.json").read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"] == prepared.desk.feed_title(plan)
        wanted = expected(plan, items)
        assert [(e["id"], e["url"], e["title"], e["content_html"]) for e in feed["items"]] == [
            (item.id, item.url, item.title, item.html) for item in wanted
        ]
        assert [datetime.fromisoformat(e["date_published"]) for e in feed["items"]] == [
            item.published for item in wanted
        ]
        assert [
            [(a["url"], a["mime_type"], a["size_in_bytes"]) for a in e.get("attachments", ())]
            for e in feed["items"]
        ] == [enclosure(item) for item in wanted]


def test_enclosures_have_the_length_and_type_of_the_published_file(
    site: Path, prepared: Prepared, items: dict[str, FeedItem]
) -> None:
    files = [item.enclosure for item in items.values() if item.enclosure]
    assert len(files) > 50
    endings = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG", "image/webp": b"RIFF"}
    for file in files:
        data = published(site, file.url, prepared).read_bytes()
        assert len(data) == file.size and data.startswith(endings[file.mime])


def test_every_address_in_a_feed_is_absolute_and_answers(
    site: Path, prepared: Prepared, items: dict[str, FeedItem]
) -> None:
    home = prepared.desk.settings.site_url
    for item in items.values():
        for element in html.fragment_fromstring(item.html, create_parent=True).iter():
            for name in ("href", "src", "poster"):
                if (url := element.get(name)) is not None:
                    assert urlsplit(url).scheme in ("https", "http", "mailto"), (item.url, url)
                    if url.startswith(home):
                        assert published(site, url, prepared).is_file(), (item.url, url)


def test_ids_are_tag_uris_and_all_different(items: dict[str, FeedItem]) -> None:
    ids = [item.id for item in items.values()]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("tag:alumni.songlan.example,2024:") for each in ids)


def test_every_page_names_feeds_that_are_there(site: Path, prepared: Prepared) -> None:
    announced: set[str] = set()
    for plan in prepared.pages:
        page = page_file(site, plan)
        for link in html.fromstring(page.read_bytes()).xpath("//link[@rel='alternate']"):
            assert link.get("title") and link.get("type")
            path = local(plan, link.get("href"))
            assert (site / path).is_file(), (plan.permalink, link.get("href"))
            announced.add(path)
    feeds = {f"{plan.folder}{name}".lstrip("/") for plan in prepared.feeds for name in FORMATS}
    assert announced == feeds


def local(plan: PagePlan, href: str) -> str:
    return unquote(urlsplit(urljoin(f"https://a{plan.permalink}", href)).path).lstrip("/")


def page_file(site: Path, plan: PagePlan) -> Path:
    return site / output_path(plan.permalink)


def published(site: Path, url: str, prepared: Prepared) -> Path:
    home = prepared.desk.settings.site_url
    assert url.startswith(home)
    path = unquote(urlsplit(url).path).lstrip("/")
    return site / (f"{path}index.html" if path == "" or path.endswith("/") else path)


def test_the_outline_lists_every_feed_once(site: Path, prepared: Prepared) -> None:
    outline = etree.fromstring((site / "feeds/index.opml").read_bytes())
    listed = outline.xpath("//outline/@xmlUrl")
    home = prepared.desk.settings.site_url
    assert sorted(listed) == sorted(f"{home}{plan.folder[1:]}rss.xml" for plan in prepared.feeds)
    for url in [*listed, *outline.xpath("//outline/@htmlUrl")]:
        assert published(site, url, prepared).is_file(), url


def test_the_page_of_feeds_links_every_feed(site: Path, prepared: Prepared) -> None:
    page = html.fromstring((site / "feeds/index.html").read_bytes())
    plan = next(plan for plan in prepared.pages if plan.permalink == "/feeds/")
    linked = {local(plan, href) for href in page.xpath("//a/@href")}
    for feed in prepared.feeds:
        assert f"{feed.folder}rss.xml".lstrip("/") in linked, feed.folder
