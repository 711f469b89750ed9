"""Builds keep what they made: it is found again, never trusted blindly, and goes when unused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import photos
import pytest

import generator.images.encode
import generator.images.examine
from generator.images import (
    Pictures,
    images_of,
    keep_used,
    make_pictures,
    picture_artefacts,
)
from generator.images.pictures import ChangedError
from generator.options import ImageOptions
from generator.source import open_folder

PATHS = ("media/a.jpg", "media/b.png")


class Desk:
    """A content folder with two pictures, and the builds over it."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content"
        self.cache = images_of(root / "site")
        (self.content / "media").mkdir(parents=True)
        for path, size in zip(PATHS, (300, 200), strict=True):
            self.put(path, photos.photo(size, size, "PNG" if path.endswith("png") else "JPEG"))

    def put(self, path: str, data: bytes) -> None:
        (self.content / path).write_bytes(data)

    def read(self, options: ImageOptions | None = None, *, settled: bool = True) -> Pictures:
        folder, _ = open_folder(self.content, 2**62 if settled else 0)
        return Pictures(folder, options or ImageOptions(), self.cache)

    def build(self, used: tuple[str, ...] = PATHS, **more: object) -> dict[str, bytes]:
        pictures = self.read(**more)
        pictures.expect(used, 2)
        make_pictures(pictures, used, self.cache, 2)
        files = {a.path: a.data for a in picture_artefacts(pictures, used, self.cache)}
        keep_used(pictures, used, self.cache)
        return files


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often pictures were looked into, and encoded."""
    counts = {"examine": 0, "encode": 0}

    def counted(module: object, name: str) -> None:
        real: Callable[..., object] = getattr(module, name)

        def call(*arguments: object) -> object:
            counts[name] += 1
            return real(*arguments)

        monkeypatch.setattr(module, name, call)

    counted(generator.images.examine, "examine")
    counted(generator.images.encode, "encode")
    return counts


def test_a_second_build_encodes_nothing_and_reads_no_picture(
    desk: Desk, calls: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.build()
    assert calls == {"examine": 2, "encode": 2}
    monkeypatch.setattr("generator.source.folder.ContentFolder.read", None)
    assert desk.build() == first
    assert calls == {"examine": 2, "encode": 2}


def test_a_picture_that_may_have_changed_is_judged_by_its_bytes(
    desk: Desk, calls: dict[str, int]
) -> None:
    first = desk.build(settled=False)
    assert desk.build(settled=False) == desk.build() == first
    assert calls == {"examine": 2, "encode": 2}
    desk.put(PATHS[0], photos.photo(310, 300))
    second = desk.build(settled=False)
    assert calls == {"examine": 3, "encode": 3}
    assert set(first) & set(second) == {path for path in first if "/b-" in path}


def test_sizes_of_fallbacks_are_known_before_pages_are_made(desk: Desk) -> None:
    for _ in range(2):
        pictures = desk.read()
        make_pictures(pictures, PATHS, desk.cache)
        files = {a.path: a.data for a in picture_artefacts(pictures, PATHS, desk.cache)}
        for path in PATHS:
            picture = pictures.of(path)
            assert picture and pictures.size(picture) == len(files[picture.fallback.path])
        keep_used(pictures, PATHS, desk.cache)


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"half"])
def test_a_damaged_file_of_the_cache_is_made_anew(
    desk: Desk, calls: dict[str, int], damage: bytes
) -> None:
    first = desk.build()
    victim = next(path for path in desk.cache.iterdir() if path.suffix == ".webp")
    whole = victim.read_bytes()
    victim.write_bytes(damage or whole[:-1] + bytes([whole[-1] ^ 1]))
    assert desk.build() == first
    assert calls["encode"] == 3
    assert victim.read_bytes() == whole


def test_files_of_the_cache_that_were_exchanged_are_made_anew(desk: Desk) -> None:
    first = desk.build()
    one, two, *_ = sorted(path for path in desk.cache.iterdir() if path.suffix == ".webp")
    one.rename(desk.cache / "aside")
    two.rename(one)
    (desk.cache / "aside").rename(two)
    assert desk.build() == first


@pytest.mark.parametrize("damage", [b"", b"{}", b"\0" * 99])
def test_a_damaged_index_costs_a_look_and_nothing_else(
    desk: Desk, calls: dict[str, int], damage: bytes
) -> None:
    first = desk.build()
    (index,) = desk.cache.glob("*-index")
    index.write_bytes(damage)
    assert desk.build() == first
    assert calls == {"examine": 4, "encode": 2}


def test_a_folder_in_the_place_of_the_index_is_removed(desk: Desk) -> None:
    first = desk.build()
    (index,) = desk.cache.glob("*-index")
    whole = index.read_bytes()
    index.unlink()
    (index / "inside").mkdir(parents=True)
    assert desk.build() == first
    assert index.read_bytes() == whole


@pytest.mark.parametrize("known", [False, True])
def test_a_link_in_the_place_of_the_cache_costs_nobody_a_file(
    desk: Desk, tmp_path: Path, known: bool
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    if known:  # it was moved there
        desk.build()
        desk.cache.rename(outside)
    (outside / "family.jpg").write_bytes(b"of 1970")
    desk.cache.symlink_to(outside)
    desk.build(PATHS[:1])
    assert (outside / "family.jpg").exists()
    assert not desk.cache.is_symlink()


def test_the_cache_holds_what_the_last_build_used_and_no_names_of_other_files(desk: Desk) -> None:
    desk.build()
    both = {path.name for path in desk.cache.iterdir()}
    desk.build(PATHS[:1])
    left = {path.name for path in desk.cache.iterdir()}
    assert left < both and len(left) == 1 + 3  # 160, 300 and the JPEG
    assert b"b.png" not in b"".join(path.read_bytes() for path in desk.cache.iterdir())
    desk.build(())
    assert [path.name.endswith("index") for path in desk.cache.iterdir()] == [True]


def test_a_withdrawn_picture_is_forgotten_though_a_build_in_between_came_to_no_end(
    desk: Desk,
) -> None:
    desk.build()
    desk.put("media/c.jpg", photos.photo(100, 100))
    used = (PATHS[0], "media/c.jpg")
    make_pictures(desk.read(), used, desk.cache)  # and then it is killed
    desk.build(used)
    kept = {path.name for path in desk.cache.iterdir()}
    shutil.rmtree(desk.cache)
    desk.build(used)
    assert kept == {path.name for path in desk.cache.iterdir()}


def test_other_settings_give_other_files_and_forget_the_former(
    desk: Desk, calls: dict[str, int]
) -> None:
    first = desk.build()
    second = desk.build(options=ImageOptions(quality=40))
    assert not set(first) & set(second)
    third = desk.build(options=ImageOptions(quality=40, formats=("avif", "webp")))
    assert set(second) < set(third) and any(path.endswith(".avif") for path in third)
    assert calls == {"examine": 2, "encode": 6}


def test_another_pillow_trusts_nothing_of_the_former(
    desk: Desk, calls: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.build()
    monkeypatch.setattr("PIL.__version__", "99.0")
    desk.build()
    assert calls == {"examine": 4, "encode": 4}
    names = [path.name for path in desk.cache.iterdir()]
    assert names and all("99.0" in name for name in names)


def test_a_picture_that_changes_during_the_build_stops_it(desk: Desk) -> None:
    pictures = desk.read()
    pictures.expect(PATHS, 1)
    desk.put(PATHS[0], photos.photo(20, 20))
    with pytest.raises(ChangedError, match=r"media/a\.jpg"):
        make_pictures(pictures, PATHS, desk.cache)


def test_one_picture_under_two_names_is_written_once(desk: Desk) -> None:
    data = (desk.content / PATHS[0]).read_bytes()
    desk.put("media/a.jpeg", data)
    used = ("media/a.jpeg", "media/a.jpg")
    pictures = desk.read()
    make_pictures(pictures, used, desk.cache)
    paths = [artefact.path for artefact in picture_artefacts(pictures, used, desk.cache)]
    assert len(paths) == len(set(paths)) == 3


def test_originals_are_left_as_they_were(desk: Desk) -> None:
    before = {path: (desk.content / path).read_bytes() for path in PATHS}
    desk.build()
    assert {path: (desk.content / path).read_bytes() for path in PATHS} == before


def test_any_number_of_threads_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    made = []
    for workers in (1, 4):
        pictures, cache = desk.read(), tmp_path / f"cache{workers}"
        make_pictures(pictures, PATHS, cache, workers)
        made.append([*picture_artefacts(pictures, PATHS, cache)])
    assert made[0] == made[1]
