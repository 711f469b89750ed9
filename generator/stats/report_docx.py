"""Owns a report as a Word document: headings, paragraphs, lists, tables, and the figures' table.
May not render templates. Only this and `report_look` import python-docx.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from generator.stats.figures import Figures
from generator.stats.report import CITED, Report
from generator.stats.report_look import set_look, set_table
from generator.stats.report_markdown import WORDS, appendix

_ANCHOR = re.compile(r'<a id="[^"]*"></a>')
_STARTS = re.compile(r"#|[-*>] |\d+[.)] |\|")  # what does not go on with the line above
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|:\s-]+\Z")
_FIXED = datetime(2000, 1, 1)  # the file must not depend on the clock


def as_docx(report: Report, figures: Figures) -> bytes:
    """Return the report as .docx. Cited figures are bold; the appendix says where they are from."""
    from docx import Document

    document: Any = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = report.title, "", ""
    properties.created = properties.modified = _FIXED
    set_look(document)
    for block in _blocks(report.markdown):
        _add(document, block)
    document.add_heading(WORDS[report.language][0], 2)
    _table(document, report, figures)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _blocks(markdown: str) -> list[str]:
    """Return headings, list items, tables and paragraphs; lines of a paragraph are joined."""
    blocks: list[str] = []
    for line in markdown.split("\n"):
        starts = _STARTS.match(line) or not blocks or not blocks[-1]
        if not line.strip():
            blocks.append("")
        elif line[0] == "|" and blocks and blocks[-1].startswith("|"):
            blocks[-1] += f"\n{line.strip()}"
        elif starts or blocks[-1].startswith(("#", "|")):
            blocks.append(line.strip())
        else:
            # Chinese lines join without a space, as Word would show them.
            ends = CITED.sub(r"\2", blocks[-1])[-1:] + CITED.sub(r"\2", line.strip())[:1]
            blocks[-1] += (" " if ends.isascii() else "") + line.strip()
    return [block for block in blocks if block]


def _add(document: Any, block: str) -> None:
    heading = re.match(r"(#+) +", block)
    if heading is not None:
        document.add_heading(CITED.sub(r"\2", block[heading.end() :]), len(heading[1]) - 1)
        return
    if block.startswith("|"):
        _grid(document, block)
        return
    style = "List Bullet" if block.startswith(("- ", "* ")) else None
    paragraph = document.add_paragraph(style=style)
    _runs(paragraph, block[2:] if style else block)


def _runs(paragraph: Any, text: str) -> None:
    """Add a text with its figures; emphasis may begin before a figure and end behind it."""
    mark = "\0" if text.count("**") % 2 else "**"
    is_strong = False
    for number, part in enumerate(CITED.split(text)):
        if number % 3 == 2:
            paragraph.add_run(part).bold = True
        for place, piece in enumerate(part.split(mark) if number % 3 == 0 else ()):
            is_strong ^= place > 0
            if piece:
                paragraph.add_run(piece).bold = is_strong or None


def _grid(document: Any, block: str) -> None:
    lines = [line for line in block.split("\n") if not _RULE.match(line)]
    rows = [_BAR.split(line.strip("|")) for line in lines]
    if not rows:
        return
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            _runs(cell.paragraphs[0], text.strip().replace("\\|", "|"))
    set_table(table)


def _table(document: Any, report: Report, figures: Figures) -> None:
    words = WORDS[report.language][1:]
    table = document.add_table(rows=1, cols=len(words))
    for cell, word in zip(table.rows[0].cells, words, strict=True):
        cell.text = word
    for row in appendix(report, figures):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _ANCHOR.sub("", text)
    set_table(table)
