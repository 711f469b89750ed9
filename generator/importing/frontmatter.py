"""Owns reading front matter: YAML, TOML or JSON becomes fields of text with their lines.
May not know which fields exist.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any, TypeAlias

from generator.importing.decoding import clean
from generator.importing.draft import Draft
from generator.importing.notes import Note, make_note
from generator.importing.recovery import recover
from generator.importing.splitting import Parts, split_post
from generator.importing.yamlnodes import YamlError, read_mapping

# Text, a list of values, or a mapping from text to values.
Value: TypeAlias = Any
_LARGE = 128 * 1024
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Field:
    """One top-level field: the key as written, its value (text all through), its line."""

    key: str
    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A post as read: fields by lower-case key, the body, and what was odd about it.

    `is_open` tells front matter without an end: what it said is unknown.
    """

    fields: dict[str, Field]
    body: Draft
    notes: tuple[Note, ...]
    is_open: bool = False


def parse_post(text: str, path: str) -> Parsed:
    """Read a post of any form; never raises. What cannot be read is named in the notes."""
    parts = split_post(text)
    notes: list[Note] = []
    if parts.form in ("none", "open"):
        notes.append(make_note(f"front-{parts.form}", path, 1))
    found = _read(parts, path, notes)
    if not found and parts.form == "yaml" and parts.front.strip():
        parts = Parts("none", "", 1, text, 1)
        notes = [make_note("front-none", path, 1)]
    fields: dict[str, Field] = {}
    for field in found:
        key = field.key.lower()
        if key in fields:
            notes.append(make_note("key-twice", path, field.line, key=field.key))
        fields[key] = field
    body = Draft.of(parts.body, parts.body_line)
    return Parsed(fields, body, tuple(notes), parts.form == "open")


def _read(parts: Parts, path: str, notes: list[Note]) -> list[Field]:
    if parts.form == "yaml":
        return _read_yaml(parts, path, notes)
    if parts.form in ("toml", "json"):
        return _read_typed(parts, path, notes)
    return []


def _read_yaml(parts: Parts, path: str, notes: list[Note]) -> list[Field]:
    try:
        if len(parts.front) > _LARGE:
            raise YamlError("too large", 1)
        items = read_mapping(parts.front)
    except YamlError as fault:
        line = parts.front_line + fault.line - 1
        notes.append(make_note("front-broken", path, line, reason=fault.reason))
        return _recovered(parts, path, notes)
    return [Field(key, value, parts.front_line + line) for key, value, line in items]


def _recovered(parts: Parts, path: str, notes: list[Note]) -> list[Field]:
    """Read front matter line by line, and name the lines that cannot be read."""
    items, lost = recover(parts.front)
    for number, text in lost:
        notes.append(make_note("front-line", path, parts.front_line + number, text=text))
    return [Field(key, value, parts.front_line + line) for key, value, line in items]


def _read_typed(parts: Parts, path: str, notes: list[Note]) -> list[Field]:
    """Read TOML or JSON; a broken one is read line by line like YAML, with a note."""
    load = tomllib.loads if parts.form == "toml" else json.JSONDecoder(strict=False).decode
    try:
        data = load(parts.front)
        values = {clean(str(key)): plain(value) for key, value in data.items()}
    except (ValueError, RecursionError, AttributeError) as error:
        notes.append(make_note("front-broken", path, parts.front_line, reason=error))
        return _recovered(parts, path, notes)
    return [Field(key, value, _line_of(key, parts)) for key, value in values.items()]


def plain(value: object, depth: int = 0) -> Value:
    """Return a value of TOML or JSON as text, lists and mappings. Raises ValueError if deep."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {clean(str(key)): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, depth + 1) for item in value]
    if value is None:
        return ""
    return clean(str(value).lower() if isinstance(value, bool) else str(value))


def _line_of(key: str, parts: Parts) -> int:
    """Return the line on which a key seems to stand; these formats do not tell."""
    pattern = rf"^[ \t{{\[,]*[\"']?{re.escape(key)}[\"']?\s*[=:.\]]"
    found = re.search(pattern, parts.front, re.MULTILINE)
    return parts.front_line + (parts.front.count("\n", 0, found.start()) if found else 0)
