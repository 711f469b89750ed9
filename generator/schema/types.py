"""Owns the field types: how the text of a field becomes a checked value.
May not know which model uses a type.

Every validator raises `PydanticCustomError` whose type is a code of the problem catalogue. Beside
it stands what JSON Schema can say of the same: whatever the validator accepts, and little else.
`patternErrorMessage` is a word of `descriptions.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import total_ordering
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from generator.names import SLUG, SLUG_LENGTH, is_reserved, is_slug, suggest_slug
from generator.schema import patterns

MAX_LINE = 300
MAX_TEXT = 5000
MAX_URL = 2000
MAX_NAME = 200  # bytes in one name of a path; file systems allow 255
MAX_DAY = 40  # characters of what may be meant as a day: a pattern as loose takes quadratic time
EARLIEST, LATEST = 1900, 2199

_WHEN = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?\Z"
)
_LOOSE_DAY = re.compile(
    r"(\d{4})(?:\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*[日号]?|(\d\d)(\d\d))"
    r"(?:[Tt\s]*(\d{1,2}):(\d{2}))?\Z"
)
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?\Z", re.ASCII)  # of 1982 to 2036
_DAY_ZERO = date(1899, 12, 30).toordinal()
_NUMBER = re.compile(r"\d{1,9}\Z")
_BAD_IN_PATH = re.compile(r'[\s\\<>:"|?*#%&]|/\.|\.(?:/|$)|//')
_OF_A_HOST = re.compile(r"https?://[^/]*", re.I)
_COUNTED = re.compile(r"\d{1,9}(?=[人名位年级届篇次])")
_END = r"\Z"  # as Python alone writes it
_BAD_IN_URL = re.compile(r"[\s<>\"\\^`{|}]")


@total_ordering
@dataclass(frozen=True, slots=True)
class When:
    """A day or an instant. `at` is aware; a day is its first moment in the site's time zone."""

    at: datetime
    is_day: bool

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as a call: every entry of the cache has one or more."""
        return When, (self.at, self.is_day)

    def __lt__(self, other: When) -> bool:
        return self.at < other.at

    @property
    def year(self) -> int:
        """The calendar year in the zone in which the moment is kept."""
        return self.at.year

    @property
    def exact(self) -> datetime:
        """The moment with an offset that RFC 3339 and RFC 822 can write: whole minutes.

        Local mean time (Shanghai before 1901: +08:05:43) becomes UTC.
        """
        offset = self.at.utcoffset()
        if offset is None or offset.total_seconds() % 60:
            return self.at.astimezone(UTC)
        return self.at

    def iso(self) -> str:
        """Return `2021-05-01` for a day, RFC 3339 with offset for an instant."""
        return self.at.date().isoformat() if self.is_day else self.exact.isoformat()


def parse_when(text: str, zone: ZoneInfo) -> When:
    """Read a day or an instant (ISO 8601 calendar form, `T` or space, offset optional).

    An instant is moved into the site's zone. Raises `PydanticCustomError` L210 or L211.
    """
    found = _WHEN.match(text.strip())
    if found is None:
        raise _problem("L210", value=text, nearest=_nearest_day(text))
    year, month, day, hour, minute, second = (int(n or 0) for n in found.groups()[:6])
    if not EARLIEST <= year <= LATEST:
        raise _problem("L211", value=text, earliest=EARLIEST, latest=LATEST)
    try:
        offset = _offset(found[7], zone)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=offset).astimezone(zone)
    except ValueError:
        raise _problem("L210", value=text, nearest="") from None
    if not EARLIEST <= moment.year <= LATEST:  # it may be in another one here than where it is told
        raise _problem("L211", value=text, earliest=EARLIEST, latest=LATEST)
    return When(moment, found[4] is None)


def _offset(text: str | None, zone: ZoneInfo) -> ZoneInfo | timezone:
    if text is None:
        return zone
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if text[0] == "-" else delta)


def _nearest_day(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:MAX_DAY]).strip()
    if _SERIAL.match(plain):  # the number of a day, as Excel shows it in a cell that is no date
        return date.fromordinal(_DAY_ZERO + int(float(plain))).isoformat()
    found = _LOOSE_DAY.match(plain)
    if found is None:
        return ""
    parts = [int(part) for part in found.groups() if part]
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    try:
        moment = datetime(year, month, day, hour, minute)
    except ValueError:
        return ""
    return moment.isoformat(timespec="minutes") if len(parts) > 3 else moment.date().isoformat()


def _problem(code: str, **args: Any) -> PydanticCustomError:
    return PydanticCustomError(code, "see the catalogue", args)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _problem("L203" if isinstance(value, list) else "L218")
    text = value.strip()
    if not text or not (text.isprintable() or any(map(str.isprintable, text))):
        raise _problem("L209")  # also where it is but marks that nobody sees, such as U+200B
    return text


def _line(value: Any) -> str:
    text = " ".join(_text(value).split("\n"))
    if len(text) > MAX_LINE:
        raise _problem("L208", max=MAX_LINE, length=len(text))
    return text


def _paragraph(value: Any) -> str:
    text = _text(value)
    if len(text) > MAX_TEXT:
        raise _problem("L208", max=MAX_TEXT, length=len(text))
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instead(BeforeValidator):
    """Reads what may stand in place of a value; in JSON Schema that is a part of the value's."""

    part: Callable[[Any], Any]

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        whole = handler(core)
        return {"anyOf": [self.part(handler.resolve_ref_schema(whole)), whole]}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def alone(model: type[BaseModel], name: str) -> BeforeValidator:
    """Return what lets a text stand for a group of fields of which it is the one of that name."""
    joined = re.compile(rf"(?:{'|'.join(model.model_fields)})\s*[:：]")

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if joined.match(value):  # below the field's name, with no space behind a colon
            raise _problem("L119")
        return {name: value}

    return _Instead(read, part=lambda group: group["properties"][name])


