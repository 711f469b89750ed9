"""Owns where a list is: in which shard of its kind, and under which key there.
May not know documents. Both follow from the units of a gram, so they are the same in all segments.
docs/search-format.md describes them; `lists.js` computes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from generator.search.bits import Numbers, bit_length
from generator.search.fold import SPACE, Units
from generator.search.runs import Ints, Small

DOCUMENTS = 16  # of a site for each shard of trees, about
PAIRS = 3  # shards of pairs for each shard of trees
_LOW = 13  # nearly all units in use have a rank below 8192
_HIGH = 40


@dataclass(frozen=True, slots=True)
class Places:
    """In which shard of its kind each gram is, and its key there."""

    shards: Ints
    keys: Ints


def shard_count(documents: int) -> int:
    """Return how many shards of trees a site has: 1, 3, 7, 15 ..., so that it seldom changes."""
    return (1 << max(1, (documents // DOCUMENTS).bit_length())) - 1


def shards_of_kinds(count: int) -> tuple[int, int, int, int, int, int]:
    """Return how many shards there are of units, pairs, rare pairs, threes, fours and trees; all
    odd.
    """
    return count // 2 | 1, PAIRS * count, PAIRS * count, count, count, count


def places_of_units(units: Numbers, number: int) -> Places:
    """Place single units."""
    return Places(units.astype(np.int64) % number, units.astype(np.int64) // number)


def places_of_pairs(first: Numbers, second: Numbers, number: int) -> Places:
    """Place pairs of units."""
    one, two = first.astype(np.int64), second.astype(np.int64)
    mask = (1 << _LOW) - 1
    high = (one >> _LOW) << 3 | two >> _LOW
    keys = high << 2 * _LOW | (one & mask) << _LOW | two & mask
    return Places(keys % number, keys // number)


def places_of_longer(above: Places, units: Numbers, number: int, times: int) -> Places:
    """Place runs one unit longer than others, of which `above` tells the shard and, as a key, the
    number within it. There are `times` as many shards of the others.
    """
    last = units.astype(np.int64)
    numbers = above.shards // number + times * above.keys
    keys = (last >> _LOW) << _HIGH | numbers << _LOW | last & ((1 << _LOW) - 1)
    return Places((above.shards + last) % number, keys)


def in_order(places: Places, number: int) -> Ints:
    """Return the order of the `number` shards, and of keys in each, of units or pairs in the order
    of ranks.

    So keys ascend where they have the same part above the low ranks; radix sorts of 16 bits, which
    keep the order of equals, take a tenth of a sort by all bits.
    """
    high = places.keys * number + places.shards >> 2 * _LOW
    order = radix(high) if high.any() else np.arange(len(high))
    return order[radix(places.shards[order])]


def radix(numbers: Numbers) -> Ints:
    """Return the order of numbers from 0 on that keeps the order of equals."""
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    left = numbers
    while len(left) and (left := left >> 16).any():
        order = order[np.argsort(left.astype(np.uint16)[order], kind="stable")]
    return order


def spread_of(last: Ints, counts: Ints) -> Small:
    """Return how many low bits of the steps between `counts` keys up to `last` are as good as
    chance.
    """
    return np.maximum(bit_length(last // np.maximum(counts, 1)) - 1, 0)


@cache
def ranks() -> Units:
    """Return the rank of each unit: 0 of a space, then small ones for what is in use most: Latin
    letters and signs, the 6,763 characters of GB 2312 in its order, punctuation.
    """
    order = unit_order()
    out = np.zeros(65536, np.uint16)
    out[order] = np.arange(65536)
    return out


@cache
def unit_order() -> Units:
    """Return all units by rank."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    hanzi = [ord(c) for c in b"".join(cells).decode("gb2312", "ignore")]
    latin = (unit for unit in range(1, 256) if unit != SPACE)
    first = [SPACE, *latin, *hanzi, *range(0x3000, 0x3100), *range(0x2000, 0x2070)]
    others = np.ones(65536, np.bool_)
    others[first] = False
    return np.concatenate([first, np.flatnonzero(others)]).astype(np.uint16)
