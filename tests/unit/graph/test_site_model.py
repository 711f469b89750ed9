"""The site model: orders, groups, references and the people who share a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from smallsite import codes_of, lines_of, person, story

from generator.crew import Crew
from generator.graph import make_site, related
from generator.graph.library import make_library
from generator.kinds.base import Entry, Published
from generator.pipeline import Prepared

SiteFrom = Callable[..., Prepared]


def honors(entries: str, name: str = "x", more: str = "") -> str:
    front = f"title: 榜 {name}\nhonor: may-day\nyear: 2024\n{more}"
    return f"-- honors/{name}.yml --\n{front}entries: [{entries}]\n"


def test_people_of_one_name_stay_apart(site_from: SiteFrom) -> None:
    site = site_from(
        person("zhang-wei-1", "张伟")
        + person("zhang-wei-2", "张伟")
        + story("2024/a", people=["zhang-wei-1"])
        + story("2024/b", people=["zhang-wei-2"])
        + honors("{person: zhang-wei-2}")
    ).site
    assert [s.permalink for s in site.by_person["zhang-wei-1"]] == ["/stories/2024/a/"]
    assert [s.permalink for s in site.by_person["zhang-wei-2"]] == ["/stories/2024/b/"]
    assert list(site.lists_by_person) == ["zhang-wei-2"]


def test_stories_are_newest_first_and_ties_fall_to_the_permalink(site_from: SiteFrom) -> None:
    site = site_from(
        story("2024/b")
        + story("2024/a")
        + story("2024/late", date="2024-05-11T09:00")
        + story("2024/old", date="2024-05-10")
        + story("2024/utc", date="2024-05-10T23:00:00Z")
    ).site
    order = [s.key for s in site.stories]
    assert order == ["2024/late", "2024/utc", "2024/a", "2024/b", "2024/old"]


def test_in_the_hour_that_a_clock_repeats_the_later_story_comes_first(site_from: SiteFrom) -> None:
    text = story("2024/first", date="2024-11-03T05:50:00Z") + story(
        "2024/second", date="2024-11-03T06:10:00Z"
    )  # 01:50 and, an hour of the clock back, 01:10
    site = site_from(text, options={"timezone": "America/New_York"}).site
    assert [s.key for s in site.stories] == ["2024/second", "2024/first"]


def test_the_year_of_a_story_is_that_of_the_zone(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", date="2023-12-31T20:00:00Z"))
    assert codes_of(prepared) == []
    assert list(prepared.site.by_year) == [2024]


def test_terms_are_found_by_id_and_by_every_name(site_from: SiteFrom) -> None:
    prepared = site_from(
        story("2024/a", column="建功立业")
        + story("2024/b", column="achievements")
        + story("2024/c", column="ACHIEVEMENTS")
    )
    assert codes_of(prepared) == []
    assert len(prepared.site.listings["columns", "achievements"]) == 3


def test_a_term_named_twice_in_a_story_lists_it_once(site_from: SiteFrom) -> None:
    site = site_from(story("2024/a", colleges=["cs", "计算机学院"], tags=["甲", "甲 "])).site
    assert len(site.listings["colleges", "cs"]) == 1
    assert [len(site.listings["tags", t.id]) for t in site.terms("tags")] == [1]


def test_a_name_that_two_terms_share_names_neither(site_from: SiteFrom) -> None:
    taxonomy = "-- taxonomies/colleges.yml --\n- {id: a, name: 医学院}\n- {id: b, name: 医学院}\n"
    prepared = site_from(taxonomy + story("2024/x", colleges=["医学院", "a"]))
    assert codes_of(prepared) == ["L220"]


def test_tags_are_one_whatever_their_width_case_and_hyphens(site_from: SiteFrom) -> None:
    spellings = ["AI 芯片", "ＡＩ　芯片", "ai-芯片", "Ai  芯片"]
    site = site_from("".join(story(f"2024/{n}", tags=[t]) for n, t in enumerate(spellings))).site
    assert len(site.terms("tags")) == 1


def test_neighbours_are_those_of_the_column(site_from: SiteFrom) -> None:
    days = [("a", "01", "news"), ("b", "02", "achievements"), ("c", "03", "news")]
    site = site_from(
        "".join(story(f"2024/{k}", date=f"2024-05-{d}", column=c, tags=["甲"]) for k, d, c in days)
    ).site
    older, newer = site.neighbours["/stories/2024/c/"]
    assert (older and older.key, newer) == ("2024/a", None)
    assert site.neighbours["/stories/2024/b/"] == (None, None)


def test_related_stories_are_others_and_at_most_four(site_from: SiteFrom) -> None:
    text = "".join(story(f"2024/s{n}", tags=["甲"], colleges=["cs"]) for n in range(9))
    site = site_from(text).site
    for story_ in site.stories:
        related = site.related[story_.permalink]
        assert len(related) == 4
        assert story_ not in related
        assert len({s.permalink for s in related}) == 4


def test_a_story_is_found_by_id_key_and_path(site_from: SiteFrom) -> None:
    rows = ", ".join(
        f"{{name: 张三, story: {ref}}}"
        for ref in ("prize", "2024/x", "/stories/2024/x.md", "../stories/2024/x.md")
    )
    prepared = site_from(story("2024/x", id="prize") + honors(rows))
    assert lines_of(prepared) == []
    assert [s.key for s in prepared.site.by_list["x"]] == ["2024/x"]


def test_a_person_who_is_twice_on_a_list_has_it_once(site_from: SiteFrom) -> None:
    text = honors("{person: li-si, rank: 一}, {person: li-si, rank: 二}") + person("li-si", "李四")
    prepared = site_from(text)
    assert [e.key for e in prepared.site.lists_by_person["li-si"]] == ["x"]


def test_people_are_in_the_order_of_their_pinyin(site_from: SiteFrom) -> None:
    site = site_from(
        person("c", "钱")
        + "-- people/z.yml --\nname: {zh: 安, pinyin: Ān}\nbasis: {kind: news}\n"
        + person("b", "赵")
    ).site
    assert list(site.people) == ["z", "b", "c"]


def test_people_of_one_pinyin_are_in_the_order_of_their_ids(site_from: SiteFrom) -> None:
    front = "name: {zh: 张伟, pinyin: zhāng wěi}\nbasis: {kind: news}\n"
    site = site_from("".join(f"-- people/{key}.yml --\n{front}" for key in ("a-b", "a", "b"))).site
    assert list(site.people) == ["a", "a-b", "b"]


def test_honor_lists_are_newest_first_those_of_no_day_last_and_ties_fall_to_the_permalink(
    site_from: SiteFrom,
) -> None:
    lists = [("a", ""), ("a.z", ""), ("early", "2024-01-01"), ("late", "2024-05-01")]
    text = "".join(honors("", key, day and f"announced: {day}\n") for key, day in lists)
    site = site_from(text + honors("", "old").replace("year: 2024", "year: 2023")).site
    assert [entry.key for entry in site.honor_lists] == ["late", "early", "a.z", "a", "old"]


def test_the_stories_of_a_list_are_those_it_names_and_those_of_its_honorees_that_carry_the_honor(
    site_from: SiteFrom,
) -> None:
    carries = {"people": ["li-si"], "honors": ["五一劳动奖章"]}
    site = site_from(
        person("li-si", "李四")
        + honors(
            "{name: 张三, story: 2024/named}, {name: 王五, story: 2024/draft}, {person: li-si}"
        )
        + story("2024/named", date="2024-05-10")
        + story("2024/draft", status="draft")
        + story("2024/carries", **carries)
        + story("2024/gated", embargo_until="2030-01-01", **carries)
        + story("2024/another-honor", people=["li-si"], honors=["academician"])
        + story("2024/another-person", people=[{"name": "李四"}], honors=["may-day"])
    ).site
    assert [entry.key for entry in site.by_list["x"]] == ["2024/carries", "2024/named"]


def test_people_are_grouped_by_their_colleges_those_of_degrees_and_regions(
    site_from: SiteFrom,
) -> None:
    text = person("a", "甲", colleges=["cs", "计算机学院"], regions=["北京"])
    text += person("b", "乙", degrees=[{"college": "physics"}, {"year": 1999}, {"college": "cs"}])
    found = site_from(text).site.people_of
    assert {key: [entry.key for entry in people] for key, people in found.items()} == {
        ("colleges", "cs"): ["a", "b"],
        ("colleges", "physics"): ["b"],
        ("regions", "beijing"): ["a"],
    }


def test_a_term_that_is_called_like_an_honor_with_lists_is_not_in_use_for_that(
    site_from: SiteFrom,
) -> None:
    regions = "-- taxonomies/regions.yml --\n- {id: may-day, name: 五一村}\n"
    site = site_from(regions + honors("{name: 张三}")).site
    assert [term.id for term in site.terms("honors")] == ["may-day"]
    assert site.terms("regions") == ()


def test_a_kind_that_the_site_has_no_order_for_is_on_it() -> None:
    """What passed the gate was left out without a word, whatever else a new kind had."""
    events = [
        Entry("event", key, f"events/{key}.md", f"/events/{key}/", key, Published())
        for key in ("homecoming", "reunion")
    ]
    assert make_site(make_library(events, ()), events).of("event") == tuple(events)


def test_an_empty_folder_is_a_site(site_from: SiteFrom) -> None:
    prepared = site_from("")
    assert codes_of(prepared) == []
    places = {plan.permalink for plan in prepared.pages}
    assert places >= {"/", "/404.html", "/feeds/", "/stories/"}
    assert not [plan for plan in prepared.pages if plan.subject or plan.items]


def test_taxonomies_may_be_missing_and_are_missed_only_where_they_are_used(
    site_from: SiteFrom,
) -> None:
    text = "".join(f"-- taxonomies/{n}.yml --\n\n" for n in ("columns", "colleges", "honors"))
    assert codes_of(site_from(text)) == []
    assert codes_of(site_from(text + story("2024/x"))) == ["L204"]


def test_related_stories_are_the_same_whoever_counts_them(
    site_from: SiteFrom, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = ["一", "二", "三", "四"]
    site = site_from(
        "".join(
            story(f"2024/s{n:02}", date=f"2024-05-{n + 1:02}", tags=[tags[n % 4], tags[n % 3]])
            for n in range(23)
        )
    ).site
    monkeypatch.setattr(related, "STORIES_A_WORKER", 1)
    shared = related.related_stories(site.stories, site.listings, site.by_person, None, Crew(3))
    assert shared == site.counted
    assert all(numbers for numbers in shared.numbers)
