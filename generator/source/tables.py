"""Owns CSV tables: rows of text under a header, with the line of each row.
May not know what a header's name means.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.problems import Fault
from generator.source.text import decode_table


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a CSV file: `rows[i]` maps header to non-empty text and starts at `lines[i]`, the
    header at `first`.
    """

    header: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    first: int = 1


def read_table(data: bytes, path: str) -> tuple[Table, tuple[Fault, ...]]:
    """Read a CSV file as Excel saves it (comma, semicolon or tab; see `decode_table`).

    Blank rows are skipped. Rows longer or shorter than the header, doubled headers, columns without
    one and broken quoting are faults; the rows that can be read are returned all the same.
    """
    text, fault = decode_table(data, path)
    if fault is not None:
        return Table((), (), ()), (fault,)
    faults: list[Fault] = []
    records = _records(text, path, faults)
    first, names = next(records, (1, []))
    header = tuple(name.strip() for name in names)
    faults += _header_faults(header, path)
    bare = [index for index, name in enumerate(header) if not name and any(header)]
    rows, lines = [], []
    for line, cells in records:
        if len(cells) != len(header) and any(c.strip() for c in cells[len(header) :]):
            args = {"cells": len(cells), "header": len(header)}
            faults.append(Fault("L132", path, at=(line, 1), args=args))
        for index in [n for n in bare if "".join(cells[n : n + 1]).strip()]:
            bare.remove(index)
            faults.append(Fault("L141", path, at=(line, 1), args={"number": index + 1}))
        pairs = zip(header, cells, strict=False)
        rows.append({name: cell.strip() for name, cell in pairs if name and cell.strip()})
        lines.append(line)
    return Table(header, tuple(rows), tuple(lines), first), tuple(faults)


def cell_position(
    lines: Sequence[str], line: int, number: int, delimiter: str = ","
) -> tuple[int, int]:
    """Return line and column of a cell (from 0) of the record that starts at a line (from 1)."""
    quoted = False
    for row in range(line - 1, len(lines)):
        for column, char in enumerate(lines[row]):
            if number == 0:
                return row + 1, column + 1
            quoted ^= char == '"'
            number -= not quoted and char == delimiter
        if not quoted:
            return (row + 1, len(lines[row]) + 1) if number == 0 else (line, 1)
    return line, 1


def _records(text: str, path: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and cells of each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(Fault("L131", path, at=(line, 1), args={"reason": str(error)}))
            return
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a table: comma, semicolon or tab, whichever its header has
    most of.
    """
    header = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _header_faults(header: tuple[str, ...], path: str) -> list[Fault]:
    if not any(header):
        return [Fault("L133", path, at=(1, 1))]
    doubled = sorted(name for name, times in Counter(header).items() if name and times > 1)
    return [Fault("L134", path, at=(1, 1), args={"name": name}) for name in doubled]
