"""Templates that a former build compiled are not compiled again, unless they changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from smallsite import small_settings

from generator.render.bytecode import Bytecode
from generator.render.compiling import LeanEnvironment
from generator.render.templates import Templates
from generator.render.texts import Texts, load_texts

TEXTS = load_texts(Path(__file__).parents[3] / "templates", "zh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("pages", "partials"):
        (tmp_path / name).mkdir()
    (tmp_path / "pages" / "a.html").write_text("<p>{{ x }}</p>")
    return tmp_path


def rendered(folder: Path, compiled: Bytecode, texts: Texts = TEXTS) -> str:
    return Templates(folder, small_settings(), texts, compiled).render("a.html", {"x": "<"})


def test_a_known_template_is_not_compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Bytecode()
    html = rendered(folder, first)
    assert html == "<p>&lt;</p>"
    monkeypatch.delattr(LeanEnvironment, "code_generator_class")
    monkeypatch.setattr("jinja2.Environment.code_generator_class", None)
    assert rendered(folder, Bytecode(first.code)) == html


def test_a_changed_template_is_compiled_again(folder: Path) -> None:
    first = Bytecode()
    rendered(folder, first)
    (folder / "pages" / "a.html").write_text("<b>{{ x }}</b>")
    second = Bytecode(first.code)
    assert rendered(folder, second) == "<b>&lt;</b>"
    assert second.code != first.code


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
def test_a_folder_whose_name_is_no_utf_8_has_templates(folder: Path) -> None:
    named = folder.rename(os.fsdecode(os.fsencode(folder.parent) + "/校友".encode("gbk")))
    first = Bytecode()
    assert rendered(named, first) == rendered(named, Bytecode(first.code)) == "<p>&lt;</p>"


def test_other_texts_are_put_into_other_code(folder: Path) -> None:
    (folder / "pages" / "a.html").write_text("{{ t.home }}")
    first = Bytecode()
    assert rendered(folder, first, Texts({"home": "one"}, "en")) == "one"
    assert rendered(folder, Bytecode(first.code), Texts({"home": "two"}, "en")) == "two"
    assert rendered(folder, Bytecode(first.code), Texts({"home": "one"}, "en")) == "one"
