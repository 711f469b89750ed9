"""Publishing by difference: what is kept, what is looked at, and what is never believed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from junctions import junctions_instead_of_links

import generator.publish.inspection as inspection_module
from generator.publish import (
    Artefact,
    Inspection,
    PublishError,
    Stage,
    forget,
    start_inspection,
    unchanged,
)
from generator.publish.inspection import mark_of_folder
from generator.publish.inventory import Inventory, Known, read_inventory, write_inventory
from generator.publish.tree import Tree

MANIFEST = ".laurel-manifest.json"
FILES = {"index.html": b"home", "a/1": b"one", "a/2": b"two", "b/c/3": b"three"}


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def publish(root: Path, files: dict[str, bytes], kept: Iterable[str] = ()) -> Stage:
    """Publish `files` and what is kept; the site must hold just these, the stage no others."""
    stage = Stage(root / "site")
    kept = set(kept)
    stage.keep(kept)
    stage.write(Artefact(path, data) for path, data in files.items())
    stage.publish()
    found = files_below(root / "site")
    del found[MANIFEST]
    assert found.keys() == {*files, *kept}
    assert {path: found[path] for path in files} == files
    assert_stage_holds_nothing_withdrawn(root)
    return stage


def assert_stage_holds_nothing_withdrawn(root: Path) -> None:
    site = root / "site"
    for path, data in files_below(root / ".site.staging").items():
        assert (site / path).read_bytes() == data
    folders = [path for path in (root / ".site.staging").rglob("*") if path.is_dir()]
    assert all(any(folder.iterdir()) for folder in folders)
    assert not (root / ".site.unfinished").exists()


def is_unchanged(root: Path) -> bool:
    return unchanged(start_inspection(root / "site"))


def age(root: Path) -> None:
    """Let every folder be old enough for its time to be believed."""
    for top in (root / "site", root / ".site.staging"):
        for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
            os.utime(folder, ns=(1, 1_500_000_000_000_000_001))


class TestKeeping:
    def test_kept_files_stay_the_same_files(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        before = {path: (tmp_path / "site" / path).stat() for path in FILES}
        for number in range(4):
            changed = {"a/1": b"new %d" % number}
            stage = publish(tmp_path, changed, FILES.keys() - changed.keys())
            assert (stage.files, stage.changed) == (4, 1)
            assert stage.size == sum(len(data) for data in {**FILES, **changed}.values())
        for path in FILES.keys() - {"a/1"}:
            now = (tmp_path / "site" / path).stat()
            assert (now.st_ino, now.st_mtime_ns) == (before[path].st_ino, before[path].st_mtime_ns)
            assert (tmp_path / "site" / path).read_bytes() == FILES[path]

    def test_files_rendered_to_the_same_bytes_count_as_kept(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        assert publish(tmp_path, {**FILES, "a/1": b"other"}).changed == 1

    def test_only_published_files_can_be_kept(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        (tmp_path / "site/a/1").write_bytes(b"by hand")
        (tmp_path / "site/a/2").unlink()
        stage = Stage(tmp_path / "site")
        assert stage.published.keys() == {"index.html", "b/c/3"}
        for path in ("a/1", "a/2", "nowhere", MANIFEST, "../x"):
            with pytest.raises(ValueError):
                stage.keep([path])

    def test_a_kept_file_cannot_be_written_too(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        stage = Stage(tmp_path / "site")
        stage.keep(["a/1"])
        for claim in (
            lambda: stage.write([Artefact("a/1", b"x")]),
            lambda: stage.keep(["a/1"]),
            lambda: stage.adopt({"a/1": Known(bytes(32), 1, 1)}),
        ):
            with pytest.raises(PublishError):
                claim()

    @pytest.mark.parametrize("path", ["a/1/x", "b", "b/c"])
    def test_a_file_and_a_folder_of_one_name_are_refused(self, tmp_path: Path, path: str) -> None:
        publish(tmp_path, FILES)
        publish(tmp_path, {}, FILES)
        stage = Stage(tmp_path / "site")
        stage.keep(FILES)
        stage.write([Artefact(path, b"x")])
        with pytest.raises(PublishError, match="folder"):
            stage.publish()
        publish(tmp_path, {}, FILES)

    def test_what_another_process_wrote_is_published(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        stage = Stage(tmp_path / "site")
        # Not a process: a second stage would not share what the first knows of its folder.
        other = Stage.__new__(Stage)
        other.__dict__.update(stage.__dict__, _files={}, _claimed=set(), _kept=set())
        other.write([Artefact("a/1", b"one"), Artefact("new", b"new")])
        stage.adopt(other.written())
        assert (stage.files, stage.changed) == (2, 1)
        stage.publish()
        assert {**files_below(tmp_path / "site"), MANIFEST: b""} == {
            "a/1": b"one",
            "new": b"new",
            MANIFEST: b"",
        }


def add_file(root: Path) -> None:
    (root / "b/c/stranger").write_bytes(b"stranger")


def add_hidden_file_below(root: Path) -> None:
    (root / "a/.stranger").write_bytes(b"stranger")


def add_folder(root: Path) -> None:
    (root / "a/empty").mkdir()


def add_tree(root: Path) -> None:
    (root / "x/y").mkdir(parents=True)
    (root / "x/y/z").write_bytes(b"stranger")


def add_link(root: Path) -> None:
    (root / "a/link").symlink_to(root)


def change_file(root: Path) -> None:
    (root / "a/1").write_bytes(b"ONE")
    os.utime(root / "a/1", ns=(1, 1))


def lengthen_file(root: Path) -> None:
    before = (root / "a/1").stat()
    (root / "a/1").write_bytes(b"one and more")
    os.utime(root / "a/1", ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_file(root: Path) -> None:
    (root / "other").write_bytes(b"ONE")
    os.replace(root / "other", root / "a/1")


def remove_file(root: Path) -> None:
    (root / "b/c/3").unlink()


def remove_folder(root: Path) -> None:
    remove_file(root)
    (root / "b/c").rmdir()
    (root / "b").rmdir()


def folder_for_file(root: Path) -> None:
    (root / "a/1").unlink()
    (root / "a/1").mkdir()
    (root / "a/1/x").write_bytes(b"x")


def file_for_folder(root: Path) -> None:
    remove_folder(root)
    (root / "b").write_bytes(b"x")


def swapped_files(root: Path) -> None:
    os.rename(root / "a/1", root / "t")
    os.rename(root / "a/2", root / "a/1")
    os.rename(root / "t", root / "a/2")


DISTURBANCES = [
    add_file,
    add_hidden_file_below,
    add_folder,
    add_tree,
    add_link,
    change_file,
    lengthen_file,
    replace_file,
    remove_file,
    remove_folder,
    folder_for_file,
    file_for_folder,
]
Disturb = Callable[[Path], None]


@pytest.mark.parametrize("aged", [False, True])
class TestDisturbances:
    """Somebody changes one of the two trees by hand between builds."""

    def prepared(self, root: Path, aged: bool) -> None:
        publish(root, FILES)
        publish(root, FILES)
        if aged:  # the next build believes the times of folders, the one after it remembers them
            age(root)
            publish(root, {}, FILES)

    @pytest.mark.parametrize("disturb", DISTURBANCES)
    def test_the_site_is_mended(self, tmp_path: Path, disturb: Disturb, aged: bool) -> None:
        self.prepared(tmp_path, aged)
        assert is_unchanged(tmp_path)
        disturb(tmp_path / "site")
        assert not is_unchanged(tmp_path)
        published = set(Stage(tmp_path / "site").published)
        rest = {path: data for path, data in FILES.items() if path not in published}
        publish(tmp_path, rest, published)
        assert {**files_below(tmp_path / "site"), **FILES} == files_below(tmp_path / "site")
        assert is_unchanged(tmp_path)

    # Files exchanged within the site may have the same size and time; in the stage, links tell.
    @pytest.mark.parametrize("disturb", [*DISTURBANCES, swapped_files])
    def test_the_stage_is_mended(self, tmp_path: Path, disturb: Disturb, aged: bool) -> None:
        self.prepared(tmp_path, aged)
        disturb(tmp_path / ".site.staging")
        published = set(Stage(tmp_path / "site").published)
        rest = {path: data for path, data in FILES.items() if path not in published}
        publish(tmp_path, rest, published)
        publish(tmp_path, {}, FILES)
        assert {**files_below(tmp_path / "site"), **FILES} == files_below(tmp_path / "site")


class TestInspection:
    def test_hidden_files_at_the_top_are_no_change(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        (tmp_path / "site/.well-known").mkdir()
        (tmp_path / "site/.nojekyll").write_bytes(b"")
        assert is_unchanged(tmp_path)

    def test_a_changed_manifest_is_a_change(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        (tmp_path / "site" / MANIFEST).write_bytes(b"{}")
        assert not is_unchanged(tmp_path)

    def test_without_a_site_or_an_inventory_nothing_is_unchanged(self, tmp_path: Path) -> None:
        assert not is_unchanged(tmp_path)
        publish(tmp_path, FILES)
        (tmp_path / ".site.memory").unlink()
        assert not is_unchanged(tmp_path)

    def test_a_build_that_came_to_no_end_is_a_change(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        Stage(tmp_path / "site").write([Artefact("draft", b"withdrawn later")])
        assert not is_unchanged(tmp_path)
        publish(tmp_path, {}, FILES)
        assert is_unchanged(tmp_path)

    @pytest.mark.skipif(os.name != "posix", reason="folders have no marks there")
    def test_folders_known_by_their_time_are_not_listed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(tmp_path, FILES)
        publish(tmp_path, FILES)
        age(tmp_path)
        publish(tmp_path, {"a/1": b"new"}, FILES.keys() - {"a/1"})
        listed: list[str] = []
        scandir = os.scandir

        def noted(path: str) -> object:
            listed.append(Path(path).relative_to(tmp_path).as_posix())
            return scandir(path)

        monkeypatch.setattr(os, "scandir", noted)
        assert is_unchanged(tmp_path)
        assert not {path for path in listed if path.startswith("site/b")}
        assert not {path for path in listed if path.startswith(".site.staging/b")}

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no child processes there")
    def test_a_child_finds_what_is_found_here(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(tmp_path, FILES)
        publish(tmp_path, FILES)
        add_tree(tmp_path / "site")
        change_file(tmp_path / "site")
        here = start_inspection(tmp_path / "site").findings
        monkeypatch.setattr(inspection_module, "_may_fork", lambda inventory: True)
        assert start_inspection(tmp_path / "site").findings == here
        assert here.wrong == {"a/1"} and here.foreign == ("x",)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no child processes there")
    def test_a_child_that_dies_is_done_without(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(tmp_path, FILES)
        monkeypatch.setattr(inspection_module, "_may_fork", lambda inventory: True)
        monkeypatch.setattr(inspection_module, "_look_from", lambda *_: os._exit(7))
        assert unchanged(start_inspection(tmp_path / "site"))

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no child processes there")
    def test_a_look_may_be_given_up(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        publish(tmp_path, FILES)
        monkeypatch.setattr(inspection_module, "_may_fork", lambda inventory: True)
        look: Inspection = start_inspection(tmp_path / "site")
        look.close()
        look.close()
        publish(tmp_path, {}, FILES)


class TestOtherFileSystems:
    def test_without_hard_links_files_are_copied(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(source: str, target: str) -> None:
            raise PermissionError(1, "Operation not permitted", source)

        publish(tmp_path, FILES)
        monkeypatch.setattr(os, "link", refused)
        for number in range(3):
            stage = publish(tmp_path, {"a/1": b"new %d" % number}, FILES.keys() - {"a/1"})
            assert stage.changed == 1
        assert is_unchanged(tmp_path)
        assert (tmp_path / "site/b/c/3").read_bytes() == FILES["b/c/3"]

    def test_an_exchange_in_steps_serves_as_well(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("generator.publish.switch._exchange_at_once", lambda *_: False)
        publish(tmp_path, FILES)
        for number in range(3):
            publish(tmp_path, {"a/1": b"new %d" % number}, FILES.keys() - {"a/1"})

    def test_a_folder_that_is_in_use_for_a_moment_is_waited_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(tmp_path, FILES)
        rename, refusals = os.rename, iter(range(3))

        def busy(source: object, target: object) -> None:
            if next(refusals, None) is not None:
                raise PermissionError(13, "used by another process")
            rename(source, target)

        monkeypatch.setattr("generator.publish.switch._exchange_at_once", lambda *_: False)
        monkeypatch.setattr("generator.publish.switch._WAITS", (0.0,) * 3)
        monkeypatch.setattr(os, "rename", busy)
        publish(tmp_path, {"a/1": b"new"}, FILES.keys() - {"a/1"})

    def test_a_folder_that_stays_in_use_leaves_the_site_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(source: object, target: object) -> None:
            raise PermissionError(13, "used by another process")

        publish(tmp_path, FILES)
        monkeypatch.setattr("generator.publish.switch._exchange_at_once", lambda *_: False)
        monkeypatch.setattr("generator.publish.switch._WAITS", (0.0,))
        with monkeypatch.context() as patch:
            patch.setattr(os, "rename", busy)
            with pytest.raises(PermissionError):
                publish(tmp_path, {"a/1": b"new"}, FILES.keys() - {"a/1"})
        assert (tmp_path / "site/a/1").read_bytes() == FILES["a/1"]
        publish(tmp_path, {"a/1": b"new"}, FILES.keys() - {"a/1"})

    def test_times_that_are_right_only_after_closing_are_read_then(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fstat = os.fstat
        monkeypatch.setattr("generator.publish.tree._TIMES_BEFORE_CLOSING", False)
        monkeypatch.setattr(os, "fstat", lambda file: stale(fstat(file)))
        publish(tmp_path, FILES)
        assert is_unchanged(tmp_path)

    def test_a_name_that_changed_its_case_is_published_where_case_is_folded(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("open", "unlink", "lstat", "link"):
            monkeypatch.setattr(os, name, folding(getattr(os, name)))
        kept = {"a/1": b"one"}
        publish(tmp_path, {**kept, "a/Report.PDF": b"2024"})
        publish(tmp_path, {"a/x": b"x"}, {"a/1", "a/Report.PDF"})
        publish(tmp_path, {"a/report.pdf": b"2024"}, kept)
        publish(tmp_path, {}, {*kept, "a/report.pdf"})

    def test_a_name_that_changed_its_case_is_another_where_it_is_not(self, tmp_path: Path) -> None:
        publish(tmp_path, {"1": b"one", "Report.PDF": b"2024"})
        publish(tmp_path, {"x": b"x"}, {"1", "Report.PDF"})
        publish(tmp_path, {"report.pdf": b"2024"}, {"1"})


def folder_status(inode: int, time: int) -> os.stat_result:
    return os.stat_result((0, inode, *[0] * 8), {"st_mtime_ns": time})


@pytest.mark.skipif(os.name != "posix", reason="folders have no marks there")
class TestMarks:
    CHANGED = 1_500_000_000_000_000_007

    @pytest.mark.parametrize(
        ("time", "until", "marked"),
        [
            (CHANGED, CHANGED + 1, True),
            (CHANGED, CHANGED, True),
            (CHANGED, CHANGED - 1, False),
            (1_500_000_000_000_000_000, CHANGED, False),  # may be a clock of whole seconds
        ],
    )
    def test_a_folder_that_may_change_without_a_trace_has_none(
        self, time: int, until: int, marked: bool
    ) -> None:
        assert (mark_of_folder(folder_status(5, time), until) is not None) == marked

    def test_another_folder_or_time_is_another_mark(self) -> None:
        each = [(5, self.CHANGED), (5, self.CHANGED - 1), (6, self.CHANGED), (5, self.CHANGED)]
        marks = [mark_of_folder(folder_status(*one), self.CHANGED) for one in each]
        assert len(set(marks)) == 3


def stale(status: os.stat_result) -> os.stat_result:
    """Return a status as Windows may give it while a file is still open: with an earlier time."""
    return os.stat_result((*status[:7], 0, 0, 0), {"st_mtime_ns": 0})


def folding(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of `os` that finds files as Windows and macOS do: case does not matter."""

    def spelled(path: Any) -> Any:
        folder, name = os.path.split(path)
        names = os.listdir(folder) if os.path.isdir(folder) else []
        found = [each for each in names if each.casefold() == str(name).casefold()]
        return os.path.join(folder, *found) if found else path

    def folded(*paths: Any, **options: Any) -> Any:
        texts = [spelled(p) if isinstance(p, str | Path) else p for p in paths]
        return function(*texts, **options)

    return folded


