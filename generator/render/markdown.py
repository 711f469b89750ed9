"""Owns Markdown: a body becomes safe HTML with links resolved, or faults with their lines.
May not know templates or pages. The only importer of comrak.
"""

from __future__ import annotations

import html as html_text
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, unquote

import comrak

from generator.images import Picture
from generator.problems import Fault
from generator.render.bareurls import trimmed
from generator.render.complexity import is_too_complex
from generator.render.linebreaks import unbroken
from generator.render.notes import named, once
from generator.render.ownwords import in_chinese, with_tasks
from generator.render.pictures import shown
from generator.render.plain import ATTRIBUTES, cut, minutes_of, plain_text
from generator.render.rawhtml import clean, dropped_by_line
from generator.render.root import ROOT
from generator.render.slips import lost_cells, slips
from generator.render.targets import ID_PREFIX, REFUSED, Target, Targets, only_picture
from generator.schema import nearest

OMITTED = "<!-- raw HTML omitted -->"
# What comrak writes instead of `javascript:`, `file:` and the like.
NO_HREF, NO_SRC = '<a href=""', '<img src=""'

_HEADING = re.compile(
    r'<h([1-6]) id="([^"]*)">([^<]*(?:<(?!/?h[1-6])[^<]*)*?)'
    rf'<a(?={ATTRIBUTES}\s+class="anchor"){ATTRIBUTES}></a></h\1>'
)
_ID = re.compile(r'\sid="([^"]*)"')
_LONE_IMAGE = re.compile(rf"<p>\s*(<img{ATTRIBUTES}\s*/?>)\s*</p>")
_IMAGE = re.compile(rf"<img({ATTRIBUTES})\s*/?>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_NO_TARGET = re.compile(
    rf'<a(?={ATTRIBUTES}\s+href="(?:{ROOT}#(?:gated|refused))?"){ATTRIBUTES}>(.*?)</a>', re.S
)
_EMPTY_LINK = re.compile(rf"<a{ATTRIBUTES}></a>")  # nobody sees it, but the keyboard stops there
_ALIGN = re.compile(r'(<t[dh](?:\s+[\w-]+="[^"]*")*) align="(left|center|right)"')
_NO_PICTURE = re.compile(rf'<img(?=[^>]*src="(?:{ROOT}#refused)?"){ATTRIBUTES}\s*/?>')
_LONE_TILDE = re.compile(r"(?<![~\\])~(?!~)")
TILDE = "\ufffe"  # which no content has: see `source.text.CONTROL`
_QUOTED_TILDE = quote(TILDE)  # in the ids of footnotes
_SOURCEPOS = re.compile(rf'data-sourcepos="(\d+):(\d+)-[^"]*"[^>]*?(?:href|src)="{ROOT}#at(\d+)"')


Seen = list[tuple[str, Target]]  # references as they are written, and where they lead


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body: level 2 to 6, its id and its text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered body. `data` is its HTML in UTF-8, as pages want it, linked through the root mark;
    `start` is the beginning of its text, on one line, and `minutes` the time it takes to read.
    """

    data: bytes
    headings: tuple[Heading, ...]
    start: str
    minutes: int
    media: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def html(self) -> str:
        """The HTML as text."""
        return self.data.decode()


@dataclass(frozen=True)
class _Source:
    """The body of a content file, and the line of that file on which it begins."""

    markdown: str
    path: str
    first_line: int

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column in the file of an offset into the body."""
        line = bisect_right(self._starts, offset)
        return line + self.first_line - 1, offset - self._starts[line - 1] + 1

    @cached_property
    def _starts(self) -> list[int]:
        """The offset of each line: counting lines for each of many faults takes quadratic time."""
        return [0, *(end.end() for end in re.finditer("\n", self.markdown))]

    def find(self, text: str) -> tuple[int, int]:
        """Return where a text stands first; where it is not there as it is, the beginning."""
        return self.place(max(0, self.markdown.find(text)))

    def find_value(self, text: str) -> tuple[int, int]:
        """Return where a text stands first as the value of an attribute, or else anywhere."""
        ways = (f'"{text}"', f"'{text}'", f"={text}")
        found = (self.markdown.find(way) for way in ways)
        at = next((at + 1 for at in found if at >= 0), -1)
        return self.place(at) if at > 0 else self.find(text)

    def fault(self, code: str, value: str, at: tuple[int, int], nearest: str = "") -> Fault:
        """Return a fault of the file."""
        return Fault(code, self.path, args={"value": value}, nearest=nearest, at=at)


EMPTY = Body(b"", (), "", 1, (), ())


