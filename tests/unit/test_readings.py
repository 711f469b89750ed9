"""Content that did not change is not read again; a change is noticed whatever it looks like."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from smallsite import ZONE, person, story, write_folder

import generator.reading
from generator.crew import Crew
from generator.reading import Content, Readings, read_folder
from generator.schema import Context
from generator.source import open_folder
from generator.source.folder import SECOND_NS, TICK_NS, ContentFolder

SETTLED = 2**62
LIST = "honors/may-day-2024.yml"
SITE = (
    story("2024/x", "一二三\n")
    + story("2024/y", title="乙")
    + person("li-si", "李四")
    + f"-- {LIST} --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries: rows.csv\n"
    + "-- honors/rows.csv --\nname\n王五\n"
)
FILES = {"stories/2024/x.md", "stories/2024/y.md", "people/li-si.yml", LIST}


class Office:
    """A content folder that is read again and again, and what was read last."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read_files: list[str] = []
        self.known: Readings = {}

    def read(self, clock_ns: int = SETTLED, crew: Crew | None = None) -> Content:
        """Read as the next build does; `read_files` are those that were opened for it."""
        self.read_files.clear()
        folder, faults = open_folder(self.root, clock_ns)
        nothing = (Context(ZONE), lambda *_: None)
        content = read_folder(folder, faults, *nothing, self.known, crew)
        self.known = content.readings
        return content


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    write_folder(SITE, tmp_path / "content")
    office = Office(tmp_path / "content")
    really = ContentFolder.read

    def read(self: ContentFolder, path: str) -> bytes:
        if not path.startswith("taxonomies/"):
            office.read_files.append(path)
        return really(self, path)

    monkeypatch.setattr(ContentFolder, "read", read)
    return office


def test_unchanged_files_are_not_read_again(office: Office) -> None:
    first = office.read()
    assert set(office.read_files) == FILES | {"honors/rows.csv"} and first.fresh == FILES
    second = office.read()
    assert office.read_files == [] and second.fresh == frozenset()
    assert second.entries == first.entries and second.faults == first.faults


def test_a_changed_file_is_read_again_and_no_other(office: Office) -> None:
    office.read()
    (office.root / "stories/2024/x.md").write_text(SITE.split("--\n", 1)[1].split("-- ")[0] + "四")
    content = office.read()
    assert office.read_files == ["stories/2024/x.md"] and content.fresh == {"stories/2024/x.md"}
    assert content.library.by_path["stories/2024/x.md"].body.endswith("四")


