"""What the program itself says on a page is in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import smallsite

from generator.dashboard import dashboard_pages
from generator.pipeline import Prepared
from generator.render.views.honors import count_text

Site = Callable[[str, str], Prepared]
ENGLISH = {"theme": {"name": "material", "language": "en"}}
LIST = """
-- honors/{stem}.yml --
title: 榜
honor: may-day
year: 2024
{qualifier}entries: [{{name: 甲}}, {{name: 乙}}]
"""

MEASURED = (
    "-- measures.yml --\n- {id: posts, name: 微信, count: placements, public: yes}\n"
    "-- taxonomies/channels.yml --\n- {id: wechat, name: 微信}\n"
    "-- ledger/placements-2024.csv --\ndate,channel,status,title\n2024-05-01,wechat,published,A\n"
)
TOTAL = (
    "- {id: total, name: Reads, count: totals, metric: reads, where: {channel: wechat}, "
    "public: yes}\n"
)
READ = "as_of,channel,period,metric,value,qualifier\n2024-05-02,wechat,2024,reads,90000,nearly\n"


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str, str], Prepared]:
    """A site of this content in this language."""

    def made(text: str, language: str) -> Prepared:
        return smallsite.site_from(text, tmp_path, **(ENGLISH if language == "en" else {}))

    return made


@pytest.mark.parametrize(
    ("language", "qualifier", "told"),
    [
        ("zh", "不完全统计", "2 人（不完全统计）"),
        ("en", "不完全统计", "2 people (incomplete)"),
        ("zh", "近", "近 2 人"),
        ("en", "近", "nearly 2 people"),
        ("zh", "余", "2 余 人"),
        ("en", "余", "more than 2 people"),
        ("en", "", "2 people"),
        ("en", "nearly", "nearly 2 people"),
        ("en", "over", "more than 2 people"),
        ("en", "据不完全统计", "2 people (incomplete)"),
        ("zh", "将近", "将近 2 人"),
        ("en", "将近", "nearly 2 people"),
        ("en", "左右", "about 2 people"),
    ],
)
def test_a_count_has_its_qualifier(site: Site, language: str, qualifier: str, told: str) -> None:
    line = f"qualifier: {qualifier}\n" if qualifier else ""
    prepared = site(LIST.format(stem="x", qualifier=line), language)
    (entry,) = prepared.site.honor_lists
    assert count_text(entry, prepared.desk) == told


@pytest.mark.parametrize(
    ("language", "count", "told"),
    [("zh", 12345, "12,345 篇"), ("en", 1000, "1,000 stories"), ("en", 1, "1 story")],
)
def test_thousands_of_stories_are_parted(site: Site, language: str, count: int, told: str) -> None:
    assert site("", language).desk.texts("stories_count", count=count) == told


@pytest.mark.parametrize(("language", "date"), [("zh", "2024年5月11日"), ("en", "11 May 2024")])
def test_a_date_is_in_the_language_of_the_site(site: Site, language: str, date: str) -> None:
    text = smallsite.story("2024/a", lang="en") + smallsite.story("2024/b", lang="zh")
    prepared = site(text, language)
    assert {prepared.desk.cards.card(s).date for s in prepared.site.stories} == {date}


@pytest.mark.parametrize(("language", "month"), [("zh", "2024 年 5 月"), ("en", "May 2024")])
def test_a_month_is_in_the_language_of_the_site(site: Site, language: str, month: str) -> None:
    prepared = site(smallsite.story("2024/a"), language)
    assert f">{month}</time>" in smallsite.page_at(prepared, "/stories/")


@pytest.mark.parametrize(("language", "between"), [("zh", "撤下。看看"), ("en", "withdrawn. See")])
def test_sentences_are_parted_as_the_language_parts_them(
    site: Site, language: str, between: str
) -> None:
    assert between in smallsite.page_at(site("", language), "/404.html")


@pytest.mark.parametrize(("language", "day"), [("zh", "2024年6月1日"), ("en", "1 Jun 2024")])
def test_the_day_of_the_figures_is_in_the_language_of_the_site(
    site: Site, language: str, day: str
) -> None:
    prepared = site(MEASURED, language)
    assert f"{prepared.desk.texts('figures_as_of', day=day)}<" in smallsite.page_at(
        prepared, "/figures/"
    )


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", ["注意", "已完成"]), ("en", ["Warning", "done"])]
)
def test_words_put_into_a_body_are_in_the_language_of_the_story(
    site: Site, lang: str, told: list[str]
) -> None:
    body = "> [!WARNING]\n> x\n\n- [x] y\n"
    prepared = site(smallsite.story("2024/a", body, lang=lang), "zh")
    (story,) = prepared.site.stories
    html = prepared.desk.bodies[story.path].html
    assert all(f">{word}<" in html or f'"{word}"' in html for word in told)


def test_a_correction_is_in_the_language_of_its_story(site: Site) -> None:
    fields = [{"date": "2024-05-13", "note": "The name was misspelt."}]
    prepared = site(smallsite.story("2024/a", lang="en", corrections=fields), "zh")
    assert '<p lang="en">The name was misspelt.</p>' in smallsite.page_at(
        prepared, "/stories/2024/a/"
    )


def test_a_list_says_the_language_of_a_title_in_another(site: Site) -> None:
    rows = "entries: [{name: 甲, story: 2024/a}, {name: 乙, story: 2024/b}]"
    text = LIST.format(stem="x", qualifier="").replace("entries: [{name: 甲}, {name: 乙}]", rows)
    text += smallsite.story("2024/a", lang="en") + smallsite.story("2024/b")
    html = smallsite.page_at(site(text, "zh"), "/honors/x/")
    assert html.count('/stories/2024/a/" lang="en">') == 1
    assert html.count('/stories/2024/b/">') >= 1


@pytest.mark.parametrize(("site_is", "given", "told"), [
    ("zh", None, "zh"), ("en", None, "en"), ("zh", "en", "en"), ("en", "zh", "zh"),
])  # fmt: skip
def test_a_story_is_in_the_language_of_the_site_unless_it_says_otherwise(
    site: Site, site_is: str, given: str | None, told: str
) -> None:
    prepared = site(smallsite.story("2024/a", "> [!NOTE]\n> x\n", lang=given), site_is)
    (story,) = prepared.site.stories
    html = smallsite.page_at(prepared, story.permalink)
    assert story.fields.lang == told
    assert ('<article class="story">' in html) == (site_is == told)
    assert (">说明<" if told == "zh" else ">Note<") in html


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "回到正文 1"), ("en", "Back to reference 1")]
)
def test_words_put_into_a_page_are_in_the_language_of_the_site(
    site: Site, language: str, told: str
) -> None:
    page = "-- pages/about.md --\n---\ntitle: X\n---\nx[^1]\n\n[^1]: y\n"
    assert f'aria-label="{told}"' in smallsite.page_at(site(page, language), "/about/")


@pytest.mark.parametrize(
    ("language", "position", "degree"),
    [
        ("zh", "Hospital Surgeon", "1999 届 计算机学院 Physics BSc"),
        ("en", "Surgeon, Hospital", "BSc, Physics, 计算机学院, Class of 1999"),
    ],
)
def test_a_place_is_written_in_the_order_of_the_language(
    site: Site, language: str, position: str, degree: str
) -> None:
    degrees = "{college: cs, year: 1999, major: Physics, degree: BSc}"
    person = (
        "-- people/a.yml --\nname: A\nemployer: Hospital\ntitle: Surgeon\nbasis: {kind: news}\n"
        f"degrees: {degrees}\n"
    )
    prepared = site(person, language)
    html = smallsite.page_at(prepared, "/people/a/")
    assert f">{position}<" in html and f">{degree}<" in html
    assert f">{position}<" in smallsite.page_at(prepared, "/people/")


def test_figures_of_an_english_office_have_nothing_chinese(site: Site) -> None:
    placed = MEASURED.replace("name: 微信", "name: WeChat")
    terms = (
        "-- taxonomies/columns.yml --\n- {id: news, name: News}\n- {id: giving, name: Giving}\n"
        "-- taxonomies/colleges.yml --\n- {id: law, name: Law}\n- {id: arts, name: Arts}\n"
        "-- taxonomies/regions.yml --\n[]\n-- taxonomies/honors.yml --\n[]\n"
    )
    story = smallsite.story("2024/a", "x\n", title="A", column="news", colleges=["law", "arts"])
    story += "-- pages/about.md --\n---\ntitle: About\n---\n{fig:total}\n"
    placed = placed.replace("-- taxonomies/channels.yml", f"{TOTAL}-- taxonomies/channels.yml")
    placed += f"-- ledger/snapshots-2024.csv --\n{READ}"
    prepared = site(placed + terms + story, "en")
    figures = smallsite.page_at(prepared, "/figures/").replace("校友网", "")
    board, *_ = dashboard_pages(prepared, smallsite.TEMPLATES, smallsite.NOW)
    internal = board.data.decode().replace("校友网", "")
    about = smallsite.page_at(prepared, "/about/").replace("校友网", "")
    table = {a.path: a.data.decode() for a in prepared.office.artefacts()}["stats.csv"]
    for page in (figures, internal, about, table):
        assert re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", page) == []
    assert "Columns without a story (1)" in internal
