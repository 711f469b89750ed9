"""Owns the view of a person: who they are, their honors, the stories about them.
May not know other templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.honor_list import Honoree
from generator.kinds.person import Degree, Person
from generator.plan import PagePlan
from generator.render.cards import Image, Link
from generator.render.root import ROOT, rooted
from generator.render.views.desk import Desk, Page, own_feed, page_of, pager_of, position_of
from generator.render.views.linked import as_script


@dataclass(frozen=True, slots=True)
class Honored:
    """An honor on a person's page: the list, its year, and what was said."""

    link: Link
    honor: str
    year: int
    citation: str
    rank: str


def person_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the head and the view of a person; further pages show nothing but more stories."""
    person: Entry[Person] = plan.subject
    fields, body, first = person.fields, desk.body(person), plan.number == 1
    position = position_of(person, desk.texts)
    degrees = [_degree(degree, desk) for degree in fields.degrees]
    summary = fields.summary or body.start
    photo = desk.image(fields.photo, person.path)
    about = summary or desk.texts.comma.join(filter(None, (person.title, position, *degrees)))
    page = page_of(
        plan,
        desk,
        person.title,
        about,
        kind="profile",
        image=photo or desk.first_image(person),
        json_ld=_ld(person, desk, photo) if first else "",
    )
    once = {
        "summary": fields.summary or "",
        "body": body.data,
        "degrees": degrees,
        "colleges": desk.cards.terms("colleges", _colleges(fields)),
        "regions": desk.cards.terms("regions", fields.regions),
        "honors": _honors(person, desk),
    }
    view = {
        "name": fields.name,
        "position": position,
        "photo": photo,
        "stories": [desk.cards.card(story) for story in plan.items],
        "pager": pager_of(plan),
        "feed": own_feed(plan),
    }
    return page, view | (once if first else dict.fromkeys(once, ""))


def _colleges(fields: Person) -> tuple[str, ...]:
    return (*fields.colleges, *(d.college for d in fields.degrees if d.college))


def _degree(degree: Degree, desk: Desk) -> str:
    college = desk.site.vocabulary("colleges").find(degree.college or "")
    year = desk.texts("class_of", year=degree.year) if degree.year else ""
    name = desk.cards.name(college) if college else ""
    return desk.texts.placed(year, name, degree.major, degree.degree)


def _honors(person: Entry[Person], desk: Desk) -> list[Honored]:
    found = []
    for entry in desk.site.lists_by_person.get(person.key, ()):
        term = desk.site.vocabulary("honors").find(entry.fields.honor)
        rows = desk.once(_rows)[entry.key, person.key]
        link = Link(entry.title, rooted(entry.permalink))
        name = desk.cards.name(term) if term else ""
        for row in rows:
            cited = Honored(link, name, entry.fields.year, row.citation or "", row.rank or "")
            found.append(cited)
    return found


def _rows(desk: Desk) -> dict[tuple[str, str], list[Honoree]]:
    """Return the rows of each list and person: looked for in every list once, not by everybody."""
    found: dict[tuple[str, str], list[Honoree]] = {}
    for entry in desk.site.honor_lists:
        for row in entry.fields.entries:
            if row.person:
                found.setdefault((entry.key, row.person), []).append(row)
    return found


def _ld(person: Entry[Person], desk: Desk, photo: Image | None) -> str:
    """Describe the person as schema.org Person."""
    fields = person.fields
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.title,
        "alternateName": fields.name.en,
        "image": desk.settings.absolute(photo.src[len(ROOT) :]) if photo else "",
        "jobTitle": fields.title,
        "url": desk.settings.absolute(person.permalink),
        "alumniOf": desk.settings.options.organisation,
        "award": [honor.link.title for honor in _honors(person, desk)],
    }
    if fields.employer:
        data["worksFor"] = {"@type": "Organization", "name": fields.employer}
    return as_script({key: value for key, value in data.items() if value})
