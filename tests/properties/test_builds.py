"""Whole builds of content/ by the command: the same bytes whatever is around them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from builds import NOW, REPO, build_py, differing, run, tree

from generator.images import images_of

CONTENT = REPO / "content"


def built(site: Path, *arguments: object, **more: object) -> dict[str, bytes]:
    options = ("--config", REPO / "mkdocs.yml", "--now", NOW, "--site-dir", site)
    ran = build_py(*options, *arguments, **more)
    assert ran.code == 0, ran.err
    return tree(site)


@pytest.fixture(scope="module")
def first_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that every other build must give."""
    site = tmp_path_factory.mktemp("first") / "site"
    built(site, cwd=REPO)
    return site


@pytest.fixture(scope="module")
def first(first_site: Path) -> dict[str, bytes]:
    """Its tree."""
    return tree(first_site)


@pytest.fixture
def drawn(first_site: Path, tmp_path: Path) -> Path:
    """Where a site can be built whose pictures are those of the first: their bytes depend on the
    originals alone, and other builds make them anew.
    """
    shutil.copytree(images_of(first_site), images_of(tmp_path / "site"))
    return tmp_path / "site"


def test_two_builds_are_equal(first: dict[str, bytes], tmp_path: Path) -> None:
    assert len(first) > 1000
    assert differing(first, built(tmp_path / "site", cwd=REPO)) == []


def test_language_zone_and_place_of_the_machine_change_nothing(
    first: dict[str, bytes], tmp_path: Path
) -> None:
    env = {"LC_ALL": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "7", "COLUMNS": "20"}
    assert differing(first, built(tmp_path / "其他" / "out", cwd=tmp_path, env=env)) == []


def test_the_same_instant_in_another_zone_changes_nothing(
    first: dict[str, bytes], drawn: Path
) -> None:
    assert differing(first, built(drawn, "--now", "2026-11-01T01:00:00Z")) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_the_number_of_workers_changes_nothing(
    first: dict[str, bytes], drawn: Path, workers: int
) -> None:
    assert differing(first, built(drawn, "--workers", workers)) == []


def test_many_workers_change_nothing_either(first: dict[str, bytes], tmp_path: Path) -> None:
    assert differing(first, built(tmp_path / "site", "--workers", 5)) == []


@pytest.mark.parametrize("order", ["found[::-1]", "random.Random(3).sample(found, len(found))"])
def test_the_order_in_which_the_disk_lists_files_changes_nothing(
    first: dict[str, bytes], drawn: Path, order: str
) -> None:
    script = (
        "import os, random\n"
        "real = os.scandir\n"
        "class Listing:\n"
        "    def __init__(self, found): self.entries = iter(found)\n"
        "    def __iter__(self): return self.entries\n"
        "    def __next__(self): return next(self.entries)\n"
        "    def __enter__(self): return self\n"
        "    def __exit__(self, *a): pass\n"
        "    def close(self): pass\n"
        "def scandir(*a):\n"
        "    with real(*a) as entries:\n"
        "        found = sorted(entries, key=lambda e: os.fsencode(e.name))\n"
        f"    return Listing({order})\n"
        "os.scandir = scandir\n"
        "os.listdir = lambda *a: [os.fsdecode(e.name) for e in scandir(*a)]\n"
        "from generator.cli import main\nmain()\n"
    )
    options = ("--config", REPO / "mkdocs.yml", "--now", NOW, "--site-dir", drawn)
    ran = run(sys.executable, "-c", script, *options, cwd=REPO)
    assert ran.code == 0, ran.err
    assert differing(first, tree(drawn)) == []


def test_a_copy_with_other_dates_and_modes_of_files_changes_nothing(
    first: dict[str, bytes], drawn: Path, tmp_path: Path
) -> None:
    for path, data in tree(CONTENT).items():
        target = tmp_path / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        os.utime(target, (0, 0))
        target.chmod(0o444)
    assert differing(first, built(drawn, "--content", tmp_path / "content")) == []
