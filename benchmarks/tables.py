"""Owns what is made of samples: medians, ranges, ratios, and the Markdown that shows them.
May not measure.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.contestants import COLD, EDIT
from benchmarks.rounds import REHEARSAL, STEPS, Sample

ABSENT = "—"
MB = 1_000_000
# Title, attribute, divisor, decimals.
MEASURES = (
    ("time, s", "wall", 1.0, 2),
    ("CPU, s", "cpu", 1.0, 2),
    ("memory of the largest process, MB", "largest", MB, 0),
    ("memory of all processes, MB", "tree", MB, 0),
    ("files written", "files", 1.0, 0),
    ("MB written", "bytes", MB, 1),
)


@dataclass(frozen=True, slots=True)
class Range:
    """A median with the least and the greatest value."""

    median: float
    least: float
    most: float

    def shown(self, decimals: int) -> str:
        """Return `1.20 (1.10–1.40)`, or the median alone where all are shown alike."""
        texts = [f"{value:,.{decimals}f}" for value in (self.median, self.least, self.most)]
        if len(set(texts)) == 1:
            return texts[0]
        return f"{texts[0]} ({texts[1]}–{texts[2]})"


def range_of(values: Sequence[float]) -> Range | None:
    """Return the range of the values, None if there are none."""
    if not values:
        return None
    return Range(statistics.median(values), min(values), max(values))


def ratio(ours: dict[int, float], theirs: dict[int, float]) -> Range | None:
    """Return the ratio of the medians, with the least and greatest ratio within one round.

    Both are values by round. None where a median is missing or theirs is 0.
    """
    rounds = sorted(ours.keys() & theirs.keys())
    over = [ours[r] / theirs[r] for r in rounds if theirs[r]]
    if not over or not (base := statistics.median(theirs.values())):
        return None
    return Range(statistics.median(ours.values()) / base, min(over), max(over))


def by_round(
    samples: Iterable[Sample], name: str, stories: int, step: str, attribute: str
) -> dict[int, float]:
    """Return a measure by round: of the rehearsal for the tree's memory, else of the others."""
    found = {}
    for sample in samples:
        value = getattr(sample, attribute)
        rehearsed = (sample.round == REHEARSAL) == (attribute == "tree")
        place = (sample.name, sample.stories, sample.step)
        if place == (name, stories, step) and rehearsed and value is not None:
            found[sample.round] = float(value)
    return found


def table(samples: Sequence[Sample], stories: int, ours: str, theirs: str) -> str:
    """Return the table of one size: every step and measure of two contestants."""
    lines = [f"| {stories:,} stories | measure | {ours} | {theirs} | {ours} ÷ {theirs} |"]
    lines.append("|---|---|---:|---:|---:|")
    for step in STEPS:
        for title, attribute, divisor, decimals in MEASURES:
            found = [by_round(samples, who, stories, step, attribute) for who in (ours, theirs)]
            ranges = [range_of([v / divisor for v in values.values()]) for values in found]
            cells = [_shown(r, decimals) for r in ranges] + [_shown(ratio(*found), 2)]
            lines.append(f"| {step} | {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def overview(samples: Sequence[Sample], first: str) -> str:
    """Return one line for each contestant, `first` before all: medians of times, in seconds."""
    sizes = sorted({sample.stories for sample in samples})
    places = [(size, step) for step in (COLD, EDIT) for size in sizes]
    heads = "".join(f" {size:,} stories, {step} |" for size, step in places)
    lines = [f"| seconds |{heads}", "|---|" + "---:|" * len(places)]
    for name in sorted(dict.fromkeys(s.name for s in samples), key=lambda name: name != first):
        found = (range_of([*by_round(samples, name, *p, "wall").values()]) for p in places)
        cells = " | ".join(f"{r.median:.1f}" if r else ABSENT for r in found)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def _shown(found: Range | None, decimals: int) -> str:
    return found.shown(decimals) if found else ABSENT
