"""The plan: pages, pagination, aliases, and nothing at one place twice."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from smallsite import codes_of, person, story

from generator.names import (
    SLUG_LENGTH,
    base_for,
    is_slug,
    output_path,
    quote_path,
    suggest_slug,
    tag_key,
    tag_slug,
)
from generator.pipeline import Prepared
from generator.plan.redirects import page_place

SiteFrom = Callable[..., Prepared]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_a_listing_is_cut_into_pages_of_the_size_asked_for(site_from: SiteFrom, count: int) -> None:
    text = "".join(story(f"2024/s{n}") for n in range(count))
    prepared = site_from(text, options={"per_page": 2})
    pages = [
        p
        for p in prepared.pages
        if p.permalink.startswith("/stories/page") or p.permalink == "/stories/"
    ]
    assert [len(p.items) for p in pages] == {0: [0], 1: [1], 2: [2], 3: [2, 1], 4: [2, 2]}.get(
        count, [2, 2, 1]
    )
    assert [p.number for p in pages] == list(range(1, len(pages) + 1))
    assert {(p.of, p.total, p.first) for p in pages} == {(len(pages), count, "/stories/")}


@pytest.mark.parametrize("slug", ["page", "front-page", "page-2", "homepage"])
def test_a_term_may_be_called_page(site_from: SiteFrom, slug: str) -> None:
    taxonomy = f"-- taxonomies/columns.yml --\n- {{id: {slug}, name: 版}}\n"
    text = taxonomy + "".join(story(f"2024/s{n}", column="版") for n in range(3))
    prepared = site_from(text, options={"per_page": 1})
    pages = [p for p in prepared.pages if p.template == "term.html"]
    assert [p.permalink for p in pages][1:] == [
        f"/columns/{slug}/page/2/",
        f"/columns/{slug}/page/3/",
    ]
    assert {p.first for p in pages} == {f"/columns/{slug}/"}


TOLD = {
    "people": ["li-si"],
    "colleges": ["cs"],
    "regions": ["yunnan"],
    "honors": ["may-day"],
    "tags": ["甲"],
}
FULL = (
    story("2024/x", **TOLD)
    + person("li-si", "李四")
    + person("wang-wu", "王五")
    + "-- honors/a.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries: [{person: li-si}]\n"
    + "-- honors/b.yml --\ntitle: 榜\nhonor: academician\nyear: 2024\nentries: [{name: 张三}]\n"
    + "-- pages/about.md --\n---\ntitle: 关于\n---\n"
)


def test_every_page_announces_the_feed_that_accompanies_it(site_from: SiteFrom) -> None:
    prepared = site_from(FULL)
    assert codes_of(prepared) == []
    announced = {page.permalink: page.feed for page in prepared.pages if page.feed}
    assert announced == {feed.page: feed.folder for feed in prepared.feeds}
    assert set(announced) == {
        "/",
        "/columns/achievements/",
        "/colleges/cs/",
        "/regions/yunnan/",
        "/tags/xn--tny/",
        "/honors/a/",
        "/honors/terms/may-day/",
        "/people/li-si/",
    }


def test_every_feed_has_its_newest_stories_and_no_more_than_asked_for(site_from: SiteFrom) -> None:
    others = story("2024/y", date="2024-05-12", **TOLD) + story("2024/z", date="2024-05-10", **TOLD)
    prepared = site_from(FULL + others, options={"feed_items": 2})
    assert codes_of(prepared) == []
    found = {feed.folder: [s.key for s in feed.stories] for feed in prepared.feeds}
    assert found == {folder: ["2024/y", "2024/x"] for folder in found}
    assert len(found) == 8


@pytest.mark.parametrize(
    ("permalink", "section"),
    [
        ("/", "home"),
        ("/404.html", ""),
        ("/feeds/", ""),
        ("/search/", ""),
        ("/stories/", "archive"),
        ("/stories/2024/", "archive"),
        ("/stories/2024/x/", "columns/achievements"),
        ("/columns/", "columns"),
        ("/columns/achievements/", "columns/achievements"),
        ("/colleges/", "colleges"),
        ("/colleges/cs/", "colleges"),
        ("/regions/yunnan/", "regions"),
        ("/tags/xn--tny/", "tags"),
        ("/people/", "people"),
        ("/people/li-si/", "people"),
        ("/honors/", "honors"),
        ("/honors/terms/may-day/", "honors"),
        ("/honors/a/", "honors"),
        ("/about/", "about"),
    ],
)
def test_every_page_belongs_to_an_item_of_the_navigation_or_to_none(
    site_from: SiteFrom, permalink: str, section: str
) -> None:
    (page,) = [page for page in site_from(FULL).pages if page.permalink == permalink]
    assert page.section == section


@pytest.mark.parametrize(
    ("alias", "place", "file"),
    [
        ("/old/x", "/old/x/", "old/x/index.html"),
        ("/old/x/", "/old/x/", "old/x/index.html"),
        ("/old/x.html", "/old/x.html", "old/x.html"),
        ("/old/x.HTM", "/old/x.HTM", "old/x.HTM"),
        ("/old/x.php", "/old/x.php/", "old/x.php/index.html"),
        ("/old/x.json", "/old/x.json/", "old/x.json/index.html"),
        ("/old/vitamin-b.12", "/old/vitamin-b.12/", "old/vitamin-b.12/index.html"),
        ("/v1.2/x", "/v1.2/x/", "v1.2/x/index.html"),
        ("/x.php/", "/x.php/", "x.php/index.html"),
    ],
)
def test_an_alias_answers_as_a_folder_or_a_file(alias: str, place: str, file: str) -> None:
    assert page_place(alias) == place
    assert output_path(place) == file


def test_an_alias_that_is_the_permalink_is_no_redirect(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", aliases=["/stories/2024/x/", "/stories/2024/x"]))
    assert codes_of(prepared) == []
    assert prepared.redirects == ()


def test_the_same_alias_twice_in_an_entry_is_one_redirect(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", aliases=["/old/x", "/old/x/"]))
    assert codes_of(prepared) == []
    assert [r.alias for r in prepared.redirects] == ["/old/x/"]


MERGED = (
    "-- taxonomies/colleges.yml --\n"
    "- {id: ai, name: 智能学院, aliases: [ai, cs, 计算机学院, auto, cs]}\n"
    "- {id: bio, name: 生物学院}\n"
)


def test_a_term_answers_where_those_were_that_became_part_of_it(site_from: SiteFrom) -> None:
    names = ("cs", "计算机学院", "智能学院", "ai")
    stories = (story(f"2024/s{n}", colleges=[name]) for n, name in enumerate(names))
    prepared = site_from(MERGED + "".join(stories))
    assert codes_of(prepared) == []
    assert [(r.alias, r.target) for r in prepared.redirects] == [
        ("/colleges/auto/", "/colleges/ai/"),
        ("/colleges/cs/", "/colleges/ai/"),
    ]
    (page,) = [page for page in prepared.pages if page.permalink == "/colleges/ai/"]
    assert page.total == 4
    (feed,) = [feed for feed in prepared.feeds if feed.page == "/colleges/ai/"]
    assert feed.former == ("/feeds/colleges/cs/", "/feeds/colleges/auto/")


def test_a_term_without_a_page_leads_nowhere(site_from: SiteFrom) -> None:
    assert site_from(MERGED + story("2024/x", colleges=["bio"])).redirects == ()


def test_the_feed_of_a_person_stays_where_it_was(site_from: SiteFrom) -> None:
    aliases = ["/people/li/", "/people/si", "/people/li-si/", "/staff/li/", "/people/li.html"]
    moved = person("li-si", "李四", aliases=aliases)
    prepared = site_from(moved + story("2024/x", people=["li-si"]))
    (feed,) = [feed for feed in prepared.feeds if feed.group == "people"]
    assert feed.former == ("/feeds/people/li/", "/feeds/people/si/")


@pytest.mark.parametrize("other", ["/people/li", "/people/Li/", "/people/wang/", "/people/WANG/"])
def test_two_feeds_at_one_former_place_are_told_with_the_alias_only(
    site_from: SiteFrom, other: str
) -> None:
    li = person("li-si", "李四", aliases=["/people/li/", "/people/li/rss.xml"])
    people = li + person("wang", "王五") + person("zhao", "赵六", aliases=[other])
    prepared = site_from(people + story("2024/x", people=["li-si", "wang", "zhao"]))
    assert codes_of(prepared) == ["L402"]
    assert prepared.problems[0].where.path in prepared.content.folder.files


def test_an_alias_of_two_terms_is_told_once(site_from: SiteFrom) -> None:
    twice = MERGED.replace("生物学院", "生物学院, aliases: [cs, AI]")
    prepared = site_from(twice + story("2024/x", colleges=["ai", "bio"]))
    assert codes_of(prepared) == ["L235", "L235"]
    bio = prepared.site.vocabulary("colleges").find("bio")
    assert bio is not None
    assert bio.aliases == ()


@pytest.mark.parametrize(
    "alias",
    [
        "/feeds/rss.xml",
        "/feeds/index.opml",
        "/sitemap.xml",
        "/robots.txt",
        "/index.html",
        "/Feeds/",
        "/404.html",
        "/columns/achievements/",
        "/stories/2024/",
        "/ASSETS/x.css",
        "/stories",
        "/index.html/x",
        "/feeds/columns/achievements/atom.xml",
        "/feeds/colleges/cs/rss.xml",
        "/stats.json",
        "/stats.csv",
        "/search/index.json",
        "/search/search.js",
    ],
)
def test_aliases_cannot_take_what_the_site_writes(site_from: SiteFrom, alias: str) -> None:
    prepared = site_from(MERGED + story("2024/x", colleges=["ai"], aliases=[alias]))
    assert codes_of(prepared) == ["L403"]
    assert prepared.problems[0].where.path == "stories/2024/x.md"


@pytest.mark.parametrize("name", ["feeds", "stories", "columns", "404.html", "assets"])
def test_pages_cannot_take_what_the_site_writes(site_from: SiteFrom, name: str) -> None:
    page = f"-- pages/{name}.md --\n---\ntitle: 页\n---\n"
    assert codes_of(site_from(page + story("2024/x"))) == ["L403"]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="one file there")
def test_media_whose_names_differ_in_case_only_are_both_named(site_from: SiteFrom) -> None:
    prepared = site_from("-- media/A.pdf --\nx\n-- media/a.pdf --\ny\n")
    assert codes_of(prepared) == ["L401"]
    assert "media/A.pdf" in prepared.problems[0].line()
    assert prepared.problems[0].where.path == "media/a.pdf"


def test_a_collision_always_names_a_file_of_the_content(site_from: SiteFrom) -> None:
    prepared = site_from(
        story("2024/x", aliases=["/people/li-si/", "/media/a.pdf", "/honors/"])
        + person("li-si", "李四")
        + "-- media/a.pdf --\nx\n"
        + "-- honors/a.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\n"
    )
    assert len(prepared.problems) == 3
    assert all(p.where.path in prepared.content.folder.files for p in prepared.problems)
    assert all(p.where.line for p in prepared.problems)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Machine Learning", "machine-learning"),
        ("  ＡＩ  ", "ai"),
        ("获奖 2024!", "2024"),
        ("获奖", ""),
        ("", ""),
        ("con", ""),
        ("COM1", ""),
        ("a" * 200, "a" * 80),
        ("a" * 79 + "-b", "a" * 79),
        ("../../etc", "etc"),
        ("José Muñoz", "jose-munoz"),
        ("Seán Ó Briain", "sean-o-briain"),
        ("Nguyễn Thị Minh", "nguyen-thi-minh"),
        ("Łukasz Ærø Þór Groß", "lukasz-aero-thor-gross"),
        ("An alumna’s prize, O'Malley's", "an-alumnas-prize-omalleys"),
        ("the word " * 20, "the-word-" * 8 + "the-word"),
    ],
)
def test_the_suggested_slug_is_valid_or_nothing(text: str, slug: str) -> None:
    assert suggest_slug(text) == slug
    assert slug == "" or is_slug(slug)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "-a",
        "a-",
        "a--b",
        "A",
        "a b",
        "a/b",
        "..",
        ".",
        "a..b",
        "校",
        "con",
        "aux.x",
        "nul",
        "com1",
        "lpt9.txt",
        "a" * 81,
        "a\n",
        "ａ",
        "a%2e",
    ],
)
def test_what_cannot_be_a_slug(slug: str) -> None:
    assert not is_slug(slug)


@pytest.mark.parametrize("slug", ["a", "2024", "a-b_c.d", "con-a", "a" * 80, "x.html"])
def test_what_can_be_a_slug(slug: str) -> None:
    assert is_slug(slug)


def test_tags_have_short_ascii_slugs_that_tell_them_apart() -> None:
    names = [
        "机器学习",
        "machine learning",
        "C++",
        "C",
        "C#",
        "c.",
        "a_b",
        "con",
        "xn--a",
        "长" * 300,
    ]
    names += ["长" * 299 + "短", "a" * 81, "a" * 82, "_", "-", "…", "É", "e", "٣", "3"]
    slugs = {tag_slug(name) for name in names}
    assert len(slugs) == len({tag_key(name) for name in names}) == len(names)
    for slug in slugs:
        assert slug.isascii()
        assert slug == slug.lower()
        assert len(slug) <= SLUG_LENGTH
        assert quote_path(slug) == slug
        assert not slug.endswith(".")


def test_the_way_to_the_root() -> None:
    assert [base_for(p) for p in ("/", "/a/", "/a/b.html", "/a/b/")] == [
        "./",
        "../",
        "../",
        "../../",
    ]
