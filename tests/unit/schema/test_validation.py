"""Validation: every mistake of an entry at once, each with its code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from smallsite import ZONE, codes_of, lines_of, story

from generator.pipeline import Prepared
from generator.problems import Location, Problem, has_errors, sort_problems
from generator.schema import Context, nearest, validate
from generator.schema.validate import Model

SiteFrom = Callable[..., Prepared]


class Plain(Model):
    """A model without field types of ours, as somebody new might write it."""

    numbers: tuple[int, ...] = ()
    count: int = 0


def test_what_no_code_is_made_for_still_has_one() -> None:
    fields = {"count": "three", "numbers": "four"}
    model, faults = validate(Plain, fields, "x.yml", Context(ZONE), ("a", 1))
    assert model is None
    assert [(f.code, f.keys) for f in faults] == [
        ("L205", ("a", 1, "numbers")),
        ("L299", ("a", 1, "count")),
    ]
    assert "integer" in faults[1].located((1, 1)).message()


def test_every_mistake_of_an_entry_is_told_at_once(site_from: SiteFrom) -> None:
    text = story(
        "2024/x",
        "![](none.jpg)",
        date="x",
        colmun="y",
        status="z",
        colleges=["火星"],
        source={"url": "w"},
    )
    assert set(codes_of(site_from(text))) >= {"L201", "L202", "L207", "L210", "L214", "L220"}


def test_problems_are_sorted_by_place_and_each_is_told_once(site_from: SiteFrom) -> None:
    prepared = site_from(
        story("2024/b", "[x](n.md)[x](n.md)\n\n[y](m.md)", colleges=["火星", "土星"])
        + story("2024/a", "[x](n.md)", regions=["火星"])
    )
    places = [p.where for p in prepared.problems]
    assert places == sorted(places)
    assert len(set(lines_of(prepared))) == len(places) == 7


def test_the_json_form_has_everything_that_the_line_has() -> None:
    args = {"value": "建功立叶"}
    problem = Problem("L204", Location("x.md", 4, 9), "column", args, "“建功立业”（achievements）")
    assert problem.as_json("zh", "content/") == {
        "code": "L204",
        "severity": "error",
        "path": "content/x.md",
        "line": 4,
        "column": 9,
        "field": "column",
        "message": "没有“建功立叶”这个栏目，是不是“建功立业”（achievements）？",
    }
    assert problem.line("en", "content/") == (
        "content/x.md:4:9: column: there is no column '建功立叶'; "
        "did you mean “建功立业”（achievements）? [L204]"
    )


def test_a_message_never_spreads_over_the_terminal() -> None:
    problem = Problem("L204", Location("a\nb.md", 1), "a\rb", {"value": "x\x1b[2J" * 100})
    line = problem.line()
    assert line.isprintable()
    assert len(line) < 250


def test_a_full_width_space_is_shown_as_it_is() -> None:
    assert (
        "“建功\u3000立业”" in Problem("L204", Location("x"), "", {"value": "建功\u3000立业"}).line()
    )


def test_warnings_stop_publishing_only_when_strict() -> None:
    warning = Problem("L231", Location("x"), "", {"folder": "a", "year": 1})
    error = Problem("L102", Location("x"))
    assert not has_errors([warning])
    assert has_errors([warning], strict=True)
    assert has_errors([warning, error])
    assert not has_errors([], strict=True)


def test_sorting_does_not_depend_on_the_order_of_finding() -> None:
    problems = [Problem("L102", Location(p, n)) for p in "ba" for n in (10, 9, 0)]
    assert sort_problems(problems) == sort_problems(reversed(problems))
    assert [str(p.where) for p in sort_problems(problems)] == [
        "a",
        "a:9",
        "a:10",
        "b",
        "b:9",
        "b:10",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("colmun", "column"),
        ("COLUMN", "column"),
        ("scr", "src"),
        ("tag", "tags"),
        ("author", "authors"),
        ("sumary", "summary"),
        ("qwerty", ""),
        ("", ""),
        ("校友", ""),
        ("description", ""),
        ("c" * 100_000, ""),
    ],
)
def test_the_nearest_word_is_near(word: str, expected: str) -> None:
    known = ["column", "src", "tags", "authors", "summary", "corrections", "date"]
    assert nearest(word, known) == expected
    assert nearest(word, reversed(known)) == expected
