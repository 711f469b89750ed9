"""A new kind is told what it lacks; see "Add a kind" in CONTRIBUTING.md."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from smallsite import NOW, TEMPLATES, small_settings, write_folder

from generator.cli import new
from generator.kinds import KINDS, Kind
from generator.new import create
from generator.pipeline import prepare
from generator.render import keys
from generator.render.texts import load_texts
from generator.render.views import VIEWS
from generator.search import documents
from generator.watch import Watch

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@every_kind
def test_a_published_entry_has_a_page(tmp_path: Path, kind: Kind) -> None:
    write_folder("", tmp_path)
    path = create(tmp_path, kind.name, "题", "made-here", NOW)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: draft", "status: published"), encoding="utf-8")
    prepared = prepare(tmp_path, small_settings(), TEMPLATES, NOW, Watch())
    (entry,) = prepared.content.entries
    assert [plan.template for plan in prepared.pages if plan.permalink == entry.permalink] == [
        kind.template
    ]


@every_kind
def test_a_kind_has_a_view_and_a_template(kind: Kind) -> None:
    assert kind.template in VIEWS, "name its view in generator/render/views/__init__.py"
    assert (TEMPLATES / "pages" / kind.template).is_file(), "write it in templates/pages/"


@every_kind
def test_a_kind_has_a_key_of_what_pages_show_of_it(kind: Kind) -> None:
    assert kind.name in keys._SHOWN, "say in generator/render/keys.py what is shown of an entry"


@every_kind
def test_search_knows_a_kind_and_its_name(kind: Kind) -> None:
    assert kind.name in documents.KINDS, "say in generator/search/documents.py what can be found"
    for language in ("zh", "en"):
        assert load_texts(TEMPLATES, language)(f"kind_{kind.name}")


def test_every_kind_can_be_started() -> None:
    (choice,) = (p.type for p in new.params if isinstance(p.type, click.Choice))
    started = {name.replace("-", "_") for name in choice.choices}
    assert started == {kind.name for kind in KINDS}, "name it at `new` in generator/cli.py"
