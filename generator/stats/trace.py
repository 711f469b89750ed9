"""Owns traces: the rows that make a figure, as an editor can look them up.
May not compute. A trace is internal: it names rows of the ledger and people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.stats.books import Books, Honored, Told
from generator.stats.counting import Match
from generator.stats.figures import Figure
from generator.stats.placements import Placement
from generator.stats.smalltables import EventFigure
from generator.stats.spans import iso


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a figure: where it is recorded, its day, what it is, what it adds.

    `counted` is False for a repetition, such as somebody's second story.
    """

    place: str
    day: str
    channel: str
    title: str
    amount: str
    counted: bool = True


def trace(figure: Figure, books: Books, language: str) -> Iterator[Row]:
    """Yield the rows of a figure, in order of day and place; the counted ones make the figure."""
    return rows_of(figure.found, books, language)


def rows_of(found: Iterable[Match], books: Books, language: str) -> Iterator[Row]:
    """Yield the rows of matches, such as those of a growth's base."""
    rows = sorted((_sorting(match, books) for match in found), key=lambda pair: pair[0])
    seen: set[object] = set()
    for _, match in rows:
        yield _row(match, books, language, match.identity not in seen)
        seen.add(match.identity)


def _sorting(match: Match, books: Books) -> tuple[tuple[int, str, int], Match]:
    path, line = _place(match, books)
    return (match.day, path, line), match


def _place(match: Match, books: Books) -> tuple[str, int]:
    source = match.source
    if isinstance(source, int):
        return books.ledger.snapshots.place(source)
    if isinstance(source, (Placement, EventFigure)):
        return source.path, source.line
    if isinstance(source, Honored):
        return source.place
    return (source.path, 0) if isinstance(source, Told) else ("", 0)


def _row(match: Match, books: Books, language: str, counted: bool) -> Row:
    path, line = _place(match, books)
    place = f"{path}:{line}" if line else path
    if isinstance(match.source, Honored):
        place = f"{path}[{line}]"
    amount = match.amount.text(language) if match.amount is not None else str(int(counted))
    title = _title(match, books, language)
    return Row(place, _day(match, books), match.channel, title, amount, counted)


def _day(match: Match, books: Books) -> str:
    """Return the day of the row itself: of a snapshot the one on which it was read off."""
    source = match.source
    return iso(books.ledger.snapshots.day(source) if isinstance(source, int) else match.day)


def _title(match: Match, books: Books, language: str) -> str:
    source = match.source
    if isinstance(source, int):
        _, placement, period, metric = books.ledger.snapshots.key_of(source)
        return f"{metric} {placement or period}"
    if isinstance(source, Placement):
        story = books.stories.get(source.story)
        return source.title or (story.title if story else "") or source.url
    if isinstance(source, Honored):
        return f"{source.name} ({source.list})"
    if isinstance(source, EventFigure):
        return (source.en if language == "en" else "") or source.zh or source.id
    if isinstance(source, Told):
        names = [name for identity, name in source.people if identity == match.identity]
        return f"{names[0]} ({source.title})" if names else source.title
    return ""
