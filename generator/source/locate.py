"""Owns finding the line and column of a fault, from the file as it is on the disk.
May not judge; called only when there is something to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.problems import Fault, Problem, sort_problems
from generator.source import yamltext
from generator.source.entry import split
from generator.source.folder import ContentFolder
from generator.source.tables import cell_position, delimiter_of, read_table
from generator.source.text import decode, decode_table

Finder = Callable[[Fault], tuple[int, int]]


def to_problems(folder: ContentFolder, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Return the faults as problems with line and column, sorted, each once."""
    finders: dict[str, Finder] = {}
    problems = []
    for fault in faults:
        at = fault.at
        if at == (0, 0) and fault.keys and fault.path in folder.files:
            if fault.path not in finders:
                finders[fault.path] = _finder(folder, fault.path)
            at = finders[fault.path](fault)
        problems.append(fault.located(at))
    return sort_problems(problems)


def _finder(folder: ContentFolder, path: str) -> Finder:
    if path.lower().endswith(".csv"):
        return _table_finder(folder, path)
    if not path.lower().endswith((".md", ".yml")):
        return lambda fault: (0, 0)
    text, undecodable = decode(folder.read(path), path)
    parts, unsplit = split(text, path)
    if undecodable is not None or unsplit is not None:
        return lambda fault: (1, 1)
    positions = yamltext.Positions(parts.front)

    def find(fault: Fault) -> tuple[int, int]:
        line, column = positions.find(fault.keys, key=fault.on_key)
        return line + parts.front_line - 1, column

    return find


def _table_finder(folder: ContentFolder, path: str) -> Finder:
    data = folder.read(path)
    table, _ = read_table(data, path)
    text = decode_table(data, path)[0]
    lines, delimiter = text.split("\n"), delimiter_of(text)

    def find(fault: Fault) -> tuple[int, int]:
        row = next((key for key in fault.keys if isinstance(key, int)), -1)
        if row >= len(table.lines):
            return 1, 1
        name = str(fault.keys[-1])
        number = table.header.index(name) if name in table.header else 0
        line = table.first if row < 0 else table.lines[row]
        return cell_position(lines, line, number, delimiter)

    return find
