"""Owns the fields that a post has from its folder: Jekyll's `defaults`, Hugo's `cascade`.
May not read files; a post's own fields come first.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.importing.dialect import KNOWN
from generator.importing.frontmatter import Field, Parsed
from generator.importing.sources import Found

_ROLES = {"posts": "post", "drafts": "draft", "pages": "page"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """Fields for everything below a folder ('' for all), in one role ('' for all)."""

    folder: str
    role: str
    values: Mapping[str, Any]

    def reaches(self, found: Found) -> bool:
        """Tell whether a post gets these fields."""
        is_below = not self.folder or f"{found.path}/".startswith(f"{self.folder}/")
        return is_below and self.role in ("", found.role)


def jekyll_defaults(value: Any) -> Iterator[Defaults]:
    """Yield what `defaults` of a Jekyll configuration gives to posts."""
    for item in value if isinstance(value, list) else []:
        rule = item if isinstance(item, dict) else {}
        scope, values = rule.get("scope"), rule.get("values")
        scope = scope if isinstance(scope, dict) else {}
        kind = str(scope.get("type", ""))
        if isinstance(values, dict) and kind in ("", *_ROLES):
            yield Defaults(str(scope.get("path", "")).strip("/"), _ROLES.get(kind, ""), values)


def hugo_cascade(parsed: Parsed, path: str) -> Iterator[Defaults]:
    """Yield what the `cascade` of the section page at a path gives to the posts below it.

    A cascade that has a target of its own is for other pages, or cannot be told.
    """
    field = parsed.fields.get("cascade")
    value = field.value if field else []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and not {"_target", "target"} & set(item):
            params = item.get("params")
            values = item | params if isinstance(params, dict) else item
            yield Defaults(posixpath.dirname(path), "", values)


def inherit(parsed: Parsed, found: Found, defaults: Iterable[Defaults]) -> Parsed:
    """Return the post with the known fields of its folders; the deeper folder counts."""
    fields: dict[str, Field] = {}
    for given in sorted(defaults, key=lambda each: len(each.folder)):
        if given.reaches(found):
            items = {str(k): v for k, v in given.values.items() if str(k).lower() in KNOWN}
            fields |= {key.lower(): Field(key, value, 1) for key, value in items.items()}
    return replace(parsed, fields=fields | parsed.fields)
