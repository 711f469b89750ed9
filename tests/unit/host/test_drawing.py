"""What MkDocs says while it draws is told, and nothing of it is listened to any more afterwards."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from smallsite import site_from, story

from generator.host.draw import HostError, draw_frame


def test_a_frame_that_cannot_be_drawn_says_why_and_leaves_no_listener(tmp_path: Path) -> None:
    desk = site_from(story("2024/x"), tmp_path / "content").desk
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [nowhere]\n", encoding="utf-8")
    before = list(logging.getLogger("mkdocs").handlers)
    with pytest.raises(HostError, match='"nowhere" plugin is not installed'):
        draw_frame(tmp_path / "mkdocs.yml", desk)
    assert logging.getLogger("mkdocs").handlers == before
