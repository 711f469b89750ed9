"""Owns placements: one row for each time a piece stood on a channel, each counted once.
May not know measures.

A placement may stand in a ledger file and in its story's front matter, or twice in the ledger.
Two records are one placement if they have the same channel and the same URL (`url_key`); or, where
one of them has no URL, the same day and the same story (title, where one of them has no story).
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from generator.problems import Fault
from generator.schema import nearest
from generator.schema.synonyms import value_for
from generator.schema.types import parse_url, plain_url
from generator.stats.addresses import url_key
from generator.stats.sheets import Sheet
from generator.stats.spans import Days, iso

STATUSES = ("submitted", "accepted", "published", "rejected")
MOST_GUESSES = 20  # of a file: each compares a reference with every story
NOTHING = ("", "-", "--", "—")  # what a cell says that has nothing to say
NO_STORY = "-"  # no key of a story; true, so that it is understood once like any other text
READ = ("date", "channel", "status", "story")
COLUMNS = (*READ, "position", "title", "url", "kind", "id")
HEADERS = {
    **{name: name for name in COLUMNS},
    "日期": "date", "渠道": "channel", "状态": "status", "位置": "position", "稿件": "story",
    "标题": "title", "网址": "url", "链接": "url", "类别": "kind", "编号": "id",
}  # fmt: skip
_STATUS_WORDS = {
    **{s: s for s in STATUSES},
    "投稿": "submitted", "已投": "submitted", "采用": "accepted", "录用": "accepted",
    "发表": "published", "已发": "published", "退稿": "rejected", "未用": "rejected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placement:
    """A piece on a channel on a day (ordinal). `story` is a story's key, '' for none of ours.

    `path`, `line` say where it is recorded; a line of 0 means front matter. `others` are the ids
    and URLs that it has in records which repeat it.
    """

    day: int
    channel: str
    status: str = "published"
    position: str = ""
    story: str = ""
    title: str = ""
    url: str = ""
    kind: str = ""
    id: str = ""
    path: str = ""
    line: int = 0
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What snapshots may call it: its ids and its URL."""
        return tuple(name for name in (self.id, self.url, *self.others) if name)


