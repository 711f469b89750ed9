"""Owns how JSON Schema tells what the text of a field looks like; the types beside it say which.
May not refuse what a type accepts; what a pattern cannot say it leaves open.

Patterns mean the same to JavaScript, Java and Python. A hint is a word of `descriptions.py`.
"""

from __future__ import annotations

from typing import Any

from pydantic import WithJsonSchema

# What the YAML of editors makes of a bare `true`, by what it is not: they would suggest it wherever
# a text may stand.
_TRUTH: dict[str, Any] = {"not": {"type": ["string", "number", "array", "object", "null"]}}
_WIDE = r"[\uff10-\uff19]"  # digits as input methods write them
_DIGIT = r"[0-9\uff10-\uff19]"
_COMMAS = r"[,\uff0c]*"
DIGITS = rf"(?:{_COMMAS}{_DIGIT}){{1,9}}{_COMMAS}"

_CENTURY = "(?:19|20|21)"  # as EARLIEST and LATEST have it
YEAR = rf"(?:0*{_CENTURY}[0-9]{{2}}|(?=.*[,\uff0c\uff10-\uff19]){DIGITS})"
_LEAP_YEAR = f"(?:{_CENTURY}(?:0[48]|[2468][048]|[13579][26])|2000)"
_DAY = (
    rf"(?:{_CENTURY}[0-9][0-9]-(?:(?:0?[13578]|1[02])-(?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[469]|11)-(?:0?[1-9]|[12][0-9]|30)|0?2-(?:0?[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP_YEAR}-0?2-29)"
)
_TIME = (
    r"[Tt ]\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"\s*(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-9][0-9])?"
)
_WIDE_DAY = f"(?=.*{_WIDE}){_DIGIT}{{4}}-{_DIGIT}{{1,2}}-{_DIGIT}{{1,2}}"
MOMENT = f"(?:{_DAY}(?:{_TIME})?|{_WIDE_DAY}.*)"


def only_text(hint: str, pattern: str) -> WithJsonSchema:
    """Return the schema of a text that the pattern matches but for space around it."""
    return WithJsonSchema({"type": "string", **_rule(hint, pattern)})


def bare(hint: str, pattern: str) -> WithJsonSchema:
    """Return that of a text that may be written bare: `2024`, `1.5` and `true` come as such."""
    written = {"type": ["string", "number"], **_rule(hint, pattern), "minimum": 0}
    return WithJsonSchema({"anyOf": [written, _TRUTH]})


def text(hint: str, longest: int) -> WithJsonSchema:
    """Return that of any text of so many characters."""
    rule = _rule(hint, rf"\S(?:[\s\S]{{0,{longest - 2}}}\S)?")
    return WithJsonSchema({"anyOf": [{"type": ["string", "number"], **rule}, _TRUTH]})


def number(hint: str, pattern: str, least: int, most: int) -> WithJsonSchema:
    """Return that of a whole number, or of a text that is one."""
    rule = _rule(hint, pattern)
    return WithJsonSchema(
        {"type": ["string", "integer"], **rule, "minimum": least, "maximum": most}
    )


def _rule(hint: str, pattern: str) -> dict[str, Any]:
    return {"pattern": rf"^\s*{pattern}\s*$", "patternErrorMessage": hint}
