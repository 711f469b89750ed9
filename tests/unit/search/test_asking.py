"""Asking the index: sounds, however long and whatever they may spell; what comes first."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import search_truth
from smallsite import person, site_from, story

from generator.pipeline import Prepared
from generator.search import search_artefacts
from generator.search.documents import documents

HERE = Path(__file__).parent
SCRIPT = HERE.parents[2] / "templates" / "theme" / "assets" / "search" / "search.js"
TITLES = ("香港校友会换届大会在西安举行", "小鸟要好好叫：讲习班开班", "西安", "先安排好教学")


def test_titles_are_found_while_their_sounds_are_typed(tmp_path: Path) -> None:
    texts = (story(f"2024/s{i}", title=title) for i, title in enumerate(TITLES))
    prepared = site_from("".join(texts), tmp_path / "content")
    _write_index(prepared, tmp_path)
    found = list(documents(prepared.desk))
    sounds = ["".join(line.split(" ")) for document in found for line in document.spoken]
    queries = [line[:size] for line in sounds for size in range(2, len(line) + 1)]
    queries += [f"{line[:size]}v" for line in sounds for size in range(2, len(line) + 1)]
    truths = [search_truth.Truth.of(document) for document in found]
    wanted = {query: search_truth.answer(query, truths) for query in queries}
    answers = map(sorted, _asked(tmp_path, list(wanted)))
    assert dict(zip(wanted, answers, strict=True)) == wanted


def test_people_and_pages_that_are_called_like_the_query_come_first(tmp_path: Path) -> None:
    texts = [story(f"2024/s{i}", title=f"捐赠仪式{i}，张三出席") for i in range(12)]
    texts += [person(f"p{i}", name) for i, name in enumerate(("小张三", "张三丰", "张三"))]
    texts.append("-- pages/donate.md --\n---\ntitle: 捐赠\n---\n正文。\n")
    _write_index(site_from("".join(texts), tmp_path / "content"), tmp_path)
    queries = ["张三", '"张三"', "zhangsan", "张三丰", "捐赠", "juanzeng", "捐赠 张三"]
    first = [found[0] for found in _asked(tmp_path, queries)]
    whole = ["/people/p2/"] * 3 + ["/people/p1/"] + ["/donate/"] * 2
    assert first == [*whole, "/stories/2024/s0/"]


def _write_index(prepared: Prepared, folder: Path) -> None:
    for artefact in search_artefacts(prepared.desk):
        path = folder / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.data)


def _asked(folder: Path, queries: list[str]) -> list[list[str]]:
    command = ["node", str(HERE / "asks.mjs"), str(folder), SCRIPT.as_uri()]
    asked = json.dumps(queries).encode()
    ran = subprocess.run(command, input=asked, capture_output=True, check=True)
    return [list(found) for found in json.loads(ran.stdout)]
