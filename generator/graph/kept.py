"""Owns keeping the site model, without its entries, while their shapes stay the same.
May not know how it is made.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from generator.cache import key_of
from generator.crew import Crew
from generator.graph.library import Library
from generator.graph.related import Related
from generator.graph.site import Site, make_site
from generator.kinds.base import Entry


class KeptSite:
    """A site model with numbers for its entries. `key` is that of all which it depends on.

    It is turned into bytes when it is kept: by a process that has nothing else to do.
    """

    def __init__(self, key: bytes, data: bytes | Callable[[], bytes]) -> None:
        """`data` are the bytes, or make them when they are asked for."""
        self.key = key
        self._data = data

    def __reduce__(self) -> tuple[Any, ...]:
        return KeptSite, (self.key, self.data)

    @property
    def data(self) -> bytes:
        """The site model as bytes."""
        if not isinstance(self._data, bytes):
            self._data = self._data()
        return self._data

    def restored(self, published: Sequence[Entry[Any]]) -> Site:
        """Return the site model with these entries, in the order in which they were when kept."""

        class Unpickler(pickle.Unpickler):
            # A method of C, no function: so a million references cost no call of Python each.
            persistent_load = published.__getitem__

        site: Site = Unpickler(io.BytesIO(self.data)).load()  # out of the sealed cache
        return site


def shape_of(entry: Entry[Any]) -> bytes:
    """Return the key of what of an entry the orders and groups of a site depend on: of a story its
    place, day and groups, of others anything.
    """
    if entry.kind != "story":
        return key_of((entry.permalink.encode(), entry.digest))
    fields = entry.fields
    groups = (fields.column, fields.colleges, fields.regions, fields.honors, fields.tags)
    people = [ref.id for ref in fields.people]
    return key_of((repr((entry.permalink, fields.date.iso(), groups, people)).encode(),))


def kept_site(
    library: Library,
    published: Sequence[Entry[Any]],
    shapes: Iterable[bytes],
    names: bytes,
    was: KeptSite | None,
    counted: Related | None,
    crew: Crew | None,
) -> tuple[Site, KeptSite | None]:
    """Return the site model, made of the last one while nothing that it depends on has changed.

    `shapes` are those of the published entries; `names` is the key of the library's names, `NO_KEY`
    where it is not known; `counted` is what was counted for the last one.
    """
    key = key_of((names, *shapes))
    if names and was is not None and was.key == key:
        return was.restored(published), was
    site = make_site(library, published, counted, crew)
    return site, KeptSite(key, partial(_dumped, site, published)) if names else None


def _dumped(site: Site, published: Sequence[Entry[Any]]) -> bytes:
    numbers = {id(entry): number for number, entry in enumerate(published)}

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing: object) -> int | None:
            return numbers.get(id(thing))

    stream = io.BytesIO()
    Pickler(stream, 5).dump(site)
    return stream.getvalue()
