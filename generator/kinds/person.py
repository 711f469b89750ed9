"""Owns the kind `person`: an alumnus or alumna, `content/people/<id>.yml` or `.md`.
May not read files or other kinds. Two people of the same name are two ids.
"""

from __future__ import annotations

from typing import Annotated, Literal

from generator.kinds.base import (
    ONE_OR_MANY,
    Kind,
    PictureField,
    Published,
    Reference,
    each,
    listed,
    single,
    stem,
)
from generator.schema.types import ClassYear, Line, Lines, Moment, Paragraph, alone
from generator.schema.validate import Model


class Name(Model):
    """A name in Chinese; the other forms are optional."""

    zh: Line
    en: Line | None = None
    former: Line | None = None
    pinyin: Line | None = None


class Degree(Model):
    """What somebody studied here, and until when."""

    degree: Line | None = None
    college: Line | None = None
    year: ClassYear | None = None
    major: Line | None = None


class Basis(Model):
    """Why the office may publish about a person (PIPL, article 13).

    `consent`: the person agreed; `news`: reporting in the public interest; `disclosed`: made
    public lawfully by or about the person; `duty`: a duty laid on the office by law.
    """

    kind: Literal["consent", "news", "disclosed", "duty"]
    on: Moment | None = None
    until: Moment | None = None
    scope: Line | None = None


class Person(Published):
    """The fields of a person's entry; a life may stand in the body of a `.md` file."""

    name: Annotated[Name, alone(Name, "zh")]
    summary: Paragraph | None = None
    degrees: Annotated[tuple[Degree, ...], ONE_OR_MANY] = ()
    colleges: Lines = ()
    regions: Lines = ()
    employer: Line | None = None
    title: Line | None = None
    photo: PictureField | None = None
    basis: Basis | None = None


PERSON = Kind(
    name="person",
    folder="people",
    endings=(".yml", ".md"),
    model=Person,
    key=lambda path, fields: stem(path),
    permalink=lambda key, fields: f"/people/{key}/",
    title=lambda fields: fields.name.zh,
    references=(
        Reference("colleges", *listed("colleges")),
        Reference("colleges", *each("degrees", "college")),
        Reference("regions", *listed("regions")),
        Reference("media", *single("photo", "src")),
    ),
    template="person.html",
    needs_basis=True,
    sample_path="people/{slug}.yml",
    sample="""name: {{zh: {title}}}
degrees:
  - {{degree: {degree}, college: , year: , major: }}
colleges: []
regions: []
employer:
title:
{basis}
basis: {{kind: consent, on: {date}, scope: {scope}}}
status: draft
""",
    words={
        "zh": {
            "degree": "本科",
            "basis": """\
# 发布依据（个人信息保护法第十三条）：consent 本人同意、news 新闻报道、
# disclosed 已合法公开、duty 法定职责。
# 核对依据和日期、去掉下面的 status，才会有页面。""",
            "scope": "姓名、学历、单位",
        },
        "en": {
            "degree": "BA",
            "basis": """\
# Why the office may publish this: consent (of the person), news (reporting), disclosed
# (lawfully public already) or duty (laid on the office by law).
# There is a page once basis and date are looked at and the line with status is gone.""",
            "scope": '"name, degrees, employer"',
        },
    },
)
