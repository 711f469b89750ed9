"""Owns the check of numbers typed by hand in a report's template.
May not render.

A number stands *beside* a measure if, in the same sentence, it follows the measure's name, or
follows a citation of the measure and has the measure's unit. It must then say what the measure
says, to the precision in which it is typed. Years, dates and list numbers are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.problems import Fault
from generator.stats.figures import Figure, Figures
from generator.stats.quantity import (
    UNITS,
    Qualifier,
    Quantity,
    QuantityError,
    parse_quantity,
    printed_as,
)

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_CITATION = re.compile(r"""(fig|people)\(\s*["']([^"']+)["']\s*\)""")
_END = re.compile(r"[。！？；;\n]|[.!?](?=\s)")
_UNIT = "|".join(UNITS)
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z_/-])(?:近|约|逾|超过|至少|nearly |about |more than |at least )?"
    rf"\d[\d,]*(?:\.\d+)?\s?(?:余|多)?[万亿]?(?:余|多|\+)?\s?(?P<unit>{_UNIT})?(?![\d年月日%A-Za-z_-])"
)
_SPACES = re.compile(r"\s+")


def typed_by_hand(
    source: str, path: str, cited: Mapping[str, Figure], figures: Figures, language: str
) -> Iterator[Fault]:
    """Yield a warning for each typed number that a measure beside it contradicts."""
    start = 0
    for end in [found.end() for found in _END.finditer(source)] + [len(source)]:
        sentence = source[start:end]
        yield from _in_sentence(sentence, start, source, path, cited, figures, language)
        start = end


def _in_sentence(
    sentence: str,
    offset: int,
    source: str,
    path: str,
    cited: Mapping[str, Figure],
    figures: Figures,
    language: str,
) -> Iterator[Fault]:
    prose = _CODE.sub(lambda found: "\0" * len(found[0]), sentence)
    for found in _NUMBER.finditer(prose):
        quantity = _read(found[0])
        figure = _beside(prose, sentence, found, cited, figures, language)
        if quantity is not None and figure is not None and not _agrees(quantity, figure):
            where = offset + found.start()
            at = (source.count("\n", 0, where) + 1, where - source.rfind("\n", 0, where))
            args = {"value": found[0].strip(), "measure": figure.measure.id}
            yield Fault("L526", path, args={**args, "figure": figure.text(language)}, at=at)


def _read(text: str) -> Quantity | None:
    try:
        return parse_quantity(_SPACES.sub(" ", text.strip(" ,")))
    except QuantityError:
        return None


def _beside(
    prose: str,
    sentence: str,
    number: re.Match[str],
    cited: Mapping[str, Figure],
    figures: Figures,
    language: str,
) -> Figure | None:
    """Return the figure that the number claims to be, the nearest before it."""
    before = prose[: number.start()]
    named = [
        (before.rindex(name) + len(name), measure)
        for measure in figures.measures.listed
        if (name := measure.name.zh if language == "zh" else measure.en) in before
    ]
    if named:
        # Of names that end at one place the longest is meant; a number between them takes it.
        place, measure = max(named, key=lambda pair: (pair[0], len(pair[1].name.zh)))
        between = prose[place : number.start()]
        if not _NUMBER.search(between) and "\0" not in between and len(between) <= 12:
            return figures.figure(measure)
    return _cited_beside(sentence, number, cited)


def _cited_beside(
    sentence: str, number: re.Match[str], cited: Mapping[str, Figure]
) -> Figure | None:
    calls = list(_CITATION.finditer(sentence[: number.start()]))
    if not calls or not number["unit"]:
        return None
    name = calls[-1][2] + (".people" if calls[-1][1] == "people" else "")
    figure = cited.get(name)
    return figure if figure is not None and figure.quantity.unit == number["unit"] else None


def _agrees(typed: Quantity, figure: Figure) -> bool:
    """Tell whether the typed number is the figure at the precision in which it was typed.

    A qualified number is right if it is true: 近300 of 297, 300余 of 312.
    """
    true = figure.quantity.value
    if typed.qualifier in (Qualifier.OVER, Qualifier.AT_LEAST):
        return typed.value <= true
    if typed.qualifier is Qualifier.UNDER:
        return true <= typed.value
    return printed_as(figure.quantity, typed.scale, typed.digits).value == typed.value
