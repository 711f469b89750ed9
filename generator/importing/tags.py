"""Owns which template tags of Hugo, Hexo and Jekyll mean something in Markdown.
May not know where they stand or what references lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.importing.fences import HUGO_CODE, LIQUID_CODE
from generator.importing.markup import escaped, image, link
from generator.importing.templates import Syntax, Tag

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)\Z", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:px|%)?\Z")
_SITE = ("site.baseurl", "site.url", "site.github.url", "site.base_url")
_PREFIXED = (("|", "relative_url"), ("|", "absolute_url"), ("|", "prepend:"))
# Hugo's plugins and themes, and those of Hexo.
_LOCK = re.compile(r"\{[{%][<%]?-?[ \t]*(hugo-encryptor|encrypt(?:ed|or)?|password|secret)\b")
Refer = Callable[[str], str]


# Players of other hosts, which no page of Laurel calls: their tags become links.
_PLAYERS = {
    "youtube": ("YouTube", "https://www.youtube.com/watch?v={}"),
    "bilibili": ("哔哩哔哩", "https://www.bilibili.com/video/{}"),
    "vimeo": ("Vimeo", "https://vimeo.com/{}"),
    "youku": ("优酷", "https://v.youku.com/v_show/id_{}.html"),
}
_VIDEO = re.compile(r"[\w-]{6,40}={0,2}", re.ASCII)


def _player(tag: Tag) -> str | None:
    """Return a link to the film of a player, if the tag says which one plainly."""
    video = tag.words[0] if tag.words else tag.get("id", "bvid", "bv")
    if tag.name not in _PLAYERS or not _VIDEO.fullmatch(video):
        return None
    name, address = _PLAYERS[tag.name]
    return link(f"视频：{name}", address.format(video))


def _hugo(tag: Tag, refer: Refer) -> str | None:
    if tag.name in ("figure", "image", "img") and tag.get("src"):
        return _figure(tag, "src")
    if tag.name in ("ref", "relref"):
        name = tag.words[0] if tag.words else tag.get("path")
        path, mark, fragment = name.partition("#")
        return refer(path) + mark + fragment if path else f"#{fragment}"
    return "" if tag.name == "blogdown/postref" else _player(tag)


def _figure(tag: Tag, *sources: str) -> str:
    """Return a figure as a picture: title, caption and credit become its title, which is shown."""
    words = (tag.get(name) for name in ("title", "caption", "attr"))
    caption = " ".join(dict.fromkeys(filter(None, words)))
    picture = image(escaped(tag.get("alt") or caption), tag.get(*sources), caption)
    return link(picture, tag.get("link")) if tag.get("link") else picture


def _jekyll(tag: Tag, refer: Refer) -> str | None:
    if tag.name in ("post_url", "link") and tag.words:
        name = " ".join(tag.words)
        is_post = tag.name == "post_url" or name.lower().endswith((".md", ".markdown", ".html"))
        return refer(name) if is_post else f"/{name.lstrip('/')}"
    if tag.name == "include" and tag.words[:1] and tag.words[0].startswith("figure"):
        sources = ("image_path", "path", "image", "src", "url")
        return _figure(tag, *sources) if tag.get(*sources) else None
    if tag.name in _SITE and not tag.words:
        return ""
    if tag.words[:2] in _PREFIXED:
        return tag.name
    return "" if tag.name in ("raw", "endraw") else None


def _hexo(tag: Tag, refer: Refer) -> str | None:
    words = tag.words
    if tag.name in ("post_link", "post_path") and words:
        address = refer(words[0])
        given = len(words) > 1 and words[1] not in ("true", "false")
        label = escaped(words[1]) if given else address
        return address if tag.name == "post_path" else f"[{label}]({address})"
    if tag.name in ("asset_img", "img", "image"):
        return _hexo_picture(words)
    if tag.name == "asset_path" and words:
        return words[0]
    if tag.name == "asset_link" and words:
        return link(escaped(" ".join(words[1:]) or words[0]), words[0])
    if tag.name in ("link", "a") and len(words) > 1:
        return link(escaped(words[0]), words[1])
    return "" if tag.name in ("raw", "endraw") else _player(tag)


def _hexo_picture(words: tuple[str, ...]) -> str | None:
    """Read `[class] path [width] [height] [title [alt]]`, in which only the path is certain."""
    where = next((n for n, w in enumerate(words) if _is_picture(w)), None)
    if where is None:
        return None
    rest = [word for word in words[where + 1 :] if not _NUMBER.match(word)]
    texts = [t for word in rest for t in re.findall(r"""["']([^"']+)["']""", word) or [word]]
    return image(escaped(" ".join(texts)), words[where])


def _is_picture(word: str) -> bool:
    return "/" in word or _PICTURE.search(word) is not None


def locking_tag(text: str) -> str:
    """Return the first tag in a body that shows a part of it for a password only, '' for none."""
    found = _LOCK.search(text)
    return found[1] if found else ""


def _between(opening: str, closing: str) -> str:
    """Return a pattern from one tag to the next of another kind; linear, as it never goes over
    a second opening.
    """
    return f"{opening}(?:(?!{opening}).)*?{closing}"


_RAW = _between(r"\{%-?[ \t]*raw[ \t]*-?%\}", r"\{%-?[ \t]*endraw[ \t]*-?%\}")
_HUGO_COMMENT = _between(r"\{\{[<%][ \t]*comment\b", r"\{\{[<%][ \t]*/[ \t]*comment[ \t]*[%>]\}\}")
_LIQUID_COMMENTS = (
    _between(r"\{%-?[ \t]*comment\b[^%\n]*%\}", r"\{%-?[ \t]*endcomment\b[^%\n]*%\}"),
    r"\{%-?[ \t]*#[^%\n]*%\}",
    _between(r"\{::comment\}", r"\{:/(?:comment)?\}"),  # kramdown's own
)


def _comments(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"{_RAW}|(?P<comment>{'|'.join(patterns)})", re.DOTALL)


HUGO = Syntax(
    re.compile(r"\{\{([<%])(?!\s*/\*)\s*+(?P<tag>.{0,2000}?)\s*/?[%>]\}\}", re.DOTALL),
    re.compile(f"(?P<comment>{_HUGO_COMMENT})", re.DOTALL),
    HUGO_CODE,
    _hugo,
    tuple(_PLAYERS),
)
_LIQUID_TAG = r"\{%-?\s*+(?P<tag>[^%\n]{1,1000}?)\s*-?%\}"
HEXO = Syntax(
    re.compile(_LIQUID_TAG),
    _comments(_between(r"\{#", r"#\}")),
    LIQUID_CODE,
    _hexo,
    tuple(_PLAYERS),
)
JEKYLL = Syntax(
    re.compile(
        r"(?:\{%-?|\{\{-?(?=\s*(?:(?:site|page|include)\.|[\"'])))"
        r"\s*+(?P<tag>[^%{}\n]{1,1000}?)\s*-?[%}]\}"
    ),
    _comments(*_LIQUID_COMMENTS),
    LIQUID_CODE,
    _jekyll,
)
