"""Owns where the front matter of a post ends: `---`, `+++`, `{`, `;;;`, or Hexo's without a start.
May not read what stands in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["yaml", "toml", "json", "none", "open"]

_YAML = re.compile(r"(-{3,})[ \t]*\n")
_YAML_END = re.compile(r"^(?:-{3,}|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n")
_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_SEMICOLONS = re.compile(r";;;[ \t]*\n")
_SEMICOLONS_END = re.compile(r"^;;;[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]{0,40}[ \t]*:(?:[ \t]|$)")
_INNER_LINE = re.compile(r"[ \t]|-[ \t]|#|$")


@dataclass(frozen=True, slots=True)
class Parts:
    """The two texts of a post, and the lines (from 1) on which they start."""

    form: Form
    front: str
    front_line: int
    body: str
    body_line: int


def split_post(text: str) -> Parts:
    """Split a post into front matter and body; `open` means a start without an end."""
    blank = len(text) - len(text.lstrip(" \t\n"))
    start = text.rfind("\n", 0, blank) + 1
    if text.startswith("{", blank):
        return _split_json(text, blank)
    fences: tuple[tuple[Form, re.Pattern[str], re.Pattern[str]], ...] = (
        ("yaml", _YAML, _YAML_END),
        ("toml", _TOML, _TOML_END),
        ("json", _SEMICOLONS, _SEMICOLONS_END),
    )
    for form, opening, closing in fences:
        if found := opening.match(text, start):
            return _between(text, form, found.end(), closing)
    return _without_start(text, start)


def _between(text: str, form: Form, start: int, closing: re.Pattern[str]) -> Parts:
    end = closing.search(text, start)
    if end is None:
        return Parts("open", "", 1, text, 1)
    front = text[start : end.start()]
    if form == "json":
        front = "{" + front.strip().rstrip(",") + "}"
    return _parts(text, form, front, start, end.end())


def _parts(text: str, form: Form, front: str, start: int, end: int) -> Parts:
    """Return the parts; the rest of the line on which the front matter ends is dropped."""
    line_end = text.find("\n", end)
    body_start = len(text) if line_end < 0 else line_end + 1
    first = text.count("\n", 0, start) + 1
    return Parts(form, front, first, text[body_start:], text.count("\n", 0, body_start) + 1)


def _split_json(text: str, start: int) -> Parts:
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return Parts("none", "", 1, text, 1)
    front = text[start:end]
    rest = text[end:]
    trimmed = rest.lstrip(" \t\n")
    body_line = text.count("\n", 0, len(text) - len(trimmed)) + 1
    return Parts("json", front, text.count("\n", 0, start) + 1, trimmed, body_line)


def _without_start(text: str, start: int) -> Parts:
    """Recognise Hexo's `key: value` lines that only a closing `---` sets off."""
    position = start
    for number, line in enumerate(text[start : start + 65536].split("\n")):
        if number and _YAML_END.match(line):
            return _parts(text, "yaml", text[start:position], start, position + len(line))
        if not (_KEY_LINE.match(line) or (number and _INNER_LINE.match(line))):
            break
        position += len(line) + 1
    return Parts("none", "", 1, text, 1)