def _when(value: Any, info: ValidationInfo) -> When:
    if isinstance(value, When):
        return value
    zone: ZoneInfo = info.context.zone  # type: ignore[union-attr]  # always given by validate()
    return parse_when(_text(value), zone)


def _number(value: Any) -> int:
    if isinstance(value, int):
        return value
    text = unicodedata.normalize("NFKC", _text(value)).replace(",", "")
    if not _NUMBER.match(text):
        counted = _COUNTED.match(text)
        raise _problem("L212", value=value, nearest=counted[0] if counted else "")
    return int(text)


def _class_year(value: Any) -> int:
    """Accept `1996`, `1996级` and `1996届` as offices write them."""
    year = _number(_text(value).rstrip("级届年") if isinstance(value, str) else value)
    if not EARLIEST <= year <= LATEST:
        raise _problem("L211", value=value, earliest=EARLIEST, latest=LATEST)
    return year


def _slug(value: Any) -> str:
    text = _line(value)
    if not is_slug(text):
        raise _problem("L213", value=text, nearest=suggest_slug(text))
    return text


def plain_url(text: str) -> str:
    """Return a URL that may have been copied out of the source of a page, as readers follow it."""
    return text.replace("&amp;", "&")


def parse_url(value: Any) -> str:
    """Read a full URL; raises `PydanticCustomError` L214."""
    text = plain_url(_text(value))
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    scheme_known = text.lower().startswith(("http://", "https://"))
    if not host or not scheme_known or len(text) > MAX_URL or _BAD_IN_URL.search(text):
        guess = f"https://{text}" if re.match(r"[\w.-]+\.[a-z]{2,}(/\S*)?\Z", text) else ""
        raise _problem("L214", value=text, nearest=guess)
    return text


def _site_path(value: Any) -> str:
    text = unicodedata.normalize("NFC", _text(value))
    if not is_site_path(text):
        guess = f"/{_OF_A_HOST.sub('', text).lstrip('/')}"
        raise _problem("L215", value=text, nearest=guess if is_site_path(guess) else "")
    return text


def is_site_path(text: str) -> bool:
    """Tell whether a text can be a path of the site, and a file on every system."""
    if not text.startswith("/") or text == "/" or len(text) > MAX_LINE or _BAD_IN_PATH.search(text):
        return False
    return all(len(part.encode()) <= MAX_NAME and not is_reserved(part) for part in text.split("/"))


Line = Annotated[str, BeforeValidator(_line), patterns.text("line", MAX_LINE)]
Paragraph = Annotated[str, BeforeValidator(_paragraph), patterns.text("paragraph", MAX_TEXT)]
Moment = Annotated[When, BeforeValidator(_when), patterns.only_text("moment", patterns.MOMENT)]
Number = Annotated[
    int, BeforeValidator(_number), patterns.number("number", patterns.DIGITS, 0, 999_999_999)
]
ClassYear = Annotated[
    int,
    BeforeValidator(_class_year),
    patterns.number("class_year", rf"{patterns.YEAR}\s*[级届年]*", EARLIEST, LATEST),
]
Slug = Annotated[
    str,
    BeforeValidator(_slug),
    patterns.bare("slug", rf"(?=\S{{1,{SLUG_LENGTH}}}\s*$){SLUG.pattern.removesuffix(_END)}"),
]
Url = Annotated[
    str,
    BeforeValidator(parse_url),
    patterns.only_text("url", r'[Hh][Tt][Tt][Pp][Ss]?://(?![/?#])[^\s<>"\\^`{|}]+'),
]
SitePath = Annotated[
    str,
    BeforeValidator(_site_path),
    patterns.only_text("site_path", r'/(?!/)[^\s\\<>:"|?*#%&]+'),
]
ONE_OR_MANY = _Instead(_as_list, part=lambda many: many["items"])
Lines = Annotated[tuple[Line, ...], ONE_OR_MANY]
SitePaths = Annotated[tuple[SitePath, ...], ONE_OR_MANY]
