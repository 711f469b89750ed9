"""Owns writing lists: the levels of a segment become shards of bounded size.
May not know texts. docs/search-format.md describes the bytes; `shards.js` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

import numpy as np

from generator.search.bits import Codes, Piece, flag, gamma, joined, packed, varint, where
from generator.search.grams import OFTEN, Level, taken
from generator.search.places import (
    PAIRS,
    Places,
    in_order,
    places_of_pairs,
    places_of_units,
    shards_of_kinds,
    spread_of,
)
from generator.search.runs import Flags, Ints
from generator.search.told import Told, tiers_of, told_of
from generator.search.trees import Forest, Nodes

TREE_BITS = 5  # the low bits of a step between siblings in trees
RARE = 3  # documents of a pair that is kept apart: seldom asked for, and then the only one needed
ROOM = 64  # documents; a segment may grow by so many before its lists get other parameters


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of one kind, end to end, and how large each is; an empty one has no bytes."""

    data: bytes
    sizes: Ints

    def __iter__(self) -> Iterator[bytes]:
        ends = accumulate(self.sizes.tolist(), initial=0)
        return (self.data[begin:end] for begin, end in pairwise(ends))


def write_lists(levels: Iterable[Level], n_docs: int, count: int) -> tuple[Shards, ...]:
    """Write the lists of single units, of pairs, of rare pairs, of threes, fours and longer runs;
    asks for each level when it is needed. `count` is that of the site (see `keys.shard_count`).
    """
    numbers = shards_of_kinds(count)
    longer = iter(levels)
    singles, pairs = islice(longer, 2)
    by_unit = places_of_units(singles.lasts, numbers[0])
    by_pair = places_of_pairs(pairs.parents, pairs.lasts, numbers[1])
    order = in_order(by_pair, numbers[1])
    common = (pairs.sizes > RARE)[order]
    these, rare = order[common], order[~common]
    ordinals = np.zeros(len(order), np.int64)
    ordinals[these] = _ordinals(by_pair.shards[these], pairs.sizes[these] > OFTEN)
    flat = (
        _write_flat(singles, in_order(by_unit, numbers[0]), n_docs, by_unit, 1, numbers[0]),
        _write_flat(pairs, these, n_docs, by_pair, RARE + 1, numbers[1]),
        _write_flat(pairs, rare, n_docs, by_pair, 1, numbers[2]),
    )
    third = list(islice(longer, 1))
    three = Forest.of([pairs, *third], Places(by_pair.shards, ordinals), numbers[3], PAIRS)
    threes, ordinals = _write_forest(three, numbers[3])
    fourth = list(islice(longer, 1))
    four = Forest.of([*third, *fourth], Places(three.places.shards, ordinals), numbers[4], 1)
    fours, ordinals = _write_forest(four, numbers[4])
    trees = Forest.of([*fourth, *longer], Places(four.places.shards, ordinals), numbers[5], 1)
    return (*flat, threes, fours, _write_forest(trees, numbers[5])[0])


def _ordinals(shards: Ints, counted: Flags) -> Ints:
    """Number those that are counted in each shard from 0 on."""
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    before: Ints = np.cumsum(counted, dtype=np.int64) - counted
    return before - np.repeat(before[first], np.diff(first, append=len(shards)))


def _write_flat(
    level: Level, order: Ints, n_docs: int, places: Places, least: int, number: int
) -> Shards:
    """Write those lists of units or pairs that `order` names in the order of their places, each of
    `least` documents or more, into so many shards.
    """
    if not len(order):
        return Shards(b"", np.zeros(number, np.int64))
    level = taken(level, order)
    rooms = np.full(len(order), n_docs, np.int32)
    told = told_of(level.sizes, level.docs, rooms, rooms | (ROOM - 1))
    held = level.tiers
    tiered = np.maximum.reduceat(held, level.starts) > 0
    tiers = tiers_of(tiered, level.sizes, held, parameters=False)
    shards = places.shards[order]
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    steps, heads = _steps(places.keys[order], first)
    codes = joined(joined(steps, gamma(level.sizes - least)), flag(tiered))
    return _filed([Piece(codes), told.piece(), *tiers], heads, first, shards[first], number)


def _write_forest(forest: Forest, number: int) -> tuple[Shards, Ints]:
    """Write trees, each node before its children; returns the number of each root in its shard,
    too.
    """
    if not len(forest.sizes):
        return Shards(b"", np.zeros(number, np.int64)), np.zeros(0, np.int64)
    order, roots = forest.order()
    by = order[roots]
    shards = forest.places.shards[by]
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    steps = gamma(forest.steps()[order], TREE_BITS)
    of_roots, heads = _steps(forest.places.keys[by], first)
    steps.values[roots], steps.lengths[roots] = of_roots.values, of_roots.lengths
    nodes = forest.nodes(order)
    told = told_of(nodes.sizes, nodes.places, nodes.rooms, nodes.rooms)
    tiers = tiers_of(nodes.tiered, nodes.sizes, nodes.tiers, parameters=True)
    pieces = [Piece(steps), Piece(_nodes(nodes, told)), told.piece(), *tiers]
    ordinals = np.empty(len(by), np.int64)
    ordinals[by] = _ordinals(shards, np.ones(len(by), np.bool_))
    return _filed(pieces, heads, roots[first], shards[first], number), ordinals


def _nodes(nodes: Nodes, told: Told) -> Codes:
    """Code what is told of nodes before their numbers: children, how many numbers of which kind,
    whether tiers follow, the parameter.
    """
    body = joined(gamma(nodes.children), flag(told.missing))
    body = joined(body, gamma(told.counts - ~told.missing))
    body = joined(body, flag(nodes.tiered))
    return joined(body, where(told.counts > 0, gamma(told.parameters)))


def _steps(keys: Ints, first: Ints) -> tuple[Codes, Codes]:
    """Code the steps between ascending keys (less one), from -1 on at each of `first`. Returns what
    each shard begins with, too: how many keys it has, and how many low bits of its steps are
    written as they are.
    """
    counts = np.diff(first, append=len(keys))
    low = spread_of(keys[first + counts - 1], counts)
    steps = np.diff(keys, prepend=-1) - 1
    steps[first] = keys[first]
    return gamma(steps, np.repeat(low, counts)), joined(varint(counts), varint(low))


def _filed(pieces: Sequence[Piece], heads: Codes, first: Ints, shards: Ints, number: int) -> Shards:
    """Return all shards; those with something are named."""
    sizes = np.zeros(number, np.int64)
    data, sizes[shards] = packed(pieces, heads, first)
    return Shards(data, sizes)
