"""What a second import does: nothing twice, nothing over an editor's work, nothing deleted."""

import errno
import os

import pytest

from generator.importing.columns import Columns, read_terms
from generator.importing.report import report_data, report_lines

FILES = {
    "post/a.md": "---\ntitle: A\ndate: 2013-01-01\ncategories: 活动\nslug: s\n---\n[b](b.md)\n",
    "post/b.md": "---\ntitle: B\ndate: 2013-01-02\ncategories: 活动\nslug: s\n---\nx\n",
}
COLUMNS = """# 栏目
- id: news
  name: {zh: 校友新闻, en: News}   # 保留
"""


def _state(made):
    return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in made.into.rglob("*") if p.is_file()}


def test_a_second_run_changes_nothing(site):
    made = site(FILES)
    before, notes = _state(made), made.report.notes
    made.run()
    assert _state(made) == before
    assert made.report.written == ()
    assert len(made.report.unchanged) == 2
    assert [n for n in notes if n.code != "column-added"] == list(made.report.notes)


def test_the_source_is_never_touched(site):
    made = site(FILES, run=False)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in made.source.rglob("*.*")}
    made.run()
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in made.source.rglob("*.*")} == before


def test_an_edited_file_is_kept_and_an_untouched_one_follows_the_source(site):
    made = site(FILES)
    (made.into / "stories/2013/s.md").write_text("edited", encoding="utf-8")
    made.add("post/a.md", FILES["post/a.md"] + "more\n")
    made.add("post/b.md", FILES["post/b.md"] + "more\n")
    made.run()
    assert made.text("stories/2013/s.md") == "edited"
    assert made.body("stories/2013/s-2.md") == "x\nmore"
    assert made.report.kept == ("stories/2013/s.md",)
    made.run()
    assert made.text("stories/2013/s.md") == "edited"


def test_line_ends_changed_by_git_are_no_edit(site):
    made = site(FILES)
    path = made.into / "stories/2013/s.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert made.run().kept == ()


def test_a_file_that_was_not_imported_is_never_overwritten(site):
    made = site(FILES, run=False)
    path = made.into / "stories/2013/s.md"
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    made.run()
    assert path.read_text(encoding="utf-8") == "mine"
    assert "kept-foreign" in made.codes()


def test_a_new_post_does_not_move_the_others(site):
    made = site(FILES)
    made.add("post/0.md", FILES["post/a.md"].replace("A", "0"))
    made.run()
    assert made.report.written == (("post/0.md", "stories/2013/s-3.md"),)


def test_nothing_is_deleted_when_a_post_goes_or_moves(site):
    made = site(FILES)
    (made.source / "post/b.md").unlink()
    made.add("post/a.md", FILES["post/a.md"].replace("2013-01", "2014-01"))
    made.run()
    assert {"stories/2013/s.md", "stories/2013/s-2.md", "stories/2014/s.md"} <= set(made.files())
    assert "slug-moved" in made.codes()


def test_columns_are_found_by_name_or_id_and_added_at_the_end(site):
    files = {
        f"post/{name}.md": f"---\ntitle: x\ndate: 2013-01-01\ncategories: ['{category}']\n---\n"
        for name, category in (
            ("a", "校友新闻"),
            ("b", "NEWS"),
            ("c", "R语言: 一, 二"),
            ("d", "R 语言"),
        )
    }
    made = site(files, run=False)
    path = made.into / "taxonomies/columns.yml"
    path.parent.mkdir(parents=True)
    path.write_text(COLUMNS, encoding="utf-8")
    made.run()
    columns = [made.front(f"stories/2013/{name}.md")["column"] for name in "abcd"]
    assert columns == ["news", "news", "r-yu-yan-yi-er", "r-yu-yan"]
    text = path.read_text(encoding="utf-8")
    assert text.startswith(COLUMNS)
    assert [term.id for term in read_terms(text)] == ["news", "r-yu-yan-yi-er", "r-yu-yan"]


def test_a_renamed_column_is_still_the_column_of_its_category(site):
    made = site(FILES)
    path = made.into / "taxonomies/columns.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("活动", "返校"), encoding="utf-8")
    before = path.read_bytes()
    made.run()
    assert path.read_bytes() == before
    assert len(made.report.unchanged) == 2


