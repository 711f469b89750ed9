"""An entry that a build left for the next one is what it was, and so is its gist."""

from __future__ import annotations

import pickle
from datetime import datetime
from typing import Any

import pytest
from edits import MOMENTS
from newsroom import Desk, make_newsroom
from smallsite import ZONE, person, story, write_folder

from generator.graph import decide
from generator.kinds import KINDS
from generator.kinds.base import Entry, Packed, gist_of
from generator.reading import read_content
from generator.schema import Context

MORE = (
    story("2024/a", id="own-id", aliases=["/old/1.html"], updated="2024-05-12T08:00")
    + story("2024/b", embargo_until=MOMENTS[1], placements=[{"channel": "wechat"}])
    + story("2024/c", status="withdrawn", expires_at=MOMENTS[2])
    + person("li-er", "李二", basis={"kind": "consent", "until": MOMENTS[2]})
    + "-- pages/gone.md --\n---\ntitle: 页\npublish_at: 2026-12-01\n---\n一页。\n"
    + "-- honors/may-day-2020.yml --\ntitle: 榜\nhonor: may-day\nyear: 2020\nstatus: draft\n"
    + "entries: rows.csv\n-- honors/rows.csv --\nname\n王五\n"
)


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Entry[Any], ...]:
    """Entries of every kind, with and without what decides whether they are published."""
    root = tmp_path_factory.mktemp("packed")
    Desk(root).save(make_newsroom(), "write")
    write_folder(MORE, root / "content")
    found = read_content(root / "content", Context(ZONE), lambda *_: None).entries
    assert {entry.kind for entry in found} == {kind.name for kind in KINDS}
    return found


def left(entry: Entry[Any]) -> Entry[Any]:
    """Return the entry as the next build finds it."""
    found: Entry[Any] = pickle.loads(pickle.dumps(entry.packed(), 5))
    return found


def test_the_gist_of_packed_fields_is_that_of_the_fields(entries: tuple[Entry[Any], ...]) -> None:
    for entry in entries:
        assert left(entry).gist == entry.gist == gist_of(left(entry).fields)
    gists = [entry.gist for entry in entries]
    for name in ("id", "aliases", "timeless", "changes", "placed"):
        assert {bool(getattr(gist, name)) for gist in gists} == {True, False}


def test_an_entry_that_was_packed_and_kept_is_what_it_was(entries: tuple[Entry[Any], ...]) -> None:
    names = ("kind", "key", "path", "permalink", "title", "fields", "body", "body_line", "tables")
    for entry in entries:
        again = left(left(entry))
        assert all(getattr(again, name) == getattr(entry, name) for name in names)
        assert again.digest == entry.digest
        assert vars(again.fields) == vars(entry.fields)


def test_fields_are_loaded_only_when_they_are_asked_for(
    entries: tuple[Entry[Any], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [left(entry) for entry in entries]

    def refuse(data: bytes) -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr("generator.kinds.base.pickle.loads", refuse)
    assert all(isinstance(entry.data, Packed) and entry.packed() is entry for entry in kept)
    assert any(entry.gist.timeless for entry in kept)
    with pytest.raises(AssertionError, match="loaded"):
        _ = kept[0].fields


@pytest.mark.parametrize("moment", ["2024-01-01", *MOMENTS])
def test_the_gate_decides_the_same_about_an_entry_that_was_kept(
    entries: tuple[Entry[Any], ...], moment: str
) -> None:
    now = datetime.fromisoformat(moment).astimezone(ZONE)
    for entry in entries:
        assert decide(left(entry), now) == decide(entry, now)
