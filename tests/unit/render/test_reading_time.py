"""The reading time of a story counts Chinese characters and Latin words, and nothing else."""

from __future__ import annotations

import pytest

from generator.render.plain import minutes_of


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("校" * 1600, 4),
        ("校，" * 1600, 4),
        ("word " * 660, 3),
        ("naïve façade, " * 330, 3),
        ("2024 年 COVID-19 " * 200, 3),  # a character and three words
        ("—…。？ " * 4000, 1),
        ("😀" * 4000, 1),
    ],
)
def test_a_text_takes_so_many_minutes(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes
