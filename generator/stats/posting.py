"""Owns putting imported rows into the ledger's own files, so that doing it twice changes nothing.
May not understand exports; the bytes are written by the command. Editors open these files in Excel,
which saves them in another encoding: they are read as all tables are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from generator.render.spreadsheets import is_risky
from generator.schema.types import plain_url
from generator.source.tables import read_table
from generator.stats import placements, snapshot_rows
from generator.stats.backoffice import Row
from generator.stats.quantity import QuantityError, parse_quantity

PLACEMENTS = ("date", "channel", "status", "position", "story", "title", "url", "kind", "id")
SNAPSHOTS = ("as_of", "channel", "placement", "period", "metric", "value", "qualifier")

_DATES = {"date", "as_of", "period"}
_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})\Z")


def with_placements(data: bytes, rows: Iterable[Row]) -> bytes:
    """Return a placements file with rows added; what an editor wrote stays, rows and columns.

    A row is known by channel and URL, else by channel and id.
    """
    head, held = _read(data, PLACEMENTS, placements.HEADERS)
    known = {_placement(row) for row in held}
    for row in rows:
        if _placement(row) not in known:
            known.add(_placement(row))
            held.append(row)
    ordered = sorted(held, key=lambda r: (r.get("date", ""), *_placement(r)))
    return _written(head, ordered, data)


def _placement(row: Row) -> tuple[str, ...]:
    url = plain_url(row.get("url", ""))
    return row.get("channel", ""), url or row.get("id") or row.get("title", "")


def with_snapshots(data: bytes, rows: Iterable[Row]) -> bytes:
    """Return a snapshots file with rows added.

    A count that has not changed since it was last read off is not written again; of one day's
    two different counts the larger stays, because a page is not un-read.
    """
    head, former = _read(data, SNAPSHOTS, snapshot_rows.HEADERS)
    held = {_snapshot(row): row for row in former}
    latest: dict[tuple[str, ...], tuple[str, str]] = {}
    for key, row in sorted(held.items()):
        latest[key[1:]] = (key[0], row.get("value", ""))
    for row in sorted(rows, key=_snapshot):
        key = _snapshot(row)
        day, value = latest.get(key[1:], ("", ""))
        if day and day <= key[0] and value == row["value"]:
            continue
        if key not in held or _larger(row["value"], held[key].get("value", "")):
            held[key] = row
    return _written(head, [held[key] for key in sorted(held)], data)


def _snapshot(row: Row) -> tuple[str, ...]:
    names = ("as_of", "channel", "placement", "period", "metric")
    return tuple(plain_url(row.get(name, "")) for name in names)


def _larger(one: str, other: str) -> bool:
    try:
        return parse_quantity(one).value > parse_quantity(other).value
    except QuantityError:
        return True


def _read(
    data: bytes, columns: tuple[str, ...], headers: Mapping[str, str]
) -> tuple[tuple[str, ...], list[Row]]:
    """Return the file's columns and rows by our names, and those that an editor added by theirs."""
    table = read_table(data, "")[0]
    names = {name: headers.get(name.casefold(), name) for name in table.header if name}
    head = tuple(dict.fromkeys((*columns, *names.values())))
    return head, [{names[n]: _day(names[n], cell) for n, cell in r.items()} for r in table.rows]


def _day(name: str, cell: str) -> str:
    return _dashed(cell) if name in _DATES else cell


def _dashed(day: str) -> str:
    """Return a day as we write it: Excel saves `2021-05-11` as `2021/5/11`."""
    found = _DAY.match(day)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else day


def _written(head: tuple[str, ...], rows: Sequence[Row], former: bytes) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, head, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(cell) for name, cell in row.items()} for row in rows)
    # With a BOM, or Excel takes it for GBK and saves what it then sees.
    return stream.getvalue().encode("utf-8-sig") if rows or former else b""


def _harmless(cell: str) -> str:
    """Return a cell that Excel takes for text: a post that begins with `@校友会` would be run.
    Whoever reads the table takes no space for a difference.
    """
    return f" {cell}" if is_risky(cell) else cell
