"""Owns showing an import's report: lines for people, one JSON document for machines.
May not decide anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from generator.importing.notes import ImportReport, Note
from generator.problems import Lang

_COUNTS = {
    "written": ("写入", "written"),
    "unchanged": ("未变", "unchanged"),
    "kept": ("保留编辑者的修改", "kept as edited"),
    "skipped": ("未导入", "not imported"),
    "media": ("图片", "pictures"),
    "notes": ("说明", "notes"),
}


def print_report(report: ImportReport, lang: Lang, as_json: bool) -> None:
    """Print a report to the standard output."""
    if as_json:
        click.echo(json.dumps(report_data(report), ensure_ascii=False, indent=2))
        return
    for line in report_lines(report, lang):
        click.echo(line)


def report_lines(report: ImportReport, lang: Lang) -> Iterator[str]:
    """Yield a line for each note, then for each post that was not imported, then the counts."""
    for note in report.notes:
        yield _line(note, lang)
    skipped = "未导入：" if lang == "zh" else "not imported: "
    for note in report.skipped:
        yield skipped + _line(note, lang)
    number = 0 if lang == "zh" else 1
    counts = (f"{names[number]} {len(getattr(report, key))}" for key, names in _COUNTS.items())
    yield ("；" if lang == "zh" else "; ").join(counts)


def report_data(report: ImportReport) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "written": [{"source": source, "target": target} for source, target in report.written],
        "unchanged": [{"source": source, "target": target} for source, target in report.unchanged],
        "kept": list(report.kept),
        "media": [{"source": source, "target": target} for source, target in report.media],
        "skipped": [_data(note) for note in report.skipped],
        "notes": [_data(note) for note in report.notes],
    }


def _line(note: Note, lang: Lang) -> str:
    where = f"{note.path}:{note.line}" if note.line else note.path
    message = note.message_zh if lang == "zh" else note.message_en
    return f"{where}: {message} [{note.code}]"


def _data(note: Note) -> dict[str, Any]:
    messages = {"message_zh": note.message_zh, "message_en": note.message_en}
    where = {"path": note.path, "line": note.line}
    return {**where, "code": note.code, "severity": note.severity, **messages}
