"""Owns the property: whatever text stands in a field, feeds stay well-formed and read back."""

from __future__ import annotations

import json
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.feeds.characters import allowed
from generator.kinds.term import Term

NAUGHTY = [
    "<b>x</b>", "&", "&amp;", "&lt;", "]]>", "<![CDATA[", "</title>", "<script>alert(1)</script>",
    "'\"", "<!--", "-->", "<?xml ?>", "&#0;", "&nbsp;", "%s{}{{x}}", "\u202e", "\u2028", "\u3000",
    "𠮷", "é", "é", "\ufeff", "\ufffd", "\\u0000", "\t", "\n", "\r\n", "{http://x}y", "a:b",
]  # fmt: skip
# Surrogates never come out of UTF-8. Everything else may stand in a field.
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
# C1 controls are legal in XML, but feedparser reads them as windows-1252.
READABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


def _mixed(text: Any) -> Any:
    parts = st.lists(st.one_of(text, st.sampled_from(NAUGHTY)), min_size=1, max_size=5)
    return parts.map("".join).filter(lambda t: any(map(str.isprintable, allowed(t).strip())))


TEXT = _mixed(ANY)
READABLE_TEXT = _mixed(READABLE)


def _flat(text: str) -> str:
    """Forget what feedparser takes away: white space at both ends."""
    return text.strip()


@settings(deadline=None, max_examples=150)
@given(TEXT, TEXT, st.lists(TEXT, max_size=3), TEXT, TEXT, TEXT)
def test_whatever_text_stands_in_a_field_feeds_stay_well_formed(
    make_story: Any,
    newsroom: Any,
    files: Any,
    title: str,
    summary: str,
    names: list[str],
    column: str,
    site_name: str,
    html: str,
) -> None:
    story = make_story(title=title, summary=summary, tags=names, authors=names)
    term = Term("columns", "achievements", column, "")
    found = files(*newsroom([story], html, column=term, site_name=site_name, site_author=title))
    for path, data in found.items():
        if path.endswith(".json"):
            (item,) = json.loads(data)["items"]
            assert item["title"] == allowed(story.title)
            assert item["content_html"] == allowed(html)
        else:
            etree.fromstring(data)
    item = etree.fromstring(found["feeds/rss.xml"]).find("channel/item")
    assert item.findtext("title") == allowed(story.title)
    assert item.findtext("{*}encoded") == allowed(html)


@settings(deadline=None, max_examples=150)
@given(READABLE_TEXT, READABLE_TEXT, st.lists(READABLE_TEXT, max_size=3))
def test_feedparser_reads_titles_and_names_back(
    make_story: Any, newsroom: Any, files: Any, title: str, summary: str, names: list[str]
) -> None:
    story = make_story(title=title, summary=summary, tags=names, authors=names)
    found = files(*newsroom([story]))
    atom, rss = (feedparser.parse(found[f"feeds/{name}"]) for name in ("atom.xml", "rss.xml"))
    assert (atom.bozo, rss.bozo) == (0, 0)
    (entry,), (item,) = atom.entries, rss.entries
    assert entry.title == _flat(allowed(story.title))
    assert entry.summary == _flat(allowed(story.fields.summary))
    if item.title_detail.type == "text/plain":  # else it guessed HTML; lxml has read it above
        assert item.title == _flat(allowed(story.title))
    expected = list(dict.fromkeys(allowed(name).strip() for name in story.fields.tags))
    assert [_flat(tag.term) for tag in entry.tags[1:]] == [_flat(name) for name in expected]
