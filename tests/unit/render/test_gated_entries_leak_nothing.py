"""The gate: what may not be published is nowhere in what is rendered, by whatever way it is named.

Every gated entry carries the word in everything that it says; tests/host looks at published files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import photos
import pytest
from smallsite import NOW, codes_of, files_of, page_at, person, story

from generator.pipeline import Prepared
from generator.render.views import VIEWS

SiteFrom = Callable[..., Prepared]
WORD = "jinsique"

REASONS = {
    "draft": {"status": "draft"},
    "withdrawn": {"status": "withdrawn"},
    "not yet": {"publish_at": "2024-06-01T12:00:01+08:00"},
    "embargo": {"embargo_until": "2024-06-02"},
    "expired": {"expires_at": "2024-06-01T12:00:00+08:00"},
}

OPEN = (
    story(
        "2024/open",
        "见[前文](secret.md)、[又](/stories/2021/secret/)、[再](../2024/secret.md#s-x)、"
        '<a lang="zh" href="secret.md">旧</a>、[址](/old/open-secret)。\n',
        title="公开的",
        people=[{"id": "hidden"}, {"id": "shown"}],
        colleges=["cs"],
        tags=["公开标签"],
    )
    + story("2024/other", title="另一篇", colleges=["cs"], tags=["公开标签"])
    + person("shown", "张三", colleges=["cs"])
    + "-- honors/board.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries:\n"
    "- {person: shown, citation: 公开, story: 2021/secret}\n"
    f"- {{person: hidden, college: physics, citation: {WORD}事迹, evidence: {WORD}依据}}\n"
)


def secret_story(fields: dict[str, str]) -> str:
    return story(
        "2024/secret",
        f"{WORD}正文 ![{WORD}图](/media/{WORD}.png) [另](open.md)\n",
        title=f"{WORD}标题",
        date="2021-05-11",
        column="news",
        summary=f"{WORD}导语",
        authors=[f"{WORD}作者"],
        people=[{"name": f"{WORD}人物"}, {"id": "shown"}],
        colleges=["cs", "physics"],
        regions=["yunnan"],
        honors=["academician", "may-day"],
        tags=[f"{WORD}标签", "公开标签"],
        aliases=["/old/open-secret"],
        cover={"src": f"/media/{WORD}.png", "alt": f"{WORD}封面"},
        **fields,
    ) + photos.escaped(f"media/{WORD}.png", photos.plain_png(4, 4))


def secret_person(fields: dict[str, str] | None) -> str:
    basis = None if fields is None else "{kind: consent}"
    return person(
        "hidden",
        f"{WORD}姓名",
        basis,
        summary=f"{WORD}简介",
        employer=f"{WORD}单位",
        regions=["yunnan"],
        colleges=["physics"],
        aliases=[f"/old/{WORD}"],
        **(fields or {}),
    )


def everything(prepared: Prepared) -> str:
    """Return all that is rendered, all that views hold, and all that is planned, as one text."""
    desk = prepared.desk
    views: list[Any] = [VIEWS[plan.template](plan, desk) for plan in prepared.pages]
    files = files_of(prepared)
    plans = [(p.permalink, p.section, p.feed) for p in prepared.pages]
    feeds = [(f.folder, f.title, [s.title for s in f.stories]) for f in prepared.feeds]
    bodies = [(body.html, body.start, body.media) for body in desk.bodies.values()]
    aliases = [(r.alias, r.target) for r in prepared.redirects]
    return repr((files, views, plans, feeds, aliases, prepared.media, bodies))


@pytest.fixture
def site(site_from: SiteFrom) -> Callable[[str], Prepared]:
    def make(text: str) -> Prepared:
        prepared = site_from(OPEN + text)
        assert not [p for p in prepared.problems if p.severity == "error"], prepared.problems
        return prepared

    return make


@pytest.mark.parametrize("why", REASONS)
def test_a_gated_story_and_all_that_it_says_are_nowhere(
    site: Callable[[str], Prepared], why: str
) -> None:
    text = secret_story(REASONS[why]) + secret_person(None)
    seen = everything(site(text))
    assert WORD not in seen
    assert "/stories/2024/secret" not in seen
    assert "2021" not in seen
    assert "open-secret" not in seen


@pytest.mark.parametrize("why", [*REASONS, "no basis"])
def test_a_gated_person_and_all_that_it_says_are_nowhere(
    site: Callable[[str], Prepared], why: str
) -> None:
    text = secret_story({"status": "draft"}) + secret_person(REASONS.get(why))
    assert WORD not in everything(site(text))


def test_what_is_hidden_would_be_seen_if_it_were_open(site_from: SiteFrom) -> None:
    seen = everything(site_from(OPEN + secret_story({}) + secret_person({})))
    for part in ("标题", "正文", "导语", "作者", "人物", "标签", "封面", "姓名", "简介", "单位"):
        assert f"{WORD}{part}" in seen
    for part in ("事迹", "依据"):
        assert f"{WORD}{part}" in seen
    assert "2021" in seen
    assert f"media/{WORD}.png" in seen


def test_terms_that_only_gated_entries_use_have_no_page(site: Callable[[str], Prepared]) -> None:
    prepared = site(secret_story({"status": "draft"}) + secret_person(None))
    places = [p.permalink for p in prepared.pages] + [f.folder for f in prepared.feeds]
    for hidden in (
        "/columns/news/",
        "/colleges/physics/",
        "/regions/",
        "/honors/terms/academician/",
    ):
        assert not [place for place in places if hidden in place]


def test_a_gated_story_is_in_no_count(site: Callable[[str], Prepared]) -> None:
    prepared = site(secret_story({"status": "draft"}) + secret_person(None))
    model = prepared.site
    assert len(model.stories) == 2
    assert [t.order for t in model.terms("tags")] == [-2]
    assert {key: len(found) for key, found in model.listings.items()} == {
        ("columns", "achievements"): 2,
        ("colleges", "cs"): 2,
        ("tags", model.terms("tags")[0].id): 2,
    }


def test_links_to_gated_entries_leave_their_text_only(site: Callable[[str], Prepared]) -> None:
    prepared = site(secret_story({"status": "draft"}) + secret_person(None))
    body = prepared.desk.bodies["stories/2024/open.md"].html
    assert body == "<p>见前文、又、再、旧、址。</p>\n"
    assert (
        codes_of(prepared).count("L322") == 4
    )  # of one reference in Markdown and in HTML the first


def test_the_link_of_a_row_to_a_gated_story_is_not_drawn(site: Callable[[str], Prepared]) -> None:
    prepared = site(secret_story({"status": "draft"}) + secret_person(None))
    _, view = VIEWS["honor_list.html"](
        next(p for p in prepared.pages if p.permalink == "/honors/board/"), prepared.desk
    )
    assert [(row.name.title, row.story) for row in view["rows"]] == [("张三", None)]
    assert view["by_college"] == []


def test_a_name_that_the_row_itself_gives_is_shown_without_a_link(site_from: SiteFrom) -> None:
    board = "-- honors/board.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries:\n"
    rows = "- {person: hidden, name: 李四}\n"
    prepared = site_from(person("hidden", f"{WORD}李四", None) + board + rows)
    assert codes_of(prepared) == []
    page = page_at(prepared, "/honors/board/")
    assert "李四" in page
    assert "people/hidden" not in page
    assert WORD not in everything(prepared)


def test_media_of_gated_entries_are_not_published(site: Callable[[str], Prepared]) -> None:
    prepared = site(secret_story({"status": "draft"}) + secret_person(None))
    assert prepared.media == ()


def test_a_body_is_judged_before_it_opens(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", "[a](none.md)\n", publish_at="2025-01-01"))
    assert codes_of(prepared) == ["L320"]
    assert not prepared.desk.bodies


def test_a_former_build_has_no_part_in_what_is_shown(site_from: SiteFrom) -> None:
    text = story("2024/x", f"{WORD}\n", expires_at="2024-06-01T12:00:00+08:00")
    before = site_from(text, now=NOW.replace(hour=11))
    after = site_from(text, now=NOW)
    assert WORD in everything(before)
    assert WORD not in everything(after)
