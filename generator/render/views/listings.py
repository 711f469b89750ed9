"""Owns the views of listings: home, archive, terms, people, feeds, and the 404 page.
May not know stories' own pages.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.person import Person
from generator.kinds.term import Term
from generator.plan import OPML, PagePlan
from generator.render.cards import Card, Link
from generator.render.root import rooted
from generator.render.texts import LANGUAGES
from generator.render.views.desk import (
    Desk,
    Page,
    own_feed,
    page_of,
    pager_of,
    person_link,
    position_of,
)
from generator.render.views.honors import list_line
from generator.render.views.linked import as_script

# How many the home page shows, and the 404 page.
LATEST = 7
COLUMN_CARDS = 4
HOME_LISTS = 5
HOME_TERMS = 60  # colleges, and regions: one row on a phone for each two
LATEST_INSTEAD = 5
# Feeds of one group on the page of feeds, half a kilobyte each: of more, readers take the way over
# the pages of what they are about.
MANY_FEEDS = 200

Viewed = tuple[Page, dict[str, Any]]


def home_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the front page: the lead, the latest, each column's newest, honors, people."""
    site, cards = desk.site, desk.cards
    latest = [cards.card(s) for s in site.stories[: LATEST + 1]]
    shown = {card.permalink for card in latest[:1]}
    columns = []
    for term in site.terms("columns"):
        stories = [s for s in site.listings["columns", term.id] if s.permalink not in shown]
        columns.append((cards.term(term), [cards.card(s) for s in stories[:COLUMN_CARDS]]))
    view = {
        "lead": latest[0] if latest else None,
        "latest": latest[1:],
        "columns": [(link, found) for link, found in columns if found],
        "lists": [list_line(entry, desk) for entry in site.honor_lists[:HOME_LISTS]],
        "counts": _counts(desk),
        "people": rooted("/people/") if site.people else "",
        "colleges": _first_terms("colleges", desk),
        "regions": _first_terms("regions", desk),
    }
    settings = desk.settings
    data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.site_name,
        "url": settings.site_url,
        "inLanguage": LANGUAGES[settings.language],
    }
    page = page_of(plan, desk, settings.site_name, settings.description, json_ld=as_script(data))
    return page, view


def _counts(desk: Desk) -> list[tuple[str, str]]:
    texts, site = desk.texts, desk.site
    counted = (
        (len(site.stories), texts.stories),
        (len(site.people), texts.people),
        (len(site.honor_lists), texts.honor_lists),
        (len(site.terms("colleges")), texts.colleges),
    )
    return [(texts.number(count), name) for count, name in counted if count]


def _first_terms(taxonomy: str, desk: Desk) -> tuple[list[tuple[Link, int]], str]:
    """Return the first terms of a taxonomy with their counts; the href of all if there are more."""
    terms = desk.site.terms(taxonomy)
    more = rooted(f"/{taxonomy}/") if len(terms) > HOME_TERMS else ""
    return [_counted(term, desk) for term in terms[:HOME_TERMS]], more


def _counted(term: Term, desk: Desk) -> tuple[Link, int]:
    """Return the link to a term, and how many stories it has."""
    return desk.cards.term(term), len(desk.site.listings.get((term.taxonomy, term.id), ()))


def archive_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the view of all stories, or of one year's."""
    year, texts = plan.subject, desk.texts
    title = texts("year_title", year=year) if year else texts.archive
    listing = _listing(plan, desk, title, "")
    view = listing | {
        "year": year,
        "months": _months(listing["cards"], desk),
        "years": desk.once(_years),
    }
    about = texts("listing_about", title=title, count=plan.total)
    return page_of(plan, desk, title, about), view


def _years(desk: Desk) -> list[tuple[Link, int]]:
    years = desk.site.by_year.items()
    return [(Link(str(y), rooted(f"/stories/{y}/")), len(found)) for y, found in years]


def _months(cards: list[Card], desk: Desk) -> list[tuple[str, str, list[Card]]]:
    """Return each month, as in `2024-05` and with its title, with its stories."""
    return [
        (month, desk.texts.month(month), list(found))
        for month, found in groupby(cards, lambda card: card.datetime[:7])
    ]


def term_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the view of a term's stories, with the honor lists of an honor."""
    term, texts = plan.subject, desk.texts
    title = term.title(desk.settings.language)
    lists = desk.site.lists_by_honor.get(term.id, ()) if term.taxonomy == "honors" else ()
    view = _listing(plan, desk, title, term.description) | {
        "taxonomy": term.taxonomy,
        "kicker": getattr(texts, term.taxonomy),
        "kicker_href": _index_of(term, desk),
        "lists": [list_line(entry, desk) for entry in lists] if plan.number == 1 else [],
        "people": _people_of(plan, desk) if plan.number == 1 else [],
    }
    about = term.description or texts("listing_about", title=title, count=plan.total)
    return page_of(plan, desk, title, about), view


