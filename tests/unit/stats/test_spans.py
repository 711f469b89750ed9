"""Periods: how they are written, and the same days a year earlier."""

from __future__ import annotations

import pytest

from generator.stats.spans import parse_span


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024", "2024-01-01..2024-12-31"),
        ("2024-H1", "2024-01-01..2024-06-30"),
        ("2024h2", "2024-07-01..2024-12-31"),
        ("2024-02", "2024-02-01..2024-02-29"),
        ("2024/2", "2024-02-01..2024-02-29"),
        ("2024-05-11", "2024-05-11..2024-05-11"),
        ("2024/5/1", "2024-05-01..2024-05-01"),
        ("2024-05-11..2024-05-11", "2024-05-11..2024-05-11"),
        (" 2024-05-11 ~ 2024-06-01 ", "2024-05-11..2024-06-01"),
        ("2024-06-01..2024-05-31", None),
        ("2024-H3", None),
        ("2024-13", None),
        ("2024-02-30", None),
        ("2024-02-30..2024-03-01", None),
        ("1900", "1900-01-01..1900-12-31"),
        ("1899", None),
        ("24", None),
        ("", None),
    ],
)
def test_a_period_is_read_in_every_way_of_writing_it(text: str, days: str | None) -> None:
    span = parse_span(text)
    assert (span and span.iso()) == days


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ("2024-05-11..2024-06-01", "2023-05-11..2023-06-01"),
        ("2024-02-01..2024-02-29", "2023-02-01..2023-02-28"),
        ("2024-02-29..2024-03-31", "2023-02-28..2023-03-31"),
        ("2025-01-01..2025-02-28", "2024-01-01..2024-02-29"),
        ("2025-01-01..2025-02-27", "2024-01-01..2024-02-27"),
        ("2024-01-01..2024-02-28", "2023-01-01..2023-02-28"),
        ("2025-02-28..2025-03-15", "2024-02-28..2024-03-15"),
        ("2025-01-01..2025-01-31", "2024-01-01..2024-01-31"),
    ],
)
def test_a_year_before_are_the_same_days_and_the_end_of_february_its_end(
    days: str, before: str
) -> None:
    span = parse_span(days)
    assert span is not None
    assert span.year_before().iso() == before
