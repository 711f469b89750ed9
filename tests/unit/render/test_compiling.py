"""Compiled templates escape like Jinja's, and are as strict about names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from generator.render.compiling import LeanEnvironment, escaped


class Shouting(str):
    """A text of another type, as a library may hand one over."""


@dataclass
class Safe:
    def __html__(self) -> str:
        return "<b>safe</b>"


VALUES: list[Any] = [
    "<script>alert('x') & \"y\"</script>",
    Markup("<em>kept</em>"),
    Shouting("<i>"),
    Safe(),
    7,
    None,
    ["<", ">"],
]
OPTIONS: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined}
SOURCE = """{% macro show(x, kind="") %}<p class="{{ kind }}">{{ x }}</p>{% endmacro %}
{% macro around() %}<div>{{ caller("<") }}</div>{% endmacro %}
{% for value in values %}{{ loop.index }}{{ show(value, kind="<") }}{{ value ~ "<" }}{% endfor %}
{{ show("<", "a") }}{{ show(x="<") }}{% call(x) around() %}{{ x }}{% endcall %}
{% macro all(a, b=a) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ all(1) }}
{{ all("<", 2, 3) }}{{ all("<", z=4) }}{{ "<b>" | safe }}
{{ values | join("<") }}{{ each.real }}{{ f(1, b="<") }}
{% autoescape true %}{{ values[0] }}{% endautoescape %}{{ range(2) | list }}"""


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_escaped_as_by_markupsafe(value: Any) -> None:
    plain = Environment(**OPTIONS).from_string("{{ value }}").render(value=value)
    assert (
        escaped(value)
        == plain
        == LeanEnvironment(**OPTIONS).from_string("{{ value }}").render(value=value)
    )


def test_a_template_means_what_it_means_to_jinja() -> None:
    values = {"values": VALUES, "each": 3, "f": lambda a, b: f"{a}{b}"}
    lean, plain = (kind(**OPTIONS) for kind in (LeanEnvironment, Environment))
    assert lean.from_string(SOURCE).render(values) == plain.from_string(SOURCE).render(values)


def test_turning_escaping_off_in_a_template_changes_nothing() -> None:
    text = "{% autoescape false %}{{ x }}{% endautoescape %}"
    assert LeanEnvironment(**OPTIONS).from_string(text).render(x="<") == "&lt;"


@pytest.mark.parametrize("call", ["show()", 'show("a", "b", "c")', 'show("a", z=1)'])
def test_a_macro_is_as_strict_about_what_it_is_given(call: str) -> None:
    text = '{% macro show(x, kind="") %}{{ x }}{% endmacro %}{{ ' + call + " }}"
    for kind in (LeanEnvironment, Environment):
        with pytest.raises((UndefinedError, TypeError)):
            kind(**OPTIONS).from_string(text).render()


def test_names_that_are_not_there_are_errors() -> None:
    environment = LeanEnvironment(**OPTIONS)
    for text in ("{{ nothing }}", "{{ nothing.at_all }}", "{{ nothing() }}"):
        with pytest.raises(UndefinedError):
            environment.from_string(text).render()
    with pytest.raises(AttributeError):
        environment.from_string("{{ x.nothing }}").render(x=Safe())


def test_templates_do_not_share_what_one_of_them_is_given() -> None:
    environment = LeanEnvironment(loader=DictLoader({"a": "{{ x }}", "b": "{{ x }}"}), **OPTIONS)
    environment.globals["x"] = "all"
    assert environment.get_template("a", globals={"x": "own"}).render() == "own"
    assert environment.get_template("b").render() == "all"
