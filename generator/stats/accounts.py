"""Owns the way from a content folder to figures: ledger, measures, books, checks, in this order.
May not print, write or read the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from generator.graph import Library
from generator.kinds.base import Entry
from generator.problems import Fault
from generator.schema import Context
from generator.source import ContentFolder
from generator.stats.books import Books, open_books
from generator.stats.checks import (
    check_days,
    check_figures,
    check_lists,
    check_periods,
    check_stories,
)
from generator.stats.figures import Figures
from generator.stats.ledger import Ledger, read_ledger
from generator.stats.measures import Measures, read_measures
from generator.stats.spans import Span, day_of, year_of


@dataclass(frozen=True, slots=True)
class Accounts:
    """The ledger and the measures of a content folder, and what is wrong with them."""

    ledger: Ledger
    library: Library
    measures: Measures
    faults: tuple[Fault, ...]

    @property
    def kept(self) -> bool:
        """Whether the office keeps a ledger or measures at all."""
        return bool(self.measures.by_id or self.ledger.placements or len(self.ledger.snapshots))

    def figures(
        self, span: Span, as_of: int, is_open: Callable[[Entry[Any]], bool] = lambda entry: True
    ) -> Figures:
        """Return the figures of a span as of a day, over what is open."""
        return Figures(self.measures, lambda: self.books(is_open), span, as_of)

    def books(self, is_open: Callable[[Entry[Any]], bool] = lambda entry: True) -> Books:
        """Return the books over what is open."""
        return open_books(self.ledger, self.library, is_open)


def read_accounts(folder: ContentFolder, library: Library, zone: ZoneInfo) -> Accounts:
    """Read the ledger and the measures. Never raises for what is in them."""
    ledger = read_ledger(folder, library, zone)
    measures, wrong = read_measures(folder, library, ledger.events, Context(zone))
    strange = (
        Fault("L520", b.path, (), {"value": b.measure}, measures.nearest(b.measure), (b.line, 1))
        for b in ledger.baselines
        if measures.is_missing(b.measure)
    )
    faults = (*ledger.faults, *wrong, *strange, *check_lists(library))
    return Accounts(ledger, library, measures, faults)


def this_year(
    accounts: Accounts,
    now: datetime,
    zone: ZoneInfo,
    is_open: Callable[[Entry[Any]], bool] = lambda entry: True,
) -> Figures:
    """Return the figures of the year so far, as of the day of `now`."""
    today = day_of(now, zone)
    return accounts.figures(year_of(today), today, is_open)


def check_accounts(figures: Figures) -> tuple[Fault, ...]:
    """Return what does not hold between the figures, the ledger and the stories."""
    books = figures.books
    return (
        *check_figures(figures),
        *check_stories(books, figures.as_of),
        *check_days(figures),
        *check_periods(books),
    )