def _index_of(term: Term, desk: Desk) -> str:
    """Return the href of the page of all terms like this one, '' where there is none: honors may
    have stories and no list.
    """
    if term.taxonomy == "honors" and not desk.site.honor_lists:
        return ""
    return rooted(f"/{term.taxonomy}/")


def _people_of(plan: PagePlan, desk: Desk) -> list[Link]:
    """Return the people of a college or region."""
    taxonomy, key = plan.subject.taxonomy, plan.subject.id
    if taxonomy not in ("colleges", "regions"):
        return []
    found = desk.site.people_of.get((taxonomy, key), ())
    return [_person(person, desk) for person in found]


def terms_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the index of a taxonomy: each term with its count and its newest story."""
    taxonomy, texts = plan.subject, desk.texts
    title = getattr(texts, taxonomy)
    rows = []
    for term in plan.items:
        link, count = _counted(term, desk)
        newest = desk.site.listings[taxonomy, term.id][0]
        rows.append((link, count, term.description, desk.cards.card(newest)))
    about = texts("terms_about", title=title, count=plan.total)
    view = {"title": title, "taxonomy": taxonomy, "rows": rows, "pager": pager_of(plan)}
    return page_of(plan, desk, title, about), view


def people_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the index of people, grouped by the first letter of their names in pinyin."""
    title = desk.texts.people
    groups: dict[str, list[Link]] = {}
    for person in plan.items:
        groups.setdefault(_initial(person), []).append(_person(person, desk))
    view = {
        "title": title,
        "groups": list(groups.items()),
        "total": plan.total,
        "pager": pager_of(plan),
    }
    about = desk.texts("listing_about_people", count=plan.total)
    return page_of(plan, desk, title, about), view


def _person(person: Entry[Person], desk: Desk) -> Link:
    return person_link(person, position_of(person, desk.texts))


def _initial(person: Entry[Person]) -> str:
    """Return A to Z from the pinyin or the id; `#` where it begins otherwise."""
    name = person.fields.name
    text = unicodedata.normalize("NFD", name.pinyin or person.key)
    return text[0].upper() if text[:1].isascii() and text[:1].isalpha() else "#"


def feeds_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the page on which readers find every feed."""
    groups: dict[str, list[tuple[Link, str]]] = {}
    for feed in desk.feeds.values():
        name = feed.title or desk.settings.site_name
        groups.setdefault(feed.group, []).append(
            (Link(name, rooted(feed.page)), rooted(feed.folder))
        )
    title = desk.texts.feeds
    view = {
        "title": title,
        "groups": [
            (getattr(desk.texts, group), feeds, _instead(group, len(feeds)))
            for group, feeds in groups.items()
        ],
        "opml": rooted(OPML),
    }
    return page_of(plan, desk, title, desk.texts.feeds_about), view


def _instead(group: str, count: int) -> str:
    """Return the href of the index that stands for the feeds of a group, '' where they are few.
    Honors may have none (see `_index_of`).
    """
    if count <= MANY_FEEDS or group == "honors":
        return ""
    return rooted("/honors/" if group == "honor_lists" else f"/{group}/")


def search_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the search page; without JavaScript it leads to the archive and the taxonomies."""
    texts, site = desk.texts, desk.site
    links = [Link(texts.archive, rooted("/stories/"))]
    for taxonomy in ("columns", "colleges", "regions", "tags"):
        if site.terms(taxonomy):
            links.append(Link(getattr(texts, taxonomy), rooted(f"/{taxonomy}/")))
    if site.honor_lists:
        links.append(Link(texts.honors, rooted("/honors/")))
    if site.people:
        links.append(Link(texts.people, rooted("/people/")))
    view = {"title": texts.search, "links": links}
    return page_of(plan, desk, texts.search, texts.search_about), view


def not_found_view(plan: PagePlan, desk: Desk) -> Viewed:
    """Return the page for an address that is not there."""
    texts = desk.texts
    view = {
        "title": texts.not_found,
        "columns": [desk.cards.term(t) for t in desk.site.terms("columns")],
        "latest": [desk.cards.card(s) for s in desk.site.stories[:LATEST_INSTEAD]],
    }
    return page_of(plan, desk, texts.not_found, texts.not_found_about, index=False), view


def _listing(plan: PagePlan, desk: Desk, title: str, about: str) -> dict[str, Any]:
    return {
        "title": title,
        "about": about,
        "cards": [desk.cards.card(story) for story in plan.items],
        "total": plan.total,
        "pager": pager_of(plan),
        "feed": own_feed(plan),
    }
