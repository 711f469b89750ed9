"""What a build leaves for the next: enough to go on, and nothing that need not be kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import smallsite
from smallsite import ZONE, story

from generator.cache import Store
from generator.graph import make_site
from generator.memory import (
    NOTHING,
    Made,
    Memory,
    recall,
    remember,
    remember_readings,
    remember_site,
)
from generator.preparing import Prepared, plan_site, with_bodies
from generator.reading import read_folder
from generator.schema import Context
from generator.source import ContentFolder, open_folder
from generator.source.entry import ChangedError
from generator.watch import Watch

SETTLED = 2**62
X = "stories/2024/x.md"
SITE = "".join(
    story(f"2024/{name}", f"{'开头。' * 99}正文{name}\n", summary="导语。", tags=[name])
    for name in "xyz"
)
ORDERS = ("stories", "by_year", "listings", "neighbours", "related", "by_person")


class Office:
    """A content folder that is prepared again and again with what the cache has of it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "content"
        self.cache = root / "cache"
        smallsite.write_folder(SITE, self.root)

    @property
    def store(self) -> Store:
        return Store(self.cache, b"program")

    def walk(self) -> ContentFolder:
        return open_folder(self.root, SETTLED)[0]

    def recall(self) -> Memory:
        return recall(self.store, self.walk())

    def prepare(self, memory: Memory) -> Prepared:
        content = read_folder(self.walk(), (), Context(ZONE), lambda *_: None, memory.readings)
        settings = smallsite.small_settings()
        place = (settings, smallsite.TEMPLATES, smallsite.NOW, Watch(), memory)
        return with_bodies(plan_site(content, *place), Watch())

    def go_on(self) -> Prepared:
        memory = self.recall()
        prepared = self.prepare(memory)
        remember_readings(self.store, prepared.content, smallsite.NOW, memory)
        if prepared.left.site is not memory.site:
            remember_site(self.store, prepared.left)
        remember(self.store, prepared.left, memory)
        return prepared

    def write(self, old: str, new: str) -> None:
        path = self.root / X
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    office = Office(tmp_path)
    office.go_on()
    return office


def test_bodies_are_not_kept_but_read_when_they_are_asked_for(office: Office) -> None:
    kept = b"".join(path.read_bytes() for path in office.cache.iterdir())
    assert "正文x".encode() not in kept and b"2024/x" in kept
    prepared = office.go_on()
    assert prepared.content.fresh == frozenset()
    assert prepared.content.library.by_path[X].body.endswith("。正文x\n")


def test_a_file_that_changes_during_the_build_is_not_taken_for_what_it_was(office: Office) -> None:
    prepared = office.go_on()
    office.write("正文x", "别的")
    with pytest.raises(ChangedError, match="2024/x"):
        _ = prepared.content.library.by_path[X].body


def test_nothing_names_a_file_that_is_not_published(office: Office) -> None:
    (office.root / "media").mkdir()
    (office.root / "media" / "secret.txt").write_bytes(b"")
    office.go_on()
    assert b"secret" not in b"".join(path.read_bytes() for path in office.cache.iterdir())


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("正文x", "别的", True),
        ("校友获奖", "另一个", True),
        ("tags:", "honors: [may-day]\ntags:", False),
        ("2024-05-11", "2024-05-12", False),
    ],
)
def test_the_site_model_is_kept_until_its_shape_changes(
    office: Office, old: str, new: str, same: bool
) -> None:
    was = office.recall()
    office.write(old, new)
    prepared = office.prepare(was)
    library = prepared.content.library
    clean = make_site(library, library)
    assert (prepared.left.site is was.site) == same
    assert [getattr(prepared.site, order) for order in ORDERS] == [
        getattr(clean, order) for order in ORDERS
    ]
    assert all(library.by_path[story.path] is story for story in prepared.site.stories)


def test_a_broken_reference_is_found_whatever_is_remembered(office: Office) -> None:
    was = office.recall()
    office.write("tags:", "people: [nobody]\ntags:")
    assert [p.code for p in office.prepare(was).problems] == ["L223"]


def test_a_broken_reference_is_found_again_after_a_build_that_left_only_readings(
    office: Office,
) -> None:
    was = office.recall()
    office.write("tags:", "people: [nobody]\ntags:")
    remember_readings(office.store, office.prepare(was).content, smallsite.NOW, was)
    found = office.recall()
    assert X in found.readings and not found.sound
    assert [p.code for p in office.prepare(found).problems] == ["L223"]


def test_a_newer_layer_that_is_lost_takes_its_time_with_it(office: Office) -> None:
    made = {str(number): Made(b"old", (str(number),)) for number in range(50)}
    remember(office.store, Memory(made=made, tree=b"first", ground=b"g"), NOTHING)
    first = office.recall()
    newer = {**first.made, "7": Made(b"new", ("7",))}
    remember(office.store, Memory(made=newer, tree=b"second", ground=b"g"), first)
    assert (office.recall().made["7"].key, office.recall().tree) == (b"new", b"second")
    (office.cache / "made-new").write_bytes(b"")
    assert (office.recall().made["7"].key, office.recall().tree) == (b"old", b"first")


def test_a_newer_layer_is_not_believed_over_another_large_one(office: Office) -> None:
    """Somebody put one file of the cache back as it once was."""
    was = NOTHING
    for tree in (b"first", b"second"):
        made = {str(number): Made(tree, (str(number),)) for number in range(50)}
        remember(office.store, Memory(made=made, tree=tree), was)
        was = office.recall()
        if tree == b"first":
            first = (office.cache / "made").read_bytes()
    remember(office.store, Memory(made={**was.made, "7": Made(b"new", ("7",))}, tree=b"third"), was)
    assert (office.recall().tree, office.recall().made["8"].key) == (b"third", b"second")
    (office.cache / "made").write_bytes(first)
    found = office.recall()
    assert {made.key for made in found.made.values()} == {b"first"} and found.tree == b"first"


def test_what_is_gone_is_not_kept_in_any_layer(office: Office) -> None:
    made = {f"page-{number}": Made(b"old", ()) for number in range(50)}
    remember(office.store, Memory(made=made), NOTHING)
    was = office.recall()
    made.pop("page-7")
    remember(office.store, Memory(made=made), was)
    assert not any(b"page-7" in path.read_bytes() for path in office.cache.iterdir())


def test_what_can_be_read_no_more_does_not_stay(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program left it, or it was damaged; and of what is there now nothing is kept."""
    for path in office.cache.iterdir():
        path.write_bytes(path.read_bytes() + b"x")
    (office.root / X).unlink()
    (office.root / "media").mkdir()
    (office.root / "media" / "new.pdf").write_bytes(b"")
    monkeypatch.setattr(Office, "walk", lambda office: open_folder(office.root)[0])
    office.go_on()
    assert b"2024/x" not in b"".join(path.read_bytes() for path in office.cache.iterdir())
