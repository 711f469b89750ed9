"""Owns cards: an entry's summary, made once and used by every listing, feed and search record.
May not know pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from generator.graph import Site
from generator.kinds.base import Entry, Picture
from generator.kinds.person import Person
from generator.kinds.story import Story
from generator.kinds.term import Term
from generator.render.headlines import breaks_between_clauses
from generator.render.pictures import Shown
from generator.render.root import rooted
from generator.render.texts import Texts


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads; `href` is '' where there is no page."""

    title: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an entry. `src`, the pixels, `mime` and `size` are those of the JPEG or PNG that
    everything can read; `weigh` tells the size in bytes as soon as it is made.
    """

    src: str
    alt: str
    credit: str = ""
    width: int = 0
    height: int = 0
    mime: str = ""
    weigh: Callable[[], int] = field(default=lambda: 0, compare=False)
    shown: Shown | None = None

    @property
    def size(self) -> int:
        """The bytes, 0 before it is made: a preview makes pictures late."""
        return self.weigh()

    def html(self, slot: str, eager: bool = False) -> Markup:
        """Return the picture for a slot of a page; see `render.pictures`."""
        return self.shown.html(slot, self.alt, eager=eager) if self.shown else Markup("")


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A story in a listing: made once, so that it is found by itself and not by what it says.
    `clauses` tells whether the title breaks between clauses only.
    """

    title: str
    href: str
    permalink: str
    date: str
    datetime: str
    summary: str
    column: Link
    cover: Image | None
    people: tuple[str, ...]
    lang: str
    clauses: bool


class Cards:
    """Makes each story's card once."""

    def __init__(
        self,
        site: Site,
        texts: Texts,
        picture: Callable[[Picture | None, str], Image | None],
    ) -> None:
        """`picture(field, origin)` resolves a picture of an entry."""
        self._site = site
        self._texts = texts
        self._picture = picture
        self._made: dict[str, Card] = {}
        self._excerpts: dict[str, str] = {}
        self._links: dict[tuple[str, str], Link] = {}
        self._named: dict[tuple[str, tuple[str, ...]], tuple[Link, ...]] = {}

    def excerpt(self, story: Entry[Story], excerpt: str) -> None:
        """Keep the start of the body of a story that has no summary of its own."""
        self._excerpts[story.permalink] = excerpt

    def summary(self, story: Entry[Story]) -> str:
        """Return the story's summary, else the start of its body, else ''."""
        return story.fields.summary or self._excerpts.get(story.permalink, "")

    def card(self, story: Entry[Story]) -> Card:
        """Return the card of a story."""
        made = self._made.get(story.permalink)
        if made is None:
            made = self._made[story.permalink] = self._make(story)
        return made

    def term(self, term: Term) -> Link:
        """Return the link to a term's listing; without href where it has none."""
        key = (term.taxonomy, term.id)
        link = self._links.get(key)
        if link is None:
            used = self._site.is_used(term)
            link = Link(self.name(term), rooted(term.permalink) if used else "")
            self._links[key] = link
        return link

    def terms(self, taxonomy: str, names: tuple[str, ...]) -> tuple[Link, ...]:
        """Return the links to the terms that an entry names, each once."""
        links = self._named.get((taxonomy, names))
        if links is None:
            links = tuple(map(self.term, self._site.terms_of(taxonomy, names)))
            self._named[taxonomy, names] = links
        return links

    def name(self, term: Term) -> str:
        """Return a term's name in the language of the site."""
        return term.name(self._texts.language)

    def _make(self, story: Entry[Story]) -> Card:
        fields = story.fields
        columns = self.terms("columns", (fields.column,))
        return Card(
            title=story.title,
            href=rooted(story.permalink),
            permalink=story.permalink,
            date=self._texts.date(fields.date),
            datetime=fields.date.iso(),
            summary=self.summary(story),
            column=columns[0] if columns else Link(""),
            cover=self._picture(fields.cover, story.path),
            people=people_names(self._site, story),
            lang=fields.lang,
            clauses=breaks_between_clauses(story.title),
        )


def excerpt_of(entry: Entry[Any], start: str) -> str:
    """Return the start of a story's text if its cards need it, else ''."""
    return start if entry.kind == "story" and entry.fields.summary is None else ""


def people_names(site: Site, story: Entry[Story]) -> tuple[str, ...]:
    """Return the names of a story's people that may be shown, in the story's order."""
    return tuple([name for name, _ in named_people(site, story)])


def named_people(site: Site, story: Entry[Story]) -> Iterator[tuple[str, Entry[Person] | None]]:
    """Yield name and published entry of each of a story's people that may be shown."""
    for ref in story.fields.people:
        person = site.people.get(ref.id or "")
        if name := ref.name or (person.fields.name.zh if person else ""):
            yield name, person
