"""Owns the check of numbers typed by hand in a report's template.
May not render.

A number stands *beside* a measure if, in the same sentence, it follows the measure's name, or
follows a citation of the measure and has the measure's unit. It must then say what the measure
says, to the precision in which it is typed. Years, dates, shares and list numbers are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.problems import Fault
from generator.source.text import position
from generator.stats.figures import Figure, Figures
from generator.stats.quantity import (
    UNITS,
    Qualifier,
    Quantity,
    QuantityError,
    parse_quantity,
    printed_as,
)

NEAR = 12  # characters between the name of a measure and its number

_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_CITATION = re.compile(r"""(fig|people)\(\s*["']([^"']+)["']\s*\)""")
_END = re.compile(r"[。！？；;\n]|[.!?](?=\s)")
_UNIT = "|".join(UNITS)
_SHARE = r"\s?(?:[%％‰倍成]|个?百分点)"  # what a number in front of it says is no count
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z_/-])(?:近|约|逾|超过|至少|nearly |about |more than |at least )?"
    rf"\d[\d,]*(?:\.\d+)?\s?(?:余|多)?[万亿]?(?:余|多|\+)?\s?(?P<unit>{_UNIT})?(?![\d年月日A-Za-z_-]|[.,]\d|{_SHARE})"
)
_SPACES = re.compile(r"\s+")


def typed_by_hand(
    source: str, path: str, cited: Mapping[str, Figure], figures: Figures, language: str
) -> Iterator[Fault]:
    """Yield a warning for each typed number that a measure beside it contradicts."""
    known = _Known(cited, figures, language)
    start = 0
    for end in [found.end() for found in _END.finditer(source)] + [len(source)]:
        for found, figure in _contradicted(source[start:end], known):
            at = position(source, start + found.start())
            args = {"value": found[0].strip(), "measure": figure.measure.id}
            yield Fault("L526", path, args={**args, "figure": figure.text(language)}, at=at)
        start = end


@dataclass(frozen=True, slots=True)
class _Known:
    """What numbers are compared with: the figures that a template cites, and all measures by their
    names in its language.
    """

    cited: Mapping[str, Figure]
    figures: Figures
    language: str

    def beside(self, prose: str, sentence: str, number: re.Match[str]) -> Figure | None:
        """Return the figure that a number claims to be, the nearest before it. `prose` is the
        sentence without code.
        """
        return self._named(prose, number) or self._cited(sentence[: number.start()], number["unit"])

    def _named(self, prose: str, number: re.Match[str]) -> Figure | None:
        before = prose[: number.start()]
        named = [
            (before.rindex(name) + len(name), measure)
            for measure in self.figures.measures.listed
            if (name := measure.title(self.language)) in before
        ]
        if not named:
            return None
        # Of names that end at one place the longest is meant; a number between them takes it.
        place, measure = max(named, key=lambda pair: (pair[0], len(pair[1].name.zh)))
        between = prose[place : number.start()]
        near = len(between) <= NEAR and "\0" not in between and not _NUMBER.search(between)
        return self.figures.figure(measure) if near else None

    def _cited(self, before: str, unit: str | None) -> Figure | None:
        calls = list(_CITATION.finditer(before))
        if not calls or not unit:
            return None
        name = calls[-1][2] + (".people" if calls[-1][1] == "people" else "")
        figure = self.cited.get(name)
        return figure if figure is not None and figure.quantity.unit == unit else None


def _contradicted(sentence: str, known: _Known) -> Iterator[tuple[re.Match[str], Figure]]:
    """Yield the numbers of a sentence that are not what they claim, with the figures that are."""
    prose = _CODE.sub(lambda found: "\0" * len(found[0]), sentence)
    for found in _NUMBER.finditer(prose):
        quantity = _read(found[0])
        figure = known.beside(prose, sentence, found)
        if quantity is not None and figure is not None and not _agrees(quantity, figure):
            yield found, figure


def _read(text: str) -> Quantity | None:
    try:
        return parse_quantity(_SPACES.sub(" ", text.strip(" ,")))
    except QuantityError:
        return None


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
