"""Fingerprints of folders and of the program change with whatever may change what is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator.cache.fingerprint as fingerprint
from generator.cache import key_of, program_fingerprint, tree_fingerprint

LATER = 1_900_000_000_000_000_000  # ns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tree/inner").mkdir(parents=True)
    (tmp_path / "tree/a.html").write_bytes(b"one")
    (tmp_path / "tree/inner/b.html").write_bytes(b"two")
    return tmp_path / "tree"


def _touch(folder: Path) -> None:
    os.utime(folder / "a.html", ns=(LATER, LATER))


def _keep_times(folder: Path) -> None:
    status = (folder / "a.html").stat()
    (folder / "a.html").chmod(0o640)  # moves the time of the status
    os.utime(folder / "a.html", ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: list[Callable[[Path], object]] = [
    lambda folder: (folder / "inner/b.html").write_bytes(b"two!"),
    _touch,
    pytest.param(
        _keep_times,
        marks=pytest.mark.skipif(os.name != "posix", reason="no time of the status there"),
    ),
    lambda folder: (folder / "a.html").rename(folder / "c.html"),
    lambda folder: (folder / "inner").rename(folder / "other"),
    lambda folder: (folder / "inner/b.html").unlink(),
    lambda folder: (folder / "new").write_bytes(b""),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_below_a_folder_changes_its_fingerprint(
    folder: Path, change: Callable[[Path], object]
) -> None:
    before = tree_fingerprint(folder)
    assert tree_fingerprint(folder) == before
    change(folder)
    assert tree_fingerprint(folder) != before


def test_compiled_code_is_no_change(folder: Path) -> None:
    before = tree_fingerprint(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__/a.pyc").write_bytes(b"x")
    assert tree_fingerprint(folder) == before


def test_a_link_that_leads_nowhere_is_no_error(folder: Path) -> None:
    before = tree_fingerprint(folder)
    (folder / ".#a.html").symlink_to("someone@somewhere.1234")  # Emacs, while a file is edited
    assert tree_fingerprint(folder) != before


def test_files_behind_links_count(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/c.html").write_bytes(b"three")
    (folder / "link").symlink_to(tmp_path / "shared")
    before = tree_fingerprint(folder)
    (tmp_path / "shared/c.html").write_bytes(b"four")
    assert tree_fingerprint(folder) != before


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program of one module, and a folder of packages."""
    (tmp_path / "program/cache").mkdir(parents=True)
    (tmp_path / "program/page.py").write_text("x = 1\n")
    (tmp_path / "site-packages/jinja2-3.1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(fingerprint, "__file__", str(tmp_path / "program/cache/fingerprint.py"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site-packages"), str(tmp_path / "nowhere")])
    program_fingerprint.cache_clear()
    yield tmp_path
    program_fingerprint.cache_clear()


def _fingerprint() -> bytes:
    program_fingerprint.cache_clear()
    return program_fingerprint()


def test_a_touched_module_is_another_program(program: Path) -> None:
    before = _fingerprint()
    assert _fingerprint() == before
    os.utime(program / "program/page.py", ns=(LATER, LATER))
    assert _fingerprint() != before


def test_another_table_of_words_is_another_program(program: Path) -> None:
    before = _fingerprint()
    (program / "program/words.txt").write_text("字 zi\n")
    assert _fingerprint() != before


def test_another_version_of_a_package_is_another_program(program: Path) -> None:
    before = _fingerprint()
    packages = program / "site-packages"
    (packages / "jinja2-3.1.0.dist-info").rename(packages / "jinja2-3.1.1.dist-info")
    assert _fingerprint() != before


def test_another_interpreter_is_another_program(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _fingerprint()
    monkeypatch.setattr(sys, "version", "4.0")
    assert _fingerprint() != before


@given(st.lists(st.binary(max_size=4)), st.lists(st.binary(max_size=4)))
def test_keys_are_equal_only_where_all_parts_are(one: list[bytes], two: list[bytes]) -> None:
    assert (key_of(one) == key_of(two)) == (one == two)


@given(st.lists(st.binary(max_size=4), min_size=2))
def test_parts_are_told_apart_from_their_neighbours(parts: list[bytes]) -> None:
    joined = [parts[0] + parts[1], *parts[2:]]
    assert key_of(parts) != key_of(joined)
