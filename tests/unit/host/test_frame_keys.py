"""A frame is drawn again unless all that it was drawn from is known to be as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallsite import site_from, story

from generator.host.kept import frame_key


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        ("theme:\n  custom_dir: templates/theme\n", True),
        ("theme: {name: material, 'custom_dir': templates/theme}\n", True),
        ("theme:\n  custom_dir: ../brand\n", False),
        ("theme:\n  # custom_dir: templates/theme\n  custom_dir: ../brand\n", False),
        ("hooks: [hook.py]\n", False),
        ("'hooks': [hook.py]\n", False),
        ('{"hooks": ["hook.py"]}\n', False),
    ],
)
def test_only_a_theme_among_the_templates_has_a_key(
    tmp_path: Path, settings: str, known: bool
) -> None:
    desk = site_from(story("2024/x"), tmp_path / "content").desk
    (tmp_path / "templates").mkdir()
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    assert bool(frame_key(tmp_path / "mkdocs.yml", tmp_path / "templates", desk)) == known
