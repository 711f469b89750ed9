"""Owns tables of any length: CSV and XLSX rows, streamed, with their lines and columns.
May not know what a header's name means.

`source.tables` makes a mapping of each row; a ledger has a million rows, so a row stays a list.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from generator.problems import Fault
from generator.schema import nearest
from generator.source.tables import delimiter_of
from generator.source.text import decode_table

MAX_BOOK = 1 << 30  # bytes of an unpacked XLSX file: a bomb is refused
MAX_RATIO = 200  # to the packed bytes: of 60,000 rows that are all alike it is 17
BLOCK = 1 << 20  # characters that are cut into lines at once
MOST_ABOVE = 5  # rows above the header: the title of an export, its days
ENDINGS = (".csv", ".xlsx")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xlsx; .xls and locked .xlsx
_LOCKED = "有密码，或是旧的 .xls / locked by a password, or an old .xls"
_SWOLLEN = "展开后太大，多半全是空行 / far too large when unpacked: mostly empty rows, perhaps"
# What stands beside the letters of a date in a number format: text, escapes, colours and locales.
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Formats that Chinese Excel knows by number alone (ECMA-376 part 1, 18.8.30); openpyxl does not.
_MONTHS = frozenset({27, 36, 50, 52, 57})  # `2021年5月`
_DAYS = frozenset({28, 29, 30, 31, 51, 53, 54, 58}) | _MONTHS

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its header. `rows` yields (line, cells) once; faults grow while it is read."""

    path: str
    header: tuple[str, ...]
    rows: Iterator[Row]
    faults: list[Fault] = field(default_factory=list)
    line: int = 1

    def columns(
        self, known: Mapping[str, str], needed: Sequence[str], unknown: str = "L504"
    ) -> dict[str, int]:
        """Return the index of each known name; `known` maps headers as written to names.

        Unknown headers and missing needed ones become faults.
        """
        found: dict[str, int] = {}
        for index, written in enumerate(self.header):
            name = known.get(written.casefold())
            at = (self.line, index + 1)
            if name is None and written:
                near = nearest(written, known)
                self.faults.append(
                    Fault(unknown, self.path, args={"name": written}, nearest=near, at=at)
                )
            elif name in found:
                first = self.header[found[name]]
                code = "L134" if first == written else "L535"
                args = {"name": written, "other": first}
                self.faults.append(Fault(code, self.path, args=args, at=at))
            elif name:
                found[name] = index
        if not any(self.header):
            return found  # no header at all is said already
        for name in needed:
            if name not in found:
                self.faults.append(Fault("L505", self.path, args={"name": name}, at=(self.line, 1)))
        return found


def open_sheet(
    data: bytes, path: str, is_header: Callable[[Sequence[str]], bool] = lambda cells: True
) -> Sheet:
    """Open a CSV (UTF-8, BOM, GB18030; comma, semicolon, tab) or XLSX file.

    Back-offices give workbooks other endings: what begins as one is one. The first of the top rows
    that `is_header` is the header, else the first row.
    """
    faults: list[Fault] = []
    is_book = path.lower().endswith(".xlsx") or data.startswith((_ZIP, _OLE))
    records = _xlsx(data, path, faults) if is_book else _csv(data, path, faults)
    top = list(islice(records, MOST_ABOVE + 1))
    number = next((n for n, (_, cells) in enumerate(top) if is_header(cells)), 0)
    line, first = top[number] if top else (1, [])
    header = tuple(cell.strip() for cell in first)
    if not any(header) and not faults:
        faults.append(Fault("L133", path, at=(1, 1)))
    rows = chain(top[number + 1 :], records)
    return Sheet(path, header, _checked(rows, len(header), path, faults), faults, line)


def _checked(records: Iterator[Row], width: int, path: str, faults: list[Fault]) -> Iterator[Row]:
    """Report ragged rows and formulas; shorter rows are filled up, longer ones left out."""
    for line, cells in records:
        if len(cells) != width:
            if any(cell.strip() for cell in cells[width:]):
                args = {"cells": len(cells), "header": width}
                faults.append(Fault("L132", path, at=(line, width + 1), args=args))
                continue
            if len(cells) < width:
                faults.append(
                    Fault(
                        "L506",
                        path,
                        at=(line, len(cells)),
                        args={"cells": len(cells), "header": width},
                    )
                )
            cells = [*cells[:width], *[""] * (width - len(cells))]
        yield line, cells


