"""The commands: what they print, where problems go, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from office2021 import build_office
from openpyxl import Workbook, load_workbook

from generator.cli import main
from generator.render.spreadsheets import as_csv
from generator.stats.tables import written

REPO = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_office(tmp_path_factory.mktemp("office"))


def run(content: Path, *args: str) -> Result:
    options = ["--config", str(REPO / "mkdocs.yml"), "--content", str(content)]
    return CliRunner().invoke(main, [*options, "--now", "2022-01-05", *args])


def test_stats_prints_the_figures_and_the_problems_apart(office: Path) -> None:
    result = run(office, "stats", "--as-of", "2021-12-09", "--format", "json")
    assert result.exit_code == 0
    found = {f["id"]: f["text"]["zh"] for f in json.loads(result.stdout)["figures"]}
    assert (found["wechat.reads"], found["newsnet.submitted"]) == ("87.1万", "94")
    assert "[L523]" in result.stderr


def test_a_trace_lists_the_rows(office: Path) -> None:
    result = run(
        office, "stats", "--as-of", "2021-12-09", "--trace", "newsnet.home", "--format", "csv"
    )
    assert len(result.stdout.strip().splitlines()) == 77
    assert "ledger/placements-newsnet.csv:2," in result.stdout


def test_a_breakdown_by_month_adds_up(office: Path) -> None:
    result = run(office, "stats", "--as-of", "2021-12-09", "--by", "month", "--format", "json")
    rows = [r for r in json.loads(result.stdout) if r["指标"] == "wechat.posts"]
    assert len(rows) == 12
    assert sum(int(r["数字"]) for r in rows) == 324


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("stats", "--trace", "wechat.raeds"), "wechat.reads"),
        (("stats", "--as-of", "9.12.2021"), "YYYY-MM-DD"),
        (("stats", "--from", "2021-05-01", "--to", "2021-04-01"), "--from"),
        (("stats", "--from", "2021-05-01", "--as-of", "2021-04-01"), "--as-of"),
        (("report", "annual", "--year", "2023"), "--as-of"),
        (("report", "anual", "--year", "2021"), "annual.zh"),
    ],
)
def test_wrong_use_is_told_with_the_nearest_name(
    args: tuple[str, ...], said: str, office: Path
) -> None:
    result = run(office, *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_measure_with_a_mistake_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "measures.yml").write_text("- {id: a, name: 甲, count: posts}\n", encoding="utf-8")
    result = run(tmp_path, "stats", "--trace", "a")
    assert result.exit_code == 1 and result.stdout == ""
    assert "[L207]" in result.stderr


def test_a_report_is_written_in_every_format(office: Path, tmp_path: Path) -> None:
    for form, start in (("md", b"#"), ("html", b"<!doctype html>"), ("docx", b"PK")):
        path = tmp_path / f"report.{form}"
        args = ("--year", "2021", "--as-of", "2021-12-09", "--output", str(path))
        assert run(office, "report", "annual", *args).exit_code == 0
        assert path.read_bytes().startswith(start)


def test_the_format_is_what_is_asked_for_else_what_the_file_is_called(
    office: Path, tmp_path: Path
) -> None:
    for name, asked, start in (
        ("数字.XLSX", (), b"PK"),
        ("a.json", (), b"{"),
        ("a.txt", ("--format", "xlsx"), b"PK"),
        ("a.xlsx", ("--format", "json"), b"{"),
    ):
        path = tmp_path / name
        args = ("--as-of", "2021-12-09", *asked, "--output", str(path))
        assert run(office, "stats", *args).exit_code == 0
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("command", "name", "can"),
    [
        (("stats",), "a.docx", ".json、.csv、.xlsx"),
        (("stats",), "a.XLS", ".json、.csv、.xlsx"),
        (("report", "annual"), "年报.pdf", ".md、.html、.docx"),
    ],
)
def test_a_file_that_its_program_could_not_open_is_not_written(
    office: Path, tmp_path: Path, command: tuple[str, ...], name: str, can: str
) -> None:
    result = run(office, *command, "--as-of", "2021-12-09", "--output", str(tmp_path / name))
    assert result.exit_code == 2 and can in result.stderr
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("args", [("annual", "--half", "1"), ("half-year",)])
def test_a_half_without_a_year_is_of_the_year_of_the_report(
    args: tuple[str, ...], tmp_path: Path
) -> None:
    for name in ("annual", "half-year"):
        path = tmp_path / f"reports/{name}.zh.md.j2"
        path.parent.mkdir(exist_ok=True)
        path.write_text("# {{ period }}\n", encoding="utf-8")
    result = run(tmp_path, "report", *args, "--as-of", "2021-08-01")
    assert result.stdout.startswith("# 2021年1月1日至2021年6月30日")


def test_a_mistake_in_a_template_does_not_cost_a_former_report(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/annual.zh.md.j2").write_text("{{ figg }}\n", encoding="utf-8")
    former = tmp_path / "annual.md"
    former.write_text("# 2021\n", encoding="utf-8")
    result = run(tmp_path, "report", "annual", "--year", "2021", "--output", str(former))
    assert result.exit_code == 1 and "[L527]" in result.stderr
    assert former.read_text(encoding="utf-8") == "# 2021\n"


def test_a_table_is_printed_in_the_encoding_of_the_terminal(office: Path) -> None:
    options = ["--config", str(REPO / "mkdocs.yml"), "--content", str(office)]
    result = CliRunner(charset="gbk").invoke(main, [*options, "stats", "--to", "2021-12-31"])
    assert result.exit_code == 0
    assert "微信" in result.stdout_bytes.decode("gbk")


def test_a_ledger_that_another_program_keeps_open_stays_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(source: object, target: object) -> None:
        raise PermissionError(13, "Access is denied", str(source))

    (tmp_path / "x.csv").write_text("标题,日期,阅读量\n好,2021-05-11,5\n", encoding="utf-8")
    monkeypatch.setattr("os.replace", refused)
    content = tmp_path / "content"
    result = run(content, "import-metrics", "--from", "wechat", str(tmp_path / "x.csv"))
    assert result.exit_code == 2
    assert "别的程序（如 Excel" in result.stderr
    assert list((content / "ledger").iterdir()) == []


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond a size in bytes, as on a full disk."""
    resource = pytest.importorskip("resource")
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)


