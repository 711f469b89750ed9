"""Owns the ledger: every file of `content/ledger/` and the placements in front matter, together.
May not compute a measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from generator.graph import Library
from generator.graph.library import EMPTY
from generator.problems import Fault
from generator.schema import nearest
from generator.source import ContentFolder
from generator.stats.placements import HEADERS as PLACEMENT_HEADERS
from generator.stats.placements import (
    NO_STORY,
    Names,
    Placement,
    doubled_ids,
    merge,
    placements_of,
    read_placements,
)
from generator.stats.sheets import ENDINGS, Sheet, open_sheet
from generator.stats.smalltables import (
    BASELINE_HEADERS,
    EVENT_HEADERS,
    Baseline,
    EventFigure,
    doubled_baselines,
    doubled_events,
    read_baselines,
    read_events,
)
from generator.stats.snapshot_rows import HEADERS as SNAPSHOT_HEADERS
from generator.stats.snapshot_rows import read_into
from generator.stats.snapshots import Snapshots, wrong_readings
from generator.stats.spans import Days

FOLDER = "ledger"
HEADERS = {
    "placements": PLACEMENT_HEADERS,
    "snapshots": SNAPSHOT_HEADERS,
    "baselines": BASELINE_HEADERS,
    "figures": EVENT_HEADERS,
}
TABLES = tuple(HEADERS)
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the office wrote down: where its pieces stood and how often they were read."""

    placements: tuple[Placement, ...]
    snapshots: Snapshots
    baselines: tuple[Baseline, ...]
    events: tuple[EventFigure, ...]
    faults: tuple[Fault, ...]


def read_ledger(folder: ContentFolder, library: Library, zone: ZoneInfo) -> Ledger:
    """Read every table of the ledger. Never raises for what is in it.

    A file belongs to the table that its name, or its folder below `ledger/`, begins with:
    `ledger/placements-2021.csv` and `ledger/placements/wechat.xlsx` are both placements.
    """
    faults: list[Fault] = []
    days, names = Days(zone), names_of(library)
    records: list[Placement] = []
    unusable: set[str] = set()
    snapshots = Snapshots()
    baselines: list[Baseline] = []
    events: list[EventFigure] = []
    for table, sheet in _sheets(folder, faults):
        if table == "placements":
            records += read_placements(sheet, days, names, unusable)
        elif table == "snapshots":
            read_into(snapshots, sheet, days, names)
        elif table == "baselines":
            baselines += read_baselines(sheet)
        else:
            events += read_events(sheet, days)
        faults += sheet.faults
    placements, wrong = merge([*records, *_in_stories(library, names, faults)])
    faults += [*wrong, *snapshots.doubled()]
    faults += wrong_readings(snapshots, placements, unusable)
    faults += [*doubled_ids(placements), *doubled_events(events), *doubled_baselines(baselines)]
    return Ledger(placements, snapshots, tuple(baselines), tuple(events), tuple(faults))


def _sheets(folder: ContentFolder, faults: list[Fault]) -> Iterator[tuple[str, Sheet]]:
    """Yield each file of the ledger with the name of its table."""
    for path in folder.below(FOLDER):
        table = table_of(path)
        if not table:
            args = {"value": path, "tables": " ".join(TABLES)}
            near = nearest(path.split("/")[1], [f"{t}.csv" for t in TABLES])
            faults.append(Fault("L519", path, args=args, nearest=near))
            continue
        try:
            sheet = open_sheet(folder.read(path), path, partial(_is_header, HEADERS[table]))
        except OSError as error:
            faults.append(Fault("L101", path, args={"reason": error.strerror or error}))
            continue
        yield table, sheet


def _is_header(known: Mapping[str, str], cells: Sequence[str]) -> bool:
    """Tell whether a row is the header: two words of it are known, as in no title and no data."""
    return len({known.get(cell.strip().casefold(), "") for cell in cells} - {""}) > 1


def table_of(path: str) -> str:
    """Return which table a file of the ledger belongs to, or ''."""
    word = _WORD.match(path.removeprefix(f"{FOLDER}/").lower())
    known = word is not None and word[0] in TABLES and path.lower().endswith(ENDINGS)
    return word[0] if known and word is not None else ""


def names_of(library: Library) -> Names:
    """Return how the ledger may name channels (id, Chinese, English) and stories."""
    channels: dict[str, str] = {}
    vocabulary = library.vocabularies.get("channels", EMPTY)
    for term in vocabulary:
        for name in (term.id, term.zh, term.en, *term.aliases):
            if name:
                channels.setdefault(name, term.id)
                channels.setdefault(name.casefold(), term.id)

    def story(reference: str, origin: str) -> str:
        found = library.story(reference, origin) or library.story(reference, "")
        if found is not None:
            return found.key
        is_broken = any(library.is_broken_story(reference, place) for place in (origin, ""))
        return NO_STORY if is_broken else ""

    return Names(channels, vocabulary.suggest, story, tuple(library.story_ids))


def _in_stories(library: Library, names: Names, faults: list[Fault]) -> Iterable[Placement]:
    stories: Iterable[Any] = library.of("story").values()
    for story in sorted(stories, key=lambda e: e.path):
        found, wrong = placements_of(story, names)
        faults += wrong
        yield from found
