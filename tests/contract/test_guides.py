"""Both editors' guides name every field, and both READMEs every command, option and setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from models import models

from generator.cli import main
from generator.kinds import KINDS
from generator.options import Options

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
    assert [f"{kind}: {name}" for kind, name in FIELDS if name not in told] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_a_readme_names_every_command_the_options_before_it_and_settings(readme: Path) -> None:
    told = words(readme)
    assert set(main.commands) - told == set()
    assert set(Options.__dataclass_fields__) - told == set()
    options = {option.lstrip("-") for parameter in main.params for option in parameter.opts}
    assert options - told == set()