def test_a_full_disk_does_not_cost_a_former_file(office: Path, tmp_path: Path) -> None:
    former = tmp_path / "figures.csv"
    former.write_text("of 2020\n", encoding="utf-8")
    former.chmod(0o660)
    args = ("stats", "--as-of", "2021-12-09", "--format", "csv", "--output", str(former))
    with room_for(100):
        assert run(office, *args).exit_code == 2
    assert former.read_text(encoding="utf-8") == "of 2020\n"
    assert list(tmp_path.iterdir()) == [former]
    mode = former.stat().st_mode
    assert run(office, *args).exit_code == 0
    assert b"of 2020" not in former.read_bytes() and former.stat().st_mode == mode


def test_an_interrupt_leaves_nothing_beside_the_file(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(new: Path, place: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    args = ("stats", "--as-of", "2021-12-09", "--format", "csv", "--output")
    assert run(office, *args, str(tmp_path / "figures.csv")).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_entry(tmp_path: Path) -> None:
    args = ("new", "person", "张三")
    with room_for(10):
        assert run(tmp_path, *args).exit_code == 2
    assert run(tmp_path, *args).exit_code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_figures_are_written_to_pipes_and_behind_links(office: Path, tmp_path: Path) -> None:
    args = ("stats", "--as-of", "2021-12-09", "--format", "csv", "--output")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "kept.csv").touch()
    (tmp_path / "link.csv").symlink_to("kept.csv")
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit((tmp_path / "pipe").read_bytes)
        assert run(office, *args, str(tmp_path / "pipe")).exit_code == 0
    assert run(office, *args, str(tmp_path / "link.csv")).exit_code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "kept.csv").read_bytes() == reader.result() != b""


