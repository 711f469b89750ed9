"""Owns the files of the index: lists, texts and columns of each segment under names by content.
May not know how they are made; docs/search-format.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from generator.publish.artefact import Artefact
from generator.render.views import Desk
from generator.search.bits import varints
from generator.search.documents import Document, documents
from generator.search.facets import FACETS, columns, vocabulary
from generator.search.fold import packed_simplified
from generator.search.grams import levels, often
from generator.search.lists import Shards, write_level
from generator.search.pinyin import SYLLABLES, spoken_stream
from generator.search.segments import digest, segments
from generator.search.stream import stream_of
from generator.search.texts import (
    GROUP,
    SAMPLE,
    deflated,
    dictionary,
    packed_texts,
    record,
)

FORMAT = 1
FOLDER = "search"
NAME = 5  # bytes of the hash in the name of a text
NAMES = 256  # names of texts in one file


def search_artefacts(desk: Desk) -> Iterator[Artefact]:
    """Yield every file of the index of a site."""
    found = documents(desk)
    values = vocabulary(desk, found)
    shared = dictionary([record(document) for document in _sample(found)])
    letters = _named("", deflated(packed_simplified()))
    words = _named("", deflated(shared))
    yield from (letters, words)
    heads = []
    for part in segments(found):
        artefacts, head = _segment(part, values, shared)
        yield from artefacts
        heads.append([head, len(part), often(len(part))])
    yield Artefact(
        f"{FOLDER}/index.json",
        _json(
            {
                "format": FORMAT,
                "group": GROUP,
                "names": NAMES,
                "letters": _base(letters),
                "dictionary": _base(words),
                "syllables": SYLLABLES,
                "segments": heads,
                "facets": values,
                "texts": {name: desk.texts(name) for name in FACETS} | _words(desk),
            }
        ),
    )


def _words(desk: Desk) -> dict[str, str]:
    """Return the words of the browser's part that depend on an answer."""
    return {"found": desk.texts("search_found", count="{count}"), "none": desk.texts.search_none}


def _sample(found: Sequence[Document]) -> list[Document]:
    """Return the documents of the dictionary: those of the smallest hashes, so that a change of
    another one, or a new one, leaves it alone nearly always.
    """
    return sorted(found, key=lambda document: digest(document.permalink))[:SAMPLE]


def _segment(
    part: Sequence[Document], values: Mapping[str, Any], shared: bytes
) -> tuple[list[Artefact], str]:
    """Return the files of a segment and the name of its folder."""
    stream, alphabet = stream_of(part)
    lists = [write_level(level, len(part)) for level in levels(stream)]
    spoken, sounds = spoken_stream([document.spoken for document in part])
    by_sound = [write_level(level, len(part)) for level in levels(spoken)]
    numbers = [len(alphabet), *_steps(alphabet.tolist()), *_directory(lists)]
    numbers += [
        len(sounds),
        *_steps(sounds.tolist()),
        *_directory(by_sound),
        *columns(part, values),
    ]
    texts = _texts(part, shared)
    names = [_names(texts[at : at + NAMES]) for at in range(0, len(texts), NAMES)]
    head = deflated(varints(numbers))
    shards = [data for shards in (*lists, *by_sound) for data in shards.data]
    folder = f"{FOLDER}/{_hash(b''.join((head, *names, *shards)), 8)}"
    files = [Artefact(f"{folder}/head.bin", head)]
    files += [Artefact(f"{folder}/{number}.bin", data) for number, data in enumerate(shards)]
    files += [Artefact(f"{folder}/t{number}.bin", data) for number, data in enumerate(names)]
    return [*files, *texts], folder.rpartition("/")[2]


def _names(texts: Iterable[Artefact]) -> bytes:
    return b"".join(bytes.fromhex(_base(text)) for text in texts)


def _texts(part: Sequence[Document], shared: bytes) -> list[Artefact]:
    """Return the texts of a segment, named by content and split over 256 folders."""
    files = packed_texts([record(document) for document in part], shared)
    return [_text(data) for data in files]


def _text(data: bytes) -> Artefact:
    name = _hash(data, NAME)
    return Artefact(f"{FOLDER}/t/{name[:2]}/{name}.bin", data)


def _directory(lists: Sequence[Shards]) -> Iterator[int]:
    """Yield, for each level, how many shards and the steps of their first keys."""
    yield len(lists)
    for shards in lists:
        yield len(shards.data)
        yield from _steps(shards.keys)


def _steps(numbers: Sequence[int]) -> list[int]:
    """Return the first of ascending numbers and the steps to the others."""
    return [b - a for a, b in zip((0, *numbers), numbers, strict=False)]


def _named(folder: str, data: bytes) -> Artefact:
    return Artefact(f"{FOLDER}/{folder}{_hash(data, 8)}.bin", data)


def _base(artefact: Artefact) -> str:
    return artefact.path.rsplit("/", 1)[1].removesuffix(".bin")


def _hash(data: bytes, size: int) -> str:
    return blake2b(data, digest_size=size).hexdigest()


def _json(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode() + b"\n"
