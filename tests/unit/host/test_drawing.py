"""What MkDocs says while it draws is told; what it cannot copy is not listed for it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from mkdocs.theme import Theme
from smallsite import site_from, story

from generator.host.draw import HostError, draw_frame, without_hidden


def test_a_frame_that_cannot_be_drawn_says_why_and_leaves_no_listener(tmp_path: Path) -> None:
    desk = site_from(story("2024/x"), tmp_path / "content").desk
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [nowhere]\n", encoding="utf-8")
    before = list(logging.getLogger("mkdocs").handlers)
    with pytest.raises(HostError, match='"nowhere" plugin is not installed'):
        draw_frame(tmp_path / "mkdocs.yml", tmp_path, desk)
    assert logging.getLogger("mkdocs").handlers == before


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("def on_config(config:\n", r"hook\.py:1: SyntaxError: "),
        ("\ndef on_config(config):\n    raise ValueError('x')\n", r"hook\.py:3: ValueError: x\Z"),
        ("import nothing_of_this_name\n", r"hook\.py:1: ModuleNotFoundError: "),
    ],
)
def test_what_goes_wrong_in_a_hook_is_told_with_its_line(
    tmp_path: Path, hook: str, said: str
) -> None:
    desk = site_from(story("2024/x"), tmp_path / "content").desk
    settings = "site_name: x\ntheme: material\nplugins: [laurel]\nhooks: [./hook.py]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "hook.py").write_text(hook, encoding="utf-8")
    with pytest.raises(HostError, match=said):
        draw_frame(tmp_path / "mkdocs.yml", tmp_path, desk)


def test_all_of_a_theme_is_listed_but_hidden_folders(tmp_path: Path) -> None:
    for name in ("main.html", "assets/a.css", "assets/.old/b.css", ".icons/x/y.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    theme = Theme(name="material", custom_dir=str(tmp_path))
    every = theme.get_env().list_templates()
    without_hidden(theme)
    environment = theme.get_env()
    shown = [name for name in every if "/." not in f"/{name}"]
    assert environment.list_templates() == shown
    assert {"main.html", "assets/a.css"} <= set(shown) and len(shown) < len(every) / 10
    assert environment.get_template(".icons/x/y.svg").render() == ".icons/x/y.svg"
