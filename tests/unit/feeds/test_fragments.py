"""Owns the tests of fragments: joined, they are what feedgen writes whole; each is made once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import feedgen.entry
import pytest
from lxml import etree

from generator.feeds import fragments
from generator.feeds.envelope import atom_generator, cut_before, rss_generator
from generator.feeds.fragments import feed_entry, in_attribute, in_text, shape_of
from generator.feeds.head import feed_head
from generator.feeds.item import feed_item

ATOM = "{http://www.w3.org/2005/Atom}"
HTML = '<p>甲 &amp; 乙 “引号” \'x\' \r\n <img src="https://x/y.jpg" alt="">]]></p>'


@pytest.fixture
def site(make_story: Any, newsroom: Any) -> Any:
    """Stories that share feeds, with and without every optional field."""
    stories = [
        make_story(
            key=f"2024/s{i}",
            date=f"2024-05-{i + 1:02}",
            title=f"第 {i} 篇 <i> & ]]>",
            summary="摘要 <x> & “y”" if i % 2 else None,
            authors=["张三", "李四"][: i % 3],
            tags=["甲", '乙 & "丙"'][: i % 3],
            **({"cover": {"src": f"media/{i}.jpg"}} if i % 2 else {}),
        )
        for i in range(6)
    ]
    return newsroom(stories, HTML)


def _whole(generator: Any, plan: Any, desk: Any) -> Any:
    for story in plan.stories:
        item = feed_item(story, desk)
        generator.add_entry(feed_entry(item, item.html, "zh-CN"), order="append")
    return generator


def _without_link_attributes(document: bytes) -> bytes:
    """Forget of links in entries what feedgen 1.0 forgets to write."""
    root = etree.fromstring(document)
    for link in root.iterfind(f"{ATOM}entry/{ATOM}link"):
        for name in ("rel", "type", "length"):
            link.attrib.pop(name, None)
    return bytes(etree.tostring(root, method="c14n"))


def test_joined_rss_is_byte_for_byte_what_feedgen_writes_whole(site: Any, files: Any) -> None:
    plans, desk = site
    found = files(plans, desk)
    for plan in plans:
        whole = _whole(rss_generator(feed_head(plan, desk)), plan, desk).rss_str()
        assert found[f"{plan.folder[1:]}rss.xml"] == whole


def test_joined_atom_is_what_feedgen_writes_whole_with_its_links_mended(
    site: Any, files: Any
) -> None:
    plans, desk = site
    found = files(plans, desk)
    for plan in plans:
        whole = _whole(atom_generator(feed_head(plan, desk)), plan, desk).atom_str()
        joined = found[f"{plan.folder[1:]}atom.xml"]
        assert _without_link_attributes(joined) == _without_link_attributes(whole)


def test_no_story_is_serialised_twice_and_no_shape_is_drawn_twice(
    site: Any, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, desk = site
    items: Counter[str] = Counter()
    drawn: Counter[str] = Counter()

    def counted(name: str) -> None:
        original = getattr(feedgen.entry.FeedEntry, name)

        def count(self: Any, *args: Any, **more: Any) -> Any:
            drawn[name] += 1
            return original(self, *args, **more)

        monkeypatch.setattr(feedgen.entry.FeedEntry, name, count)

    def shape(item: Any) -> Any:
        items[item.id] += 1
        return shape_of(item)

    counted("rss_entry")
    counted("atom_entry")
    monkeypatch.setattr(fragments, "shape_of", shape)
    assert sum(len(plan.stories) for plan in plans) > 12
    files(plans, desk)
    assert list(items.values()) == [1] * 6
    shapes = {shape_of(feed_item(story, desk)) for plan in plans for story in plan.stories}
    assert drawn == {"rss_entry": len(shapes), "atom_entry": len(shapes)}


def test_values_are_escaped_for_their_places_as_by_lxml() -> None:
    text = " \"'&amp;<>\r\n\t]]>甲😀"
    element = etree.Element("a", b=text)
    element.text = text
    expected = f'<a b="{in_attribute(text)}">{in_text(text)}</a>'
    assert etree.tostring(element, encoding="unicode") == expected


def test_stories_in_no_feed_are_not_looked_at(
    site: Any, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, desk = site
    monkeypatch.setattr(type(desk), "body", lambda self, entry: pytest.fail("looked at"))
    assert list(files((), desk)) == ["feeds/index.opml"]


def test_a_body_that_looks_like_markup_of_the_feed_stays_text(
    make_story: Any, newsroom: Any, files: Any
) -> None:
    html = "</item></channel></rss><entry> \ufdd0 </content:encoded>]]>"
    found = files(*newsroom([make_story(title="</title>\ufdd0", summary="\ufdd0</item>")], html))
    item = etree.fromstring(found["feeds/rss.xml"]).find("channel/item")
    assert item.findtext("title") == "</title>"
    assert item.findtext("{*}encoded") == html.replace("\ufdd0", "")


def test_an_envelope_that_ends_otherwise_is_an_error() -> None:
    with pytest.raises(ValueError, match="ends in"):
        cut_before(b"<rss><channel/></rss>", b"</channel></rss>")
