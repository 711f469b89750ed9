"""Owns the files of the index: texts of each segment, and what all segments share.
May not know how they are made; docs/search-format.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Any
from zlib import Z_FILTERED

import numpy as np

from generator.publish.artefact import Artefact
from generator.render.views import Desk
from generator.search.ahead import ahead
from generator.search.bits import varints
from generator.search.documents import document
from generator.search.facets import (
    FACETS,
    Column,
    cells,
    columns,
    dumped,
    loaded,
    values_of,
    vocabulary,
)
from generator.search.fold import in_common_use, packed_simplified
from generator.search.grams import OFTEN, levels
from generator.search.joining import FOLDER, Before, Joined, Shared, join
from generator.search.lists import Shards, write_lists
from generator.search.parts import Part, Shelf
from generator.search.places import shard_count, shards_of_kinds
from generator.search.readings import SYLLABLES
from generator.search.segments import Segment, plan_segments
from generator.search.stock import Stock
from generator.search.texts import deflated, dictionary

FORMAT = 7
SOUNDS = 8  # shards of texts for each of sounds


def search_artefacts(desk: Desk) -> Iterator[Artefact]:
    """Yield every file of the index of a site."""
    segments = plan_segments(desk)
    parts = []
    for segment in segments:
        texts, part = segment_part(desk, segment, shard_count_of(segments))
        yield from texts
        parts.append(part)
    yield from index_artefacts(desk, parts)


def shard_count_of(segments: Iterable[Segment]) -> int:
    """Return into how many shards the lists of a site go (see `keys.shard_count`)."""
    return shard_count(sum(len(segment.entries) for segment in segments))


def segment_stock(
    desk: Desk, segment: Segment, keys: Sequence[bytes] = (), known: Stock | None = None
) -> Stock:
    """Return what the lists of a segment are made of; asks for the bodies of those entries only
    whose key is not `known`.
    """
    if known is None or len(keys) != len(segment.entries):
        return Stock.of(keys, [document(entry, desk) for entry in segment.entries])
    return known.updated(keys, lambda at: [document(segment.entries[n], desk) for n in at])


def segment_part(
    desk: Desk,
    segment: Segment,
    count: int,
    stock: Stock | None = None,
    former: tuple[Stock, Part] | None = None,
) -> tuple[list[Artefact], Part]:
    """Return the texts of a segment and its part of what all segments share. `count` is that of
    `shard_count_of`; without its stock the segment's own is made. Lists are those of the `former`
    stock and part where nothing has changed that they are made of.
    """
    stock = stock or segment_stock(desk, segment)
    facets = dumped(columns([values_of(entry, desk) for entry in segment.entries]))
    texts = [_text(segment, number, data) for number, data in enumerate(stock.texts)]
    if former is not None:
        was, part = former
        if part.begins == _begins(count) and stock.has_lists_of(was):
            return texts, part.with_texts(segment.id, stock.texts, facets)
    # In a first build each core has its own segments; after an edit, one core would have nothing.
    shards = _shards(stock, count, hurry=former is not None)
    return texts, Part.of(segment.id, stock.texts, facets, shards)


def index_artefacts(desk: Desk, parts: Sequence[Part]) -> list[Artefact]:
    """Return the files that all segments share, whose parts these are."""
    shared = join(_begins(_count(parts)), parts)
    return [*shared.files, *_others(desk, parts, shared)]


def index_on_shelf(
    desk: Desk, names: Sequence[str], shelf: Shelf, there: Container[str] | None
) -> tuple[list[Artefact], list[str]]:
    """Return the files that all segments share, made of the parts with these names: those that have
    to be written, and the paths of those that are `there`, on the published site, as they are.
    Without `there`, or if names do not tell what is in parts, all have to be written.
    """
    parts = [shelf.get(name) for name in names]
    before = _before(names, parts, shelf, there) if there is not None else None
    shared = join(_begins(_count(parts)), parts, before)
    if there is not None:
        shelf.note(Joined(tuple(names), shared.names).dumped())
    return [*shared.files, *_others(desk, parts, shared)], shared.kept


def _before(
    names: Sequence[str], parts: Sequence[Part], shelf: Shelf, there: Container[str]
) -> Before | None:
    """Return how the published site was joined, None where that, or a part of it, is not known.

    At least one part has to be the same, so it was this version of the program that joined them.
    """
    data = shelf.joined()
    joined = Joined.loaded(data) if data is not None else None
    if joined is None or len(joined.parts) != len(names) or set(names).isdisjoint(joined.parts):
        return None
    pairs = zip(joined.parts, names, parts, strict=True)
    others = [(was, part) for was, name, part in pairs if was != name]
    if not all(shelf.holds(was) for was, _ in others):
        return None
    return Before(joined.names, [(shelf.get(was), part) for was, part in others], there)


def _count(parts: Iterable[Part]) -> int:
    return shard_count(sum(part.size for part in parts))


def _begins(count: int) -> tuple[int, ...]:
    """Return at which place each kind of shards begins, those of texts, then those of sounds."""
    numbers = (*shards_of_kinds(count), *shards_of_kinds(count // SOUNDS | 1))
    return tuple(accumulate(numbers, initial=0))


def _others(desk: Desk, parts: Sequence[Part], shared: Shared) -> Iterator[Artefact]:
    """Yield the files that all segments share, but their shards."""
    columns = [loaded(part.facets) for part in parts]
    facets = vocabulary(desk, [[column.ids for column in found] for found in columns])
    letters = _named(deflated(packed_simplified(), strategy=Z_FILTERED))
    words = _named(deflated(dictionary()))
    head = _named(deflated(*_head(facets, columns), strategy=Z_FILTERED))
    tables = [_named(table) for table in shared.tables()]
    yield from (letters, words, head, *tables)
    index = {
        "format": FORMAT,
        "often": OFTEN,
        "letters": _base(letters),
        "traditional": in_common_use(),
        "dictionary": _base(words),
        "head": _base(head),
        "syllables": SYLLABLES,
        "shards": _count(parts),
        "tables": [_base(table) for table in tables],
        "segments": [[part.segment, part.version, part.size] for part in parts],
        "facets": facets,
        "texts": {name: desk.texts(name) for name in FACETS} | _words(desk),
    }
    yield Artefact(f"{FOLDER}/index.json", _json(index))


def _words(desk: Desk) -> dict[str, str]:
    """Return the words of the browser's part that depend on an answer."""
    return {
        "found": desk.texts("search_found", count="{count}"),
        "apart": desk.texts("search_apart", query="{query}", count="{count}"),
        "none": desk.texts.search_none,
    }


