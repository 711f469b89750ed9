"""Owns the two short tables of the ledger: baselines, and figures of events and deliveries.
May not know measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.problems import Fault
from generator.stats.quantity import Quantity, QuantityError, parse_quantity, qualified
from generator.stats.sheets import Sheet
from generator.stats.spans import Days, Span, parse_span

BASELINE_HEADERS = {
    **{n: n for n in ("measure", "period", "value", "unit", "qualifier", "source")},
    "指标": "measure", "时段": "period", "数值": "value", "单位": "unit", "限定": "qualifier",
    "来源": "source",
}  # fmt: skip
EVENT_HEADERS = {
    **{
        n: n
        for n in (
            "event", "figure", "date", "value", "unit", "qualifier", "public", "zh", "en", "source",
        )
    },
    "活动": "event", "数字": "figure", "日期": "date", "数值": "value", "单位": "unit",
    "限定": "qualifier", "公开": "public", "名称": "zh", "英文": "en", "来源": "source",
}  # fmt: skip
_EDITION = re.compile(r"-\d{4}(?:-\d+)?\Z")
_YES = ("yes", "true", "1", "是", "公开")
_NO = ("", "no", "false", "0", "否", "不公开", "内部")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A measure's figure of a former period, with where it was printed."""

    measure: str
    span: Span
    quantity: Quantity
    source: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class EventFigure:
    """A figure of an event or a delivery: its id is `event.figure`. `day` is an ordinal."""

    event: str
    figure: str
    day: int
    quantity: Quantity
    public: bool
    zh: str
    en: str
    source: str
    path: str
    line: int

    @property
    def series(self) -> str:
        """The event without its edition: `jobfair` for `jobfair-2021`."""
        return _EDITION.sub("", self.event)

    @property
    def id(self) -> str:
        """How prose cites it."""
        return f"{self.event}.{self.figure}"


def read_baselines(sheet: Sheet) -> Iterator[Baseline]:
    """Yield the baselines of a file; wrong rows become faults."""
    columns = sheet.columns(BASELINE_HEADERS, ("measure", "period", "value"))
    if any(name not in columns for name in ("measure", "period", "value")):
        return
    for line, cells in sheet.rows:
        row = _cells(cells, columns)
        _missing(sheet, line, columns, row, ("measure", "period"))
        span = parse_span(row["period"])
        if span is None and row["period"]:
            _wrong(sheet, "L516", line, columns["period"], row["period"])
        quantity = _quantity(sheet, line, columns, row)
        if row["measure"] and span is not None and quantity is not None:
            source = row.get("source", "")
            yield Baseline(row["measure"], span, quantity, source, sheet.path, line)


def read_events(sheet: Sheet, days: Days) -> Iterator[EventFigure]:
    """Yield the figures of events in a file; wrong rows become faults."""
    needed = ("event", "figure", "date", "value")
    columns = sheet.columns(EVENT_HEADERS, needed)
    if any(name not in columns for name in needed):
        return
    for line, cells in sheet.rows:
        row = _cells(cells, columns)
        _missing(sheet, line, columns, row, ("event", "figure", "date"))
        day = _day(sheet, line, columns["date"], row["date"], days)
        quantity = _quantity(sheet, line, columns, row)
        public = row.get("public", "").casefold()
        if public not in (*_YES, *_NO):
            _wrong(sheet, "L518", line, columns["public"], public)
        if row["event"] and row["figure"] and day and quantity is not None:
            names = (row.get("zh", ""), row.get("en", ""), row.get("source", ""))
            first = (row["event"], row["figure"], day, quantity, public in _YES)
            yield EventFigure(*first, *names, sheet.path, line)


def doubled_baselines(baselines: Sequence[Baseline]) -> Iterator[Fault]:
    """Yield a fault for each second baseline of a measure and period: the first counts."""
    seen: dict[tuple[str, Span], Baseline] = {}
    for one in baselines:
        first = seen.setdefault((one.measure, one.span), one)
        if first is one:
            continue
        args = {"other": f"{first.path}:{first.line}"}
        if first.quantity != one.quantity:
            args |= {"name": "value", "value": one.quantity.zh(), "kept": first.quantity.zh()}
        yield Fault("L512" if len(args) > 1 else "L511", one.path, args=args, at=(one.line, 1))


def doubled_events(events: Sequence[EventFigure]) -> Iterator[Fault]:
    """Yield a fault for each figure that an event has twice on one day: the later row counts."""
    seen: dict[tuple[str, int], EventFigure] = {}
    for event in events:
        first = seen.get((event.id, event.day))
        seen[event.id, event.day] = event
        if first is not None:
            code = "L511" if first.quantity == event.quantity else "L513"
            args = {"other": f"{first.path}:{first.line}"}
            yield Fault(code, event.path, args=args, at=(event.line, 1))


def _cells(cells: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: cells[index].strip() for name, index in columns.items()}


def _missing(
    sheet: Sheet, line: int, columns: dict[str, int], row: dict[str, str], names: Sequence[str]
) -> None:
    """Report the cells that must not be empty; of merged cells all but the first are."""
    for name in names:
        if not row[name]:
            _wrong(sheet, "L508", line, columns[name], name)


def _day(sheet: Sheet, line: int, column: int, text: str, days: Days) -> int:
    if not text:
        return 0
    day, fault = days.fault(text, sheet.path, (line, column + 1))
    if fault is not None:
        sheet.faults.append(fault)
    return day


def _quantity(
    sheet: Sheet, line: int, columns: dict[str, int], row: dict[str, str]
) -> Quantity | None:
    try:
        quantity = qualified(parse_quantity(row.get("value", "")), row.get("qualifier", ""))
    except QuantityError as error:
        name = "qualifier" if error.code == "L537" else "value"
        text = row.get(name, "")
        code = error.code if text else "L508"
        _wrong(sheet, code, line, columns[name], text or name, error.nearest)
        return None
    return replace(quantity, unit=row.get("unit", "") or quantity.unit)


def _wrong(sheet: Sheet, code: str, line: int, column: int, value: str, near: str = "") -> None:
    fault = Fault(code, sheet.path, args={"value": value}, nearest=near, at=(line, column + 1))
    sheet.faults.append(fault)
