"""Owns the keys of what an entry can refer to: while they are the same, so is what it leads to.
May not resolve references.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.cache import NO_KEY, key_of
from generator.options import ImageOptions
from generator.reading import Content
from generator.source.images import media_type

# Files, names and settings may hold characters that no UTF-8 has.
_BITS = "surrogatepass"


def names_key(content: Content, images: ImageOptions) -> bytes:
    """Return the key of the names of everything that is there: entries, terms, files and what is
    in the media; `NO_KEY` where a change of a medium might not be seen.
    """
    folder, library = content.folder, content.library
    media = [path for path in folder.files if media_type(path)]
    if not all(path in folder.signatures for path in media):
        return NO_KEY
    ids = [(name, entry.path) for name, entry in library.story_ids.items() if name != entry.key]
    tables = [entry.tables for entry in library if entry.tables]
    terms = [(name, list(terms)) for name, terms in library.vocabularies.items()]
    more = (ids, tables, terms, images, sorted(library.broken), folder.root)
    return key_of(
        (
            _joined(part for e in library for part in (e.path, e.key, e.permalink)),
            _joined(library.by_path),  # of two with one key the second is here only
            _joined(folder.files),
            repr([folder.signatures[path] for path in media]).encode(),
            repr(more).encode(errors=_BITS),
        )
    )


def leads_key(
    names: bytes, content: Content, published: Collection[str], places: Iterable[str]
) -> bytes:
    """Return the key of all that references lead to; `published` are the paths of open entries,
    `places` the permalinks of pages and aliases.
    """
    if not names:
        return NO_KEY
    gated = [(e.path, e.gist.aliases) for e in content.library if e.path not in published]
    bodies = bytes(entry.has_body for entry in content.library)
    return key_of((names, repr(gated).encode(errors=_BITS), bodies, _joined(places)))


def _joined(names: Iterable[str]) -> bytes:
    return "\0".join(names).encode(errors=_BITS)
