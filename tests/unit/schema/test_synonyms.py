"""Other words for our fields lead to fields that there are."""

from __future__ import annotations

from models import models

from generator.kinds import KINDS
from generator.schema import synonyms
from generator.schema.synonyms import field_for, value_for

FIELDS = {name for kind in KINDS for model in models(kind.model) for name in model.model_fields}


def test_every_hint_is_a_field_of_some_kind() -> None:
    assert {name.partition(":")[0] for name in synonyms.FIELDS} - FIELDS == set()


def test_no_field_is_another_word_for_itself() -> None:
    assert [name for name, words in synonyms.FIELDS.items() if name in words] == []


def test_a_word_means_the_field_that_its_kind_has() -> None:
    assert field_for("日期", ("title", "announced")) == "announced"
    assert field_for(" Category ", ("title", "column")) == "column"
    assert field_for("draft", ("status",)) == "status: draft"
    assert field_for("draft", ("title",)) == field_for("校庆", FIELDS) == ""


def test_a_word_means_the_value_that_its_field_takes() -> None:
    assert value_for("已发布", ("draft", "published")) == "published"
    assert value_for("已发布", ("zh", "en")) == ""
