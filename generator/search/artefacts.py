"""Owns the files of the index: lists, texts and columns of each segment under names by content.
May not know how they are made; docs/search-format.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from generator.publish.artefact import Artefact
from generator.render.views import Desk
from generator.search.bits import varints
from generator.search.documents import Document, document
from generator.search.facets import FACETS, Values, columns, values_of, vocabulary
from generator.search.fold import packed_simplified
from generator.search.grams import OFTEN, Ints, levels
from generator.search.lists import write_lists
from generator.search.pinyin import spoken_stream
from generator.search.readings import SYLLABLES
from generator.search.segments import Segment, plan_segments
from generator.search.stream import stream_of
from generator.search.texts import deflated, dictionary, packed_texts, record

FORMAT = 2
FOLDER = "search"
MODULE = b'export * from "../assets/search/search.js"\n'


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
    texts = list(packed_texts(record(document) for document in reversed(found)))
    yield from (_text(segment, number, data) for number, data in enumerate(texts))
    lists = _shards(found)
    head = _head(lists, [values_of(entry, desk) for entry in segment.entries])
    shards = [shard for part in lists for kind in part.shards for shard in kind]
    folder = f"{FOLDER}/{segment.id}-{_hash([head, *shards, *texts])}"
    yield Artefact(f"{folder}/head.bin", head)
    yield from (Artefact(f"{folder}/{n}.bin", shard) for n, shard in enumerate(shards))


def index_artefacts(
    desk: Desk, segments: Sequence[Segment], paths: Sequence[Iterable[str]]
) -> Iterator[Artefact]:
    """Yield the files that all segments share. `paths` holds, for each segment, the paths of what
    `segment_artefacts` gave; those of the heads are enough.
    """
    letters = _named(deflated(packed_simplified()))
    words = _named(deflated(dictionary()))
    yield from (letters, words)
    entries = (entry for segment in segments for entry in segment.entries)
    index = {
        "format": FORMAT,
        "often": OFTEN,
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
    yield Artefact(f"{FOLDER}/search.js", MODULE)


def _folder(paths: Iterable[str]) -> str:
    """Return the folder of a segment, found by its head."""
    head = next(path for path in paths if path.endswith("/head.bin"))
    return head.split("/")[-2]


def _words(desk: Desk) -> dict[str, str]:
    """Return the words of the browser's part that depend on an answer."""
    return {"found": desk.texts("search_found", count="{count}"), "none": desk.texts.search_none}


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of texts or of sounds: the alphabet, and the files of each kind."""

    alphabet: Ints
    shards: tuple[tuple[bytes, ...], ...]


def _shards(found: Sequence[Document]) -> tuple[_Lists, _Lists]:
    """Return the lists of texts and those of sounds."""
    streams = stream_of(found), spoken_stream([document.spoken for document in found])
    of_texts, of_sounds = (
        _Lists(alphabet, write_lists(tuple(levels(stream)), stream.n_docs, stream.n_ids))
        for stream, alphabet in streams
    )
    return of_texts, of_sounds


def _head(lists: Iterable[_Lists], values: Sequence[Values]) -> bytes:
    """Return the head of a segment: names of values, alphabets and numbers of files, columns."""
    ids, cells = columns(values)
    names = json.dumps(ids, ensure_ascii=False, separators=(",", ":")).encode()
    parts = [varints([len(names)]) + names]
    for part in lists:
        counts = (len(shards) for shards in part.shards)
        steps = np.diff(part.alphabet, prepend=0).tolist()
        parts.append(varints([len(steps), *steps, *counts]))
    return deflated(*parts, *map(varints, cells))


def _text(segment: Segment, number: int, data: bytes) -> Artefact:
    """Return a text; they are numbered from the oldest, so a newer story renames none."""
    return Artefact(f"{FOLDER}/{segment.id}/{number}.bin", data)


def _named(data: bytes) -> Artefact:
    return Artefact(f"{FOLDER}/{_hash([data])}.bin", data)


def _base(artefact: Artefact) -> str:
    return artefact.path.rsplit("/", 1)[1].removesuffix(".bin")


def _hash(parts: Iterable[bytes]) -> str:
    """Return the name for some bytes. Texts are in a segment's, as clients ask for them with it."""
    return blake2b(b"".join(parts), digest_size=8).hexdigest()


def _json(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode() + b"\n"
