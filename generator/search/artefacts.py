"""Owns the files of the index: texts of each segment, lists and columns of all, named by content.
May not know how they are made; docs/search-format.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any
from zlib import Z_FILTERED

from generator.publish.artefact import Artefact
from generator.render.views import Desk
from generator.search.bits import varints
from generator.search.documents import Document, document
from generator.search.facets import FACETS, Column, cells, columns, values_of, vocabulary
from generator.search.fold import packed_simplified
from generator.search.grams import OFTEN, levels
from generator.search.keys import shard_count, shards_of_kinds
from generator.search.lists import Shards, write_lists
from generator.search.parts import Part, joined
from generator.search.pinyin import spoken_stream
from generator.search.readings import SYLLABLES
from generator.search.segments import Segment, plan_segments
from generator.search.stream import stream_of
from generator.search.texts import deflated, dictionary, packed_texts, record

FORMAT = 4
FOLDER = "search"
MODULE = b'export * from "../assets/search/search.js"\n'
SOUNDS = 8  # shards of texts for each of sounds
NAME = 3  # bytes of the hash in the name of a shard: there are few of each number


def search_artefacts(desk: Desk) -> Iterator[Artefact]:
    """Yield every file of the index of a site."""
    segments = plan_segments(desk)
    parts = []
    for segment in segments:
        texts, part = segment_part(desk, segment, shard_count_of(segments))
        yield from texts
        parts.append(part)
    yield from index_artefacts(desk, segments, parts)


def shard_count_of(segments: Iterable[Segment]) -> int:
    """Return into how many shards the lists of a site go (see `keys.shard_count`)."""
    return shard_count(sum(len(segment.entries) for segment in segments))


def segment_part(desk: Desk, segment: Segment, count: int) -> tuple[list[Artefact], Part]:
    """Return the texts of a segment and its part of what all segments share; asks for the bodies
    of its own entries only. `count` is that of `shard_count_of`.
    """
    found = [document(entry, desk) for entry in segment.entries]
    texts = list(packed_texts(map(record, found)))
    facets = json.dumps(columns([values_of(entry, desk) for entry in segment.entries])).encode()
    part = Part.of(_hash(texts), facets, _shards(found, count))
    return [_text(segment, number, data) for number, data in enumerate(texts)], part


def index_artefacts(
    desk: Desk, segments: Sequence[Segment], parts: Sequence[Part]
) -> Iterator[Artefact]:
    """Yield the files that all segments share."""
    columns = [json.loads(part.facets) for part in parts]
    facets = vocabulary(desk, [[ids for ids, _ in of_segment] for of_segment in columns])
    letters = _named(deflated(packed_simplified(), strategy=Z_FILTERED))
    words = _named(deflated(dictionary()))
    head = _named(deflated(*_head(facets, columns), strategy=Z_FILTERED))
    yield from (letters, words, head)
    tables = []
    count = shard_count_of(segments)
    for kind, number in enumerate(_numbers(count)):
        shards = [joined([part.shard(kind, n) for part in parts]) for n in range(number)]
        names = [_name(shard) for shard in shards]
        for n, (shard, name) in enumerate(zip(shards, names, strict=True)):
            if shard:
                yield Artefact(f"{FOLDER}/{kind}/{n}-{name.hex()}.bin", shard)
        table = _named(bytes([kind]) + b"".join(names))
        yield table
        tables.append(_base(table))
    index = {
        "format": FORMAT,
        "often": OFTEN,
        "letters": _base(letters),
        "dictionary": _base(words),
        "head": _base(head),
        "syllables": SYLLABLES,
        "shards": count,
        "tables": tables,
        "segments": [
            [segment.id, part.version, len(segment.entries)]
            for segment, part in zip(segments, parts, strict=True)
        ],
        "facets": facets,
        "texts": {name: desk.texts(name) for name in FACETS} | _words(desk),
    }
    yield Artefact(f"{FOLDER}/index.json", _json(index))
    yield Artefact(f"{FOLDER}/search.js", MODULE)


def _words(desk: Desk) -> dict[str, str]:
    """Return the words of the browser's part that depend on an answer."""
    return {"found": desk.texts("search_found", count="{count}"), "none": desk.texts.search_none}


def _numbers(count: int) -> tuple[int, ...]:
    """Return how many shards there are of each kind, first those of texts, then those of sounds."""
    return (*shards_of_kinds(count), *shards_of_kinds(count // SOUNDS | 1))


def _shards(found: Sequence[Document], count: int) -> tuple[Shards, ...]:
    """Return the shards of texts and those of sounds."""
    texts, sounds = stream_of(found), spoken_stream([document.spoken for document in found])
    return (
        *write_lists(tuple(levels(texts)), len(found), count),
        *write_lists(tuple(levels(sounds)), len(found), count // SOUNDS | 1),
    )


def _head(
    facets: Mapping[str, Sequence[Sequence[str]]], columns: Sequence[Sequence[Column]]
) -> Iterator[bytes]:
    """Yield what the head tells of each facet: the values of the documents of all segments."""
    for place, facet in enumerate(FACETS):
        yield varints(cells((of_segment[place] for of_segment in columns), facets[facet]))


def _text(segment: Segment, number: int, data: bytes) -> Artefact:
    """Return a text; they are numbered from the oldest, so a newer story renames none."""
    return Artefact(f"{FOLDER}/{segment.id}/{number}.bin", data)


def _name(shard: bytes) -> bytes:
    """Return the hash of a shard, zeros for an empty one, which has no file."""
    if not shard:
        return bytes(NAME)
    found = blake2b(shard, digest_size=NAME).digest()
    return found if any(found) else b"\1" * NAME


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
