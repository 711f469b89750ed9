"""The door to the disk: what may be staged, and what a failure leaves."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from generator.publish import (
    Artefact,
    BuildRunningError,
    PublishError,
    Stage,
    one_build_at_a_time,
    retire,
)
from generator.publish.tree import Tree


@pytest.mark.parametrize(
    "path",
    ["../x", "a/../x", "/x", "a//b", "", ".", "a/", "a\\b", "./a"],
)
def test_nothing_is_written_outside_the_stage(tmp_path: Path, path: str) -> None:
    stage = Stage(tmp_path / "site")
    with pytest.raises(PublishError):
        stage.write([Artefact(path, b"x")])
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.read_bytes() == b"x"] == []


def test_a_site_that_nobody_builds_any_more_is_removed_while_it_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(tmp_path / "site")
    stage.write([Artefact("a", b"x")])
    stage.publish()
    unlink = Path.unlink

    def unlink_closed(path: Path, missing_ok: bool = False) -> None:
        """Remove a file as Windows does: not while it is open."""
        if path.suffix == ".lock":
            raise PermissionError(13, "used by another process", str(path))
        unlink(path, missing_ok)

    with one_build_at_a_time(tmp_path / "site", lambda: None):
        monkeypatch.setattr(Path, "unlink", unlink_closed)
        retire(tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == [".site.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_a_lock_that_its_holder_removed_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opened it just before holds a file that nobody else will ever open."""
    import fcntl

    site, lock = tmp_path / "site", tmp_path / ".site.lock"
    really = fcntl.flock

    def removed(file: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", really)
        lock.unlink()
        really(file, how)

    monkeypatch.setattr(fcntl, "flock", removed)
    with one_build_at_a_time(site, lambda: None):
        again = one_build_at_a_time(site, lambda: None, seconds=0)
        with pytest.raises(BuildRunningError), again:
            pass


def test_a_folder_that_another_worker_makes_in_the_place_of_a_file_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has removed the file and not yet made the folder when this one looks."""
    really = os.mkdir

    def late(place: str, mode: int = 0o777) -> None:
        monkeypatch.setattr(os, "mkdir", really)
        raise FileExistsError(place)

    monkeypatch.setattr(os, "mkdir", late)
    Tree(tmp_path).create("folder/file", b"x")
    assert (tmp_path / "folder/file").read_bytes() == b"x"


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
def test_a_site_that_is_a_volume_of_its_own_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refused(new: Path, current: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("generator.publish.stage.exchange", refused)
    stage = Stage(tmp_path / "site")
    stage.write([Artefact("a", b"x")])
    with pytest.raises(PublishError, match="volume"):
        stage.publish()


def test_a_path_that_is_written_twice_is_refused(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "site")
    with pytest.raises(PublishError, match="twice"):
        stage.write([Artefact("a", b"x"), Artefact("a", b"x")])


def test_a_failure_while_making_reaches_the_caller(tmp_path: Path) -> None:
    def make() -> object:
        yield Artefact("a", b"x")
        raise ZeroDivisionError

    stage = Stage(tmp_path / "site")
    with pytest.raises(ZeroDivisionError):
        stage.write(make())
    assert not (tmp_path / "site").exists()


def test_files_that_somebody_adds_to_the_stage_are_not_published(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "site")
    stage.write([Artefact("a/b.html", b"x")])
    (tmp_path / ".site.staging" / "stranger").write_text("x")
    stage.publish()
    assert not (tmp_path / "site" / "stranger").exists()


def test_a_staged_file_that_was_changed_meanwhile_stops_publishing(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "site")
    stage.write([Artefact("a/b.html", b"x")])
    (tmp_path / ".site.staging" / "a" / "b.html").write_text("longer")
    with pytest.raises(PublishError, match="differ"):
        stage.publish()
    assert not (tmp_path / "site").exists()


def test_a_site_is_replaced_whole(tmp_path: Path) -> None:
    for names in (["old", "both"], ["new", "both"]):
        stage = Stage(tmp_path / "site")
        stage.write(Artefact(name, b"x") for name in names)
        stage.publish()
    assert sorted(p.name for p in (tmp_path / "site").iterdir()) == [
        ".laurel-manifest.json",
        "both",
        "new",
    ]


def publish(root: Path, files: dict[str, bytes]) -> dict[str, int]:
    """Publish these files and return their inodes."""
    stage = Stage(root / "site")
    stage.write(Artefact(path, data) for path, data in files.items())
    stage.publish()
    site = root / "site"
    names = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert names == {*files, ".laurel-manifest.json"}
    assert {path: (site / path).read_bytes() for path in files} == files
    return {path: (site / path).stat().st_ino for path in files}


def test_unchanged_files_keep_their_inode_through_any_number_of_builds(tmp_path: Path) -> None:
    first = publish(tmp_path, {"a/1": b"one", "a/2": b"two", "b": b"three"})
    second = publish(tmp_path, {"a/1": b"one", "a/2": b"other", "b": b"three"})
    third = publish(tmp_path, {"a/1": b"one", "a/2": b"other", "c/d": b"new"})
    assert first["a/1"] == second["a/1"] == third["a/1"]
    assert first["b"] == second["b"]
    assert second["a/2"] == third["a/2"] != first["a/2"]


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    for _ in range(2):
        publish(tmp_path, {"x": b"file", "y/z/deep": b"deep"})
        publish(tmp_path, {"x/inner": b"inner", "y": b"flat"})


def test_what_somebody_changes_in_the_published_site_does_not_come_back(tmp_path: Path) -> None:
    files = {"a": b"one", "b": b"two"}
    publish(tmp_path, files)
    publish(tmp_path, files)
    (tmp_path / "site" / "a").write_bytes(b"ONE")
    publish(tmp_path, files)
    (tmp_path / ".site.staging" / "b").write_bytes(b"TWO")
    publish(tmp_path, files)
    publish(tmp_path, files)


def test_a_damaged_inventory_is_not_trusted(tmp_path: Path) -> None:
    files = {"a": b"one", "b/c": b"two"}
    for damage in (b"", b"{", b"[]", b'{"version": 1, "trees": {"site": {"a": 7}}}', b"\xff\xfe"):
        publish(tmp_path, files)
        (tmp_path / ".site.memory").write_bytes(damage)
        publish(tmp_path, files)


def test_a_link_in_the_stage_leads_nothing_out_of_it(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"one"})
    publish(tmp_path, {"a": b"one"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / ".site.staging" / "sub").symlink_to(outside)
    publish(tmp_path, {"a": b"one", "sub/file": b"x"})
    assert list(outside.iterdir()) == []


def test_a_stage_that_was_left_half_written_is_not_trusted(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"one", "b": b"two"})
    Stage(tmp_path / "site").write([Artefact("a", b"half"), Artefact("other", b"x")])
    publish(tmp_path, {"a": b"one", "b": b"two"})


def test_a_link_is_not_taken_for_the_site(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    with pytest.raises(PublishError):
        Stage(tmp_path / "site")
    assert (tmp_path / "real").is_dir()
