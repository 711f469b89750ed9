"""Owns the words of the pages in Chinese and English, and how dates and numbers are written.
May not know pages. The texts themselves are in `templates/texts/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from generator.schema.types import When
from generator.source.text import read_text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast
LANGUAGES = {"zh": "zh-CN", "en": "en"}  # as the web writes them (RFC 5646)
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class TextsError(ValueError):
    """The file of a language cannot be used; the message says where and why."""


class NoTextError(TextsError, AttributeError):
    """The file of a language does not have a text."""


class Texts:
    """The texts of one language: `texts.latest`, `texts("pages", number=3)`."""

    def __init__(self, texts: Mapping[str, str], language: str) -> None:
        self._texts = texts
        self.language = language

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):  # not there yet, while this is being unpickled
            raise AttributeError(name)
        try:
            return self._texts[name]
        except KeyError:
            place = f"texts/{self.language}.yml"
            raise NoTextError(f"{place}: 没有“{name}” / {name!r} is missing") from None

    def __repr__(self) -> str:
        """Tell all texts: what is made with others is other."""
        return f"Texts({sorted(self._texts.items())!r}, {self.language!r})"

    def __call__(self, name: str, /, **values: Any) -> str:
        """Return a text with its values put in, a count that is a number as `number` writes it; for
        a count of 1 that of `<name>_1`, if any. Raises `TextsError` for a place without a value
        and for a text that is not there.
        """
        count = values.get("count")
        one = f"{name}_1" if str(count) == "1" else name
        if isinstance(count, int):
            values["count"] = self.number(count)
        text = self.__getattr__(one if one in self._texts else name)
        try:
            return text.format(**values)
        except (KeyError, IndexError, ValueError) as error:
            place = f"texts/{self.language}.yml: {name}: {text!r}"
            known = " ".join(f"{{{value}}}" for value in values)
            raise TextsError(f"{place}: 花括号里只能是 / in braces only {known}") from error

    def date(self, when: When) -> str:
        """Write a day: `2024年5月11日`, `11 May 2024`."""
        return day_in(self.language, when.at)

    def month(self, text: str) -> str:
        """Write the title of a month given as `2024-05`: `2024 年 5 月`, `May 2024`."""
        year, number = text.split("-")
        month = int(number) if self.language == "zh" else _MONTH_NAMES[int(number) - 1]
        return self("month_title", year=year, month=month)

    def placed(self, *parts: str | None) -> str:
        """Join what is known of somebody's place, given from the large to the small: `省图书馆
        馆长`, `Librarian, State Library`.
        """
        known = [part for part in parts if part]
        return " ".join(known) if self.language == "zh" else ", ".join(known[::-1])

    def number(self, value: int) -> str:
        """Write a count with thousands separated."""
        return f"{value:,}"


def day_in(language: str, day: date) -> str:
    """Write a day: `2024年5月11日`, `11 May 2024`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def load_texts(folder: Path, language: str) -> Texts:
    """Read `texts/<language>.yml` below the templates folder; raises `TextsError`, `OSError`."""
    place = folder / "texts" / f"{language}.yml"
    try:
        raw = _Loader(read_text(place)).get_single_data()
    except (yaml.YAMLError, ValueError) as error:  # the latter of a day such as 2024-13-45
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        reason = getattr(error, "problem", None) or error
        raise TextsError(f"{place}{line}: 不是正确的 YAML / not valid YAML: {reason}") from error
    if not isinstance(raw, dict):
        raise TextsError(f"{place}: 应当是“名称: 文字” / must be 'name: text'")
    return Texts({key: str(value) for key, value in raw.items()}, language)
