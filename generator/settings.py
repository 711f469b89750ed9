"""Owns the frozen settings of a site, out of the text of `mkdocs.yml`, with their defaults.
May not read files, the environment or the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import yaml

from generator.names import quote_path

# As Material names them. Traditional Chinese is written into `templates/texts/zh.yml`.
_LANGUAGES = ("zh", "en", "zh-Hant", "zh-TW")
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\Z", re.IGNORECASE | re.ASCII)


MISTYPED = 0.8  # difflib's ratio from which on a setting is no other one of MkDocs


class SettingsError(Exception):
    """The settings cannot be used; the message says which one and why (wrong use, exit code 2)."""


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


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build needs to know of the site. `site_url` is ASCII and ends in `/`;
    `strict` counts warnings as errors.
    """

    site_name: str
    site_url: str
    description: str
    author: str
    copyright: str
    language: str
    zone: ZoneInfo
    content_dir: str
    site_dir: str
    options: Options
    strict: bool = False

    @property
    def base_path(self) -> str:
        """The path of the site on its host, with a slash at both ends."""
        return urlsplit(self.site_url).path

    @property
    def id_authority(self) -> str:
        """The domain in `tag:` URIs (RFC 4151): the option, else the site's host."""
        return self.options.id_authority or urlsplit(self.site_url).hostname or "localhost"

    def absolute(self, permalink: str) -> str:
        """Return the URL of a root-relative permalink."""
        return self.site_url + permalink.lstrip("/")


def read_settings(text: str) -> Settings:
    """Read the text of `mkdocs.yml`; raises `SettingsError`."""
    try:
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader that ignores tags
    except (yaml.YAMLError, ValueError) as error:  # the latter of a day such as 2024-13-45
        raise SettingsError(f"mkdocs.yml: {error}") from None
    if not isinstance(raw, Mapping):
        raise SettingsError("mkdocs.yml: not a mapping")
    if "INHERIT" in raw:
        why = "not supported; write all settings into one file / 不支持，请把设置写在一个文件里"
        raise _wrong("INHERIT", why)
    for key in raw:
        if key not in _OWN and (near := _near(str(key), _OWN, MISTYPED)):
            raise _wrong(str(key), f"unknown / 没有这个设置{near}")
    return settings_from(raw)


def settings_from(raw: Mapping[str, Any]) -> Settings:
    """Return the settings from the mapping in `mkdocs.yml`; raises `SettingsError`."""
    _refuse_tags({key: raw[key] for key in _OWN if key in raw}, "")
    options = _options(raw.get("plugins"))
    return Settings(
        site_name=_required(raw, "site_name"),
        site_url=_site_url(raw),
        description=str(raw.get("site_description") or ""),
        author=str(raw.get("site_author") or raw.get("site_name")),
        copyright=str(raw.get("copyright") or ""),
        language=_language(raw.get("theme")),
        zone=_zone(options.timezone),
        content_dir=str(raw.get("docs_dir") or "content"),
        site_dir=str(raw.get("site_dir") or "site"),
        options=options,
        strict=raw.get("strict") is True,
    )


class _Loader(yaml.SafeLoader):
    """Reads settings as MkDocs does, but evaluates none of its special tags."""


class _Tagged(str):
    """What a special tag stands for is unknown; `!ENV`, for one, is the environment's."""


def _ignore_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> str:
    return _Tagged()


_Loader.add_multi_constructor("!", _ignore_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore_tag)


_OWN = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "docs_dir", "site_dir",
    "theme", "plugins", "strict",
)  # fmt: skip


def _refuse_tags(raw: Mapping[str, Any], before: str) -> None:
    """Refuse what only MkDocs could evaluate where a build needs to know it."""
    for key, value in raw.items():
        if isinstance(value, _Tagged):
            why = "tags such as !ENV are not evaluated; write the value / 不支持 !ENV，请写出值"
            raise _wrong(f"{before}{key}", why)
        if key == "theme" and isinstance(value, Mapping):
            _refuse_tags({"language": value.get("language")}, "theme.")
        if key in ("plugins", "laurel"):
            for item in value if isinstance(value, list) else [value]:
                inner = item if isinstance(item, Mapping) else {}
                own = inner if key == "laurel" else {k: inner[k] for k in ("laurel",) if k in inner}
                _refuse_tags(own, f"{before}{key}.")


def _required(raw: Mapping[str, Any], key: str) -> str:
    if not raw.get(key):
        raise SettingsError(f"mkdocs.yml: {key} is missing / 缺少 {key}")
    return str(raw[key])


def _site_url(raw: Mapping[str, Any]) -> str:
    """Return the URL as feeds and sitemaps want it: in ASCII (RFC 3986), with a last slash."""
    url = _required(raw, "site_url")
    parts, place = _parts(url)
    is_straight = {".", ".."}.isdisjoint(parts.path.split("/"))  # browsers make others so
    if not place or parts.query or parts.fragment or not is_straight:
        raise SettingsError(
            "mkdocs.yml: site_url must look like https://host/path/, "
            f"not {url!r} / 要像 https://host/path/"
        )
    return f"{parts.scheme}://{place}{quote_path(parts.path).rstrip('/')}/"


