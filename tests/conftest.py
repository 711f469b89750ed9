"""Owns what all tests share: repeatable property tests and a small site in one string.
May not know a room.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
import smallsite
from hypothesis import HealthCheck, settings

from generator.pipeline import Prepared

if os.name == "nt":
    os.environ["PYTHONUTF8"] = "1"  # what commands print into a pipe is read as UTF-8
_NO_RIGHT = 1314  # ERROR_PRIVILEGE_NOT_HELD

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person accept new golden files."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Skip tests of links where Windows lets nobody but administrators make any."""
    try:
        return (yield)
    except OSError as error:
        if getattr(error, "winerror", None) == _NO_RIGHT:
            pytest.skip("Windows lets this user make no links")
        raise


@pytest.fixture
def site_from(tmp_path: Path) -> Callable[..., Prepared]:
    """`site_from(text, now=…)` prepares the content folder that the text holds."""
    made = iter(range(1_000_000))

    def make(text: str, **more: object) -> Prepared:
        return smallsite.site_from(text, tmp_path / f"content{next(made)}", **more)

    return make
