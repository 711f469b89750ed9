"""Owns figures as tables: text, JSON, CSV and XLSX.
May not compute.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from generator.render.spreadsheets import as_csv, harmless
from generator.stats.figures import EVER, Figure, Figures
from generator.stats.spans import Span, iso
from generator.stats.trace import Row, trace

_HEAD = {
    "zh": ("指标", "名称", "数字", "单位", "时段", "基数", "基数时段", "增长 %"),
    "en": ("measure", "name", "figure", "unit", "period", "base", "base period", "growth %"),
}
_GROUPS = {
    "channel": "渠道",
    "column": "栏目",
    "college": "学院",
    "region": "地区",
    "month": "月份",
    "honor": "荣誉",
}
_TRACE_HEAD = {
    "zh": ("出处", "日期", "渠道", "内容", "数", "计入"),
    "en": ("place", "day", "channel", "what", "amount", "counted"),
}

_GROWTH = re.compile(
    r"[+-](?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})\.\d+\Z", re.ASCII
)  # not `-2021.12.09`
_COUNT = re.compile(r"(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3}){1,4})\Z", re.ASCII)
_WIDEST = 60  # characters of a column of a workbook
Table = tuple[Sequence[str], list[Sequence[str]]]


def figures_table(figures: Iterable[Figure], language: str) -> Table:
    """Return the head and a row for each figure."""
    return _HEAD[language], [_cells(figure, language) for figure in figures]


def _cells(figure: Figure, language: str) -> Sequence[str]:
    measure, growth = figure.measure, figure.growth
    text, unit = figure.text(language), figure.quantity.unit_in(language)
    first = (measure.id, measure.title(language), text, unit, span_text(figure.span))
    if growth is None:
        return (*first, "", "", "")
    return (*first, growth.base.text(language), growth.span.iso(), growth.percent() or "—")


def span_text(span: Span) -> str:
    """Write a span; one without beginning as `..2021-12-09`."""
    return f"..{iso(span.last)}" if span.first == EVER.first else span.iso()


def breakdown_table(figures: Figures, by: str, language: str) -> Table:
    """Return a row for each measure and group."""
    measure_id, name, *figure = _HEAD[language][:4]
    head = (measure_id, name, _GROUPS[by] if language == "zh" else by, *figure)
    rows: list[Sequence[str]] = []
    for measure in figures.measures.listed:
        for key, quantity in figures.breakdown(measure, by).items():
            text, unit = quantity.text(language), quantity.unit_in(language)
            rows.append((measure.id, measure.title(language), key or "—", text, unit))
    return head, rows


def trace_table(figure: Figure, figures: Figures, language: str) -> Table:
    """Return the rows that make a figure."""
    rows: list[Sequence[str]] = [_traced(row) for row in trace(figure, figures.books, language)]
    return _TRACE_HEAD[language], rows


def _traced(row: Row) -> Sequence[str]:
    return row.place, row.day, row.channel, row.title, row.amount, "✓" if row.counted else ""


def as_json(figures: Iterable[Figure], public: bool = False) -> list[dict[str, Any]]:
    """Return the figures as plain data; values are text, so that no reader rounds them. Where a
    base was printed is the office's own affair.
    """
    shown = (figure for figure in figures if figure.measure.is_public or not public)
    return [_as_json(figure, public) for figure in shown]


def _as_json(figure: Figure, public: bool) -> dict[str, Any]:
    measure, quantity, growth = figure.measure, figure.quantity, figure.growth
    found: dict[str, Any] = {
        "id": measure.id,
        "name": {language: measure.title(language) for language in ("zh", "en")},
        "value": f"{quantity.value:f}",
        "unit": quantity.unit,
        "qualifier": quantity.qualifier.value,
        "text": {"zh": quantity.zh(), "en": quantity.en()},
        "period": span_text(figure.span),
        "as_of": iso(figure.as_of),
    }
    if growth is not None:
        found["compared"] = {
            "base": f"{growth.base.value:f}",
            "period": growth.span.iso(),
            "growth_percent": growth.percent().replace(",", "") or None,
        }
        if not public:
            found["compared"]["source"] = growth.source or None
    return found


def written(table: Table, form: str) -> bytes:
    """Return a table as text for a terminal, JSON, CSV (UTF-8 with BOM for Excel) or XLSX."""
    head, rows = table
    if form == "json":
        return json_bytes([dict(zip(head, row, strict=True)) for row in rows])
    if form == "csv":
        return as_csv(head, rows)
    return _as_xlsx(head, rows) if form == "xlsx" else _as_text(head, rows)


def json_bytes(document: Any) -> bytes:
    """Return plain data as a JSON file."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _as_xlsx(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook whose columns are as wide as their texts, with the head in sight."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("figures")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip(head, *rows, strict=True), 1):
        widest = max(map(_width, column))
        sheet.column_dimensions[get_column_letter(number)].width = min(widest, _WIDEST) + 2
    bold = [WriteOnlyCell(sheet, cell) for cell in head]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, text: str) -> Any:
    """Return a count or a growth as a number that a spreadsheet can add, else harmless text."""
    from openpyxl.cell import WriteOnlyCell

    plain = text.replace(",", "")
    if _COUNT.match(text):
        cell = WriteOnlyCell(sheet, int(plain))
        cell.number_format = "#,##0"
    elif _GROWTH.match(text):
        cell = WriteOnlyCell(sheet, float(plain))
        cell.number_format = "+#,##0.00;-#,##0.00"
    else:
        return harmless(text)
    return cell


def _as_text(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    rows = [[" ".join(cell.splitlines()) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    lines = [_line(row, widths) for row in (head, ["-" * width for width in widths], *rows)]
    return ("\n".join(lines) + "\n").encode()


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal; Chinese takes two each."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