def _csv(data: bytes, path: str, faults: list[Fault]) -> Iterator[Row]:
    text, fault = decode_table(data, path)
    if fault is not None:
        faults.append(fault)
        return
    reader = csv.reader(_lines(text), delimiter=delimiter_of(_parted(text)), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells and (cells[0] or any(cells)) and not "".join(cells).isspace():
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault("L131", path, at=(line, 1), args={"reason": error}))


def _parted(text: str) -> str:
    """Return the first of the top lines that is parted at all: a title above the header is not."""
    top = text.split("\n", MOST_ABOVE + 1)[: MOST_ABOVE + 1]
    return next((line for line in top if any(mark in line for mark in ",;\t")), "")


def _lines(text: str) -> Iterator[str]:
    """Yield lines block by block: a `StringIO` of the whole would take four bytes a character."""
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + BLOCK) + 1 or text.find("\n", start) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _xlsx(data: bytes, path: str, faults: list[Fault]) -> Iterator[Row]:
    """Yield the rows of the first sheet as text; formulas are refused, not believed."""
    try:
        width = 0
        first, *others = _worksheets(data)
        faults += _unread(first, others, path)
        for line, cells in enumerate(first.iter_rows(), 1):
            texts = [_cell(cell, path, faults) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                width = max(width, len(texts))
                yield line, texts + [""] * (width - len(texts))
    except Exception as error:  # a damaged or strange book fails anywhere in zlib, lxml, openpyxl
        reason = _SWOLLEN if isinstance(error, _SwollenError) else type(error).__name__
        reason = _LOCKED if data.startswith(_OLE) else reason
        faults.append(Fault("L507", path, at=(1, 1), args={"reason": reason}))


def _worksheets(data: bytes) -> list[Any]:
    from openpyxl import load_workbook

    _refuse_bomb(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles that are missing are nothing to an editor
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # programs that write `A1` there would leave us one cell
    return list(book.worksheets)


def _unread(first: Any, others: Sequence[Any], path: str) -> Iterator[Fault]:
    """Yield a fault for each further sheet under the same header, such as one for each month."""
    header = _top(first) if others else frozenset()
    for other in others:
        if len(header & _top(other)) > 1:
            yield Fault("L542", path, args={"name": other.title}, at=(1, 1))


def _top(sheet: Any) -> frozenset[str]:
    """Return the texts of the first row that has any."""
    rows = ({_shown(value) for value in row} - {""} for row in sheet.iter_rows(values_only=True))
    return frozenset(next(filter(None, rows), ()))


class _SwollenError(Exception):
    """A workbook is far too large when it is unpacked."""


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
        if size > min(MAX_BOOK, MAX_RATIO * len(data)):
            raise _SwollenError


def _cell(cell: Any, path: str, faults: list[Fault]) -> str:
    value = cell.value
    if cell.data_type == "f":
        at = (cell.row, cell.column)
        shown = value if isinstance(value, str) else getattr(value, "text", "=TABLE()")
        faults.append(Fault("L502", path, args={"value": shown}, at=at))
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = _dated(cell, value)
    if isinstance(value, date) and value.day == 1 and _is_month(cell):
        return value.isoformat()[:7]
    return _shown(value)


def _dated(cell: Any, value: float) -> Any:
    from openpyxl.utils.datetime import from_excel

    dated = cell.has_style and cell.style_array.numFmtId in _DAYS
    return from_excel(value, cell.parent.parent.epoch) if dated else value


def _is_month(cell: Any) -> bool:
    """Tell whether a cell shows year and month: Excel makes the first of May of `2021-05`."""
    letters = set(_ASIDE.sub("", cell.number_format).lower())
    shown = {"y", "m"} <= letters and not letters & {"d", "h", "s"}
    return shown or cell.style_array.numFmtId in _MONTHS


def _shown(value: Any) -> str:
    """Write a cell's value as the editor sees it: days without midnight, numbers in 15 digits."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        value = float(f"{value:.15g}")  # as many as Excel keeps
        return str(int(value)) if value.is_integer() else str(value)
    return str(value).strip()
