"""Owns terms: the items of a controlled vocabulary in `content/taxonomies/*.yml`.
May not read files or kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from generator.names import is_slug
from generator.schema.types import Line, Lines, Number, Paragraph, Slug, alone
from generator.schema.validate import Model

TAXONOMIES = ("columns", "colleges", "regions", "honors", "channels")


class TermName(Model):
    """The name of a term in Chinese and, where there is one, in English."""

    zh: Line
    en: Line | None = None


class TermFields(Model):
    """One item as written."""

    id: Slug
    name: Annotated[TermName, alone(TermName, "zh")]
    order: Number = 0
    description: Paragraph | None = None
    aliases: Lines = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a taxonomy, or a tag: `id` is its permalink segment; `aliases` are the ids and
    names that it had, or that those had which became part of it.
    """

    taxonomy: str
    id: str
    zh: str
    en: str
    order: int = 0
    description: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def permalink(self) -> str:
        """Where the term's listing is."""
        return self._place(self.id)

    @property
    def former(self) -> tuple[str, ...]:
        """Where listings were that this one takes the place of."""
        ids = (name for name in dict.fromkeys(self.aliases) if is_slug(name) and name != self.id)
        return tuple(map(self._place, ids))

    def _place(self, id: str) -> str:
        folder = "honors/terms" if self.taxonomy == "honors" else self.taxonomy
        return f"/{folder}/{id}/"

    def name(self, language: str) -> str:
        """Return the name in a language, in Chinese where there is no other."""
        return self.en if language == "en" and self.en else self.zh

    def title(self, language: str) -> str:
        """Return the name as titles have it: a tag may be called like a column."""
        name = self.name(language)
        return f"#{name}" if self.taxonomy == "tags" else name
