"""Owns snapshots: counts read off a channel on a day, a million of them in a few arrays.
May not know measures. The latest snapshot up to a day counts; later ones do not exist yet.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from generator.problems import Fault
from generator.stats.addresses import url_key
from generator.stats.placements import Placement
from generator.stats.quantity import Quantity, exactly
from generator.stats.spans import Span, iso, parse_span

Key = tuple[str, str, str, str]  # channel, placement, period, metric


_INT: Final = partial(array, "i")
_LONG: Final = partial(array, "q")


@dataclass(slots=True)
class Snapshots:
    """All snapshots, by row number. Fill with `read_into`; afterwards only ask.

    `_last[key]` is the row of a key that was read last, `_before[row]` the one before it, -1 none.
    """

    keys: list[Key] = field(default_factory=list)
    _known: dict[Key, int] = field(default_factory=dict)
    _last: array[int] = field(default_factory=_INT)
    _before: array[int] = field(default_factory=_INT)
    _key_numbers: array[int] = field(default_factory=_INT)
    _days: array[int] = field(default_factory=_INT)
    _values: array[int] = field(default_factory=_LONG)
    _lines: array[int] = field(default_factory=_INT)
    _special: dict[int, Quantity] = field(default_factory=dict)
    _files: list[tuple[int, str]] = field(default_factory=list)
    _periods: dict[tuple[str, str], list[tuple[Key, Span]]] | None = None

    def __len__(self) -> int:
        return len(self._days)

    def begin(self, path: str) -> None:
        """Say that the rows that follow come from a file."""
        self._files.append((len(self._days), path))

    def number(self, key: Key) -> int:
        """Return the number of a key, which may be new."""
        number = self._known.setdefault(key, len(self.keys))
        if number == len(self.keys):
            self.keys.append(key)
            self._last.append(-1)
        return number

    def put(self, number: int, day: int, line: int, value: int | Quantity) -> None:
        """Add one snapshot of the key with a number."""
        row = len(self._days)
        self._before.append(self._last[number])
        self._last[number] = row
        self._key_numbers.append(number)
        self._days.append(day)
        self._lines.append(line)
        if isinstance(value, int):
            self._values.append(value)
        else:
            self._values.append(0)
            self._special[row] = value

    def latest(self, key: Key, day: int) -> int | None:
        """Return the row of the last snapshot on or before a day; of one day's the later row."""
        number = self._known.get(key)
        if number is None:
            return None
        days, found, best = self._days, None, 0
        for row in self._rows(number):  # from the row that was read last
            if best < days[row] <= day:
                found, best = row, days[row]
        return found

    def _rows(self, number: int) -> Iterator[int]:
        row = self._last[number]
        while row >= 0:
            yield row
            row = self._before[row]

    def quantity(self, row: int) -> Quantity:
        """Return what a row says."""
        return self._special.get(row) or exactly(self._values[row])

    def day(self, row: int) -> int:
        """Return the day on which a row was read off."""
        return self._days[row]

    def key_of(self, row: int) -> Key:
        """Return what a row counts."""
        return self.keys[self._key_numbers[row]]

    def place(self, row: int) -> tuple[str, int]:
        """Return the path and line of a row."""
        number = bisect_right(self._files, row, key=lambda f: f[0]) - 1
        return self._files[number][1], self._lines[row]

    def doubled(self) -> Iterator[Fault]:
        """Yield a fault for each second row of one key and day: the later row counts."""
        for number in range(len(self.keys)):
            if self._last[number] < 0 or self._before[self._last[number]] < 0:
                continue
            seen: dict[int, int] = {}
            for row in reversed(list(self._rows(number))):
                first = seen.setdefault(self._days[row], row)
                if first != row:
                    yield self._repeated(first, row)

    def _repeated(self, first: int, second: int) -> Fault:
        path, line = self.place(second)
        other = "{}:{}".format(*self.place(first))
        code = "L511" if self.quantity(first) == self.quantity(second) else "L513"
        return Fault(code, path, args={"other": other}, at=(line, 1))

    def held(self) -> Iterator[Key]:
        """Yield the keys that have a row: a key whose only value was wrong has none."""
        return (key for key, last in zip(self.keys, self._last, strict=True) if last >= 0)

    def periods(self) -> Mapping[tuple[str, str], Sequence[tuple[Key, Span]]]:
        """Return, by channel and metric, the periods of a channel's own totals, widest first."""
        if self._periods is None:
            self._periods = {}
            for key in self.held():
                if span := parse_span(key[2]):
                    self._periods.setdefault((key[0], key[3]), []).append((key, span))
            for found in self._periods.values():
                found.sort(key=lambda pair: (pair[1].first - pair[1].last, pair[0]))
        return self._periods

    def rows_before(self, key: Key, day: int) -> Iterator[int]:
        """Yield the rows of a held key that were read off before a day."""
        days, before, row = self._days, self._before, self._last[self._known[key]]
        while row >= 0:  # of a million
            if days[row] < day:
                yield row
            row = before[row]

    def first_row(self, key: Key) -> int:
        """Return the row of a held key that was read first."""
        return min(self._rows(self._known[key]))


def wrong_readings(
    snapshots: Snapshots, placements: Sequence[Placement], unusable: Collection[str]
) -> Iterator[Fault]:
    """Yield a fault for each snapshot of a placement that no ledger holds, at its first row (of
    those whose rows are `unusable` the mistakes there are enough); and for each row that was read
    off before its piece was placed or its period began: a year is easily mistyped.
    """
    begins = {(p.channel, name): p.day for p in placements for name in p.names}
    spelled: dict[tuple[str, str], str] | None = None  # what is seldom asked for
    for key in snapshots.held():
        channel, placement, period, _ = key
        span = parse_span(period) if period else None
        first = span.first if span else begins.get((channel, placement))
        if first is not None:
            for row in snapshots.rows_before(key, first):
                path, line = snapshots.place(row)
                yield Fault("L546", path, args={"value": iso(first)}, at=(line, 1))
        elif placement not in unusable:
            path, line = snapshots.place(snapshots.first_row(key))
            if spelled is None:
                spelled = {(c, url_key(name)): name for c, name in begins if "://" in name}
            near = spelled.get((channel, url_key(placement)), "")
            yield Fault("L517", path, args={"value": placement}, nearest=near, at=(line, 1))