def check_engine() -> None:
    """Raise RuntimeError if the installed comrak lacks emphasis that works in Chinese."""
    if not hasattr(comrak.ExtensionOptions(), "cjk_friendly_emphasis"):
        raise RuntimeError(
            "comrak 0.0.16 or newer is needed; on Windows use Python 3.14 / "
            "需要 comrak 0.0.16 以上；Windows 上请用 Python 3.14: pip install 'comrak>=0.0.16'"
        )


def render_body(
    markdown: str, path: str, first_line: int, targets: Targets, lang: str = "zh"
) -> Body:
    """Render the body of a content file whose first line is `first_line` of that file.

    Template syntax is text. References that lead nowhere become plain text and faults. `lang` is
    that of the few words which are put in.
    """
    if not markdown.strip():
        return EMPTY
    if is_too_complex(markdown):
        return replace(EMPTY, faults=(Fault("L341", path, at=(first_line, 1)),))
    source = _Source(markdown, path, first_line)
    seen: Seen = []
    html, raw = _safe(source, targets, seen)
    found = list(slips(html, markdown, raw))
    if "<table" in html:
        found += lost_cells(_comrak(markdown, str, str, positions=True), markdown)
    html = unbroken(html)
    faults: list[Fault] = []
    if any(target.code for _, target in seen) or NO_HREF in html or NO_SRC in html:
        faults += _misled(source, targets, seen)
    if raw:
        lines = ((line + first_line - 1, what) for line, what in dropped_by_line(markdown).items())
        faults += (source.fault("L340", what, (line, 1)) for line, what in lines)
    headings: list[Heading] = []
    within = {unquote(t.href): url for url, t in reversed(seen) if t.href.startswith("#")}
    html = _finish(html, headings, {t.href: t.picture for _, t in seen if t.picture}, markdown)
    html = in_chinese(html) if lang == "zh" else html
    faults += (source.fault(code, value, source.place(at)) for code, value, at in found)
    if within:
        faults += _lost(source, within, html)
    media = tuple(dict.fromkeys(t.media for _, t in seen if t.media))
    text = plain_text(html)
    of_text = (cut(text), minutes_of(text))
    return Body(html.encode(), tuple(headings), *of_text, media, tuple(faults))


def _safe(source: _Source, targets: Targets, seen: Seen) -> tuple[str, str]:
    """Return safe HTML, and what it was before it was cleaned, '' if there is no raw HTML in the
    body; notes what that refers to.
    """
    html = _convert(source, targets, seen, unsafe=False)
    if OMITTED not in html:
        return html, ""
    seen.clear()
    raw = _convert(source, targets, seen, unsafe=True)
    return clean(raw, _rewriter(source.path, targets, seen)), raw


def _convert(source: _Source, targets: Targets, seen: Seen, *, unsafe: bool) -> str:
    def link(url: str) -> str:
        seen.append((url, targets.link(url, source.path)))
        return seen[-1][1].href

    def picture(url: str) -> str:
        seen.append((url, only_picture(targets.picture(url, source.path))))
        return seen[-1][1].href

    return _comrak(source.markdown, link, picture, unsafe=unsafe)


def _comrak(
    markdown: str,
    link: Callable[[str], str],
    picture: Callable[[str], str],
    *,
    unsafe: bool = False,
    positions: bool = False,
) -> str:
    extension, render = comrak.ExtensionOptions(), comrak.RenderOptions()
    extension.cjk_friendly_emphasis = True
    extension.table = extension.strikethrough = extension.tasklist = True
    extension.footnotes = extension.alerts = extension.autolink = True
    extension.header_id_prefix = ID_PREFIX
    extension.header_id_prefix_in_href = True
    extension.link_url_rewriter = lambda url: link(url.replace(TILDE, "~"))
    extension.image_url_rewriter = lambda url: picture(url.replace(TILDE, "~"))
    render.sourcepos, render.unsafe_ = positions, unsafe
    render.tasklist_classes = True
    hidden, options = once(_with_tildes_hidden(markdown)), comrak.ParseOptions()
    html: str = comrak.render_markdown(hidden, extension, options, render)
    if hidden is not markdown:
        html = named(html.replace(TILDE, "~").replace(_QUOTED_TILDE, "~"))
    return with_tasks(html)


def _with_tildes_hidden(markdown: str) -> str:
    """Hide single tildes, so that `9~11点，14~16点` strikes nothing out: two tildes do. Where each
    is alone between blank lines none could, and they stay what they are beside emphasis and URLs.
    """
    if "~" not in markdown or all(p.count("~") < 2 for p in markdown.split("\n\n")):
        return markdown
    return _LONE_TILDE.sub(TILDE, markdown)


