"""What a run shows on a terminal is in the language that was asked for."""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import Mock

import pytest

from generator import console


@pytest.mark.parametrize(("lang", "text"), [("zh", "页面"), ("en", "pages")])
def test_the_progress_bar_speaks_the_language_of_the_run(
    lang: Any, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = Mock()
    monkeypatch.setattr(console, "_new_bar", lambda: (bar, 0))
    monkeypatch.setattr(sys, "stderr", Mock(isatty=lambda: True))
    shown = console.Console(as_json=False)
    watch = shown.watch()
    with shown.live(lang):
        watch.step("pages")
        watch.progress("pages", 1, 2)
    bar.update.assert_called_once_with(0, description=text, completed=1, total=2)
    bar.stop.assert_called_once_with()
