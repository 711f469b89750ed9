"""How much a build does after one edit: it reads what was edited, and writes what shows it.

What a file shows is looked up in the published files: those that held the old words, and those
that hold the new ones, are the files that may be written, beside the search index.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from builds import build_py_at_once, until
from newsroom import (
    COLLEGES,
    COLUMNS,
    PEOPLE,
    REGIONS,
    Desk,
    Newsroom,
    Text,
    make_newsroom,
    picture,
)
from twobuilds import MANIFEST, WORK, File, changed, files_of, published

from generator.source.folder import TICK_NS

NOW = "2026-11-10T09:00:00+08:00"
STORIES = 60
EDITED = "content/stories/2025/story-31.md"
PAGE = "site/stories/2025/story-31/index.html"
Edit = Callable[[Newsroom], None]


def large_newsroom() -> Newsroom:
    """Return a newsroom of sixty stories whose words can be told apart."""
    room = make_newsroom()
    for path in room.below("stories"):
        del room.texts[path]
    room.texts |= {f"content/stories/{_year(n)}/story-{n:02}.md": _story(n) for n in range(STORIES)}
    room.tables["content/honors/academicians-2025.csv"].rows[0]["story"] = "2024/story-03"
    return room


def _year(number: int) -> int:
    return 2024 + number % 3


def _story(number: int) -> Text:
    fields: dict[str, Any] = {
        "title": f"Title{number}x",
        "date": f"{_year(number)}-{1 + number % 12:02}-{1 + number % 28:02}",
        "column": COLUMNS[number % 3],
        "summary": f"Summary{number}x",
        "tags": [f"tag{number % 7}"],
        "people": [PEOPLE[number % 6]],
        "colleges": [COLLEGES[number % 3]],
        "regions": [REGIONS[number % 2]],
    }
    if number == 31:
        fields["cover"] = {"src": "/media/cover.png", "alt": "松"}
    return Text(fields, [f"Body{number}x 的正文。"])


@dataclass(slots=True)
class Office:
    """A project that is published, and can be edited and built again."""

    root: Path
    room: Newsroom = field(default_factory=large_newsroom)
    before: dict[str, File] = field(default_factory=dict)
    work: dict[str, int] = field(default_factory=dict)
    code: int = 0

    @property
    def site(self) -> Path:
        """The published folder."""
        return self.root / "site"

    def files(self) -> dict[str, File]:
        """Return what is published."""
        return files_of(*published(self.site))

    def build(self, now: str = NOW) -> set[str]:
        """Build by the command and return the files that it wrote or removed, manifests aside."""
        self.before = self.files()
        project = self.root / "project"
        until(lambda: _settled(project))
        place = ("--config", project / "mkdocs.yml", "--site-dir", self.site)
        ran = build_py_at_once(*place, "--now", now, "--json")
        self.code = ran.code
        self.work = {name: ran.json.get("counts", {}).get(name, 0) for name in WORK}
        found = changed(self.before, self.files())
        return {name for name in found if not name.endswith(MANIFEST)}

    def showing(self, *words: str) -> set[str]:
        """Return the published files in which any of these words stand, but the search index's."""
        found = {
            name
            for name in self.files()
            if any(word.encode() in (self.root / name).read_bytes() for word in words)
        }
        return _but_search(found - {name for name in found if name.endswith(MANIFEST)})


def _settled(folder: Path) -> bool:
    """Tell whether files were saved so long ago that a build believes their times of change."""
    saved = max(path.stat().st_ctime_ns for path in folder.rglob("*"))
    return time.time_ns() - saved > 2 * TICK_NS


def _but_search(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("site/search/")}


@pytest.fixture(scope="module")
def published_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Desk]]:
    """The office that all tests share; each leaves it as it was."""
    office = Office(tmp_path_factory.mktemp("office"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(office.root / "caches"))
        yield office, Desk(office.root / "project")


@pytest.fixture
def office(published_office: tuple[Office, Desk]) -> Office:
    """The office as on its first day, published."""
    office, desk = published_office
    office.room = large_newsroom()
    desk.save(office.room, "write")
    office.build()
    assert office.code == 0
    return office


@pytest.fixture
def edited(published_office: tuple[Office, Desk], office: Office) -> Callable[[Edit], set[str]]:
    """`edited(edit)` edits, builds and returns the files that were written or removed."""

    def apply(edit: Edit) -> set[str]:
        edit(office.room)
        published_office[1].save(office.room, "write")
        return office.build()

    return apply


def set_field(path: str, key: str, value: Any) -> Edit:
    """Return the edit of one field."""
    return lambda room: room.texts[path].fields.update({key: value})


def append_to(path: str, text: str) -> Edit:
    """Return the edit that ends a body with another paragraph."""
    return lambda room: room.texts[path].body.append(text)


def rename_term(taxonomy: str, number: int) -> Edit:
    """Return the edit of a term's name."""
    terms = f"content/taxonomies/{taxonomy}.yml"
    return lambda room: room.lists[terms][number].update(name={"zh": "NewTerm", "en": "NewTerm"})


def test_nothing_is_done_where_nothing_changed(office: Office) -> None:
    before = office.files()
    assert office.build() == set()
    assert office.work == {"read": 0, "rendered": 0, "written": 0}
    assert office.files() == before, "not even a manifest"


def test_nothing_is_done_later_on_the_same_day(office: Office) -> None:
    before = office.files()
    assert office.build("2026-11-10T23:59:59+08:00") == set()
    assert office.work == {"read": 0, "rendered": 0, "written": 0}
    assert office.files() == before


def test_files_that_were_only_touched_are_read_and_nothing_is_written(office: Office) -> None:
    paths = list((office.root / "project/content/stories").rglob("*.md"))
    for path in paths:
        os.utime(path)
    assert office.build() == set()
    assert (office.work["read"], office.work["written"]) == (len(paths), 0)


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (append_to(EDITED, "NewWords"), "Body31x", "NewWords"),
        (set_field(EDITED, "title", "NewTitle"), "Title31x", "NewTitle"),
        (set_field(EDITED, "summary", "NewSummary"), "Summary31x", "NewSummary"),
        (set_field("content/people/sun-ba.yml", "name", "NewName"), "校友4", "NewName"),
        (append_to("content/pages/about.md", "NewWords"), "我们在校友楼", "NewWords"),
        (
            set_field("content/honors/may-day-2024.yml", "title", "NewList"),
            "五一劳动奖章",
            "NewList",
        ),
    ],
    ids=["body", "title", "summary", "name of a person", "page", "title of a list"],
)
def test_an_edit_writes_the_files_that_show_it_and_no_others(
    office: Office, edited: Callable[[Edit], set[str]], edit: Edit, old: str, new: str
) -> None:
    shown = office.showing(old)
    written = edited(edit)
    assert shown and _but_search(written) == shown | office.showing(new)
    assert office.work["read"] == 1


