"""Asking the index: sounds, however long and whatever they may spell; what comes first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import search_truth
from search_asks import asked, write_index
from smallsite import person, site_from, story

from generator.search import search_artefacts
from generator.search.documents import documents

TITLES = ("香港校友会换届大会在西安举行", "小鸟要好好叫：讲习班开班", "西安", "先安排好教学")


def test_titles_are_found_while_their_sounds_are_typed(tmp_path: Path) -> None:
    texts = (story(f"2024/s{i}", title=title) for i, title in enumerate(TITLES))
    prepared = site_from("".join(texts), tmp_path / "content")
    write_index(tmp_path, search_artefacts(prepared.desk))
    found = list(documents(prepared.desk))
    sounds = ["".join(line.split(" ")) for document in found for line in document.spoken]
    queries = [line[:size] for line in sounds for size in range(2, len(line) + 1)]
    queries += [f"{line[:size]}v" for line in sounds for size in range(2, len(line) + 1)]
    truths = [search_truth.Truth.of(document) for document in found]
    wanted = {query: search_truth.answer(query, truths) for query in queries}
    answers = map(sorted, asked(tmp_path, list(wanted)))
    assert dict(zip(wanted, answers, strict=True)) == wanted


def test_people_and_pages_that_are_called_like_the_query_come_first(tmp_path: Path) -> None:
    texts = [story(f"2024/s{i}", title=f"捐赠仪式{i}，张三出席") for i in range(12)]
    texts += [person(f"p{i}", name) for i, name in enumerate(("小张三", "张三丰", "张三"))]
    texts.append("-- pages/donate.md --\n---\ntitle: 捐赠\n---\n正文。\n")
    prepared = site_from("".join(texts), tmp_path / "content")
    write_index(tmp_path, search_artefacts(prepared.desk))
    queries = ["张三", '"张三"', "zhangsan", "Zhang San", "张三丰", "捐赠", "juanzeng", "捐赠 张三"]
    first = [found[0] for found in asked(tmp_path, queries)]
    whole = ["/people/p2/"] * 4 + ["/people/p1/"] + ["/donate/"] * 2
    assert first == [*whole, "/stories/2024/s0/"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("系", ["title", "body"]),  # of tier 3, then of others
        ("1988 届", ["body"]),
        ("届 1988 系", ["body"]),
        ("“系 友”", []),  # would read nearly all texts
        ("“系 的”", ["title"]),
    ],
)
def test_words_of_one_character_are_found_in_bodies_too(
    tmp_path: Path, query: str, wanted: list[str]
) -> None:
    texts = story("2024/title", title="系 的系友"), story("2024/body", body="本系 1988届，系 友。")
    prepared = site_from("".join(texts), tmp_path / "content")
    write_index(tmp_path, search_artefacts(prepared.desk))
    (found,) = asked(tmp_path, [query])
    assert [url.split("/")[-2] for url in found] == wanted


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("空椅子", "她捐出 600 万元，设立「空椅子」基金，资助县医院。"),  # not the heading
        ("600 万元", "她捐出 600 万元，设立「空椅子」基金，资助县医院。"),  # not the cell
        ("县里", "县里"),
        ("志愿者", "志愿者"),
        ("题目", "县里的医生"),
        ("刘半夏 县里", "县里的医生"),
    ],
)
def test_an_excerpt_is_the_sentence_that_tells_most(
    in_script: Callable[..., Any], query: str, shown: str
) -> None:
    body = "空椅子\n214,600\n她捐出 600 万元，设立「空椅子」基金，资助县医院。"
    stored = "\x02".join(("/a/", "", "题目\n刘半夏", "志愿者", "县里的医生", body, "", ""))
    pieces = in_script(stored=stored, term=query)
    assert "".join(piece["text"] for piece in pieces).startswith(shown)


def test_an_excerpt_begins_and_ends_between_characters(in_script: Callable[..., Any]) -> None:
    family, syllable = "👨\u200d👩\u200d👧\u200d👦", "\u1112\u1161\u11ab"
    line = "字" * 90 + family + "字" * 20 + "终于" + "字" * 76 + syllable + "字" * 90
    stored = "\x02".join(("/a/", "", "题目", "", "", line, "", ""))
    pieces = in_script(stored=stored, term="终于")
    assert pieces[1]["text"] == family + "字" * 20
    assert pieces[3]["text"] == "字" * 76


def test_an_excerpt_begins_and_ends_between_words(in_script: Callable[..., Any]) -> None:
    line = "Everybody knew the well-tempered conductors " * 9
    stored = "\x02".join(("/a/", "", "题目", "", "", f"{line}bridge {line.strip()}", "", ""))
    pieces = in_script(stored=stored, term="bridge")
    assert [piece["text"] for piece in pieces] == [
        "…",
        "well-tempered conductors ",
        "bridge",
        " Everybody knew the well-tempered conductors Everybody knew the well-tempered",
        "…",
    ]


def test_what_may_sound_like_a_word_does_not_raise_what_holds_it(tmp_path: Path) -> None:
    pairs = [{"name": name} for name in ("刘安", "安子", "张一")]  # la, az and zy, but not lazy
    texts = [story(f"2023/s{i}", "A lazy dog.\n", date="2023-05-12") for i in range(30)]
    texts.append(story("2024/newer", "A lazy dog.\n", people=pairs, date="2024-05-12"))
    texts.append(story("2024/older", summary="A lazy dog.", date="2024-05-11"))
    write_index(tmp_path, search_artefacts(site_from("".join(texts), tmp_path / "content").desk))
    (found,) = asked(tmp_path, ["lazy"])
    assert found[:2] == ["/stories/2024/older/", "/stories/2024/newer/"]
