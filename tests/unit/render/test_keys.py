"""Keys of pages, feeds and parts of search: where the bytes differ, the key differs.

A page with the key that it had is not made again, so a key that says too little leaves a stale
page on the site. Every job of two sites is compared, whatever differs between them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import photos
import pytest
import smallsite
from edits import EDITS, MOMENTS
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Desk, Newsroom, make_newsroom
from smallsite import FRAME, TEMPLATES, person, small_settings, story

from generator.cache import NO_KEY
from generator.jobs import Job, ground, keys_of, pages_as_they_were, site_jobs
from generator.memory import NOTHING, Made, Memory
from generator.preparing import Prepared, plan_site, with_bodies
from generator.problems import has_errors
from generator.reading import read_folder
from generator.render.templates import Templates
from generator.render.texts import load_texts
from generator.schema import Context
from generator.schema.types import parse_when
from generator.search import Shelf
from generator.source import open_folder
from generator.watch import Watch

SETTLED = 2**62  # ns: so late that every file was saved long before
OPTIONS = {"per_page": 2, "feed_items": 3}
SETTINGS = small_settings(OPTIONS)
# These are told by the base, or are mistakes.
ELSEWHERE = ("template", "theme", "words", "settings", "options", "language", "mistake", "nothing")
EDITS_OF_CONTENT = sorted(name for name in EDITS if not name.startswith(ELSEWHERE))
# After these it may be known which stories changed: they leave names, orders and groups alone.
EDITS_OF_STORIES = [
    *(f"stories: {name}" for name in ("title", "updated", "summary", "cover", "authors", "lang")),
    *("body_rewritten", "body_of_the_same_size", "heading_renamed"),
]

STORIES = {
    "a": story("2024/a", title="甲", tags=["AI"], people=["li-si", {"name": "路人"}]),
    "b": story("2024/b", title="乙", date="2024-05-10", tags=["AI"], colleges=["cs"]),
    "c": story("2024/c", title="丙", date="2024-05-09", tags=["ai"], summary="丙的导语"),
    "d": story("2023/d", title="丁", date="2023-05-08", column="news", regions=["beijing"]),
    "e": story("2023/e", title="戊", date="2023-05-07", column="news", honors=["may-day"]),
}
REST = {
    "li-si": person("li-si", "李四", colleges=["physics"]),
    "wang-wu": person("wang-wu", "王五"),
    "list": "-- honors/may-day-2024.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\n"
    "entries: [{person: li-si, citation: 甲}, {name: 旁人}]\n",
    "about": "-- pages/about.md --\n---\ntitle: 关于\n---\n见 [甲](/stories/2024/a.md)。\n",
    "columns": "-- taxonomies/columns.yml --\n"
    "- {id: achievements, name: 建功立业, order: 1}\n- {id: news, name: 校友新闻, order: 2}\n",
}
SITE = STORIES | REST
# A story with nearer relations than its neighbours.
FAR = (
    SITE
    | {f"near{n}": story(f"2022/n{n}", date="2022-01-01", people=["wang-wu"]) for n in range(5)}
    | {
        "m": story("2021/m", date="2021-01-02", column="news", people=["wang-wu"]),
        "newer": story("2021/newer", title="后篇", date="2021-01-03", column="news"),
        "older": story("2021/older", title="前篇", date="2021-01-01", column="news"),
    }
)
STUDIED = person("li-si", "李四", degrees=[{"college": "physics"}])
LISTED = REST["list"].replace("citation: 甲", "story: 2024/b")
BASE = b"base"
LOADED = Templates(TEMPLATES, SETTINGS, load_texts(TEMPLATES, "zh"))
A, B = "page /stories/2024/a/", "page /stories/2024/b/"
Parts = Mapping[str, str]


def with_story(name: str, path: str, body: str = "正文。\n", **fields: object) -> Parts:
    return SITE | {name: story(path, body, **fields)}


def without(*names: str) -> Parts:
    return {name: text for name, text in SITE.items() if name not in names}


def prepared_in(root: Path, memory: Memory = NOTHING, moment: str = "2024-06-01") -> Prepared:
    """Read and prepare a folder as a build does that has this memory."""
    folder, faults = open_folder(root, SETTLED)
    context = Context(SETTINGS.zone)
    content = read_folder(folder, faults, context, Watch().progress, memory.readings)
    now = parse_when(moment, SETTINGS.zone).at
    images = root.parent / "images"
    planned = plan_site(content, SETTINGS, TEMPLATES, now, Watch(), memory, images=images)
    return with_bodies(planned, Watch())


def memory_of(prepared: Prepared) -> Memory:
    """Return what a build would leave of this site for the next one."""
    return Memory(prepared.content.readings, prepared.facts, related=prepared.site.counted)


def written(parts: Parts, folder: Path, size: tuple[int, int] = (64, 36)) -> Prepared:
    """Write a site with a picture, and prepare it; it must be sound."""
    root = folder / "content"
    smallsite.write_folder("".join(parts.values()), root)
    (root / "media").mkdir()
    (root / "media/one.png").write_bytes(photos.photo(*size, "PNG"))
    prepared = prepared_in(root)
    assert not has_errors(prepared.problems), smallsite.lines_of(prepared)
    return prepared


def jobs_of(prepared: Prepared) -> dict[str, Job]:
    images = prepared.content.folder.root.parent / "images"
    jobs = site_jobs(prepared, LOADED, FRAME, BASE, images, Shelf())
    return {job.name: job for job in jobs if not job.name.startswith("picture ")}


def made(jobs: Mapping[str, Job]) -> dict[str, dict[str, bytes]]:
    LOADED.forget_cards()
    return {name: {a.path: a.data for a in job.make()} for name, job in jobs.items()}


def changed_jobs(one: Prepared, two: Prepared) -> set[str]:
    """Name the jobs of both sites that give other bytes; each of them must have another key."""
    jobs, others = jobs_of(one), jobs_of(two)
    files, other_files = made(jobs), made(others)
    differing = {name for name in jobs.keys() & others.keys() if files[name] != other_files[name]}
    stale = {
        name
        for name in differing
        if jobs[name].key != NO_KEY and jobs[name].key == others[name].key
    }
    assert not stale, f"other bytes with the same key: {sorted(stale)}"
    return differing


DIFFERENCES: dict[str, tuple[Parts, Parts, str]] = {
    "a person's name, beside a story": (
        SITE,
        SITE | {"li-si": person("li-si", "李思", colleges=["physics"])},
        A,
    ),
    "a person's photo, beside a story": (
        SITE,
        SITE | {"li-si": person("li-si", "李四", photo="/media/one.png")},
        A,
    ),
    "a person who is withdrawn": (
        SITE,
        SITE | {"li-si": person("li-si", "李四", status="withdrawn")},
        A,
    ),
    "a college of a person, on the person's page": (
        SITE,
        SITE | {"college": "-- taxonomies/colleges.yml --\n- {id: cs, name: 计算机}\n"
                           "- {id: physics, name: 物理系}\n"},
        "page /people/li-si/",
    ),
    "a term's name": (
        SITE,
        SITE | {"columns": SITE["columns"].replace("建功立业", "建功")},
        A,
    ),
    "a term's description": (
        SITE,
        SITE | {"columns": SITE["columns"].replace("order: 1", "order: 1, description: 一句")},
        "page /columns/achievements/",
    ),
    "the title of the older neighbour": (
        SITE,
        with_story("b", "2024/b", title="乙乙", date="2024-05-10", tags=["AI"], colleges=["cs"]),
        A,
    ),
    "the title of the newer neighbour": (SITE, with_story("a", "2024/a", title="甲甲"), B),
    "another neighbour": (
        SITE,
        SITE | {"n": story("2024/n", title="新", date="2024-05-10T12:00", lang="en")},
        A,
    ),
    "a neighbour of which only the file moved": (
        SITE,
        with_story("b", "2024/moved", title="乙", date="2024-05-10", tags=["AI"], colleges=["cs"]),
        A,
    ),
    "a related story that came": (
        SITE,
        SITE | {"r": story("2022/r", title="旧", date="2022-01-01", people=["li-si"])},
        A,
    ),
    "a related story that went": (SITE, without("c"), A),
    "the number of stories of a year, on another year's page": (
        SITE,
        without("e"),
        "page /stories/2024/",
    ),
    "the number of stories of a term": (SITE, without("b"), "page /tags/ai/"),
    "how most stories spell a tag": (
        SITE,
        with_story("b", "2024/b", title="乙", date="2024-05-10", tags=["ai"], colleges=["cs"]),
        A,
    ),
    "a term that lost its last story, on a person's page": (
        SITE | {"b": SITE["b"].replace('["cs"]', '["physics"]')},
        SITE,
        "page /people/li-si/",
    ),
    "the last honor list, on the page of an honor that has none": (
        SITE | {"list": SITE["list"].replace("may-day\n", "academician\n")},
        without("list"),
        "page /honors/terms/may-day/",
    ),
    "the newer neighbour, which is not related": (
        FAR,
        FAR | {"newer": FAR["newer"].replace("后篇", "后一篇")},
        "page /stories/2021/m/",
    ),
    "the older neighbour, which is not related": (
        FAR,
        FAR | {"older": FAR["older"].replace("前篇", "前一篇")},
        "page /stories/2021/m/",
    ),
    "the name of a person whom a list honors, in search": (
        SITE | {"list": SITE["list"].replace("li-si", "wang-wu")},
        SITE
        | {
            "list": SITE["list"].replace("li-si", "wang-wu"),
            "wang-wu": person("wang-wu", "王武"),
        },
        "segment ",
    ),
    "an honor that only a list still uses": (SITE, without("list"), "page /honors/terms/may-day/"),
    "a cover": (
        SITE,
        with_story("b", "2024/b", title="乙", date="2024-05-10", tags=["AI"], colleges=["cs"],
                   cover={"src": "/media/one.png", "alt": "松"}),
        "page /tags/ai/",
    ),
    "a body, by the start of which listings show a story": (
        SITE,
        SITE | {"b": SITE["b"].replace("正文。", "另一篇正文。")},
        "page /tags/ai/",
    ),
    "where a link in a body leads": (
        with_story("d", "2023/d", "见 [甲](../2024/a.md)。\n", date="2023-05-08", column="news"),
        {
            **with_story(
                "d", "2023/d", "见 [甲](../2024/a.md)。\n", date="2023-05-08", column="news"
            ),
            "a": story("2024/a", title="甲", slug="renamed"),
        },
        "page /stories/2023/d/",
    ),
    "where an honor list lies, on a person's page": (
        SITE,
        SITE | {"list": SITE["list"].replace("may-day-2024", "moved-2024")},
        "page /people/li-si/",
    ),
    "a story about a person, on the person's page": (
        SITE,
        SITE | {"b": SITE["b"].replace("colleges:", 'people: ["li-si"]\ncolleges:')},
        "page /people/li-si/",
    ),
    "the name of the college of a degree, on a person's page": (
        SITE | {"li-si": STUDIED},
        SITE
        | {
            "li-si": STUDIED,
            "colleges": "-- taxonomies/colleges.yml --\n"
            "- {id: cs, name: 计算机学院}\n- {id: physics, name: 理学院}\n",
        },
        "page /people/li-si/",
    ),
    "the title of an honor list, in its feed": (
        SITE | {"list": LISTED},
        SITE | {"list": LISTED.replace("title: 榜", "title: 榜单")},
        "feed /feeds/honors/may-day-2024/",
    ),
    "the column that a story is in, in a feed": (
        SITE,
        SITE | {"columns": SITE["columns"].replace("校友新闻", "新闻")},
        "feed /feeds/regions/beijing/",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENCES)
def test_what_shows_a_difference_has_another_key(case: str, tmp_path: Path) -> None:
    before, after, job = DIFFERENCES[case]
    one, two = written(before, tmp_path / "before"), written(after, tmp_path / "after")
    assert any(name.startswith(job) for name in changed_jobs(one, two))


def test_other_bytes_of_a_cover_give_other_keys(tmp_path: Path) -> None:
    cover = {"src": "/media/one.png", "alt": "松"}
    parts = with_story("b", "2024/b", date="2024-05-10", tags=["AI"], cover=cover)
    one = written(parts, tmp_path / "before")
    two = written(parts, tmp_path / "after", size=(36, 64))
    assert {A, B, "page /tags/ai/", "feed /feeds/tags/ai/"} <= changed_jobs(one, two)


def test_a_figure_in_a_body_gives_its_pages_other_keys(tmp_path: Path) -> None:
    parts = with_story("b", "2024/b", "共 {fig:posts} 篇。\n", title="乙", tags=["AI"])
    ledger = (
        "-- measures.yml --\n- {id: posts, name: 稿件, count: placements, public: yes}\n"
        "-- taxonomies/channels.yml --\n- {id: wechat, name: 微信}\n"
        "-- ledger/placements-2024.csv --\ndate,channel,story,title,url,kind,id\n"
        "2024-03-01,wechat,,推送一,,,p1\n"
    )
    one = written(parts | {"ledger": ledger}, tmp_path / "before")
    more = f"{ledger}2024-03-02,wechat,,推送二,,,p2\n"
    two = written(parts | {"ledger": more}, tmp_path / "after")
    assert {B, "page /tags/ai/"} <= changed_jobs(one, two)


def test_pages_that_show_nothing_of_a_change_keep_their_keys(tmp_path: Path) -> None:
    after = SITE | {"e": SITE["e"].replace("正文。", "改过的正文。")}
    one, two = (jobs_of(written(p, tmp_path / n)) for n, p in (("a", SITE), ("b", after)))
    same = {name for name, job in one.items() if job.key != NO_KEY and job.key == two[name].key}
    assert {A, B, "page /stories/2024/", "page /people/li-si/", "feed /feeds/tags/ai/"} <= same


def test_another_base_gives_everything_another_key_and_none_gives_no_keys(tmp_path: Path) -> None:
    prepared = written(SITE, tmp_path)
    one, two, none = (
        {job.name: job.key for job in site_jobs(prepared, LOADED, FRAME, base, tmp_path, Shelf())}
        for base in (b"one", b"two", NO_KEY)
    )
    assert A in one
    assert all(one[name] != two[name] for name in one if one[name] != NO_KEY)
    assert {*none.values()} == {NO_KEY}


def edited(room: Newsroom, names: list[str], data: st.DataObject) -> None:
    for name in names:
        EDITS[name](room, lambda choices: data.draw(st.sampled_from(choices)))


def saved(room: Newsroom, folder: Path) -> Path:
    for path, data in room.written():
        if path.startswith("content/"):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return folder / "content"


@given(
    data=st.data(),
    names=st.lists(st.sampled_from(EDITS_OF_CONTENT), min_size=1, max_size=3),
    moments=st.sampled_from([(MOMENTS[1], MOMENTS[1]), (MOMENTS[0], MOMENTS[3]), MOMENTS[2:4]]),
)
@settings(max_examples=40)
def test_whatever_was_edited_other_bytes_have_another_key(
    data: st.DataObject,
    names: list[str],
    moments: tuple[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root, room = tmp_path_factory.mktemp("office"), make_newsroom()
    before = prepared_in(saved(room, root / "before"), moment=moments[0])
    edited(room, names, data)
    after = prepared_in(saved(room, root / "after"), moment=moments[1])
    if not has_errors(after.problems):
        changed_jobs(before, after)
    remembered = prepared_in(root / "after/content", memory_of(before), moments[1])
    assert remembered.problems == after.problems
    assert remembered.facts == after.facts
    assert remembered.site.related == after.site.related


def keys_of_pages(prepared: Prepared) -> dict[str, bytes]:
    keys = keys_of(prepared, BASE)
    return {plan.permalink: keys.page(plan) for plan in prepared.pages}


def left_of(prepared: Prepared) -> Memory:
    """Return what a build leaves that published this site."""
    return replace(prepared.left, ground=ground(prepared, BASE))


class Office:
    """A newsroom that is edited and prepared again, with what the last build left."""

    def __init__(self, root: Path) -> None:
        self.desk, self.room = Desk(root / "office"), make_newsroom()

    def prepared(self, memory: Memory = NOTHING) -> Prepared:
        self.desk.save(self.room, "replace")
        return prepared_in(self.desk.folder / "content", memory, MOMENTS[1])


def other_places(prepared: Prepared, memory: Memory) -> set[str] | None:
    """Return the permalinks of the pages that may have another key than they had."""
    others = keys_of(prepared, BASE, memory).others(prepared.pages)
    return None if others is None else {plan.permalink for plan in others}


@given(
    data=st.data(),
    names=st.lists(st.sampled_from(EDITS_OF_STORIES * 3 + EDITS_OF_CONTENT), max_size=2),
)
@settings(max_examples=40)
def test_pages_that_are_not_among_the_others_have_the_key_that_they_had(
    data: st.DataObject, names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = Office(tmp_path_factory.mktemp("office"))
    before = office.prepared()
    edited(office.room, names, data)
    after = office.prepared(left_of(before))
    others = other_places(after, left_of(before))
    if others is not None and not has_errors(after.problems):
        was, now = keys_of_pages(before), keys_of_pages(after)
        assert was.keys() == now.keys()
        assert {
            place for place in now if now[place] == NO_KEY or now[place] != was[place]
        } <= others


@pytest.mark.parametrize("name", EDITS_OF_STORIES)
def test_the_others_are_no_more_than_show_the_story_that_changed(name: str, tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = office.prepared()
    EDITS[name](office.room, random.Random(name).choice)
    after = office.prepared(left_of(before))
    was, now = keys_of_pages(before), keys_of_pages(after)
    differing = {place for place in now if now[place] == NO_KEY or now[place] != was[place]}
    assert other_places(after, left_of(before)) == differing
    assert differing < now.keys()


@pytest.mark.parametrize("name", ["older", "newer"])
def test_the_neighbours_of_a_story_that_changed_are_among_the_others(
    name: str, tmp_path: Path
) -> None:
    memory = left_of(written(FAR, tmp_path))
    after = FAR | {name: FAR[name].replace("正文", "改过")}
    smallsite.write_folder("".join(after.values()), tmp_path / "content")
    others = other_places(prepared_in(tmp_path / "content", memory), memory)
    assert others is not None and "/stories/2021/m/" in others


def test_with_nothing_changed_the_others_are_those_without_key(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = office.prepared()
    found = keys_of_pages(before)
    assert other_places(office.prepared(left_of(before)), left_of(before)) == {
        place for place, key in found.items() if key == NO_KEY
    }


def test_pages_as_they_were_and_the_others_are_all_pages(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = office.prepared()
    was = {f"page {place}": Made(key, ()) for place, key in keys_of_pages(before).items() if key}
    office.room.texts[office.room.below("stories")[0]].body.append("又一段。")
    after = office.prepared(left_of(before))
    keys = keys_of(after, BASE, left_of(before))
    same, others = pages_as_they_were(after, keys, was | {"feed /feeds/": Made(b"key", ())})
    assert same and others
    names = [*same, *(f"page {plan.permalink}" for plan in others)]
    assert sorted(names) == sorted(f"page {plan.permalink}" for plan in after.pages)


@pytest.mark.parametrize("name", ["people: summary", "honors: title", "page_rewritten"])
def test_where_something_else_than_stories_changed_all_keys_are_asked_for(
    name: str, tmp_path: Path
) -> None:
    office = Office(tmp_path)
    memory = left_of(office.prepared())
    EDITS[name](office.room, random.Random(name).choice)
    assert other_places(office.prepared(memory), memory) is None


Fields = dict[str, object]
IN_THE_SITEMAP: dict[str, tuple[Fields, Fields]] = {
    "a change": ({}, {"updated": "2024-05-12"}),
    "the day of a change": ({"updated": "2024-05-12"}, {"updated": "2024-05-13"}),
    "the form of a change": ({"updated": "2024-05-12"}, {"updated": "2024-05-12T00:00"}),
    "the form of a date": ({"date": "2024-05-11"}, {"date": "2024-05-11T00:00"}),
    "the place of a story": ({"slug": "one"}, {"slug": "other"}),
    "the place of a listing": ({"tags": ["one"]}, {"tags": ["other"]}),
}


@pytest.mark.parametrize("case", IN_THE_SITEMAP)
def test_another_sitemap_has_another_key(case: str, tmp_path: Path) -> None:
    jobs, files = [], []
    for fields in IN_THE_SITEMAP[case]:
        smallsite.write_folder(story("2024/x", **fields), tmp_path / "content")
        jobs.append(jobs_of(prepared_in(tmp_path / "content"))["sitemap"])
        files.append([artefact.data for artefact in jobs[-1].make()])
    assert files[0] != files[1]
    assert NO_KEY != jobs[0].key != jobs[1].key


def test_the_sitemap_keeps_its_key_where_another_title_changes_nothing_in_it(
    tmp_path: Path,
) -> None:
    keys = []
    for title in ("甲", "乙"):
        smallsite.write_folder(story("2024/x", title=title), tmp_path / "content")
        keys.append(jobs_of(prepared_in(tmp_path / "content"))["sitemap"].key)
    assert NO_KEY != keys[0] == keys[1]
