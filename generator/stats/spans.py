"""Owns periods: runs of days in the site's time zone, how they are written, a year earlier.
May not read the clock. A day is its ordinal (`date.toordinal`), so that ledgers stay small.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from generator.problems import Fault
from generator.schema.types import EARLIEST, parse_when

_YEAR = re.compile(r"(\d{4})\Z")
_HALF = re.compile(r"(\d{4})-?[Hh]([12])\Z")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})\Z")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:\.\.|/|~)\s*(\d{4}-\d{2}-\d{2})\Z")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})\Z")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from `first` to `last`, both included, as ordinals."""

    first: int
    last: int

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last

    def until(self, day: int) -> Span:
        """Return the part up to and with a day; empty (last < first) if it begins later."""
        return Span(self.first, min(self.last, day))

    def so_far(self, day: int) -> Span:
        """Return the part up to and with a day as it is told: whole if it begins later."""
        return self.until(day) if self.first <= day else self

    def holds(self, other: Span) -> bool:
        """Tell whether the other span lies within this one."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Span) -> bool:
        """Tell whether the spans share a day."""
        return self.first <= other.last and other.first <= self.last

    def year_before(self) -> Span:
        """Return the same days a year earlier; 29 February becomes the 28th.

        A span to the end of February ends at the end of February a year earlier too.
        """
        last = day_year_before(self.last)
        if _is_end_of_february(self.last):
            year = date.fromordinal(last).year
            last = date(year, 2, monthrange(year, 2)[1]).toordinal()
        return Span(day_year_before(self.first), last)

    def iso(self) -> str:
        """Return `2021-01-01..2021-12-09`."""
        return f"{iso(self.first)}..{iso(self.last)}"


def _is_end_of_february(day: int) -> bool:
    return date.fromordinal(day).month == 2 and date.fromordinal(day + 1).month == 3


def day_year_before(day: int) -> int:
    """Return the same date a year earlier; 29 February becomes the 28th."""
    when = date.fromordinal(day)
    try:
        return when.replace(year=when.year - 1).toordinal()
    except ValueError:
        return when.replace(year=when.year - 1, day=28).toordinal()


def iso(day: int) -> str:
    """Return a day as ISO 8601."""
    return date.fromordinal(day).isoformat()


def day_of(moment: datetime, zone: ZoneInfo) -> int:
    """Return the day on which a moment falls in the zone."""
    return moment.astimezone(zone).date().toordinal()


def year_of(day: int) -> Span:
    """Return the calendar year that a day lies in."""
    return _year(date.fromordinal(day).year)


def month_key(day: int) -> str:
    """Return `2021-05`."""
    return iso(day)[:7]


def _year(year: int) -> Span:
    return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())


def _months(year: int, first: int, last: int) -> Span:
    end = date(year, last, monthrange(year, last)[1])
    return Span(date(year, first, 1).toordinal(), end.toordinal())


def parse_span(text: str) -> Span | None:
    """Read `2021`, `2021-H1`, `2021-05`, `2021-05-11` or `2021-01-01..2021-12-09`, else None.

    Months and days may be as Excel saves them: `2021/5`, `2021/5/11`. No day is before 1900, as in
    every field.
    """
    try:
        span = _parse(text.strip())
    except ValueError:
        return None
    return span if span is not None and date.fromordinal(span.first).year >= EARLIEST else None


def _parse(text: str) -> Span | None:
    if found := _YEAR.match(text):
        return _year(int(found[1]))
    if found := _HALF.match(text):
        first = 1 if found[2] == "1" else 7
        return _months(int(found[1]), first, first + 5)
    if found := _MONTH.match(text):
        return _months(int(found[1]), int(found[2]), int(found[2]))
    if found := _DAY.match(text):
        day = date(int(found[1]), int(found[2]), int(found[3])).toordinal()
        return Span(day, day)
    if found := _RANGE.match(text):
        span = Span(
            date.fromisoformat(found[1]).toordinal(), date.fromisoformat(found[2]).toordinal()
        )
        return span if span.first <= span.last else None
    return None


class Days:
    """Reads the day of a date or an instant in the zone; each text once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[str, int] = {}

    def read(self, text: str) -> int:
        """Return the ordinal; raises `PydanticCustomError` L210 or L211."""
        known = self._known.get(text)
        if known is None:
            moment = parse_when(text.replace("/", "-") if len(text) <= 19 else text, self._zone)
            known = self._known[text] = moment.at.toordinal()
        return known

    def fault(self, text: str, path: str, at: tuple[int, int]) -> tuple[int, Fault | None]:
        """Return the ordinal, or 0 with the fault at a line and column."""
        try:
            return self.read(text), None
        except PydanticCustomError as error:
            args = {**(error.context or {}), "value": text}
            near = str(args.pop("nearest", ""))
            return 0, Fault(error.type, path, args=args, nearest=near, at=at)
