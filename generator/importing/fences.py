"""Owns code between template tags (`{% highlight %}`, `{% codeblock %}`): it becomes fenced code.
May not touch what stands in fenced code already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.importing.draft import Draft, Edit

_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})")
_RUN = re.compile(r"`+")
_WORD = re.compile(r"(?:lang:)?([A-Za-z][\w+#-]*)")


@dataclass(frozen=True, slots=True)
class CodeTags:
    """How a dialect opens and closes code. The opening's first group holds its arguments."""

    opening: re.Pattern[str]
    closing: re.Pattern[str]


HUGO_CODE = CodeTags(
    re.compile(r"\{\{[<%][ \t]*highlight\b([^{}\n]*?)[%>]\}\}"),
    re.compile(r"\{\{[<%][ \t]*/[ \t]*highlight[ \t]*[%>]\}\}"),
)
LIQUID_CODE = CodeTags(
    re.compile(r"\{%-?[ \t]*(?:highlight|codeblock|code)\b([^%\n]*?)-?%\}"),
    re.compile(r"\{%-?[ \t]*end(?:highlight|codeblock|code)[ \t]*-?%\}"),
)


def fence_code(draft: Draft, tags: CodeTags) -> Draft:
    """Return the body with the code between such tags fenced; an unclosed tag stays."""
    edits: list[Edit] = []
    position = 0
    while found := _next_opening(draft.text, position, tags):
        end = tags.closing.search(draft.text, found.end())
        if end is None:
            break
        edits.extend(_fenced(draft.text, found, end))
        position = end.end()
    return draft.edited(edits)


def _next_opening(text: str, position: int, tags: CodeTags) -> re.Match[str] | None:
    """Return the next opening tag that does not stand in fenced code."""
    fence = ""
    for start, end in _lines(text, position):
        mark = _FENCE.match(text, start, end)
        if fence:
            closes = mark and mark[1].startswith(fence) and not text[mark.end() : end].strip()
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        elif found := tags.opening.search(text, start, end):
            return found
    return None


def _lines(text: str, position: int) -> Iterator[tuple[int, int]]:
    while position < len(text):
        end = text.find("\n", position)
        end = end if end >= 0 else len(text)
        yield position, end
        position = end + 1


def _fenced(text: str, opening: re.Match[str], closing: re.Match[str]) -> list[Edit]:
    code = text[opening.end() : closing.start()]
    if "\n" not in code:
        return _inline(opening, closing, code)
    ticks = "`" * max(3, _longest(code) + 1)
    before = "" if _starts_line(text, opening.start()) else "\n\n"
    after = "" if code.startswith("\n") else "\n"
    return [
        Edit(opening.start(), opening.end(), f"{before}{ticks}{_language(opening[1])}{after}"),
        Edit(closing.start(), closing.end(), ("" if code.endswith("\n") else "\n") + ticks + "\n"),
    ]


def _inline(opening: re.Match[str], closing: re.Match[str], code: str) -> list[Edit]:
    ticks = "`" * (_longest(code) + 1)
    gap = " " if code.startswith("`") or code.endswith("`") else ""
    return [
        Edit(opening.start(), opening.end(), ticks + gap),
        Edit(closing.start(), closing.end(), gap + ticks),
    ]


def _starts_line(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip(" \t>")


def _longest(code: str) -> int:
    return max((len(run) for run in _RUN.findall(code)), default=0)


def _language(arguments: str) -> str:
    found = re.search(r"lang:(\w[\w+#-]*)", arguments) or _WORD.match(arguments.strip())
    return found[1] if found else ""
