"""Owns the fixtures of the importer's tests: a source site in a few strings, and its import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from importing_site import Site


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Site]:
    """Make a site from files and import it; `run=False` leaves the import to the test."""

    def make(files: dict[str, str | bytes], dialect: str = "hugo", *, run: bool = True) -> Site:
        made = Site(tmp_path, files, dialect)
        if run:
            made.run()
        return made

    return make


@pytest.fixture
def one(site: Callable[..., Site]) -> Callable[..., str]:
    """Import one story with a body and return the body of the result."""

    def body_of(body: str, dialect: str = "hugo", **files: str | bytes) -> str:
        name = {"hugo": "post/a.md"}.get(dialect, "_posts/2013-07-13-a.md")
        text = f"---\ntitle: A\ndate: 2013-07-13\n---\n{body}\n"
        other = {key.replace("__", "/").replace("_dot_", "."): data for key, data in files.items()}
        return site({name: text, **other}, dialect).body("stories/2013/a.md")

    return body_of
