"""Owns reading snapshots out of the ledger's tables, a million rows in a few seconds.
May not decide which snapshot counts.
"""

from __future__ import annotations

from operator import itemgetter

from generator.problems import Fault
from generator.schema import nearest
from generator.schema.types import plain_url
from generator.stats.placements import Names
from generator.stats.quantity import Qualifier, Quantity, QuantityError, parse_count, qualified
from generator.stats.sheets import Sheet
from generator.stats.snapshots import Key, Snapshots
from generator.stats.spans import Days, parse_span

METRICS = {
    **{
        m: m
        for m in (
            "reads",
            "readers",
            "clicks",
            "followers",
            "likes",
            "shares",
            "visitors",
            "comments",
        )
    },
    "阅读量": "reads",
    "阅读次数": "reads",
    "阅读人数": "readers",
    "点击量": "clicks",
    "粉丝数": "followers",
    "点赞": "likes",
    "转发": "shares",
    "评论": "comments",
    "访客": "visitors",
}
LEVELS = frozenset({"followers"})  # there are so many on a day; the others add up over days
HEADERS = {
    **{n: n for n in ("as_of", "channel", "placement", "period", "metric", "value", "qualifier")},
    "截至": "as_of",
    "统计日期": "as_of",
    "渠道": "channel",
    "篇次": "placement",
    "时段": "period",
    "指标": "metric",
    "数值": "value",
    "限定": "qualifier",
}
NEEDED = ("as_of", "channel", "metric", "value")
_BIG = 1 << 62  # values are kept in 64 bits with a sign; larger ones as they are written


def read_into(snapshots: Snapshots, sheet: Sheet, days: Days, names: Names) -> None:
    """Add the rows of a ledger file; what is wrong goes to the sheet's faults."""
    columns = sheet.columns(HEADERS, NEEDED)
    if any(name not in columns for name in NEEDED):
        return
    snapshots.begin(sheet.path)
    reader = _Reader(sheet, columns, days, names, snapshots)
    # A million rows pass here: keys and days repeat, so each text is understood once.
    keys, known, put = reader.keys, reader.known_days, snapshots.put
    written = itemgetter(*reader.key_at)
    day_at, value_at, qualifier_at = columns["as_of"], columns["value"], columns.get("qualifier")
    for line, cells in sheet.rows:
        cells = [*cells, ""]
        text, by = cells[value_at], cells[day_at]
        number = keys.get(written(cells)) or reader.key(line, written(cells))
        day = known.get(by) or reader.day(line, by)
        qualifier = "" if qualifier_at is None else cells[qualifier_at]
        plain = not qualifier and text.isdigit() and text.isascii() and len(text) < 16
        value = int(text) if plain else reader.value(line, text, qualifier)
        if number and day and value is not None:
            put(number - 1, day, line, value)


class _Reader:
    """Understands the texts of one file, and reports those that it cannot."""

    def __init__(
        self,
        sheet: Sheet,
        columns: dict[str, int],
        days: Days,
        names: Names,
        snapshots: Snapshots,
    ) -> None:
        self._sheet, self._columns, self._days, self._names = sheet, columns, days, names
        self._snapshots = snapshots
        self.keys: dict[tuple[str, ...], int] = {}
        self.known_days: dict[str, int] = {}
        # A column that is not there is read from the empty cell behind the last.
        none = len(sheet.header)
        self.key_at = [columns.get(n, none) for n in ("channel", "placement", "period", "metric")]

    def key(self, line: int, written: tuple[str, ...]) -> int:
        """Return one more than the number of the key; 0 if it cannot be understood."""
        key = self._key(line, [text.strip() for text in written])
        if key is not None:
            self.keys[written] = self._snapshots.number(key) + 1
        return self.keys.get(written, 0)

    def _key(self, line: int, written: list[str]) -> Key | None:
        channel, placement, period, metric = written
        for name, text in (("channel", channel), ("metric", metric)):
            if not text:
                self._wrong("L508", line, name, name)
                return None
        placement = plain_url(placement)
        known = self._names.channels.get(channel) or self._names.channels.get(channel.casefold())
        if known is None:
            self._wrong("L509", line, "channel", channel, self._names.suggest(channel))
            return None
        named = METRICS.get(metric.casefold())
        if named is None:
            self._wrong("L514", line, "metric", metric, nearest(metric, METRICS))
            return None
        if bool(placement) == bool(period):
            self._wrong("L515", line, "placement" if placement else "period", placement)
            return None
        if period:
            span = parse_span(period)
            if span is None:
                self._wrong("L516", line, "period", period)
                return None
            period = span.iso()
        return known, placement, period, named

    def day(self, line: int, text: str) -> int:
        """Return the ordinal of a day; 0 if it cannot be understood."""
        if not text.strip():
            self._wrong("L508", line, "as_of", "as_of")
            return 0
        at = (line, self._columns["as_of"] + 1)
        day, fault = self._days.fault(text, self._sheet.path, at)
        if fault is not None:
            self._sheet.faults.append(fault)
            return 0
        self.known_days[text] = day
        return day

    def value(self, line: int, text: str, qualifier: str) -> int | Quantity | None:
        """Return a value that is more than plain digits; None if it cannot be understood."""
        if not text.strip():
            self._wrong("L508", line, "value", "value")
            return None
        try:
            quantity = qualified(parse_count(text), qualifier)
        except QuantityError as error:
            cell = ("qualifier", qualifier) if error.code == "L537" else ("value", text)
            self._wrong(error.code, line, *cell, near=error.nearest)
            return None
        plain = quantity.qualifier is Qualifier.EXACT and quantity.step == 1
        small = quantity.value < _BIG and not quantity.scale and not quantity.unit
        return int(quantity.value) if plain and small else quantity

    def _wrong(self, code: str, line: int, name: str, value: str, near: str = "") -> None:
        at = (line, self._columns.get(name, 0) + 1)
        self._sheet.faults.append(
            Fault(code, self._sheet.path, args={"value": value}, nearest=near, at=at)
        )
