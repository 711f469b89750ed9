"""What pages and the sitemap say of themselves to programs: dates, titles, languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import chain
from typing import Any

import photos
import pytest
from smallsite import page_at, person, story

from generator.pipeline import Prepared
from generator.render.sitemap import sitemap

SiteFrom = Callable[..., Prepared]
PLACE = "/stories/2024/x/"


def _meta(page: str, name: str) -> str:
    found = re.search(f'<meta property="{name}" content="([^"]*)">', page)
    return found[1] if found else ""


def _linked(page: str) -> Any:
    found = re.search('<script type="application/ld.json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def _last_change(prepared: Prepared, place: str = PLACE) -> str:
    (artefact,) = sitemap(prepared.pages, prepared.desk.settings)
    found = re.search(f"{place}</loc><lastmod>([^<]*)<", artefact.data.decode())
    return found[1] if found else ""


CORRECTED = [{"date": "2024-05-20", "note": "改正了年份。"}]
INSTANT = "2024-05-11T09:30:00+08:00"


@pytest.mark.parametrize(
    ("fields", "iso", "moment"),
    [
        ({}, "2024-05-11", ""),
        ({"updated": "2024-05-12"}, "2024-05-12", "2024-05-12T00:00:00+08:00"),
        ({"date": INSTANT, "updated": "2024-05-11"}, INSTANT, ""),
        ({"updated": "2020-01-01"}, "2024-05-11", ""),
        ({"corrections": CORRECTED}, "2024-05-20", "2024-05-20T00:00:00+08:00"),
        (
            {"corrections": CORRECTED, "updated": "2024-05-21"},
            "2024-05-21",
            "2024-05-21T00:00:00+08:00",
        ),
    ],
    ids=["new", "updated", "on its day", "before its day", "corrected", "updated last"],
)
def test_a_story_never_changed_before_it_was_published(
    site_from: SiteFrom, fields: dict[str, Any], iso: str, moment: str
) -> None:
    prepared = site_from(story("2024/x", **fields))
    page = page_at(prepared, PLACE)
    assert _linked(page)["dateModified"] == iso
    assert _meta(page, "article:modified_time") == moment
    assert _last_change(prepared) == iso


def test_moments_of_local_mean_time_are_written_as_the_web_reads_them(site_from: SiteFrom) -> None:
    prepared = site_from(story("1900/x", date="1900-06-01T00:00:00Z"))
    page = page_at(prepared, "/stories/1900/x/")
    moment = "1900-06-01T00:00:00+00:00"
    assert f'<time datetime="{moment}">' in page
    assert _linked(page)["datePublished"] == _meta(page, "article:published_time") == moment
    assert _last_change(prepared, "/stories/1900/x/") == moment


def _titles(prepared: Prepared) -> dict[str, str]:
    pages = {p.permalink: page_at(prepared, p.permalink) for p in prepared.pages}
    return {place: re.search("<title>(.*?)</title>", page)[1] for place, page in pages.items()}


def test_a_tag_called_like_a_column_has_a_title_and_a_feed_of_its_own(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", tags=["建功立业"]))
    titles = list(_titles(prepared).values())
    assert len(set(titles)) == len(titles)
    feeds = [prepared.desk.feed_title(feed) for feed in prepared.feeds]
    assert sorted(feeds) == ["#建功立业 · 校友网", "建功立业 · 校友网", "校友网"]


def test_feeds_of_an_english_site_have_english_titles(site_from: SiteFrom) -> None:
    theme = {"name": "material", "language": "en"}
    prepared = site_from(story("2024/x", colleges=["cs"]), theme=theme)
    feeds = [prepared.desk.feed_title(feed) for feed in prepared.feeds]
    assert feeds == ["校友网", "Achievements · 校友网", "计算机学院 · 校友网"]
    page = page_at(prepared, "/columns/achievements/")
    assert 'title="Achievements · 校友网 (RSS)"' in page
    assert _meta(page, "og:locale") == "en_US"


def test_every_page_of_a_listing_has_a_description_of_its_own(site_from: SiteFrom) -> None:
    prepared = site_from("".join(story(f"2024/{n}") for n in "abc"), options={"per_page": 1})
    listed = [plan.permalink for plan in prepared.pages if plan.of > 1]
    heads = [page_at(prepared, place).partition("</head>")[0] for place in listed]
    found = [re.findall('name="description" [^>]*content="([^"]*)"', head) for head in heads]
    assert all(len(each) == 1 for each in found)
    assert len({each[0] for each in found}) == len(listed) == 9


def test_a_long_summary_is_a_short_description(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", summary="很长的导语，" * 100))
    head, _, body = page_at(prepared, PLACE).partition("</head>")
    found = re.search('name="description" [^>]*content="([^"]*)"', head)
    assert found
    assert 100 < len(found[1]) <= 201
    assert found[1].endswith("导语…")
    assert "很长的导语，" * 100 in body


def test_the_sitemap_of_a_large_site_is_an_index_of_parts(
    site_from: SiteFrom, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = site_from("".join(story(f"2024/{n}") for n in "abc"))
    settings = prepared.desk.settings
    (whole,) = sitemap(prepared.pages, settings)
    monkeypatch.setattr("generator.render.sitemap.MAX_URLS", 3)
    *parts, index = (artefact for artefact in sitemap(prepared.pages, settings))
    places = [re.findall(b"<loc>(.*?)</loc>", part.data) for part in parts]
    assert index.path == "sitemap.xml"
    assert {len(part) for part in places[:-1]} == {3}
    assert [*chain(*places)] == re.findall(b"<loc>(.*?)</loc>", whole.data)
    named = re.findall("<sitemap><loc>(.*?)</loc>", index.data.decode())
    assert named == [settings.absolute(part.path) for part in parts]


def test_a_site_that_says_nothing_of_itself_has_no_empty_description(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x"), site_description="")
    assert 'name="description"' not in page_at(prepared, "/").partition("</head>")[0]


def test_a_listing_changed_last_in_the_second_of_two_hours_that_dst_repeats(
    site_from: SiteFrom,
) -> None:
    first, second = "2023-11-05T01:50:00-04:00", "2023-11-05T01:10:00-05:00"
    text = story("2023/x", date=first) + story("2023/y", date=second)
    prepared = site_from(text, options={"timezone": "America/New_York"})
    assert _last_change(prepared, "/stories/2023/") == second


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh_CN"), ("en", "en_US")])
def test_share_cards_are_told_the_language_of_the_story(
    site_from: SiteFrom, lang: str, locale: str
) -> None:
    page = page_at(site_from(story("2024/x", lang=lang)), PLACE)
    assert _meta(page, "og:locale") == locale


PICTURES = (
    photos.escaped("media/dot.png", photos.photo(40, 40, "PNG"))
    + photos.escaped("media/strip.png", photos.photo(600, 60, "PNG"))
    + photos.escaped("media/long.jpg", photos.photo(300, 900))
    + photos.escaped("media/wide.jpg", photos.photo(640, 360))
    + photos.escaped("media/tall.jpg", photos.photo(360, 640))
    + "-- media/film.mp4 --\nx\n"
)
BODY = """![点](/media/dot.png) ![条](/media/strip.png) ![长图](/media/long.jpg)