def as_word(text: str) -> str:
    """Return a position or a kind as it is compared: `Home` and `ＨＯＭＥ` are `home`."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def url_fault(text: str, path: str, at: tuple[int, int]) -> Fault | None:
    """Return the fault of a cell that holds no URL: `#N/A` on every row would make them one."""
    quick = text.startswith(("https://", "http://")) and len(text) > len("https://")
    if quick and len(text.split()) == 1:
        return None  # a ledger has a million rows
    try:
        parse_url(text)
    except PydanticCustomError as error:
        args = dict(error.context or {})
        return Fault(error.type, path, args=args, nearest=str(args.pop("nearest", "")), at=at)
    return None


@dataclass(frozen=True, slots=True)
class Names:
    """How the ledger's words are understood: channels and stories by any name editors use.

    `story(reference, origin)` returns a story's key, '' if there is none, `NO_STORY` if it is there
    but not valid: its own mistakes are enough. `channels` maps names to ids, `suggest` says
    which is meant by a wrong one.
    """

    channels: dict[str, str]
    suggest: Callable[[str], str]
    story: Callable[[str, str], str]
    stories: Sequence[str] = ()


def read_placements(
    sheet: Sheet, days: Days, names: Names, unusable: set[str]
) -> Iterator[Placement]:
    """Yield the placements of a ledger file; rows that cannot be used become faults, and the names
    by which snapshots know them are added to `unusable`.
    """
    columns = sheet.columns(HEADERS, ("date", "channel"))
    if "date" not in columns or "channel" not in columns:
        return
    known: dict[tuple[str, str], Any] = {}
    guesses: dict[str, str] = {}
    indexes = [columns.get(name, len(sheet.header)) for name in COLUMNS]
    for line, cells in sheet.rows:
        cells = [*cells, ""]
        texts = [cells[index].strip() for index in indexes]
        row = _Row(sheet, line, texts, columns, guesses)
        if "=" in [text[:1] for text in texts]:
            row.formulas()
        day, channel, status, story = [
            known.get((name, text)) or row.read(name, text, days, names, known)
            for name, text in zip(READ, texts, strict=False)
        ]
        position, title, url, kind, name = texts[4:]
        if day and channel and status and story:
            key = "" if story is NO_STORY else story
            first = (day, channel, status, as_word(position), key, title, row.url())
            yield Placement(*first, as_word(kind), name, sheet.path, line)
        else:
            unusable.update((name, url))


@dataclass(slots=True)
class _Row:
    """One row being read; whatever is wrong with it goes to the sheet's faults."""

    sheet: Sheet
    line: int
    texts: list[str]
    columns: dict[str, int]
    guesses: dict[str, str]

    def read(
        self, name: str, text: str, days: Days, names: Names, known: dict[tuple[str, str], Any]
    ) -> Any:
        """Understand one cell. What it means is kept, so that each text is read once."""
        if name == "date":
            value: Any = self._day(text, days)
        elif name == "channel":
            value = self._channel(text, names)
        elif name == "status":
            value = self._status(text)
        else:
            value = self._story(text, names)
        known[name, text] = value
        return value

    def formulas(self) -> None:
        """Report the cells that hold a formula."""
        for name, text in zip(COLUMNS, self.texts, strict=True):
            if text[:1] == "=":
                self._wrong("L502", name, text)

    def url(self) -> str:
        """Return the row's URL, '' if it has none."""
        text = self.texts[COLUMNS.index("url")]
        if text in NOTHING:
            return ""
        fault = url_fault(text, self.sheet.path, (self.line, self.columns["url"] + 1))
        if fault is None:
            return plain_url(text)
        self.sheet.faults.append(fault)
        return ""

    def _wrong(self, code: str, name: str, value: str, near: str = "") -> None:
        at = (self.line, self.columns[name] + 1)
        fault = Fault(code, self.sheet.path, args={"value": value}, nearest=near, at=at)
        self.sheet.faults.append(fault)

    def _day(self, text: str, days: Days) -> int:
        if not text:
            self._wrong("L508", "date", "date")
            return 0
        at = (self.line, self.columns["date"] + 1)
        day, fault = days.fault(text, self.sheet.path, at)
        if fault is not None:
            self.sheet.faults.append(fault)
        return day

    def _channel(self, text: str, names: Names) -> str:
        found = names.channels.get(text) or names.channels.get(text.casefold(), "")
        if not text:
            self._wrong("L508", "channel", "channel")
        elif not found:
            self._wrong("L509", "channel", text, names.suggest(text))
        return found

    def _status(self, text: str) -> str:
        found = _STATUS_WORDS.get(text.casefold() or "published", "")
        if not found:
            near = value_for(text, STATUSES) or nearest(text, _STATUS_WORDS)
            self._wrong("L510", "status", text, near)
        return found

    def _story(self, text: str, names: Names) -> str:
        if not text:
            return NO_STORY
        found = names.story(text, self.sheet.path)
        if not found:
            if text not in self.guesses and len(self.guesses) < MOST_GUESSES:
                self.guesses[text] = nearest(text, names.stories)
            self._wrong("L224", "story", text, self.guesses.get(text, ""))
        return found


def placements_of(story: Any, names: Names) -> tuple[list[Placement], list[Fault]]:
    """Return the placements in a story's front matter; the day is the story's own by default."""
    found, faults = [], []
    for number, item in enumerate(story.fields.placements):
        channel = names.channels.get(item.channel) or names.channels.get(item.channel.casefold())
        if channel is None:
            keys = ("placements", number, "channel")
            near = names.suggest(item.channel)
            faults.append(Fault("L509", story.path, keys, {"value": item.channel}, near))
            continue
        day = (item.date or story.fields.date).at.toordinal()
        position, url, kind = as_word(item.position or ""), item.url or "", as_word(item.kind or "")
        first = (day, channel, item.status, position, story.key, story.title, url, kind)
        found.append(Placement(*first, path=story.path))
    return found, faults


