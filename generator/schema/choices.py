"""Owns JSON Schemas of what is chosen from words: some are suggested, all are accepted.
May not know whose words they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

Shape = dict[str, Any]

_INTEGER = re.compile(r"[-+]?\d+\Z", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?\Z", re.ASCII)
_SYNTAX = re.compile(r"[\^$\\.*+?()\[\]{}|/]")  # of regular expressions anywhere


def choice(suggested: Mapping[str, str], others: Sequence[str] = (), hint: str = "") -> Shape:
    """Return the schema of one of the words, with what is said of each that is suggested, and with
    the hint for what is none of them.

    `others` are accepted whether in capitals or small letters. A word may be written bare or in
    quotes: to the YAML of editors `2011` and `"2011"` are two.
    """
    bare = {word: as_yaml(word) for word in [*suggested, *others]}
    shown = [word for word in suggested if json.dumps(bare[word]) == word or bare[word] == word]
    listed: Shape = {"enum": [bare[word] for word in shown]}
    if hint:
        listed["errorMessage"] = hint
    if any(suggested.values()):
        listed["enumDescriptions"] = [suggested[word] for word in shown]
    found = [listed] if shown else []
    found += [_only(bare[word]) for word in bare if bare[word] != word and word not in shown]
    if others or any(bare[word] != word for word in bare):
        patterns = [*map(_exactly, suggested), *dict.fromkeys(map(_in_any_case, others))]
        found.append({"type": "string", "pattern": rf"^\s*(?:{'|'.join(patterns)})\s*$"})
    return found[0] if len(found) == 1 else {"anyOf": found}


def as_yaml(word: str) -> str | int | float | bool:
    """Return what YAML 1.2 makes of a word that is written bare (its core schema)."""
    if word.lower() in ("true", "false") and word in (word.lower(), word.upper(), word.title()):
        return word.lower() == "true"
    if _INTEGER.match(word):
        return int(word)
    return float(word) if _FLOAT.match(word) else word


def _only(value: str | int | float | bool) -> Shape:
    """Accept a number, or what is true or false, without suggesting it."""
    if isinstance(value, bool):
        return {"type": "boolean"}
    return {"type": "number", "minimum": value, "maximum": value}


def _exactly(word: str) -> str:
    return _SYNTAX.sub(r"\\\g<0>", word)


def _in_any_case(word: str) -> str:
    return "".join(map(_letter, word))


def _letter(letter: str) -> str:
    forms = {letter, letter.lower(), letter.upper()}
    same = [f for f in sorted(forms) if len(f) == 1 and f.casefold() == letter.casefold()]
    return f"[{''.join(same)}]" if len(same) > 1 else _exactly(letter)
