"""A new way of counting is told what it lacks; see "Add a measure" in CONTRIBUTING.md."""

from __future__ import annotations

from typing import get_args

from generator.stats.counting import _WAYS
from generator.stats.measures import FILTERS, Count

WAYS = set(get_args(Count))


def test_every_way_of_counting_is_done() -> None:
    assert set(_WAYS) == WAYS, "write it in generator/stats/counting.py"


def test_every_way_of_counting_says_which_filters_it_has() -> None:
    filtered = {name.partition(",")[0] for name in FILTERS}
    assert filtered == WAYS, "say it in FILTERS of generator/stats/measures.py"
