"""The command `schema` writes what differs, touches nothing of others, says how to use it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from smallsite import write_folder

from generator import schema_cli
from generator.cli import main
from generator.source import open_folder

SETTINGS = "site_name: 校友网\nsite_url: https://alumni.example.edu.cn/\n"
NAMES = ["honor-list", "measures", "mkdocs", "page", "person", "story", "taxonomy"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_folder("", tmp_path / "content")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def all_files(root: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {p.relative_to(root).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns) for p in found}


def test_schemas_lie_in_content_where_nothing_reads_them(site: Path) -> None:
    before = open_folder(site / "content")
    result = run("schema")
    assert (result.exit_code, result.output) == (
        0,
        "content/.schema/: 已更新\n.vscode/settings.json: 已更新\n",
    )
    assert sorted(path.stem for path in (site / "content/.schema").iterdir()) == NAMES
    assert open_folder(site / "content") == before


def test_a_second_run_changes_nothing(site: Path) -> None:
    run("schema")
    before = all_files(site)
    result = run("schema")
    assert result.output == "content/.schema/: 没有变化\n.vscode/settings.json: 没有变化\n"
    assert all_files(site) == before


def test_a_changed_vocabulary_changes_what_names_it(site: Path) -> None:
    run("schema")
    with open(site / "content/taxonomies/regions.yml", "a", encoding="utf-8") as stream:
        stream.write("- {id: hainan, name: 海南}\n")
    assert json.loads(run("--json", "schema").output)["changed"] == [
        "story.json",
        "person.json",
        "measures.json",
    ]


def test_every_file_that_an_editor_sees_has_a_schema(site: Path) -> None:
    run("schema")
    told = json.loads((site / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert {Path(path).stem for path in told} == {*NAMES} - {"story", "page"}
    assert all((site / path).is_file() for path in told)
    places = {Path(path).stem: files for path, files in told.items()}
    assert places["honor-list"] == ["content/honors/**/*.yml"]
    assert places["person"] == ["content/people/**/*.yml"]
    assert places["measures"] == ["content/measures.yml"]
    assert places["mkdocs"] == ["mkdocs.yml"]
    assert "content/taxonomies/columns.yml" in places["taxonomy"]


@pytest.mark.parametrize(("lang", "title"), [("zh", "人物"), ("en", "Person")])
def test_schemas_speak_the_language_of_messages(site: Path, lang: str, title: str) -> None:
    run("--lang", lang, "schema")
    assert json.loads((site / "content/.schema/person.json").read_text("utf-8"))["title"] == title


@pytest.mark.parametrize("mine", ['{"editor.fontSize": 15}\n', "// 我的\n{}\n", ""])
def test_settings_that_are_there_stay_and_what_to_add_is_printed(site: Path, mine: str) -> None:
    (site / ".vscode").mkdir()
    settings = site / ".vscode" / "settings.json"
    settings.write_text(mine, encoding="utf-8")
    result = run("schema")
    first, second, rest = result.output.split("\n", 2)
    assert second == ".vscode/settings.json: 里面已有你的设置，请自己加上："
    assert settings.read_text("utf-8") == mine
    added: dict[str, Any] = {"editor.fontSize": 15} | json.loads(rest)
    settings.write_text(json.dumps(added, indent=4), encoding="utf-8")
    assert run("schema").output == f"{first.replace('已更新', '没有变化')}\n" + (
        ".vscode/settings.json: 没有变化\n"
    )


def test_schemas_may_lie_elsewhere(site: Path) -> None:
    result = run("--json", "schema", "--into", "tools/schemas")
    told = json.loads(result.output)
    assert told["folder"] == "tools/schemas"
    assert told["settings"] == "written"
    assert "tools/schemas/person.json" in told["yaml.schemas"]
    assert sorted(path.stem for path in (site / "tools/schemas").iterdir()) == NAMES
    assert not (site / "content/.schema").exists()


@pytest.mark.parametrize("way", [".", "the site", "a link"])
def test_paths_are_from_the_project_whatever_way_leads_there(site: Path, way: str) -> None:
    link = site.parent / f"{site.name}-link"
    os.symlink(site, link)
    folder = {".": ".", "the site": site, "a link": link}[way]
    told = json.loads(run("--json", "--config", f"{folder}/mkdocs.yml", "schema").output)
    assert told["yaml.schemas"]["content/.schema/measures.json"] == ["content/measures.yml"]


def test_content_that_is_a_link_is_called_as_editors_see_it(site: Path) -> None:
    (site / "content").rename(site / "elsewhere")
    os.symlink(site / "elsewhere", site / "content")
    told = json.loads(run("--json", "schema").output)
    assert told["yaml.schemas"]["content/.schema/measures.json"] == ["content/measures.yml"]


@pytest.mark.parametrize("link", ["content/.schema", "content/.schema/person.json"])
def test_nothing_is_written_through_a_link(site: Path, link: str) -> None:
    outside = site / "outside"
    outside.mkdir()
    (site / link).parent.mkdir(exist_ok=True)
    target = outside if link.endswith(".schema") else outside / "person.json"
    os.symlink(target, site / link)
    result = run("--lang", "en", "schema")
    assert result.exit_code == 2
    assert f"{link}: 是链接" in result.output.replace("\n", "")
    assert list(outside.iterdir()) == []


def test_settings_that_are_a_link_stay(site: Path) -> None:
    (site / ".vscode").mkdir()
    os.symlink(site / "nowhere.json", site / ".vscode" / "settings.json")
    assert json.loads(run("--json", "schema").output)["settings"] == "other"
    assert not (site / "nowhere.json").exists()


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing_half(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied", str(args[1]))

    monkeypatch.setattr(os, "replace", refuse)
    result = run("schema")
    assert result.exit_code == 2
    assert "没有权限" in result.output
    assert not (site / ".vscode").exists()
    assert list((site / "content/.schema").iterdir()) == []


def test_where_no_content_is_none_is_made(site: Path) -> None:
    result = run("--content", "contents", "schema")
    assert result.exit_code == 2
    assert "contents: 没有这个目录 / there is no such folder" in result.output
    assert not (site / "contents").exists()


def test_a_file_in_place_of_the_folder_is_told(site: Path) -> None:
    (site / "content" / schema_cli.FOLDER).write_text("")
    result = run("schema")
    assert result.exit_code == 2
    assert ".schema" in result.output
