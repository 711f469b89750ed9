"""Owns putting in what is known when a template is compiled: the texts and the site.
May not change what a template says.

`{{ t.older }}` and `{{ site.name }}` become text of the template, `{{ t("pages", number=n) }}` the
parts of that text around `{{ n }}`. Half of the values of a page are such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer


def folded(template: nodes.Template, constants: Mapping[str, Any]) -> nodes.Template:
    """Return a template with the attributes of these constants in it, and their texts cut up."""
    taken = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
    known = {name: value for name, value in constants.items() if name not in taken}
    done: nodes.Template = _Folding(known).visit(template)
    return done


class _Folding(NodeTransformer):
    def __init__(self, constants: Mapping[str, Any]) -> None:
        self._constants = constants

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - Jinja's name
        of = node.node
        if not isinstance(of, nodes.Name) or of.name not in self._constants:
            return self.generic_visit(node)
        value = getattr(self._constants[of.name], node.attr)
        return nodes.Const(value, lineno=node.lineno) if isinstance(value, str) else node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        parts = [part for each in node.nodes for part in self._cut(each)]
        return self.generic_visit(nodes.Output(parts, lineno=node.lineno))

    def _cut(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        """Yield what `t("name", x=y)` is made of; anything else as it is."""
        text = self._text(node)
        if text is None or not isinstance(node, nodes.Call):
            yield node
            return
        values = {keyword.key: keyword.value for keyword in node.kwargs}
        for before, field, _, _ in Formatter().parse(text):
            yield nodes.Const(before, lineno=node.lineno)
            if field is not None:
                yield values[field]

    def _text(self, node: nodes.Expr) -> str | None:
        """Return the text that a node calls for, if it has plain places for values."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        texts = self._constants.get(node.node.name)
        if texts is None or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return None
        if hasattr(texts, f"{node.args[0].value}_1"):
            return None  # which one it is depends on a count
        text: str = getattr(texts, node.args[0].value)
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
        names = {keyword.key for keyword in node.kwargs}
        plain = all(part[1] in names and not part[2] and not part[3] for part in parts)
        return text if plain else None
