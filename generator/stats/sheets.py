"""Owns tables of any length: CSV and XLSX, streamed, their headers, lines and columns.
May not know what a header's name means.

`source.tables` makes a mapping of each row; a ledger has a million rows, so a row stays a list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, islice

from generator.problems import Fault
from generator.schema import nearest
from generator.source.tables import delimiter_of
from generator.source.text import decode_table
from generator.stats.workbooks import MOST_ABOVE, OLE, ZIP, Merged, Row, read_book

BLOCK = 1 << 20  # characters that are cut into lines at once
ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its header. `rows` yields (line, cells) once; faults grow while it is read.
    `unread` are the columns, from 1, whose formulas nobody has to replace.
    """

    path: str
    header: tuple[str, ...]
    rows: Iterator[Row]
    faults: list[Fault]
    line: int
    merged: Sequence[Merged]
    unread: set[int]

    def columns(self, known: Mapping[str, str], needed: Sequence[str]) -> dict[str, int]:
        """Return the index of each known name; `known` maps headers as written to names.

        Unknown headers and missing needed ones become faults. What another header says already is
        not what an unknown one was meant to say.
        """
        found: dict[str, int] = {}
        unknown: list[tuple[int, str]] = []
        said = {known.get(written.casefold()) for written in self.header}
        lacking = [word for word, name in known.items() if name not in said]
        for index, written in enumerate(self.header):
            name = known.get(written.casefold())
            at = (self.line, index + 1)
            if name is None and written:
                unknown.append((index + 1, written))
            elif name in found:
                first = self.header[found[name]]
                code = "L134" if first == written else "L535"
                args = {"name": written, "other": first}
                self.faults.append(Fault(code, self.path, args=args, at=at))
            elif name:
                found[name] = index
        self.faults.extend(self._unknown(unknown, lacking))
        self._know({index + 1 for index in found.values()})
        if not any(self.header):
            return found  # no header at all is said already
        for name in needed:
            if name not in found:
                self.faults.append(Fault("L505", self.path, args={"name": name}, at=(self.line, 1)))
        return found

    def _unknown(
        self, headers: Sequence[tuple[int, str]], lacking: Sequence[str]
    ) -> Iterator[Fault]:
        """Yield a fault for each header that is like one that is lacking, and one for all others:
        an export has ten, which nobody misses.
        """
        strange: list[tuple[int, str]] = []
        for column, name in headers:
            if near := nearest(name, lacking):
                at = (self.line, column)
                yield Fault("L504", self.path, args={"name": name}, nearest=near, at=at)
            else:
                strange.append((column, name))
        if strange:
            names = " / ".join(name for _, name in strange)
            yield Fault("L504", self.path, args={"name": names}, at=(self.line, strange[0][0]))

    def _know(self, read: Set[int]) -> None:
        """Take notice of the columns, from 1, that are read: what is wrong in others is nothing."""
        self.faults.extend(self._merged(read))
        self.unread.update({n for n, name in enumerate(self.header, 1) if name} - read)
        self.faults[:] = [f for f in self.faults if f.code != "L502" or self._matters(*f.at)]

    def _matters(self, line: int, column: int) -> bool:
        return line == self.line or (line > self.line and column not in self.unread)

    def _merged(self, columns: Set[int]) -> Iterator[Fault]:
        """Yield a fault for cells of several rows that are one, where they are read."""
        for name, at, over in self.merged:
            if at[0] > self.line and not columns.isdisjoint(over):
                yield Fault("L545", self.path, args={"value": name}, at=at)


def open_sheet(
    data: bytes, path: str, is_header: Callable[[Sequence[str]], bool] = lambda cells: True
) -> Sheet:
    """Open a CSV (UTF-8, BOM, GB18030; comma, semicolon, tab) or XLSX file.

    Back-offices give workbooks other endings: what begins as one is one. The first of the top rows
    that `is_header` is the header, else the first row.
    """
    faults: list[Fault] = []
    is_book = path.lower().endswith(".xlsx") or data.startswith((ZIP, OLE))
    merged: list[Merged] = []
    unread: set[int] = set()
    records = read_book(data, path, faults, merged, unread) if is_book else _csv(data, path, faults)
    top = list(islice(records, MOST_ABOVE + 1))
    number = next((n for n, (_, cells) in enumerate(top) if is_header(cells)), 0)
    line, first = top[number] if top else (1, [])
    header = tuple(cell.strip() for cell in first)
    if not any(header) and not faults:
        faults.append(Fault("L133", path, at=(1, 1)))
    rows = chain(top[number + 1 :], records)
    return Sheet(path, header, _checked(rows, header, path, faults), faults, line, merged, unread)


def _checked(
    records: Iterator[Row], header: Sequence[str], path: str, faults: list[Fault]
) -> Iterator[Row]:
    """Report ragged rows and columns without a header; shorter rows are filled up, longer ones
    left out.
    """
    width = len(header)
    bare = [index for index, name in enumerate(header) if not name and any(header)]
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
        for index in [n for n in bare if cells[n].strip()]:
            bare.remove(index)
            faults.append(Fault("L544", path, at=(line, index + 1)))
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
