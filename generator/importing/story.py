"""Owns what a post means: a story or page with its fields, before it has a place.
May not read anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from generator.importing.configuration import SiteConfig
from generator.importing.dates import Moment
from generator.importing.dialect import Dialect
from generator.importing.draft import Draft
from generator.importing.notes import Note
from generator.importing.sources import Found, shown


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all posts of one import. `now` is aware."""

    dialect: Dialect
    config: SiteConfig
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """A post as Laurel will have it, without place. `date` is None for a page.

    `formers` are former addresses to keep as aliases, `guesses` only help to find the post.
    """

    found: Found
    title: str
    date: Moment | None
    updated: Moment | None
    publish: Moment | None
    expires: Moment | None
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    cover: tuple[str, str, int]
    draft: bool
    lang: str
    slug: str
    formers: tuple[str, ...]
    guesses: tuple[str, ...]
    body: Draft
    notes: tuple[Note, ...]

    @property
    def path(self) -> str:
        """The path of the post as notes show it."""
        return shown(self.found.path)
