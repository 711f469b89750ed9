"""Owns XLSX files: the rows of the first worksheet as text, as the editor sees them.
May not know what a header is.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Sequence, Set
from datetime import date, datetime
from itertools import islice
from typing import Any

from generator.problems import Fault
from generator.source.text import UNSEEN

MAX_BOOK = 1 << 30  # bytes of an unpacked XLSX file: a bomb is refused
MAX_RATIO = 200  # to the packed bytes: of 60,000 rows that are all alike it is 17
MOST_ABOVE = 5  # rows above the header: the title of an export, its days
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xlsx; .xls and locked .xlsx
_LOCKED = "有密码，或是旧的 .xls / locked by a password, or an old .xls"
_SWOLLEN = "展开后太大，多半全是空行 / far too large when unpacked: mostly empty rows, perhaps"
# What stands beside the letters of a date in a number format: text, escapes, colours and locales.
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Formats that Chinese Excel knows by number alone (ECMA-376 part 1, 18.8.30); openpyxl does not.
_MONTHS = frozenset({27, 36, 50, 52, 57})  # `2021年5月`
_DAYS = frozenset({28, 29, 30, 31, 51, 53, 54, 58}) | _MONTHS

# Formats that write a word behind a number that is not divided: `0.0"万"`, Excel's own `0.00_ `
# with it, and not `0!.0,"万"` or a unit.
_SCALED = re.compile(r'(?:General|[#0,]*[#0](?:\.[#0]+)?)(?:_.|\s)*["\\!]?([万亿]|千(?![克米瓦]))')
_MERGED = re.compile(rb'mergeCell ref="(([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7}))"')
_MERGED_LENGTH = 64  # bytes that one takes at most
_BLOCK = 1 << 20

Row = tuple[int, Sequence[str]]
Merged = tuple[str, tuple[int, int], range]  # `C2:C4`, where it begins, the columns


def read_book(
    data: bytes, path: str, faults: list[Fault], merged: list[Merged], unread: Collection[int]
) -> Iterator[Row]:
    """Yield the rows of the first sheet as text; formulas are refused, not believed, but for those
    in `unread` columns. Before the first row, `merged` is given the cells of several rows that are
    one.
    """
    try:
        width = 0
        first, *others = _worksheets(data)
        faults += _unread(first, others, path)
        merged += _merged(first)
        for line, cells in enumerate(first.iter_rows(), 1):
            texts = [_cell(cell, path, faults, unread) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                width = max(width, len(texts))
                yield line, texts + [""] * (width - len(texts))
    except Exception as error:  # a damaged or strange book fails anywhere in zlib, lxml, openpyxl
        reason = _SWOLLEN if isinstance(error, _SwollenError) else type(error).__name__
        reason = _LOCKED if data.startswith(OLE) else reason
        faults.append(Fault("L507", path, at=(1, 1), args={"reason": reason}))


def _worksheets(data: bytes) -> list[Any]:
    from openpyxl import load_workbook

    _refuse_bomb(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles that are missing are nothing to an editor
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # programs that write `A1` there would leave us one cell
    # What nobody sees is not the first: a list for choosing from, last year's sheet.
    return sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")


def _merged(sheet: Any) -> Iterator[Merged]:
    """Yield the merged cells of several rows. They stand behind all rows, which openpyxl passes on
    without them.
    """
    from openpyxl.utils.cell import column_index_from_string as number_of

    found: dict[bytes, Sequence[bytes]] = {}
    with sheet._get_source() as source:
        rest = b""
        while block := source.read(_BLOCK):
            found |= {match[0]: match for match in _MERGED.findall(rest + block)}
            rest = (rest + block)[-_MERGED_LENGTH:]
    for name, left, top, right, bottom in found.values():
        if top != bottom:
            first, last = number_of(left.decode()), number_of(right.decode())
            yield name.decode(), (int(top), first), range(first, last + 1)


def _unread(first: Any, others: Sequence[Any], path: str) -> Iterator[Fault]:
    """Yield a fault for each further sheet that is like the first, such as one for each month."""
    known = _top(first) if others else []
    for other in others:
        if any(len(row & one) > 1 for row in _top(other) for one in known):
            yield Fault("L542", path, args={"name": other.title}, at=(1, 1))


def _top(sheet: Any) -> list[Set[str]]:
    """Return the texts of the first rows that have any: a title may stand above the header."""
    rows = ({_shown(value) for value in row} - {""} for row in sheet.iter_rows(values_only=True))
    return list(islice(filter(None, rows), MOST_ABOVE + 1))


class _SwollenError(Exception):
    """A workbook is far too large when it is unpacked."""


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
        if size > min(MAX_BOOK, MAX_RATIO * len(data)):
            raise _SwollenError


def _cell(cell: Any, path: str, faults: list[Fault], unread: Collection[int]) -> str:
    value = cell.value
    if cell.data_type == "f":
        at = (cell.row, cell.column)
        shown = value if isinstance(value, str) else getattr(value, "text", "=TABLE()")
        if cell.column not in unread:
            faults.append(Fault("L502", path, args={"value": shown}, at=at))
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = _formatted(cell, value)
    if isinstance(value, date) and value.day == 1 and _is_month(cell):
        return value.isoformat()[:7]
    return _shown(value)


def _formatted(cell: Any, value: float) -> Any:
    """Return what a number is by its format: a day, a share, ten thousands."""
    from openpyxl.utils.datetime import from_excel

    if not cell.has_style:
        return value
    if cell.style_array.numFmtId in _DAYS:
        return from_excel(value, cell.parent.parent.epoch)
    form = cell.number_format
    if "%" in _ASIDE.sub("", form):
        return f"{value * 100:.15g}%"
    scaled = _SCALED.match(form)
    return f"{value:.15g}{scaled[1]}" if scaled else value


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
    return UNSEEN.sub("", str(value)).replace("_x000D_", "").strip()  # a carriage return
