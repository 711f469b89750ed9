"""Owns the feed item: what a feed says of one story, whatever the format.
May not serialise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

from generator.feeds.characters import allowed, allowed_names
from generator.feeds.identity import story_identity, tag_uri
from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.render.cards import Image
from generator.render.root import place
from generator.render.texts import LANGUAGES
from generator.render.views.desk import Desk

# Only in a tag: text may hold `href="#` too, but never a bare `<`.
_FRAGMENT_LINK = re.compile(r'(<a\s(?:[\w-]+(?:="[^"]*")?\s+)*href=")#')


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with a story; `size` is in bytes."""

    url: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One story. URLs are absolute, moments aware with whole minutes of offset.

    `html` is the full text; `title` and `summary` are plain text; `summary`, `image` may be ''.
    """

    id: str
    url: str
    title: str
    html: str
    summary: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    language: str
    image: str
    enclosure: Enclosure | None


def feed_item(story: Entry[Story], desk: Desk) -> FeedItem:
    """Return what feeds say of a story; its body must have been rendered."""
    fields, settings, card = story.fields, desk.settings, desk.cards.card(story)
    url = place(card.href, settings.site_url)
    enclosure = _enclosure(card.cover, settings.site_url)
    html = absolute_html(desk.body(story).html, url, settings.site_url)
    return FeedItem(
        id=tag_uri(settings, story_identity(story)),
        url=url,
        title=allowed(story.title) or url,
        html=allowed(html + _source(story, desk) + _corrections(story, desk)),
        summary=allowed(desk.cards.summary(story)),
        published=fields.date.exact,
        updated=fields.changed.exact,
        authors=allowed_names(fields.authors),
        categories=allowed_names((card.column.title, *fields.tags)),
        language=LANGUAGES[fields.lang],
        image=place(card.cover.src, settings.site_url) if card.cover else "",
        enclosure=enclosure,
    )


def _source(story: Entry[Story], desk: Desk) -> str:
    """Return where the story was first published: what is reprinted in full has to say so."""
    source = story.fields.source
    if source is None:
        return ""
    name = escape(source.name)
    linked = f'<a href="{escape(source.url)}">{name}</a>' if source.url else name
    return f"<p>{escape(desk.texts.source)} {linked}</p>\n"


def _corrections(story: Entry[Story], desk: Desk) -> str:
    """Return what was corrected, which those who were told the mistake have to read, too."""
    texts, corrections = desk.texts, story.fields.corrections
    if not corrections:
        return ""
    notes = "".join(f"<li>{texts.date(c.date)} {escape(c.note)}</li>\n" for c in corrections)
    return f"<h2>{escape(texts.corrections)}</h2>\n<ul>\n{notes}</ul>\n"


def absolute_html(html: str, url: str, site_url: str) -> str:
    """Return a body with full URLs: through the root mark, and `#note` on the story's page.

    A feed reader has no base to resolve them against (RSS 2.0 has none; Atom's is often ignored).
    """
    if 'href="#' in html:
        html = _FRAGMENT_LINK.sub(lambda found: f"{found[1]}{url}#", html)
    return place(html, site_url)


def _enclosure(cover: Image | None, site_url: str) -> Enclosure | None:
    """Return the cover as an enclosure; RSS 2.0 demands its true length and type."""
    if cover is None or not cover.mime or not cover.size:
        return None
    return Enclosure(place(cover.src, site_url), cover.mime, cover.size)
