"""Spans on the page of figures are written as readers write them."""

from __future__ import annotations

from datetime import date

import pytest

from generator.stats.board import spelled
from generator.stats.figures import EVER
from generator.stats.spans import Span


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        ("2026-01-01", "2026-11-26", "2026年1月1日至11月26日", "1 Jan to 26 Nov 2026"),
        ("2025-01-01", "2025-12-31", "2025年", "2025"),
        ("2026-01-01", "2026-01-01", "2026年1月1日", "1 Jan 2026"),
        ("2025-07-01", "2026-06-30", "2025年7月1日至2026年6月30日", "1 Jul 2025 to 30 Jun 2026"),
        ("", "2026-11-26", "截至2026年11月26日", "until 26 Nov 2026"),
    ],
)
def test_a_span_is_spelled(first: str, last: str, zh: str, en: str) -> None:
    begin = date.fromisoformat(first).toordinal() if first else EVER.first
    span = Span(begin, date.fromisoformat(last).toordinal())
    assert (spelled(span, "zh"), spelled(span, "en")) == (zh, en)
