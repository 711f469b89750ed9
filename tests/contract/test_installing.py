"""What `make site` and pip bring is what was tried, and is made again when it has gone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

REPO = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
needs_make = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("make") is None,
    reason="without make, as on Windows, the README's other commands are used",
)


def test_every_package_that_is_installed_has_its_version_in_constraints() -> None:
    lines = (REPO / "constraints.txt").read_text(encoding="utf-8").split()
    fixed = {canonicalize_name(line.partition("==")[0]) for line in lines}
    assert sorted(_brought() - fixed) == []


def test_every_version_in_constraints_runs_on_the_oldest_python_that_laurel_wants() -> None:
    """Debian 12 has 3.11.2; of what is installed here in another version nothing is known."""
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    lines = (REPO / "constraints.txt").read_text(encoding="utf-8").split()
    refused = {line for line in lines if oldest not in _pythons(*line.split("=="))}
    assert refused == set()


def _pythons(name: str, fixed: str) -> SpecifierSet:
    try:
        is_here = version(name) == fixed
    except PackageNotFoundError:
        is_here = False
    return SpecifierSet(metadata(name).get("Requires-Python") or "" if is_here else "")


def _brought() -> set[str]:
    """Return the names of what Laurel, and each package that it brings, asks for here."""
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    seen: set[str] = set()
    while asked:
        wanted = Requirement(asked.pop())
        name = canonicalize_name(wanted.name)
        if name not in seen and (not wanted.marker or wanted.marker.evaluate({"extra": ""})):
            seen.add(name)
            asked += _asked_by(name)
    return seen


def _asked_by(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # a tool that these tests do without
        return []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment `make site` has made, in a folder with a strange name."""
    root = tmp_path / "校友 #1 100% & 'new'"
    (root / ".venv/bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(REPO / name, root)
    (root / ".venv/bin/python").symlink_to(shutil.which("true") or "")
    (root / ".venv/site.ok").touch()
    return root


@needs_make
def test_an_environment_that_stands_is_used_as_it_is(checkout: Path) -> None:
    assert _make(checkout, "-n", "site").splitlines() == [".venv/bin/python build.py"]


@needs_make
@pytest.mark.parametrize("gone", ["false", "no-such-python"])
def test_an_environment_of_a_python_that_has_gone_is_made_anew(checkout: Path, gone: str) -> None:
    """A system's new Python sees none of what was installed for the one before."""
    (checkout / ".venv/bin/python").unlink()
    (checkout / ".venv/bin/python").symlink_to(shutil.which(gone) or f"/{gone}")
    assert "-m venv --clear .venv\n" in _make(checkout, "-n", "site")


@needs_make
def test_clean_leaves_nothing_that_a_build_made(checkout: Path) -> None:
    before = {"Makefile", "pyproject.toml", "constraints.txt"}
    for name in ("site", "site-internal", ".site.cache", ".site-internal.memory", "build"):
        (checkout / name).mkdir()
    (checkout / ".site.lock").touch()
    _make(checkout, "clean")
    assert {path.name for path in checkout.iterdir()} == before


def _make(folder: Path, *words: str) -> str:
    """Return what make prints; it hears nothing of a make that runs the tests."""
    asked = ["make", "--no-print-directory", "-C", str(folder), *words]
    heard = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(asked, check=True, capture_output=True, encoding="utf-8", env=heard)
    return done.stdout
