"""Owns counting: which rows a measure counts in a span, and what they come to.
May not print. Every way of counting yields matches; totals and breakdowns are made of them alike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from generator.stats.books import NO_FACETS, Books, Facets, Told
from generator.stats.measures import Count, Measure, resolved
from generator.stats.placements import Placement
from generator.stats.quantity import Qualifier, Quantity, add, both, exactly, qualifier_of
from generator.stats.smalltables import EventFigure
from generator.stats.snapshot_rows import LEVELS
from generator.stats.snapshots import Snapshots
from generator.stats.spans import Span, month_key

Where = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that is counted. Equal identities count once; `amount` is added where there is one.

    `source` is what the trace shows: a placement, a story, a row of a list, an event, or the
    number of a snapshot row.
    """

    identity: object
    source: object
    day: int
    facets: Facets = NO_FACETS
    channel: str = ""
    amount: Quantity | None = None
    qualifier: str = ""


def matches(measure: Measure, books: Books, span: Span, as_of: int) -> list[Match]:
    """Return what the measure counts between the days of a span, as known on the day `as_of`.

    The span is cut at `as_of`; snapshots count only if they were read off by then.
    """
    where = resolved(measure.where, books.library)
    return list(_WAYS[measure.count].matches(measure, books, where, span.until(as_of), as_of))


def total(measure: Measure, found: Sequence[Match]) -> Quantity:
    """Return what matches come to: distinct identities, or the sum of their amounts."""
    unit = measure.unit or _WAYS[measure.count].unit
    if measure.is_sum:
        once = {m.identity: m.amount for m in found if m.amount is not None}
        return add(once.values(), unit)
    counted = exactly(len({m.identity for m in found}), unit)
    words = {m.qualifier for m in found} - {""}
    if not words:
        return counted
    return Quantity(counted.value, unit, _qualifier_of(words))


def _qualifier_of(words: Iterable[str]) -> Qualifier:
    """A list that is not complete makes every count over it incomplete, in whatever words."""
    return reduce(both, (qualifier_of(w) or Qualifier.INCOMPLETE for w in sorted(words)))


def grouped(found: Iterable[Match], by: str) -> dict[str, list[Match]]:
    """Return the matches of each group; a story of two colleges is in both, '' holds the rest."""
    groups: dict[str, list[Match]] = {}
    for match in found:
        for key in _group_keys(match, by) or ("",):
            groups.setdefault(key, []).append(match)
    return dict(sorted(groups.items()))


def _group_keys(match: Match, by: str) -> tuple[str, ...]:
    if by == "month":
        return (month_key(match.day),)
    if by == "channel":
        return (match.channel,)
    return tuple(getattr(match.facets, by))


def _placed(books: Books, where: Where, span: Span) -> Iterator[Placement]:
    statuses = where.get("status", frozenset({"published"}))
    own = {name: where[name] for name in ("channel", "position", "kind") if name in where}
    by_story = {name: where[name] for name in Facets.__slots__ if name in where}
    if "any" not in statuses:
        own["status"] = statuses
    for placement in books.within(span):
        if all(getattr(placement, name) in wanted for name, wanted in own.items()) and (
            not by_story or _fits(books.facets(placement), by_story)
        ):
            yield placement


def _fits(facets: Facets, wanted: Where) -> bool:
    return all(not values.isdisjoint(getattr(facets, name)) for name, values in wanted.items())


