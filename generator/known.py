"""Owns which settings `mkdocs.yml` may have: of those of MkDocs and Material that do nothing here
it tells what does it instead; what readers' browsers would ask other hosts for is refused.
May not read their values for a build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from generator.options import SettingsError, check_text, near, wrong

MISTYPED = 0.8  # difflib's ratio from which on a known key was meant

# Those of Laurel, and those that MkDocs, hooks, plugins and templates heed.
_HEEDED = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "docs_dir", "site_dir",
    "theme", "plugins", "strict", "extra_css", "extra_javascript", "extra", "hooks", "watch",
    "dev_addr", "remote_branch", "remote_name", "use_directory_urls", "INHERIT",
)  # fmt: skip
_PAGES = "pages are the files of content/pages/ / 页面就是 content/pages/ 里的文件"
_SOURCE = "pages link to no source; templates of yours find what is in extra / 页面不链接到源文件"
_DRAFTS = "what stays unpublished has status: draft / 不公开的内容写 status: draft"
_IDLE = {
    "nav": "tabs are the columns of content/taxonomies/columns.yml, further ones stand in "
    "templates/theme/partials/tabs.html and nav.html / 导航是 columns.yml 里的栏目，别的链接写在"
    " templates/theme/partials/ 的 tabs.html 和 nav.html 里",
    "markdown_extensions": "what texts may have is in docs/editors.en.md / "
    "正文能写什么见 docs/editors.zh.md",
    "extra_templates": "put templates into templates/theme / 模板放进 templates/theme",
    "validation": "build.py checks all links / 链接由 build.py 全部检查",
    "repo_url": _SOURCE,
    "repo_name": _SOURCE,
    "edit_uri": _SOURCE,
    "edit_uri_template": _SOURCE,
    "exclude_docs": _DRAFTS,
    "draft_docs": _DRAFTS,
    "not_in_nav": _PAGES,
}
_IDLE_PLUGINS = {
    "blog": "stories are the files of content/stories/ / 稿件就是 content/stories/ 里的文件",
    "tags": "tags are a field of stories / 标签是稿件的一个字段",
    "meta": "fields stand in each file / 字段写在每个文件里",
    "social": "covers are the pictures of share cards / 分享卡片用稿件的题图",
}
_THEME = ("name", "custom_dir", "language", "favicon", "logo", "palette", "features", "direction")
_COLOURS = (
    "colours stand in a style sheet of yours, see README.md / "
    "颜色写在自己的样式表里，见 README.zh.md"
)
_IDLE_THEME = {
    "font": "pages load no fonts; name installed ones in a style sheet, body { --sans: …; } / "
    "页面不下载字体；要换字体，在样式表里写 body { --sans: …; }",
    "icon": "theme.logo is a picture, icons are in assets/laurel.css / "
    "标志用 theme.logo，图标在 assets/laurel.css 里",
    "static_templates": "put finished files into templates/theme / 写好的文件放进 templates/theme",
}
# Of Material's features those that have something to work on in Laurel's pages.
_FEATURES = (
    "navigation.tabs", "navigation.top", "header.autohide", "content.code.copy",
    "content.tooltips", "announce.dismiss",
)  # fmt: skip
_PALETTE = ("media", "scheme", "toggle")


def unheeded(raw: Mapping[Any, Any]) -> Iterator[SettingsError]:
    """Yield a note for each setting that does nothing; raises `SettingsError` for one that is
    mistyped, or that has pages load something from another host.
    """
    for key, value in raw.items():
        if key in _IDLE and value:
            yield _idle(key, _IDLE[key])
        if key not in _HEEDED and key not in _IDLE:
            yield _unknown(str(key), str(key), _HEEDED)
    if raw.get("use_directory_urls") is False:
        yield _idle("use_directory_urls", "every page has a folder / 每个页面都是一个文件夹")
    for key in ("extra_css", "extra_javascript"):
        for name, item in _numbered(raw.get(key), key):
            _refuse_other_host(item, name)
    _refuse_analytics(raw.get("extra"))
    for name in _plugins(raw.get("plugins")):
        if name in _IDLE_PLUGINS:
            yield _idle(f"plugins.{name}", _IDLE_PLUGINS[name])
    if isinstance(theme := raw.get("theme"), Mapping):
        yield from _of_theme(theme)


def _idle(name: str, instead: str) -> SettingsError:
    return wrong(name, f"does nothing here / 在这里不起作用: {instead}")


def _unknown(name: str, key: str, known: tuple[str, ...]) -> SettingsError:
    """Return the note on a key that nobody knows; raises it if a known one was meant."""
    meant = near(key, known, MISTYPED)
    error = wrong(name, f"unknown / 没有这个设置{meant}")
    if meant:
        raise error
    return error


def _plugins(plugins: Any) -> list[str]:
    """Return the names of plugins without Material's place for its own: `material/blog`."""
    items = plugins if isinstance(plugins, list) else [plugins or {}]
    names = [name for item in items for name in (item if isinstance(item, Mapping) else [item])]
    return [str(name).removeprefix("material/") for name in names]


