"""Owns the frozen settings of a site, out of the text of `mkdocs.yml`, with their defaults.
May not read files, the environment or the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from generator.known import unheeded
from generator.names import quote_path
from generator.options import Options, check_text, http_parts, near, options_from, wrong
from generator.problems import Lang
from generator.settingstext import Tagged, line_of, load_settings, with_lines

# As Material names them. Traditional Chinese is written into `templates/texts/zh.yml`.
_LANGUAGES = ("zh", "en", "zh-Hant", "zh-TW")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build needs to know of the site. `site_url` is ASCII and ends in `/`;
    `strict` counts warnings as errors; `notes` tell of settings that do nothing.
    """

    site_name: str
    site_url: str
    description: str
    author: str
    copyright: str
    language: Lang
    zone: ZoneInfo
    content_dir: str
    site_dir: str
    options: Options
    strict: bool
    notes: tuple[str, ...] = field(default=(), compare=False, repr=False)

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
    raw = load_settings(text)
    with with_lines(text):
        if "INHERIT" in raw:
            why = "not supported; write all settings into one file / 不支持，请把设置写在一个文件里"
            raise wrong("INHERIT", why)
        return replace(settings_from(raw), notes=notes_on(raw, text))


def notes_on(raw: Mapping[Any, Any], text: str) -> tuple[str, ...]:
    """Return what is to be said of settings that do nothing, with their lines in the text; raises
    `SettingsError` for what is refused.
    """
    return tuple(str(note.at(line_of(text, note.name))) for note in unheeded(raw))


def settings_from(raw: Mapping[str, Any]) -> Settings:
    """Return the settings from the mapping in `mkdocs.yml`; raises `SettingsError`."""
    _refuse_tags({key: raw[key] for key in _OWN if key in raw}, "")
    options = _options(raw.get("plugins"))
    return Settings(
        site_name=_required(raw, "site_name"),
        site_url=_site_url(raw),
        description=_text(raw, "site_description"),
        author=_text(raw, "site_author", str(raw.get("site_name"))),
        copyright=_text(raw, "copyright"),
        language=_language(raw.get("theme")),
        zone=_zone(options.timezone),
        content_dir=_text(raw, "docs_dir", "content"),
        site_dir=_text(raw, "site_dir", "site"),
        options=options,
        strict=raw.get("strict") is True,
    )


_OWN = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "docs_dir", "site_dir",
    "theme", "plugins", "strict",
)  # fmt: skip


def _refuse_tags(raw: Mapping[str, Any], before: str) -> None:
    """Refuse what only MkDocs could evaluate where a build needs to know it."""
    for key, value in raw.items():
        if isinstance(value, Tagged):
            why = "tags such as !ENV are not evaluated; write the value / 不支持 !ENV，请写出值"
            raise wrong(f"{before}{key}", why)
        if key == "theme" and isinstance(value, Mapping):
            _refuse_tags({"language": value.get("language")}, "theme.")
        if key in ("plugins", "laurel"):
            for item in value if isinstance(value, list) else [value]:
                inner = item if isinstance(item, Mapping) else {}
                own = inner if key == "laurel" else {k: inner[k] for k in ("laurel",) if k in inner}
                _refuse_tags(own, f"{before}{key}.")


def _required(raw: Mapping[str, Any], key: str) -> str:
    if not raw.get(key):
        raise wrong(key, "is missing / 没有写")
    return _text(raw, key)


def _text(raw: Mapping[str, Any], key: str, default: str = "") -> str:
    return check_text(raw[key], key) if raw.get(key) else default


def _site_url(raw: Mapping[str, Any]) -> str:
    """Return the URL as feeds and sitemaps want it: in ASCII (RFC 3986), with a last slash."""
    url = _required(raw, "site_url")
    parts, place = http_parts(url)
    is_straight = {".", ".."}.isdisjoint(parts.path.split("/"))  # browsers make others so
    if not place or parts.query or parts.fragment or not is_straight:
        why = f"must look like https://host/path/, not {url!r} / 要像 https://host/path/"
        raise wrong("site_url", why)
    return f"{parts.scheme}://{place}{quote_path(parts.path).rstrip('/')}/"


def _language(theme: Any) -> Lang:
    """Return the language of the texts; Material alone would draw some pages in many more."""
    language = theme.get("language") if isinstance(theme, Mapping) else None
    if str(language or "zh") not in _LANGUAGES:
        what = f"no texts in {language!r}; one of / 可以写 {', '.join(_LANGUAGES)}"
        raise wrong("theme.language", what)
    return "en" if language == "en" else "zh"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        what = f"unknown {name!r} / 没有这个时区"
        meant = near(name, available_timezones())
        raise wrong("plugins.laurel.timezone", what + meant) from None


def _options(plugins: Any) -> Options:
    # MkDocs takes a mapping of plugins, too.
    given = [plugins] if isinstance(plugins, Mapping) else plugins
    for plugin in given if isinstance(given, list) else ():
        if isinstance(plugin, Mapping) and "laurel" in plugin:
            return options_from(plugin["laurel"] or {})
    return Options()
