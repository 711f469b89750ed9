"""Owns terms: the items of a controlled vocabulary in `content/taxonomies/*.yml`.
May not read files or kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from generator.schema.types import Line, Number, Paragraph, Slug, alone
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


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a taxonomy, or a tag: `id` is its permalink segment."""

    taxonomy: str
    id: str
    zh: str
    en: str
    order: int = 0
    description: str = ""

    @property
    def permalink(self) -> str:
        """Where the term's listing is."""
        folder = "honors/terms" if self.taxonomy == "honors" else self.taxonomy
        return f"/{folder}/{self.id}/"

    def name(self, language: str) -> str:
        """Return the name in a language, in Chinese where there is no other."""
        return self.en if language == "en" and self.en else self.zh

    def title(self, language: str) -> str:
        """Return the name as titles have it: a tag may be called like a column."""
        name = self.name(language)
        return f"#{name}" if self.taxonomy == "tags" else name
