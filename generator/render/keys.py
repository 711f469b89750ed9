"""Owns the keys of pages and feeds: what each depends on, in a few bytes.
May not render. A page whose key is that of the last build has the same bytes and is not made.

What is left out here would leave a stale page on the site, so a key says rather too much: a story
counts as changed for every page that shows it when any byte of its file changed. Pages of which
there are few have no key and are always made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

from generator.cache import NO_KEY, key_of
from generator.graph import Site
from generator.kinds.base import Entry
from generator.kinds.term import Term
from generator.plan import FeedPlan, PagePlan
from generator.render.bodies import Facts
from generator.render.views.desk import Desk


class Keys:
    """Makes keys over one site; `base` is the key of what every page depends on."""

    def __init__(
        self,
        desk: Desk,
        facts: Mapping[str, Facts],
        base: bytes,
        changed: Set[int] | None = None,
    ) -> None:
        """`changed` are the ids of the stories that changed since keys were made that are still
        known, where nothing else did; see `others`.
        """
        self._changed = changed
        self._desk = desk
        self._site = desk.site
        self._facts = facts
        self.base = base
        self._terms: dict[tuple[str, str], bytes] = {}
        self._shown: dict[str, bytes] = {}
        self._years = repr([(year, len(found)) for year, found in desk.site.by_year.items()])

    def page(self, plan: PagePlan) -> bytes:
        """Return the key of a page, `NO_KEY` where it has to be made anyway."""
        entries = self._shows(plan)
        if entries is None or not self.base:
            return NO_KEY
        place = (plan.permalink, plan.number, plan.of, plan.total, plan.section, plan.feed)
        shown = (self.shown(entry) if entry is not None else b"-" for entry in entries)
        return key_of((self.base, repr(place).encode(), self._subject(plan), *shown))

    def others(self, plans: Iterable[PagePlan]) -> list[PagePlan] | None:
        """Return the pages that may have another key than they had: they show a story that changed,
        or have none. None where it is not known what changed.
        """
        if self._changed is None or not self.base:
            return None
        near = self._places_near(self._changed)
        return [plan for plan in plans if self._may_differ(plan, near)]

    def _may_differ(self, plan: PagePlan, near: Set[str]) -> bool:
        if plan.template == "story.html":
            return plan.permalink in near
        entries = self._shows(plan)
        return entries is None or not self._is_untouched(entries)

    def _places_near(self, changed: Set[int]) -> set[str]:
        """Return the permalinks of the stories whose pages show one of these (see `_story_page`):
        found from these, as looking at all pages takes a second for 100,000.
        """
        site = self._site
        numbers = {n for n, story in enumerate(site.stories) if id(story) in changed}
        related = enumerate(site.counted.numbers)
        own = {site.stories[n].permalink for n in numbers}
        beside = (site.neighbours.get(place, ()) for place in own)
        places = {story.permalink for around in beside for story in around if story is not None}
        places.update(
            site.stories[n].permalink for n, found in related if not numbers.isdisjoint(found)
        )
        return own | places

    def _shows(self, plan: PagePlan) -> Shows | None:
        shows = _SHOWS.get(plan.template)
        return shows(self._site, plan) if shows else None

    def _is_untouched(self, entries: Iterable[Entry[Any] | None]) -> bool:
        return self._changed is not None and self._changed.isdisjoint(map(id, entries))

    def feed(self, plan: FeedPlan, known: bytes = NO_KEY) -> bytes:
        """Return the key of a feed in all its formats: the `known` one where it shows none of the
        stories that changed.
        """
        if not self.base:
            return NO_KEY
        if known and self._is_untouched(plan.stories):
            return known
        place = (plan.folder, plan.page, plan.group, plan.title, plan.former)
        return key_of((self.base, repr(place).encode(), *map(self.shown, plan.stories)))

    def documents(self, entries: Sequence[Entry[Any]], more: bytes, known: bytes = NO_KEY) -> bytes:
        """Return the key of what search makes of these entries, and of `more` that it depends on;
        see `feed` for `known`.
        """
        if not self.base:
            return NO_KEY
        if known and self._is_untouched(entries):
            return known
        return key_of((self.base, more, *map(self.shown, entries)))

    def shown(self, entry: Entry[Any]) -> bytes:
        """Return the key of everything that a page can show of an entry."""
        found = self._shown.get(entry.path)
        if found is None:
            found = self._shown[entry.path] = _SHOWN[entry.kind](self, entry)
        return found

    def _own(self, entry: Entry[Any]) -> bytes:
        """Return the key of an entry's place, of its bytes, and of where its links lead."""
        facts = self._facts.get(entry.path)
        own = facts.key if facts is not None else entry.digest
        return own + entry.permalink.encode()

    def _term(self, taxonomy: str, name: str) -> bytes:
        found = self._terms.get((taxonomy, name))
        if found is None:
            term = self._site.vocabulary(taxonomy).find(name)
            found = self._terms[taxonomy, name] = self._of_term(term) if term else b"?"
        return found

    def _of_term(self, term: Term) -> bytes:
        used = self._site.is_used(term)
        return repr((term.id, term.zh, term.en, term.description, used)).encode()

    def _named(self, fields: Any, taxonomies: Iterable[str]) -> list[bytes]:
        return [self._term(name, value) for name in taxonomies for value in getattr(fields, name)]

    def _person(self, key: str | None) -> bytes:
        person = self._site.people.get(key or "")
        return self._own(person) if person is not None else b"-"

    def _story(self, entry: Entry[Any]) -> bytes:
        fields = entry.fields
        parts = [self._own(entry), self._term("columns", fields.column)]
        parts += self._named(fields, ("colleges", "regions", "honors", "tags"))
        parts += [self._person(ref.id) for ref in fields.people if ref.id]
        return key_of(parts)

    def _person_shown(self, entry: Entry[Any]) -> bytes:
        fields = entry.fields
        parts = [self._own(entry), *self._named(fields, ("colleges", "regions"))]
        parts += [self._term("colleges", d.college) for d in fields.degrees if d.college]
        for found in self._site.lists_by_person.get(entry.key, ()):
            parts += [self._own(found), self._term("honors", found.fields.honor)]
        return key_of(parts)

    def _list(self, entry: Entry[Any]) -> bytes:
        rows = entry.fields.entries
        parts = [self._own(entry), self._term("honors", entry.fields.honor)]
        parts += [self._term("colleges", row.college) for row in rows if row.college]
        parts += [self._person(row.person) for row in rows if row.person]
        return key_of(parts)

    def _subject(self, plan: PagePlan) -> bytes:
        """Return what a listing shows beside its stories."""
        if isinstance(plan.subject, Term):
            has_lists = bool(self._site.honor_lists)  # else its honors have no index
            return self._of_term(plan.subject) + repr(has_lists).encode()
        return f"{self._years} {plan.subject}".encode() if plan.template == "archive.html" else b""


Shows = Sequence[Entry[Any] | None]


def _story_page(site: Site, plan: PagePlan) -> Shows:
    place = plan.subject.permalink
    around = site.neighbours.get(place, (None, None))
    return (plan.subject, *around, *site.related.get(place, ()))


def _person_page(_: Site, plan: PagePlan) -> Shows:
    return (plan.subject, *plan.items)


def _term_page(site: Site, plan: PagePlan) -> Shows | None:
    """Return what the page of a term shows; None for a first one with honor lists or people."""
    term = plan.subject
    lists = term.taxonomy == "honors" and term.id in site.lists_by_honor
    more = lists or (term.taxonomy, term.id) in site.people_of
    return None if plan.number == 1 and more else plan.items


_SHOWS: dict[str, Callable[[Site, PagePlan], Shows | None]] = {
    "story.html": _story_page,
    "person.html": _person_page,
    "archive.html": lambda site, plan: plan.items,
    "term.html": _term_page,
}
_SHOWN: dict[str, Callable[[Keys, Entry[Any]], bytes]] = {
    "story": Keys._story,
    "person": Keys._person_shown,
    "honor_list": Keys._list,
    "page": Keys._own,
}
