"""Exports of back-offices: what is taken, what is reported, and that twice is once."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

import pytest
from smallsite import ZONE

from generator.source.tables import read_table
from generator.stats.accesslog import read_log
from generator.stats.backoffice import Imported, read_export
from generator.stats.posting import with_placements, with_snapshots
from generator.stats.spans import Days

WECHAT = """\
内容标题,发表时间,总阅读人数,总阅读次数,送达人数,内容url
获奖,2021/5/11 9:30,"1,200",1.5万,3,https://mp.example/1
讲座,20210512,5,-,7,
"""


def at(line: int, column: int, code: str) -> str:
    return f"{line}:{column} {code}"


def imported(text: str, source: str = "wechat", encoding: str = "gb18030") -> Imported:
    return read_export(text.encode(encoding), "export.csv", source, Days(ZONE), "2021-06-01")


def codes(found: Imported) -> list[str]:
    return [f"{f.at[0]}:{f.at[1]} {f.code}" for f in found.faults]


def test_wechats_export_becomes_placements_and_snapshots() -> None:
    found = imported(WECHAT)
    assert [row["date"] for row in found.placements] == ["2021-05-11", "2021-05-12"]
    taken = [(row["placement"][:9], row["metric"], row["value"]) for row in found.snapshots]
    assert taken == [
        ("https://m", "reads", "1.5万"),
        ("https://m", "readers", "1200"),
        ("wechat-20", "readers", "5"),
    ]
    assert codes(found) == [at(1, 5, "L504")]


def test_a_column_of_wechats_is_not_taken_for_one_that_is_there() -> None:
    head = "内容标题,发表时间,总阅读人数,总阅读次数,总分享人数,总分享次数,阅读后关注人数"
    found = imported(f"{head}\n讲座,20210512,5,6,1,2,0\n")
    assert [(fault.args["name"], fault.nearest) for fault in found.faults] == [
        ("总分享人数 / 阅读后关注人数", ""),
    ]
    found = imported("内容标题,发表时间,总阅读人术\n讲座,20210512,5\n")
    assert [fault.nearest for fault in found.faults] == ["总阅读人数"]


def test_doubled_ragged_and_formula_rows_are_reported_with_row_and_column() -> None:
    rows = "同一,2021-05-11,1,1,1,https://mp.example/1\n" * 2
    rows += "=A1,2021-05-12,1,1,1,https://mp.example/2\n多,2021-05-12,1,1,1,,x\n少,2021-05-13\n"
    rows += "负,2021-05-14,-5,1,1,\n"
    found = imported(WECHAT.split("\n")[0] + "\n" + rows)
    assert sorted(codes(found)) == sorted(
        [
            at(1, 5, "L504"),
            at(3, 1, "L511"),
            at(4, 1, "L502"),
            at(5, 7, "L132"),
            at(6, 2, "L506"),
            at(7, 3, "L503"),
        ]
    )


def test_weibos_export_is_read() -> None:
    text = "微博内容,发布时间,阅读数,转发数,微博链接\n校友,2021-05-11 08:00,100,2,https://weibo.example/1\n"
    found = imported(text, "weibo", "utf-8-sig")
    assert [(r["channel"], r["metric"], r["value"]) for r in found.snapshots] == [
        ("weibo", "reads", "100"),
        ("weibo", "shares", "2"),
    ]


def test_daily_tables_of_plausible_and_umami_become_totals_of_days() -> None:
    found = imported("date,visitors,pageviews\n2021-05-13,5,9\n", "plausible", "utf-8")
    assert [(r["period"], r["as_of"], r["metric"], r["value"]) for r in found.snapshots] == [
        ("2021-05-13", "2021-05-13", "clicks", "9"),
        ("2021-05-13", "2021-05-13", "visitors", "5"),
    ]


def test_hours_of_a_day_are_an_error_because_visitors_cannot_be_added() -> None:
    head = "date,visitors,pageviews\n"
    hours = head + "2021-05-13 08:00,5,9\n2021-05-13 09:00,5,9\n2021-05-14,1,1\n2021-05-14,1,1\n"
    found = imported(hours, "umami", "utf-8")
    assert codes(found) == [at(3, 1, "L540"), at(5, 1, "L511")]


LOG = b"""\
203.0.113.9 - - [11/May/2021:16:30:00 +0000] "GET /stories/x/ HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [11/May/2021:15:59:59 +0000] "GET / HTTP/1.1" 304 0 "-" "Mozilla/5.0"
203.0.113.9 - - [11/May/2021:01:00:00 +0000] "GET /assets/a.css HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [11/May/2021:01:00:00 +0000] "GET / HTTP/1.1" 404 12 "-" "Mozilla/5.0"
203.0.113.9 - - [11/May/2021:01:00:00 +0000] "POST / HTTP/1.1" 200 12 "-" "Mozilla/5.0"
203.0.113.9 - - [11/May/2021:01:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "Googlebot/2.1"
203.0.113.9 - - [11/May/2021:01:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8.0"
203.0.113.9 - - [11/May/2021:01:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "-"
not a line
"""


def test_a_log_counts_pages_that_people_got_by_day_in_the_offices_zone() -> None:
    found = read_log(LOG, "access.log", ZONE)
    assert [(r["period"], r["value"]) for r in found.snapshots] == [
        ("2021-05-11", "1"),
        ("2021-05-12", "1"),
    ]
    assert codes(found) == [at(9, 1, "L534")]
    assert "203.0.113" not in repr(found.snapshots)


def test_importing_twice_changes_nothing() -> None:
    found = imported(WECHAT)
    once = with_placements(b"", found.placements), with_snapshots(b"", found.snapshots)
    later = [row | {"as_of": "2021-07-01"} for row in found.snapshots]
    assert with_placements(once[0], found.placements) == once[0]
    assert with_snapshots(once[1], found.snapshots) == once[1]
    assert with_snapshots(once[1], later) == once[1]  # the same counts, read off again


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_files_that_excel_saved_are_added_to(encoding: str, ends: str) -> None:
    found = imported(WECHAT)
    for merged, rows in (
        (with_placements, found.placements),
        (with_snapshots, found.snapshots),
    ):
        once = merged(b"", rows)
        saved = once.decode("utf-8-sig").replace("\n", ends).encode(encoding)
        assert merged(saved, rows[:1]) == once
        assert once.startswith(BOM_UTF8)


@pytest.mark.parametrize(
    ("second", "same"),
    [
        ({"channel": "wechat", "url": "https://e.cn/1", "title": "乙"}, True),
        ({"channel": "weibo", "url": "https://e.cn/1", "title": "甲"}, False),
        ({"channel": "wechat", "id": "p1", "title": "乙"}, False),
    ],
)
def test_a_row_is_known_by_its_channel_and_url(second: dict[str, str], same: bool) -> None:
    first = {"date": "2024-05-02", "channel": "wechat", "url": "https://e.cn/1", "title": "甲"}
    table = read_table(with_placements(b"", [first, {"date": "2024-05-01", **second}]), "")[0]
    assert [row["date"] for row in table.rows] == ["2024-05-01", "2024-05-02"][same:]


@pytest.mark.parametrize(
    ("second", "same"),
    [({"id": "p1", "title": "乙"}, True), ({"id": "p2", "title": "甲"}, False), ({}, False)],
)
def test_a_row_without_a_url_is_known_by_its_id(second: dict[str, str], same: bool) -> None:
    first = {"date": "2024-05-02", "channel": "wechat", "id": "p1", "title": "甲"}
    rows = [first, {"date": "2024-05-03", "channel": "wechat", **second}]
    assert len(read_table(with_placements(b"", rows), "")[0].rows) == 2 - same


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ([("2024-05-01", "5"), ("2024-05-01", "7")], ["2024-05-01 7"]),
        ([("2024-05-01", "7"), ("2024-05-01", "5")], ["2024-05-01 7"]),
        ([("2024-05-01", "5"), ("2024-05-02", "5")], ["2024-05-01 5"]),
        ([("2024-05-01", "5"), ("2024-05-02", "4")], ["2024-05-01 5", "2024-05-02 4"]),
        ([("2024-05-02", "5"), ("2024-05-01", "5")], ["2024-05-01 5", "2024-05-02 5"]),
    ],
)
def test_a_count_is_added_where_it_has_changed_and_of_one_day_the_larger(
    counts: list[tuple[str, str]], kept: list[str]
) -> None:
    data = b""
    for day, value in counts:
        row = {"as_of": day, "channel": "site", "placement": "", "period": "2024"}
        other = {**row, "channel": "wechat", "as_of": "2024-01-01", "value": "1"}
        rows = [{**each, "metric": "clicks"} for each in (other, row | {"value": value})]
        data = with_snapshots(data, rows)
    found = [row for row in read_table(data, "")[0].rows if row["channel"] == "site"]
    assert [f"{row['as_of']} {row['value']}" for row in found] == kept


@pytest.mark.parametrize("title", ["@校友会 喜讯", "+1 校友", "-40℃的电池", "＝1+1"])
def test_no_title_of_a_post_is_a_formula_when_excel_opens_the_ledger(title: str) -> None:
    rows = [{"date": "2021-05-11", "channel": "weibo", "title": title, "id": "w1"}]
    once = with_placements(b"", rows)
    assert f", {title}," in once.decode("utf-8-sig")
    assert read_table(once, "")[0].rows[0]["title"] == title
    assert with_placements(once, rows) == once


def test_days_that_excel_wrote_otherwise_are_the_same_days() -> None:
    found = imported(WECHAT)
    for add, rows in ((with_placements, found.placements), (with_snapshots, found.snapshots)):
        once = add(b"", rows)
        saved = re.sub(rb"(?<![^,\n])(\d{4})-0?(\d+)-0?(\d+)(?=,)", rb"\1/\2/\3", once)
        assert saved != once and add(saved, rows) == once


def test_a_url_that_an_editor_copied_out_of_a_page_is_the_same_url() -> None:
    found = imported(WECHAT.replace("mp.example/1", "mp.example/s?a=1&b=2"))
    for add, rows in ((with_placements, found.placements), (with_snapshots, found.snapshots)):
        edited = add(b"", rows).replace(b"?a=1&b", b"?a=1&amp;b")
        assert b"&amp;" in edited and add(edited, rows) == edited


def test_a_count_that_grew_is_added_and_an_editors_row_stays() -> None:
    found = imported(WECHAT)
    once = with_snapshots(b"", found.snapshots)
    grown = [row | {"as_of": "2021-07-01", "value": "2万"} for row in found.snapshots[:1]]
    twice = with_snapshots(once, grown)
    assert twice.startswith(once[: len(once) - 0][:40])
    assert twice.count(b"\n") == once.count(b"\n") + 1
    edited = with_placements(b"", found.placements).replace("获奖".encode(), "喜讯".encode())
    assert with_placements(edited, found.placements) == edited


def test_rows_and_columns_that_an_editor_added_stay() -> None:
    head = "日期,渠道,稿件,标题,备注\n"
    own = "2021-05-01,微信,2021/a,,首发\n2021-05-02,微信,2021/b,,\n"
    own += "2021-05-03,微信,,讲座,\n2021-05-09,微信,,讲座,\n"
    merged = with_placements((head + own).encode(), imported(WECHAT).placements)
    lines = merged.decode("utf-8-sig").splitlines()
    assert lines[0] == "date,channel,status,position,story,title,url,kind,id,备注"
    assert [line for line in lines if ",微信," in line] == [
        "2021-05-01,微信,,,2021/a,,,,,首发",
        "2021-05-02,微信,,,2021/b,,,,,",
        "2021-05-03,微信,,,,讲座,,,,",
        "2021-05-09,微信,,,,讲座,,,,",
    ]
    assert len(lines) == 7
    assert with_placements(merged, imported(WECHAT).placements) == merged


def test_snapshots_under_chinese_headers_stay() -> None:
    once = with_snapshots(b"", imported(WECHAT).snapshots)
    head, rows = once.decode("utf-8-sig").split("\n", 1)
    assert head == "as_of,channel,placement,period,metric,value,qualifier"
    chinese = f"截至,渠道,篇次,时段,指标,数值,限定\n{rows}".encode()
    assert with_snapshots(chinese, imported(WECHAT).snapshots) == once


def test_a_title_above_the_header_is_passed_over() -> None:
    found = imported("2021 年数据,,\n导出日期,,\n标题,日期,阅读量\n获奖,20210511,5\n")
    assert [(r["title"], r["date"]) for r in found.placements] == [("获奖", "2021-05-11")]
    assert codes(found) == []


def test_two_columns_that_mean_the_same_are_named_and_the_first_is_read() -> None:
    found = imported("标题,微博内容,发布时间,阅读数\n甲,乙,2021-05-11 08:00,5\n", "weibo", "utf-8")
    assert [row["title"] for row in found.placements] == ["甲"]
    assert codes(found) == [at(1, 2, "L535")]


@pytest.mark.parametrize("log", [b"", b"date,visitors\n2021-05-11,3\n"])
def test_a_file_without_a_line_of_a_log_is_an_error(log: bytes) -> None:
    assert codes(read_log(log, "access.log", ZONE))[-1] == at(1, 1, "L536")


def test_a_line_of_a_day_before_all_days_is_not_counted() -> None:
    first = LOG.splitlines()[0].replace(
        b"11/May/2021:16:30:00 +0000", b"01/Jan/0001:00:30:00 +1400"
    )
    found = read_log(first + b"\n" + LOG, "access.log", ZONE)
    assert codes(found) == [at(1, 1, "L534"), at(10, 1, "L534")]


def test_days_without_any_count_are_an_error() -> None:
    found = imported("日期,浏览量(PV)\n2021-05-11,100\n", "umami")
    assert sorted(codes(found)) == [at(1, 1, "L505"), at(1, 2, "L504")]


def test_days_of_totals_that_excel_wrote_otherwise_are_the_same_days() -> None:
    rows = imported("date,visitors\n2021-05-01,3\n2021-05-11,4\n", "plausible").snapshots
    once = with_snapshots(b"", rows)
    saved = re.sub(rb"(\d{4})-0?(\d+)-0?(\d+)", rb"\1/\2/\3", once)
    assert saved != once and with_snapshots(saved, rows) == once


def test_a_dash_for_a_url_is_none_and_other_words_are_an_error() -> None:
    rows = "甲,2021-05-11,1,1,1,-\n乙,2021-05-11,1,1,1,-\n丙,2021-05-11,1,1,1,已删除\n"
    found = imported(WECHAT.split("\n")[0] + "\n" + rows)
    assert [row["url"] for row in found.placements[:2]] == ["", ""]
    assert codes(found) == [at(1, 5, "L504"), at(4, 6, "L214")]


def test_a_title_above_a_table_does_not_choose_its_delimiter() -> None:
    found = imported("2021 年数据\n标题\t日期\t阅读量\n获奖\t20210511\t5\n")
    assert [row["title"] for row in found.placements] == ["获奖"]


def test_a_day_that_is_none_is_shown_as_the_export_has_it() -> None:
    found = imported("标题,日期,阅读量\n甲,5月1日 10:00,5\n")
    assert [fault.args["value"] for fault in found.faults] == ["5月1日 10:00"]
