"""Owns the fields that a post has from its folder: Jekyll's `defaults`, Hugo's `cascade`.
May not read files; a post's own fields come first.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.importing.dialect import KNOWN
from generator.importing.frontmatter import Field, Parsed
from generator.importing.sources import Found

_ROLES = {"posts": "post", "drafts": "draft", "pages": "page"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """Fields for everything below a folder ('' for all), in one role ('' for all), whose path in
    Hugo matches `paths` (None for all).
    """

    folder: str
    role: str
    values: Mapping[str, Any]
    paths: re.Pattern[str] | None = None

    def reaches(self, found: Found) -> bool:
        """Tell whether a post gets these fields."""
        is_below = not self.folder or f"{found.path}/".startswith(f"{self.folder}/")
        is_meant = self.paths is None or self.paths.fullmatch(_path_in_hugo(found)) is not None
        return is_below and is_meant and self.role in ("", found.role)


def jekyll_defaults(value: Any) -> Iterator[Defaults]:
    """Yield what `defaults` of a Jekyll configuration gives to posts."""
    for item in value if isinstance(value, list) else []:
        rule = item if isinstance(item, dict) else {}
        scope, values = rule.get("scope"), rule.get("values")
        scope = scope if isinstance(scope, dict) else {}
        kind = str(scope.get("type", ""))
        if isinstance(values, dict) and kind in ("", *_ROLES):
            yield Defaults(str(scope.get("path", "")).strip("/"), _ROLES.get(kind, ""), values)


def hugo_cascade(value: Any, folder: str) -> Iterator[Defaults]:
    """Yield what a `cascade` gives to the posts below a folder ('' for all).

    Of a target of its own the kind and the path are looked at; for another one it cannot be told.
    """
    for item in value if isinstance(value, list) else [value]:
        rule = item if isinstance(item, dict) else {}
        target = rule.get("target", rule.get("_target", {}))
        target = target if isinstance(target, dict) else {}
        paths = _glob(str(target.get("path", "**")))
        kinds = _glob(str(target.get("kind", "*")))
        is_known = set(target) <= {"path", "kind"}
        if rule and is_known and paths and kinds and kinds.fullmatch("page"):
            params = rule.get("params")
            values = rule | params if isinstance(params, dict) else rule
            yield Defaults(folder, "", values, paths)


def _glob(text: str) -> re.Pattern[str] | None:
    """Return what a pattern of Hugo's matches, None if it is none."""
    means = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}
    parts = re.split(r"(\*\*|[*?{},])", text.lower())
    try:
        return re.compile("".join(means.get(part, re.escape(part)) for part in parts))
    except re.error:
        return None


def _path_in_hugo(found: Found) -> str:
    """Return the path by which Hugo knows a post: that of its file without ending."""
    folder = posixpath.dirname(found.inside)
    return posixpath.join("/", folder, "" if found.is_bundle else found.name).rstrip("/").lower()


def inherit(parsed: Parsed, found: Found, defaults: Iterable[Defaults]) -> Parsed:
    """Return the post with the known fields of its folders; the deeper folder counts."""
    fields: dict[str, Field] = {}
    for given in sorted(defaults, key=lambda each: len(each.folder)):
        if given.reaches(found):
            items = {str(k): v for k, v in given.values.items() if str(k).lower() in KNOWN}
            fields |= {key.lower(): Field(key, value, 1) for key, value in items.items()}
    return replace(parsed, fields=fields | parsed.fields)
