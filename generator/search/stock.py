"""Owns the stock of a segment: what its lists are made of, document by document, so that the next
build needs only the documents that changed. May not know lists or bodies.

It holds no more of a document than its published text does, and each under a key of all that the
document depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.documents import Document
from generator.search.framing import framed, unframed
from generator.search.grams import TIERS, Stream
from generator.search.pinyin import FIRST_SYLLABLE, spoken_units
from generator.search.runs import Runs
from generator.search.stream import asked_alone, units_of_parts
from generator.search.texts import packed_texts, record


@dataclass(frozen=True, slots=True)
class Stock:
    """Of each document its key, its packed text, its units in TIERS runs, highest tier first, and
    the units of its sounds.
    """

    keys: tuple[bytes, ...]
    texts: tuple[bytes, ...]
    units: Runs
    sounds: Runs

    @classmethod
    def of(cls, keys: Sequence[bytes], found: Sequence[Document]) -> Stock:
        """Make the stock of documents."""
        units, traditional = units_of_parts([part for each in found for part in each.parts])
        letters = [""] * len(found)
        for part, held in traditional.items():
            letters[part // TIERS] += held
        texts = tuple(packed_texts(map(record, found, letters)))
        return cls(tuple(keys), texts, units, spoken_units([d.spoken for d in found]))

    def updated(
        self, keys: Sequence[bytes], make: Callable[[Sequence[int]], Sequence[Document]]
    ) -> Stock:
        """Return the stock of the documents with these keys; `make` makes those, by their places,
        whose keys are not in this one.
        """
        places = {key: place for place, key in enumerate(self.keys)}
        fresh = [place for place, key in enumerate(keys) if key not in places]
        new = Stock.of([keys[place] for place in fresh], make(fresh))
        places |= {key: len(self.keys) + place for place, key in enumerate(new.keys)}
        order = [places[key] for key in keys]
        texts = (*self.texts, *new.texts)
        return Stock(
            tuple(keys),
            tuple([texts[place] for place in order]),
            self.units.followed_by(new.units).taken(order, TIERS),
            self.sounds.followed_by(new.sounds).taken(order),
        )

    def has_lists_of(self, other: Stock) -> bool:
        """Tell whether both have the same units and sounds, and so the same lists."""
        pairs = ((self.units, other.units), (self.sounds, other.sounds))
        return all(one.equals(two) for one, two in pairs)

    @property
    def stream(self) -> Stream:
        """The stream of texts: a run is a cell."""
        cells = np.repeat(np.arange(len(self.units.sizes), dtype=np.int32), self.units.sizes)
        return Stream(self.units.values, cells, len(self.texts), asked_alone())

    @property
    def heard(self) -> Stream:
        """The stream of sounds: syllables are in tier 3, initials in tier 0."""
        docs = np.repeat(np.arange(len(self.sounds.sizes), dtype=np.int32), self.sounds.sizes)
        low = np.where(self.sounds.values >= FIRST_SYLLABLE, 0, TIERS - 1).astype(np.int32)
        syllables = np.arange(65536) >= FIRST_SYLLABLE  # one initial alone finds nothing
        return Stream(self.sounds.values, TIERS * docs + low, len(self.texts), syllables)

    def dumped(self) -> bytes:
        """Return the stock as bytes."""
        sizes = np.array([len(text) for text in self.texts], np.int32)
        runs = (self.units, self.sounds)
        arrays = [sizes, *(array for found in runs for array in (found.values, found.sizes))]
        return framed(
            [b"".join(self.keys), b"".join(self.texts), *(array.tobytes() for array in arrays)]
        )

    @classmethod
    def loaded(cls, data: bytes | memoryview) -> Stock:
        """Return the stock of which these are the bytes."""
        known, found, *rest = unframed(data)
        keys, texts = bytes(known), bytes(found)
        kinds = (np.int32, np.uint16, np.int32, np.uint16, np.int32)
        sizes, *runs = (np.frombuffer(part, kind) for part, kind in zip(rest, kinds, strict=True))
        size = len(keys) // max(1, len(sizes))
        ends = np.cumsum(sizes).tolist()
        return cls(
            tuple([keys[at : at + size] for at in range(0, len(keys), size or 1)]),
            tuple([texts[end - n : end] for end, n in zip(ends, sizes.tolist(), strict=True)]),
            Runs(*runs[:2]),
            Runs(*runs[2:]),
        )