def test_a_ledger_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("标题,日期,阅读量\n好,2021-05-11,5\n", encoding="utf-8")
    ledger = tmp_path / "content/ledger"
    ledger.mkdir(parents=True)
    broken = "date,channel\n2021-01-01,微信\n".encode("utf-16")
    (ledger / "placements-wechat-imported.csv").write_bytes(broken)
    result = run(ledger.parent, "import-metrics", "--from", "wechat", str(tmp_path / "x.csv"))
    assert result.exit_code == 1
    assert "placements-wechat-imported.csv:1:1: " in result.stderr and "UTF-16" in result.stderr
    assert (ledger / "placements-wechat-imported.csv").read_bytes() == broken


def test_an_export_goes_into_the_ledger_once(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["内容标题", "发表时间", "总阅读次数"], ["喜讯", "2021-05-11", 1234]):
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")
    content = tmp_path / "content"
    content.mkdir()
    args = (
        "import-metrics",
        "--from",
        "wechat",
        "--as-of",
        "2021-06-01",
        str(tmp_path / "export.xlsx"),
    )
    assert run(content, *args).exit_code == 0
    once = {p.name: p.read_bytes() for p in (content / "ledger").iterdir()}
    assert set(once) == {"placements-wechat-imported.csv", "snapshots-wechat-imported.csv"}
    assert "没有变化" in run(content, *args).stdout
    assert {p.name: p.read_bytes() for p in (content / "ledger").iterdir()} == once


def test_a_wrong_export_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("标题,日期,阅读量\n好,2021-05-11,-5\n", encoding="utf-8")
    result = run(
        tmp_path / "content", "import-metrics", "--from", "wechat", str(tmp_path / "export.csv")
    )
    assert result.exit_code == 1
    assert "export.csv:2:3" in result.stderr
    assert not (tmp_path / "content").exists()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("=123", "'=123"),
        ("@123", "'@123"),
        ("+86 10", "'+86 10"),
        ("＝1+1", "'＝1+1"),
        ("＠校友", "'＠校友"),
        ("\n=1", "'\n=1"),
        ("+32.39", "+32.39"),
        ("-1,234.5", "-1,234.5"),
        ("-2021.12.09", "-2021.12.09"),
        ("+8613800138000", "+8613800138000"),
        ("校友=1", "校友=1"),
    ],
)
def test_no_cell_of_a_table_is_a_formula(cell: str, shown: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(["名称"], [[cell]]).decode("utf-8-sig"), newline="")))
    assert rows[1] == [shown]
    sheet = load_workbook(io.BytesIO(written((["名称"], [[cell]]), "xlsx"))).worksheets[0]
    numbers = {"+32.39": 32.39, "-1,234.5": -1234.5}
    assert sheet["A2"].value == numbers.get(cell, shown) and sheet["A2"].data_type in ("s", "n")


def test_a_workbook_can_be_read_and_added_up() -> None:
    table = (
        ["指标", "数字", "增长 %"],
        [["一个很长很长的名称", "12,345", "-6.90"], ["b", "8（不完全统计）", "—"]],
    )
    sheet = load_workbook(io.BytesIO(written(table, "xlsx"))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["一个很长很长的名称", 12345, -6.9]
    assert [cell.number_format for cell in sheet[2]][1:] == ["#,##0", "+#,##0.00;-#,##0.00"]
    assert all(cell.font.bold for cell in sheet[1]) and sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width >= 18 > sheet.column_dimensions["C"].width


def test_a_title_of_two_lines_is_one_line_on_a_terminal() -> None:
    assert written((["内容"], [["甲\n乙"]]), "table").decode().splitlines()[2] == "甲 乙"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234", 1234), ("0", 0), ("007", "007"), ("12,34", "12,34"), ("73.8万", "73.8万")],
)
def test_a_count_is_a_number_in_a_workbook_and_a_text_stays_one(
    cell: str, value: int | str
) -> None:
    sheet = load_workbook(io.BytesIO(written((["数"], [[cell]]), "xlsx"))).worksheets[0]
    assert sheet["A2"].value == value
