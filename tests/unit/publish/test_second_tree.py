"""The second tree after a first build: linked in a child, it is what the stage alone would make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.crew import Crew
from generator.publish import Artefact, Stage, mirrored, start_inspection, unchanged

MANIFEST = ".laurel-manifest.json"
FILES = {"index.html": b"home", "a/1": b"one", "a/2": b"two", "b/c/3": b"three", "d/4": b"four"}
TWO = Crew(2)


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.publish.mirror.FILES_FOR_A_CHILD", len(FILES))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that a first build left: nothing is beside it."""
    stage = Stage(tmp_path / "site")
    stage.write(Artefact(path, data) for path, data in FILES.items())
    stage.publish()
    assert not (tmp_path / ".site.staging").exists()
    return tmp_path / "site"


def build(site: Path, files: dict[str, bytes], crew: Crew = TWO) -> Stage:
    """Publish these files, keeping what is published already as it shall be."""
    inspection = start_inspection(site)
    with mirrored(site, inspection, crew) as mirror:
        stage = Stage(site, inspection, mirror)
    kept = {path for path in stage.published if path in files and files[path] == FILES.get(path)}
    stage.keep(kept)
    stage.write(Artefact(path, data) for path, data in files.items() if path not in kept)
    stage.publish()
    return stage


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the inode and the bytes of all files, and of folders without any."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() or not any(path.iterdir()):
            data = path.read_bytes() if path.is_file() else b"an empty folder"
            found[path.relative_to(folder).as_posix()] = (path.stat().st_ino, data)
    found.pop(MANIFEST, None)
    return found


def data_of(found: dict[str, tuple[int, bytes]]) -> dict[str, bytes]:
    return {path: data for path, (_, data) in found.items()}


def test_files_that_stay_are_the_same_files_in_both_trees(site: Path) -> None:
    before = tree(site)
    changed = {**FILES, "a/1": b"new", "e/5": b"five"}
    del changed["d/4"]
    stage = build(site, changed)
    after, held = tree(site), tree(site.with_name(".site.staging"))
    assert data_of(after) == changed
    assert stage.changed == 2
    stayed = {path: before[path] for path in ("index.html", "a/2", "b/c/3")}
    assert stayed.items() <= after.items()
    assert held == stayed
    assert unchanged(start_inspection(site))


def test_the_next_build_relies_upon_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site, {**FILES, "a/1": b"new"})
    linked: list[str] = []
    link = os.link
    monkeypatch.setattr(os, "link", lambda a, b: (linked.append(a), link(a, b)))
    monkeypatch.setattr("generator.publish.stage.check", None)  # it is not looked through again
    assert data_of(tree(site)) == {**FILES, "a/1": b"new"}
    build(site, {**FILES, "a/1": b"newer"})
    assert linked == []
    assert data_of(tree(site)) == {**FILES, "a/1": b"newer"}


def test_it_is_linked_once_and_by_the_child(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inspection = start_inspection(site)
    with mirrored(site, inspection, TWO) as mirror:
        stage = Stage(site, inspection, mirror)
    monkeypatch.setattr(os, "link", None)
    stage.keep(FILES)
    stage.publish()
    assert data_of(tree(site)) == FILES
    assert data_of(tree(site.with_name(".site.staging"))) == FILES


def change(site: Path) -> None:
    (site / "a/1").write_bytes(b"by hand")


def remove(site: Path) -> None:
    (site / "b/c/3").unlink()


def put_a_folder_there(site: Path) -> None:
    (site / "d/4").unlink()
    (site / "d/4").mkdir()


def put_a_link_there(site: Path) -> None:
    (site / "d/4").unlink()
    (site / "d").rmdir()
    (site / "d").symlink_to(site / "a")


def add(site: Path) -> None:
    (site / "a/stranger").write_bytes(b"stranger")


@pytest.mark.parametrize("withdrawn", [(), FILES.keys() - {"index.html"}], ids=["stay", "go"])
@pytest.mark.parametrize("disturb", [change, remove, put_a_folder_there, put_a_link_there, add])
def test_what_somebody_did_to_the_site_is_mended(
    site: Path, disturb: Callable[[Path], None], withdrawn: Iterable[str]
) -> None:
    disturb(site)
    wanted = {path: data for path, data in FILES.items() if path not in withdrawn}
    build(site, wanted)
    assert data_of(tree(site)) == wanted
    assert set(data_of(tree(site.with_name(".site.staging"))).items()) <= set(wanted.items())
    build(site, wanted)
    assert data_of(tree(site)) == wanted
    assert unchanged(start_inspection(site))


def test_a_build_that_ends_early_leaves_it_for_the_next_to_mend(site: Path) -> None:
    def refused() -> None:
        with mirrored(site, start_inspection(site), TWO):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refused()
    assert not unchanged(start_inspection(site))
    wanted = {path: data for path, data in FILES.items() if path != "a/2"}
    build(site, wanted)
    assert data_of(tree(site)) == wanted
    assert data_of(tree(site.with_name(".site.staging"))) == wanted
    assert unchanged(start_inspection(site))


def test_without_hard_links_files_are_copied(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(source: str, target: str) -> None:
        raise PermissionError(1, "Operation not permitted", source)

    monkeypatch.setattr(os, "link", refused)
    wanted = {path: data for path, data in FILES.items() if path != "b/c/3"}
    build(site, wanted)
    assert data_of(tree(site)) == wanted


@pytest.mark.parametrize("crew", [Crew(1), TWO], ids=["alone", "two"])
def test_one_process_makes_the_same(site: Path, crew: Crew) -> None:
    build(site, {**FILES, "a/1": b"new"}, crew)
    assert data_of(tree(site)) == {**FILES, "a/1": b"new"}
    assert data_of(tree(site.with_name(".site.staging"))).keys() == FILES.keys() - {"a/1"}


def test_it_is_begun_only_where_there_is_none_and_for_many_files(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.publish.mirror.FILES_FOR_A_CHILD", len(FILES) + 1)
    with mirrored(site, start_inspection(site), TWO) as mirror:
        assert mirror is None
    monkeypatch.setattr("generator.publish.mirror.FILES_FOR_A_CHILD", len(FILES))
    with mirrored(site.with_name("none"), start_inspection(site.with_name("none")), TWO) as mirror:
        assert mirror is None
    assert list(site.parent.glob(".site.*")) == [site.with_name(".site.memory")]
    build(site, FILES)
    with mirrored(site, start_inspection(site), TWO) as mirror:
        assert mirror is None
