"""Whatever entries there are: one order, whole listings, one thing at each place."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from smallsite import files_of, person, site_from, story

from generator.graph import make_site
from generator.graph.library import Library, make_library
from generator.names import SLUG_LENGTH, is_slug, output_path, suggest_slug, tag_key, tag_slug
from generator.pipeline import Prepared
from generator.plan import plan_feeds, plan_pages
from generator.problems import has_errors

days = st.sampled_from(["2023-12-31", "2024-05-11", "2024-05-11T08:00", "2024-05-12"])
tags = st.sampled_from(["甲", "乙 丙", "AI", "ai", "machine learning", "machine-learning", "page"])
facts = st.fixed_dictionaries(
    {
        "date": days,
        "column": st.sampled_from(["news", "建功立业"]),
        "tags": st.lists(tags, max_size=3),
        "colleges": st.lists(st.sampled_from(["cs", "物理学院"]), max_size=2),
        "honors": st.lists(st.sampled_from(["may-day", "academician"]), max_size=2),
        "people": st.lists(st.sampled_from(["a", "b", "c"]), max_size=2),
        "status": st.sampled_from(["published", "published", "draft"]),
    }
)
sites = st.lists(facts, min_size=0, max_size=9)


def written(stories: list[dict[str, Any]]) -> str:
    text = "".join(story(f"2024/s{n}", **fields) for n, fields in enumerate(stories))
    people = person("a", "张伟") + person("b", "张伟", colleges=["cs"]) + person("c", "李四", None)
    rows = "{person: a, story: 2024/s0}, {person: c, name: 李}" if stories else "{person: a}"
    year = stories[0]["date"][:4] if stories else "2024"
    rows = rows.replace("2024/s0", f"{year}/s0")
    honors = f"title: 榜\nhonor: may-day\nyear: 2024\nentries: [{rows}]\n"
    return f"{text}{people}-- honors/x.yml --\n{honors}"


def prepared_from(stories: list[dict[str, Any]], per_page: int = 2) -> Prepared:
    with tempfile.TemporaryDirectory() as folder:
        return site_from(written(stories), Path(folder), options={"per_page": per_page})


@given(sites, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    stories: list[dict[str, Any]], chance: random.Random
) -> None:
    prepared = prepared_from(stories)
    library = prepared.content.library
    entries, terms = list(library), [t for v in library.vocabularies.values() for t in v]
    opened = [entry for of in prepared.site.by_kind.values() for entry in of]
    chance.shuffle(entries)
    chance.shuffle(terms)
    chance.shuffle(opened)
    shuffled: Library = make_library(entries, terms)
    site = make_site(shuffled, opened)
    assert shapes(plan_pages(site, 2)) == shapes(prepared.pages)
    assert shapes(plan_feeds(site, 20, "zh")) == shapes(prepared.feeds)
    assert {k: [s.key for s in v] for k, v in site.related.items()} == {
        k: [s.key for s in v] for k, v in prepared.site.related.items()
    }


def shapes(plans: Any) -> list[Any]:
    """Return plans with the keys of their items, which is all that a page can show of order."""
    found = []
    for plan in plans:
        items = getattr(plan, "items", None) or getattr(plan, "stories", ())
        place = getattr(plan, "permalink", None) or plan.folder
        found.append((place, [getattr(i, "permalink", i) for i in items]))
    return found


@settings(max_examples=5)
@given(sites)
def test_the_order_of_the_input_does_not_change_a_byte(stories: list[dict[str, Any]]) -> None:
    files = []
    for entries in (written(stories), reversed_files(written(stories))):
        with tempfile.TemporaryDirectory() as folder:
            files.append(files_of(site_from(entries, Path(folder))))
    assert files[0] == files[1]


def reversed_files(text: str) -> str:
    parts = ["-- " + part for part in text.split("-- ") if part.strip()]
    whole = [p for p in parts if " --\n" in p]
    return "".join(reversed(whole)) if len(whole) == len(parts) else text


@given(sites, st.integers(1, 4))
def test_listing_pages_partition_their_entries(stories: list[dict[str, Any]], size: int) -> None:
    prepared = prepared_from(stories, size)
    listings: dict[str, list[Any]] = {}
    for plan in prepared.pages:
        if plan.template in ("archive.html", "term.html", "people.html"):
            listings.setdefault(plan.first, []).append(plan)
            assert len(plan.items) <= max(size, 120 if plan.template == "people.html" else size)
    for place, pages in listings.items():
        shown = [item for page in pages for item in page.items]
        assert [page.number for page in pages] == list(range(1, pages[0].of + 1))
        assert len(shown) == len({id(item) for item in shown}) == pages[0].total
        assert all(page.items for page in pages) or len(pages) == 1
        if place == "/stories/":
            assert tuple(shown) == prepared.site.stories
        elif pages[0].template == "term.html":
            term = pages[0].subject
            assert tuple(shown) == prepared.site.listings.get((term.taxonomy, term.id), ())


@given(sites)
def test_no_two_plans_share_a_place(stories: list[dict[str, Any]]) -> None:
    prepared = prepared_from(stories, 1)
    assert not has_errors(prepared.problems), prepared.problems
    places = [output_path(plan.permalink) for plan in prepared.pages]
    places += [f"{feed.folder}{name}"[1:] for feed in prepared.feeds for name in ("rss.xml",)]
    assert Counter(place.casefold() for place in places).most_common(1)[0][1] == 1
    assert not {p for p in places if any(o.startswith(f"{p}/") for o in places)}


@given(sites)
def test_nothing_gated_is_in_any_group(stories: list[dict[str, Any]]) -> None:
    site = prepared_from(stories).site
    shown = {s.permalink for s in site.stories}
    assert all(s.fields.status == "published" for s in site.stories)
    groups = [*site.listings.values(), *site.by_person.values(), *site.by_year.values()]
    groups += [*site.by_list.values(), *site.related.values()]
    assert {s.permalink for group in groups for s in group} <= shown
    near = [s for pair in site.neighbours.values() for s in pair if s is not None]
    assert {s.permalink for s in near} <= shown
    assert "c" not in site.people
    assert "c" not in site.by_person
    assert "c" not in site.lists_by_person


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


@given(st.lists(names, max_size=20))
def test_tags_of_different_keys_have_different_slugs(found: list[str]) -> None:
    slugs: dict[str, set[str]] = {}
    for name in found:
        slug = tag_slug(name)
        assert slug.isascii()
        assert len(slug) <= SLUG_LENGTH
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
        slugs.setdefault(slug, set()).add(tag_key(name))
    assert all(len(keys) == 1 for keys in slugs.values())


@given(names)
def test_a_suggested_slug_is_a_slug_and_stays_itself(name: str) -> None:
    slug = suggest_slug(name)
    assert slug == "" or is_slug(slug)
    assert suggest_slug(slug) == slug


@given(names)
def test_the_key_of_a_tag_is_its_own_key(name: str) -> None:
    assert tag_key(tag_key(name)) == tag_key(name)
