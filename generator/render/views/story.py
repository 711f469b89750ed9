"""Owns the views of a story and of a hand-written page.
May not know other templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.plan import PagePlan
from generator.render.cards import Image, Link
from generator.render.markdown import Body
from generator.render.views.desk import Desk, Page, page_of, person_link, position_of
from generator.render.views.linked import news_article

CONTENTS_FROM = 3  # headings; fewer are seen at a glance


@dataclass(frozen=True, slots=True, eq=False)
class PersonBox:
    """A person at the side of a story: a link where there is an entry, and what is known. Stories
    share it, so it is found by itself and not by what it says.
    """

    link: Link
    about: str
    photo: Image | None


def story_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the head and the view of a story."""
    story: Entry[Story] = plan.subject
    fields, body, site = story.fields, desk.body(story), desk.site
    card = desk.cards.card(story)
    changed = fields.changed
    image = card.cover or desk.first_image(story)
    older, newer = site.neighbours.get(story.permalink, (None, None))
    page = page_of(
        plan,
        desk,
        story.title,
        card.summary or body.start,
        kind="article",
        image=image,
        published=fields.date.exact.isoformat(),
        modified=changed.exact.isoformat() if changed is not fields.date else "",
        json_ld=news_article(story, desk, image),
        lang=fields.lang,
    )
    texts = desk.texts
    view = {
        "title": story.title,
        "lang": fields.lang,
        "card": card,
        "summary": fields.summary or "",
        "body": body.data,
        "headings": _contents(body),
        "authors": fields.authors,
        "source": fields.source,
        "updated": texts.date(fields.updated) if fields.updated else "",
        "updated_iso": fields.updated.iso() if fields.updated else "",
        "minutes": body.minutes,
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
    about = entry.fields.summary or body.start
    page = page_of(plan, desk, entry.title, about, image=desk.first_image(entry))
    view = {
        "title": entry.title,
        "summary": entry.fields.summary or "",
        "body": body.data,
        "headings": _contents(body),
    }
    return page, view


def _contents(body: Body) -> list[Link]:
    """Return the top headings where there are enough of them to need a table of contents."""
    top = [Link(h.text, f"#{h.id}") for h in body.headings if h.level == 2 and h.text]
    return top if len(top) >= CONTENTS_FROM else []


def _box(desk: Desk, key: str | None, name: str | None, note: str | None) -> PersonBox | None:
    """Return what a page shows of a person in a story; None of one who may not be named."""
    person = desk.site.people.get(key or "")
    if person is None:
        return PersonBox(Link(name), note or "", None) if name else None
    photo = desk.image(person.fields.photo, person.path)
    return PersonBox(person_link(person), note or position_of(person, desk.texts), photo)


def _people(story: Entry[Story], desk: Desk) -> list[PersonBox]:
    boxes = (desk.once(_box, ref.id, ref.name, ref.note) for ref in story.fields.people)
    return [box for box in boxes if box is not None]
