"""Owns the way from the content of a Markdown block back to the text that it was cut from.
May not know what the content means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.importing.draft import Draft

_MARKER = re.compile(r"[^>\s]")
_SPACE = " \t"


@dataclass(frozen=True, slots=True)
class ContentMap:
    """Content of a block and, for each of its characters, the offset in the text.

    `offsets` has one entry more than `content`: where it ends. `prefix` is what a further line
    of the same block has to start with (quote marks, the indent of a list item).
    """

    content: str
    offsets: tuple[int, ...]
    prefix: str

    @property
    def start(self) -> int:
        """Where the content starts in the text."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the content ends in the text."""
        return self.offsets[-1]

    def at(self, position: int) -> int:
        """Return the offset in the text of a position in the content."""
        return self.offsets[position]

    def joints(self, end: int) -> tuple[tuple[int, int], ...]:
        """Return the ranges between the lines of the content, then that from its end to `end`."""
        found: list[tuple[int, int]] = []
        position = 0
        while (position := self.content.find("\n", position) + 1) > 0:
            line = self.content[:position].rstrip("\\ \t\n")
            after = len(self.content) - len(self.content[position:].lstrip(_SPACE))
            found.append((self.offsets[len(line) - 1] + 1, self.offsets[after]))
        return (*found, (self.end, end))

    @classmethod
    def of_lines(cls, draft: Draft, first: int, last: int, content: str) -> ContentMap:
        """Map content whose lines are ends of the lines from `first` on."""
        offsets: list[int] = []
        end = draft.starts[first] if first < len(draft.starts) else len(draft.text)
        for number, line in enumerate(content.split("\n")):
            if first + number >= last:
                offsets.extend([end] * (len(line) + 1))
                continue
            start, text = _source_line(draft, first + number)
            column = _column(text, line)
            offsets.extend(start + max(0, column + i) for i in range(len(line)))
            end = start + (column + len(line) if line.strip(_SPACE) else len(text))
            offsets.append(end)
        return cls(content, tuple(offsets[: len(content) + 1]), _prefix(draft, first, offsets[0]))

    @classmethod
    def of_cell(cls, draft: Draft, line: int, content: str, column: int) -> ContentMap:
        """Map the content of a table cell, in which `\\|` has become `|`."""
        start, text = _source_line(draft, line)
        found = max(text.find(content.replace("|", "\\|"), column), 0)
        offsets: list[int] = []
        position = start + found
        for char in content:
            position += char == "|"
            offsets.append(position)
            position += 1
        return cls(content, (*offsets, position), "")


def _source_line(draft: Draft, number: int) -> tuple[int, str]:
    start = draft.starts[number]
    end = draft.text.find("\n", start)
    return start, draft.text[start : end if end >= 0 else len(draft.text)]


def _column(text: str, line: str) -> int:
    """Return the column at which a line of content starts (it may count expanded tabs)."""
    words = line.strip(_SPACE)
    lead = len(line) - len(line.lstrip(_SPACE))
    return (text.rfind(words) if words else len(text)) - lead


def _prefix(draft: Draft, line: int, offset: int) -> str:
    start = draft.starts[line] if line < len(draft.starts) else offset
    return _MARKER.sub(" ", draft.text[start:offset])
