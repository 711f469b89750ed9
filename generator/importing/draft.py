"""Owns a text under revision: edits by offset, and the source line from which each line came.
May not know Markdown, front matter or files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters from `start` up to `end` by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and, for each of its lines, the line of the source file (from 1)."""

    text: str
    lines: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, first_line: int = 1) -> Draft:
        """Return the draft of a text that starts on a line of its file."""
        starts = _starts(text)
        return cls(text, tuple(range(first_line, first_line + len(starts))), starts)

    def line_at(self, offset: int) -> int:
        """Return the source line of the character at an offset."""
        return self.lines[bisect_right(self.starts, offset) - 1]

    def edited(self, edits: Iterable[Edit]) -> Draft:
        """Return the draft with the edits made; of edits that overlap the first one counts."""
        pieces: list[str] = []
        lines = [self.lines[0]]
        position = 0
        for edit in sorted(edits):
            if edit.start < position:
                continue
            self._keep(position, edit.start, pieces, lines)
            pieces.append(edit.text)
            lines.extend([self.line_at(edit.start)] * edit.text.count("\n"))
            position = edit.end
        self._keep(position, len(self.text), pieces, lines)
        text = "".join(pieces)
        return Draft(text, tuple(lines), _starts(text))

    def _keep(self, start: int, end: int, pieces: list[str], lines: list[int]) -> None:
        pieces.append(self.text[start:end])
        first, last = bisect_right(self.starts, start), bisect_right(self.starts, end)
        lines.extend(self.lines[first:last])


def _starts(text: str) -> tuple[int, ...]:
    starts = [0]
    while (found := text.find("\n", starts[-1])) >= 0:
        starts.append(found + 1)
    return tuple(starts)
