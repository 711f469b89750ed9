"""Owns the site model: what is published, in every order in which it is listed.
May not know output files or templates. Gated entries are not in it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.crew import Crew
from generator.graph.library import EMPTY, Library, Vocabulary
from generator.graph.related import Related, related_stories
from generator.kinds.base import Entry
from generator.kinds.honor_list import Honoree, HonorList
from generator.kinds.page import Page
from generator.kinds.person import Person
from generator.kinds.story import Story
from generator.kinds.term import Term
from generator.names import tag_key, tag_slug

Stories = tuple[Entry[Story], ...]

# What a story names of each taxonomy.
_NAMED: dict[str, Any] = {
    "columns": lambda fields: (fields.column,),
    "colleges": lambda fields: fields.colleges,
    "regions": lambda fields: fields.regions,
    "honors": lambda fields: fields.honors,
    "tags": lambda fields: fields.tags,
}


@dataclass(frozen=True, slots=True)
class Site:
    """All that is published. Stories are newest first everywhere; ties fall to the permalink.

    `listings` maps (taxonomy, term id) to stories; `terms` the terms in use to themselves.
    """

    by_kind: Mapping[str, tuple[Entry[Any], ...]]
    stories: Stories
    people: Mapping[str, Entry[Person]]
    honor_lists: tuple[Entry[HonorList], ...]
    pages: tuple[Entry[Page], ...]
    vocabularies: Mapping[str, Vocabulary]
    listings: Mapping[tuple[str, str], Stories]
    by_year: Mapping[int, Stories]
    by_person: Mapping[str, Stories]
    people_of: Mapping[tuple[str, str], tuple[Entry[Person], ...]]
    lists_by_person: Mapping[str, tuple[Entry[HonorList], ...]]
    lists_by_honor: Mapping[str, tuple[Entry[HonorList], ...]]
    by_list: Mapping[str, Stories]
    neighbours: Mapping[str, tuple[Entry[Story] | None, Entry[Story] | None]]
    related: Mapping[str, Stories]
    counted: Related

    def vocabulary(self, taxonomy: str) -> Vocabulary:
        """Return a vocabulary; an empty one where there is none."""
        return self.vocabularies.get(taxonomy, EMPTY)

    def terms(self, taxonomy: str) -> tuple[Term, ...]:
        """Return the terms of a taxonomy that have stories or honor lists, in display order."""
        return tuple(term for term in self.vocabulary(taxonomy) if self.is_used(term))

    def is_used(self, term: Term) -> bool:
        """Tell whether a term has stories or honor lists."""
        if (term.taxonomy, term.id) in self.listings:
            return True
        return term.taxonomy == "honors" and term.id in self.lists_by_honor

    def terms_of(self, taxonomy: str, names: Iterable[str]) -> tuple[Term, ...]:
        """Return the terms that an entry names, each once, in the entry's order."""
        vocabulary = self.vocabulary(taxonomy)
        return tuple(dict.fromkeys(t for name in names if (t := vocabulary.find(name))))

    def of(self, kind: str) -> tuple[Entry[Any], ...]:
        """Return the published entries of a kind, in listing order."""
        return self.by_kind.get(kind, ())

    def honoree_name(self, row: Honoree) -> str:
        """Return the name that may be shown for a row: its own, else its published person's."""
        person = self.people.get(row.person or "")
        return row.name or (person.fields.name.zh if person else "")


def make_site(
    library: Library,
    published: Iterable[Entry[Any]],
    known: Related | None = None,
    crew: Crew | None = None,
) -> Site:
    """Build the indexes of the entries that passed the gate; `known` is a former `counted`."""
    by_kind = _grouped((entry.kind, entry) for entry in published)
    stories = _newest_first(by_kind.get("story", ()))
    people = {e.key: e for e in sorted(by_kind.get("person", ()), key=_person_order)}
    lists = tuple(sorted(by_kind.get("honor_list", ()), key=_list_order))
    pages = tuple(sorted(by_kind.get("page", ()), key=lambda e: (e.fields.order, e.key)))
    vocabularies = {**library.vocabularies, "tags": _tags(stories)}
    listings = _listings(stories, vocabularies)
    by_person = _by_person(stories, people)
    places = {story.permalink for story in stories}
    counted = related_stories(stories, listings, by_person, known, crew or Crew())
    told = (library, places, listings, by_person, vocabularies)
    by_list = {entry.key: _stories_of_list(entry, *told) for entry in lists}
    return Site(
        by_kind={
            **by_kind,  # a kind with no order of its own keeps that of its files
            "story": stories,
            "person": tuple(people.values()),
            "honor_list": lists,
            "page": pages,
        },
        stories=stories,
        people=people,
        honor_lists=lists,
        pages=pages,
        vocabularies=vocabularies,
        listings=listings,
        by_year=_grouped((s.fields.date.year, s) for s in stories),
        by_person=by_person,
        people_of=_people_of(people, vocabularies),
        lists_by_person=_lists_by_person(lists, people),
        lists_by_honor=_grouped((_honor(vocabularies, e), e) for e in lists),
        by_list={key: found for key, found in by_list.items() if found},
        neighbours=_neighbours(listings),
        related={
            story.permalink: tuple(stories[number] for number in numbers)
            for story, numbers in zip(stories, counted.numbers, strict=True)
        },
        counted=counted,
    )


