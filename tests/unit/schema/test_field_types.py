"""Field types: what editors write becomes a value, or a fault with the right advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic_core import PydanticCustomError
from smallsite import ZONE, codes_of, story

from generator.pipeline import Prepared
from generator.schema.types import parse_when

SiteFrom = Callable[..., Prepared]


def only_story(prepared: Prepared) -> Any:
    assert codes_of(prepared) == []
    return prepared.site.stories[0].fields


@pytest.mark.parametrize("text", ["no", "on", "1:30", "007", "012345", "2024-01-01"])
def test_text_fields_keep_what_yaml_would_turn_into_something_else(
    site_from: SiteFrom, text: str
) -> None:
    front = f"title: {text}\nsummary: {text}\ntags: [{text}]\nauthors: {text}\n"
    path = "-- stories/2024/x.md --\n---\ndate: 2024-05-11\ncolumn: news\n"
    fields = only_story(site_from(f"{path}{front}---\n"))
    assert (fields.title, fields.summary, fields.tags) == (text, text, (text,))
    assert fields.authors == (text,)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-11", "2024-05-11"),
        ("2024-5-1", "2024-05-01"),
        ("2024-05-11T09:30", "2024-05-11T09:30:00+08:00"),
        ("2024-05-11 09:30:15", "2024-05-11T09:30:15+08:00"),
        ("2024-05-11T01:30:00Z", "2024-05-11T09:30:00+08:00"),
        ("2024-05-10T20:30:00-05:00", "2024-05-11T09:30:00+08:00"),
        ("2024-05-11T09:30:00.123456+0800", "2024-05-11T09:30:00+08:00"),
        ("2024-05-11 09:30 +08:00", "2024-05-11T09:30:00+08:00"),
        ("2024-02-29", "2024-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("1900-01-01T00:00:00Z", "1900-01-01T00:00:00+00:00"),
        ("1900-06-01 08:05:43", "1900-06-01T00:00:00+00:00"),
        ("2199-12-31T23:59:59+08:00", "2199-12-31T23:59:59+08:00"),
    ],
)
def test_days_and_instants_are_read(text: str, iso: str) -> None:
    assert parse_when(text, ZONE).iso() == iso


def test_local_mean_time_has_an_offset_that_feeds_and_pages_can_write() -> None:
    assert parse_when("1900-06-01", ZONE).exact.isoformat() == "1900-05-31T15:54:17+00:00"


def test_an_instant_is_written_in_the_zone_of_the_site() -> None:
    moment = parse_when("2024-05-11T23:30:00Z", ZONE).exact
    assert moment == datetime(2024, 5, 11, 23, 30, tzinfo=UTC)
    assert moment.isoformat() == "2024-05-12T07:30:00+08:00"


@pytest.mark.parametrize("title", ["\u200b", "\ufeff", " \u2060\u00ad "])
def test_a_title_that_nobody_sees_is_empty(site_from: SiteFrom, title: str) -> None:
    assert codes_of(site_from(story("2024/x", title=title))) == ["L209"]


def test_a_day_begins_at_midnight_in_the_zone_of_the_site() -> None:
    assert parse_when("2024-06-01", ZONE).at == datetime.fromisoformat("2024-05-31T16:00:00+00:00")
    new_york = ZoneInfo("America/New_York")
    assert parse_when("2024-06-01", new_york).at.isoformat() == "2024-06-01T00:00:00-04:00"


@pytest.mark.parametrize(
    ("text", "code", "nearest"),
    [
        ("2024-02-30", "L210", ""),
        ("45356", "L210", "2024-03-05"),
        ("45356.75", "L210", "2024-03-05"),
        ("20240", "L210", ""),
        ("2023-02-29", "L210", ""),
        ("2024-13-01", "L210", ""),
        ("2024-00-10", "L210", ""),
        ("24/5/1", "L210", ""),
        ("2024年5月1日", "L210", "2024-05-01"),
        ("２０２４年５月１日", "L210", "2024-05-01"),
        ("2024/05/01", "L210", "2024-05-01"),
        ("2024.5.1", "L210", "2024-05-01"),
        ("2024-05", "L210", ""),
        ("2024", "L210", ""),
        ("昨天", "L210", ""),
        ("2024-05-11T25:00", "L210", ""),
        ("2024-05-11T09:60", "L210", ""),
        ("2024-05-11T09:30:00+25:00", "L210", ""),
        ("2024-05-11T09", "L210", ""),
        ("2024-05-11T09:30:00 PST", "L210", ""),
        ("2024-05-11\n2024-05-12", "L210", ""),
        ("0000-01-01", "L211", ""),
        ("1899-12-31", "L211", ""),
        ("2200-01-01", "L211", ""),
        ("9999-12-31T23:59:59-23:59", "L211", ""),
        ("1900-01-01T00:00+14:00", "L211", ""),
        ("2199-12-31T23:59-12:00", "L211", ""),
    ],
)
def test_wrong_days_are_faults_with_advice(text: str, code: str, nearest: str) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        parse_when(text, ZONE)
    assert raised.value.type == code
    assert (raised.value.context or {}).get("nearest", "") == nearest


@pytest.mark.parametrize(
    ("text", "year"), [("1996", 1996), ("1996级", 1996), ("1996届", 1996), ("１９９６", 1996)]
)
def test_class_years_are_read_as_offices_write_them(
    site_from: SiteFrom, text: str, year: int
) -> None:
    front = "title: 榜\nhonor: may-day\nyear: 2024\n"
    entries = f"entries: [{{name: 张三, class_year: {text}}}]\n"
    prepared = site_from(f"-- honors/x.yml --\n{front}{entries}")
    assert codes_of(prepared) == []
    assert prepared.site.honor_lists[0].fields.entries[0].class_year == year


@pytest.mark.parametrize("text", ["96", "1996-2000", "一九九六", "-1996", "1e3", "0x7c"])
def test_other_years_are_faults(site_from: SiteFrom, text: str) -> None:
    front = "title: 榜\nhonor: may-day\nyear: 2024\n"
    entries = f'entries: [{{name: 张三, class_year: "{text}"}}]\n'
    assert codes_of(site_from(f"-- honors/x.yml --\n{front}{entries}")) in (["L211"], ["L212"])


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/文?x=1#y",
        "http://a.example:8080/",
        "HTTPS://A.EXAMPLE/",
        "https://[2001:db8::1]/",
        "https://校友.example/",
    ],
)
def test_urls_of_sources_are_read(site_from: SiteFrom, url: str) -> None:
    assert only_story(site_from(story("2024/x", source={"name": "校报", "url": url}))).source.url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/",
        "/a",
        "a.example",
        "https://",
        "https:///a",
        "https://[",
        "https://a b.example/",
        'https://a.example/"onclick=',
        "https://a.example/<x>",
        "ftp://a.example/",
        "https:a.example",
        "java\\nscript:x",
        "https://a.example/" + "a" * 2000,
    ],
)
def test_other_urls_are_faults(site_from: SiteFrom, url: str) -> None:
    text = story("2024/x", source={"name": "校报", "url": url})
    assert codes_of(site_from(text)) == ["L214"]


@pytest.mark.parametrize(
    "path",
    ["/old/2019/12.html", "/旧文/1.html", "/a/", "/a", "/archives/12345", "/a.b.c/d-e_f~g.php"],
)
def test_aliases_are_paths(site_from: SiteFrom, path: str) -> None:
    assert codes_of(site_from(story("2024/x", aliases=[path]))) == []


@pytest.mark.parametrize(
    "path",
    [
        "old",
        "/",
        "//x",
        "/a//b",
        "/a/../b",
        "/..",
        "/.",
        "/a/.",
        "/.git/config",
        "/a/.htaccess",
        "/.laurel-manifest.json",
        "/a?b",
        "/a#b",
        "/a%20b",
        "/a b",
        "/a\\\\b",
        "/a:b",
        '/a"b',
        "/a<b>",
        "/a|b",
        "/a*",
        "/con/x",
        "/a/NUL.html",
        "/lpt1",
        "/a./b",
        "/a.",
        "/" + "长" * 90,
        "/" + "a/" * 200,
        "https://x.example/a",
        "/a\\nb",
        "/a\u3000b",
        "/a&b",
    ],
)
def test_paths_that_some_disk_or_server_refuses_are_faults(site_from: SiteFrom, path: str) -> None:
    text = story("2024/x", aliases=["PATH"]).replace('"PATH"', '"' + path.replace('"', '\\"') + '"')
    assert codes_of(site_from(text)) == ["L215"]


def test_one_value_may_stand_without_a_list(site_from: SiteFrom) -> None:
    fields = only_story(site_from(story("2024/x", tags="甲", colleges="cs", people={"name": "李"})))
    assert (fields.tags, fields.colleges, fields.people[0].name) == (("甲",), ("cs",), "李")


def test_empty_fields_count_as_absent(site_from: SiteFrom) -> None:
    text = story("2024/x").replace("---\n正文", "summary:\ntags: []\ncover: {src: }\n---\n正文")
    fields = only_story(site_from(text))
    assert (fields.summary, fields.tags, fields.cover) == (None, (), None)


def test_a_url_out_of_the_code_of_a_page_is_the_one_that_readers_follow(
    site_from: SiteFrom,
) -> None:
    text = story("2024/x", source={"name": "微信", "url": "https://a.example/s?a=1&amp;b=2"})
    assert site_from(text).site.stories[0].fields.source.url == "https://a.example/s?a=1&b=2"
