"""Owns reading front matter and YAML as the schemas of editors meet it: as an editor reads it (the
core schema of YAML 1.2), and as Laurel does. May not know what a field means.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

from generator.source import yamltext
from generator.source.entry import split

_NOTHING = re.compile(r"(?:~|null|Null|NULL|)\Z")
_TRUTH = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_BROKEN = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


class _Core(yaml.SafeLoader):
    """Reads `no`, `1:30` and days as text, `2024` and `true` as what they are."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern, construct in (
    ("null", _NOTHING, lambda text: None),
    ("bool", _TRUTH, lambda text: text.lower() == "true"),
    ("int", _WHOLE, int),
    ("float", _BROKEN, float),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", pattern, None)
    _Core.add_constructor(
        f"tag:yaml.org,2002:{tag}", lambda loader, node, made=construct: made(node.value)
    )


def readings(text: str, path: str) -> tuple[Any, Any]:
    """Return the fields of a file as an editor reads them and as Laurel does."""
    parts, _ = split(text, path)
    return yaml.load(parts.front, _Core), yamltext.load(parts.front)[0]
