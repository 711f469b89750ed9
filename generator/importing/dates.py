"""Owns dates as posts write them: any usual form becomes a day or an instant in the site's zone.
May not know fields or files; never asks the clock.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1900, 2199

_DAY = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_TIME = r"(?P<H>\d{1,2})[:时](?P<M>\d{1,2})(?:[:分](?P<S>\d{1,2})(?:[.,]\d{1,9})?)?[分秒]?"
_ZONE = r"(?P<z>[Zz]|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?(?:\s*[A-Z]{3,4})?"
_WHEN = re.compile(rf"{_DAY}(?:(?:\s*[Tt]\s*|\s+){_TIME}\s*{_ZONE})?\Z")
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})\Z")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_CLOCK = rf"(?:,?\s+{_TIME}\s*{_ZONE})?\Z"
_MONTH_FIRST = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})" + _CLOCK)
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})\s+(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})" + _CLOCK)
_FILE_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ]+|\Z)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or an instant. `at` lies in the site's zone; `written` is the time as written."""

    at: datetime
    is_day: bool
    written: datetime

    @property
    def year(self) -> int:
        """The calendar year in the site's zone."""
        return self.at.year

    def text(self) -> str:
        """Return `2013-05-15` for a day, else RFC 3339 to the second with the zone's offset."""
        if self.is_day:
            return f"{self.at:%Y-%m-%d}"
        offset = self.at.utcoffset() or timedelta()
        exact = self.at if offset.seconds % 60 == 0 else self.at.replace(tzinfo=None)
        return exact.isoformat(timespec="seconds")

    def instant(self) -> str:
        """Return the moment as an instant, a day as its first second."""
        return Moment(self.at, False, self.written).text()


def read_date(text: str, zone: ZoneInfo, local: ZoneInfo | None = None) -> Moment | None:
    """Return the moment that a text means, or None. A time without offset is in `local`, which
    is `zone` where it is not given.

    Years outside 1900..2199 (such as Hugo's zero date) count as no date.
    """
    text = unicodedata.normalize("NFKC", text).strip()[:80]
    for form in (_WHEN, _COMPACT, _MONTH_FIRST, _DAY_FIRST):
        if found := form.match(text):
            return _moment(found, zone, local or zone)
    return _mail_date(text, zone, local or zone)


def file_date(name: str, zone: ZoneInfo) -> tuple[Moment | None, str]:
    """Split `2013-07-13-name` into its date and `name`; no date gives (None, name)."""
    found = _FILE_DATE.match(name)
    day = read_date("-".join(found.groups()), zone) if found else None
    return (day, name[found.end() :]) if found and day else (None, name)


def _moment(found: re.Match[str], zone: ZoneInfo, local: ZoneInfo) -> Moment | None:
    parts = found.groupdict()
    month = parts["m"]
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        hour, minute, second = (int(parts.get(name) or 0) for name in "HMS")
        day = datetime(int(parts["y"]), number, int(parts["d"]), hour, minute, second)
        is_day = parts.get("H") is None
        at = day.replace(tzinfo=_offset(parts.get("z"), zone if is_day else local))
        return _within(at, zone, is_day)
    except (ValueError, OverflowError):
        return None


def _offset(text: str | None, zone: ZoneInfo) -> tzinfo:
    if not text:
        return zone
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-delta if text[0] == "-" else delta)


def _mail_date(text: str, zone: ZoneInfo, local: ZoneInfo) -> Moment | None:
    try:
        at = parsedate_to_datetime(text)
        return _within(at if at.tzinfo else at.replace(tzinfo=local), zone, False)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _within(at: datetime, zone: ZoneInfo, is_day: bool) -> Moment | None:
    if not EARLIEST < at.year < LATEST:
        return None
    return Moment(at.astimezone(zone), is_day, at)
