"""Owns slips of the pen: what was meant as a picture, link or heading and came out as text,
and cells that did not come out.
May not change a body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.S)
# `![图](my photo.jpg)`, `![图]（/x.jpg）`, `[见](my file.pdf)`: a space or a full-width bracket.
# None goes past a second opening bracket, so that a row of them takes linear time.
_REFERENCE = re.compile(
    r"!\[[^][<\n]*\]\s?(?:\([^()<\n]*\)|（[^（）<\n]*）)|\[[^][<\n]+\]\([^()<\n]*\.\w{2,4}\)"
)
# `！[图](x.jpg)`: a link behind a full-width exclamation mark.
_WIDE_MARK = re.compile(r"！\[[^][\n]*\]\([^()\n]*\.(?:jpe?g|png|gif|webp|avif)\)", re.I)
# `##小标题`, `＃ 小标题`; not `#话题#`, not a number.
_HEADING = re.compile(r"(?:<p>|\n)((?:[#＃]{1,6}|＃{1,6} )[^\s#＃\d<][^#＃<\n]{0,40})(?=\n|</p>)")
_CELL = re.compile(r'<td data-sourcepos="(\d+):')
_PIPE = re.compile(r"(?<!\\)\|")
_SIGNS = ("![", "](", "<p>#", "\n#", "<p>＃", "\n＃")


def slips(html: str, markdown: str) -> Iterator[tuple[str, str, int]]:
    """Yield for each slip in a rendered body its code, what was written and where it stands."""
    if "！[" in markdown:
        in_code = set(_WIDE_MARK.findall(unescape(html)))
        for mark in _WIDE_MARK.finditer(markdown):
            if mark[0] not in in_code:
                yield "L342", mark[0], mark.start()
    if not any(sign in html for sign in _SIGNS):
        return
    text = _CODE.sub("", html)
    for code, pattern in (("L338", _REFERENCE), ("L339", _HEADING)):
        for found in pattern.finditer(text):
            written = unescape(found[found.lastindex or 0])
            at = markdown.find(written)
            if at >= 0 and markdown[at - 1 : at] != "\\":  # a backslash says that text is meant
                yield code, written, at


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