def _numbered(items: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the dotted name of each item of a list, and the item."""
    for number, item in enumerate(items if isinstance(items, list) else ()):
        yield f"{name}.{number}", item


def _of_theme(theme: Mapping[Any, Any]) -> Iterator[SettingsError]:
    for key, value in theme.items():
        if key in _IDLE_THEME and value:
            yield _idle(f"theme.{key}", _IDLE_THEME[key])
        elif key not in _THEME and key not in _IDLE_THEME:
            _unknown(f"theme.{key}", str(key), _THEME)  # others than mistyped are for its templates
    for key in ("logo", "favicon"):
        _refuse_other_host(theme.get(key), f"theme.{key}")
    features, palette = theme.get("features") or [], theme.get("palette") or []
    if not isinstance(features, list):
        raise wrong("theme.features", "not a list / 不是列表")
    for name, feature in _numbered(features, "theme.features"):
        if feature not in _FEATURES:
            choices = ", ".join(_FEATURES)
            yield _idle(name, f"{feature!r}; {choices}{near(str(feature), _FEATURES, MISTYPED)}")
    whole = [("theme.palette", palette)]
    for name, one in _numbered(palette, "theme.palette") if isinstance(palette, list) else whole:
        yield from _of_palette(one, name)


def _of_palette(palette: Any, name: str) -> Iterator[SettingsError]:
    if not isinstance(palette, Mapping):
        why = "not a mapping such as {scheme: slate} / 不是键值表，要像 {scheme: slate}"
        raise wrong(name, why)
    for key in palette:
        if key in ("primary", "accent"):
            yield _idle(f"{name}.{key}", _COLOURS)
        elif key not in _PALETTE:
            yield _unknown(f"{name}.{key}", str(key), _PALETTE)
    toggle = palette.get("toggle")
    if toggle and not (isinstance(toggle, Mapping) and toggle.get("name")):
        why = "has no name, as in {name: Dark} / 缺少 name，要像 {name: 深色}"
        raise wrong(f"{name}.toggle", why)


def _refuse_other_host(item: Any, name: str) -> None:
    """Refuse a file of another host: every reader's browser would ask for it at every page."""
    path = item.get("path") if isinstance(item, Mapping) else item
    if path and (why := loads_elsewhere(check_text(path, name))):
        raise wrong(name, why)


def loads_elsewhere(url: str) -> str:
    """Return why a URL of another host is none for a file of pages; '' for one of the site."""
    try:
        host = urlsplit(url.strip()).netloc
    except ValueError:  # in brackets, and no address
        host = url
    why = f"every page would load it from {host}; put the file into templates/theme"
    return f"{why} / 每个页面都会去 {host} 下载；请把文件放进 templates/theme" if host else ""


def _refuse_analytics(extra: Any) -> None:
    analytics = extra.get("analytics") if isinstance(extra, Mapping) else None
    if isinstance(analytics, Mapping) and analytics.get("provider") == "google":
        why = "every page would load a script from www.googletagmanager.com"
        raise wrong("extra.analytics.provider", f"{why} / 每个页面都会去那里下载脚本")
