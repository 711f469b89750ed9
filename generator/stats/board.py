"""Owns boards: what the public page and the editors' dashboard show of the figures.
May not write HTML, charts apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from generator.graph.library import EMPTY
from generator.kinds.base import Entry
from generator.render.texts import day_in
from generator.stats.books import Books
from generator.stats.charts import Chart, bars, lines
from generator.stats.figures import EVER, Figure, Figures
from generator.stats.measures import resolved
from generator.stats.spans import Span, iso, month_key
from generator.stats.trace import Row, trace

MONTHS = 24
MOST_ROWS = 200
WORDS = {
    "zh": {
        "months": "逐月篇次",
        "months_so_far": "逐月篇次（{month} 只到 {day} 日）",
        "month": "月份",
        "colleges": "各学院稿件",
        "college": "学院",
        "stories": "篇",
        "honors": "各荣誉人数",
        "honor": "荣誉",
        "people": "人",
    },
    "en": {
        "months": "Placements by month",
        "months_so_far": "Placements by month ({month} up to day {day})",
        "month": "month",
        "colleges": "Stories by college",
        "college": "college",
        "stories": "stories",
        "honors": "Honorees by honor",
        "honor": "honor",
        "people": "people",
    },
}

_GAPS = {
    "zh": {
        "columns": "没有稿件的栏目",
        "colleges": "没有稿件的学院",
        "regions": "没有稿件的地区",
        "decades": "没有写过的届次年代",
        "honored": "上了榜单、没有稿件的人",
        "never": "从没写过的人物",
    },
    "en": {
        "columns": "Columns without a story",
        "colleges": "Colleges without a story",
        "regions": "Regions without a story",
        "decades": "Class decades never written about",
        "honored": "Honorees without a story",
        "never": "People never written about",
    },
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure as a page shows it; `rows` only where the page is internal. `base_is` is the text
    that says what the base is of.
    """

    id: str
    name: str
    text: str
    unit: str
    remark: str
    span: str
    growth: str = ""
    base: str = ""
    base_is: str = "figures_base"
    rows: tuple[Row, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What nothing was published about: a title and the names."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on one page of figures."""

    as_of: str
    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]
    gaps: tuple[Gap, ...] = ()
    problems: tuple[str, ...] = ()


def public_board(figures: Figures, language: str) -> Board:
    """Return the board of the public measures: no rows, no gaps. Charts need a public figure."""
    listed = list(figures.public())
    library = figures.books.library
    channels = {c for f in listed for c in resolved(f.measure.where, library).get("channel", ())}
    charts = (
        _monthly(figures, language, channels),
        *_by_term(figures.books, figures.as_of, language),
    )
    tiles = tuple(_tile(figure, language) for figure in listed)
    return Board(iso(figures.as_of), tiles, tuple(c for c in charts if c is not None))


def internal_board(figures: Figures, language: str, problems: Iterable[str]) -> Board:
    """Return the editors' board: every measure with its rows, charts, and what is missing."""
    books = figures.books
    channels = {placement.channel for placement in books.placements}
    charts = (_monthly(figures, language, channels), *_by_term(books, figures.as_of, language))
    tiles = tuple(_traced(figure, figures, language) for figure in figures)
    shown = tuple(chart for chart in charts if chart is not None)
    return Board(iso(figures.as_of), tiles, shown, tuple(gaps(books, language)), tuple(problems))


def _tile(figure: Figure, language: str) -> Tile:
    measure, growth, quantity = figure.measure, figure.growth, figure.quantity
    remark = quantity.remark(language)
    first = (
        measure.id,
        measure.title(language),
        quantity.text(language).removesuffix(remark),
        quantity.unit_in(language),
        remark.strip(),
        spelled(figure.span, language),
    )
    if growth is None or growth.rate is None:
        return Tile(*first)
    base_is = "figures_base_year" if measure.compare == "last-year" else "figures_base"
    return Tile(*first, f"{growth.percent()}%", growth.base.text(language), base_is)


def spelled(span: Span, language: str) -> str:
    """Write a span as readers do: `2026年1月1日至11月26日`, `1 Jan to 26 Nov 2026`, `2026`."""
    first, last = date.fromordinal(span.first), date.fromordinal(span.last)
    same = first.year == last.year
    if same and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{last.year}年" if language == "zh" else str(last.year)
    if first == last:
        return day_in(language, last)
    if language == "zh":
        if span.first == EVER.first:
            return f"截至{day_in(language, last)}"
        end = f"{last.month}月{last.day}日" if same else day_in(language, last)
        return f"{day_in(language, first)}至{end}"
    if span.first == EVER.first:
        return f"until {day_in(language, last)}"
    begin = day_in(language, first)
    return f"{begin.removesuffix(f' {last.year}')} to {day_in(language, last)}"


