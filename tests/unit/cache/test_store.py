"""What a build leaves for the next one is believed only if this user and this program left it."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from generator.cache import Store, cache_of
from generator.cache.store import make_private

VALUE = {"a": (1, b"two"), "b": ["三", None]}
PROGRAM = b"program"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of caches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return cache_of(tmp_path / "site")


@pytest.fixture
def store(folder: Path) -> Store:
    store = Store(folder, PROGRAM)
    store.save("value", VALUE)
    return store


def test_what_was_saved_is_loaded(store: Store, folder: Path) -> None:
    assert store.load("value") == VALUE
    assert Store(folder, PROGRAM).load("value") == VALUE


def test_what_was_never_saved_or_was_dropped_is_none(store: Store) -> None:
    assert store.load("other") is None
    store.drop("value")
    store.drop("value")
    assert store.load("value") is None


def test_what_is_saved_again_replaces_the_former(store: Store, folder: Path) -> None:
    store.save("value", "new")
    assert store.load("value") == "new"
    assert [path.name for path in folder.iterdir()] == ["value"]


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:20],
        lambda data: b"",
        lambda data: data + b"x",
        lambda data: _flipped(data, 0),
        lambda data: _flipped(data, len(data) // 2),
        lambda data: _flipped(data, len(data) - 1),
    ],
)
def test_damaged_files_are_as_if_they_were_not_there(
    store: Store, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = folder / "value"
    path.write_bytes(damage(path.read_bytes()))
    assert store.load("value") is None


def test_a_file_under_another_name_is_not_believed(store: Store, folder: Path) -> None:
    (folder / "value").rename(folder / "other")
    assert store.load("other") is None


def test_another_version_of_the_program_believes_nothing(store: Store, folder: Path) -> None:
    assert Store(folder, b"other program").load("value") is None
    assert store.load("value") == VALUE


def test_another_user_believes_nothing(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other home"))
    assert Store(folder, PROGRAM).load("value") is None


class _Trap:
    """Something whose pickle makes a folder when it is loaded."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._path),)


def test_a_planted_pickle_is_not_run(store: Store, folder: Path, tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    trap = pickle.dumps(_Trap(sprung))
    seal = (folder / "value").read_bytes()[:32]
    for start in (b"", bytes(32), seal):
        (folder / "value").write_bytes(start + trap)
        assert store.load("value") is None
    assert not sprung.exists()
    pickle.loads(trap)
    assert sprung.exists(), "the trap would have worked"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes of files")
def test_the_key_and_the_cache_are_private(store: Store, folder: Path, home: Path) -> None:
    key = home / "laurel" / "cache-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["cache-key"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_stores_of_a_user_have_one_key(store: Store, home: Path) -> None:
    before = (home / "laurel/cache-key").read_bytes()
    Store(home / "elsewhere", PROGRAM)
    assert (home / "laurel/cache-key").read_bytes() == before


def test_without_a_home_that_can_be_written_there_is_no_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    store = Store(folder, PROGRAM)
    store.save("value", VALUE)
    assert store.load("value") is None
    assert not folder.exists()


@pytest.mark.parametrize("damaged", [b"", b"short"])
def test_a_damaged_key_is_made_anew(store: Store, folder: Path, home: Path, damaged: bytes) -> None:
    """A power failure leaves an empty file: there would never be a cache again."""
    (home / "laurel/cache-key").write_bytes(damaged)
    other = Store(folder, PROGRAM)
    assert other.load("value") is None
    other.save("value", "new")
    assert Store(folder, PROGRAM).load("value") == "new"


def test_without_any_home_no_key_is_left_where_somebody_works(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So says the system of a user that it does not know."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    Store(folder, PROGRAM).save("value", VALUE)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_saved_leaves_what_was_there_and_no_more(store: Store, folder: Path) -> None:
    class _Full:
        def __reduce__(self) -> tuple[Any, ...]:
            raise OSError(28, "No space left on device")

    assert store.failure == ""
    store.save("value", _Full())
    assert "space" in store.failure
    assert [path.name for path in folder.iterdir()] == ["value"]
    assert store.load("value") == VALUE


def test_what_is_dropped_is_not_left_by_a_build_that_was_killed_either(
    store: Store, folder: Path
) -> None:
    store.save("value", VALUE)
    (folder / "value").rename(folder / "value.part")
    store.drop("value")
    assert list(folder.iterdir()) == []


def test_a_relative_home_is_ignored(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    Store(folder, PROGRAM)
    assert not (tmp_path / "relative").exists()
    assert (tmp_path / "me/.cache/laurel/cache-key").exists()


@pytest.mark.parametrize("again", ["value", "other"])
def test_a_folder_in_the_place_of_a_value_is_no_value_and_gives_way(
    store: Store, folder: Path, again: str
) -> None:
    for name in ("value", "other"):
        (folder / name).unlink(missing_ok=True)
        (folder / name / "inside").mkdir(parents=True)
    assert store.load(again) is None
    store.save(again, VALUE)
    assert store.load(again) == VALUE
    store.drop(again)
    assert not (folder / again).exists()


def test_a_file_in_the_place_of_the_cache_gives_way(store: Store, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"somebody's")
    store.save("name", 1)
    assert store.load("name") == 1


def test_a_link_in_the_place_of_the_cache_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "value").write_bytes(b"three years of work")
    for change in (lambda store: store.drop("value"), lambda store: store.save("value", VALUE)):
        folder.symlink_to(outside)
        store = Store(folder, PROGRAM)
        change(store)
        assert [path.read_bytes() for path in outside.iterdir()] == [b"three years of work"]
        assert not folder.is_symlink()
    assert store.load("value") == VALUE


@pytest.mark.skipif(os.name != "posix", reason="elsewhere there are no workers")
@pytest.mark.parametrize("there", ["nothing", "a file", "a link"])
def test_a_folder_that_several_make_at_once_is_made(tmp_path: Path, there: str) -> None:
    """Workers leave pictures in a folder that each of them may be the first to need."""
    folders = [tmp_path / str(number) for number in range(400)]
    for folder in folders if there == "a file" else ():
        folder.write_bytes(b"")
    for folder in folders if there == "a link" else ():
        folder.symlink_to(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make_private, [folder for folder in folders for _ in range(8)]))
    assert all(folder.is_dir() and not folder.is_symlink() for folder in folders)