def _newest_first(stories: Iterable[Entry[Any]]) -> Stories:
    ordered = sorted(stories, key=lambda e: e.permalink)
    # Not by `at` itself: of one zone, Python compares what clocks show, which repeats in autumn.
    return tuple(sorted(ordered, key=lambda e: e.fields.date.at.timestamp(), reverse=True))


def _person_order(entry: Entry[Any]) -> tuple[bool, str, str]:
    """Order people by pinyin without tone marks, else by id, as a Chinese directory does; what
    begins with no letter comes last.
    """
    plain = unicodedata.normalize("NFD", entry.fields.name.pinyin or entry.key)
    letters = "".join(c for c in plain if c.isascii() and c.isalpha()).lower()
    return (not letters.startswith(plain[0].lower()), letters, entry.key)


def _list_order(entry: Entry[Any]) -> tuple[int, float, str]:
    announced = entry.fields.announced
    return (-entry.fields.year, -announced.at.timestamp() if announced else 0.0, entry.permalink)


def _honor(vocabularies: Mapping[str, Vocabulary], entry: Entry[Any]) -> str:
    term = vocabularies.get("honors", EMPTY).find(entry.fields.honor)
    return term.id if term else ""


def _tags(stories: Stories) -> Vocabulary:
    """Make terms of the free tags: one for each key, named as most stories write it."""
    spellings: dict[str, Counter[str]] = {}
    for story in stories:
        for name in story.fields.tags:
            spellings.setdefault(tag_key(name), Counter())[name] += 1
    terms = []
    for names in spellings.values():
        name = min(names, key=lambda n: (-names[n], n))
        terms.append(Term("tags", tag_slug(name), name, "", order=-names.total()))
    return TagVocabulary(terms)


class TagVocabulary(Vocabulary):
    """The tags in use, most used first, found by any spelling."""

    def __init__(self, terms: Iterable[Term]) -> None:
        super().__init__(terms)
        self._by_key = {tag_key(term.zh): term for term in self.terms}

    def find(self, text: str) -> Term | None:
        """Return the tag that this text spells."""
        return self._by_key.get(tag_key(text))


def _listings(
    stories: Stories, vocabularies: Mapping[str, Vocabulary]
) -> dict[tuple[str, str], Stories]:
    grouped: dict[tuple[str, str], dict[str, Entry[Story]]] = {}
    find = {name: vocabularies.get(name, EMPTY).find for name in _NAMED}
    for story in stories:
        for taxonomy, names in _NAMED.items():
            for name in names(story.fields):
                if (term := find[taxonomy](name)) is not None:
                    grouped.setdefault((taxonomy, term.id), {})[story.permalink] = story
    return {key: tuple(found.values()) for key, found in grouped.items()}


def _by_person(stories: Stories, people: Mapping[str, Any]) -> dict[str, Stories]:
    return _grouped(
        (key, story)
        for story in stories
        for key in dict.fromkeys(ref.id for ref in story.fields.people if ref.id)
        if key in people
    )


def _lists_by_person(
    lists: Iterable[Entry[HonorList]], people: Mapping[str, Any]
) -> dict[str, tuple[Entry[HonorList], ...]]:
    return _grouped(
        (key, entry)
        for entry in lists
        for key in dict.fromkeys(row.person for row in entry.fields.entries if row.person)
        if key in people
    )


def _people_of(
    people: Mapping[str, Entry[Person]], vocabularies: Mapping[str, Vocabulary]
) -> dict[tuple[str, str], tuple[Entry[Person], ...]]:
    """Group people by college (their degrees' too) and by region."""
    pairs = []
    for person in people.values():
        degrees = [d.college for d in person.fields.degrees if d.college]
        for taxonomy, names in (
            ("colleges", [*person.fields.colleges, *degrees]),
            ("regions", person.fields.regions),
        ):
            found = (vocabularies.get(taxonomy, EMPTY).find(name) for name in names)
            pairs += [((taxonomy, t), person) for t in dict.fromkeys(t.id for t in found if t)]
    return _grouped(pairs)


def _stories_of_list(
    entry: Entry[HonorList],
    library: Library,
    published: Collection[str],
    listings: Mapping[tuple[str, str], Stories],
    by_person: Mapping[str, Stories],
    vocabularies: Mapping[str, Vocabulary],
) -> Stories:
    """Return the stories that rows name, and those about an honoree that carry the honor."""
    told = listings.get(("honors", _honor(vocabularies, entry)), ())
    honored = {story.permalink for story in told}
    found: dict[str, Entry[Story]] = {}
    for row in entry.fields.entries:
        named = library.story(row.story, entry.path) if row.story else None
        if named is not None and named.permalink in published:
            found[named.permalink] = named
        for story in by_person.get(row.person or "", ()):
            if story.permalink in honored:
                found[story.permalink] = story
    return _newest_first(found.values())


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    grouped: dict[Any, list[Any]] = {}
    for key, item in pairs:
        grouped.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in grouped.items()}


def _neighbours(
    listings: Mapping[tuple[str, str], Stories],
) -> dict[str, tuple[Entry[Story] | None, Entry[Story] | None]]:
    """Return for each story the older and the newer one of its column."""
    found: dict[str, tuple[Entry[Story] | None, Entry[Story] | None]] = {}
    for (taxonomy, _), stories in listings.items():
        if taxonomy != "columns":
            continue
        for i, story in enumerate(stories):
            older = stories[i + 1] if i + 1 < len(stories) else None
            found[story.permalink] = (older, stories[i - 1] if i else None)
    return found
