"""Owns figures: a measure evaluated in a span as of a day, with its comparison and its rows.
May not print files. Each measure is evaluated once for each span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property

from generator.stats.books import Books
from generator.stats.counting import Match, grouped, matches, total
from generator.stats.measures import Measure, Measures
from generator.stats.quantity import SCALES, Quantity, printed_as
from generator.stats.smalltables import Baseline
from generator.stats.spans import Span, parse_span, year_of

EVER = Span(date.min.toordinal(), date.max.toordinal())
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)  # for the largest figure over the smallest base


@dataclass(frozen=True, slots=True)
class Growth:
    """A figure against its base. `rate` is a fraction, None where there is no base to divide by
    or nothing was read.

    `found` is what makes the base, unless it was stated: then `source` says where.
    """

    base: Quantity
    span: Span
    rate: Decimal | None
    source: str = ""
    found: tuple[Match, ...] = ()

    def percent(self) -> str:
        """Write it with sign and two decimals, rounded half up: `+32.39`; '' without a base."""
        if self.rate is None:
            return ""
        return f"{(self.rate * 100).quantize(Decimal('0.01'), context=_WIDE):+,.2f}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure says of a span, as of a day (ordinals)."""

    measure: Measure
    quantity: Quantity
    span: Span
    as_of: int
    found: tuple[Match, ...]
    growth: Growth | None = None

    @property
    def is_unread(self) -> bool:
        """Whether it is 0 only because nobody wrote a number down."""
        return _is_unread(self.measure, self.found)

    def text(self, language: str) -> str:
        """Write the figure without unit."""
        return self.quantity.text(language)


class Figures:
    """Evaluates measures over one set of books for one report: a span and the day it is made."""

    def __init__(
        self, measures: Measures, books: Callable[[], Books], span: Span, as_of: int
    ) -> None:
        """`books` opens the books: only sites that show figures need them."""
        self.measures, self.span, self.as_of = measures, span, as_of
        self._open = books
        self._made: dict[tuple[str, Span], Figure] = {}

    @cached_property
    def books(self) -> Books:
        """The books, opened when they are first looked into."""
        return self._open()

    def __iter__(self) -> Iterator[Figure]:
        for measure in self.measures.listed:
            yield self.figure(measure)

    def public(self) -> Iterator[Figure]:
        """Yield what readers are shown: public measures, unless nobody wrote a number down."""
        found = (self.figure(measure) for measure in self.measures.listed if measure.is_public)
        return (figure for figure in found if not figure.is_unread)

    def figure(self, measure: Measure, span: Span | None = None) -> Figure:
        """Return a measure's figure of the report's span, its own, or the one that is given."""
        key = (measure.id, span or self.span_of(measure))
        if key not in self._made:
            self._made[key] = self._evaluated(measure, key[1])
        return self._made[key]

    def span_of(self, measure: Measure) -> Span:
        """Return the days that a measure is about."""
        if measure.period == "all":
            return EVER
        return (parse_span(measure.period) if measure.period else None) or self.span

    def breakdown(self, measure: Measure, by: str) -> dict[str, Quantity]:
        """Return the measure's figure in each group; '' holds what belongs to none."""
        found = self.figure(measure).found
        return {
            key: self._printed(measure, total(measure, f)) for key, f in grouped(found, by).items()
        }

    def _evaluated(self, measure: Measure, span: Span) -> Figure:
        found = tuple(matches(measure, self.books, span, self.as_of))
        quantity, told = total(measure, found), span.so_far(self.as_of)
        growth = self._growth(measure, None if _is_unread(measure, found) else quantity, told)
        printed = self._printed(measure, quantity)
        return Figure(measure, printed, told, self.as_of, found, growth)

    @staticmethod
    def _printed(measure: Measure, quantity: Quantity) -> Quantity:
        if measure.scale is None:
            return quantity
        return printed_as(quantity, SCALES[measure.scale], int(measure.digits))

    def _growth(self, measure: Measure, quantity: Quantity | None, span: Span) -> Growth | None:
        if measure.compare is None or span.first == EVER.first:
            return None
        before, known = _base_span(measure, span, self.as_of)
        stated = self.stated(measure, before)
        if stated is not None:
            return Growth(stated.quantity, before, _rate(quantity, stated.quantity), stated.source)
        if measure.compare == "baseline":
            return Growth(Quantity(Decimal(0)), before, None)
        found = tuple(matches(measure, self.books, before, known))
        base = total(measure, found)
        return Growth(self._printed(measure, base), before, _rate(quantity, base), found=found)

    def stated(self, measure: Measure, span: Span) -> Baseline | None:
        """Return the office's own figure of a former period: it was printed, so it stands."""
        found = (
            b for b in self.books.ledger.baselines if b.measure == measure.id and b.span == span
        )
        return next(found, None)


def _base_span(measure: Measure, span: Span, as_of: int) -> tuple[Span, int]:
    """Return the span to compare with, and the day up to which its snapshots count.

    The same period is known as of the same day a year earlier; the full last year as of its end.
    """
    before = span.year_before()
    if measure.compare == "last-year":
        whole = year_of(before.last)
        return whole, whole.last
    return before, Span(as_of, as_of).year_before().last


def _is_unread(measure: Measure, found: Sequence[Match]) -> bool:
    return measure.is_sum and not found


def _rate(quantity: Quantity | None, base: Quantity) -> Decimal | None:
    """Return the growth; None of nothing read, which is not a fall to zero, and of no base."""
    return quantity.value / base.value - 1 if quantity is not None and base.value else None
