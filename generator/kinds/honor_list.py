"""Owns the kind `honor list`: one edition of an honor with its honorees, `content/honors/*.yml`.
May not read files or other kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from generator.kinds.base import (
    ONE_OR_MANY,
    Kind,
    Paragraph,
    Published,
    Reference,
    Source,
    each,
    single,
    stem,
)
from generator.problems import Fault
from generator.schema.types import ClassYear, Line, Moment, Number
from generator.schema.validate import Model


class Honoree(Model):
    """One row of an honor list: a person's id, or a name without an entry."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["person"]}, {"required": ["name"]}]}
    )

    person: Line | None = None
    name: Line | None = None
    college: Line | None = None
    class_year: ClassYear | None = None
    degree: Line | None = None
    citation: Paragraph | None = None
    rank: Line | None = None
    story: Line | None = None
    evidence: Paragraph | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Honoree:
        if self.person is None and self.name is None:
            raise PydanticCustomError("L217", "see the catalogue")
        return self


class HonorList(Published):
    """The fields of an honor list. `qualifier` says how complete it is (近, 余, 不完全统计 …)."""

    title: Line
    honor: Line
    year: ClassYear
    announced: Moment | None = None
    authority: Line | None = None
    source: Source | None = None
    summary: Paragraph | None = None
    declared_total: Number | None = None
    qualifier: Line | None = None
    entries: Annotated[tuple[Honoree, ...], ONE_OR_MANY] = ()


def _check(path: str, fields: HonorList) -> Iterator[Fault]:
    """Compare the total that was announced with the rows, and the rows with each other."""
    declared, counted = fields.declared_total, len(fields.entries)
    if declared is not None and declared != counted:
        args = {"declared": declared, "counted": counted, "by": abs(declared - counted)}
        code = "L303" if declared > counted else "L304"
        yield Fault(code, path, ("declared_total",), args)
    first: dict[Honoree, int] = {}
    for number, row in enumerate(fields.entries):
        if (other := first.setdefault(row, number)) != number:
            args = {"row": number + 1, "other": other + 1}
            yield Fault("L307", path, ("entries", number), args)


HONOR_LIST = Kind(
    name="honor_list",
    folder="honors",
    endings=(".yml",),
    model=HonorList,
    key=lambda path, fields: stem(path),
    permalink=lambda key, fields: f"/honors/{key}/",
    title=lambda fields: fields.title,
    references=(
        Reference("honors", *single("honor")),
        Reference("people", *each("entries", "person")),
        Reference("colleges", *each("entries", "college")),
        Reference("stories", *each("entries", "story")),
    ),
    table_fields=("entries",),
    check=_check,
    template="honor_list.html",
    sample_path="honors/{slug}.yml",
    sample="""title: {title}
honor: {honor}
year: {year}
announced: {date}
authority:
declared_total: 1
entries:
  - {{name: {name}, college: , class_year: , citation: }}
status: draft
""",
    words={"zh": {"name": "姓名"}, "en": {"name": "Name"}},
)
