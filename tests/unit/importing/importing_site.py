"""Owns a small source site and its import, for the tests of the importer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from generator.importing import Dialect, ImportReport, import_posts

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 6, 1, 12, 0, tzinfo=ZONE)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


class Site:
    """A source folder with some files, and the content folder into which it is imported."""

    def __init__(self, base: Path, files: dict[str, str | bytes], dialect: str) -> None:
        self.source, self.into, self.dialect = base / "old", base / "content", Dialect(dialect)
        self.source.mkdir(parents=True)
        for name, data in files.items():
            self.add(name, data)

    def add(self, name: str, data: str | bytes) -> None:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    def run(self, **options: Any) -> ImportReport:
        options = {"zone": ZONE, "now": NOW} | options
        self.report = import_posts(self.source, self.into, self.dialect, **options)
        return self.report

    def text(self, target: str) -> str:
        return (self.into / target).read_text(encoding="utf-8")

    def front(self, target: str) -> dict[str, Any]:
        return yaml.load(self.text(target).split("---\n")[1], Loader=yaml.BaseLoader)

    def body(self, target: str) -> str:
        return self.text(target).split("---\n", 2)[2].strip("\n")

    def codes(self) -> list[str]:
        return [note.code for note in self.report.notes]

    def files(self) -> list[str]:
        paths = (p for p in self.into.rglob("*") if p.is_file())
        return sorted(p.relative_to(self.into).as_posix() for p in paths)
