"""Owns the options of the plugin in `mkdocs.yml`: their defaults and checks.
May not read files, the environment or the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from generator.personal import digits

_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\Z", re.IGNORECASE | re.ASCII)


class SettingsError(Exception):
    """The settings cannot be used; the message says which one, where it stands and why (wrong use,
    exit code 2). `name` is dotted, such as `theme.logo`, or ''; `line` is 0 if it is not known.
    """

    def __init__(self, why: str, name: str = "", line: int = 0) -> None:
        place = f"mkdocs.yml:{line}" if line else "mkdocs.yml"
        super().__init__(": ".join(filter(None, (place, name, why))))
        self.why, self.name, self.line = why, name, line

    def at(self, line: int) -> SettingsError:
        """Return the same with the line of the setting."""
        return SettingsError(self.why, self.name, line)


@dataclass(frozen=True, slots=True)
class ImageOptions:
    """How pictures are published: widths in pixels from small to large, formats in the order in
    which a browser is offered them, quality from 1 to 100 as WebP and JPEG count it.
    """

    widths: tuple[int, ...] = (160, 480, 960, 1600)
    formats: tuple[str, ...] = ("webp",)
    quality: int = 78


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the `laurel` plugin in `mkdocs.yml`."""

    timezone: str = "Asia/Shanghai"
    per_page: int = 20
    feed_items: int = 20
    id_authority: str = ""
    id_date: str = "2024"
    organisation: str = ""
    organisation_url: str = ""
    icp: str = ""
    dashboard: Literal["internal", "site", "none"] = "internal"
    images: ImageOptions = ImageOptions()
    executor: str = ""
    public_numbers: tuple[str, ...] = ()


def options_from(raw: Any) -> Options:
    """Check the plugin's options; raises `SettingsError` naming the first wrong one."""
    return Options(**_checked(raw, _OPTIONS, "plugins.laurel"))


def options_shape() -> dict[str, Any]:
    """Return what JSON Schema can say of the plugin's options, without words."""
    return _shape_of(_OPTIONS)


# By hand and not with pydantic: a build that finds nothing to do loads in half the time.
Read = Callable[[Any, str], Any]


class Check(NamedTuple):
    """How an option is checked, and what JSON Schema can say of the same."""

    read: Read
    shape: Mapping[str, Any]


def _shape_of(checks: Mapping[str, Check]) -> dict[str, Any]:
    shapes = {name: dict(check.shape) for name, check in checks.items()}
    return {"type": "object", "additionalProperties": False, "properties": shapes}


def _checked(raw: Any, checks: Mapping[str, Check], name: str) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise wrong(name, "not a mapping / 不是键值表")
    for key in raw:
        if key not in checks:
            raise wrong(f"{name}.{key}", f"unknown / 没有这个设置{near(str(key), checks)}")
    return {key: checks[key].read(value, f"{name}.{key}") for key, value in raw.items()}


def wrong(name: str, why: str) -> SettingsError:
    """Return the error that names a setting and says what is wrong with it."""
    return SettingsError(why, name)


