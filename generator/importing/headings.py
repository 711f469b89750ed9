"""Owns the levels of headings: a body whose headings start at level 1 is moved one level down.
May not change anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.importing.draft import Draft, Edit
from generator.importing.layout import Heading, Layout, read_layout

_CLOSING = re.compile(r"(?:^|\s)#+\s*\Z")
_LOWEST = 6


@dataclass(frozen=True, slots=True)
class Shifted:
    """A body and the source line of the first heading of level 1, 0 where there was none."""

    draft: Draft
    line: int


def shift_headings(draft: Draft) -> Shifted:
    """Return the body with all headings one level lower, if one of them has level 1.

    The page's headline is the only heading of level 1. Underlined headings become `##` ones,
    because there is no underline for the third level.
    """
    layout = read_layout(draft)
    first = next((h for h in layout.headings if h.level == 1), None)
    if first is None:
        return Shifted(draft, 0)
    return Shifted(draft.edited(_edits(layout)), draft.line_at(first.start))


def take_title(draft: Draft) -> tuple[str, Draft]:
    """Return the text of the first heading, and the body without it if it opens the body.

    The text is '' where there is no heading. Only a heading of level 1 is taken out.
    """
    layout = read_layout(draft)
    if not layout.headings:
        return "", draft
    heading = layout.headings[0]
    if heading.level > 1 or draft.text[: heading.start].strip():
        return heading.text, draft
    end = heading.joints[-1][1] if heading.joints else _line_end(draft, heading.end)
    return heading.text, draft.edited([Edit(heading.start, end, "")])


def _line_end(draft: Draft, offset: int) -> int:
    end = draft.text.find("\n", offset)
    return end if end >= 0 else len(draft.text)


def _edits(layout: Layout) -> list[Edit]:
    return [edit for heading in layout.headings for edit in _shift(heading)]


def _shift(heading: Heading) -> list[Edit]:
    if not heading.joints:
        return [Edit(heading.start, heading.start, "#")] if heading.level < _LOWEST else []
    hashes = "#" * (heading.level + 1)
    closing = f" {hashes}" if _CLOSING.search(heading.text) else ""
    joined = [Edit(start, end, " ") for start, end in heading.joints[:-1]]
    start, end = heading.joints[-1]
    return [
        Edit(heading.start, heading.start, f"{hashes} "),
        *joined,
        Edit(start, end, closing + "\n"),
    ]
