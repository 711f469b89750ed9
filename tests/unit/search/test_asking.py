"""Asking the index: what is typed of sounds, however long and whatever it may spell."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import search_truth
from smallsite import site_from, story

from generator.search import search_artefacts
from generator.search.documents import documents

HERE = Path(__file__).parent
SCRIPT = HERE.parents[2] / "templates" / "theme" / "assets" / "search" / "search.js"
TITLES = ("香港校友会换届大会在西安举行", "小鸟要好好叫：讲习班开班", "西安", "先安排好教学")


def test_titles_are_found_while_their_sounds_are_typed(tmp_path: Path) -> None:
    texts = (story(f"2024/s{i}", title=title) for i, title in enumerate(TITLES))
    prepared = site_from("".join(texts), tmp_path / "content")
    for artefact in search_artefacts(prepared.desk):
        path = tmp_path / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.data)
    found = list(documents(prepared.desk))
    sounds = ["".join(line.split(" ")) for document in found for line in document.spoken]
    queries = [line[:size] for line in sounds for size in range(2, len(line) + 1)]
    queries += [f"{line[:size]}v" for line in sounds for size in range(2, len(line) + 1)]
    truths = [search_truth.Truth.of(document) for document in found]
    wanted = {query: search_truth.answer(query, truths) for query in queries}
    assert dict(zip(wanted, _asked(tmp_path, list(wanted)), strict=True)) == wanted


def _asked(folder: Path, queries: list[str]) -> list[list[str]]:
    command = ["node", str(HERE / "asks.mjs"), str(folder), SCRIPT.as_uri()]
    asked = json.dumps(queries).encode()
    ran = subprocess.run(command, input=asked, capture_output=True, check=True)
    return [list(found) for found in json.loads(ran.stdout)]