@pytest.mark.parametrize(
    ("aliases", "column", "unchanged"),
    [("[huo-dong, 活动]", "huo-dong", 2), ("活动", "news", 0), ("[活动, 聚会]", "news", 0)],
)
def test_a_column_that_became_part_of_another_does_not_come_back(site, aliases, column, unchanged):
    made = site(FILES)
    path = made.into / "taxonomies/columns.yml"
    merged = f"- id: news\n  name: 新闻\n  aliases: {aliases}\n"
    path.write_text(merged, encoding="utf-8")
    made.add("post/c.md", FILES["post/a.md"].replace("A", "C"))
    made.run()
    assert path.read_text(encoding="utf-8") == merged
    assert made.front("stories/2013/s-3.md")["column"] == column
    assert len(made.report.unchanged) == unchanged


def test_the_id_of_a_new_column_is_no_alias_of_another():
    columns = Columns("- {id: news, name: 新闻, aliases: [huo-dong]}\n", {})
    assert columns.id_for("活动") == "huo-dong-2"


def test_columns_that_cannot_be_understood_are_left_alone(site):
    made = site(FILES, run=False)
    path = made.into / "taxonomies/columns.yml"
    path.parent.mkdir(parents=True)
    path.write_text("a: [", encoding="utf-8")
    made.run()
    assert path.read_text(encoding="utf-8") == "a: ["
    assert "columns-unreadable" in made.codes()


def test_new_columns_keep_the_indent_and_line_ends_of_the_file():
    columns = Columns("  - id: a\r\n    name: x", {})
    columns.id_for("")
    text = columns.text()
    assert text.endswith("\r\n  - id: imported\r\n    name: {zh: 未分类, en: Uncategorised}\r\n")


def test_no_taxonomy_is_made_where_nothing_is_imported(site):
    assert site({"post/a.md": "x"}).files() == []


def test_the_report_is_shown_as_lines_and_as_data(site):
    made = site(FILES)
    lines = list(report_lines(made.report, "en"))
    assert lines[-1].startswith("written 2; unchanged 0")
    assert report_data(made.report)["written"][0] == {
        "source": "post/a.md",
        "target": "stories/2013/s.md",
    }


def test_a_story_that_an_editor_deleted_does_not_come_back(site):
    made = site(FILES)
    (made.into / "stories/2013/s.md").unlink()
    made.run()
    assert not (made.into / "stories/2013/s.md").exists()
    assert (made.report.kept, made.report.written) == (("stories/2013/s.md",), ())
    made.run()
    assert not (made.into / "stories/2013/s.md").exists()


def test_what_could_not_be_written_is_neither_deleted_nor_edited(site, monkeypatch):
    made = site(FILES)
    before = made.text("stories/2013/s.md")
    made.add("post/a.md", FILES["post/a.md"] + "more\n")
    made.add("post/new.md", "---\ntitle: N\ndate: 2014-01-01\ncategories: 新闻\n---\nx\n")
    real = os.replace

    def full(new, place):
        if place.suffix == ".md":
            raise OSError(errno.ENOSPC, "No space left on device")
        real(new, place)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", full)
        made.run()
    assert [n.code for n in made.report.skipped] == ["unwritable"] * 2
    assert made.text("stories/2013/s.md") == before
    made.run()
    assert made.report.kept == () and len(made.report.written) == 2


def test_an_import_that_is_interrupted_leaves_no_half_file(site, monkeypatch):
    made = site(FILES, run=False)

    def interrupted(new, place):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            made.run()
    assert [path for path in made.into.rglob("*") if path.is_file()] == []
    made.run()
    assert made.text("stories/2013/s.md")


def test_nothing_is_made_behind_a_link_that_leads_out_of_the_content(site, tmp_path):
    made = site(FILES, run=False)
    (tmp_path / "outside").mkdir()
    made.into.mkdir()
    (made.into / "stories").symlink_to(tmp_path / "outside")
    made.run()
    assert {n.code for n in made.report.skipped} == {"unwritable"}
    assert list((tmp_path / "outside").iterdir()) == []
