"""Owns the frozen settings of a site, out of the text of `mkdocs.yml`, with their defaults.
May not read files, the environment or the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator


class SettingsError(Exception):
    """The settings cannot be used; the message says which one and why (wrong use, exit code 2)."""


class ImageOptions(BaseModel):
    """How pictures are published: widths in pixels from small to large, formats in the order in
    which a browser is offered them, quality from 1 to 100 as WebP and JPEG count it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    widths: tuple[Annotated[int, Field(ge=16, le=4096)], ...] = (160, 480, 960, 1600)
    formats: tuple[Literal["avif", "webp"], ...] = ("webp",)
    quality: int = Field(default=78, ge=1, le=100)

    @field_validator("widths")
    @classmethod
    def _rising(cls, widths: tuple[int, ...]) -> tuple[int, ...]:
        if not 1 <= len(widths) <= 8 or list(widths) != sorted(set(widths)):
            raise ValueError("one to eight widths from small to large / 从小到大，一到八个宽度")
        return widths

    @field_validator("formats")
    @classmethod
    def _each_once(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        if not formats or len(set(formats)) != len(formats):
            raise ValueError("avif, webp or both, each once / 写 avif、webp，各写一次")
        return formats


class Options(BaseModel):
    """The options of the `laurel` plugin in `mkdocs.yml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "Asia/Shanghai"
    per_page: int = Field(default=20, ge=1, le=500)
    feed_items: int = Field(default=20, ge=1, le=500)
    id_authority: str = ""
    id_date: str = Field(default="2024", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    organisation: str = ""
    organisation_url: str = ""
    icp: str = ""
    dashboard: Literal["internal", "site", "none"] = "internal"
    images: ImageOptions = ImageOptions()
    executor: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build needs to know of the site. `site_url` ends in `/`."""

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
    except yaml.YAMLError as error:
        raise SettingsError(f"mkdocs.yml: {error}") from None
    if not isinstance(raw, Mapping):
        raise SettingsError("mkdocs.yml: not a mapping")
    return settings_from(raw)


def settings_from(raw: Mapping[str, Any]) -> Settings:
    """Return the settings from the mapping in `mkdocs.yml`; raises `SettingsError`."""
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
    )


class _Loader(yaml.SafeLoader):
    """Reads settings as MkDocs does, but evaluates none of its special tags."""


def _ignore_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> str:
    return ""


_Loader.add_multi_constructor("!", _ignore_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore_tag)


def _required(raw: Mapping[str, Any], key: str) -> str:
    if not raw.get(key):
        raise SettingsError(f"mkdocs.yml: {key} is missing / 缺少 {key}")
    return str(raw[key])


def _site_url(raw: Mapping[str, Any]) -> str:
    url = _required(raw, "site_url")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"mkdocs.yml: site_url must look like https://host/path/, not {url!r}")
    return url.rstrip("/") + "/"


def _language(theme: Any) -> str:
    language = theme.get("language") if isinstance(theme, Mapping) else None
    return "en" if str(language or "zh").startswith("en") else "zh"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"mkdocs.yml: plugins.laurel.timezone: unknown {name!r}") from None


def _options(plugins: Any) -> Options:
    for plugin in plugins if isinstance(plugins, list) else ():
        if isinstance(plugin, Mapping) and "laurel" in plugin:
            return options_from(plugin["laurel"] or {})
    return Options()


def options_from(raw: Any) -> Options:
    """Check the plugin's options; raises `SettingsError` naming the first wrong one."""
    try:
        return Options.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"mkdocs.yml: plugins.laurel.{name}: {first['msg']}") from None
