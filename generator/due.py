"""Owns the answer to "when must the site be built again?": the next moment the gate changes.
May not read the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.catalogue import REASONS
from generator.graph import decide
from generator.graph.library import Library
from generator.problems import Lang


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that opens or closes at a moment (aware, in the site's zone)."""

    at: datetime
    opens: bool
    path: str
    title: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            "at": self.at.isoformat(),
            "opens": self.opens,
            "path": self.path,
            "title": self.title,
            "reason": self.reason,
        }

    def line(self, lang: Lang) -> str:
        """Return the change as a line for people."""
        what = {"zh": ("下线", "公开"), "en": ("closes", "opens")}[lang][self.opens]
        why = REASONS[self.reason][lang == "en"]
        brackets = "（{}）" if lang == "zh" else " ({})"
        return f"{self.at.isoformat()}  {what}  {self.path}  {self.title}{brackets.format(why)}"


def changes(library: Library, now: datetime) -> tuple[Change, ...]:
    """Return every entry whose verdict will change, soonest first; ties fall to the path."""
    found = []
    for entry in library:
        verdict = decide(entry, now)
        if (at := verdict.changes_at) is not None:
            after = decide(entry, at)
            if after.open != verdict.open:
                reason = verdict.reason or after.reason
                found.append(Change(at, after.open, entry.path, entry.title, reason))
    return tuple(sorted(found, key=lambda change: (change.at, change.path)))
