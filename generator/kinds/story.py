"""Owns the kind `story`: a piece of news in Markdown, `content/stories/<year>/<slug>.md`.
May not read files or other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from generator.kinds.base import (
    ONE_OR_MANY,
    Kind,
    Paragraph,
    PictureField,
    Published,
    Reference,
    Source,
    each,
    listed,
    single,
    stem,
)
from generator.problems import Fault
from generator.schema.types import Line, Lines, Moment, Slug, Url, When, alone
from generator.schema.validate import Model

_COMMA = re.compile(r"[，、；]|(?<=[\u3400-\u9fff]),")  # the latter without brackets around all
_DASHED = re.compile(r"-\S.* -\S")  # what was meant as a list, with no space behind the dashes


class PersonRef(Model):
    """A person in a story: the id of an entry in `content/people`, or a name without one."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["id"]}, {"required": ["name"]}]}
    )

    id: Line | None = None
    name: Line | None = None
    note: Line | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> PersonRef:
        if self.id is None and self.name is None:
            raise PydanticCustomError("L216", "see the catalogue")
        return self


class Correction(Model):
    """A correction after publication, shown under the story."""

    date: Moment
    note: Paragraph


class Placed(Model):
    """Where the story stood too; the day is the story's own where none is given."""

    channel: Line
    date: Moment | None = None
    status: Literal["submitted", "accepted", "published", "rejected"] = "published"
    position: Line | None = None
    kind: Line | None = None
    url: Url | None = None


People = Annotated[tuple[Annotated[PersonRef, alone(PersonRef, "id")], ...], ONE_OR_MANY]


class Story(Published):
    """The front matter of a story; `lang` is that of the site where none is given."""

    title: Line
    date: Moment
    column: Line
    updated: Moment | None = None
    summary: Paragraph | None = None
    authors: Lines = ()
    source: Source | None = None
    people: People = ()
    colleges: Lines = ()
    regions: Lines = ()
    honors: Lines = ()
    tags: Lines = ()
    cover: PictureField | None = None
    lang: Literal["zh", "en"] = "zh"
    corrections: Annotated[tuple[Correction, ...], ONE_OR_MANY] = ()
    placements: Annotated[tuple[Placed, ...], ONE_OR_MANY] = ()
    slug: Slug | None = None
    id: Slug | None = None

    @model_validator(mode="before")
    @classmethod
    def _speaks_as_the_site(cls, fields: Any, info: ValidationInfo) -> Any:
        language = getattr(info.context, "language", "zh")
        return fields if language == "zh" else {"lang": language} | fields

    @property
    def changed(self) -> When:
        """When it last changed for its readers: never before its date, which may be an instant of
        the day that `updated` names.
        """
        if self.updated is None and not self.corrections:
            return self.date
        given = (self.date, self.updated, *(correction.date for correction in self.corrections))
        # By timestamp: within a zone Python compares wall clocks, wrong when DST repeats an hour.
        return max(filter(None, given), key=lambda when: when.at.timestamp())


def _key(path: str, fields: Story) -> str:
    return f"{fields.date.year}/{fields.slug or stem(path)}"


def _check(path: str, fields: Story) -> Iterator[Fault]:
    """Notice a file in another year's folder than its date says, and items in one."""
    parts = path.split("/")
    if len(parts) == 3 and parts[1].isdigit() and parts[1] != str(fields.date.year):
        args = {"folder": "/".join(parts[:2]), "year": fields.date.year}
        yield Fault("L231", path, ("date",), args)
    for name in ("authors", "tags"):
        for number, value in enumerate(getattr(fields, name)):
            if _COMMA.search(value) or _DASHED.match(value):
                yield Fault("L225", path, (name, number), {"value": value})


STORY = Kind(
    name="story",
    folder="stories",
    endings=(".md",),
    model=Story,
    key=_key,
    permalink=lambda key, fields: f"/stories/{key}/",
    title=lambda fields: fields.title,
    references=(
        Reference("columns", *single("column")),
        Reference("colleges", *listed("colleges")),
        Reference("regions", *listed("regions")),
        Reference("honors", *listed("honors")),
        Reference("people", *each("people", "id")),
        Reference("media", *single("cover", "src")),
    ),
    check=_check,
    template="story.html",
    sample_path="stories/{year}/{slug}.md",
    sample="""---
title: {title}
date: {date}
column: {column}
summary:  # {summary}
authors: []
people: []
colleges: []
tags: []
status: draft
---

{body}
""",
    words={
        "zh": {
            "summary": "一两句话的导语，会出现在列表、订阅和分享卡片里",
            "body": "正文从这里开始。",
        },
        "en": {
            "summary": "one or two sentences, for listings, feeds and share cards",
            "body": "The text begins here.",
        },
    },
)
