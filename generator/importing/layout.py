"""Owns where things stand in a Markdown text: links, pictures, raw HTML, code, headings.
May not change the text. Offsets are characters of the text that was given.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it.token import Token

from generator.importing.draft import Draft
from generator.importing.mapping import ContentMap
from generator.importing.recording import READER

SpanKind = Literal["link", "image", "autolink", "html", "code"]
_LABEL = re.compile(r"\[(?!\^)")
_NOWHERE = (sys.maxsize, sys.maxsize)


@dataclass(frozen=True, slots=True)
class Span:
    """One inline thing. Links and pictures have a label range, a target and a title.

    `block` numbers the block; `in_cell` tells a table cell; `leads` that it opens a line.
    """

    kind: SpanKind
    start: int
    end: int
    label: tuple[int, int]
    target: str
    title: str
    alt: str
    block: int
    in_cell: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `start` of its first line's text or `#`, its `end`, and its lines' joints.

    `joints` are the gaps between the lines of an underlined heading's text, the last one
    reaching to the end of the underline.
    """

    level: int
    start: int
    end: int
    text: str
    joints: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A reference definition, `[label]: target`."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that may be rewritten, in the order of the text, and the code that may not.

    `raw` are blocks of HTML, with the map from their content to the text. `code` are ranges of
    fenced, indented and inline code and of HTML that holds code.
    """

    spans: tuple[Span, ...]
    headings: tuple[Heading, ...]
    raw: tuple[ContentMap, ...]
    code: tuple[tuple[int, int], ...]
    definitions: tuple[Definition, ...]

    def out_of_code(self, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
        """Yield those of some matches, in the order of the text, that do not begin in code."""
        ranges = iter(self.code)
        start, end = next(ranges, _NOWHERE)
        for match in found:
            while end <= match.start():
                start, end = next(ranges, _NOWHERE)
            if match.start() < start:
                yield match


def read_layout(draft: Draft) -> Layout:
    """Return where things stand in a Markdown text."""
    env: dict[str, Any] = {"depth": 0, "found": []}
    tokens = READER.parse(draft.text, env)
    blocks = [_Block(number, token, draft) for number, token in enumerate(tokens)]
    spans = [span for block in _with_cells(blocks) for span in _spans(block, env)]
    raw = [b.content_map() for b in blocks if b.token.type == "html_block"]
    code = [b.whole() for b in blocks if b.token.type in ("fence", "code_block")]
    code += [(r.start, r.end) for r in raw if _holds_code(r.content)]
    code += [(span.start, span.end) for span in spans if span.kind == "code"]
    headings = [_heading(blocks, n) for n, t in enumerate(tokens) if t.type == "heading_open"]
    kept = tuple(r for r in raw if not _holds_code(r.content))
    return Layout(
        tuple(spans), tuple(headings), kept, tuple(sorted(code)), _definitions(draft, env)
    )


def _definitions(draft: Draft, env: dict[str, Any]) -> tuple[Definition, ...]:
    """Return all reference definitions; markdown-it keeps the lines of each."""
    found = [*env.get("references", {}).values(), *env.get("duplicate_refs", [])]
    placed = []
    for item in found:
        first, last = item["map"]
        start = _LABEL.search(draft.text, draft.starts[first])
        end = draft.starts[last] - 1 if last < len(draft.starts) else len(draft.text)
        if start is not None and start.start() < end:
            placed.append(Definition(start.start(), end, item["href"]))
    return tuple(sorted(placed, key=lambda d: d.start))


def _holds_code(content: str) -> bool:
    return content.lstrip().lower().startswith(("<pre", "<script", "<style", "<textarea"))


class _Block:
    """A block token with its place in the text; `from_column` is where a cell's search starts."""

    def __init__(self, number: int, token: Token, draft: Draft) -> None:
        self.number, self.token, self.draft = number, token, draft
        self.in_cell = False
        self.from_column = 0

    def content_map(self) -> ContentMap:
        first, last = self.token.map or (0, 0)
        if self.in_cell:
            return ContentMap.of_cell(self.draft, first, self.token.content, self.from_column)
        return ContentMap.of_lines(self.draft, first, last, self.token.content)

    def whole(self) -> tuple[int, int]:
        first, last = self.token.map or (0, 0)
        starts = self.draft.starts
        end = starts[last] if last < len(starts) else len(self.draft.text)
        return starts[first], end


def _with_cells(blocks: list[_Block]) -> Iterator[_Block]:
    """Yield the blocks with inline content; each cell is searched for after the one before."""
    row, column = -1, 0
    for number, block in enumerate(blocks):
        if block.token.type != "inline":
            continue
        if blocks[number - 1].token.type in ("td_open", "th_open"):
            line = (block.token.map or [0])[0]
            row, column = (row, column) if line == row else (line, 0)
            block.in_cell, block.from_column = True, column
            column = block.content_map().end - block.draft.starts[line]
        yield block


def _spans(block: _Block, env: dict[str, Any]) -> list[Span]:
    found: list[tuple[Any, ...]] = []
    env["found"] = found
    READER.inline.parse(block.token.content, READER, env, [])
    where = block.content_map() if found else None
    if where is None:
        return []
    return sorted((_placed(raw, where, block) for raw in found), key=lambda s: (s.start, -s.end))


def _placed(found: tuple[Any, ...], where: ContentMap, block: _Block) -> Span:
    kind, start, end, label_end, token = found
    label_start = start + (2 if kind == "image" else 1)
    label = (where.at(label_start), where.at(label_end))
    target = str(token.attrs.get("href", token.attrs.get("src", token.content)))
    title = str(token.attrs.get("title", ""))
    alt = _words(token.children or []) if kind == "image" else ""
    leads = not where.content[:start].rpartition("\n")[2].strip(" \t")
    return Span(
        kind, where.at(start), where.at(end), label, target, title, alt, block.number,
        block.in_cell, leads,
    )  # fmt: skip


def _words(tokens: list[Token]) -> str:
    parts = (
        " " if t.type == "softbreak" else t.content or _words(t.children or []) for t in tokens
    )
    return "".join(parts)


def _heading(blocks: list[_Block], number: int) -> Heading:
    opening, inline = blocks[number].token, blocks[number + 1]
    where = inline.content_map()
    text, level = inline.token.content, int(opening.tag[1])
    if opening.markup.startswith("#"):
        start = _hashes(blocks[number], level)
        return Heading(level, start, where.end, text, ())
    _, end = blocks[number].whole()
    return Heading(level, where.start, where.end, text, where.joints(end))


def _hashes(block: _Block, level: int) -> int:
    """Return where the hashes of a heading start, behind quote marks and labels."""
    line = block.draft.starts[(block.token.map or [0])[0]]
    hashes = re.compile(rf"(?<![^\s>:])#{{{level}}}(?![^\s])")
    found = hashes.search(block.draft.text, line)
    return found.start() if found else line
