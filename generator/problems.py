"""Owns problems in content: where they are, what they say, how grave they are.
May not log, print or exit; knows no file format and no kind.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from generator.catalogue import CATALOGUE, HINT
from generator.personal import masked

Lang = Literal["zh", "en"]
SHOWN = 80  # characters of a value in a message


class Severity(StrEnum):
    """How grave a problem is: errors stop publishing, warnings only under `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a content file. Line and column count from 1; 0 means that it is not known.

    `column` counts characters, not bytes.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem whose line is not known yet; `source.to_problems` finds it when it must be shown.

    `keys` is the way to the value inside a YAML document (`("cover", "src")`) or a CSV table
    (`(row, "college")`); `at` is a line and column where the finder knew them.
    `on_key` points at the key instead of its value. `args` are the values that the code's words in
    the catalogue have in braces; `nearest` is what was probably meant.
    """

    code: str
    path: str
    keys: tuple[str | int, ...] = ()
    args: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    nearest: str = ""
    at: tuple[int, int] = (0, 0)
    on_key: bool = False

    @property
    def field(self) -> str:
        """The dotted name that an editor reads, such as `people[2].name`."""
        text = ""
        for key in self.keys:
            text += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
        return text.lstrip(".")

    def located(self, at: tuple[int, int]) -> Problem:
        """Return the problem at a line and column of the fault's file."""
        where = Location(self.path, *at)
        return Problem(self.code, where, self.field, self.args, self.nearest)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in content. `field` is a dotted path such as `cover.src`, or empty."""

    code: str
    where: Location
    field: str = ""
    args: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    nearest: str = ""

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives to this code."""
        return Severity(CATALOGUE[self.code][0])

    def message(self, lang: Lang = "zh") -> str:
        """Return the text without place and code; never raises for a known code."""
        template = CATALOGUE[self.code][1 if lang == "zh" else 2]
        text = template.format_map({k: _shown(v) for k, v in self.args.items()})
        if self.nearest:
            text += HINT[lang].format(nearest=_visible(masked(self.nearest)))
        return text + ("。" if lang == "zh" and not text.endswith(("。", "？")) else "")

    def line(self, lang: Lang = "zh", root: str = "") -> str:
        """Return the whole line that an editor reads: `path:1:2: field: message [L204]`.

        `root` is put before the path, because problems count paths from the content folder.
        """
        subject = f"{_shown(self.field)}: " if self.field else ""
        return f"{_visible(root + str(self.where))}: {subject}{self.message(lang)} [{self.code}]"

    def as_json(self, lang: Lang = "zh", root: str = "") -> dict[str, Any]:
        """Return the problem as plain data for machines."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "path": root + self.where.path,
            "line": self.where.line,
            "column": self.where.column,
            "field": masked(self.field),
            "message": self.message(lang),
        }


def _shown(value: object) -> str:
    """Shorten a value and make control characters visible, so that a message stays one line; it
    shows no personal data.
    """
    text = _visible(masked(str(value)))
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "…"


def _visible(text: str) -> str:
    return "".join(c if _is_visible(c) else f"\\x{ord(c):02x}" for c in text)


def _is_visible(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"  # the full-width space


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without repetitions in the order in which they are shown."""
    unique = {(p.where, p.code, p.field, p.message("en")): p for p in problems}
    return tuple(unique[key] for key in sorted(unique))


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Tell whether the problems stop publishing."""
    return any(strict or p.severity is Severity.ERROR for p in problems)
