"""Owns front matter that no parser accepts: it is read key by key, and what is lost is named.
May not know which fields exist.
"""

from __future__ import annotations

import re
from typing import Any

from generator.importing.decoding import clean
from generator.importing.yamlnodes import Item, YamlError, read_mapping

_KEY = re.compile(r"""(["']?)([^\s"'#:：{}\[\]\-][^:："'=]{0,60}?)\1[ \t]*(?::(?=[ \t]|$)|：|=)""")
_LIST_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
Chunk = tuple[int, str, str, list[str]]
Lost = tuple[int, str]


def recover(text: str) -> tuple[list[Item], list[Lost]]:
    """Return the fields that can be saved as (key, value, line from 0), and the lines that cannot.

    Leading tabs count as two spaces. Never raises.
    """
    lines = [_spaced(line) for line in text.split("\n")]
    chunks, lost = _chunks(lines)
    return [_read_chunk(chunk) for chunk in chunks], lost


def _spaced(line: str) -> str:
    stripped = line.lstrip(" \t")
    return line[: len(line) - len(stripped)].replace("\t", "  ") + stripped


def _chunks(lines: list[str]) -> tuple[list[Chunk], list[Lost]]:
    chunks: list[Chunk] = []
    lost: list[Lost] = []
    for number, line in enumerate(lines):
        if found := _KEY.match(line):
            chunks.append((number, found[2].strip(), line[found.end() :], [line]))
        elif not line.strip() or line.lstrip().startswith("#"):
            continue
        elif chunks and (line[0] in " -" or _LIST_ITEM.match(line)):
            chunks[-1][3].append(line)
        else:
            lost.append((number, line.strip()))
    return chunks, lost


def _read_chunk(chunk: Chunk) -> Item:
    number, key, rest, lines = chunk
    try:
        items = read_mapping("\n".join(lines))
        if len(items) == 1 and items[0][0] == key:
            return key, items[0][1], number
    except YamlError:
        pass
    return clean(key), _literal(rest, lines[1:]), number


def _literal(rest: str, more: list[str]) -> Any:
    """Return the value as its plain text, or as a list where every further line is an item."""
    items = [_LIST_ITEM.match(line) for line in more]
    if more and not rest.strip() and all(items):
        return [_unquoted(found[1]) for found in items if found]
    return _unquoted(" ".join([rest, *(line.strip() for line in more)]))


def _unquoted(text: str) -> str:
    text = clean(text).strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