def _parts(url: str) -> tuple[SplitResult, str]:
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


def _language(theme: Any) -> str:
    """Return the language of the texts; Material alone would draw some pages in many more."""
    language = theme.get("language") if isinstance(theme, Mapping) else None
    if str(language or "zh") not in _LANGUAGES:
        what = f"no texts in {language!r}; one of / 可以写 {', '.join(_LANGUAGES)}"
        raise _wrong("theme.language", what)
    return "en" if language == "en" else "zh"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        what = f"unknown {name!r} / 没有这个时区"
        near = _near(name, available_timezones())
        raise _wrong("plugins.laurel.timezone", what + near) from None


def _options(plugins: Any) -> Options:
    # MkDocs takes a mapping of plugins, too.
    given = [plugins] if isinstance(plugins, Mapping) else plugins
    for plugin in given if isinstance(given, list) else ():
        if isinstance(plugin, Mapping) and "laurel" in plugin:
            return options_from(plugin["laurel"] or {})
    return Options()


def options_from(raw: Any) -> Options:
    """Check the plugin's options; raises `SettingsError` naming the first wrong one."""
    return Options(**_checked(raw, _OPTIONS, "plugins.laurel"))


# By hand and not with pydantic: a build that finds nothing to do loads in half the time.
Check = Callable[[Any, str], Any]


def _checked(raw: Any, checks: Mapping[str, Check], name: str) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise _wrong(name, "not a mapping / 不是键值表")
    for key in raw:
        if key not in checks:
            raise _wrong(f"{name}.{key}", f"unknown / 没有这个设置{_near(str(key), checks)}")
    return {key: checks[key](value, f"{name}.{key}") for key, value in raw.items()}


def _wrong(name: str, why: str) -> SettingsError:
    return SettingsError(f"mkdocs.yml: {name}: {why}")


def _near(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the question whether the most similar of the known words is meant, '' for none."""
    from difflib import get_close_matches  # much to load for a build that finds nothing wrong

    folded = {name.casefold(): name for name in sorted(known)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return f"; {folded[found[0]]}?" if found else ""


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "not text, which is written in quotes / 不是文字；请加引号")
    return value


def _whole(least: int, most: int) -> Check:
    def check(value: Any, name: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise _wrong(name, f"not a whole number from {least} to {most} / 要写这之间的整数")
        return value

    return check


def _one_of(*choices: str) -> Check:
    def check(value: Any, name: str) -> str:
        if not isinstance(value, str) or value not in choices:
            near = _near(str(value), choices)
            raise _wrong(name, f"one of / 可以写 {', '.join(choices)}{near}")
        return value

    return check


def _day(value: Any, name: str) -> str:
    is_day = re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", _text(value, name), re.ASCII)
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        is_day = None
    if is_day is None:
        raise _wrong(name, "a year, month or day such as 2024-05-01 / 年、月或日")
    return str(value)


def _url(value: Any, name: str) -> str:
    """Check a URL that readers follow; it is kept as it is written."""
    if _text(value, name) and not _parts(value)[1]:
        raise _wrong(name, f"must look like https://host/path, not {value!r} / 要像 https://host/")
    return str(value)


def _authority(value: Any, name: str) -> str:
    """Check the authority of `tag:` URIs (RFC 4151, 2.1): a domain or an e-mail address of ours."""
    user, at, host = _text(value, name).rpartition("@")
    with suppress(UnicodeError):
        host = ascii_host(host)
    if value and not (_HOST.match(host) and (_HOST.match(user) or not at)):
        raise _wrong(name, "a domain such as example.org / 写域名")
    return f"{user}{at}{host}"


def _each(check: Check) -> Check:
    def checked(value: Any, name: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise _wrong(name, "not a list / 不是列表")
        return tuple(check(item, f"{name}.{number}") for number, item in enumerate(value))

    return checked


def _widths(value: Any, name: str) -> tuple[int, ...]:
    widths: tuple[int, ...] = _each(_whole(16, 4096))(value, name)
    if not 1 <= len(widths) <= 8 or list(widths) != sorted(set(widths)):
        raise _wrong(name, "one to eight widths from small to large / 从小到大，一到八个宽度")
    return widths


def _formats(value: Any, name: str) -> tuple[str, ...]:
    formats: tuple[str, ...] = _each(_one_of("avif", "webp"))(value, name)
    if not formats or len(set(formats)) != len(formats):
        raise _wrong(name, "avif, webp or both, each once / 写 avif、webp，各写一次")
    return formats


def _images(value: Any, name: str) -> ImageOptions:
    return ImageOptions(**_checked(value, _IMAGES, name))


_IMAGES: Mapping[str, Check] = {"widths": _widths, "formats": _formats, "quality": _whole(1, 100)}
_OPTIONS: Mapping[str, Check] = {
    "timezone": _text,
    "per_page": _whole(1, 500),
    "feed_items": _whole(1, 500),
    "id_authority": _authority,
    "id_date": _day,
    "organisation": _text,
    "organisation_url": _url,
    "icp": _text,
    "dashboard": _one_of("internal", "site", "none"),
    "images": _images,
    "executor": _text,
}
