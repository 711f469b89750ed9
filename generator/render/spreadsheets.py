"""Owns tables for spreadsheets: CSV that they read and run nothing of.
May not know what is in them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_SIGNED = re.compile(r"[+-][\d.,]+\Z", re.ASCII)
_RISKY = (*"=+-@＝＋－＠", "\t", "\r", "\n")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return CSV (RFC 4180) that Excel opens as UTF-8 and takes no cell of for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def is_risky(cell: str) -> bool:
    """Tell whether a spreadsheet would run a cell (OWASP, CSV injection; Chinese Excel takes
    full-width signs too). It does not run signed numbers.
    """
    return cell[:1] in _RISKY and not _SIGNED.match(cell)


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text."""
    return f"'{cell}" if is_risky(cell) else cell
