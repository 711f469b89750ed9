"""Search is exact in any script: letters of every rank, runs of every length, many segments."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import search_truth
from search_asks import asked, write_index

from generator.search import artefacts
from generator.search.documents import Document
from generator.search.parts import Part
from generator.search.pinyin import spoken_lines
from generator.search.segments import Segment

# Few letters at a time, so that long runs are frequent: also those outside GB 2312 and the basic
# plane, those that folding changes or makes longer, and those that texts escape.
LETTERS = (
    *("校友大学院士", "ab", "ab1 ", "a校", "0123456789年", "，。校友", "<b>&;", '"“”「」校'),
    *("\u4e02\u4e04\u4e05", "\u3400\u9fff校", "가각간校", "\ud7a3가", "\u1100\u1161", "ぁあカ"),
    *("😀😁", "𠀀𠀁𪚥", "\ue000\uf8ff校", "\u2003 校\u200b", "\x01ab", "东国國東", "Ａｂ１", "ﬁß"),
    *("Яж", "ΣςσÅ", "e\u0301é", "ĳǆ一", "阿姨 银行", "٠١ب", "\u1780"),
)


@pytest.mark.parametrize("seed", range(16))
def test_what_is_found_is_what_stands_in_the_texts(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    letters = "".join(chance.sample(LETTERS, chance.randint(1, 5)))
    documents = _documents(chance, letters)
    _write_index(chance, documents, tmp_path, monkeypatch)
    queries = [_query(chance, documents, letters) for _ in range(60)]
    truths = [search_truth.Truth.of(document) for document in documents]
    wanted = [search_truth.answer(query, truths) for query in queries]
    assert any(wanted)
    found = [sorted(urls) for urls in asked(tmp_path, queries)]
    assert dict(zip(queries, found, strict=True)) == dict(zip(queries, wanted, strict=True))


def test_the_table_of_traditional_characters_is_asked_for_by_traditional_queries_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("乾隆與後記", "國立臺灣大學", "干隆校友", "㑮裡的人")
    documents = [
        Document(f"/{n}/", "story", "2020-01-01", 0, ("题",), (), (), (text,), ())
        for n, text in enumerate(texts)
    ]
    _write_index(random.Random(1), documents, tmp_path, monkeypatch)
    asks = {"干隆与后记": ["/0/"], "国立台湾大学": ["/1/"], "里的人": ["/3/"], "隆": ["/0/", "/2/"]}
    simple = {"干隆": ["/0/", "/2/"], **asks}
    assert [sorted(found) for found in asked(tmp_path, list(simple))] == list(simple.values())
    old = ("乾隆", "與后", "后記", "臺灣", "㑮里")
    found = [sorted(found) for found in asked(tmp_path, old)]
    assert found == [["/0/", "/2/"], ["/0/"], ["/0/"], ["/1/"], ["/3/"]]
    table = json.loads((tmp_path / "search" / "index.json").read_bytes())["letters"]
    (tmp_path / "search" / f"{table}.bin").unlink()
    assert [sorted(found) for found in asked(tmp_path, list(simple))] == list(simple.values())
    with pytest.raises(subprocess.CalledProcessError):
        asked(tmp_path, old[:1])


def _documents(chance: random.Random, letters: str) -> list[Document]:
    pieces = [
        _text(chance, letters, chance.randrange(2, 30)) for _ in range(chance.choice((3, 30)))
    ]

    def lines(count: int, longest: int) -> tuple[str, ...]:
        texts = (
            "".join(chance.choices(pieces, k=chance.randint(1, longest))) for _ in range(count)
        )
        return tuple(line for text in texts if (line := re.sub("[\0-\x20]+", " ", text).strip()))

    out = []
    for number in range(chance.choice((1, 5, 40, 130))):
        head = lines(chance.randint(1, 3), 2) or ("x",)
        spoken = tuple(dict.fromkeys(line for text in head for line in spoken_lines(text)))
        rest = lines(chance.randint(0, 2), 1), lines(chance.randint(0, 1), 3), lines(3, 7)
        out.append(Document(f"/{number}/", "story", "2020-01-01", 0, head, *rest, spoken))
    return out


def _text(chance: random.Random, letters: str, size: int) -> str:
    """Return letters of which some runs come again."""
    out = ""
    while len(out) < size:
        again = out[-chance.randrange(2, 24) :] if chance.random() < 0.1 else ""
        out += again or chance.choice(letters)
    return out[:size]


def _query(chance: random.Random, documents: list[Document], letters: str) -> str:
    size = chance.choice((1, 2, 2, 3, 3, 4, 5, 8, 15, 16, 17, 18, 25, 33))
    query = search_truth.cut(chance, chance.choice(documents), size)
    if chance.random() < 0.25:
        at = chance.randrange(size)
        query = query[:at] + chance.choice(letters) + query[at + 1 :]
    more = _text(chance, letters, 2) if chance.random() < 0.1 else ""
    return f'"{query}"' if chance.random() < 0.1 else f"{query} {more}"


def _write_index(
    chance: random.Random, documents: list[Document], folder: Path, patch: pytest.MonkeyPatch
) -> None:
    """Write the index of documents, cut anywhere into segments, into any number of shards."""
    count = chance.choice((1, 3, 7, 15))
    patch.setattr(artefacts, "document", lambda entry, desk: entry)
    patch.setattr(artefacts, "values_of", lambda entry, desk: ((entry.kind,), *((),) * 5))
    patch.setattr(artefacts, "shard_count", lambda documents: count)
    desk: Any = SimpleNamespace(
        texts=_Texts(), site=SimpleNamespace(vocabulary=lambda taxonomy: ()), cards=None
    )
    segments, parts, left = [], [], documents
    while left:
        size = chance.choice((1, 3, 20, 130))
        entries: Any = tuple(left[:size])
        segments.append(Segment(f"{len(left):010}", entries))
        left = left[size:]
    for segment in segments:
        texts, part = artefacts.segment_part(desk, segment, count)
        parts.append(Part.loaded(part.dumped()))
        write_index(folder, texts)
    write_index(folder, artefacts.index_artefacts(desk, parts))


class _Texts:
    search_none = ""

    def __call__(self, key: str, **values: Any) -> str:
        return key
