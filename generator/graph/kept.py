"""Owns keeping the site model, without its entries, while their shapes stay the same.
May not know how it is made.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cache import key_of
from generator.crew import Crew
from generator.graph.library import Library
from generator.graph.related import Related
from generator.graph.site import Site, make_site
from generator.kinds.base import Entry


@dataclass(frozen=True, slots=True)
class KeptSite:
    """A site model with numbers for its entries. `key` is that of all which it depends on."""

    key: bytes
    data: bytes


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
    was: KeptSite | None = None,
    counted: Related | None = None,
    crew: Crew | None = None,
) -> tuple[Site, KeptSite | None]:
    """Return the site model, made of the last one while nothing that it depends on has changed.

    `shapes` are those of the published entries; `names` is the key of the library's names, `NO_KEY`
    where it is not known; `counted` is what was counted for the last one.
    """
    key = key_of((names, *shapes))
    if names and was is not None and was.key == key:
        return _restored(was, published), was
    site = make_site(library, published, counted, crew)
    return site, _keep(key, site, published) if names else None


def _keep(key: bytes, site: Site, published: Sequence[Entry[Any]]) -> KeptSite:
    """Return a site model as it may be kept."""
    numbers = {id(entry): number for number, entry in enumerate(published)}
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, 5)
    pickler.persistent_id = lambda thing: numbers.get(id(thing))  # type: ignore[method-assign]
    pickler.dump(site)
    return KeptSite(key, stream.getvalue())


def _restored(kept: KeptSite, published: Sequence[Entry[Any]]) -> Site:
    """Return the site model with these entries, in the order in which they were when kept."""
    unpickler = pickle.Unpickler(io.BytesIO(kept.data))  # noqa: S301 - out of the sealed cache
    unpickler.persistent_load = published.__getitem__  # type: ignore[method-assign]
    site: Site = unpickler.load()
    return site
