"""Owns writing lists: the levels of a segment become shards of bounded size.
May not know texts. docs/search-format.md describes the bytes; `shards.js` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd

import numpy as np
import numpy.typing as npt

from generator.search.bits import (
    Codes,
    Ints,
    Small,
    empty,
    flag,
    gamma,
    joined,
    packed,
    put,
    rice_parameter,
    varints,
    where,
)
from generator.search.grams import OFTEN, Level, only, taken
from generator.search.told import Tiers, Told, spread, starts_of, tiers_of, told_of
from generator.search.trees import Forest, Nodes

KEY_BITS = 3  # the low bits of a step between keys that are written as they are
TREE_BITS = 5  # in trees
RARE = 3  # documents of a pair that is kept apart: seldom asked for, and then the only one needed
SHARD = 800  # bytes at which shards aim: of units and pairs
SHARD_RARE = 1500  # of rare pairs
SHARD_TREES = 1000
# Bits that lists take beside their numbers, about.
_GRAM, _NODE, _TIER = 10, 20, 6


def write_lists(levels: Sequence[Level], n_docs: int, n_ids: int) -> tuple[tuple[bytes, ...], ...]:
    """Write the lists of single units, of pairs, of rare pairs and of longer runs."""
    singles, pairs = levels[0], levels[1]
    common = pairs.sizes > RARE
    often = np.flatnonzero(pairs.sizes[common] > OFTEN)
    files, order = _write_flat(only(pairs, common), n_docs, n_ids, RARE + 1, SHARD)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    ranks = np.zeros(len(pairs.sizes), np.int64)
    ranks[np.flatnonzero(pairs.sizes > OFTEN)[np.argsort(place[often])]] = np.arange(len(often))
    return (
        _write_flat(singles, n_docs, n_ids, 1, SHARD)[0],
        files,
        _write_flat(only(pairs, ~common), n_docs, n_ids, 1, SHARD_RARE)[0],
        *_longer(levels, ranks, n_ids),
    )


def _longer(
    levels: Sequence[Level], ranks: Ints, n_ids: int
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Write the lists of three units, and the trees of longer runs; `ranks` are those of pairs."""
    files, ranks = _write_forest(Forest.of(levels[1:3], ranks, n_ids))
    return files, _write_forest(Forest.of(levels[2:], ranks, n_ids))[0]


def _write_flat(
    level: Level, n_docs: int, n_ids: int, least: int, size: int
) -> tuple[tuple[bytes, ...], Ints]:
    """Write the lists of units or pairs, each of `least` documents or more, and return their order
    in all shards.
    """
    count = len(level.sizes)
    if not count:
        return (), np.zeros(0, np.int64)
    keys = level.parents.astype(np.int64) * n_ids + level.lasts
    rooms = np.full(count, n_docs, np.int32)
    number = _number(_weight(level.sizes, rooms, level.tiers) + _GRAM * count, n_ids, size)
    order = np.argsort(keys % number, kind="stable")
    shards, level = (keys % number)[order], taken(level, order)
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    told = told_of(level.sizes, level.docs, rooms)
    tiered = np.maximum.reduceat(level.tiers, level.starts) > 0
    tiers = tiers_of(tiered, level.sizes, level.tiers, parameters=False)
    steps = _steps((keys // number)[order], first, KEY_BITS)
    heads = joined(joined(steps, gamma(level.sizes - least)), flag(tiered))
    codes, starts = _assembled([heads], told, tiers)
    long = level.sizes > OFTEN
    before: Ints = (np.cumsum(long) - long)[first]
    begins = zip(before.tolist(), np.diff(first, append=count).tolist(), strict=True)
    return _filed(begins, packed(codes, starts[first]), shards[first], number), order


def _write_forest(forest: Forest) -> tuple[tuple[bytes, ...], Ints]:
    """Write trees, each node before its children, and return the numbers of the roots."""
    count = len(forest.sizes)
    if not count:
        return (), np.zeros(0, np.int64)
    weight = _weight(forest.sizes, forest.rooms, forest.tiers[:0]) + _NODE * count
    number = _number(weight, forest.n_ids, SHARD_TREES)
    order, roots = forest.order(number)
    by = order[roots]
    shards = forest.keys[by] % number
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    steps = gamma(forest.steps()[order], TREE_BITS)
    put(steps, roots, _steps(forest.keys[by] // number, first, TREE_BITS))
    nodes = forest.nodes(order)
    told = told_of(nodes.sizes, nodes.places, nodes.rooms)
    tiers = tiers_of(nodes.tiered, nodes.sizes, nodes.tiers, parameters=True)
    codes, starts = _assembled([steps, _nodes(nodes, told)], told, tiers)
    begins = zip(first.tolist(), np.diff(first, append=len(roots)).tolist(), strict=True)
    files = _filed(begins, packed(codes, starts[roots[first]]), shards[first], number)
    return files, np.argsort(by)


def _nodes(nodes: Nodes, told: Told) -> Codes:
    """Code what is told of nodes before their numbers: children, how many numbers of which kind,
    whether tiers follow, the parameter.
    """
    body = joined(gamma(nodes.children), flag(told.missing))
    body = joined(body, gamma(told.counts - ~told.missing))
    body = joined(body, flag(nodes.tiered))
    return joined(body, where(told.counts > 0, gamma(told.parameters)))


def _weight(sizes: Small, rooms: Small, tiers: npt.NDArray[np.uint8]) -> int:
    """Return how many bits the numbers of lists and their tiers take, about."""
    counts = np.minimum(sizes, rooms - sizes)
    widths = rice_parameter(rooms - counts, counts) + 2
    return int((counts * widths).sum()) + _TIER * int(np.count_nonzero(tiers))


def _number(weight: int, n_ids: int, size: int) -> int:
    """Return into how many shards of `size` bytes lists go: without a divisor in common with the
    size of the alphabet, so that the grams that begin alike are spread.
    """
    number = max(1, round(weight / 8 / size))
    while gcd(number, n_ids) > 1:
        number += 1
    return number


def _steps(keys: Ints, first: Ints, low: int) -> Codes:
    """Code the steps between ascending keys (less one), from -1 on at each of `first`."""
    steps = np.diff(keys, prepend=-1) - 1
    steps[first] = keys[first]
    return gamma(steps, low)


def _assembled(heads: Sequence[Codes], told: Told, tiers: Tiers) -> tuple[Codes, Ints]:
    """Return all codes of lists, and where those of each list begin: heads, numbers, tiers."""
    starts = starts_of(told.counts + tiers.counts + len(heads)).astype(np.int64)
    codes = empty(len(heads) * len(starts) + len(told.numbers) + len(tiers.codes.zeros))
    for place, head in enumerate(heads):
        put(codes, starts + place, head)
    put(codes, spread(starts + len(heads), told.counts), told.codes())
    put(codes, spread(starts + len(heads) + told.counts, tiers.counts), tiers.codes)
    return codes, starts


def _filed(
    heads: Iterable[Iterable[int]], parts: Sequence[bytes], shards: Ints, number: int
) -> tuple[bytes, ...]:
    """Return all shards, with what they begin with; an empty one has nothing."""
    out = [b""] * number
    for shard, head, part in zip(shards.tolist(), heads, parts, strict=True):
        out[shard] = varints(head) + part
    return tuple(out)
