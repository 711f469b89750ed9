"""Owns reading a YAML mapping in which every scalar stays the text that the file shows.
May not know front matter; bounded in depth and size, so that hostile files end in a fault.
"""

from __future__ import annotations

from typing import Any

import yaml

from generator.importing.decoding import clean

Item = tuple[str, Any, int]
_MAX_DEPTH = 20
_MAX_NODES = 20_000
_NOTHING = ("~", "null", "Null", "NULL")


class YamlError(Exception):
    """The text is no YAML mapping. `line` counts from 1 within the text."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_mapping(text: str) -> list[Item]:
    """Return (key, value, line from 0) of a YAML mapping, with repetitions.

    The loader is PyYAML's own in Python: the one in C dies on deep nesting. Raises YamlError.
    """
    try:
        node = yaml.SafeLoader(text).get_single_node()
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            raise YamlError("not a mapping", node.start_mark.line + 1)
        budget = [_MAX_NODES]
        return [
            (clean(_key(key)), _value(value, 0, budget), key.start_mark.line)
            for key, value in node.value
        ]
    except yaml.YAMLError as error:
        raise YamlError(*_reason(error)) from None
    except (RecursionError, ValueError, OverflowError) as error:
        raise YamlError(str(error) or "nested too deeply", 1) from None


def _key(node: Any) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "?"


def _value(node: Any, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth > _MAX_DEPTH or budget[0] < 0:
        raise ValueError("nested too deeply, or aliases of aliases")
    if isinstance(node, yaml.ScalarNode):
        empty = node.style is None and node.value in _NOTHING
        return "" if empty else clean(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, depth + 1, budget) for item in node.value]
    return {clean(_key(k)): _value(v, depth + 1, budget) for k, v in node.value}


def _reason(error: yaml.YAMLError) -> tuple[str, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or str(error).split("\n")[0]
    return str(reason), mark.line + 1 if mark is not None else 1
