"""Owns which settings `mkdocs.yml` may have: those of MkDocs and Material that do nothing here are
refused, with what does it instead, and so is what readers' browsers would ask other hosts for.
May not read their values for a build.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from generator.options import check_text, near, wrong

MISTYPED = 0.8  # difflib's ratio from which on a key of a theme is no own one of its templates

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


def refuse_unheeded(raw: Mapping[Any, Any]) -> None:
    """Refuse the first setting that would do nothing, or load something from another host; raises
    `SettingsError`.
    """
    for key, value in raw.items():
        if key in _IDLE and value:
            raise _idle(key, _IDLE[key])
        if key not in _HEEDED and key not in _IDLE:
            raise wrong(str(key), f"unknown / 没有这个设置{near(str(key), _HEEDED)}")
    if raw.get("use_directory_urls") is False:
        raise _idle("use_directory_urls", "every page has a folder / 每个页面都是一个文件夹")
    for key in ("extra_css", "extra_javascript"):
        _each(raw.get(key), key, _refuse_other_host)
    _refuse_analytics(raw.get("extra"))
    for name in _plugins(raw.get("plugins")):
        if name in _IDLE_PLUGINS:
            raise _idle(f"plugins.{name}", _IDLE_PLUGINS[name])
    if isinstance(theme := raw.get("theme"), Mapping):
        _check_theme(theme)


def _idle(name: str, instead: str) -> Exception:
    return wrong(name, f"does nothing here / 在这里不起作用: {instead}")


def _plugins(plugins: Any) -> list[str]:
    """Return the names of plugins without Material's place for its own: `material/blog`."""
    items = plugins if isinstance(plugins, list) else [plugins or {}]
    names = [name for item in items for name in (item if isinstance(item, Mapping) else [item])]
    return [str(name).removeprefix("material/") for name in names]


def _each(items: Any, name: str, check: Callable[[Any, str], None]) -> None:
    for number, item in enumerate(items if isinstance(items, list) else ()):
        check(item, f"{name}.{number}")


def _check_theme(theme: Mapping[Any, Any]) -> None:
    for key, value in theme.items():
        if key in _IDLE_THEME and value:
            raise _idle(f"theme.{key}", _IDLE_THEME[key])
        if key in _THEME or key in _IDLE_THEME:
            continue
        if meant := near(str(key), _THEME, MISTYPED):
            raise wrong(f"theme.{key}", f"unknown / 没有这个设置{meant}")
    for key in ("logo", "favicon"):
        _refuse_other_host(theme.get(key), f"theme.{key}")
    features, palette = theme.get("features") or [], theme.get("palette") or []
    if not isinstance(features, list):
        raise wrong("theme.features", "not a list / 不是列表")
    _each(features, "theme.features", _check_feature)
    if isinstance(palette, list):
        _each(palette, "theme.palette", _check_palette)
    else:
        _check_palette(palette, "theme.palette")


def _check_feature(feature: Any, name: str) -> None:
    if feature not in _FEATURES:
        meant = near(str(feature), _FEATURES, MISTYPED)
        choices = ", ".join(_FEATURES)
        raise wrong(name, f"{feature!r} does nothing here / 不起作用，可以写 {choices}{meant}")


def _check_palette(palette: Any, name: str) -> None:
    if not isinstance(palette, Mapping):
        why = "not a mapping such as {scheme: slate} / 不是键值表，要像 {scheme: slate}"
        raise wrong(name, why)
    for key in palette:
        if key in ("primary", "accent"):
            raise _idle(f"{name}.{key}", _COLOURS)
        if key not in _PALETTE:
            raise wrong(f"{name}.{key}", f"unknown / 没有这个设置{near(str(key), _PALETTE)}")
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