def _placements(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    for number, placement in enumerate(_placed(books, where, span)):
        facets = books.facets(placement)
        yield Match(number, placement, placement.day, facets, placement.channel)


def _told(books: Books, where: Where, span: Span) -> Iterator[tuple[Told, Placement | None]]:
    """Yield stories by their own day; with a filter of placements, those placed in the span."""
    if where.keys() & {"channel", "status", "position", "kind"}:
        seen: set[tuple[str, str]] = set()  # once for each channel, or `--by channel` lacks some
        for placement in _placed(books, where, span):
            key = placement.story, placement.channel
            if placement.story in books.stories and key not in seen:
                seen.add(key)
                yield books.stories[placement.story], placement
        return
    wanted = {name: where[name] for name in Facets.__slots__ if name in where}
    for story in books.stories.values():
        if story.day in span and _fits(story.facets, wanted):
            yield story, None


def _stories(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    for story, placement in _told(books, where, span):
        yield Match(
            story.key, story, story.day, story.facets, placement.channel if placement else ""
        )


def _people(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    """Yield people of stories, of lists, or of both: one identity counts once over all."""
    if m.over in ("stories", "both"):
        for story, placement in _told(books, where, span):
            for identity, _ in story.people:
                channel = placement.channel if placement else ""
                yield Match(identity, story, story.day, story.facets, channel)
    if m.over in ("lists", "both"):
        yield from _honorees(m, books, where, span, as_of)


def _honorees(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    wanted = {name: where[name] for name in ("honor", "college") if name in where}
    lists = where.get("list")
    for row in books.honored:
        if row.day in span and (lists is None or row.list in lists) and _fits(row.facets, wanted):
            yield Match(row.identity, row, row.day, row.facets, qualifier=row.qualifier)


def _readings(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    """Yield the last snapshot, up to `as_of`, of each placement that is counted."""
    snapshots = books.ledger.snapshots
    for placement in _placed(books, where, span):
        row = _last(snapshots, placement, m.metric or "", as_of)
        if row is not None:
            amount = snapshots.quantity(row)
            facets = books.facets(placement)
            yield Match(row, row, placement.day, facets, placement.channel, amount)


def _last(snapshots: Snapshots, placement: Placement, metric: str, as_of: int) -> int | None:
    """Return the last snapshot by whatever the placement is called."""
    found = [
        row
        for name in placement.names
        if (row := snapshots.latest((placement.channel, name, "", metric), as_of)) is not None
    ]
    return max(found, key=lambda row: (snapshots.day(row), row)) if found else None


def _totals(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    """Yield a channel's own totals of periods within the span; wider periods stand for narrower.

    A period that still runs counts up to the day on which it was read off.
    """
    snapshots = books.ledger.snapshots
    channels = where.get("channel") or {channel for channel, _ in snapshots.periods()}
    for channel in sorted(channels):
        taken: list[Span] = []  # in order, without a common day
        for period, row in _told_of(snapshots, channel, m.metric or "", span, as_of):
            place = bisect_right(taken, period.last, key=lambda other: other.first)
            if not place or not period.meets(taken[place - 1]):
                taken.insert(place, period)
                amount = snapshots.quantity(row)
                yield Match(row, row, period.last, channel=channel, amount=amount)


def _told_of(
    snapshots: Snapshots, channel: str, metric: str, span: Span, as_of: int
) -> list[tuple[Span, int]]:
    """Return the known periods within a span; of what is a level, the one that was read off last:
    the followers of two months are not added.
    """
    known = _known_periods(snapshots, channel, metric, as_of)
    known = [(period, row) for period, row in known if span.holds(period)]
    if metric in LEVELS:
        known = sorted(known, key=lambda found: (snapshots.day(found[1]), found[1]))[-1:]
    return known


def _known_periods(
    snapshots: Snapshots, channel: str, metric: str, as_of: int
) -> list[tuple[Span, int]]:
    """Return the days that a channel's totals are known of, each with its row, widest first: a year
    that was last read off in June does not stand for July.
    """
    found = []
    for key, period in snapshots.periods().get((channel, metric), ()):
        row = snapshots.latest(key, as_of)
        if row is not None:
            found.append((period.until(max(snapshots.day(row), period.first)), row))
    return sorted(found, key=lambda known: known[0].first - known[0].last)


def _events(m: Measure, books: Books, where: Where, span: Span, as_of: int) -> Iterator[Match]:
    """Yield the last figure of each event within the span. `jobfair` means every
    `jobfair-2021`, `jobfair-2022`.
    """
    latest: dict[str, EventFigure] = {}
    for event in books.ledger.events:
        wanted = where.get("event")
        fits = wanted is None or event.event in wanted or event.series in wanted
        if fits and event.figure in where.get("figure", {event.figure}) and event.day in span:
            held = latest.get(event.id)
            if held is None or event.day >= held.day:
                latest[event.id] = event
    for event in latest.values():
        yield Match(event.id, event, event.day, amount=event.quantity)


class _Way(NamedTuple):
    """A way of counting: what it yields for a span as known on a day, and the unit of it."""

    matches: Callable[[Measure, Books, Where, Span, int], Iterator[Match]]
    unit: str


_WAYS: dict[Count, _Way] = {
    "placements": _Way(_placements, "篇次"),
    "stories": _Way(_stories, "篇"),
    "people": _Way(_people, "人"),
    "honorees": _Way(_honorees, "人"),
    "readings": _Way(_readings, "次"),
    "totals": _Way(_totals, "次"),
    "events": _Way(_events, ""),
}
