"""What `build.py new` writes is valid at once, whatever the title, for every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallsite import NOW, TEMPLATES, lines_of, small_settings, write_folder

from generator.kinds import KINDS
from generator.new import NewEntryError, create
from generator.pipeline import prepare
from generator.watch import Watch

TITLES = [
    "校友获奖",
    '他说："好: {x}"',
    "# 一\n- 二",
    "{{ title }}",
    "A & B: <c>",
    "~",
    "no",
    "长" * 90,
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_new_entry_has_no_problems(tmp_path: Path, kind: object, title: str, lang: str) -> None:
    write_folder("", tmp_path)
    path = create(tmp_path, kind.name, title, "made-here", NOW, lang)
    prepared = prepare(tmp_path, small_settings(), TEMPLATES, NOW, Watch())
    assert lines_of(prepared) == []
    (entry,) = prepared.content.entries
    assert entry.title == " ".join(title.split("\n"))
    assert (tmp_path / entry.path) == path
    assert not prepared.site.of(kind.name) or kind.name == "person"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_new_entry_of_an_english_office_is_in_english(tmp_path: Path, kind: object) -> None:
    path = create(tmp_path, kind.name, "Title", "made-here", NOW, "en")
    assert path.read_text(encoding="utf-8").isascii()


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("校友获奖", "xiao-you-huo-jiang"),
        ("2026 年获奖", "2026-nian-huo-jiang"),
        ("Hello, World", "hello-world"),
    ],
)
def test_a_name_is_made_of_the_title(tmp_path: Path, title: str, stem: str) -> None:
    assert create(tmp_path, "story", title, "", NOW).stem == stem


@pytest.mark.parametrize("slug", ["Con", "con", "a b", "../x", "a/b", "获奖", "x" * 81])
def test_a_slug_that_no_permalink_can_have_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(NewEntryError):
        create(tmp_path, "story", "题", slug, NOW)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_is_never_overwritten(tmp_path: Path) -> None:
    path = create(tmp_path, "story", "题", "x", NOW)
    path.write_text("mine")
    with pytest.raises(NewEntryError):
        create(tmp_path, "story", "题", "x", NOW)
    assert path.read_text() == "mine"


def test_a_title_that_is_no_utf8_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NewEntryError, match="UTF-8"):
        create(tmp_path, "story", "题\udce9", "made-here", NOW)
    assert not list(tmp_path.rglob("*.md"))


@pytest.mark.parametrize(
    ("columns", "column"),
    [("- {id: 007, name: 零}\n", "007"), ("- {id: no, name: 否}\n", "no"), ("[" * 3_000, "")],
)
def test_the_first_column_is_given_as_it_is_written(
    tmp_path: Path, columns: str, column: str
) -> None:
    write_folder(f"-- taxonomies/columns.yml --\n{columns}", tmp_path)
    text = create(tmp_path, "story", "题", "x", NOW).read_text(encoding="utf-8")
    assert f"\ncolumn: {column}\n" in text


def test_a_title_without_letters_is_told_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(NewEntryError, match=r"--slug: .*小写字母.* / .*lower-case"):
        create(tmp_path, "story", "😀", "", NOW)
