"""Owns how Hugo, Hexo and Jekyll differ: folders, configuration files, names of fields.
May not read anything. What differs in more than values is where `Dialect.` is asked elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.importing import tags
from generator.importing.templates import Syntax


class Dialect(StrEnum):
    """The generator whose posts are imported."""

    HUGO = "hugo"
    HEXO = "hexo"
    JEKYLL = "jekyll"


@dataclass(frozen=True, slots=True)
class Habits:
    """Where a dialect keeps things.

    `posts` and `drafts` are folder names; `pages` the folder whose other files are pages;
    `permalink` the pattern of addresses when a configuration names none, '' if it depends on
    the section; `without_config` tells that this pattern also holds with no configuration;
    `strips_date` that a day in a file's name is no part of its address; `future` that what has a
    date to come is shown already, unless a configuration says otherwise.
    """

    syntax: Syntax
    configs: tuple[str, ...]
    posts: tuple[str, ...]
    drafts: tuple[str, ...]
    assets: tuple[str, ...]
    permalink: str
    without_config: bool
    splits_on_space: bool = False
    strips_date: bool = False
    future: bool = False


HABITS: dict[Dialect, Habits] = {
    Dialect.HUGO: Habits(
        tags.HUGO,
        tuple(
            f"{folder}{name}.{ending}"
            for folder in ("", "config/_default/")
            for name in ("hugo", "config")
            for ending in ("toml", "yaml", "yml", "json")
        ),
        ("post", "posts", "blog", "blogs", "news", "article", "articles", "story", "stories"),
        (),
        ("static", "assets", "content"),
        "",
        False,
    ),
    Dialect.HEXO: Habits(
        tags.HEXO,
        ("_config.yml", "_config.yaml", "_config.json"),
        ("_posts",),
        ("_drafts",),
        ("source", "assets"),
        "/:year/:month/:day/:title/",
        False,
        future=True,
    ),
    Dialect.JEKYLL: Habits(
        tags.JEKYLL,
        ("_config.yml", "_config.yaml", "_config.toml"),
        ("_posts",),
        ("_drafts",),
        ("assets",),
        "/:categories/:year/:month/:day/:title.html",
        True,
        True,
        True,
    ),
}

# Field names, in the order in which they are asked. The first that holds something counts.
TITLE = ("title",)
DATE = ("date", "pubdate", "created", "created_at")
UPDATED = ("lastmod", "updated", "last_modified_at", "modified", "last_modified")
PUBLISH = ("publishdate", "publish_date", "published_at")
EXPIRES = ("expirydate", "expires", "unpublishdate", "expires_at")
AUTHORS = ("authors", "author", "auther")
CATEGORIES = ("categories", "category")
TAGS = ("tags", "tag", "keywords")
SUMMARY = ("description", "summary", "excerpt")
PICTURE = (
    "cover",
    "image",
    "images",
    "featured_image",
    "featuredimage",
    "thumbnail",
    "banner",
    "top_img",
    "feature",
    "header",
    "cover_image",
    "cover_img",
    "index_img",
    "banner_img",
    "header-img",
    "img",
)
ALIASES = ("aliases", "alias", "redirect_from")
ADDRESS = ("url", "permalink")
SLUG = ("slug",)
PERMALINK_PART = ("abbrlink",)
LANG = ("lang", "language", "locale")
DRAFT = ("draft", "published")
# Each of these says one thing of a post, so that a second one of them says it again.
ONCE = (TITLE, DATE, UPDATED, PUBLISH, EXPIRES, AUTHORS, CATEGORIES, TAGS, SUMMARY, PICTURE, SLUG,
        LANG)  # fmt: skip
# Empty pages of these names, beside those of Laurel's own listings, show a listing of the theme.
LISTINGS = ("categories", "category", "tag", "posts", "blog")
# What keeps a post from strangers, or from listings; of a mapping, what says when it is rendered.
SECRET = ("password", "encrypt", "encrypted", "private", "hidden", "hide", "unlisted", "headless")
BUILD = ("build", "_build")
STATUS = ("status",)
OPEN_STATUS = ("publish", "published", "public", "live", "withdrawn", "")
KNOWN = frozenset(
    TITLE + DATE + UPDATED + PUBLISH + EXPIRES + AUTHORS + CATEGORIES + TAGS + SUMMARY
    + PICTURE + ALIASES + ADDRESS + SLUG + PERMALINK_PART + LANG + DRAFT + SECRET + BUILD + STATUS
)  # fmt: skip
