"""What a thread makes ahead of its use comes as if it were made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from generator.search.ahead import ahead


def test_all_items_come_in_their_order() -> None:
    items = [0, None, False, (), "x", *range(100)]
    assert list(ahead(items)) == items
    assert list(ahead([])) == []


def test_they_are_made_before_they_are_asked_for() -> None:
    all_made = Event()

    def items() -> Iterator[int]:
        yield from range(9)
        all_made.set()

    found = ahead(items())
    assert next(found) == 0
    assert all_made.wait(60)
    assert list(found) == list(range(1, 9))


def test_what_making_raises_is_raised_where_it_was_made() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise MemoryError("no room for more")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(MemoryError, match="no room"):
        next(found)
