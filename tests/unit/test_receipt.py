"""A receipt holds while a build would publish the same, and not a moment longer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from smallsite import ZONE, story, write_folder

from generator.cache import NO_KEY
from generator.publish import Artefact, Stage
from generator.receipt import Receipt, Sources, walk_sources
from generator.settings import Settings, read_settings

SETTLED = 2**62
SETTINGS = read_settings("site_name: x\nsite_url: https://example.edu.cn/\n")
NOW = datetime(2024, 6, 1, 12, tzinfo=ZONE)
STORY = "content/stories/2024/x.md"
LATER = 1_900_000_000_000_000_000  # ns


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder that is only looked at."""
    write_folder(story("2024/x"), tmp_path / "content")
    (tmp_path / "templates/pages").mkdir(parents=True)
    (tmp_path / "templates/pages/a.html").write_bytes(b"a")
    (tmp_path / "mkdocs.yml").write_bytes(b"site_name: x\n")
    return tmp_path


def look(
    root: Path, clock_ns: int = SETTLED, settings: Settings = SETTINGS, content: str = "content"
) -> Sources:
    place = (root / content, root / "templates", clock_ns)
    return walk_sources(root / "mkdocs.yml", settings, *place)


def receipt_for(sources: Sources) -> Receipt:
    until = NOW + timedelta(hours=1)
    return Receipt(sources.key, NOW, until, (), MappingProxyType({}), b"", ())


def test_a_receipt_holds_while_nothing_changes(root: Path) -> None:
    assert receipt_for(look(root)).holds(look(root), NOW, root / "site")


CHANGES: list[Callable[[Path], object]] = [
    lambda root: (root / "mkdocs.yml").write_bytes(b"site_name: y\n"),
    lambda root: (root / "templates/pages/a.html").write_bytes(b"b"),
    lambda root: (root / "templates/new.html").write_bytes(b""),
    lambda root: (root / STORY).unlink(),
    lambda root: (root / STORY).rename(root / "content/stories/2024/y.md"),
    lambda root: (root / "content/media.txt").write_bytes(b"a stray file"),
    lambda root: os.utime(root / STORY, ns=(LATER, LATER)),
    lambda root: (root / "content/stories/2024/new.md").symlink_to("x.md"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_it_does_not_hold_after_a_change(root: Path, change: Callable[[Path], object]) -> None:
    receipt = receipt_for(look(root))
    change(root)
    assert not receipt.holds(look(root), NOW, root / "site")


def test_it_does_not_hold_for_another_content_folder(root: Path) -> None:
    receipt = receipt_for(look(root))
    (root / "content").rename(root / "moved")
    assert not receipt.holds(look(root, content="moved"), NOW, root / "site")


def test_it_does_not_hold_for_other_settings_than_those_in_use(root: Path) -> None:
    """Their file was saved again after it was read, while the build waited for another."""
    receipt = receipt_for(look(root, settings=replace(SETTINGS, site_name="before")))
    assert not receipt.holds(look(root), NOW, root / "site")


@pytest.mark.parametrize(
    ("seconds", "holds"), [(-1, False), (0, True), (3599, True), (3600, False), (7200, False)]
)
def test_it_holds_from_its_moment_until_something_is_due(
    root: Path, seconds: int, holds: bool
) -> None:
    receipt = receipt_for(look(root))
    assert receipt.holds(look(root), NOW + timedelta(seconds=seconds), root / "site") is holds


def test_settings_that_are_saved_again_or_gone_are_noticed(root: Path) -> None:
    sources = look(root)
    assert sources.settings_stay(root / "mkdocs.yml")
    (root / "mkdocs.yml").write_bytes(b"site_name: y\n")
    assert not sources.settings_stay(root / "mkdocs.yml")
    (root / "mkdocs.yml").unlink()
    assert not sources.settings_stay(root / "mkdocs.yml")


def _publish(folder: Path, data: bytes) -> bytes:
    stage = Stage(folder)
    stage.write([Artefact("index.html", data)])
    stage.publish()
    return stage.seal


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        lambda folder: (folder / "index.html").unlink(),
        lambda folder: (folder / "index.html").write_bytes(b"by hand"),
        lambda folder: (folder / "more.html").write_bytes(b""),
        lambda folder: _publish(folder, b"of another site"),
    ],
)
def test_it_does_not_hold_when_what_lay_beside_the_site_is_not_as_it_was_left(
    root: Path, damage: Callable[[Path], object]
) -> None:
    seal = _publish(root / "site-internal", b"a dashboard")
    receipt = replace(receipt_for(look(root)), beside=(("site-internal", seal),))
    assert receipt.holds(look(root), NOW, root / "site")
    damage(root / "site-internal")
    assert not receipt.holds(look(root), NOW, root / "site")


def test_files_that_may_still_change_unseen_give_no_key(root: Path) -> None:
    times = (root / STORY).stat()
    sources = look(root, max(times.st_mtime_ns, times.st_ctime_ns))
    assert sources.key == NO_KEY
    assert not receipt_for(sources).holds(sources, NOW, root / "site")


def test_sources_that_cannot_be_read_give_no_key(root: Path) -> None:
    (root / "mkdocs.yml").unlink()
    assert look(root).key == NO_KEY
