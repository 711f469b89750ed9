"""Owns measures: the named figures of `content/measures.yml`. A new one needs no code.
May not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from generator.graph import Library
from generator.graph.library import EMPTY
from generator.kinds.term import TermName
from generator.names import tag_key
from generator.problems import Fault
from generator.schema import Context, nearest, validate
from generator.schema.synonyms import value_for
from generator.schema.types import Line, Lines, alone
from generator.schema.validate import Model
from generator.source import ContentFolder, read_list
from generator.stats.placements import STATUSES, as_word
from generator.stats.smalltables import EventFigure
from generator.stats.snapshot_rows import METRICS
from generator.stats.spans import parse_span

PATH = "measures.yml"

Count = Literal["placements", "stories", "people", "honorees", "readings", "totals", "events"]
Compare = Literal["same-period", "last-year", "baseline"]
# In no vocabulary: any way of writing them is one.
_KEYS: dict[str, Callable[[str], str]] = {"position": as_word, "kind": as_word, "tag": tag_key}


class Where(Model):
    """What is counted. Several values of one filter mean any of them; several filters, all."""

    channel: Lines = ()
    status: Lines = ()
    position: Lines = ()
    kind: Lines = ()
    column: Lines = ()
    college: Lines = ()
    region: Lines = ()
    honor: Lines = ()
    list: Lines = ()
    tag: Lines = ()
    event: Lines = ()
    figure: Lines = ()


# Which filters say something about what is counted; others would silently select nothing.
_OF_STORIES = frozenset({"column", "college", "region", "honor", "tag"})
_OF_PLACEMENTS = _OF_STORIES | {"channel", "status", "position", "kind"}
_OF_LISTS = frozenset({"honor", "list", "college"})
FILTERS: dict[str, frozenset[str]] = {
    "placements": _OF_PLACEMENTS,
    "readings": _OF_PLACEMENTS,
    "stories": _OF_PLACEMENTS,
    "people, over: stories": _OF_PLACEMENTS,
    "people, over: lists": _OF_LISTS,
    "people, over: both": _OF_PLACEMENTS | _OF_LISTS,
    "honorees": _OF_LISTS,
    "totals": frozenset({"channel"}),
    "events": frozenset({"event", "figure"}),
}
TERMS = {"channel": "channels", "column": "columns", "college": "colleges", "region": "regions",
          "honor": "honors"}  # fmt: skip


class Measure(Model):
    """One figure.

    `count`: placements 篇次; stories; people (distinct over stories, over honor lists, or over
    `both`); honorees; readings (last snapshot of each placement, added); totals (last snapshot
    of a channel's own period totals, added over periods that do not overlap); events.
    `period` fixes the days; without it the report's are meant. `part_of` names the whole.
    `scale` and `digits` round what is printed: `scale: 万, digits: 1`.
    """

    id: Line
    name: Annotated[TermName, alone(TermName, "zh")]
    count: Count
    over: Literal["stories", "lists", "both"] = "stories"
    metric: Line | None = None
    where: Where = Where()
    period: Line | None = None
    compare: Compare | None = None
    part_of: Line | None = None
    unit: Line | None = None
    scale: Literal["万", "亿"] | None = None
    digits: Literal["0", "1", "2", "3", "4", "5", "6"] = "0"
    public: Literal["yes", "no", "true", "false"] = "no"

    @property
    def is_public(self) -> bool:
        """Whether the figure may stand in the public site."""
        return self.public in ("yes", "true")

    @property
    def is_sum(self) -> bool:
        """Whether amounts are added; of everything else distinct identities are counted."""
        return self.count in ("readings", "totals", "events")

    @property
    def is_of_people(self) -> bool:
        """Whether people are counted."""
        return self.count in ("people", "honorees")

    def title(self, language: str) -> str:
        """Return the name in a language, in Chinese where there is no other."""
        return self.name.zh if language == "zh" else self.name.en or self.name.zh


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures in the order of the file, with those that every event figure is.

    `broken` are the ids of those that are there but not valid, None where the file is not: what
    names one of them is not a mistake of its own.
    """

    listed: tuple[Measure, ...]
    by_id: dict[str, Measure]
    numbers: dict[str, int]
    broken: frozenset[str] | None = frozenset()

    def number(self, name: str) -> int:
        """Return a listed measure's number in the file, from 0, for the position of a problem."""
        return self.numbers.get(name, 0)

    def find(self, name: str) -> Measure | None:
        """Return the measure with an id."""
        return self.by_id.get(name)

    def is_missing(self, name: str) -> bool:
        """Tell whether there is no measure with an id, not even one with mistakes."""
        return self.broken is not None and name not in self.broken and self.find(name) is None

    def nearest(self, name: str) -> str:
        """Return the id that is closest to a mistyped one, or ''."""
        return nearest(name, self.by_id)


def read_measures(
    folder: ContentFolder, library: Library, events: Sequence[EventFigure], context: Context
) -> tuple[Measures, tuple[Fault, ...]]:
    """Read `measures.yml`; wrong measures become faults and are left out."""
    if PATH not in folder.files:
        return _with_events({}, {}, events), ()
    items, found = read_list(folder, PATH)
    faults = list(found)
    names: set[str] = set()
    known: dict[str, Measure] = {}
    numbers: dict[str, int] = {}
    for number, item in items:
        names.add(str(item.get("id")))
        measure, wrong = validate(Measure, item, PATH, context, (number,))
        faults += wrong
        if measure is None:
            continue
        if measure.id in known:
            faults.append(Fault("L521", PATH, (number, "id"), {"value": measure.id}))
            continue
        wrong = tuple(_wrong_filters(measure, number, library))
        faults += wrong
        if not wrong:
            known[measure.id], numbers[measure.id] = measure, number
    measures = _with_events(known, numbers, events)
    measures = replace(measures, broken=None if found else frozenset(names.difference(known)))
    faults += _wrong_wholes(measures, items)
    return measures, tuple(faults)


def _with_events(
    listed: dict[str, Measure], numbers: dict[str, int], events: Sequence[EventFigure]
) -> Measures:
    """Make a measure of every event figure, so that prose may cite it without one."""
    by_id = dict(listed)
    hidden = {(name, e.figure) for e in events if not e.public for name in (e.event, e.series)}
    for event in events:
        if event.id not in by_id:
            public = (event.event, event.figure) not in hidden
            by_id[event.id] = _measure_of(event, "yes" if public else "no")
    return Measures(tuple(listed.values()), by_id, numbers)


def _measure_of(event: EventFigure, public: Literal["yes", "no"]) -> Measure:
    """Return the measure of an event's figure. Nothing is validated: a cell may hold any text."""
    return Measure.model_construct(
        id=event.id,
        name=TermName.model_construct(zh=event.zh or event.id, en=event.en or None),
        count="events",
        where=Where.model_construct(event=(event.event,), figure=(event.figure,)),
        period="all",
        unit=event.quantity.unit or None,
        public=public,
    )


def _wrong_filters(measure: Measure, number: int, library: Library) -> Iterator[Fault]:
    counted = f"people, over: {measure.over}" if measure.count == "people" else measure.count
    for name in Where.model_fields:
        values: Lines = getattr(measure.where, name)
        keys = (number, "where", name)
        if values and name not in FILTERS[counted]:
            yield Fault("L531", PATH, keys, {"value": name, "count": counted}, on_key=True)
        elif name in TERMS:
            vocabulary = library.vocabularies.get(TERMS[name], EMPTY)
            for value in values:
                if vocabulary.find(value) is None:
                    yield Fault("L525", PATH, keys, {"value": value}, vocabulary.suggest(value))
    for value in measure.where.status:
        if value not in (*STATUSES, "any"):
            near = value_for(value, STATUSES) or nearest(value, (*STATUSES, "any"))
            yield Fault("L510", PATH, (number, "where", "status"), {"value": value}, near)
    for value in measure.where.list:
        if value not in library.of("honor_list"):
            near = nearest(value, library.of("honor_list"))
            yield Fault("L525", PATH, (number, "where", "list"), {"value": value}, near)
    if measure.period and measure.period != "all" and parse_span(measure.period) is None:
        yield Fault("L516", PATH, (number, "period"), {"value": measure.period})
    yield from _wrong_metric(measure, number)


def _wrong_metric(measure: Measure, number: int) -> Iterator[Fault]:
    keys, metric, count = (number, "metric"), measure.metric, measure.count
    needed = count in ("readings", "totals")
    if needed and metric is None:
        yield Fault("L201", PATH, (number,), {"key": "metric"})
    elif not needed and metric is not None:
        yield Fault("L531", PATH, keys, {"value": "metric", "count": count}, on_key=True)
    elif metric is not None and metric not in METRICS.values():
        near = METRICS.get(metric) or METRICS.get(nearest(metric, METRICS), "")
        yield Fault("L514", PATH, keys, {"value": metric}, near)


def _wrong_wholes(
    measures: Measures, items: Sequence[tuple[int, dict[str, Any]]]
) -> Iterator[Fault]:
    for number, item in items:
        whole = item.get("part_of")
        if isinstance(whole, str) and whole and measures.is_missing(whole):
            near = measures.nearest(whole)
            yield Fault("L520", PATH, (number, "part_of"), {"value": whole}, near)


def resolved(where: Where, library: Library) -> dict[str, frozenset[str]]:
    """Return the filters that are set, terms by their ids, words by their keys."""
    found: dict[str, frozenset[str]] = {}
    for name in Where.model_fields:
        values: Lines = getattr(where, name)
        if values and name in TERMS:
            vocabulary = library.vocabularies.get(TERMS[name], EMPTY)
            terms = (vocabulary.find(value) for value in values)
            found[name] = frozenset(term.id for term in terms if term is not None)
        elif values:
            key = _KEYS.get(name)
            found[name] = frozenset(map(key, values) if key else values)
    return found
