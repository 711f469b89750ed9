"""The nearest known word, of few words and of many."""

from __future__ import annotations

import pytest

from generator.schema import nearest
from generator.schema.nearest import TOUCHED, _Words

FEW = ["achievements", "news", "王晓明", "计算机学院", "Beijing"]
MANY = FEW + [f"2024/award-{n}" for n in range(5_000)] + [f"校友{n}" for n in range(5_000)]


@pytest.mark.parametrize("known", [FEW, MANY])
@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("achievment", "achievements"),
        ("nwes", "news"),
        ("王小明", "王晓明"),
        ("计算机系", "计算机学院"),
        ("BEIJNG", "Beijing"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_a_mistyped_word_is_found_among_few_and_among_many(
    known: list[str], word: str, found: str
) -> None:
    assert nearest(word, known) == found


def test_what_differs_in_one_place_is_found_among_thousands_alike() -> None:
    assert nearest("2024/awrad-4321", MANY) == "2024/award-4321"
    assert nearest("award-4321.md", MANY, cutoff=0.7) == "2024/award-4321"


def test_thousands_of_mistyped_words_are_answered_among_thousands() -> None:
    assert all(nearest(f"2024/awrad-{n}", MANY) for n in range(1_000))


def test_words_that_share_only_what_nearly_all_have_are_not_looked_at() -> None:
    words = _Words([f"award-{n}" for n in range(TOUCHED * 2)] + ["awerds-x"])
    assert words._likely("awards-x") == ["awerds-x"]
