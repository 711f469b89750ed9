"""What scripts and styles say twice, since a browser may have one of them only, is the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.search.facets import FACETS

ASSETS = Path(__file__).resolve().parent.parent.parent / "templates" / "theme" / "assets"
DARK = 'body[data-md-color-scheme="slate"]', "body:not([data-md-color-media])"


@pytest.mark.parametrize("script", ["box.js", "segment.js"])
def test_scripts_know_the_facets_of_the_index_in_its_order(script: str) -> None:
    """The page reads its address before the index is fetched."""
    text = (ASSETS / "search" / script).read_text(encoding="utf-8")
    (listed,) = re.findall(r"const FACETS = (\[.*?\])", text)
    assert tuple(json.loads(listed)) == FACETS


def test_dark_is_one_set_of_colours_whoever_asks_for_it() -> None:
    """Material's script asks by an attribute; until it has run, the system does."""
    text = (ASSETS / "laurel.css").read_text(encoding="utf-8")
    rules = (re.findall(rf"{re.escape(rule)} {{\s*(--paper[^}}]*)}}", text) for rule in DARK)
    (by_script,), (by_system,) = rules
    assert by_script.split() == by_system.split()
