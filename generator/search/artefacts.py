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
from generator.search.documents import Document, document
from generator.search.facets import FACETS, columns, values_of, vocabulary
from generator.search.fold import packed_simplified
from generator.search.grams import levels
from generator.search.lists import Shards, write_level
from generator.search.pinyin import SYLLABLES, spoken_stream
from generator.search.segments import Segment, plan_segments
from generator.search.stream import stream_of
from generator.search.texts import deflated, dictionary, packed_texts, record

FORMAT = 2
FOLDER = "search"
NAME = 6  # bytes of the hash in the name of a text
NAMES = 64  # names of texts in one file


def search_artefacts(desk: Desk) -> Iterator[Artefact]:
    """Yield every file of the index of a site."""
    segments = plan_segments(desk)
    paths: list[list[str]] = []
    for segment in segments:
        paths.append([])
        for artefact in segment_artefacts(desk, segment):
            paths[-1].append(artefact.path)
            yield artefact
    yield from index_artefacts(desk, segments, paths)


def segment_artefacts(desk: Desk, segment: Segment) -> Iterator[Artefact]:
    """Yield the files of a segment; asks for the bodies of its own entries only."""
    found = [document(entry, desk) for entry in segment.entries]
    texts = [_text(data) for data in packed_texts(record(document) for document in found)]
    yield from texts
    values = [values_of(entry, desk) for entry in segment.entries]
    names = [_names(texts[at : at + NAMES]) for at in range(0, len(texts), NAMES)]
    yield from _lists(segment, found, values, names)


def index_artefacts(
    desk: Desk, segments: Sequence[Segment], paths: Sequence[Iterable[str]]
) -> Iterator[Artefact]:
    """Yield the files that all segments share. `paths` holds, for each segment, the paths of what
    `segment_artefacts` gave; those of the heads are enough.
    """
    letters = _named("", deflated(packed_simplified()))
    words = _named("", deflated(dictionary()))
    yield from (letters, words)
    entries = (entry for segment in segments for entry in segment.entries)
    index = {
        "format": FORMAT,
        "names": NAMES,
        "letters": _base(letters),
        "dictionary": _base(words),
        "syllables": SYLLABLES,
        "segments": [
            [_folder(files), len(segment.entries)]
            for segment, files in zip(segments, paths, strict=True)
        ],
        "facets": vocabulary(desk, entries),
        "texts": {name: desk.texts(name) for name in FACETS} | _words(desk),
    }
    yield Artefact(f"{FOLDER}/index.json", _json(index))


def _folder(paths: Iterable[str]) -> str:
    """Return the folder of a segment, found by its head."""
    head = next(path for path in paths if path.endswith("/head.bin"))
    return head.split("/")[-2]


def _words(desk: Desk) -> dict[str, str]:
    """Return the words of the browser's part that depend on an answer."""
    return {"found": desk.texts("search_found", count="{count}"), "none": desk.texts.search_none}


def _lists(
    segment: Segment,
    found: Sequence[Document],
    values: Sequence[tuple[tuple[str, ...], ...]],
    names: Sequence[bytes],
) -> Iterator[Artefact]:
    """Yield head, lists and names of texts, in a folder named by the segment and their bytes."""
    stream, alphabet = stream_of(found)
    lists = [write_level(level, len(found)) for level in levels(stream)]
    spoken, sounds = spoken_stream([document.spoken for document in found])
    by_sound = [write_level(level, len(found)) for level in levels(spoken)]
    ids, cells = columns(values)
    numbers = [len(alphabet), *_steps(alphabet.tolist()), *_directory(lists)]
    numbers += [len(sounds), *_steps(sounds.tolist()), *_directory(by_sound), *cells]
    used = json.dumps(ids, ensure_ascii=False, separators=(",", ":")).encode()
    head = deflated(varints([len(used)]) + used + varints(numbers))
    shards = [data for shards in (*lists, *by_sound) for data in shards.data]
    folder = f"{FOLDER}/{segment.id}-{_hash(b''.join((head, *names, *shards)), 8)}"
    yield Artefact(f"{folder}/head.bin", head)
    for letter, files in (("", shards), ("t", names)):
        for number, data in enumerate(files):
            yield Artefact(f"{folder}/{letter}{number}.bin", data)


def _names(texts: Iterable[Artefact]) -> bytes:
    return b"".join(bytes.fromhex(_base(text)) for text in texts)


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
