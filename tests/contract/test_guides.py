"""Both editors' guides name every field, and both READMEs every command, option and setting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from models import models

from generator.cli import main
from generator.kinds import KINDS
from generator.options import Options
from generator.stats.measures import Compare, Count, Measure, Where

REPO = Path(__file__).resolve().parent.parent.parent
GUIDES = sorted((REPO / "docs").glob("editors.*.md"))
READMES = sorted(REPO.glob("README*.md"))


FIELDS = sorted(
    {(kind.name, name) for kind in KINDS for m in models(kind.model) for name in m.model_fields}
)


def words(guide: Path) -> set[str]:
    return set(re.findall(r"[a-z][a-z0-9_-]*", guide.read_text(encoding="utf-8")))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_guide_names_every_field(guide: Path) -> None:
    told = words(guide)
    untold = [f"{kind}: {name}" for kind, name in FIELDS if name not in told]
    assert untold == [], f"tell editors of it in docs/{guide.name}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_guide_names_everything_of_measures(guide: Path) -> None:
    """Their fields, what they filter by, and what they count."""
    there = {*Measure.model_fields, *Where.model_fields, *get_args(Count), *get_args(Compare)}
    assert there - words(guide) == set(), f"tell editors of it in docs/{guide.name}"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_a_readme_names_every_command_the_options_before_it_and_settings(readme: Path) -> None:
    options = {option.lstrip("-") for parameter in main.params for option in parameter.opts}
    there = {*main.commands, *Options.__dataclass_fields__, *options}
    assert there - words(readme) == set(), f"say in {readme.name} what it does"
