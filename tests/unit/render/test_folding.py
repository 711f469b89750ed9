"""What is put into a template when it is compiled is what Jinja would have put into the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

from generator.render.compiling import LeanEnvironment
from generator.render.texts import Texts

TEXTS = Texts(
    {
        "older": "<旧>",
        "pages": "共 {number} 页",
        "pair": "{a}&{b}",
        "plain": "{{x}}",
        "wide": "{n:>4}",
        "stories": "{count} stories",
        "stories_1": "{count} story",
    },
    "zh",
)


@dataclass
class Site:
    name: str = "A & B"
    language: str = "zh"


CASES = [
    "{{ t.older }}",
    "{{ site.name }}|{{ site.name ~ '<' }}",
    '{{ "zh" if site.language == "zh" else "en" }}',
    '{{ t("pages", number=x) }}',
    '{{ t("pages", number=t.older) }}',
    '{{ t("pair", a=x, b=x) }}{{ t("pair", b=1, a=2) }}',
    '{{ t("plain") }}{{ t("wide", n=7) }}{{ t("pages", number=x) ~ "<" }}',
    "{% for name, value in ((t.older, x), (site.name, 0)) if value %}{{ name }}{% endfor %}",
    "{% macro m(text) %}<b>{{ text }}</b>{% endmacro %}{{ m(t.older) }}",
    '{{ t("stories", count=1) }}{{ t("stories", count=2) }}{{ t("stories", count=x) }}',
    "{% set t = other %}{{ t.older }}",
    "{% for site in others %}{{ site.older }}{% endfor %}",
    "{% macro m(t) %}{{ t.older }}{% endmacro %}{{ m(other) }}",
]


def _rendered(kind: Any, source: str) -> str:
    environment = kind(autoescape=True, undefined=StrictUndefined)
    environment.constants = {"t": TEXTS, "site": Site()}
    environment.globals |= environment.constants
    other = Texts({"older": "another <one>"}, "en")
    text: str = environment.from_string(source).render(x="<x>", other=other, others=[other])
    return text


@pytest.mark.parametrize("source", CASES)
def test_a_page_says_what_it_says_without_it(source: str) -> None:
    assert _rendered(LeanEnvironment, source) == _rendered(Environment, source)


def test_a_text_is_not_looked_up_again_for_each_page() -> None:
    environment = LeanEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.constants = {"t": TEXTS}
    template = environment.from_string('{{ t.older }} {{ t("pages", number=3) }}')
    assert template.render() == "&lt;旧&gt; 共 3 页"  # there is no `t` to ask


@pytest.mark.parametrize("source", ["{{ t.nothing }}", '{{ t("nothing", x=1) }}'])
def test_a_text_that_is_not_there_is_an_error_before_any_page(source: str) -> None:
    environment = LeanEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.constants = {"t": TEXTS}
    with pytest.raises(AttributeError):
        environment.from_string(source)


def test_one_is_not_many() -> None:
    told = _rendered(
        LeanEnvironment, '{% for n in (0, 1, 11) %}{{ t("stories", count=n) }};{% endfor %}'
    )
    assert told == "0 stories;1 story;11 stories;"
