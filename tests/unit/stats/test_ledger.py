"""The ledger: what is read, what is wrong with it and where, and that nothing counts twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from smallsite import ZONE, story, write_folder

from generator.reading import read_content
from generator.schema import Context
from generator.source import to_problems
from generator.stats.accounts import Accounts, check_accounts, read_accounts
from generator.stats.figures import Figures
from generator.stats.sheets import open_sheet
from generator.stats.spans import Span, parse_span
from generator.stats.tables import as_json
from generator.stats.trace import trace

CHANNELS = """\
-- taxonomies/channels.yml --
- {id: wechat, name: {zh: 微信, en: WeChat}}
- {id: site, name: {zh: 校友网, en: Alumni Site}}
"""
YEAR = parse_span("2024") or Span(1, 1)
HEAD = "date,channel,status,position,story,title,url,kind,id\n"
SHOTS = "as_of,channel,placement,period,metric,value,qualifier\n"
POSTS = "- {id: posts, name: 篇次, count: placements, where: {channel: wechat}}\n"


def accounts_of(text: str, root: Path) -> tuple[Accounts, list[str]]:
    write_folder(CHANNELS + text, root)
    return read_again(root)


def read_again(root: Path, checked: Span | None = None) -> tuple[Accounts, list[str]]:
    content = read_content(root, Context(ZONE), lambda *_: None)
    accounts = read_accounts(content.folder, content.library, ZONE)
    faults = [*content.faults, *accounts.faults]
    if checked is not None:
        faults += check_accounts(accounts.figures(checked, checked.last))
    problems = to_problems(content.folder, faults)
    return accounts, [f"{p.where} {p.code}" for p in problems]


def value(accounts: Accounts, name: str, as_of: date = date(2024, 12, 31)) -> int:
    figures: Figures = accounts.figures(YEAR, as_of.toordinal())
    measure = figures.measures.find(name)
    assert measure is not None
    return int(figures.figure(measure).quantity.value)


WRONG = [
    ("placements.csv", HEAD + "2024-13-01,wechat,,,,,,,\n", "L210", "2:1"),
    ("placements.csv", HEAD + "2024-01-01,wechta,,,,,,,\n", "L509", "2:2"),
    ("placements.csv", HEAD + "2024-01-01,wechat,gone,,,,,,\n", "L510", "2:3"),
    ("placements.csv", HEAD + "2024-01-01,wechat,,,2024/nothing,,,,\n", "L224", "2:5"),
    ("placements.csv", HEAD + "2024-01-01,wechat,,,,=1+1,,,\n", "L502", "2:6"),
    ("placements.csv", HEAD + ",wechat,,,,,,,\n", "L508", "2:1"),
    ("placements.csv", HEAD + "2024-01-01,,,,,,,,\n", "L508", "2:2"),
    ("placements.csv", HEAD + "2024-01-01,wechat,,,,,,,,more\n", "L132", "2:10"),
    ("placements.csv", HEAD + "2024-01-01,wechat\n", "L506", "2:2"),
    ("placements.csv", "date,chanel\n2024-01-01,wechat\n", "L505", "1:1"),
    ("placements.csv", "date,channel,colour\n2024-01-01,wechat,red\n", "L504", "1:3"),
    ("placements.csv", HEAD + 2 * "2024-01-01,wechat,,,,,https://e.cn/1,,\n", "L511", "3:1"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,reads,-5,\n", "L503", "2:6"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,reads,many,\n", "L501", "2:6"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,reads,=A1,\n", "L502", "2:6"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,raeds,5,\n", "L514", "2:5"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,,reads,5,\n", "L515", "2:4"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,Spring,reads,5,\n", "L516", "2:4"),
    ("snapshots.csv", SHOTS + "2024-02-01,wechat,nothing,,reads,5,\n", "L517", "2:1"),
    (
        "snapshots.csv",
        SHOTS + "2024-02-01,site,,2024-01,reads,5,\n2024-02-01,site,,2024-01,reads,6,\n",
        "L513",
        "3:1",
    ),
    ("snapshots.csv", SHOTS + 2 * "2024-02-01,site,,2024-01,reads,5,\n", "L511", "3:1"),
    ("baselines.csv", "measure,period,value\nposts,2023,5\n", "L520", "2:1"),
    ("figures.csv", "event,figure,date,value,public\ne,f,2024-01-01,5,perhaps\n", "L518", "2:5"),
    ("baselines.csv", "measure,period,value\nposts,last year,5\n", "L516", "2:2"),
    ("baselines.csv", "measure,period,value\n" + 2 * "posts,2023,5\n", "L511", "3:1"),
    ("baselines.csv", "measure,period,value\nposts,2023,5\nposts,2023,6\n", "L512", "3:1"),
    ("figures.csv", "event,figure,date,value,qualifier\ne,f,2024-01-01,5,perhaps\n", "L537", "2:5"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,reads,5,perhaps\n", "L537", "2:7"),
    ("placements.csv", "date,channel,日期\n2024-01-01,wechat,\n", "L535", "1:3"),
    (
        "placements.csv",
        HEAD + "2024-01-01,wechat,,,,甲,,,p1\n2024-01-02,wechat,,,,乙,,,p1\n",
        "L539",
        "3:1",
    ),
    ("placements.csv", HEAD + "2024-01-01,wechat,,,,甲,#N/A,,\n", "L214", "2:7"),
    ("placements.csv", HEAD + "2024-01-01,wechat,,,,甲,https://,,\n", "L214", "2:7"),
    (
        "placements.csv",
        HEAD + '2024-01-01,wechat,,,,甲,"https://e.cn/1\nhttps://e.cn/2",,\n',
        "L214",
        "2:7",
    ),
    (
        "placements.csv",
        "date,channel,,title\n2024-01-01,wechat,,甲\n2024-01-02,wechat,退稿,乙\n",
        "L544",
        "3:3",
    ),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,reads,73.8,\n", "L541", "2:6"),
    (
        "figures.csv",
        "event,figure,date,value\ne,f,2024-01-01,5\ne,f,2024-01-01,6\n",
        "L513",
        "3:1",
    ),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,reads,,\n", "L508", "2:6"),
    ("snapshots.csv", SHOTS + ",site,,2024-01,reads,5,\n", "L508", "2:1"),
    ("snapshots.csv", SHOTS + "2024-02-01,,,2024-01,reads,5,\n", "L508", "2:2"),
    ("snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,,5,\n", "L508", "2:5"),
    ("baselines.csv", "measure,period,value\n,2023,5\n", "L508", "2:1"),
    ("baselines.csv", "measure,period,value\nposts,,5\n", "L508", "2:2"),
    ("figures.csv", "event,figure,date,value\n,f,2024-01-01,5\n", "L508", "2:1"),
    ("figures.csv", "event,figure,date,value\ne,,2024-01-01,5\n", "L508", "2:2"),
    ("figures.csv", "event,figure,date,value\ne,f,,5\n", "L508", "2:3"),
    ("figures.csv", "event,figure,date,value\ne,f,2024-01-01,\n", "L508", "2:4"),
    ("paper.csv", "a\n1\n", "L519", ""),
    ("placements.txt", "date,channel\n", "L519", ""),
    ("placements.xlsx", "no workbook", "L507", "1:1"),
]


@pytest.mark.parametrize("row", ["2024-01-02,wechat,,,2024/nothing", "2024-13-02,wechat,,,"])
def test_readings_of_a_row_with_a_mistake_are_no_mistake_of_their_own(
    row: str, tmp_path: Path
) -> None:
    rows = f"-- ledger/placements.csv --\n{HEAD}{row},,https://e.cn/1,,p1\n"
    shots = f"-- ledger/snapshots.csv --\n{SHOTS}2024-02-01,wechat,p1,,reads,5,\n"
    shots += "2024-02-01,wechat,https://e.cn/1,,reads,5,\n"
    _, lines = accounts_of(rows + shots, tmp_path)
    assert [line.split()[0].split(":")[0] for line in lines] == ["ledger/placements.csv"]


@pytest.mark.parametrize("name", ["2024/x", "stories/2024/x.md", "../stories/2024/x.md"])
def test_a_row_about_a_story_with_a_mistake_is_no_mistake_of_its_own(
    name: str, tmp_path: Path
) -> None:
    rows = f"-- ledger/placements.csv --\n{HEAD}2024-01-02,wechat,,,{name},,,,p1\n"
    shots = f"-- ledger/snapshots.csv --\n{SHOTS}2024-02-01,wechat,p1,,reads,5,\n"
    _, lines = accounts_of(story("2024/x", column=None) + rows + shots, tmp_path)
    assert [line.split()[0].split(":")[0] for line in lines] == ["stories/2024/x.md"]


@pytest.mark.parametrize(("name", "text", "code", "at"), WRONG)
def test_a_wrong_row_is_a_problem_at_its_row_and_column(
    name: str, text: str, code: str, at: str, tmp_path: Path
) -> None:
    write_folder(CHANNELS, tmp_path)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / name).write_bytes(text.encode())
    _, lines = read_again(tmp_path)
    place = f"ledger/{name}:{at}" if at else f"ledger/{name}"
    assert f"{place} {code}" in lines


MEASURES = [
    ("- {id: a, name: 甲, count: placements}\n- {id: a, name: 乙, count: stories}\n", "L521"),
    ("- {id: a, name: 甲, count: placements, part_of: b}\n", "L520"),
    ("- {id: a, name: 甲, count: placements, where: {channel: wechta}}\n", "L525"),
    *(
        (f"- {{id: a, name: 甲, count: people, over: both, where: {{{name}: 不知}}}}\n", "L525")
        for name in ("channel", "column", "college", "region", "honor", "list")
    ),
    ("- {id: a, name: 甲, count: placements, where: {list: x}}\n", "L531"),
    ("- {id: a, name: 甲, count: people, where: {list: x}}\n", "L531"),
    ("- {id: a, name: 甲, count: people, over: lists, where: {column: news}}\n", "L531"),
    ("- {id: a, name: 甲, count: placements, period: soon}\n", "L516"),
    ("- {id: a, name: 甲, count: placements, where: {status: sent}}\n", "L510"),
    ("- {id: a, name: 甲, count: placements, period: '0001', compare: same-period}\n", "L516"),
    ("- {id: a, name: 甲, count: placements, scale: 万, digits: 40}\n", "L207"),
    ("- {id: a, name: 甲, count: readings}\n", "L201"),
    ("- {id: a, name: 甲, count: posts}\n", "L207"),
    ("- {id: a, name: 甲, count: stories, metric: reads}\n", "L531"),
    ("- {id: a, name: 甲, count: readings, metric: 阅读量}\n", "L514"),
]


@pytest.mark.parametrize(("text", "code"), MEASURES)
def test_a_wrong_measure_is_a_problem_with_its_line(text: str, code: str, tmp_path: Path) -> None:
    _, lines = accounts_of(f"-- measures.yml --\n{text}", tmp_path)
    assert [line for line in lines if line.startswith("measures.yml:") and line.endswith(code)]


@pytest.mark.parametrize(
    "text",
    ["- {id: a, name: 甲, count: posts}\n", "- {id: a, name: 甲\n", "a: {name: 甲}\n"],
)
def test_what_names_a_measure_with_a_mistake_is_no_mistake_of_its_own(
    text: str, tmp_path: Path
) -> None:
    base = "-- ledger/baselines.csv --\nmeasure,period,value\na,2023,5\n"
    _, lines = accounts_of(f"{base}-- measures.yml --\n{text}", tmp_path)
    assert [line.split(":")[0] for line in lines] == ["measures.yml"]


def test_a_url_out_of_the_code_of_a_page_is_the_one_that_readers_follow(tmp_path: Path) -> None:
    rows = "".join(f"2024-01-02,wechat,,,,,https://e.cn/s?a=1{b},,\n" for b in ("&b=2", "&amp;b=2"))
    shots = f"{SHOTS}2024-02-01,wechat,https://e.cn/s?a=1&amp;b=2,,reads,5,\n"
    text = f"-- ledger/placements.csv --\n{HEAD}{rows}-- ledger/snapshots.csv --\n{shots}"
    accounts, lines = accounts_of(text, tmp_path)
    assert lines == ["ledger/placements.csv:3:1 L511"]
    assert [placed.url for placed in accounts.ledger.placements] == ["https://e.cn/s?a=1&b=2"]


def test_a_placement_in_front_matter_and_in_the_ledger_counts_once(tmp_path: Path) -> None:
    placed = [{"channel": "微信", "date": "2024-05-12", "position": "头条"}]
    text = story("2024/x", placements=placed)
    row = "2024-05-12,wechat,,,2024/x,,https://e.cn/1,,\n"
    accounts, lines = accounts_of(
        f"{text}-- ledger/placements.csv --\n{HEAD}{row}-- measures.yml --\n{POSTS}", tmp_path
    )
    assert value(accounts, "posts") == 1
    assert accounts.ledger.placements[0].position == "头条"
    assert lines == []


def test_front_matter_that_differs_from_the_ledger_is_named_and_the_ledger_wins(
    tmp_path: Path,
) -> None:
    placed = [{"channel": "wechat", "date": "2024-05-12", "status": "rejected"}]
    row = "2024-05-12,wechat,published,,2024/x,,,,\n"
    accounts, lines = accounts_of(
        f"{story('2024/x', placements=placed)}-- ledger/placements.csv --\n{HEAD}{row}"
        f"-- measures.yml --\n{POSTS}",
        tmp_path,
    )
    assert value(accounts, "posts") == 1
    assert lines == ["stories/2024/x.md:5:13 L512"]


def test_two_urls_of_one_story_on_one_day_are_two_placements(tmp_path: Path) -> None:
    rows = "".join(f"2024-05-12,wechat,,,2024/x,,https://e.cn/{n},,\n" for n in (1, 2))
    accounts, lines = accounts_of(
        f"{story('2024/x')}-- ledger/placements.csv --\n{HEAD}{rows}-- measures.yml --\n{POSTS}",
        tmp_path,
    )
    assert (value(accounts, "posts"), lines) == (2, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_as_excel_saves_it(encoding: str, tmp_path: Path) -> None:
    write_folder(f"{CHANNELS}-- measures.yml --\n{POSTS}", tmp_path)
    (tmp_path / "ledger").mkdir()
    text = "日期;渠道;标题\r\n2024/5/1;微信;喜讯：校友获奖\r\n"
    (tmp_path / "ledger/placements.csv").write_bytes(text.encode(encoding))
    accounts, lines = read_again(tmp_path)
    assert (value(accounts, "posts"), lines) == (1, [])


def test_a_workbook_is_read_and_its_formulas_are_refused(tmp_path: Path) -> None:
    write_folder(f"{CHANNELS}-- measures.yml --\n{POSTS}", tmp_path)
    book = Workbook()
    for row in (
        ["日期", "渠道", "标题"],
        [date(2024, 5, 1), "微信", "甲"],
        [date(2024, 5, 2), "微信", "=A1"],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/placements.xlsx").write_bytes(stream.getvalue())
    accounts, lines = read_again(tmp_path)
    assert value(accounts, "posts") == 2
    assert lines == ["ledger/placements.xlsx:3:3 L502"]


PART = """\
-- measures.yml --
- {id: whole, name: 全部, count: placements, where: {channel: site}, compare: same-period}
- {id: part, name: 其中, count: placements, where: {channel: wechat}, part_of: whole}
- {id: reads, name: 阅读, count: readings, metric: reads}
- {id: people, name: 人, count: people, over: lists}
-- honors/a.yml --
title: 甲
honor: may-day
year: 2024
entries: [{name: 张伟, college: cs}]
-- honors/b.yml --
title: 乙
honor: academician
year: 2024
entries: [{name: 张伟, college: physics}]
"""


def test_somebody_of_one_college_by_each_of_its_names_counts_once(tmp_path: Path) -> None:
    colleges = "-- taxonomies/colleges.yml --\n- {id: ai, name: 智能学院, aliases: [cs, physics]}\n"
    more = PART.replace("college: cs}", "college: cs}, {name: 张伟, college: 智能学院}")
    write_folder(CHANNELS + colleges + more, tmp_path)
    accounts, lines = read_again(tmp_path, checked=YEAR)
    assert value(accounts, "people") == 1
    assert not any(line.endswith("L530") for line in lines)


def test_what_does_not_hold_between_figures_is_a_problem(tmp_path: Path) -> None:
    rows = "2024-01-02,wechat,,,,甲,,,\n2024-01-03,wechat,,,,乙,,,\n2024-01-04,site,,,,丙,,,\n"
    text = f"{PART}-- ledger/placements.csv --\n{HEAD}{rows}{story('2024/x')}"
    write_folder(CHANNELS + text, tmp_path)
    _, lines = read_again(tmp_path, checked=YEAR)
    assert lines == [
        "measures.yml:1:77 L523",  # no base
        "measures.yml:2:78 L522",  # a part above its whole
        "measures.yml:3:50 L533",  # no snapshot
        "measures.yml:4:8 L530",  # one name for two people
        "stories/2024/x.md:2:8 L524",  # no channel
    ]


@pytest.mark.parametrize("count", ["honorees", "people, over: lists", "people, over: both"])
def test_one_name_for_two_people_is_told_of_whatever_counts_lists(
    count: str, tmp_path: Path
) -> None:
    lists = PART[PART.index("-- honors/a.yml") :].replace("year: 2024\n", "year: 2023\n")
    measure = f"-- measures.yml --\n- {{id: n, name: 甲, period: 2023, count: {count}}}\n"
    write_folder(CHANNELS + measure + lists, tmp_path)
    assert [line.split()[-1] for line in read_again(tmp_path, checked=YEAR)[1]] == ["L530"]


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        ("honorees", ["L543"]),
        ("people, over: lists", ["L543"]),
        ("people, over: both", ["L543"]),
        ("people", []),
    ],
)
def test_a_list_without_a_day_is_told_where_people_on_lists_are_counted(
    count: str, shown: list[str], tmp_path: Path
) -> None:
    text = f"-- measures.yml --\n- {{id: p, name: 人, count: {count}}}\n-- honors/a.yml --\n"
    text += "title: 甲\nhonor: may-day\nyear: 2024\nentries: [{name: 张伟}]\n"
    write_folder(CHANNELS + text, tmp_path)
    _, lines = read_again(tmp_path, checked=Span(YEAR.first, YEAR.last - 1))
    assert [line.split()[-1] for line in lines] == shown


def test_what_two_files_of_snapshots_both_say_is_told_with_both_places(tmp_path: Path) -> None:
    row = "2024-02-01,site,,2024-0{},reads,5,\n"
    one, two = SHOTS + row.format(1), SHOTS + row.format(2) + row.format(1)
    text = f"-- ledger/snapshots-a.csv --\n{one}-- ledger/snapshots-b.csv --\n{two}"
    accounts, lines = accounts_of(text, tmp_path)
    assert lines == ["ledger/snapshots-b.csv:3:1 L511"]
    assert accounts.ledger.faults[0].args == {"other": "ledger/snapshots-a.csv:2"}


def test_periods_that_cross_are_named_and_only_one_counts(tmp_path: Path) -> None:
    rows = "2024-03-01,site,,2024-01-01..2024-01-20,clicks,10,\n"
    rows += "2024-03-01,site,,2024-01-10..2024-01-31,clicks,20,\n"
    measure = "- {id: clicks, name: 点击, count: totals, metric: clicks, where: {channel: site}}\n"
    write_folder(
        f"{CHANNELS}-- measures.yml --\n{measure}-- ledger/snapshots.csv --\n{SHOTS}{rows}",
        tmp_path,
    )
    accounts, lines = read_again(tmp_path, checked=YEAR)
    assert value(accounts, "clicks") == 20
    assert [line.split()[-1] for line in lines] == ["L529"]


def test_a_stated_baseline_is_the_base_of_growth(tmp_path: Path) -> None:
    measure = "- {id: posts, name: 篇次, count: placements, compare: last-year}\n"
    text = f"-- measures.yml --\n{measure}-- ledger/placements.csv --\n{HEAD}"
    text += "2024-01-02,site,,,,甲,,,\n"
    text += "-- ledger/baselines.csv --\nmeasure,period,value,source\nposts,2023,4,年报第 3 页\n"
    accounts, _ = accounts_of(text, tmp_path)
    figures = accounts.figures(YEAR, YEAR.last)
    growth = next(iter(figures)).growth
    assert growth is not None
    assert (growth.percent(), growth.source) == ("-75.00", "年报第 3 页")


@pytest.mark.parametrize(
    ("measure", "codes"),
    [
        ("readings, metric: reads, where: {channel: wechat}", ["L533"]),
        ("totals, metric: clicks, where: {channel: site}", ["L533"]),
        ("events, where: {event: fair}", []),
        ("events, where: {event: fiar}", ["L523", "L533"]),
        ("events, where: {event: gala}", ["L523"]),  # the first is yet to be held
    ],
)
def test_what_nobody_has_read_yet_has_not_fallen_to_zero(
    measure: str, codes: list[str], tmp_path: Path
) -> None:
    text = f"-- measures.yml --\n- {{id: n, name: 甲, compare: last-year, count: {measure}}}\n"
    text += f"-- ledger/placements.csv --\n{HEAD}2023-01-02,wechat,,,,甲,,,p1\n"
    text += f"-- ledger/snapshots.csv --\n{SHOTS}2023-02-01,wechat,p1,,reads,5,\n"
    text += "2023-02-01,site,,2023-01,clicks,5,\n"
    text += "-- ledger/figures.csv --\nevent,figure,date,value\nfair-2023,posts,2023-11-08,5\n"
    text += "gala-2025,posts,2025-11-08,5\n"
    write_folder(CHANNELS + text, tmp_path)
    accounts, lines = read_again(tmp_path, checked=YEAR)
    growth = next(iter(accounts.figures(YEAR, YEAR.last))).growth
    assert growth is not None
    assert (int(growth.base.value), growth.percent()) == (0 if "L523" in codes else 5, "")
    assert sorted(line.split()[-1] for line in lines) == codes


def test_growth_over_the_smallest_base_is_a_number(tmp_path: Path) -> None:
    measure = "- {id: e, name: 甲, count: events, where: {event: e}, compare: baseline}\n"
    text = f"-- measures.yml --\n{measure}-- ledger/figures.csv --\nevent,figure,date,value\n"
    text += "e,f,2024-01-01,999999999999999亿\n"
    text += "-- ledger/baselines.csv --\nmeasure,period,value\ne,2023,0.000001\n"
    figure = next(iter(accounts_of(text, tmp_path)[0].figures(YEAR, YEAR.last)))
    assert figure.growth is not None
    assert figure.growth.percent().startswith("+9")
    assert as_json([figure])[0]["compared"]["growth_percent"].startswith("+9999")


def test_a_period_that_is_yet_to_begin_is_told_as_it_is_written(tmp_path: Path) -> None:
    measure = "- {id: n, name: 甲, count: placements, period: 2025, compare: same-period}\n"
    figure = next(
        iter(accounts_of(f"-- measures.yml --\n{measure}", tmp_path)[0].figures(YEAR, YEAR.last))
    )
    assert figure.growth is not None
    assert figure.span.iso() == "2025-01-01..2025-12-31"
    assert figure.growth.span.iso() == "2024-01-01..2024-12-31"


def test_a_figure_of_other_days_is_another_figure(tmp_path: Path) -> None:
    rows = "2023-05-02,wechat,,,,甲,,,\n2024-05-02,wechat,,,,乙,,,\n2024-05-03,wechat,,,,丙,,,\n"
    text = f"-- measures.yml --\n{POSTS}-- ledger/placements.csv --\n{HEAD}{rows}"
    figures = accounts_of(text, tmp_path)[0].figures(YEAR, YEAR.last)
    (measure,) = figures.measures.listed
    found = {days: figures.figure(measure, parse_span(days)) for days in ("2024", "2023", "2022")}
    assert {days: figure.text("zh") for days, figure in found.items()} == {
        "2024": "2",
        "2023": "1",
        "2022": "0",
    }


def test_without_a_stated_base_there_is_no_growth_over_one(tmp_path: Path) -> None:
    measure = POSTS.replace("count:", "compare: baseline, count:")
    rows = "2023-05-02,wechat,,,,甲,,,\n2024-05-02,wechat,,,,乙,,,\n"
    text = f"{CHANNELS}-- measures.yml --\n{measure}-- ledger/placements.csv --\n{HEAD}{rows}"
    write_folder(text, tmp_path)
    accounts, lines = read_again(tmp_path, checked=YEAR)
    growth = next(iter(accounts.figures(YEAR, YEAR.last))).growth
    assert growth is not None
    assert (growth.percent(), int(growth.base.value)) == ("", 0)
    assert [line.split()[-1] for line in lines] == ["L523"]


def test_leap_days_compare_with_the_end_of_february(tmp_path: Path) -> None:
    rows = "2023-02-28,site,,,,甲,,,\n2024-02-29,site,,,,乙,,,\n2023-03-01,site,,,,丙,,,\n"
    measure = "- {id: posts, name: 篇次, count: placements, compare: same-period}\n"
    accounts, _ = accounts_of(
        f"-- measures.yml --\n{measure}-- ledger/placements.csv --\n{HEAD}{rows}", tmp_path
    )
    span = parse_span("2024-02-01..2024-02-29") or Span(1, 1)
    growth = next(iter(accounts.figures(span, span.last))).growth
    assert growth is not None
    assert growth.base.value == 1


cells = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["wechat", "2024-01-01", "73.8万", "reads", "2024-01", '"', ",", "\n", "=A1", "p1"]
)
heads = st.sampled_from([HEAD, SHOTS, "event,figure,date,value\n", "measure,period,value\n", ""])


@given(
    name=st.sampled_from(["placements", "snapshots", "figures", "baselines"]),
    head=heads,
    rows=st.lists(st.lists(cells, max_size=9), max_size=6),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_whatever_stands_in_a_table_is_a_row_or_a_problem(
    name: str,
    head: str,
    rows: list[list[str]],
    encoding: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("any")
    write_folder(f"{CHANNELS}-- measures.yml --\n{POSTS}", root)
    (root / "ledger").mkdir()
    text = head + "".join(",".join(row) + "\n" for row in rows)
    (root / f"ledger/{name}.csv").write_bytes(text.encode(encoding))
    read_again(root, checked=YEAR)


@given(st.binary(max_size=60))
def test_whatever_bytes_a_table_has_it_is_read_or_a_problem(data: bytes) -> None:
    for name in ("ledger/placements.csv", "ledger/placements.xlsx"):
        assert list(open_sheet(data, name).rows) is not None


def book(
    rows: list[list[object]],
    formats: dict[str, str] | None = None,
    more: dict[str, list[list[object]]] | None = None,
    merged: Sequence[str] = (),
    state: str = "visible",
) -> bytes:
    made = Workbook()
    made.worksheets[0].sheet_state = state
    for title, others in (more or {}).items():
        further = made.create_sheet(title)
        for row in others:
            further.append(row)
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    for cells in merged:
        sheet.merge_cells(cells)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something else in one of its parts."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as former,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in former.namelist():
            text = former.read(name)
            assert name != part or old in text
            archive.writestr(name, text.replace(old, new) if name == part else text)
    return stream.getvalue()


def cells_of(data: bytes, name: str = "ledger/placements.xlsx") -> list[list[str]]:
    return [list(cells) for _, cells in open_sheet(data, name).rows]


PLACED = [["date", "channel"], [datetime(2024, 1, 2), "wechat"]]


def test_a_workbook_that_misstates_its_size_is_read_whole() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    data = rewritten(book(PLACED), sheet, b'<dimension ref="A1:B2"', b'<dimension ref="A1"')
    assert cells_of(data) == [["2024-01-02", "wechat"]]


def test_days_and_months_of_a_workbook_are_what_the_editor_sees() -> None:
    may = datetime(2024, 5, 1)
    formats = {"B2": "mmm-yy", "C2": 'yyyy"年"m"月"', "D2": 'yyyy"年"m"月"'}
    row = [may, may, may, datetime(2024, 5, 31)]
    data = book([["a", "b", "c", "d"], row], formats)
    assert cells_of(data) == [["2024-05-01", "2024-05", "2024-05", "2024-05-31"]]


@pytest.mark.parametrize(("number", "shown"), [(31, "2024-05-01"), (57, "2024-05")])
def test_a_date_format_that_chinese_excel_knows_by_number_is_one(number: int, shown: str) -> None:
    data = book([["a"], [45413]], {"A2": "0.00"})
    styled = rewritten(data, "xl/styles.xml", b'numFmtId="2"', f'numFmtId="{number}"'.encode())
    assert cells_of(styled) == [[shown]]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (0.3239, "0.00%", "32.39%"),
        (1, "0%", "100%"),
        (12, '0"万"', "12万"),
        (87.1, '#,##0.0"万"', "87.1万"),
        (87.1, '0.00_ "万"', "87.1万"),
        (42, '0"千米"', "42"),
        (87.1, 'General"万"', "87.1万"),
        (3, "0千", "3千"),
        (871000, '0!.0,"万"', "871000"),
        (871000, '0!.0000"万"', "871000"),
        (871000, "#,##0", "871000"),
        (871000, '[>=10000]0!.0,"万";0', "871000"),
    ],
)
def test_a_number_whose_format_makes_another_of_it_is_what_the_editor_sees(
    number: float, form: str, shown: str
) -> None:
    assert cells_of(book([["a"], [number]], {"A2": form})) == [[shown]]


def test_a_number_of_a_workbook_has_the_digits_that_excel_keeps() -> None:
    assert cells_of(book([["a", "b"], [738000.0000000001, 0.1 + 0.2]])) == [["738000", "0.3"]]


def test_a_carriage_return_of_a_workbook_is_no_text() -> None:
    assert cells_of(book([["a"], ["校友_x000D_\n获奖_x000D_"]])) == [["校友\n获奖"]]


def test_a_damaged_workbook_is_a_problem_and_no_crash() -> None:
    good = book(PLACED)
    for start in range(30, len(good), 97):
        sheet = open_sheet(good[:start] + b"\xff\x00\xff" + good[start + 3 :], "a.xlsx")
        assert list(sheet.rows) is not None
    strange = rewritten(good, "xl/worksheets/sheet1.xml", b"<dimension ref", b"<dimension reef")
    sheet = open_sheet(strange, "a.xlsx")
    assert [fault.code for fault in sheet.faults] == ["L507"]


def test_a_workbook_that_is_much_larger_than_its_file_is_not_unpacked() -> None:
    spaces = b"<sheetData>" + b" " * 20_000_000
    bomb = rewritten(book(PLACED), "xl/worksheets/sheet1.xml", b"<sheetData>", spaces)
    sheet = open_sheet(bomb, "a.xlsx")
    assert list(sheet.rows) == []
    assert [fault.code for fault in sheet.faults] == ["L507"]
    assert "空行" in sheet.faults[0].args["reason"]


def test_a_workbook_is_one_by_its_bytes_whatever_its_ending() -> None:
    assert cells_of(book(PLACED), "export.csv") == [["2024-01-02", "wechat"]]
    old = open_sheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "export.xls")
    assert [fault.code for fault in old.faults] == ["L507"]


def test_a_table_below_blank_lines_keeps_its_delimiter() -> None:
    sheet = open_sheet(b"\n\ndate;channel\n2024-01-02;wechat\n", "a.csv")
    assert list(sheet.rows) == [(4, ["2024-01-02", "wechat"])]


@pytest.mark.parametrize("data", [b"", "date\tchannel\n".encode("utf-16"), b"PK\x03\x04"])
def test_a_table_that_cannot_be_read_is_one_problem(data: bytes, tmp_path: Path) -> None:
    write_folder(CHANNELS, tmp_path)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/placements.csv").write_bytes(data)
    assert len(read_again(tmp_path)[1]) == 1


READS = "- {id: reads, name: 阅读, count: readings, metric: reads, where: {channel: wechat}}\n"
TOTALS = "- {id: clicks, name: 点击, count: totals, metric: clicks, where: {channel: site}}\n"


def test_an_id_that_two_placements_have_adds_its_counts_once(tmp_path: Path) -> None:
    rows = "2024-01-02,wechat,,,,甲,,,p1\n2024-01-03,wechat,,,,乙,,,p1\n"
    text = f"-- measures.yml --\n{READS}-- ledger/placements.csv --\n{HEAD}{rows}"
    text += f"-- ledger/snapshots.csv --\n{SHOTS}2024-02-01,wechat,p1,,reads,100,\n"
    accounts, _ = accounts_of(text, tmp_path)
    figures = accounts.figures(YEAR, YEAR.last)
    figure = next(iter(figures))
    counted = [row.amount for row in trace(figure, figures.books, "zh") if row.counted]
    assert (figure.text("zh"), counted) == ("100", ["100"])


@pytest.mark.parametrize(
    ("row", "posts"),
    [
        ("2024-05-12,wechat,,,,校友获奖,https://e.cn/1,,", 1),
        ("2024-05-12,wechat,,,,校友获奖,,,", 1),
        ("2024-05-12,wechat,,,,校友讲座,https://e.cn/1,,", 2),
        ("2024-05-12,wechat,,,2024/y,校友获奖,,,", 2),
        ("2024-05-13,wechat,,,,校友获奖,,,", 2),
        ("2024-05-13,wechat,,,,校友获奖,https://e.cn/x,,", 1),
    ],
)
def test_a_row_that_has_only_the_title_of_a_story_is_its_placement(
    row: str, posts: int, tmp_path: Path
) -> None:
    placed = [{"channel": "微信", "date": "2024-05-12"}]
    placed += [{"channel": "微信", "date": "2024-05-14", "url": "https://e.cn/x"}]
    text = story("2024/x", title="校友获奖", placements=placed) + story("2024/y")
    text += f"-- measures.yml --\n{POSTS}-- ledger/placements.csv --\n{HEAD}{row}\n"
    assert value(accounts_of(text, tmp_path)[0], "posts") == posts + 1


@pytest.mark.parametrize(
    ("word", "shown"), [("据不完全统计", []), ("incomplete", []), ("初步统计", ["L538"])]
)
def test_a_list_that_is_incomplete_in_any_words_is_counted_as_that(
    word: str, shown: list[str], tmp_path: Path
) -> None:
    text = "-- measures.yml --\n- {id: p, name: 人, count: honorees}\n-- honors/a.yml --\n"
    text += f"title: 甲\nhonor: may-day\nyear: 2024\nqualifier: {word}\nentries: [{{name: 张伟}}]\n"
    accounts, lines = accounts_of(text, tmp_path)
    figure = next(iter(accounts.figures(YEAR, YEAR.last)))
    assert figure.text("zh") == "1（不完全统计）"
    assert [line.split()[-1] for line in lines] == shown


@pytest.mark.parametrize(
    ("measure", "shown"),
    [
        ("count: honorees, where: {honor: may-day}", ["L543"]),
        ("count: honorees, where: {honor: academician}", []),
        ("count: people, over: both", ["L543"]),
        ("count: people", []),
        ("count: honorees, period: 2021", []),
        ("count: honorees, period: 2024", ["L543"]),
        ("count: honorees, period: all", ["L543"]),
        ("count: stories, over: lists", []),
    ],
)
def test_a_list_without_a_day_is_told_only_where_its_people_are_counted(
    measure: str, shown: list[str], tmp_path: Path
) -> None:
    text = f"-- measures.yml --\n- {{id: p, name: 人, {measure}}}\n-- honors/a.yml --\n"
    text += "title: 甲\nhonor: may-day\nyear: 2024\nentries: [{name: 张伟}]\n"
    write_folder(CHANNELS + text, tmp_path)
    _, lines = read_again(tmp_path, checked=Span(YEAR.first, YEAR.last - 9))
    assert [line.split()[-1] for line in lines] == shown


@pytest.mark.parametrize(
    ("fields", "as_of", "people", "shown"),
    [
        ("year: 2024", date(2024, 12, 9), 0, ["L543"]),
        ("year: 2024", date(2024, 12, 31), 1, []),
        ("year: 2023", date(2024, 12, 9), 0, []),
        ("{year: 2024, announced: 2024-04-27}", date(2024, 12, 9), 1, []),
        ("{year: 2024, status: draft}", date(2024, 12, 9), 0, []),
    ],
)
def test_a_list_of_the_year_that_has_no_day_is_told(
    fields: str, as_of: date, people: int, shown: list[str], tmp_path: Path
) -> None:
    text = "-- measures.yml --\n- {id: p, name: 人, count: honorees}\n-- honors/a.yml --\n"
    text += "title: 甲\nhonor: may-day\nentries: [{name: 张伟}]\n"
    text += "".join(f"{field.strip()}\n" for field in fields.strip("{}").split(","))
    write_folder(CHANNELS + text, tmp_path)
    accounts, lines = read_again(tmp_path, checked=Span(YEAR.first, as_of.toordinal()))
    assert value(accounts, "p", as_of) == people
    assert [line.split()[-1] for line in lines] == shown


def test_periods_that_cross_are_named_even_with_one_between_them(tmp_path: Path) -> None:
    rows = "2024-12-01,site,,2024-01-01..2024-06-30,clicks,1,\n2024-12-01,site,,2024-02,clicks,2,\n"
    rows += "2024-12-01,site,,2024-03-01..2024-08-31,clicks,4,\n"
    text = f"{CHANNELS}-- measures.yml --\n{TOTALS}-- ledger/snapshots.csv --\n{SHOTS}{rows}"
    write_folder(text, tmp_path)
    accounts, lines = read_again(tmp_path, checked=YEAR)
    assert lines == ["ledger/snapshots.csv:2:1 L529"]  # the narrower, which does not count
    assert value(accounts, "clicks") == 6


def test_a_report_to_the_end_of_february_compares_with_the_leap_day(tmp_path: Path) -> None:
    rows = "2024-02-29,site,,,,甲,,,\n2025-02-28,site,,,,乙,,,\n"
    measure = "- {id: posts, name: 篇次, count: placements, compare: same-period}\n"
    text = f"-- measures.yml --\n{measure}-- ledger/placements.csv --\n{HEAD}{rows}"
    accounts, _ = accounts_of(text, tmp_path)
    year = parse_span("2025") or Span(1, 1)
    growth = next(iter(accounts.figures(year, date(2025, 2, 28).toordinal()))).growth
    assert growth is not None
    assert (growth.span.iso(), growth.base.value) == ("2024-01-01..2024-02-29", 1)


def test_a_part_that_is_only_printed_larger_than_its_whole_is_right(tmp_path: Path) -> None:
    measures = "- {id: all, name: 全部, count: totals, metric: clicks, where: {channel: site}}\n"
    measures += measures.replace("id: all", "id: part, part_of: all, scale: 万")
    shots = f"{SHOTS}2024-02-01,site,,2024-01,clicks,8600,\n"
    text = f"{CHANNELS}-- measures.yml --\n{measures}-- ledger/snapshots.csv --\n{shots}"
    write_folder(text, tmp_path)
    assert read_again(tmp_path, checked=YEAR)[1] == []


def test_no_part_is_larger_than_a_whole_that_nobody_read(tmp_path: Path) -> None:
    measures = "- {id: all, name: 阅读, count: readings, metric: reads}\n"
    measures += "- {id: part, name: 人数, count: readings, metric: readers, part_of: all}\n"
    rows = f"-- ledger/placements.csv --\n{HEAD}2024-01-02,wechat,,,,甲,,,p1\n"
    shots = f"-- ledger/snapshots.csv --\n{SHOTS}2024-02-01,wechat,p1,,readers,5,\n"
    write_folder(f"{CHANNELS}-- measures.yml --\n{measures}{rows}{shots}", tmp_path)
    assert read_again(tmp_path, checked=YEAR)[1] == ["measures.yml:1:48 L533"]


def test_a_story_on_two_channels_is_in_both_groups(tmp_path: Path) -> None:
    placed = [{"channel": "wechat"}, {"channel": "site"}]
    measure = "- {id: s, name: 稿件, count: stories, where: {channel: [wechat, site]}}\n"
    text = f"-- measures.yml --\n{measure}" + story("2024/x", placements=placed)
    accounts, _ = accounts_of(text, tmp_path)
    figures = accounts.figures(YEAR, YEAR.last)
    groups = figures.breakdown(figures.measures.listed[0], "channel")
    assert {name: int(group.value) for name, group in groups.items()} == {"site": 1, "wechat": 1}
    assert value(accounts, "s") == 1


def test_an_event_figure_with_a_row_that_is_not_public_is_not_public(tmp_path: Path) -> None:
    rows = (
        "event,figure,date,value,public\nfair,posts,2024-01-01,5,是\nfair,people,2024-01-01,5,是\n"
    )
    rows += "fair,posts,2024-05-01,6,否\nfair-2024,people,2024-05-01,7,\n"
    accounts, _ = accounts_of(f"-- ledger/figures.csv --\n{rows}", tmp_path)
    found = accounts.measures.by_id or {}
    assert [name for name, measure in found.items() if measure.is_public] == []


@pytest.mark.parametrize("name", ["招聘\n会", "长" * 3000, "\u200d"])
def test_an_event_is_called_whatever_its_cell_says(name: str, tmp_path: Path) -> None:
    rows = f'event,figure,date,value,zh\n"{name}",posts,2024-01-01,5,"{name}"\n'
    accounts, lines = accounts_of(f"-- ledger/figures.csv --\n{rows}", tmp_path)
    measure = accounts.measures.find(f"{name}.posts")
    assert measure is not None
    assert int(accounts.figures(YEAR, YEAR.last).figure(measure).quantity.value) == 5
    assert lines == []


def test_only_the_first_unknown_stories_of_a_table_get_a_guess(tmp_path: Path) -> None:
    rows = "".join(f"2024-01-02,wechat,,,2024/x{n},,,,\n" for n in range(30))
    write_folder(f"{CHANNELS}-- ledger/placements.csv --\n{HEAD}{rows}{story('2024/x')}", tmp_path)
    content = read_content(tmp_path, Context(ZONE), lambda *_: None)
    faults = read_accounts(content.folder, content.library, ZONE).faults
    assert [fault.nearest for fault in faults] == ["2024/x"] * 20 + [""] * 10


spans = st.tuples(st.integers(1, 31), st.integers(1, 31)).map(sorted)


@given(written=st.lists(spans, max_size=9, unique_by=tuple))
def test_totals_are_of_the_widest_periods_that_share_no_day(
    written: list[list[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    days = [f"2024-01-{first:02}..2024-01-{last:02}" for first, last in written]
    rows = [f"2024-02-01,site,,{d},clicks,{1 << n},\n" for n, d in enumerate(days)]
    text = f"-- measures.yml --\n{TOTALS}-- ledger/snapshots.csv --\n{SHOTS}{''.join(rows)}"
    accounts, _ = accounts_of(text, tmp_path_factory.mktemp("totals"))
    taken: set[int] = set()
    clicks = 0
    for first, last in sorted(written, key=lambda s: (s[0] - s[1], s)):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            clicks += 1 << written.index([first, last])
    assert value(accounts, "clicks") == clicks


def test_a_base_is_printed_as_its_figure_is(tmp_path: Path) -> None:
    measure = TOTALS.replace("count:", "scale: 万, digits: 1, compare: last-year, count:")
    shots = f"{SHOTS}2023-12-31,site,,2023,clicks,12345,\n2024-12-31,site,,2024,clicks,23456,\n"
    text = f"-- measures.yml --\n{measure}-- ledger/snapshots.csv --\n{shots}"
    figure = next(iter(accounts_of(text, tmp_path)[0].figures(YEAR, YEAR.last)))
    assert figure.growth is not None
    shown = (figure.text("zh"), figure.growth.base.text("zh"), figure.growth.percent())
    assert shown == ("2.3万", "1.2万", "+90.00")


def test_a_row_of_a_workbook_that_ends_early_is_no_problem() -> None:
    sheet = open_sheet(book([["title"], ["a", "b", "c"], ["1"], ["1", "2"]]), "a.xlsx", len_is_3)
    assert ([list(cells) for _, cells in sheet.rows], sheet.faults) == (
        [["1", "", ""], ["1", "2", ""]],
        [],
    )


def len_is_3(cells: Sequence[str]) -> bool:
    return len(cells) == 3


@pytest.mark.parametrize(
    ("nothing", "codes"),
    [("#N/A", ["L214"]), ("无", ["L214"]), ("/", ["L214"]), ("-", []), ("--", []), ("—", [])],
)
def test_pieces_without_a_url_stay_apart_whatever_their_cells_say(
    nothing: str, codes: list[str], tmp_path: Path
) -> None:
    rows = "".join(f"2024-01-02,wechat,,,,{title},{nothing},,\n" for title in "甲乙丙")
    text = f"-- measures.yml --\n{POSTS}-- ledger/placements.csv --\n{HEAD}{rows}"
    accounts, lines = accounts_of(text, tmp_path)
    assert value(accounts, "posts") == 3
    assert [line.split()[-1] for line in lines] == codes * 3


@pytest.mark.parametrize(
    "row",
    [
        "2024-02-30,wechat,,,",
        "2024-01-02,wechta,,,",
        "2024-01-02,,,,",
        "2024-01-02,wechat,gone,,",
        "2024-01-02,wechat,,,2024/nothing",
    ],
)
def test_a_row_that_is_not_understood_counts_nowhere(row: str, tmp_path: Path) -> None:
    measure = "- {id: all, name: 全部, count: placements, where: {status: any}}\n"
    text = f"-- measures.yml --\n{measure}-- ledger/placements.csv --\n{HEAD}{row},,,,\n"
    accounts, lines = accounts_of(text, tmp_path)
    assert (value(accounts, "all"), len(lines)) == (0, 1)
    assert accounts.ledger.placements == ()


@pytest.mark.parametrize("channel", ["site", "SITE", "校友网", "Alumni Site", "alumni site"])
def test_a_channel_is_known_by_its_id_and_names_in_any_case(channel: str, tmp_path: Path) -> None:
    text = story("2024/x", placements=[{"channel": channel, "date": "2024-05-12"}])
    text += f"-- measures.yml --\n{POSTS}{READS}".replace("wechat", "site")
    text += f"-- ledger/placements.csv --\n{HEAD}2024-01-02,{channel},,,,甲,,,p1\n"
    text += f"-- ledger/snapshots.csv --\n{SHOTS}2024-02-01,{channel},p1,,reads,5,\n"
    accounts, lines = accounts_of(text, tmp_path)
    assert (value(accounts, "posts"), value(accounts, "reads"), lines) == (2, 5, [])


@pytest.mark.parametrize(
    "name", ["2024/x", "prize", "stories/2024/x.md", "/stories/2024/x.md", "../stories/2024/x.md"]
)
def test_a_row_names_a_story_as_links_do(name: str, tmp_path: Path) -> None:
    text = story("2024/x", id="prize")
    text += f"-- ledger/placements.csv --\n{HEAD}2024-01-02,wechat,,,{name},,,,\n"
    accounts, lines = accounts_of(text, tmp_path)
    assert ([placed.story for placed in accounts.ledger.placements], lines) == (["2024/x"], [])


@pytest.mark.parametrize(("public", "is_public"), [("1", True), ("TRUE", True), ("否", False)])
def test_a_row_of_an_event_is_all_that_its_cells_say(
    public: str, is_public: bool, tmp_path: Path
) -> None:
    rows = "event,figure,date,value,unit,qualifier,public,zh,en,source\n"
    rows += f"fair-2024,posts,2024-05-11,12,家,近,{public},招聘会,Fair,年报\n"
    rows += "fair-2024,guests,2024-05-11,300人,,,,,,\n"
    accounts, lines = accounts_of(f"-- ledger/figures.csv --\n{rows}", tmp_path)
    one, other = accounts.ledger.events
    assert lines == []
    assert (one.id, one.series, date.fromordinal(one.day)) == (
        "fair-2024.posts",
        "fair",
        date(2024, 5, 11),
    )
    assert (one.quantity.zh(), one.quantity.unit, one.public) == ("近12", "家", is_public)
    assert (one.zh, one.en, one.source, one.path, one.line) == (
        "招聘会",
        "Fair",
        "年报",
        "ledger/figures.csv",
        2,
    )
    assert (other.quantity.zh(), other.quantity.unit, other.public) == ("300", "人", False)


def test_baselines_of_other_measures_and_periods_are_not_the_same(tmp_path: Path) -> None:
    measures = POSTS + POSTS.replace("id: posts", "id: more")
    rows = "measure,period,value\nposts,2022,5\nposts,2023,6\nmore,2023,7\n"
    text = f"-- measures.yml --\n{measures}-- ledger/baselines.csv --\n{rows}"
    accounts, lines = accounts_of(text, tmp_path)
    assert ([one.quantity.zh() for one in accounts.ledger.baselines], lines) == (
        ["5", "6", "7"],
        [],
    )


CHINESE = {
    "placements": {
        "date": "日期", "channel": "渠道", "status": "状态", "position": "位置", "story": "稿件",
        "title": "标题", "url": "网址 链接", "kind": "类别", "id": "编号",
    },
    "figures": {
        "event": "活动", "figure": "数字", "date": "日期", "value": "数值", "unit": "单位",
        "qualifier": "限定", "public": "公开", "zh": "名称", "en": "英文", "source": "来源",
    },
    "snapshots": {
        "as_of": "截至 统计日期", "channel": "渠道", "placement": "篇次", "period": "时段",
        "metric": "指标", "value": "数值", "qualifier": "限定",
    },
    "baselines": {
        "measure": "指标", "period": "时段", "value": "数值", "unit": "单位", "qualifier": "限定",
        "source": "来源",
    },
}  # fmt: skip
CELLS = {
    "date": "2024-05-11", "channel": "wechat", "status": "accepted", "position": "home",
    "story": "2024/x", "title": "甲", "url": "https://e.cn/1", "kind": "a", "id": "p1",
    "event": "fair", "figure": "posts", "value": "12", "unit": "家", "qualifier": "近",
    "public": "yes", "zh": "招聘会", "en": "Fair", "source": "年报", "measure": "fair.posts",
    "period": "2023", "as_of": "2024-06-01", "placement": "", "metric": "reads",
}  # fmt: skip


@pytest.mark.parametrize(
    ("table", "name", "word"),
    [
        (table, k, w)
        for table, ws in CHINESE.items()
        for k, many in ws.items()
        for w in many.split()
    ],
)
def test_a_column_with_a_chinese_head_is_the_one_with_our_word(
    table: str, name: str, word: str, tmp_path: Path
) -> None:
    row = ",".join(CELLS[column] for column in CHINESE[table])
    text = "-- ledger/figures-2023.csv --\nevent,figure,date,value\nfair,posts,2023-05-11,1\n"
    text += story("2024/x")
    ledgers = []
    for written in (name, word):
        head = ",".join(written if column == name else column for column in CHINESE[table])
        root = tmp_path / written
        accounts, lines = accounts_of(f"{text}-- ledger/{table}.csv --\n{head}\n{row}\n", root)
        assert lines == []
        ledgers.append(accounts.ledger)
    one, other = [
        (each.placements, each.events, each.baselines, dict(each.snapshots.periods()))
        for each in ledgers
    ]
    assert one == other
    assert any(one)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["2024-01-02,wechat,,,,,https://e.cn/1", "2024-01-02,site,,,,,https://e.cn/1"], 2),
        (["2024-01-02,wechat,,,,,https://e.cn/1", "2024-01-03,wechat,,,,,https://e.cn/1"], 1),
        (["2024-01-02,wechat,,,2024/x,,", "2024-01-02,site,,,2024/x,,"], 2),
        (["2024-01-02,wechat,,,2024/x,,", "2024-01-03,wechat,,,2024/x,,"], 2),
        (["2024-01-02,wechat,,,2024/x,甲,", "2024-01-02,wechat,,,2024/x,乙,"], 1),
        (["2024-01-02,wechat,,,,甲,", "2024-01-02,site,,,,甲,"], 2),
        (["2024-01-02,wechat,,,,甲,", "2024-01-03,wechat,,,,甲,"], 2),
        (["2024-01-02,wechat,,,,甲１,", "2024-01-02,wechat,,,,甲1,"], 1),
        (
            [  # the second says how the first is called, which the third means
                "2024-01-02,wechat,,,,,https://e.cn/1",
                "2024-01-03,wechat,,,,甲,https://e.cn/1",
                "2024-01-02,wechat,,,,甲,",
            ],
            1,
        ),
    ],
)
def test_rows_are_one_placement_by_channel_and_url_or_day_and_piece(
    rows: list[str], count: int, tmp_path: Path
) -> None:
    table = "".join(f"{row},,\n" for row in rows)
    text = f"{story('2024/x')}-- ledger/placements.csv --\n{HEAD}{table}"
    assert len(accounts_of(text, tmp_path)[0].ledger.placements) == count


COUNTED = """\
-- honors/a.yml --
title: 甲
honor: may-day
year: 2024
entries: [{name: 张伟, college: cs}]
-- ledger/snapshots.csv --
as_of,channel,placement,period,metric,value
2024-12-31,wechat,,2024,clicks,5
2024-12-31,site,,2024,clicks,6
-- ledger/figures.csv --
event,figure,date,value,unit
fair-2023,posts,2023-11-08,5,家
fair-2024,posts,2024-11-08,7,家
fair-2024,posts,2024-11-07,8,家
gala-2024,guests,2024-11-08,9,人
"""


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("placements", "0篇次"),
        ("placements, unit: 个", "0个"),
        ("stories", "1篇"),
        ("stories, where: {region: beijing}", "0篇"),
        ("stories, where: {region: 云南, college: 物理学院, column: 建功立业, honor: 院士}", "1篇"),
        ("people, over: both, where: {honor: 院士}", "1人"),
        ("people", "1人"),
        ("people, over: lists", "1人"),
        ("people, over: both", "2人"),
        ("honorees", "1人"),
        ("honorees, where: {honor: academician}", "0人"),
        ("honorees, where: {honor: 五一劳动奖章, college: 计算机学院, list: a}", "1人"),
        ("readings, metric: reads", "0次"),
        ("totals, metric: clicks", "11次"),
        ("totals, metric: clicks, where: {channel: site}", "6次"),
        ("events", "16"),
        ("events, where: {event: fair}, unit: 家", "7家"),
        ("events, where: {event: fair-2023}, period: all", "5"),
        ("events, where: {figure: guests}", "9"),
    ],
)
def test_what_is_counted_and_in_which_unit(measure: str, text: str, tmp_path: Path) -> None:
    content = f"{COUNTED}-- measures.yml --\n- {{id: n, name: 甲, count: {measure}}}\n"
    more = {"regions": ["yunnan"], "colleges": ["physics"], "honors": ["academician"]}
    told = story("2024/x", people=[{"name": "李四"}], **more)
    accounts, lines = accounts_of(content + told, tmp_path)
    assert lines == []
    quantity = next(iter(accounts.figures(YEAR, YEAR.last))).quantity
    assert f"{quantity.zh()}{quantity.unit}" == text


@pytest.mark.parametrize(
    ("measure", "rows"),
    [
        (
            "placements",
            [
                "ledger/placements.csv:2 2024-01-02 wechat 甲 1 True",
                "stories/2024/x.md 2024-05-12 site 校友获奖 1 True",
            ],
        ),
        ("stories", ["stories/2024/x.md 2024-05-11  校友获奖 1 True"]),
        (
            "people, over: both",
            [
                "stories/2024/x.md 2024-05-11  李四 (校友获奖) 1 True",
                "stories/2024/x.md 2024-05-11  wang-wu (校友获奖) 1 True",
                "honors/a.yml[1] 2024-12-31  张伟 (a) 1 True",
                "honors/b.csv[1] 2024-12-31  王五 (b) 1 True",
                "honors/b.csv[2] 2024-12-31  wang-wu (b) 0 False",
            ],
        ),
        ("readings, metric: reads", ["ledger/snapshots-2.csv:2 2024-02-01 wechat reads p1 7 True"]),
        ("totals, metric: clicks", [
            "ledger/snapshots.csv:2 2024-12-31 wechat clicks 2024-01-01..2024-12-31 5 True",
            "ledger/snapshots.csv:3 2024-12-31 site clicks 2024-01-01..2024-12-31 6 True",
        ]),
        (
            "events, where: {event: gala}",
            ["ledger/figures.csv:5 2024-11-08  gala-2024.guests 9 True"],
        ),
    ],
)  # fmt: skip
def test_every_row_behind_a_figure_says_where_it_is_recorded(
    measure: str, rows: list[str], tmp_path: Path
) -> None:
    text = f"{COUNTED}-- measures.yml --\n- {{id: n, name: 甲, count: {measure}}}\n"
    text += f"-- ledger/placements.csv --\n{HEAD}2024-01-02,wechat,,,,甲,,,p1\n"
    text += f"-- ledger/snapshots-2.csv --\n{SHOTS}2024-02-01,wechat,p1,,reads,7,\n"
    text += "-- honors/b.yml --\ntitle: 乙\nhonor: may-day\nyear: 2024\nentries: b.csv\n"
    text += "-- honors/b.csv --\nname,person\n王五,\n,wang-wu\n"
    text += "-- people/wang-wu.yml --\nname: 王五\nbasis: {kind: news}\n"
    placed = [{"channel": "site", "date": "2024-05-12"}]
    text += story("2024/x", people=[{"name": "李四"}, "wang-wu"], placements=placed)
    accounts, lines = accounts_of(text, tmp_path)
    assert lines == []
    figures = accounts.figures(YEAR, YEAR.last)
    found = trace(next(iter(figures)), figures.books, "zh")
    assert [
        f"{r.place} {r.day} {r.channel} {r.title} {r.amount} {r.counted}" for r in found
    ] == rows


def test_only_one_channel_cannot_have_an_id_twice(tmp_path: Path) -> None:
    rows = "".join(
        f"2024-01-02,{channel},,,,{title},,,{name}\n"
        for channel, title, name in [
            ("wechat", "甲", "p1"),
            ("wechat", "乙", "p2"),
            ("site", "甲", "p1"),
        ]
    )
    assert accounts_of(f"-- ledger/placements.csv --\n{HEAD}{rows}", tmp_path)[1] == []


@pytest.mark.parametrize(
    ("second", "args"),
    [
        ("2024-01-03,wechat,,home", {"name": "date", "value": "2024-01-03", "kept": "2024-01-02"}),
        ("2024-01-02,wechat,,front", {"name": "position", "value": "front", "kept": "home"}),
        (
            "2024-01-02,wechat,rejected,home",
            {"name": "status", "value": "rejected", "kept": "published"},
        ),
        ("2024-01-02,wechat,,", None),
    ],
)
def test_where_two_records_of_a_placement_differ_both_values_are_told(
    second: str, args: dict[str, str] | None, tmp_path: Path
) -> None:
    rows = "".join(f"{row},,,https://e.cn/1,,\n" for row in ("2024-01-02,wechat,,home", second))
    accounts, _ = accounts_of(f"-- ledger/placements.csv --\n{HEAD}{rows}", tmp_path)
    told = [fault.args for fault in accounts.ledger.faults if fault.code == "L512"]
    assert told == ([args | {"other": "ledger/placements.csv:2"}] if args else [])


def test_a_wrong_placement_of_a_story_is_told_where_it_stands(tmp_path: Path) -> None:
    day = {"date": "2024-05-12"}
    placed = [{"channel": "wechat", **day}, {"channel": "wechta"}, {"channel": "wechat", **day}]
    _, lines = accounts_of(story("2024/x", placements=placed), tmp_path)
    assert lines == ["stories/2024/x.md:5:13 L511", "stories/2024/x.md:5:71 L509"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("submitted", "submitted"), ("投稿", "submitted"), ("已投", "submitted"),
        ("accepted", "accepted"), ("采用", "accepted"), ("录用", "accepted"),
        ("published", "published"), ("发表", "published"), ("已发", "published"), ("", "published"),
        ("Published", "published"),
        ("rejected", "rejected"), ("退稿", "rejected"), ("未用", "rejected"),
    ],
)  # fmt: skip
def test_a_status_is_known_by_its_words(word: str, status: str, tmp_path: Path) -> None:
    row = f"-- ledger/placements.csv --\n{HEAD}2024-01-02,wechat,{word},,,甲,,,\n"
    accounts, lines = accounts_of(row, tmp_path)
    assert [placed.status for placed in accounts.ledger.placements] == [status]
    assert lines == []


@pytest.mark.parametrize("read_last", ["export", "hand", "later"])
def test_a_placement_that_is_recorded_more_than_once_is_read_by_all_its_ids(
    read_last: str, tmp_path: Path
) -> None:
    names = ("export", "hand", "later")
    rows = "".join(f"2024-01-02,wechat,,,,甲,,,{name}\n" for name in names)
    days = {name: f"2024-02-0{1 + (name == read_last)}" for name in names}
    shots = "".join(f"{day},wechat,{name},,reads,{day[-1]}00,\n" for name, day in days.items())
    text = f"-- measures.yml --\n{READS}-- ledger/placements.csv --\n{HEAD}{rows}"
    accounts, lines = accounts_of(f"{text}-- ledger/snapshots.csv --\n{SHOTS}{shots}", tmp_path)
    assert value(accounts, "reads") == 200
    assert lines == [f"ledger/placements.csv:{line}:1 L511" for line in (3, 4)]


def test_a_year_that_was_read_off_in_june_does_not_stand_for_later_months(tmp_path: Path) -> None:
    rows = "2024-06-30,site,,2024,clicks,6000,\n"
    rows += "".join(f"2024-12-30,site,,2024-{m:02},clicks,{m},\n" for m in range(1, 12))
    text = f"-- measures.yml --\n{TOTALS}-- ledger/snapshots.csv --\n{SHOTS}{rows}"
    assert value(accounts_of(text, tmp_path)[0], "clicks") == 6000 + 7 + 8 + 9 + 10 + 11


@pytest.mark.parametrize(
    ("day", "near"), [("5/11/24", ""), ("2024.5.11", "2024-05-11"), ("20240511", "2024-05-11")]
)
def test_a_day_that_is_none_is_shown_as_it_is_written(day: str, near: str, tmp_path: Path) -> None:
    rows = f"-- ledger/placements.csv --\n{HEAD}{day},wechat,,,,甲,,,\n"
    rows += f"-- ledger/figures.csv --\nevent,figure,date,value\ne,f,{day},5\n"
    rows += f"-- ledger/snapshots.csv --\n{SHOTS}{day},site,,2024-01,reads,5,\n"
    accounts, _ = accounts_of(rows, tmp_path)
    found = [(fault.args["value"], fault.nearest) for fault in accounts.ledger.faults]
    assert found == [(day, near)] * 3
    assert (accounts.ledger.placements, accounts.ledger.events) == ((), ())


@pytest.mark.parametrize(
    ("path", "text", "near"),
    [
        ("ledger/placements.csv", HEAD + "2024-01-01,wechta,,,,,,,\n", "“微信”（wechat）"),
        ("ledger/placements.csv", HEAD + "2024-01-01,wechat,publishd,,,,,,\n", "published"),
        ("ledger/placements.csv", HEAD + "2024-01-01,wechat,,,2024/y,,,,\n", "2024/x"),
        ("ledger/placements.csv", "date,chanel\n2024-01-01,wechat\n", "channel"),
        ("ledger/snapshots.csv", SHOTS + "2024-02-01,site,,2024-01,raeds,5,\n", "reads"),
        (
            "ledger/snapshots.csv",
            SHOTS + "2024-02-01,sight,,2024-01,reads,5,\n",
            "“校友网”（site）",
        ),
        ("ledger/placement-2024.csv", "date,channel\n", "placements.csv"),
        ("ledger/baselines.csv", "measure,period,value\npost,2023,5\n", "posts"),
        (
            "stories/2024/x.md",
            story("2024/x", placements=[{"channel": "siet"}]).partition("\n")[2],
            "“校友网”（site）",
        ),
        ("measures.yml", POSTS.replace("wechat", "wechta"), "“微信”（wechat）"),
        ("measures.yml", POSTS.replace("channel: wechat", "status: sumbitted"), "submitted"),
        ("measures.yml", POSTS.replace("channel: wechat", "status: 投稿"), "submitted"),
        ("measures.yml", f"{POSTS}- {{id: a, name: 甲, count: stories, part_of: post}}\n", "posts"),
        ("measures.yml", "- {id: a, name: 甲, count: totals, metric: 阅读量}\n", "reads"),
        ("measures.yml", "- {id: a, name: 甲, count: totals, metric: click}\n", "clicks"),
    ],
)
def test_what_is_mistyped_is_told_with_what_was_meant(
    path: str, text: str, near: str, tmp_path: Path
) -> None:
    content = f"-- measures.yml --\n{POSTS}{story('2024/x')}-- {path} --\n{text}"
    write_folder(CHANNELS + content, tmp_path)
    read = read_content(tmp_path, Context(ZONE), lambda *_: None)
    faults = [*read.faults, *read_accounts(read.folder, read.library, ZONE).faults]
    assert near in [fault.nearest for fault in faults if fault.path == path]


def test_a_workbook_with_a_sheet_for_each_month_is_told_which_are_not_read() -> None:
    more = {
        "二月": [[], *PLACED],
        "三月": [["三月台账"], *PLACED],
        "说明": [["怎么填"], ["渠道", "填在第二列"]],
        "空": [],
    }
    sheet = open_sheet(book(PLACED, more=more), "a.xlsx")
    assert len(list(sheet.rows)) == 1
    told = [(fault.code, fault.args["name"]) for fault in sheet.faults]
    assert told == [("L542", "二月"), ("L542", "三月")]


def test_a_worksheet_that_nobody_sees_is_not_the_first() -> None:
    more = {"台账": [["date", "channel"], [datetime(2024, 2, 3), "site"]]}
    sheet = open_sheet(book(PLACED, more=more, state="hidden"), "a.xlsx")
    assert [cells for _, cells in sheet.rows] == [["2024-02-03", "site"]]
    assert [(fault.code, fault.args["name"]) for fault in sheet.faults] == [("L542", "Sheet")]


def test_cells_of_several_rows_that_are_one_are_told_where_they_are_read() -> None:
    rows: list[list[object]] = [["台账"], ["date", "channel", "status", "月份"]]
    rows += [[datetime(2024, 1, n), "wechat", "退稿", "1月"] for n in range(1, 9)]
    merged = ("A1:D1", "A2:A2", "C3:C5", "D3:D9", "B6:C7", "A10:D10")
    sheet = open_sheet(book(rows, merged=merged), "a.xlsx", lambda cells: "date" in cells)
    sheet.columns({"date": "date", "channel": "channel", "status": "status"}, ())
    told = {(f.args["value"], f.at) for f in sheet.faults if f.code == "L545"}
    assert told == {("C3:C5", (3, 3)), ("B6:C7", (6, 2))}


def test_merged_cells_are_found_wherever_a_block_of_the_file_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    merged = [f"B{row}:B{row + 1}" for row in range(2, 30, 2)]
    data = book([["date", "channel"], *([1, "site"] for _ in range(30))], merged=merged)
    for size in range(64, 128, 7):
        monkeypatch.setattr("generator.stats.workbooks._BLOCK", size)
        found = open_sheet(data, "a.xlsx").merged
        assert sorted(name for name, _, _ in found) == sorted(merged)


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u200e", "\xad"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_nobody_sees_in_a_cell_makes_no_other_word(
    mark: str, ending: str, tmp_path: Path
) -> None:
    cells = ["2024-01-01", "wechat", "published", "首页", "", "甲", "https://e.cn/1", "", "p1"]
    rows = [[cell + mark if cell else "" for cell in cells], cells]
    write_folder(
        f"{CHANNELS}-- measures.yml --\n{POSTS.replace('}}', ', position: 首页}}')}", tmp_path
    )
    (tmp_path / "ledger").mkdir()
    text = HEAD + "".join(",".join(row) + "\n" for row in rows)
    data = book([HEAD.strip().split(","), *rows]) if ending == "xlsx" else text.encode()
    (tmp_path / f"ledger/placements.{ending}").write_bytes(data)
    accounts, lines = read_again(tmp_path)
    assert value(accounts, "posts") == 1
    assert lines == [f"ledger/placements.{ending}:3:1 L511"]


def test_a_workbook_with_a_password_is_told_as_that() -> None:
    sheet = open_sheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx")
    assert [fault.code for fault in sheet.faults] == ["L507"]
    assert "password" in str(sheet.faults[0].args["reason"])


def test_a_position_or_kind_is_one_however_it_is_written(tmp_path: Path) -> None:
    words = ("home", "Home", "ＨＯＭＥ", "front")
    rows = "".join(f"2024-01-0{n},wechat,,{w},,甲,,A,\n" for n, w in enumerate(words, 1))
    measure = POSTS.replace("channel: wechat", "position: HOME, kind: a")
    text = f"-- measures.yml --\n{measure}-- ledger/placements.csv --\n{HEAD}{rows}"
    placed = [{"channel": "wechat", "date": "2024-05-12", "position": "Home", "kind": "ａ"}]
    accounts, _ = accounts_of(text + story("2024/x", placements=placed), tmp_path)
    assert value(accounts, "posts") == 4


def test_a_tag_is_one_however_it_is_written(tmp_path: Path) -> None:
    tags = ("AI", "ai", "ＡＩ", "机器 学习", "AI 课")
    text = "".join(story(f"2024/x{n}", tags=[tag]) for n, tag in enumerate(tags))
    text += "-- measures.yml --\n- {id: s, name: 稿件, count: stories, where: {tag: Ai}}\n"
    assert value(accounts_of(text, tmp_path)[0], "s") == 3


def test_a_formula_over_several_cells_is_shown_as_it_is_written() -> None:
    rows: list[list[object]] = [["date", "channel"], [ArrayFormula("A2:A3", "=B2:B3"), "wechat"]]
    sheet = open_sheet(book(rows), "a.xlsx")
    assert len(list(sheet.rows)) == 1
    assert [fault.args["value"] for fault in sheet.faults] == ["=B2:B3"]


def test_a_piece_under_two_spellings_of_its_url_counts_once_and_is_read_by_both(
    tmp_path: Path,
) -> None:
    one, other = "https://e.cn/a", "http://e.cn/a?utm_source=x#rd"
    rows = f"2024-01-02,wechat,,,,甲,{one},,\n2024-01-02,wechat,,,,甲（转）,{other},,\n"
    shots = f"2024-02-01,wechat,{one},,reads,5,\n2024-03-01,wechat,{other},,reads,7,\n"
    measures = POSTS + "- {id: reads, name: 阅读, count: readings, metric: reads}\n"
    write_folder(f"{CHANNELS}-- measures.yml --\n{measures}", tmp_path)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/placements.csv").write_text(HEAD + rows, encoding="utf-8")
    (tmp_path / "ledger/snapshots.csv").write_text(SHOTS + shots, encoding="utf-8")
    accounts, lines = read_again(tmp_path)
    assert (value(accounts, "posts"), value(accounts, "reads")) == (1, 7)
    assert lines == ["ledger/placements.csv:3:1 L511"]


@pytest.mark.parametrize(
    ("row", "near"),
    [
        ("2024-01-02,wechat,未采用", "rejected"),
        ("2024-01-02,wechat,已采用", "accepted"),
        ("2024-01-02,wechat,已发布", "published"),
        ("2024-01-02,wechat,rejcted", "rejected"),
        ("2024-01-02,校友", "“校友网”（site）"),
        ("2024-01-02,weixin,published", ""),
    ],
)
def test_a_wrong_word_of_a_row_names_the_one_that_is_meant(
    row: str, near: str, tmp_path: Path
) -> None:
    text = f"-- ledger/placements.csv --\n{HEAD}{row}{',' * (8 - row.count(','))}\n"
    accounts, _ = accounts_of(text, tmp_path)
    assert [fault.nearest for fault in accounts.faults] == [near]


@pytest.mark.parametrize("other", ["校友 获奖", "校友　获奖", '"校友\n获奖"', " 校友获奖"])
def test_a_title_with_other_blanks_in_it_is_the_same(other: str, tmp_path: Path) -> None:
    rows = f"2024-01-02,wechat,,,,校友获奖,,,\n2024-01-02,wechat,,,,{other},,,\n"
    text = f"-- measures.yml --\n{POSTS}-- ledger/placements.csv --\n{HEAD}{rows}"
    accounts, lines = accounts_of(text, tmp_path)
    assert (value(accounts, "posts"), lines) == (1, ["ledger/placements.csv:3:1 L511"])


def test_formulas_of_columns_that_are_not_read_need_not_be_replaced(tmp_path: Path) -> None:
    rows: list[list[object]] = [["序号", "date", "channel", "title"]]
    rows += [["=ROW()-1", datetime(2024, 1, n), "wechat", f"第{n}篇"] for n in range(1, 10)]
    rows += [["=ROW()-1", datetime(2024, 1, 10), "wechat", "=D2"]]
    write_folder(f"{CHANNELS}-- measures.yml --\n{POSTS}", tmp_path)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/placements.xlsx").write_bytes(book(rows))
    accounts, lines = read_again(tmp_path)
    assert value(accounts, "posts") == 10
    place = "ledger/placements.xlsx"
    assert lines == [f"{place}:1:1 L504", f"{place}:11:4 L502"]


def test_a_table_with_titles_cut_within_a_character_is_told_and_not_read_as_another(
    tmp_path: Path,
) -> None:
    write_folder(f"{CHANNELS}-- measures.yml --\n{POSTS}", tmp_path)
    (tmp_path / "ledger").mkdir()
    rows = "".join(f"2024-01-0{n},wechat,,首页,,校友获奖…,,,p{n}\n" for n in range(1, 9))
    data = f"{HEAD}{rows}".encode().replace("…".encode(), "…".encode()[:2])
    assert data.decode("gb18030")
    (tmp_path / "ledger/placements.csv").write_bytes(data)
    accounts, lines = read_again(tmp_path)
    assert (value(accounts, "posts"), lines) == (0, ["ledger/placements.csv:2:28 L111"])
    assert "UTF-8" in str(accounts.faults[0].args["guess"])


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("10w+", "10万+"),
        ("１．２Ｗ", "1.2万"),
        (">1000", "超过1000"),
        ("≈300人", "约300人"),
        ("www", ""),
        ("1w2", ""),
        ("-3w", ""),
    ],
)
@pytest.mark.parametrize("table", ["snapshots", "figures"])
def test_a_number_in_the_shorthand_of_the_web_names_ours(
    table: str, written: str, near: str, tmp_path: Path
) -> None:
    rows = {
        "snapshots": f"{SHOTS}2024-02-01,site,,2024-01,reads,{written},\n",
        "figures": f"event,figure,date,value\ne,f,2024-01-01,{written}\n",
    }
    accounts, _ = accounts_of(f"-- ledger/{table}.csv --\n{rows[table]}", tmp_path)
    assert [fault.nearest for fault in accounts.faults] == [near]


def test_a_reading_of_a_url_in_another_spelling_is_told_that_of_the_ledger(tmp_path: Path) -> None:
    placed = f"{HEAD}2024-01-01,wechat,,,,甲,https://a.cn/S?id=1,,p1\n"
    urls = ("http://a.cn/S?id=1&scene=2#rd", "https://a.cn/S?id=2", "p2")
    read = "".join(f"2024-02-01,wechat,{url},,reads,5,\n" for url in urls)
    tables = f"-- ledger/placements.csv --\n{placed}-- ledger/snapshots.csv --\n{SHOTS}{read}"
    accounts, _ = accounts_of(tables, tmp_path)
    found = [(fault.code, fault.nearest) for fault in accounts.faults]
    assert found == [("L517", "https://a.cn/S?id=1"), ("L517", ""), ("L517", "")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_title_above_the_header_of_a_table_is_passed_over(ending: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [["2024 年宣传台账"], [], ["时间", "发布情况"]]
    rows += [
        ["日期", "渠道", "标题"],
        ["2024-01-02", "wechat", "甲"],
        ["2024-13-02", "wechat", "乙"],
    ]
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    write_folder(f"{CHANNELS}-- measures.yml --\n{POSTS}", tmp_path)
    (tmp_path / "ledger").mkdir()
    data = book(rows) if ending == "xlsx" else text.encode("gb18030")
    (tmp_path / f"ledger/placements.{ending}").write_bytes(data)
    accounts, lines = read_again(tmp_path)
    assert (value(accounts, "posts"), lines) == (1, [f"ledger/placements.{ending}:6:1 L210"])


def test_followers_are_those_of_the_last_day_and_not_of_all_months_together(
    tmp_path: Path,
) -> None:
    months = ((1, 100), (2, 110), (3, 105))
    rows = "".join(f"2024-0{n + 1}-01,site,,2024-0{n},followers,{v},\n" for n, v in months)
    rows += "2024-03-01,wechat,,2024-02,followers,7,\n2024-01-01,wechat,,2023,followers,6,\n"
    measure = "- {id: fans, name: 粉丝, count: totals, metric: followers}\n"
    text = f"-- measures.yml --\n{measure}-- ledger/snapshots.csv --\n{SHOTS}{rows}"
    accounts, _ = accounts_of(text, tmp_path)
    assert value(accounts, "fans") == 112
    assert value(accounts, "fans", date(2024, 3, 15)) == 117


def test_what_was_read_off_before_it_was_there_is_told(tmp_path: Path) -> None:
    rows = f"{HEAD}2024-01-02,wechat,,,,甲,https://e.cn/a,,p1\n"
    shots = "2023-02-01,wechat,p1,,reads,5,\n2024-01-02,wechat,p1,,reads,5,\n"
    shots += "2024-01-01,wechat,https://e.cn/a,,reads,5,\n"
    shots += "2023-02-01,site,,2024-01,clicks,5,\n2024-01-01,site,,2024-01,clicks,5,\n"
    tables = f"-- ledger/placements.csv --\n{rows}-- ledger/snapshots.csv --\n{SHOTS}{shots}"
    _, lines = accounts_of(tables, tmp_path)
    assert lines == [f"ledger/snapshots.csv:{line}:1 L546" for line in (2, 4, 5)]
