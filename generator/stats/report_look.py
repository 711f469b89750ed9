"""Owns how a report looks in Word: A4, fonts that every Chinese office has, ruled tables.
May not know what is in it.
"""

from __future__ import annotations

from typing import Any

# Body and headings as offices set them: SimSun and SimHei, with Times New Roman for Latin.
_FONTS = {"Normal": ("宋体", 12), "Title": ("黑体", 20), "Heading 1": ("黑体", 15)}
_FONTS |= {f"Heading {level}": ("黑体", 13) for level in range(2, 7)}
_WIDTH = 156  # millimetres of text on a page
_MARGIN, _MOST = 3, 32  # letters of a column; a Chinese character counts as two
_SMALL = 9  # points, in tables


def set_look(document: Any) -> None:
    """Set page, margins and styles of a new document."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm((210 - _WIDTH) / 2)
    for name, (chinese, points) in _FONTS.items():
        _set_font(document.styles[name], chinese, points)
    title = document.styles["Title"].paragraph_format
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.findall(qn("w:pPr") + "/" + qn("w:pBdr")):
        border.getparent().remove(border)


def _set_font(style: Any, chinese: str, points: int) -> None:
    """Set a style's fonts: Word chooses by script, and a font of the theme comes first."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), "Times New Roman")
    fonts.set(qn("w:eastAsia"), chinese)
    style.font.size = Pt(points)
    style.font.color.rgb = RGBColor(0, 0, 0)


def set_table(table: Any) -> None:
    """Rule a filled table, give columns the room that their texts need, and repeat its first row on
    every page.
    """
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    table.style = "Table Grid"
    rows = [list(row.cells) for row in table.rows]
    needed = [max(map(_letters, cells)) for cells in zip(*rows, strict=True)]
    for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, letters in zip(cells, needed, strict=True):
            cell.width = Mm(_WIDTH * letters / sum(needed))
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(_SMALL)
                run.bold = run.bold or number == 0 or None
    for column, letters in zip(table.columns, needed, strict=True):
        column.width = Mm(_WIDTH * letters / sum(needed))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _letters(cell: Any) -> int:
    letters = sum(1 if c.isascii() else 2 for c in cell.text)
    return min(letters + _MARGIN, _MOST)
