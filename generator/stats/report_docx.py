"""Owns a report as a Word document: headings, paragraphs, lists, and a table of the figures.
May not render templates. The only importer of python-docx.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from generator.stats.figures import Figures
from generator.stats.report import CITED, Report
from generator.stats.report_markdown import WORDS, appendix

_ANCHOR = re.compile(r'<a id="[^"]*"></a>')
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*")
_FIXED = datetime(2000, 1, 1)  # the file must not depend on the clock


def as_docx(report: Report, figures: Figures) -> bytes:
    """Return the report as .docx. Cited figures are bold; the appendix says where they are from."""
    from docx import Document

    document: Any = Document()
    document.core_properties.title = report.title
    document.core_properties.created = document.core_properties.modified = _FIXED
    _chinese_font(document)
    for block in _blocks(report.markdown):
        _add(document, block)
    document.add_heading(WORDS[report.language][0], 2)
    _table(document, report, figures)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _chinese_font(document: Any) -> None:
    """Name a Chinese font too: Word chooses fonts by script."""
    from docx.oxml.ns import qn

    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "宋体")


def _blocks(markdown: str) -> list[str]:
    """Return headings, list items and paragraphs; lines of a paragraph are joined."""
    blocks: list[str] = []
    for line in markdown.split("\n"):
        starts = line.startswith(("#", "- ", "* ", "> ")) or not blocks or not blocks[-1]
        if not line.strip():
            blocks.append("")
        elif starts or blocks[-1].startswith("#"):
            blocks.append(line.strip())
        else:
            # Chinese lines join without a space, as Word would show them.
            glue = " " if blocks[-1][-1].isascii() and line.strip()[0].isascii() else ""
            blocks[-1] += glue + line.strip()
    return [block for block in blocks if block]


def _add(document: Any, block: str) -> None:
    heading = re.match(r"(#+) +", block)
    if heading is not None:
        document.add_heading(CITED.sub(r"\2", block[heading.end() :]), len(heading[1]) - 1)
        return
    style = "List Bullet" if block.startswith(("- ", "* ")) else None
    paragraph = document.add_paragraph(style=style)
    text = block[2:] if style else block
    for number, part in enumerate(CITED.split(text)):
        if number % 3 == 0:
            _runs(paragraph, part)
        elif number % 3 == 2:
            paragraph.add_run(part).bold = True


def _runs(paragraph: Any, text: str) -> None:
    for number, part in enumerate(_EMPHASIS.split(text)):
        if part:
            paragraph.add_run(part).bold = bool(number % 2) or None


def _table(document: Any, report: Report, figures: Figures) -> None:
    words = WORDS[report.language][1:]
    table = document.add_table(rows=1, cols=len(words))
    for cell, word in zip(table.rows[0].cells, words, strict=True):
        cell.text = word
    for row in appendix(report, figures):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _ANCHOR.sub("", text)
