"""Owns what raw HTML tags become: pictures and players turn into Markdown, links keep or lose href.
May not find tags, judge targets or read the disk.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from generator.importing.draft import Draft, Edit
from generator.importing.mapping import ContentMap
from generator.importing.markup import escaped, guarded, image, link
from generator.importing.rawhtml import PLAYERS, RawTag, find_tags
from generator.importing.targets import Verdict, web_address

Judge = Callable[[str], Verdict]
_SPACE = " \t\n"
# Where a listing's excerpt ended; Laurel's listings show the summary.
MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Replaced:
    """The text in place of a tag; `is_markdown` tells that it needs lines of its own."""

    text: str
    is_markdown: bool


class Replacer:
    """Turns tags of one block into text; remembers whether an `<a href>` is open."""

    def __init__(self, judge: Judge, picture: Judge, note: Callable[[str, int, str], None]) -> None:
        self._judge, self._picture, self._note = judge, picture, note
        self.in_anchor = False

    def replace(self, tag: RawTag, offset: int, within: bool) -> Replaced | None:
        """Return what a tag at an offset becomes, None if it stays. `within` a Markdown link."""
        within = within or self.in_anchor
        if tag.name == "a":
            return self._anchor(tag, offset)
        if tag.name == "img" and not tag.closes:
            return self._img(tag, offset, within)
        if tag.name in PLAYERS:
            return self._player(tag, offset, within)
        return None

    def words(self, alt: str, url: str, code: str, within: bool) -> str:
        """Return the Markdown for a picture that cannot be shown."""
        if code != "image-external":
            return escaped(alt)
        label = f"图片：{escaped(alt)}" if alt.strip() else "图片"
        return label if within else link(label, web_address(url))

    def _anchor(self, tag: RawTag, offset: int) -> Replaced | None:
        self.in_anchor = not tag.closes and "href" in tag.attributes
        if tag.closes or "href" not in tag.attributes:
            return None
        verdict = self._judge(tag.attributes["href"])
        if verdict.stays:
            return None
        if verdict.code:
            self._note(verdict.code, offset, tag.attributes["href"])
        self.in_anchor = bool(verdict.target)
        href = f' href="{html.escape(verdict.target)}"' if verdict.target else ""
        return Replaced(f"<a{href}>", False)

    def _img(self, tag: RawTag, offset: int, within: bool) -> Replaced:
        url, later = tag.attributes.get("src", ""), tag.attributes.get("data-src", "")
        url = later if later and (not url or url.startswith("data:")) else url
        alt = tag.attributes.get("alt", "")
        verdict = self._picture(url)
        if verdict.stays or verdict.target:
            title = tag.attributes.get("title", "")
            return Replaced(image(escaped(alt), verdict.target or url, title), True)
        self._note(verdict.code, offset, url)
        return Replaced(self.words(alt, url, verdict.code, within), True)

    def _player(self, tag: RawTag, offset: int, within: bool) -> Replaced:
        url = "" if tag.closes else tag.attributes.get("src", "")
        web = web_address(url)
        if web:
            self._note("embed-link", offset, web)
            return Replaced("嵌入内容" if within else link("嵌入内容", web), True)
        if url:
            self._note("embed-lost", offset, url)
        return Replaced("", False)


def block_edits(raw: ContentMap, draft: Draft, replacer: Replacer) -> list[Edit]:
    """Return the edits of a block of HTML: Markdown gets blank lines around it, because only
    after one is it read as Markdown; what follows starts its line, or it would become code.
    """
    if MORE.fullmatch(raw.content.strip()):
        return [Edit(raw.start, raw.end, "")]
    edits: list[Edit] = []
    last, after_markdown = 0, True
    for tag in find_tags(raw.content):
        replaced = replacer.replace(tag, raw.at(tag.start), False)
        if replaced is None:
            continue
        if replaced.text.startswith("<"):
            edits.append(Edit(raw.at(tag.start), raw.at(tag.end), replaced.text))
            last, after_markdown = tag.end, False
            continue
        start, end = _widened(raw.content, tag, last)
        text = _separated(replaced, raw.content, start, end, after_markdown and start == last)
        text += _guard(raw.content[end:]) if text.endswith("\n") or start == 0 else ""
        edits.append(Edit(raw.at(start), raw.at(end), text.replace("\n", "\n" + raw.prefix)))
        last, after_markdown = end, replaced.is_markdown or (after_markdown and start == 0)
    return edits


def _guard(rest: str) -> str:
    """Return a backslash where what follows would be a heading or list now, else ''."""
    line = rest.split("\n", 1)[0]
    return "\\" if guarded(line).startswith("\\") and not line.startswith("\\") else ""


def _widened(content: str, tag: RawTag, last: int) -> tuple[int, int]:
    """Return the range of a tag with the white space around it, not before `last`."""
    before = content[last : tag.start]
    after = content[tag.end :]
    start = last + len(before.rstrip(_SPACE))
    return start, tag.end + len(after) - len(after.lstrip(_SPACE))


def _separated(replaced: Replaced, content: str, start: int, end: int, opens: bool) -> str:
    """Return the text with the line ends that it needs; `opens` if a blank line stands before."""
    if replaced.is_markdown:
        return ("" if opens else "\n\n") + replaced.text + "\n\n"
    if start == 0 or opens:
        return ""
    gap = content[start:end]
    return "\n" if "\n" in gap else " " if gap[:1] in _SPACE else ""
