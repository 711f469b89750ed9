"""Owns the gate: whether an entry may be published now, why not, and when that changes.
May not read the clock; `now` comes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from generator.kinds import KINDS
from generator.kinds.base import Entry

_NEEDS_BASIS = {kind.name for kind in KINDS if kind.needs_basis}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an entry passes. `reason` is a word of the message catalogue, '' when open.

    `changes_at` is the next moment after `now` at which the verdict could be another, if any.
    """

    open: bool
    reason: str = ""
    changes_at: datetime | None = None


_OPEN = Verdict(True)


def decide(entry: Entry[Any], now: datetime, drafts: bool = False) -> Verdict:
    """Decide about one entry. Opening moments count from their instant on, closing ones too:
    an entry is open at `publish_at` and closed at `expires_at`. With `drafts`, for previews only,
    drafts pass as if they were published.
    """
    if entry.gist.timeless:
        return _OPEN
    fields = entry.fields
    now = now.astimezone(UTC)  # within one zone Python compares wall clocks, wrong when DST ends
    if fields.status != "published" and not (drafts and fields.status == "draft"):
        return Verdict(False, fields.status)
    if entry.kind in _NEEDS_BASIS and fields.basis is None:
        return Verdict(False, "no_basis")
    opens, closes = list(_opening(entry)), list(_closing(entry))
    late = [(name, at) for name, at in closes if at <= now]
    if late:
        return Verdict(False, late[0][0])
    early = [(name, at) for name, at in opens if at > now]
    if early:
        return Verdict(False, early[0][0], max(at for _, at in early))
    return Verdict(True, "", min((at for _, at in closes), default=None))


def _opening(entry: Entry[Any]) -> Iterator[tuple[str, datetime]]:
    for name in ("publish_at", "embargo_until"):
        if (moment := getattr(entry.fields, name)) is not None:
            yield name, moment.at
    basis = getattr(entry.fields, "basis", None)
    if basis is not None and basis.on is not None:
        yield "basis_not_yet", basis.on.at


def _closing(entry: Entry[Any]) -> Iterator[tuple[str, datetime]]:
    if entry.fields.expires_at is not None:
        yield "expires_at", entry.fields.expires_at.at
    basis = getattr(entry.fields, "basis", None)
    if basis is not None and basis.until is not None:
        yield "basis_over", basis.until.at