@pytest.mark.parametrize(("taxonomy", "old"), [("colleges", "学院1"), ("regions", "地区1")])
def test_a_term_renamed_writes_the_files_that_show_its_name(
    office: Office, edited: Callable[[Edit], set[str]], taxonomy: str, old: str
) -> None:
    shown = office.showing(old, *_charts(office))
    written = _but_search(edited(rename_term(taxonomy, 0)))
    assert office.showing("NewTerm") <= written <= shown
    assert office.work["read"] == 0


def _charts(office: Office) -> set[str]:
    """Return a word of pages with charts, in which a college's name changes the drawing."""
    return {"<svg xmlns"} if office.showing("<svg xmlns") else set()


def test_only_what_shows_a_story_is_rendered_for_it(
    office: Office, edited: Callable[[Edit], set[str]]
) -> None:
    os.utime(office.root / "project" / EDITED)
    office.build()
    always = office.work["rendered"]
    links = {name for name in office.showing("stories/2025/story-31/") if name.endswith("l")}
    edited(append_to(EDITED, "NewWords"))
    assert office.work["rendered"] - always <= len(links) + 1, "pages, feeds, a part of search"
    assert office.work["read"] == 1


def test_nothing_is_written_for_a_draft(office: Office, edited: Callable[[Edit], set[str]]) -> None:
    edited(set_field(EDITED, "status", "draft"))
    assert office.showing("Body31x", "Title31x") == set()
    assert edited(append_to(EDITED, "NewWords")) == set()
    assert (office.work["read"], office.work["written"]) == (1, 0)


def test_a_template_writes_the_pages_that_it_makes(
    office: Office, edited: Callable[[Edit], set[str]]
) -> None:
    stories = {name for name in office.files() if name.startswith("site/stories/20")}

    def note(room: Newsroom) -> None:
        room.files["templates/pages/story.html"] += b"<p>A note.</p>\n"

    written = edited(note)
    assert len(written) == STORIES and written <= stories
    assert office.work["read"] == 0


def test_figures_are_written_for_a_row_of_the_ledger(
    office: Office, edited: Callable[[Edit], set[str]]
) -> None:
    row = {"as_of": "2026-08-01", "channel": "wechat", "placement": "p1", "metric": "readers"}

    def record(room: Newsroom) -> None:
        room.tables["content/ledger/snapshots-2026.csv"].rows.append({**row, "value": "999"})

    figures = {"site/figures/index.html", "site/stats.csv", "site/stats.json"}
    assert edited(record) == figures | {"site-internal/index.html"}


def test_a_picture_replaced_writes_itself_and_the_pages_that_show_it(
    office: Office, edited: Callable[[Edit], set[str]]
) -> None:
    def replace(room: Newsroom) -> None:
        room.files["content/media/cover.png"] = picture("#ff0000", (32, 18))

    shown = office.showing("stories/2025/story-31/")
    written = {name for name in edited(replace) if not name.startswith("site/media/")}
    assert PAGE in written
    assert _but_search(written) <= shown
    assert office.work["read"] <= 1


def test_a_story_withdrawn_leaves_no_file_that_shows_it(
    office: Office, edited: Callable[[Edit], set[str]]
) -> None:
    shown = office.showing("stories/2025/story-31/")
    written = edited(set_field(EDITED, "status", "withdrawn"))
    assert shown <= written and PAGE not in office.files()
    assert office.showing("Title31x", "Body31x", "story-31") == set()


def test_a_mistake_writes_nothing_and_mending_it_only_what_was_edited(
    office: Office, edited: Callable[[Edit], set[str]]
) -> None:
    assert edited(set_field(EDITED, "column", "nowhere")) == set() and office.code == 1
    append_to(EDITED, "NewWords")(office.room)
    written = edited(set_field(EDITED, "column", COLUMNS[1]))
    assert office.code == 0
    assert _but_search(written) == office.showing("Body31x", "NewWords")