def _traced(figure: Figure, figures: Figures, language: str) -> Tile:
    rows = tuple(islice(trace(figure, figures.books, language), MOST_ROWS))
    return replace(_tile(figure, language), rows=rows, more=len(figure.found) - len(rows))


def _monthly(figures: Figures, language: str, channels: Iterable[str]) -> Chart | None:
    """Draw the published placements of each channel over the last months, from the first that
    has any: before, and on channels without, nothing was written down, which is not none.
    """
    words, books = WORDS[language], figures.books
    wanted, last = set(channels), _months(figures.as_of)
    told = Counter(
        (placement.channel, month)
        for placement in books.placements
        if placement.status == "published" and placement.day <= figures.as_of
        if placement.channel in wanted and (month := month_key(placement.day)) >= last[0]
    )
    begins = min((month for _, month in told), default="")
    months = [month for month in last if month >= begins]
    terms = books.library.vocabularies.get("channels", EMPTY)
    drawn = {channel for channel, _ in told}
    series = {
        term.name(language): tuple(told[term.id, month] for month in months)
        for term in terms
        if term.id in drawn
    }
    title = _months_title(words, figures.as_of, months[-1])
    return lines("months", title, words["month"], months, series) if series else None


def _months_title(words: Mapping[str, str], as_of: int, month: str) -> str:
    """Say how far the last month goes: one that is not over yet looks like a fall."""
    if date.fromordinal(as_of + 1).day == 1:
        return words["months"]
    return words["months_so_far"].format(month=month, day=date.fromordinal(as_of).day)


def _months(day: int) -> list[str]:
    last = date.fromordinal(day)
    places = range(last.year * 12 + last.month - MONTHS, last.year * 12 + last.month)
    return [f"{place // 12}-{place % 12 + 1:02}" for place in places]


def _by_term(books: Books, as_of: int, language: str) -> Iterator[Chart | None]:
    words = WORDS[language]
    stories = [story for story in books.stories.values() if story.day <= as_of]
    by_college = [college for story in stories for college in story.facets.college]
    yield _bars(
        books,
        "colleges",
        words["colleges"],
        words["college"],
        words["stories"],
        by_college,
        language,
    )
    people = {(row.facets.honor, row.identity) for row in books.honored if row.day <= as_of}
    honors = [honor for found, _ in people for honor in found]
    yield _bars(books, "honors", words["honors"], words["honor"], words["people"], honors, language)


def _bars(
    books: Books,
    taxonomy: str,
    title: str,
    head: str,
    unit: str,
    found: Sequence[str],
    language: str,
) -> Chart | None:
    terms = [t for t in books.library.vocabularies.get(taxonomy, EMPTY) if t.id in set(found)]
    counts = {term.name(language): found.count(term.id) for term in terms}
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    if not ordered:
        return None
    return bars(taxonomy, title, head, ordered, {unit: [counts[name] for name in ordered]})


def gaps(books: Books, language: str) -> Iterator[Gap]:
    """Yield what nothing was published about, and who."""
    titles = _GAPS[language]
    told = list(books.stories.values())
    for taxonomy, facet in (("columns", "column"), ("colleges", "college"), ("regions", "region")):
        used = {term for story in told for term in getattr(story.facets, facet)}
        terms = books.library.vocabularies.get(taxonomy, EMPTY)
        yield Gap(titles[taxonomy], tuple(t.name(language) for t in terms if t.id not in used))
    written = {identity for story in told for identity, _ in story.people}
    people = books.library.of("person")
    yield Gap(titles["decades"], tuple(_decades(books, written)))
    honored = {row.identity: row.name for row in books.honored if row.identity not in written}
    names = (_name(people, identity, name) for identity, name in honored.items())
    yield Gap(titles["honored"], tuple(sorted(names)))
    never = (e.title for key, e in people.items() if f"id:{key}" not in written)
    yield Gap(titles["never"], tuple(sorted(never)))


def _name(people: Mapping[str, Entry[Any]], identity: str, name: str) -> str:
    entry = people.get(identity.removeprefix("id:"))
    return entry.title if entry is not None else name


def _decades(books: Books, written: set[str]) -> Iterator[str]:
    """Yield the decades of graduation that known people have and no story tells of."""
    held: dict[int, bool] = {}
    for key, entry in books.library.of("person").items():
        for degree in entry.fields.degrees:
            if degree.year:
                decade = degree.year // 10 * 10
                held[decade] = held.get(decade, False) or f"id:{key}" in written
    return (f"{decade}s" for decade, told in sorted(held.items()) if not told)
