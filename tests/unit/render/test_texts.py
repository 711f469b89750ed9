"""Texts that an office has changed, and broken, say where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from smallsite import TEMPLATES

from generator.failures import is_told
from generator.render.texts import TextsError, load_texts


def changed(folder: Path, line: str, by: str) -> Path:
    """Return templates with one line of the Chinese texts changed."""
    shutil.copytree(TEMPLATES / "texts", folder / "texts")
    place = folder / "texts/zh.yml"
    text = place.read_text(encoding="utf-8")
    assert f"\n{line}" in text
    place.write_text(text.replace(f"\n{line}", f"\n{by}", 1), encoding="utf-8")
    return folder


def test_a_day_that_no_calendar_has_is_told(tmp_path: Path) -> None:
    folder = changed(tmp_path, "archive: ", "archive: 2024-13-45  # ")
    with pytest.raises(TextsError, match=r"zh\.yml: 不是正确的 YAML"):
        load_texts(folder, "zh")


def test_yaml_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    folder = changed(tmp_path, "archive: 全部稿件", "archive: 全部: 稿件")
    lines = (folder / "texts/zh.yml").read_text(encoding="utf-8").split("\n")
    number = lines.index("archive: 全部: 稿件") + 1
    with pytest.raises(TextsError, match=rf"zh\.yml:{number}:\d+: 不是正确的 YAML"):
        load_texts(folder, "zh")


@pytest.mark.parametrize("text", ["", "- 全部稿件\n", "全部稿件\n"])
def test_a_file_without_names_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/zh.yml").write_text(text, encoding="utf-8")
    with pytest.raises(TextsError, match=r"zh\.yml: 应当是"):
        load_texts(tmp_path, "zh")


@pytest.mark.parametrize("wrong", ["{yaer} 年", "{} 年", "{year 年", "{year:x} 年"])
def test_a_place_without_a_value_is_told_with_those_that_have_one(
    tmp_path: Path, wrong: str
) -> None:
    folder = changed(tmp_path, "month_title: ", f'month_title: "{wrong}"  # ')
    with pytest.raises(TextsError, match=r"zh\.yml: month_title: .*\{year\} \{month\}") as told:
        load_texts(folder, "zh").month("2024-05")
    assert is_told(told.value)


def test_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    texts = load_texts(changed(tmp_path, "month_title: ", "month: "), "zh")
    for ask in (lambda: texts.month_title, lambda: texts.month("2024-05")):
        with pytest.raises(TextsError, match=r"zh\.yml: 没有“month_title”") as told:
            ask()
        assert is_told(told.value)