def _rewriter(path: str, targets: Targets, seen: Seen) -> Callable[[str, str], str | None]:
    """Return the resolver of URLs in raw HTML; those that Markdown wrote are resolved already, and
    those back from footnotes may lead to where nothing is shown.
    """

    def rewrite(tag: str, url: str) -> str | None:
        if url.startswith((ROOT, "#fnref-")):
            return url
        target = targets.link(url, path) if tag == "a" else targets.picture(url, path)
        target = only_picture(target) if tag == "img" else target
        if tag != "a" or target.code or target.media or target.href.startswith((ROOT, "#")):
            seen.append((url, target))
        # Of a film or its poster nothing would take out what leads nowhere; see `_finish`.
        return None if target.href == REFUSED and tag not in ("a", "img") else target.href

    return rewrite


def _finish(
    html: str, headings: list[Heading], pictures: Mapping[str, Picture], markdown: str
) -> str:
    def heading(found: re.Match[str]) -> str:
        level, text = max(2, int(found[1])), found[3]
        headings.append(Heading(level, found[2], plain_text(text)))
        return f'<h{level} id="{found[2]}">{text}</h{level}>'

    html = _HEADING.sub(heading, html)
    if ROOT in html or NO_HREF in html or NO_SRC in html:
        html = _NO_TARGET.sub(r"\1", _NO_PICTURE.sub("", html))
    if "></a>" in html:
        html = _EMPTY_LINK.sub("", html)
    if "<img" in html:
        html = _LONE_IMAGE.sub(_figure, html)
        html = _IMAGE.sub(lambda found: _image(found, pictures), html)
    if "<table" in html:
        html = _ALIGN.sub(r'\1 class="align-\2"', html)
    return trimmed(html, markdown)


def _figure(found: re.Match[str]) -> str:
    title = re.search(r'\stitle="([^"]*)"', found[1])
    image = re.sub(r'\stitle="[^"]*"', "", found[1])
    caption = f"<figcaption>{title[1]}</figcaption>" if title else ""
    return f"<figure>{image}{caption}</figure>"


def _image(found: re.Match[str], pictures: Mapping[str, Picture]) -> str:
    attributes = {name: value or "" for name, value in _ATTRIBUTE.findall(found[1])}
    attributes.setdefault("alt", "")
    picture = pictures.get(html_text.unescape(attributes.get("src", "")))
    if picture is None:
        return f"<img {_written(attributes)}>"
    return shown(picture).around("body", _written(attributes | shown(picture).attributes()))


def _written(attributes: Mapping[str, str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in attributes.items())


def _misled(source: _Source, targets: Targets, seen: Seen) -> Iterator[Fault]:
    """Yield a fault for each reference that leads nowhere, where it stands; for one that Markdown
    does not tell the place of, which raw HTML has, where its text is found.
    """
    told = set()
    for fault in _positions(source, targets):
        told.add(fault.args["value"])
        yield fault
    for url, target in seen:
        if target.code and url not in told:
            yield source.fault(target.code, url, source.find_value(url), target.nearest)


def _positions(source: _Source, targets: Targets) -> Iterator[Fault]:
    """Render once more with positions to find where each wrong reference stands."""
    asked: Seen = []

    def note(resolve: Callable[[str, str], Target]) -> Callable[[str], str]:
        def rewrite(url: str) -> str:
            target = resolve(url, source.path)
            asked.append((url, target))
            return f"{ROOT}#at{len(asked) - 1}" if target.code else url

        return rewrite

    link = note(targets.link)
    picture = note(lambda url, path: only_picture(targets.picture(url, path)))
    html = _comrak(source.markdown, link, picture, unsafe=True, positions=True)
    lines = [line.encode() for line in _with_tildes_hidden(source.markdown).split("\n")]
    for line, byte, number in _SOURCEPOS.findall(html):  # comrak's own characters: quadratic
        url, target = asked[int(number)]
        before = lines[int(line) - 1][: int(byte) - 1]
        at = (int(line) + source.first_line - 1, len(before.decode(errors="replace")) + 1)
        yield source.fault(target.code, url, at, target.nearest)


def _lost(source: _Source, within: Mapping[str, str], html: str) -> Iterator[Fault]:
    """Yield a fault for each link `within` the body, by its decoded href, that leads to no id."""
    ids = {unquote(html_text.unescape(found)) for found in _ID.findall(html)}  # as the hrefs are
    names = [found.removeprefix(ID_PREFIX) for found in ids if found.startswith(ID_PREFIX)]
    for href, url in within.items():
        if href not in ("#", "#top") and href[1:] not in ids:
            found = nearest(href[1:].removeprefix(ID_PREFIX), names)
            yield source.fault("L324", url, source.find(url), f"#{found}" if found else "")
