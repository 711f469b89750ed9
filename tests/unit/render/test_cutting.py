"""A text that is too long is cut where a clause or a word ends, if that is near."""

from __future__ import annotations

import pytest

from generator.render.plain import cut


@pytest.mark.parametrize(
    ("text", "length", "told"),
    [
        ("short enough", 12, "short enough"),
        ("It was without doubt the well-tempered", 30, "It was without doubt the…"),
        ("It was the engineer who knew", 19, "It was the engineer…"),
        ("a bridge for some 1,200 people", 22, "a bridge for some…"),
        ("a prize of about $3.5 million", 20, "a prize of about…"),
        ("the work of young J. R. R. Hartwell", 24, "the work of young J. R.…"),
        ("a medal given to Dr. Eleanor Rigby", 24, "a medal given to Dr.…"),
        ("The bridge is open. Everybody came", 26, "The bridge is open…"),
        ("The bridge is open, and busy", 25, "The bridge is open…"),
        ("https://an.address.example/without/an/end", 20, "https://an.address.e…"),
        ("校友获奖，大家都来祝贺他们", 5, "校友获奖…"),
        ("校友获奖了大家都来祝贺他们", 7, "校友获奖了大家…"),
        ("他们的校友Hartwell获奖", 9, "他们的校友Hart…"),
        ("今天获奖的校友Hartwell", 9, "今天获奖的校友…"),
        ("投入约3.5万元，用于实验", 7, "投入约3.5万…"),
        ("校友获奖,大家都来祝贺他们", 5, "校友获奖…"),
    ],
)
def test_a_text_is_cut(text: str, length: int, told: str) -> None:
    assert cut(text, length) == told
