"""Pages of sites with very much of something stay such that a phone can show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallsite import page_at, person, site_from, story

from generator.plan import pages
from generator.render.root import rooted
from generator.render.views import honors, listings


@pytest.mark.parametrize(("many", "listed"), [(2, True), (1, False)])
def test_the_page_of_feeds_leads_to_the_pages_of_what_has_too_many(
    many: int, listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "MANY_FEEDS", many)
    page = page_at(site_from(story("2024/x", tags=["甲", "乙"]), tmp_path), "/feeds/")
    assert ("/feeds/tags/" in page) is listed
    assert "/feeds/columns/" in page
    assert ("共 2 个，订阅在各自的页面上" in page) is not listed
    assert ('<a href="../tags/">' in page) is not listed


def test_who_is_in_hundreds_of_stories_has_pages_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STORIES_OF_PERSON", 2)
    told = [
        story(f"2024/{n}", title=f"第{n}篇", people=["li-si"], date=f"2024-05-0{n}")
        for n in (1, 2, 3)
    ]
    text = "".join(told) + person("li-si", "李四", summary="院士。")
    site = site_from(text, tmp_path)
    first, second = (page_at(site, f"/people/li-si/{more}") for more in ("", "page/2/"))
    assert "第3篇" in first and "第2篇" in first and "第1篇" not in first
    assert "第1篇" in second and "第2篇" not in second
    assert 'people/li-si/page/2/" rel="next"' in first and '<p class="standfirst">院士。' in first
    assert '<p class="standfirst">' not in second and "李四 · 第 2 页" in second


def test_thousands_of_tags_have_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "TERMS_PER_PAGE", 2)
    text = story("2024/x", tags=["page", "甲", "乙"]) + story("2024/y", tags=["page", "甲"])
    site = site_from(text, tmp_path)
    first, second = (page_at(site, f"/tags/{more}") for more in ("", "page/2/"))
    assert ">page <" in first and ">甲 <" in first and ">乙 <" not in first
    assert ">乙 <" in second and ">甲 <" not in second
    assert 'href="../tags/page/2/" rel="next"' in first
    assert "<h1>#page" in page_at(site, "/tags/page/")


def test_the_index_of_honor_lists_has_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LISTS_PER_PAGE", 1)
    lists = [
        f"-- honors/{year}.yml --\ntitle: {year} 榜\nhonor: may-day\nyear: {year}\n"
        "entries:\n  - {name: 李四}\n"
        for year in (2023, 2024)
    ]
    site = site_from("".join(lists), tmp_path)
    first, second = (page_at(site, f"/honors/{more}") for more in ("", "page/2/"))
    assert "2024 榜" in first and "2023 榜" not in first
    assert "2023 榜" in second and "2024 榜" not in second
    assert 'href="../honors/page/2/" rel="next"' in first


def test_stories_of_an_honor_list_are_not_looked_through_for_each_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = range(40)
    rows = "".join(f"  - {{name: 人{n}, story: ../stories/2024/{n}.md}}\n" for n in numbers)
    text = f"-- honors/x.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries:\n{rows}"
    site = site_from("".join(story(f"2024/{n}") for n in numbers) + text, tmp_path)
    asked: list[str] = []
    monkeypatch.setattr(honors, "rooted", lambda place: asked.append(place) or rooted(place))
    assert page_at(site, "/honors/x/").count('class="honorees__story"><a href') == 40
    assert asked.count("/stories/2024/0/") == 1


@pytest.mark.parametrize(("most", "all_shown"), [(2, True), (1, False)])
def test_the_front_page_leads_to_all_colleges_where_there_are_too_many(
    most: int, all_shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "HOME_TERMS", most)
    text = "-- taxonomies/colleges.yml --\n- {id: cs, name: 甲}\n- {id: ee, name: 乙}\n"
    page = page_at(site_from(text + story("2024/x", colleges=["cs", "ee"]), tmp_path), "/")
    assert page.count('<a href="./colleges/') == 2
    assert ('<a href="./colleges/">全部</a>' in page) is not all_shown
