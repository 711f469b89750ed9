"""Owns how templates are compiled: to less work at each `{{ }}` than Jinja does by itself.
May not let anything through that Jinja would escape.

A page has some 85 values, 100 attributes and 15 calls. Jinja makes a `Markup` of each value though
they are joined at once, looks for an item where there is no attribute, asks of each call whether
it wants the context, which ours never do, and hands over each piece of a page by itself. What is
the same on all pages (`t`, `site`) is put in when a template is compiled, see `folding`. The cost:
`a.b` is an attribute, never an item of a dictionary, so views are dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from operator import call
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup
from markupsafe import escape as escape_any

from generator.render.folding import folded

try:  # the part of `escape` that is in C
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:

    def escape_text(s: str, /) -> str:
        """Return a text as HTML."""
        return str(escape_any(s))


_call: Callable[..., Any] = call
_new: Callable[[type[Markup], str], Markup] = str.__new__


def escaped(value: Any) -> str:
    """Return a value as HTML: `markupsafe.escape`, but for the type of what it returns."""
    kind = type(value)
    if kind is str:
        return escape_text(value)
    if kind is int:
        return str(value)
    return value if kind is Markup else escape_any(value)


def marked(text: str) -> Markup:
    """Return HTML as such: `Markup(text)` in half the time, which looks for `__html__` first."""
    return _new(Markup, text)


class LeanMacro(Macro):
    """Jinja's macro without its questions about calls that pass values by place or by name."""

    def __call__(self, *args: Any, **options: Any) -> str:
        """Return what the macro draws."""
        found = args
        if len(args) < self._argument_count:
            found += tuple([options.pop(name, missing) for name in self.arguments[len(args) :]])
        if options or self.caller or self.catch_varargs or len(found) > self._argument_count:
            return super().__call__(*found, **options)
        return marked(self._func(*found))


class LeanGenerator(CodeGenerator):
    """Writes Python as one would by hand where Jinja writes calls of its own; the names of the
    methods are Jinja's.
    """

    def write_commons(self) -> None:
        """Have the functions that are called most at hand."""
        super().write_commons()
        names = ("escaped", "escape_text", "Macro")
        self.writeline(f"{', '.join(names)} = {', '.join(f'environment.{n}' for n in names)}")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Gather a page in a list, as Jinja does for macros: to yield each piece takes longer."""
        if not frame.toplevel or frame.buffer is not None or frame.require_output_check:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(escape_text(it) if type(it := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")) is str else escaped(it))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write `(x).name` for `environment.getattr(x, "name")`."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write `environment.call(f, x)`, which is in C, for `context.call(f, x)`."""
        self.write("environment.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class _Names(dict[str, Any]):
    """What a page is given, and what every template knows."""

    def __missing__(self, name: str) -> Any:
        return missing


class LeanTemplate(Template):
    """A template that looks names up in one dictionary, in C: nothing here adds to what a page was
    given while it is drawn.
    """

    def render(self, *args: Any, **options: Any) -> str:
        """Return a page."""
        names = _Names(self.globals, **dict(*args, **options))
        context = Context(self.environment, names, self.name, self.blocks)
        # A method of this one context only: a subclass would call Python for each name again.
        context.resolve_or_missing = names.__getitem__  # type: ignore[assignment, method-assign]
        try:
            return "".join(self.root_render_func(context))
        except Exception:
            self.environment.handle_exception()


class LeanEnvironment(Environment):
    """Jinja's environment with that generator; autoescape is always on."""

    code_generator_class = LeanGenerator
    escaped = staticmethod(escaped)
    escape_text = staticmethod(escape_text)
    Macro = LeanMacro
    template_class = LeanTemplate
    call: Callable[..., Any] = staticmethod(_call)
    constants: Mapping[str, Any] = {}

    def __init__(self, **options: Any) -> None:
        """Take Jinja's options."""
        super().__init__(**options)
        self.filters["safe"] = marked

    def _generate(self, source: nodes.Template, *place: Any, **options: Any) -> str:
        return super()._generate(folded(source, self.constants), *place, **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names that every template knows, as one dictionary: Jinja copies them for
        each page, name by name where they are a chain of two.
        """
        return {**self.globals, **(d or {})}
