"""Owns slips of the pen: what was meant as a picture, link, heading, item, note or table and came
out as text, what came out as code or comment, and cells that did not come out.
May not change a body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from generator.render.notes import unshown

_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.S)
_SAID_AGAIN = re.compile(r' (?:aria-label|data-heading-content)="[^"]*"')  # by a heading's link
# `![图](my photo.jpg)`, `![图]（/x.jpg)`, `[见](my file.pdf)`, `[见]（../2024/x.md）`: a space or
# a full-width bracket, in front, behind or both. None goes past a second opening bracket, so that
# a row of them takes linear time.
_PLACE = r"(?:(?:(?:\.\.?)?/|https?://|www\.)[^()（）<\n]*|[^()（）<\n]*\.md)"
_REFERENCE = re.compile(
    r"!\[[^][<\n]*\]\s?(?:\([^()<\n]*\)|（[^（）<\n]*）|[(（][^()（）<\n]*[)）])"
    rf"|\[[^][<\n]+\](?:\([^()<\n]*\.\w{{2,4}}\)|（{_PLACE}[)）]|\({_PLACE}）)"
)
_BARE_URL = re.compile(r'<a href="[^"]*">((?:https?://|www\.)[^<]*)</a>')
# `！[图](x.jpg)`: a link behind a full-width exclamation mark.
_WIDE_MARK = re.compile(r"！\[[^][\n]*\]\([^()\n]*\.(?:jpe?g|png|gif|webp|avif)\)", re.I)
# `##小标题`, `＃ 小标题`, `##　1. 小标题`; not `#话题#`, not `#1`.
_HEADING = re.compile(
    r"(?:<p>|\n)((?:[#＃]{1,6}(?:[\u3000\xa0]|(?!\d))|＃{1,6} )[^\s#＃<][^#＃<\n]{0,40})(?=\n|</p>)"
)
# `　- 甲`, `　　1. 甲`: Markdown takes no full-width space for one.
_ITEM = re.compile(r"(?:<p>|\n)([\u3000\xa0]+(?:[-*+]|\d{1,3}[.)]) [^<\n]{1,40})")
# `|--|` below two cells, `|——|——|`, `｜---｜---｜`: the line that makes a table of those around.
_RULE = re.compile(
    r"(?:<p>|\n)((?=[ :：—–－-]*+[|｜])(?=[ :：|｜]*+[—–－-])[ :：|｜—–－-]{2,200}+)(?=\n|</)"
)
_NOTE = re.compile(r"\[\^[\w.-]{1,40}\](?![+*{])")  # not `[^a-z]+`, which matches letters
# `<o:p>`, `<v:shape id="x">`: no HTML, so it is shown; not `x<y:z`.
_OF_WORD = re.compile(r"&lt;[movw]:[a-z]+(?:(?= [a-z:]+=| ?/&gt;)|&gt;)", re.I)
# Hexo's and Hugo's tags, Liquid, kramdown's attributes, wiki links, a comment of Obsidian, its
# callouts, the containers of VuePress, the table of contents of Typora; not `[[1]]`, `7 %% 3`.
_FOREIGN = re.compile(
    r"(\{%-? ?(?!end)[a-z_][^{}%<\n]{0,240}%\}"
    r"|\{\{(?:&lt;|%) ?[a-z][^{}<\n]{0,200}(?:&gt;|%)\}\}"
    r"|\{\{ (?:site|page|\$\w+)\.[^{}<\n]{0,100}\}\}|\{[:#] ?[.#]?[a-z][^{}<\n]{0,100}\}"
    r"|!?\[\[(?![\d., ]+\]\])[^][<\n]{1,200}\]\]|(?<!\d)(?<!\d )%%[^%<\n]{1,200}%%"
    r"|(?<=<p>)(?:\[![a-z]+\][-+]?|\[TOC\](?=</p>|\n))|(?<![^\n>]):{3,6} ?[a-z][^<\n]{0,100})",
    re.IGNORECASE,
)
_FENCE = re.compile(
    r"^ {0,3}(`{3,}+(?=[^`\n]*$)|~{3,}+).*?(?:^ {0,3}\1[`~]*+[ \t]*$|(?P<open>\Z))", re.S | re.M
)
_COMMENT = re.compile(r"<!(?=--)(?:.*?-->|(?P<open>))", re.S)
_MARK = re.compile(r"(?:<|&lt;)!--")
_NOTES = '<section class="footnotes"'  # behind the body, wherever they are written
_CELL = re.compile(r'<td data-sourcepos="(\d+):')
_PIPE = re.compile(r"(?<!\\)\|")
_SIGNS = ("]", "{", "<p>#", "\n#", "＃", "\u3000", "\xa0", "&lt;", "|", "｜")  # see `_may_slip`
_TOLD = (
    ("L338", _REFERENCE), ("L339", _HEADING), ("L344", _ITEM), ("L346", _NOTE), ("L347", _OF_WORD),
    ("L349", _FOREIGN), ("L352", _RULE),
)  # fmt: skip


def slips(html: str, markdown: str, raw: str) -> Iterator[tuple[str, str, int]]:
    """Yield for each slip in a rendered body its code, what was written and where it stands. `raw`
    is its HTML as it was before it was cleaned, '' if there was nothing to clean.
    """
    if "！[" in markdown:
        in_code = set(_WIDE_MARK.findall(unescape(html)))
        for mark in _WIDE_MARK.finditer(markdown):
            if mark[0] not in in_code:
                yield "L342", mark[0], mark.start()
    yield from _open_fence(html.partition(_NOTES)[0].rstrip(), markdown)
    yield from _open_comment(raw, markdown)
    if "^" in markdown:
        yield from (("L350", mark, at) for mark, at in unshown(html, markdown))
    if not _may_slip(html, markdown):
        return
    text = _BARE_URL.sub(r"\1", _SAID_AGAIN.sub("", _CODE.sub("", html)))
    noted: set[str] = set()
    for code, pattern in _TOLD:
        last = 0
        for found in pattern.finditer(text):
            written = unescape(found[found.lastindex or 0])
            at = markdown.find(written, last)  # always from the start takes quadratic time
            at = markdown.find(written) if at < 0 else at
            if at < 0 or written in noted:
                continue
            last = at + len(written)
            if markdown[at - 1 : at] == "\\":  # it says that text is meant
                continue
            if code == "L346":  # one text is enough for all of its notes
                noted.add(written)
            yield code, written, at


def _may_slip(html: str, markdown: str) -> bool:
    """Tell whether there is one of the signs without which none of the patterns matches."""
    others = ":::" in markdown or ("%" in markdown and "%%" in markdown)
    return others or any(sign in html for sign in _SIGNS)


def _open_fence(html: str, markdown: str) -> Iterator[tuple[str, str, int]]:
    """Yield the fence behind which all is code."""
    if not html.endswith("</code></pre>"):
        return
    code = unescape(_TAG.sub("", html[html.rindex("<pre") :])).strip()
    for fence in _FENCE.finditer(markdown):
        if fence["open"] is not None and fence[0].partition("\n")[2].strip() == code:
            yield "L345", fence[1], fence.start(1)


def _open_comment(raw: str, markdown: str) -> Iterator[tuple[str, str, int]]:
    """Yield the first comment that does not end, behind which nothing is shown."""
    found = next((found for found in _COMMENT.finditer(raw) if found["open"] is not None), None)
    if found is None:
        return
    before = len(_MARK.findall(raw, 0, found.start()))
    marks = [mark.start() for mark in _MARK.finditer(markdown)]
    yield "L348", "<!--", marks[min(before, len(marks) - 1)]


def lost_cells(html: str, markdown: str) -> Iterator[tuple[str, str, int]]:
    """Yield, as `slips` does, the first cell of each row that its table has no column for, which
    GFM leaves out; the HTML is one with positions.
    """
    columns = Counter(map(int, _CELL.findall(html)))
    offset = 0
    for number, line in enumerate(markdown.split("\n"), 1):
        if (width := columns[number]) and (lost := "|".join(_cells(line)[width:]).strip(" |")):
            yield "L343", lost, offset + line.rindex(lost)
        offset += len(line) + 1


def _cells(row: str) -> list[str]:
    cells = _PIPE.split(row.lstrip(" >\t").rstrip())
    first = 1 if not cells[0] else 0
    return cells[first:-1] if len(cells) > first + 1 and not cells[-1].strip() else cells[first:]