def _shards(stock: Stock, count: int, hurry: bool) -> tuple[Shards, ...]:
    """Return the shards of texts and those of sounds; in a `hurry` with two threads. Else levels
    are all made before they are written: both at once take 10 MB more for 500 documents.
    """
    size = len(stock.texts)
    found = levels(stock.stream)
    return (
        *write_lists(ahead(found) if hurry else tuple(found), size, count),
        *write_lists(levels(stock.heard), size, count // SOUNDS | 1),
    )


def _head(
    facets: Mapping[str, Sequence[Sequence[str]]], columns: Sequence[Sequence[Column]]
) -> Iterator[bytes]:
    """Yield what the head tells of each facet: the values of the documents of all segments."""
    for place, facet in enumerate(FACETS):
        found = [cells(of_segment[place], facets[facet]) for of_segment in columns]
        yield varints(np.concatenate(found)) if found else b""


def _text(segment: Segment, number: int, data: bytes) -> Artefact:
    """Return a text; they are numbered from the oldest, so a newer story renames none."""
    return Artefact(f"{FOLDER}/{segment.id}/{number}.bin", data)


def _named(data: bytes) -> Artefact:
    """Return a file that is named by a hash of its bytes."""
    return Artefact(f"{FOLDER}/{blake2b(data, digest_size=8).hexdigest()}.bin", data)


def _base(artefact: Artefact) -> str:
    return artefact.path.rsplit("/", 1)[1].removesuffix(".bin")


def _json(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode() + b"\n"
