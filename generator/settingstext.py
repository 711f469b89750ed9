"""Owns the text of `mkdocs.yml`: its YAML as MkDocs reads it, each key once, no tag evaluated, and
the lines of its settings. May not know what a setting means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import yaml

from generator.options import SettingsError, wrong

_MERGE = "<<"  # may stand twice: it is no setting


class Tagged(str):
    """What a special tag stands for is unknown; `!ENV`, for one, is the environment's."""


class _Loader(yaml.SafeLoader):
    """Reads settings as MkDocs does, but evaluates none of its special tags."""


def _ignore_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> str:
    return Tagged()


_Loader.add_multi_constructor("!", _ignore_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore_tag)


def load_settings(text: str) -> Mapping[Any, Any]:
    """Return the mapping in the text of `mkdocs.yml`; raises `SettingsError`, out of a `YAMLError`
    where the text is no YAML.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        for name, line in _doubled(node, "", set()):
            raise wrong(name, "stands twice / 写了两次").at(line)
        raw = loader.construct_document(node) if node is not None else None
    except (yaml.YAMLError, ValueError) as error:  # the latter of a day such as 2024-13-45
        raise SettingsError(str(error)) from error
    if not isinstance(raw, Mapping):
        raise SettingsError("not a mapping / 不是键值表")
    return raw


@contextmanager
def with_lines(text: str) -> Iterator[None]:
    """Give a `SettingsError` raised within the line of its setting in the text, if it has none."""
    try:
        yield
    except SettingsError as error:
        raise error.at(error.line or line_of(text, error.name)) from error


def line_of(text: str, name: str) -> int:
    """Return the line of a setting by its dotted name, or of the nearest it stands in; 0 if there
    is none. A plugin is found by its name, too.
    """
    node, line = _Loader(text).get_single_node(), 0
    for step in name.split("."):
        inner = list(_children(node))
        if isinstance(node, yaml.SequenceNode):
            inner += [(str(item.value), at, item) for _, at, item in inner]
            inner += [child for _, _, item in inner for child in _children(item)]
        found = next((child for child in inner if child[0] == step), None)
        if found is None:
            break
        _, line, node = found
    return line


def _children(node: Any) -> Iterator[tuple[str, int, Any]]:
    """Yield name or number, line and node of what stands in a mapping or a sequence."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield str(number), item.start_mark.line + 1, item


def _doubled(node: Any, before: str, seen: set[int]) -> Iterator[tuple[str, int]]:
    """Yield the dotted name and the line of each key that stands in its mapping already; of what
    an alias repeats, once.
    """
    if id(node) in seen:
        return
    seen.add(id(node))
    names: set[str] = set()
    for name, line, child in _children(node):
        if name in names and name != _MERGE:
            yield before + name, line
        names.add(name)
        yield from _doubled(child, f"{before}{name}.", seen)