class TestLinkedFolders:
    """What a link leads to is nobody's but its owner's."""

    @pytest.fixture
    def outside(self, tmp_path: Path) -> Path:
        """A folder with files of the names that the site has, and more below."""
        for path in ("1", "2", "c/3", "c/thesis", "thesis"):
            place = tmp_path / "outside" / path
            place.parent.mkdir(exist_ok=True, parents=True)
            place.write_bytes(b"three years of work")
        return tmp_path / "outside"

    @pytest.mark.parametrize("builds", [1, 2])
    @pytest.mark.parametrize("tree", ["site", ".site.staging"])
    @pytest.mark.parametrize("folder", ["a", "b", "b/c"])
    @pytest.mark.parametrize("stays", [True, False])
    def test_a_link_in_the_place_of_a_folder_is_not_followed(
        self, tmp_path: Path, outside: Path, builds: int, tree: str, folder: str, stays: bool
    ) -> None:
        for _ in range(builds):
            publish(tmp_path, FILES)
        before = files_below(outside)
        place = tmp_path / tree / folder
        if place.exists():
            os.rename(place, tmp_path / "moved away")
            place.symlink_to(outside)
        paths = [p for p in FILES if stays or not p.startswith(folder)]
        for _ in range(2):
            publish(tmp_path, {path: FILES[path] for path in paths})
            assert files_below(outside) == before
            assert not place.is_symlink()

    @pytest.mark.parametrize("folder", ["a", "b", "b/c"])
    def test_nothing_is_removed_through_a_link(
        self, tmp_path: Path, outside: Path, folder: str
    ) -> None:
        """However a link came there after the look."""
        publish(tmp_path, FILES)
        os.rename(tmp_path / "site" / folder, tmp_path / "moved away")
        (tmp_path / "site" / folder).symlink_to(outside)
        before = files_below(outside)
        Tree(tmp_path / "site").remove([*FILES, "a/thesis", "b/thesis", "b/c/thesis"])
        assert files_below(outside) == before
        assert (tmp_path / "site" / folder).is_symlink()

    def test_junctions_are_removed_without_what_they_lead_to(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "thesis").write_bytes(b"three years of work")
        publish(tmp_path, FILES)
        (tmp_path / "site/downloads").symlink_to(outside)
        (tmp_path / ".site.memory").unlink()
        monkeypatch.setattr(os, "scandir", junctions_instead_of_links(os.scandir))
        publish(tmp_path, FILES)
        assert (outside / "thesis").exists()
        assert not (tmp_path / ".site.staging/downloads").is_symlink()


