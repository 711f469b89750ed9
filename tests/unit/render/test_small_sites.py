"""Pages of sites that lack something lead nowhere that is not there, and say nothing untrue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from smallsite import files_of, page_at, person, site_from, story

from generator.names import output_path
from generator.search.documents import documents

ENGLISH = {"theme": {"name": "material", "language": "en"}}


def names_list(count: int) -> str:
    rows = "".join(f"  - {{name: 人{number}}}\n" for number in range(count))
    return f"-- honors/x.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries:\n{rows}"


def dead_links(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each page and each address in it that no file answers."""
    for path, text in files.items():
        depth = path.count("/")
        for href in re.findall(r'<a [^>]*href="((?:\.\.?/)+[^"#]*)', text):
            place = output_path(f"/{href.removeprefix('./').removeprefix('../' * depth)}")
            if place not in files:
                yield path, href


@pytest.mark.parametrize(
    "text",
    [
        "",
        story("2024/x"),
        story("2024/x", colleges=["cs"], regions=["yunnan"]),
        story("2024/x", honors=["may-day"]),
        story("2024/x", honors=["academician"]) + names_list(1),
        names_list(2),
        person("li-si", "李四", colleges=["cs"]),
    ],
)
def test_no_page_of_a_small_site_has_a_dead_link(text: str, tmp_path: Path) -> None:
    files = files_of(site_from(text, tmp_path))
    assert "index.html" in files
    assert list(dead_links(files)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", False),
        (story("2024/x"), False),
        (person("li-si", "李四"), True),
        (story("2024/x", colleges=["cs"]), True),
    ],
)
def test_alumni_are_looked_for_only_where_there_are_some(
    text: str, found: bool, tmp_path: Path
) -> None:
    assert ('id="find"' in page_at(site_from(text, tmp_path), "/")) is found


@pytest.mark.parametrize(("count", "more"), [(7, False), (8, False), (9, True)])
def test_a_line_of_names_says_and_others_only_where_there_are(
    count: int, more: bool, tmp_path: Path
) -> None:
    page = page_at(site_from(names_list(count), tmp_path), "/honors/")
    assert ("等</p>" in page) is more


def test_a_person_is_described_in_the_language_of_the_site(tmp_path: Path) -> None:
    text = person("ann", "Ann Smith", employer="ACME", title="Engineer")
    page = page_at(site_from(text, tmp_path, **ENGLISH), "/people/ann/")
    assert 'content="Ann Smith, Engineer, ACME"' in page


@pytest.mark.parametrize(
    ("fields", "told", "parts"),
    [
        ({}, "", ()),
        ({"colleges": ["cs"]}, "", ("person__columns", "story__side")),
        ({}, story("2024/x", people=["li-si"]), ("person__columns", "person__main")),
    ],
)
def test_a_person_of_whom_nothing_is_told_has_no_empty_columns(
    fields: dict[str, Any], told: str, parts: tuple[str, ...], tmp_path: Path
) -> None:
    page = page_at(site_from(person("li-si", "李四", **fields) + told, tmp_path), "/people/li-si/")
    boxes = ("person__columns", "person__main", "story__side")
    assert tuple(box for box in boxes if f'class="{box}"' in page) == parts


def test_names_that_begin_with_no_letter_are_the_last_of_the_directory(tmp_path: Path) -> None:
    text = person("1990-li", "李") + person("a", "甲") + person("zhang", "张")
    page = page_at(site_from(text, tmp_path), "/people/")
    assert re.findall(r'href="#initial-(\w+)"', page) == ["A", "Z", "other"]


@pytest.mark.parametrize(
    ("announced", "date"), [("", ""), ("announced: 2024-04-27\n", "2024-04-27")]
)
def test_search_shows_the_date_of_a_list_that_has_one(
    announced: str, date: str, tmp_path: Path
) -> None:
    text = names_list(1).replace("year:", f"{announced}year:")
    (found,) = documents(site_from(text, tmp_path).desk)
    assert found.date[:10] == date


def test_an_honor_list_leads_to_its_neighbours_of_many(tmp_path: Path) -> None:
    lists = "".join(
        f"-- honors/of-{year}.yml --\ntitle: {year} 年\nhonor: may-day\nyear: {year}\n"
        "entries: [{name: 甲}]\n"
        for year in range(1950, 2010)
    )
    site = site_from(lists, tmp_path)
    for year, first, last in ((1950, 1951, 1970), (1980, 1960, 2000), (2009, 1989, 2008)):
        block = (
            page_at(site, f"/honors/of-{year}/").split('id="siblings"')[1].split("</section>")[0]
        )
        years = [int(found) for found in re.findall(r">(\d{4}) 年<", block)]
        assert years == [other for other in range(last, first - 1, -1) if other != year]
