"""Owns what must hold between figures and between ledger and stories.
May not compute figures or stop anything: it names problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from generator.graph import Library
from generator.problems import Fault
from generator.stats.books import Books, Honored
from generator.stats.counting import matches, total
from generator.stats.figures import EVER, Figure, Figures
from generator.stats.measures import PATH
from generator.stats.quantity import qualifier_of
from generator.stats.spans import Span


def check_figures(figures: Figures) -> Iterator[Fault]:
    """Yield parts larger than their wholes, growths without a base, and doubtful namesakes."""
    for measure in figures.measures.listed:
        number = figures.measures.number(measure.id)
        figure = figures.figure(measure)
        whole = figures.measures.find(measure.part_of or "")
        if whole is not None:
            yield from _part(figure, figures.figure(whole, figures.span_of(measure)), number)
        growth = figure.growth
        if growth is not None and growth.rate is None and not growth.base.value:
            args = {"value": measure.id, "span": growth.span.iso()}
            yield Fault("L523", PATH, (number, "compare"), args)
        # A fair is held once a year: only one that never was, such as a mistyped one, is told.
        held = measure.count == "events" and matches(measure, figures.books, EVER, EVER.last)
        if figure.is_unread and not held:
            key = "where" if measure.count == "events" else "metric"
            yield Fault("L533", PATH, (number, key), {"value": measure.id})
        if measure.is_of_people:
            yield from _namesakes(figure, number)


def _part(part: Figure, whole: Figure, number: int) -> Iterator[Fault]:
    # What is printed may be rounded up; a whole that nobody read is not zero.
    if whole.is_unread:
        return
    if total(part.measure, part.found).value > total(whole.measure, whole.found).value:
        args = {
            "part": part.measure.id,
            "less": part.text("zh"),
            "whole": whole.measure.id,
            "more": whole.text("zh"),
        }
        yield Fault("L522", PATH, (number, "part_of"), args)


def _namesakes(figure: Figure, number: int) -> Iterator[Fault]:
    """Name people without id whose rows differ in college or year: one person, or two."""
    by_name: dict[str, set[str]] = {}
    for match in figure.found:
        identity = str(match.identity)
        if identity.startswith("name:"):
            by_name.setdefault(identity.split("/", 1)[0], set()).add(identity)
    for name, identities in sorted(by_name.items()):
        if len(identities) > 1:
            args = {"value": name.removeprefix("name:"), "count": len(identities)}
            yield Fault("L530", PATH, (number, "id"), args)


def check_stories(books: Books, as_of: int) -> Iterator[Fault]:
    """Yield stories that stand in no channel, if the office keeps a ledger at all.

    Only stories from the day on which the ledger begins are judged.
    """
    if not books.placements:
        return
    begins = books.placements[0].day
    placed = {placement.story for placement in books.placements}
    for story in books.stories.values():
        if begins <= story.day <= as_of and story.key not in placed:
            yield Fault("L524", story.path, ("title",))


def check_lists(library: Library) -> Iterator[Fault]:
    """Yield honor lists whose qualifier no count over them could be printed with."""
    for _, entry in sorted(library.of("honor_list").items()):
        word = entry.fields.qualifier
        if word and qualifier_of(word) is None:
            yield Fault("L538", entry.path, ("qualifier",), {"value": word})


def check_days(figures: Figures) -> Iterator[Fault]:
    """Yield honor lists of the year that nothing says the day of, if their people are counted:
    until the year ends they are in no figure.
    """
    end = date(date.fromordinal(figures.as_of).year, 12, 31)
    lists = figures.books.library.of("honor_list")
    fields = {name: entry.fields for name, entry in lists.items()}
    undated = {name for name, f in fields.items() if f.year == end.year and f.announced is None}
    if not undated or figures.as_of == end.toordinal():
        return
    for name in sorted(undated & _counted_lists(figures, end.toordinal())):
        yield Fault("L543", lists[name].path, ("year",), {"value": end.isoformat()})


def _counted_lists(figures: Figures, day: int) -> set[str]:
    """Return the lists of a day whose people some measure counts."""
    span = Span(day, day)
    of_people = (m for m in figures.measures.listed if m.is_of_people)
    counted = (m for m in of_people if not m.period or figures.span_of(m).holds(span))
    found = (match.source for m in counted for match in matches(m, figures.books, span, day))
    return {row.list for row in found if isinstance(row, Honored)}


def check_periods(books: Books) -> Iterator[Fault]:
    """Yield periods of one channel and metric that cross without one holding the other."""
    snapshots = books.ledger.snapshots
    for (channel, metric), periods in sorted(snapshots.periods().items()):
        spans = [span for _, span in periods]
        for one, other in _crossing(spans):
            path, line = snapshots.place(snapshots.first_row((channel, "", other.iso(), metric)))
            args = {"one": one.iso(), "other": other.iso()}
            yield Fault("L529", path, args=args, at=(line, 1))


def _crossing(spans: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield pairs of spans that cross, first the wider: it is what counts."""
    running: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.first, -s.last)):
        while running and running[-1].last < span.first:
            running.pop()
        if running and running[-1].last < span.last:
            pair = running[-1], span
            yield min(pair, key=_rank), max(pair, key=_rank)
        running.append(span)


def _rank(span: Span) -> tuple[int, Span]:
    return span.first - span.last, span
