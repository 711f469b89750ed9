"""Owns what the importer tells the editor: notes, their texts in Chinese and English, the report.
May not read, write, print or decide anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.importing.wording import WORDING

Severity = Literal["info", "warning"]
Copied = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about one line of a source file. `line` counts from 1; 0 means the whole file.

    `path` is relative to SOURCE, with `/`; notes about what stands in CONTENT name that file.
    """

    path: str
    line: int
    code: str
    message_zh: str
    message_en: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. Paths are texts with `/`; everything is sorted.

    `written` and `unchanged` hold (source path relative to SOURCE, target relative to CONTENT) of
    every story and page; `kept` holds targets that an editor has changed (or that the importer
    never wrote) and that were therefore left alone; `skipped` says for each post that was not
    imported why; `media` holds the (source, target) of every picture that the stories use. If
    `is_refusal`, nothing was looked at, and `skipped` says why.
    """

    written: tuple[Copied, ...] = ()
    unchanged: tuple[Copied, ...] = ()
    kept: tuple[str, ...] = ()
    skipped: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    media: tuple[Copied, ...] = ()
    is_refusal: bool = False


def make_note(code: str, path: str, line: int = 0, **values: object) -> Note:
    """Return the note of a code with its texts filled in. Raises KeyError for an unknown code."""
    severity, zh, en = WORDING[code]
    shown = {name: _shown(value) for name, value in values.items()}
    return Note(path, line, code, zh.format(**shown), en.format(**shown), severity)


def sort_notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes once each, by path, line and code."""
    return tuple(sorted(set(notes), key=lambda n: (n.path, n.line, n.code, n.message_en)))


def _shown(value: object) -> str:
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in str(value))
    return text if len(text) <= 120 else text[:117] + "…"
