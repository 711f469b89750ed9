"""Owns the pages: a permalink, a template and a subject for each, with pagination.
May not render; what a page shows is decided in `render/`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from generator.graph import Library, Site
from generator.kinds import KINDS
from generator.kinds.base import Entry
from generator.names import tag_slug

TERM_TAXONOMIES = ("columns", "colleges", "regions", "honors", "tags")
PEOPLE_PER_PAGE = 120
TERMS_PER_PAGE = 1000  # the tags of a large site are tens of thousands
LISTS_PER_PAGE = 300
STORIES_OF_PERSON = 100  # on one page; a president is in hundreds
NOT_FOUND = "/404.html"  # as web servers look for it
TABLES = {"honor_list.html": "honorees.csv"}  # what lies beside a page, by template
FIGURES = "/figures/"  # of which `stats` plans the page
# The navigation items that pages of entries belong to; a story's is its column's, a page's its own.
_SECTIONS = {"person": "people", "honor_list": "honors"}


class PagePlan(NamedTuple):
    """One page. `subject` is an entry, a term, a year or nothing; `items` what it lists.

    `number` of `of` is its place in a paginated listing whose first page is `first`.
    `section` is the key of the navigation item that it belongs to. `feed` is the permalink of
    the feed folder that the page announces, '' for none of its own.
    """

    permalink: str
    template: str
    subject: Any = None
    items: tuple[Any, ...] = ()
    number: int = 1
    of: int = 1
    total: int = 0
    section: str = ""
    feed: str = ""

    @property
    def table(self) -> str:
        """The permalink of the table that lies beside the page, '' where there is none."""
        name = TABLES.get(self.template)
        return f"{self.permalink}{name}" if name else ""

    @property
    def first(self) -> str:
        """The permalink of the first page of the listing."""
        return (
            self.permalink.removesuffix(f"page/{self.number}/")
            if self.number > 1
            else self.permalink
        )


def plan_pages(site: Site, per_page: int) -> tuple[PagePlan, ...]:
    """Return every page of the site, in a fixed order."""
    return (
        PagePlan("/", "home.html", section="home", feed="/feeds/"),
        PagePlan(NOT_FOUND, "not_found.html"),
        PagePlan("/feeds/", "feeds.html"),
        PagePlan("/search/", "search.html"),
        *_entries(site),
        *_archive(site, per_page),
        *_terms(site, per_page),
        *_honors(site),
        *_people(site),
    )


def listings_of(library: Library, entries: Iterable[Entry[Any]]) -> Iterator[str]:
    """Yield the permalinks of listings that the terms of a library and some entries may have."""
    yield from ("/people/", "/honors/")
    for taxonomy in TERM_TAXONOMIES:
        yield f"/{taxonomy}/"
        for term in library.vocabularies.get(taxonomy, ()):
            yield from (term.permalink, *term.former)
    for entry in entries:
        if entry.kind == "story":
            yield f"/stories/{entry.fields.date.year}/"
            yield from (f"/tags/{tag_slug(name)}/" for name in entry.fields.tags)


def _entries(site: Site) -> Iterator[PagePlan]:
    columns = {
        story.permalink: f"columns/{name}"
        for (taxonomy, name), stories in site.listings.items()
        if taxonomy == "columns"
        for story in stories
    }
    for kind in KINDS:
        fed, told = _fed(site, kind.name), site.by_person if kind.name == "person" else {}
        for entry in site.of(kind.name):
            section = _SECTIONS.get(entry.kind, entry.key)
            section = columns.get(entry.permalink, section)
            feed = f"/feeds{entry.permalink}" if entry.key in fed else ""
            page = PagePlan(entry.permalink, kind.template, entry, section=section, feed=feed)
            yield from _cut(page, told.get(entry.key, ()), STORIES_OF_PERSON)


def _fed(site: Site, kind: str) -> Collection[str]:
    """Return the keys of the entries of a kind that have a feed of their own."""
    return {"person": site.by_person, "honor_list": site.by_list}.get(kind, {})


def _archive(site: Site, per_page: int) -> Iterator[PagePlan]:
    yield from _paged("/stories/", "archive.html", None, site.stories, per_page, "archive")
    for year, stories in site.by_year.items():
        yield from _paged(f"/stories/{year}/", "archive.html", year, stories, per_page, "archive")


def _terms(site: Site, per_page: int) -> Iterator[PagePlan]:
    for taxonomy in TERM_TAXONOMIES:
        terms = site.terms(taxonomy)
        if taxonomy != "honors" and terms:
            index = f"/{taxonomy}/"
            yield from _paged(index, "terms.html", taxonomy, terms, TERMS_PER_PAGE, taxonomy)
        for term in terms:
            stories = site.listings.get((taxonomy, term.id), ())
            section = f"columns/{term.id}" if taxonomy == "columns" else taxonomy
            feed = f"/feeds{term.permalink}" if stories else ""
            yield from _paged(term.permalink, "term.html", term, stories, per_page, section, feed)


def _honors(site: Site) -> Iterator[PagePlan]:
    if site.honor_lists:
        lists = site.honor_lists
        yield from _paged("/honors/", "honors.html", None, lists, LISTS_PER_PAGE, "honors")


def _people(site: Site) -> Iterator[PagePlan]:
    if site.people:
        people = tuple(site.people.values())
        yield from _paged("/people/", "people.html", None, people, PEOPLE_PER_PAGE, "people")


def _paged(
    permalink: str,
    template: str,
    subject: Any,
    items: Sequence[Any],
    per_page: int,
    section: str,
    feed: str = "",
) -> Iterator[PagePlan]:
    page = PagePlan(permalink, template, subject, section=section, feed=feed)
    return _cut(page, items, per_page)


def _cut(page: PagePlan, items: Sequence[Any], per_page: int) -> Iterator[PagePlan]:
    """Cut a listing into pages; page 1 keeps the permalink, an empty listing has one page."""
    if not items:
        yield page
    of = -(-len(items) // per_page)
    for number in range(1, of + 1):
        place = page.permalink if number == 1 else f"{page.permalink}page/{number}/"
        part = tuple(items[(number - 1) * per_page : number * per_page])
        yield page._replace(permalink=place, items=part, number=number, of=of, total=len(items))
