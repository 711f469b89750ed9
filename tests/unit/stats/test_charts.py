"""Charts say what the figures are, whatever these are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from lxml import etree

from generator.stats.charts import Chart, bars, lines

_SVG = "{http://www.w3.org/2000/svg}"


def axis(chart: Chart, name: str) -> list[str]:
    """Return the labels at the axis on which the figures are."""
    labels = []
    for group in etree.fromstring(chart.svg).iter(f"{_SVG}g"):
        if {"axis", name} <= set(group.get("class", "").split()):
            labels += [text.text for text in group.iter(f"{_SVG}text") if text.text]
    return labels


@pytest.mark.parametrize(
    "figures",
    [
        [0, 0, 0],
        [1, 0, 0],
        [2, 1, 0],
        [3, 3, 3],
        [5, 0, 1],
        [9, 8, 7],
        [1_300, 40, 0],
        [25_600_000],
    ],
    ids=str,
)
@pytest.mark.parametrize(("draw", "name"), [(lines, "y"), (bars, "x")], ids=["lines", "bars"])
def test_the_axis_counts_in_whole_steps(
    draw: Callable[..., Chart], name: str, figures: list[int]
) -> None:
    months = [f"{number} 月" for number in range(1, len(figures) + 1)]
    chart = draw("months", "篇次", "月", months, {"篇次": figures})
    marks = [int(label.replace(",", "")) for label in axis(chart, name)]
    assert marks[0] == 0 and len(marks) >= 2
    steps = {late - early for early, late in pairwise(marks)}
    assert min(steps) >= 1, marks
    assert max(steps) - min(steps) <= 1, marks
    assert max(figures) - marks[-1] < max(steps), "the figures lie far beyond the last mark"