def near(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the question whether the most similar of the known words is meant, '' for none."""
    from difflib import get_close_matches  # much to load for a build that finds nothing wrong

    folded = {name.casefold(): name for name in sorted(known)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return f"; {folded[found[0]]}?" if found else ""


def check_text(value: Any, name: str) -> str:
    """Return a value that is text; raises `SettingsError`."""
    if not isinstance(value, str):
        raise wrong(name, "not text, which is written in quotes / 不是文字；请加引号")
    return value


def _whole(least: int, most: int) -> Check:
    def check(value: Any, name: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise wrong(name, f"not a whole number from {least} to {most} / 要写这之间的整数")
        return value

    return Check(check, {"type": "integer", "minimum": least, "maximum": most})


def _one_of(*choices: str) -> Check:
    def check(value: Any, name: str) -> str:
        if not isinstance(value, str) or value not in choices:
            meant = near(str(value), choices)
            raise wrong(name, f"one of / 可以写 {', '.join(choices)}{meant}")
        return value

    return Check(check, {"enum": list(choices)})


def _day(value: Any, name: str) -> str:
    is_day = re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", check_text(value, name), re.ASCII)
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        is_day = None
    if is_day is None:
        raise wrong(name, "a year, month or day such as 2024-05-01 / 年、月或日")
    return str(value)


def _url(value: Any, name: str) -> str:
    """Check a URL that readers follow; it is kept as it is written."""
    if check_text(value, name) and not http_parts(value)[1]:
        raise wrong(name, f"must look like https://host/path, not {value!r} / 要像 https://host/")
    return str(value)


def http_parts(url: str) -> tuple[SplitResult, str]:
    """Return the parts of a URL and its host and port; '' for the latter if it is none of HTTP."""
    try:
        parts = urlsplit(url.strip())
        return parts, _place(parts) if parts.scheme in ("http", "https") else ""
    except ValueError:  # no host name, no port
        return urlsplit(""), ""


def _place(parts: SplitResult) -> str:
    """Return the host, in letters of DNS, and the port; '' where the host is none."""
    host, port = ascii_host(parts.hostname or ""), parts.port
    if ":" in host:
        host = f"[{host}]"
    elif not _HOST.match(host) or "@" in parts.netloc:
        return ""
    return host if port is None else f"{host}:{port}"


def ascii_host(host: str) -> str:
    """Return a host name as DNS has it (IDNA); raises UnicodeError, a ValueError, if it is none."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _authority(value: Any, name: str) -> str:
    """Check the authority of `tag:` URIs (RFC 4151, 2.1): a domain or an e-mail address of ours."""
    user, at, host = check_text(value, name).rpartition("@")
    with suppress(UnicodeError):
        host = ascii_host(host)
    if value and not (_HOST.match(host) and (_HOST.match(user) or not at)):
        raise wrong(name, "a domain such as example.org / 写域名")
    return f"{user}{at}{host}"


def _number(value: Any, name: str) -> str:
    """Check a number of a telephone or a card, with digits in groups or not."""
    number = digits(str(value)) if type(value) in (str, int) else ""
    if not 11 <= len(number) <= 19:
        raise wrong(name, "not a mobile number or a card's / 不是手机号码或卡号")
    return re.sub("^(?:00)?86(?=1[0-9]{10}$)", "", number)


def _each(read: Read) -> Read:
    def checked(value: Any, name: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise wrong(name, "not a list / 不是列表")
        return tuple(read(item, f"{name}.{number}") for number, item in enumerate(value))

    return checked


_WIDTH = _whole(16, 4096)
_FORMAT = _one_of("avif", "webp")


def _widths(value: Any, name: str) -> tuple[int, ...]:
    widths: tuple[int, ...] = _each(_WIDTH.read)(value, name)
    if not 1 <= len(widths) <= 8 or list(widths) != sorted(set(widths)):
        raise wrong(name, "one to eight widths from small to large / 从小到大，一到八个宽度")
    return widths


def _formats(value: Any, name: str) -> tuple[str, ...]:
    formats: tuple[str, ...] = _each(_FORMAT.read)(value, name)
    if not formats or len(set(formats)) != len(formats):
        raise wrong(name, "avif, webp or both, each once / 写 avif、webp，各写一次")
    return formats


def _images(value: Any, name: str) -> ImageOptions:
    return ImageOptions(**_checked(value, _IMAGES, name))


def _several(one: Check, most: int) -> dict[str, Any]:
    each = {"type": "array", "items": dict(one.shape)}
    return {**each, "minItems": 1, "maxItems": most, "uniqueItems": True}


_IMAGES: Mapping[str, Check] = {
    "widths": Check(_widths, _several(_WIDTH, 8)),
    "formats": Check(_formats, _several(_FORMAT, 2)),
    "quality": _whole(1, 100),
}
_ANY = {"type": "string"}
_NUMBERS = {"type": "array", "items": {"type": ["string", "integer"]}}
_DAYS = {"type": "string", "pattern": "^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"}
_URLS = {"type": "string", "pattern": r"^(?:\s*[Hh][Tt][Tt][Pp][Ss]?://\S.*)?$"}
_OPTIONS: Mapping[str, Check] = {
    "timezone": Check(check_text, _ANY),
    "per_page": _whole(1, 500),
    "feed_items": _whole(1, 500),
    "id_authority": Check(_authority, _ANY),
    "id_date": Check(_day, _DAYS | {"patternErrorMessage": "id_date"}),
    "organisation": Check(check_text, _ANY),
    "organisation_url": Check(_url, _URLS | {"patternErrorMessage": "url"}),
    "icp": Check(check_text, _ANY),
    "dashboard": _one_of("internal", "site", "none"),
    "images": Check(_images, _shape_of(_IMAGES)),
    "executor": Check(check_text, _ANY),
    "public_numbers": Check(_each(_number), _NUMBERS),
}
