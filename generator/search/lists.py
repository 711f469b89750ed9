"""Owns writing lists: the levels of a segment become shards of bounded size.
May not know texts. docs/search-format.md describes the bytes; `shards.js` reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from generator.search.bits import (
    Codes,
    Ints,
    empty,
    flag,
    gamma,
    joined,
    packed,
    put,
    varints,
    where,
)
from generator.search.grams import OFTEN, Level, only, taken
from generator.search.keys import (
    PAIRS,
    Places,
    places_of_pairs,
    places_of_units,
    shards_of_kinds,
    spread_of,
)
from generator.search.told import Tiers, Told, spread, starts_of, tiers_of, told_of
from generator.search.trees import Forest, Nodes

TREE_BITS = 5  # the low bits of a step between siblings in trees
RARE = 3  # documents of a pair that is kept apart: seldom asked for, and then the only one needed
ROOM = 64  # documents; a segment may grow by so many before its lists get other parameters
KINDS = 5  # units, pairs, rare pairs, threes, trees

Kinds = tuple[tuple[bytes, ...], ...]  # the shards of each kind


def write_lists(levels: Sequence[Level], n_docs: int, count: int) -> Kinds:
    """Write the lists of single units, of pairs, of rare pairs, of threes and of longer runs.
    `count` is that of the site (see `keys.shard_count`); an empty shard has no bytes.
    """
    numbers = shards_of_kinds(count)
    singles, pairs = levels[0], levels[1]
    by_unit = places_of_units(singles.lasts, numbers[0])
    by_pair = places_of_pairs(pairs.parents, pairs.lasts, numbers[1])
    by_rare = places_of_pairs(pairs.parents, pairs.lasts, numbers[2])
    common = pairs.sizes > RARE
    rare = Places(by_rare.shards[~common], by_rare.keys[~common])
    those = Places(by_pair.shards[common], by_pair.keys[common])
    files, ordinals = _write_flat(only(pairs, common), n_docs, those, RARE + 1, numbers[1])
    found = np.zeros(len(common), np.int64)
    found[common] = ordinals
    three = Forest.of(levels[1:3], Places(by_pair.shards, found), numbers[3], PAIRS)
    threes, ordinals = _write_forest(three, numbers[3])
    trees = Forest.of(levels[2:], Places(three.places.shards, ordinals), numbers[4], 1)
    return (
        _write_flat(singles, n_docs, by_unit, 1, numbers[0])[0],
        files,
        _write_flat(only(pairs, ~common), n_docs, rare, 1, numbers[2])[0],
        threes,
        _write_forest(trees, numbers[4])[0],
    )


def _write_flat(
    level: Level, n_docs: int, places: Places, least: int, number: int
) -> tuple[tuple[bytes, ...], Ints]:
    """Write the lists of units or pairs, each of `least` documents or more; returns the number of
    each among those of more than OFTEN documents in its shard, too.
    """
    count = len(level.sizes)
    if not count:
        return (b"",) * number, np.zeros(0, np.int64)
    order = np.lexsort((places.keys, places.shards))
    shards, level = places.shards[order], taken(level, order)
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    rooms = np.full(count, n_docs, np.int32)
    told = told_of(level.sizes, level.docs, rooms, rooms | (ROOM - 1))
    tiered = np.maximum.reduceat(level.tiers, level.starts) > 0
    tiers = tiers_of(tiered, level.sizes, level.tiers, parameters=False)
    steps, heads = _steps(places.keys[order], first)
    codes, starts = _assembled(
        [joined(joined(steps, gamma(level.sizes - least)), flag(tiered))], told, tiers
    )
    numbers = np.empty(count, np.int64)
    numbers[order] = _numbered(level.sizes > OFTEN, first)
    return _filed(heads, packed(codes, starts[first]), shards[first], number), numbers


def _numbered(chosen: npt.NDArray[np.bool_], first: Ints) -> Ints:
    """Number the chosen ones of each run of neighbours, which begin at `first`, from 0 on."""
    before: Ints = np.cumsum(chosen, dtype=np.int64) - chosen
    return before - np.repeat(before[first], np.diff(first, append=len(chosen)))


def _write_forest(forest: Forest, number: int) -> tuple[tuple[bytes, ...], Ints]:
    """Write trees, each node before its children; returns the number of each root in its shard,
    too.
    """
    if not len(forest.sizes):
        return (b"",) * number, np.zeros(0, np.int64)
    order, roots = forest.order()
    by = order[roots]
    shards = forest.places.shards[by]
    first = np.flatnonzero(np.diff(shards, prepend=-1))
    steps = gamma(forest.steps()[order], TREE_BITS)
    of_roots, heads = _steps(forest.places.keys[by], first)
    put(steps, roots, of_roots)
    nodes = forest.nodes(order)
    told = told_of(nodes.sizes, nodes.places, nodes.rooms, nodes.rooms)
    tiers = tiers_of(nodes.tiered, nodes.sizes, nodes.tiers, parameters=True)
    codes, starts = _assembled([steps, _nodes(nodes, told)], told, tiers)
    numbers = np.empty(len(by), np.int64)
    numbers[by] = _numbered(np.ones(len(by), np.bool_), first)
    return _filed(heads, packed(codes, starts[roots[first]]), shards[first], number), numbers


def _nodes(nodes: Nodes, told: Told) -> Codes:
    """Code what is told of nodes before their numbers: children, how many numbers of which kind,
    whether tiers follow, the parameter.
    """
    body = joined(gamma(nodes.children), flag(told.missing))
    body = joined(body, gamma(told.counts - ~told.missing))
    body = joined(body, flag(nodes.tiered))
    return joined(body, where(told.counts > 0, gamma(told.parameters)))


def _steps(keys: Ints, first: Ints) -> tuple[Codes, list[bytes]]:
    """Code the steps between ascending keys (less one), from -1 on at each of `first`. Returns what
    each shard begins with, too: how many keys it has, and how many low bits of its steps are
    written as they are.
    """
    counts = np.diff(first, append=len(keys))
    low = spread_of(keys[first + counts - 1], counts)
    steps = np.diff(keys, prepend=-1) - 1
    steps[first] = keys[first]
    heads = [varints(head) for head in zip(counts.tolist(), low.tolist(), strict=True)]
    return gamma(steps, np.repeat(low, counts)), heads


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
    heads: Sequence[bytes], parts: Sequence[bytes], shards: Ints, number: int
) -> tuple[bytes, ...]:
    """Return all shards; an empty one has nothing."""
    out = [b""] * number
    for shard, head, part in zip(shards.tolist(), heads, parts, strict=True):
        out[shard] = head + part
    return tuple(out)
