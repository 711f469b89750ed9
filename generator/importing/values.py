"""Owns reading the values of fields: texts, lists, names, tags, yes and no, pictures.
May not know a dialect beyond what it is told, nor write notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from generator.importing.decoding import one_line
from generator.importing.frontmatter import Field
from generator.importing.markup import plain_text
from generator.names import tag_key

MAX_TAG = 60
MAX_NAME = 100
_BREAK = re.compile(r"\s*[;；、,，]\s*")
_TRUE = ("true", "yes", "on", "1", "y")
_FALSE = ("false", "no", "off", "0", "n")
_NAME_KEYS = ("name", "zh", "title", "display_name", "id")
_PICTURE_KEYS = ("image", "path", "src", "url", "relative", "teaser", "feature", "og_image",
    "filename")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a post by lower-case key."""

    by_key: dict[str, Field]

    def first(self, names: tuple[str, ...]) -> Field | None:
        """Return the first of these fields that holds something."""
        present = (self.by_key[name] for name in names if name in self.by_key)
        return next((field for field in present if field.value not in ("", [], {})), None)

    def text(self, names: tuple[str, ...]) -> str:
        """Return the first of these fields as one line of text, '' if it is not text."""
        field = self.first(names)
        return scalar(field.value) if field else ""


def scalar(value: Any) -> str:
    """Return a value as one line; the only item of a list counts, anything else is ''."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return one_line(value) if isinstance(value, str) else ""


def truth(value: Any) -> bool | None:
    """Return what a yes-or-no field says, None if it says neither."""
    word = scalar(value).lower()
    return True if word in _TRUE else False if word in _FALSE else None


def never_shown(value: Any) -> bool:
    """Tell whether Hugo's `build` leaves a page out of the site or of its listings."""
    if not isinstance(value, dict):
        return False
    keys = {str(key).lower(): scalar(item).lower() for key, item in value.items()}
    hidden = {"render": ("never", "false", "link"), "list": ("never", "false")}
    return any(keys.get(key) in values for key, values in hidden.items())


def holds(table: Any, keys: tuple[str, ...]) -> bool:
    """Tell whether a mapping has one of these keys, with anything but no."""
    pairs = table.items() if isinstance(table, dict) else ()
    return any(truth(value) is not False for key, value in pairs if str(key).lower() in keys)


def names(value: Any) -> list[str]:
    """Return the authors in a text (`A; B`, `A、B`), a list, or a mapping with a name."""
    found = [name for item in _items(value) for name in _BREAK.split(_name(item))]
    plain = (plain_text(name, MAX_NAME) for name in found)
    return list(dict.fromkeys(name for name in plain if name))


def terms(value: Any, splits_on_space: bool) -> list[str]:
    """Return categories or tags in a text or in lists, also nested ones, in order, once each."""
    if isinstance(value, str):
        text = one_line(value).strip("[]")
        words = _BREAK.split(text)
        found = text.split() if splits_on_space and len(words) == 1 else words
    else:
        found = [one_line(_name(item)) for item in _items(value)]
    return unique([re.sub(r"[,，]\s*", " ", term).strip(" \"'#") for term in found])


def unique(found: list[str]) -> list[str]:
    """Return the terms without those that differ in width, case or spaces only."""
    kept: dict[str, str] = {}
    for term in found:
        if term:
            kept.setdefault(tag_key(term), term)
    return list(kept.values())


def texts(value: Any) -> list[str]:
    """Return the texts of a value, one line each."""
    found = [one_line(item) for item in _items(value) if isinstance(item, str)]
    return [text for text in found if text]


def picture(value: Any) -> tuple[str, str]:
    """Return path and text alternative of a picture field; ('', '') if there is none."""
    if isinstance(value, list):
        return picture(value[0]) if value else ("", "")
    if isinstance(value, dict):
        keys = {str(key).lower(): item for key, item in value.items()}
        path = next((scalar(keys[k]) for k in _PICTURE_KEYS if scalar(keys.get(k, ""))), "")
        return path, scalar(keys.get("alt", "")) or scalar(keys.get("caption", ""))
    return scalar(value), ""


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        return [value]
    return [leaf for item in value for leaf in _items(item)]


def _name(value: Any) -> str:
    if isinstance(value, dict):
        keys = {str(key).lower(): item for key, item in value.items()}
        return next((scalar(keys[k]) for k in _NAME_KEYS if scalar(keys.get(k, ""))), "")
    return one_line(value) if isinstance(value, str) else ""