class TestInventory:
    NAMES = ("a", "b/c d", 'q"uote', "new\nline", "汉字/é", "\udce9")

    def inventory(self) -> Inventory:
        site = {name: Known(bytes([i]) * 32, i, -i) for i, name in enumerate(self.NAMES)}
        return Inventory(site, {"": 1, "b": -2}, {"a", "new\nline"}, {})

    def test_it_comes_back_as_it_was(self, tmp_path: Path) -> None:
        whole = self.inventory()
        for inventory in (
            whole,
            Inventory(whole.site, {}, None, {"": 7}),
            Inventory({}, {}, None, {}),
        ):
            write_inventory(tmp_path / "inventory", inventory)
            assert read_inventory(tmp_path / "inventory") == inventory

    def test_damage_is_noticed_wherever_it_is(self, tmp_path: Path) -> None:
        write_inventory(tmp_path / "inventory", self.inventory())
        data = (tmp_path / "inventory").read_bytes()
        for place in range(len(data)):
            (tmp_path / "inventory").write_bytes(data[:place] + b"!" + data[place + 1 :])
            changed = data[place : place + 1] != b"!"
            assert (read_inventory(tmp_path / "inventory") is None) == changed
            (tmp_path / "inventory").write_bytes(data[:place])
            assert read_inventory(tmp_path / "inventory") is None

    def test_the_inventory_of_another_site_does_no_harm(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
        publish(tmp_path / "one", FILES)
        publish(tmp_path / "two", {"a/1": b"else", "q/r": b"q"})
        os.replace(tmp_path / "one/.site.memory", tmp_path / "two/.site.memory")
        publish(tmp_path / "two", FILES)

    def test_the_manifest_is_json_whatever_the_names(self, tmp_path: Path) -> None:
        files = {'q"uote': b"x", "汉字/é": b"y", "new\nline": b"z", "</script>": b""}
        if os.name == "nt":
            files = {"汉字/é": b"y"}
        publish(tmp_path, files)
        manifest = json.loads((tmp_path / "site" / MANIFEST).read_bytes())
        assert {path: size for path, (_, size) in manifest.items()} == {
            path: len(data) for path, data in files.items()
        }

    def test_forgetting_leaves_nothing_beside_the_site(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        Stage(tmp_path / "site").write([Artefact("x", b"x")])
        forget(tmp_path / "site")
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_link_in_the_place_of_the_stage_is_not_followed(tmp_path: Path) -> None:
    publish(tmp_path, FILES)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "thesis").write_bytes(b"three years of work")
    (outside / ".hidden").write_bytes(b"as well")
    (tmp_path / ".site.staging").symlink_to(outside)
    publish(tmp_path, {}, FILES)
    assert len(list(outside.iterdir())) == 2


def test_what_somebody_put_in_the_place_of_the_stage_and_its_mark_gives_way(
    tmp_path: Path,
) -> None:
    (tmp_path / ".site.staging").write_bytes(b"somebody's")
    (tmp_path / ".site.unfinished").mkdir()
    for _ in range(2):
        stage = Stage(tmp_path / "site")
        stage.write([Artefact("index.html", b"home")])
        stage.publish()
    assert files_below(tmp_path / "site").keys() == {"index.html", MANIFEST}
    assert not (tmp_path / ".site.unfinished").exists()