<video src="/media/film.mp4"></video>

![景](/media/wide.jpg) ![人](/media/tall.jpg)
"""


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (story("2024/x", BODY), PLACE),
        (f"-- pages/about.md --\n---\ntitle: 关于\n---\n{BODY}", "/about/"),
        (
            f"-- people/li-si.md --\n---\nname: 李四\nbasis: {{kind: consent}}\n---\n{BODY}",
            "/people/li-si/",
        ),
    ],
    ids=["story", "page", "person"],
)
def test_what_has_no_cover_is_shared_with_the_first_picture_that_a_card_can_show(
    site_from: SiteFrom, entry: str, place: str
) -> None:
    page = page_at(site_from(entry + PICTURES), place)
    image = _meta(page, "og:image")
    assert re.search(r"/media/wide-\w+-640\.jpg$", image)
    assert "NewsArticle" not in page or _linked(page)["image"] == image


def test_what_has_only_small_pictures_is_shared_without_one(site_from: SiteFrom) -> None:
    page = page_at(site_from(story("2024/x", "![点](/media/dot.png)") + PICTURES), PLACE)
    assert not _meta(page, "og:image")


def test_a_cover_comes_before_pictures_of_the_text(site_from: SiteFrom) -> None:
    cover = {"src": "/media/tall.jpg", "alt": "人"}
    page = page_at(site_from(story("2024/x", BODY, cover=cover) + PICTURES), PLACE)
    assert "/media/tall-" in _meta(page, "og:image")
    assert _meta(page, "og:image:alt") == "人"


@pytest.mark.parametrize(
    ("name", "card"),
    [("wide.jpg", "summary_large_image"), ("tall.jpg", "summary"), ("", "summary")],
)
def test_the_large_card_is_for_pictures_that_are_wider_than_tall(
    site_from: SiteFrom, name: str, card: str
) -> None:
    cover = {"src": f"/media/{name}"} if name else None
    page = page_at(site_from(story("2024/x", cover=cover) + PICTURES), PLACE)
    assert f'<meta name="twitter:card" content="{card}">' in page


def test_programs_can_tell_two_people_of_one_name_apart(site_from: SiteFrom) -> None:
    people = [{"id": "li-si"}, {"id": "li-si-2", "name": "老李"}, {"name": "王五"}, "gone"]
    text = story("2024/x", people=people) + person("li-si", "李四") + person("li-si-2", "李四")
    prepared = site_from(text + person("gone", "赵六", basis=None))
    urls = [prepared.desk.settings.absolute(f"/people/{key}/") for key in ("li-si", "li-si-2")]
    assert _linked(page_at(prepared, PLACE))["about"] == [
        {"@type": "Person", "name": "李四", "url": urls[0]},
        {"@type": "Person", "name": "老李", "url": urls[1]},
        {"@type": "Person", "name": "王五"},
    ]
    pages = [_linked(page_at(prepared, f"/people/{key}/")) for key in ("li-si", "li-si-2")]
    assert [page["url"] for page in pages] == urls


def test_programs_are_told_the_photo_of_a_person(site_from: SiteFrom) -> None:
    text = person("li-si", "李四", photo={"src": "/media/tall.jpg", "alt": "李四"})
    page = page_at(site_from(text + PICTURES), "/people/li-si/")
    assert _linked(page)["image"] == _meta(page, "og:image") != ""
