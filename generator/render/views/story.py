"""Owns the views of a story and of a hand-written page.
May not know other templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.plan import PagePlan
from generator.render.cards import Image, Link, cut
from generator.render.markdown import Body
from generator.render.root import ROOT
from generator.render.views.desk import Desk, Page, as_script, own_feed, page_of, person_link

CHARACTERS_A_MINUTE = 400  # Chinese silent reading of news
WORDS_A_MINUTE = 220
# Of each character's UTF-8 only the first byte is looked at: four times as fast as two patterns.
_FOLLOWING = bytes(range(0x80, 0xC0))
_HAN = dict.fromkeys(range(0xE4, 0xEA), b"h")  # U+4000 to U+9FFF
_LATIN = dict.fromkeys((*digits.encode(), *ascii_letters.encode(), *range(0xC3, 0xC9)), b"a")
_KINDS = b"".join((_HAN | _LATIN).get(byte, b" ") for byte in range(256))


@dataclass(frozen=True, slots=True)
class PersonBox:
    """A person at the side of a story: a link where there is an entry, and what is known."""

    link: Link
    about: str
    photo: Image | None


def story_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the head and the view of a story."""
    story: Entry[Story] = plan.subject
    fields, body, site = story.fields, desk.body(story), desk.site
    card = desk.cards.card(story)
    published = fields.date.at.isoformat()
    older, newer = site.neighbours.get(story.permalink, (None, None))
    page = page_of(
        plan,
        desk,
        story.title,
        card.summary or cut(body.text, 110),
        kind="article",
        image=card.cover,
        published=published,
        modified=fields.updated.at.isoformat() if fields.updated else published,
        section=card.column.title,
        tags=fields.tags,
        json_ld=_news_article(story, desk),
    )
    texts = desk.texts
    view = {
        "title": story.title,
        "lang": fields.lang,
        "card": card,
        "summary": fields.summary or "",
        "body": body.html,
        "headings": _contents(body),
        "authors": fields.authors,
        "source": fields.source,
        "updated": texts.date(fields.updated) if fields.updated else "",
        "updated_iso": fields.updated.iso() if fields.updated else "",
        "minutes": minutes_of(body.text),
        "people": _people(story, desk),
        "honors": desk.cards.terms("honors", fields.honors),
        "colleges": desk.cards.terms("colleges", fields.colleges),
        "regions": desk.cards.terms("regions", fields.regions),
        "tags": desk.cards.terms("tags", fields.tags),
        "corrections": [(c.date.iso(), texts.date(c.date), c.note) for c in fields.corrections],
        "related": [desk.cards.card(s) for s in site.related.get(story.permalink, ())],
        "older": desk.cards.card(older) if older else None,
        "newer": desk.cards.card(newer) if newer else None,
    }
    return page, view


def page_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the head and the view of a hand-written page."""
    entry = plan.subject
    body = desk.body(entry)
    page = page_of(plan, desk, entry.title, entry.fields.summary or cut(body.text, 110))
    view = {
        "title": entry.title,
        "summary": entry.fields.summary or "",
        "body": body.html,
        "headings": _contents(body),
        "feed": own_feed(plan),
    }
    return page, view


def minutes_of(text: str) -> int:
    """Return the reading time in whole minutes, at least 1: Chinese characters and Latin words."""
    kinds = text.encode().translate(_KINDS, _FOLLOWING)
    han, words = kinds.count(b"h"), len(kinds.replace(b"h", b" ").split())
    return max(1, round(han / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE))


def _contents(body: Body) -> list[Link]:
    """Return the top headings where there are enough of them to need a table of contents."""
    top = [Link(h.text, f"#{h.id}") for h in body.headings if h.level == 2]
    return top if len(top) >= 3 else []


def _people(story: Entry[Story], desk: Desk) -> list[PersonBox]:
    boxes = []
    for ref in story.fields.people:
        person = desk.site.people.get(ref.id or "")
        if person is not None:
            fields = person.fields
            about = ref.note or " ".join(filter(None, (fields.employer, fields.title)))
            photo = desk.image(fields.photo, person.path)
            boxes.append(PersonBox(person_link(desk, person), about, photo))
        elif ref.name:
            boxes.append(PersonBox(Link(ref.name), ref.note or "", None))
    return boxes


def _news_article(story: Entry[Story], desk: Desk) -> str:
    """Describe the story as schema.org NewsArticle."""
    fields, settings = story.fields, desk.settings
    card = desk.cards.card(story)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "inLanguage": "zh-CN" if fields.lang == "zh" else fields.lang,
        "datePublished": card.datetime,
        "dateModified": fields.updated.iso() if fields.updated else card.datetime,
        "mainEntityOfPage": settings.absolute(story.permalink),
        "articleSection": card.column.title,
        "publisher": {
            "@type": "Organization",
            "name": settings.options.organisation or settings.site_name,
            "url": settings.options.organisation_url or settings.site_url,
        },
        "author": [{"@type": "Person", "name": name} for name in fields.authors]
        or {"@type": "Organization", "name": settings.author},
        "about": [{"@type": "Person", "name": n} for n in card.people],
        "description": card.summary,
        "keywords": list(fields.tags),
    }
    if card.cover:
        data["image"] = settings.absolute(card.cover.src.removeprefix(ROOT))
    return as_script({key: value for key, value in data.items() if value not in ("", [])})
