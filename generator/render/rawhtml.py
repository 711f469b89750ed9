"""Owns the allow-list for raw HTML in bodies, and saying what it drops.
May not render Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from html.parser import HTMLParser

import nh3

from generator.render.targets import OWN_IDS

# Text, tables, figures, own media, abbreviations, ruby. Nothing that runs, frames, submits,
# styles or imitates the page around the story.
TAGS = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
    "audio",
    "video",
    "source",
    "track",
}
_EVERYWHERE = {"lang", "dir", "title"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "video": {"src", "poster", "controls", "width", "height", "preload"},
    "audio": {"src", "controls", "preload"},
    "source": {"src", "type"},
    "track": {"src", "kind", "srclang", "label"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "time": {"datetime"},
    "details": {"open"},
    "blockquote": {"cite"},
}
# What the Markdown renderer itself writes, and nothing else, may carry ids and classes.
_OWN_ATTRIBUTES: dict[str, set[str]] = {
    **{tag: {"id"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li")},
    "a": {"id", "aria-label"},
    "span": {"role", "aria-label"},
}
_OWN_CLASSES = {
    "div": {"markdown-alert", "markdown-alert-note", "markdown-alert-tip", "markdown-alert-warning",
            "markdown-alert-important", "markdown-alert-caution"},
    "p": {"markdown-alert-title"},
    "ul": {"contains-task-list"},
    "li": {"task-list-item"},
    "span": {"task"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "a": {"footnote-backref", "anchor"},
}  # fmt: skip
_URLS = {("a", "href"), ("img", "src"), ("video", "src"), ("video", "poster"), ("audio", "src"),
         ("source", "src"), ("track", "src")}  # fmt: skip
_PLAYED = {tag: {"controls": ""} for tag in ("video", "audio")}  # nothing plays by itself here
_UNSAFE = re.compile(r"\s*(?!https?:|mailto:)[a-z][a-z0-9+.-]*\s*:", re.IGNORECASE)
_DROP_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
# What reads all behind it as its own, up to its closing tag.
_TAKES_ALL = _DROP_CONTENT | {"title", "textarea", "xmp", "noembed", "noframes", "plaintext"}
_TAKING_TAG = re.compile(rf"<(/?)({'|'.join(sorted(_TAKES_ALL))})\b[^<>]*>?", re.IGNORECASE)
_NO_SOURCE = re.compile(r'<img(?:\s+(?!src=)[\w-]+(?:="[^"]*")?)*\s*/?>')
# WeChat's pictures have their address in `data-src`, until a script of its own puts it into place.
_LAZY = re.compile(r"<img\b(?=[^<>]*\sdata-src\s*=)[^<>]*>", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"""\ssrc\s*=\s*(?:"data:[^"]*"|'data:[^']*'|data:[^\s>]*)""", re.I)

_ALLOWED = {
    tag: ATTRIBUTES.get(tag, set()) | _OWN_ATTRIBUTES.get(tag, set())
    for tag in ATTRIBUTES.keys() | _OWN_ATTRIBUTES
}

Rewrite = Callable[[str, str], str | None]


def clean(html: str, rewrite: Rewrite) -> str:
    """Return the HTML with everything outside the allow-list gone.

    `rewrite(tag, url)` returns the URL to write, or None to drop the attribute.
    """
    ids: set[str] = set()

    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return _unique(value, ids) if value.startswith(OWN_IDS) else None
        if name == "cite":
            return value if value.startswith(("https://", "http://")) else None
        return rewrite(tag, value) if (tag, name) in _URLS else value

    cleaned = nh3.clean(
        _LAZY.sub(_with_source, _without_open_tags(html)),
        tags=TAGS,
        clean_content_tags=_DROP_CONTENT,
        attributes=_ALLOWED,
        attribute_filter=keep,
        set_tag_attribute_values=_PLAYED,
        allowed_classes=_OWN_CLASSES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
    cleaned = _NO_SOURCE.sub("", cleaned)
    # The title of the page is its only `h1`.
    return cleaned.replace(' class=""', "").replace("<h1", "<h2").replace("</h1>", "</h2>")


def _without_open_tags(html: str) -> str:
    """Return the HTML without lone tags like `<script>`, which would take all behind them along."""
    ended = Counter[str]()  # by tags further on
    lone = set()
    for found in reversed(list(_TAKING_TAG.finditer(html))):
        name = found[2].lower()
        if name == "plaintext" or not (found[1] or ended[name]):  # nothing ends the first
            lone.add(found.start())
        elif found[1]:
            ended[name] += 1
        elif name not in ("script", "style"):  # a script may write another
            ended[name] -= 1
    return _TAKING_TAG.sub(lambda found: "" if found.start() in lone else found[0], html)


def _with_source(found: re.Match[str]) -> str:
    """Return the tag of a picture that waits for a script with its address in place."""
    tag = _PLACEHOLDER.sub("", found[0])
    waits = re.search(r"\ssrc\s*=", tag, re.IGNORECASE) is None
    return re.sub(r"\sdata-(?=src\s*=)", " ", tag, count=1, flags=re.I) if waits else tag


def _unique(value: str, seen: set[str]) -> str | None:
    """Return an id the first time, None afterwards."""
    if value in seen:
        return None
    seen.add(value)
    return value


def dropped(body: str) -> Iterator[tuple[int, str]]:
    """Yield (line from 1 in the body, what is dropped) for raw HTML outside the allow-list."""
    for line, html in raw_pieces(body):
        finder = _Dropped(line)
        with suppress(AssertionError):  # html.parser's answer to `<![x[`
            finder.feed(html[: html.rfind(">") + 1])  # an unfinished tag costs it quadratic time
        yield from finder.found


def dropped_by_line(body: str) -> dict[int, str]:
    """Return what is dropped of each line (from 1). Attributes are told once: in a table of Word
    every cell has the same.
    """
    lines: dict[int, dict[str, None]] = {}
    told: set[str] = set()
    for line, what in dropped(body):
        if what not in told:
            lines.setdefault(line, {})[what] = None
        if " " in what:
            told.add(what)
    return {line: " ".join(each) for line, each in lines.items()}


def raw_pieces(body: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) for each piece of raw HTML of a Markdown body, code left aside."""
    from markdown_it import MarkdownIt  # much to load for what few bodies have

    for token in MarkdownIt("commonmark").enable("table").parse(body):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "html_block":
            yield line, token.content
        for child in token.children or ():
            if child.type == "html_inline":
                yield line, child.content
            line += child.type in ("softbreak", "hardbreak")


class _Dropped(HTMLParser):
    """Collects the tags and attributes of one piece that the allow-list does not know."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._line = line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self._line + self.getpos()[0] - 1
        if tag not in TAGS:
            self.found.append((line, f"<{tag}>"))
            return
        allowed = ATTRIBUTES.get(tag, set()) | _EVERYWHERE
        given = dict(attrs)
        if tag == "img" and "data-src" in given:
            allowed = allowed | {"data-src"}
            attrs = [a for a in attrs if a[0] != "src" or not (a[1] or "").startswith("data:")]
        elif tag == "img" and "src" not in given:
            self.found.append((line, "<img>"))
        for name, value in attrs:
            if name not in allowed or ((tag, name) in _URLS and _UNSAFE.match(value or "")):
                self.found.append((line, f"<{tag} {name}>"))
