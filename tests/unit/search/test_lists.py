"""The lists of a segment: which runs have one, that the halves of all others share few documents,
and that the browser reads back what was written.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builds import run

from generator.search.grams import LONGEST, OFTEN, TIERS, Stream, levels
from generator.search.lists import write_lists

READS = (Path(__file__).with_name("lists.mjs")).as_posix()
NEVER_ALONE = 2  # a unit
Texts = list[list[int]]


def texts(documents: int, letters: int, seed: int) -> Texts:
    """Documents of a few letters: many runs are frequent, and some repeat."""
    chance = random.Random(seed)
    words = [[chance.randint(1, letters) for _ in range(chance.randint(2, 6))] for _ in range(12)]
    return [
        list(itertools.chain(*(chance.choice(words) for _ in range(chance.randint(0, 9)))))
        for _ in range(documents)
    ]


def stream(found: Texts) -> Stream:
    """The first three units of each document are in tier 3, the others in tier 0."""
    ids = [unit for text in found for unit in (*text, 0)]
    cells = [
        TIERS * number + (0 if place < 3 else TIERS - 1)
        for number, text in enumerate(found)
        for place in range(len(text) + 1)
    ]
    lone = ~np.isin(np.arange(65536), [0, NEVER_ALONE])
    return Stream(np.array(ids, np.uint16), np.array(cells, np.int32), len(found), lone)


def holders(found: Texts) -> dict[tuple[int, ...], dict[int, int]]:
    """Every run with its documents and the tier in each: 3 if it begins in the first three."""
    out: dict[tuple[int, ...], dict[int, int]] = {}
    for number, text in enumerate(found):
        for size in range(1, LONGEST + 1):
            for at in range(len(text) - size + 1):
                tiers = out.setdefault(tuple(text[at : at + size]), {})
                tiers[number] = max(tiers.get(number, 0), 3 if at < 3 else 0)
    return out


def listed(found: Stream) -> Iterator[tuple[tuple[int, ...], dict[int, int]]]:
    """Every run that has a list, with it."""
    runs: list[tuple[int, ...]] = []
    for length, level in enumerate(levels(found), 1):
        firsts = [(int(p),) for p in level.parents] if length == 2 else []
        firsts = firsts or [runs[p] if length > 2 else () for p in level.parents]
        runs = [(*first, int(last)) for first, last in zip(firsts, level.lasts, strict=True)]
        ends = np.cumsum(level.sizes)
        for one, size, end in zip(runs, level.sizes, ends, strict=True):
            part = slice(int(end - size), int(end))
            yield one, dict(zip(level.docs[part].tolist(), level.tiers[part].tolist(), strict=True))


@pytest.mark.parametrize(("documents", "letters"), [(0, 3), (1, 3), (30, 4), (90, 9), (300, 30)])
def test_runs_have_lists_where_their_halves_share_many_documents(
    documents: int, letters: int
) -> None:
    found = texts(documents, letters, documents)
    truth, lists = holders(found), dict(listed(stream(found)))
    for one, held in lists.items():
        assert held == truth[one], one
    for one in truth:
        assert (one in lists) == (one != (NEVER_ALONE,)) or len(one) > 1
        left, right = truth[one[:-1]] if one[:-1] else {}, truth.get(one[1:], {})
        if len(one) == 2:
            assert one in lists
        if len(one) > 2 and one not in lists:
            halves = one[:-1] in lists and one[1:] in lists
            assert not halves or len(left.keys() & right.keys()) <= OFTEN, one


@pytest.mark.parametrize(
    ("documents", "letters", "count", "few"),
    [(3, 4, 1, 0), (90, 9, 7, 0), (300, 30, 1, 0), (300, 30, 15, 0), (300, 30, 15, 12)],
)
def test_the_browser_finds_the_runs_that_stand_somewhere_and_no_others(
    documents: int, letters: int, count: int, few: int, tmp_path: Path
) -> None:
    found = texts(documents, letters, documents + 1)
    kinds = write_lists(tuple(levels(stream(found))), documents, count)
    chance = random.Random(3)
    truth = holders(found)
    absent = [[chance.randint(1, letters) for _ in range(chance.randint(2, 6))] for _ in range(300)]
    runs = [*chance.sample(sorted(truth), min(600, len(truth))), *map(tuple, absent)]
    asked = {
        "shards": [[shard.hex() for shard in kind] for kind in kinds],
        "size": documents,
        "often": OFTEN,
        "few": few,
        "runs": runs,
    }
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    ran = run("node", READS, tmp_path / "asked.json")
    assert ran.code == 0, ran.err
    for one, answer in zip(runs, json.loads(ran.out), strict=True):
        check(one, answer, truth.get(tuple(one), {}), few)


def check(one: tuple[int, ...], answer: dict[str, Any], truth: dict[int, int], few: int) -> None:
    """An exact answer is the truth; another one holds it, with few that are none."""
    held = truth if tuple(one) != (NEVER_ALONE,) else {}
    got = dict(zip(answer["docs"], answer["tiers"], strict=True))
    if answer["exact"]:
        assert got == held, one
    else:
        assert got.keys() >= held.keys(), one
        assert len(one) > LONGEST or len(got) <= max(OFTEN, few), one