def merge(records: Iterable[Placement]) -> tuple[tuple[Placement, ...], list[Fault]]:
    """Return each placement once, in the order of the records, and what was recorded twice.

    The first record stays and takes what it lacks from the second; where they differ in status
    or position the second is named. Give ledger files before front matter: the ledger wins.
    """
    kept: list[Placement] = []
    known: dict[tuple[str, str, str, int], int] = {}
    faults: list[Fault] = []
    for record in records:
        number = _same(record, kept, known)
        if number is None:
            number = len(kept)
            kept.append(record)
        else:
            faults += _doubled(kept[number], record)
            kept[number] = _filled(kept[number], record)
        for one in (record,) if kept[number] is record else (record, kept[number]):
            for key in _keys(one):
                known.setdefault(key, number)
    return tuple(kept), faults


def doubled_ids(placements: Iterable[Placement]) -> Iterator[Fault]:
    """Yield a fault for each placement whose id is that of another on its channel."""
    seen: dict[tuple[str, str], Placement] = {}
    for one in placements:
        first = seen.setdefault((one.channel, one.id), one) if one.id else one
        if first is not one:
            args = {"value": one.id, "other": f"{first.path}:{first.line}"}
            yield Fault("L539", one.path, args=args, at=(one.line, 1))


def _keys(record: Placement) -> Iterator[tuple[str, str, str, int]]:
    """Yield what a placement is known by: its URL, or on its day its story, its title."""
    if record.url:
        yield "url", record.channel, url_key(record.url), 0
    if record.story:
        yield "story", record.channel, record.story, record.day
    if record.title:
        title = "".join(record.title.split())  # a title over two lines is copied with or without
        plain = title if title.isascii() else unicodedata.normalize("NFKC", title)
        yield "title", record.channel, plain, record.day


def _same(
    record: Placement,
    kept: Sequence[Placement],
    known: Mapping[tuple[str, str, str, int], int],
) -> int | None:
    """Return the number of the kept placement that a record is, None if it is a new one."""
    for key in _keys(record):
        number = known.get(key)
        if number is None:
            continue
        other = kept[number]
        same_piece = key[0] == "story" or not (record.story and other.story)
        if key[0] == "url" or (same_piece and not (record.url and other.url)):
            return number
    return None


def _doubled(first: Placement, second: Placement) -> Iterator[Fault]:
    """A second row in the ledger is a slip; front matter beside the ledger only if it differs."""
    at = (second.line, 1) if second.line else (0, 0)
    keys = () if second.line else ("placements",)
    other = f"{first.path}:{first.line}" if first.line else first.path
    if second.line or not first.line:
        yield Fault("L511", second.path, keys, {"other": other}, at=at)
    for name in ("status", "position", "day"):
        one, two = getattr(first, name), getattr(second, name)
        if one and two and one != two:
            shown = [iso(v) if name == "day" else v for v in (two, one)]
            args = {"name": "date" if name == "day" else name, "value": shown[0], "kept": shown[1]}
            yield Fault("L512", second.path, keys, {**args, "other": other}, at=at)


def _filled(first: Placement, second: Placement) -> Placement:
    lacking: dict[str, Any] = {
        name: value
        for name in ("position", "story", "title", "url", "kind", "id")
        if not getattr(first, name) and (value := getattr(second, name))
    }
    held = ("", *first.names, lacking.get("id"), lacking.get("url"))
    if more := tuple(name for name in (second.id, second.url) if name not in held):
        lacking["others"] = (*first.others, *more)
    return dataclasses.replace(first, **lacking) if lacking else first