@pytest.mark.skipif(os.name != "posix", reason="no time of the status there")
def test_a_change_of_the_same_size_and_time_is_noticed(office: Office) -> None:
    office.read()
    path = office.root / "stories/2024/x.md"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace("一二三".encode(), "三二一".encode()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert "三二一" in office.read().library.by_path["stories/2024/x.md"].body


def test_an_older_file_put_in_its_place_is_noticed(office: Office) -> None:
    office.read()
    path, other = office.root / "stories/2024/x.md", office.root.parent / "backup.md"
    other.write_bytes(path.read_bytes().replace("一二三".encode(), "三二一".encode()))
    times = path.stat()
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    os.replace(other, path)
    assert "三二一" in office.read().library.by_path["stories/2024/x.md"].body


def test_a_changed_table_has_its_list_read_again(office: Office) -> None:
    office.read()
    (office.root / "honors/rows.csv").write_text("name\n赵六\n", encoding="utf-8")
    content = office.read()
    assert sorted(office.read_files) == [LIST, "honors/rows.csv"]
    (row,) = content.library.by_path[LIST].fields.entries
    assert row.name == "赵六"


def test_a_file_that_is_gone_is_forgotten_and_a_moved_one_is_read(office: Office) -> None:
    office.read()
    (office.root / "stories/2024/x.md").rename(office.root / "stories/2024/z.md")
    content = office.read()
    assert content.fresh == {"stories/2024/z.md"}
    assert content.readings.keys() == FILES - {"stories/2024/x.md"} | {"stories/2024/z.md"}


def test_a_file_saved_within_the_last_tick_is_not_trusted(office: Office) -> None:
    path = office.root / "stories/2024/x.md"
    status = path.stat()
    last = max(status.st_mtime_ns, status.st_ctime_ns)
    office.read(clock_ns=last + TICK_NS - 1)
    assert "stories/2024/x.md" not in office.known
    office.read()
    assert "stories/2024/x.md" in office.read_files and "stories/2024/x.md" in office.known


@pytest.mark.parametrize(
    ("saved", "seconds", "trusted"),
    [(10.5, 0.1, True), (10, 0.1, False), (10, 2.0, False), (10, 2.1, True)],
)
def test_where_time_is_counted_in_whole_seconds_a_file_is_trusted_later(
    office: Office, monkeypatch: pytest.MonkeyPatch, saved: float, seconds: float, trusted: bool
) -> None:
    """FAT counts in two: what is saved twice meanwhile looks the same."""
    time = int(saved * SECOND_NS)
    walked = [("stories/2024/x.md", (1, time, time, 7))]
    monkeypatch.setattr("generator.source.folder._walk", lambda *_: walked)
    folder, _ = open_folder(office.root, int((saved + seconds) * SECOND_NS))
    assert bool(folder.signatures) is trusted


def test_without_a_clock_nothing_is_kept(office: Office) -> None:
    assert office.read(clock_ns=0).readings == {}


def test_files_with_faults_are_read_each_time(office: Office) -> None:
    path = office.root / "stories/2024/y.md"
    path.write_text(path.read_text(encoding="utf-8").replace("column", "colum"), encoding="utf-8")
    first, second = office.read(), office.read()
    assert office.read_files == ["stories/2024/y.md"]
    assert first.faults == second.faults != ()
    assert [entry.path for entry in second.broken] == ["stories/2024/y.md"]


def test_files_with_warnings_are_read_each_time(office: Office) -> None:
    (office.root / "stories/2023").mkdir()
    (office.root / "stories/2024/y.md").rename(office.root / "stories/2023/y.md")
    first, second = office.read(), office.read()
    assert office.read_files == ["stories/2023/y.md"]
    assert first.faults == second.faults != () and second.broken == ()


def test_a_table_that_is_gone_is_missed(office: Office) -> None:
    office.read()
    (office.root / "honors/rows.csv").unlink()
    assert "L130" in [fault.code for fault in office.read().faults]


def test_several_processes_read_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator.reading, "FILES_A_WORKER", 1)
    alone = office.read()
    office.known = {}
    together = office.read(crew=Crew(3))
    assert together.entries == alone.entries and together.readings == alone.readings


def test_several_processes_find_the_same_mistakes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in FILES:
        file = office.root / path
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join([*lines[:1], "bogus: 1\n", *lines[1:]]), encoding="utf-8")
    monkeypatch.setattr(generator.reading, "FILES_A_WORKER", 1)
    alone, together = office.read(), office.read(crew=Crew(4))
    assert together.faults == alone.faults and len(alone.faults) == len(FILES)
    assert together.broken == alone.broken and len(alone.broken) == len(FILES)


@pytest.mark.parametrize("workers", [1, 2])
def test_many_bodies_are_not_kept_in_memory(
    office: Office, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    in_memory = office.read()
    office.known = {}
    monkeypatch.setattr(generator.reading, "BODIES", 1)
    monkeypatch.setattr(generator.reading, "FILES_A_WORKER", 1)
    left = office.read(crew=Crew(workers))
    assert not any(isinstance(entry.text, str) and entry.text for entry in left.entries)
    assert [e.body for e in left.entries] == [e.body for e in in_memory.entries]
    assert [e.has_body for e in left.entries] == [e.has_body for e in in_memory.entries]
