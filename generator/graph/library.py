"""Owns the library: every valid entry and term, found by the names that editors use for them.
May not know whether an entry is published.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.term import Term
from generator.schema import nearest


class Vocabulary:
    """The terms of one taxonomy in display order, found by id, by an unambiguous name, or by what
    they were called before.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(sorted(terms, key=lambda t: (t.order, t.id)))
        self._by_id = {term.id: term for term in self.terms}
        self._named: dict[str, list[Term]] = {}
        for term in self.terms:
            for name in {term.zh.casefold(), term.en.casefold()} - {""}:
                self._named.setdefault(name, []).append(term)
        self._by_name = {name: found[0] for name, found in self._named.items() if len(found) == 1}
        for term in self.terms:
            for name in map(str.casefold, term.aliases):
                if name not in self._named:
                    self._by_name.setdefault(name, term)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def find(self, text: str) -> Term | None:
        """Return the term with this id or name, or None."""
        return self._by_id.get(text) or self._by_name.get(text.casefold())

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset([*self._by_id, *(t.zh for t in self.terms), *self._by_name])

    def suggest(self, text: str) -> str:
        """Return all terms of a name that more than one has, else the nearest term, as an editor
        would recognise them, or ''.
        """
        meant = self._named.get(text.casefold(), [])
        if not meant:
            found = nearest(text, self._names) or self._holding(text)
            term = self.find(found)
            meant = [term] if term else self._named.get(found.casefold(), [])
        return "、".join(f"“{term.zh}”（{term.id}）" for term in meant)

    def _holding(self, text: str) -> str:
        """Return the only name in which a text of two or more characters stands, or ''."""
        holding = [t.id for t in self.terms if text in t.zh] if len(text) > 1 else []
        return holding[0] if len(holding) == 1 else ""


EMPTY = Vocabulary(())


@dataclass(frozen=True)  # with a dictionary, for what is looked up when something is missing
class Library:
    """All valid entries by kind and key, and the vocabularies.

    `broken` holds the paths of entries and vocabularies that are there but not valid, of terms
    (`path#id`, `path#name`), and own ids and aliases (`#id`, `#/alias`): what refers to them is not
    a mistake of its own.
    """

    entries: Mapping[str, Mapping[str, Entry[Any]]]
    vocabularies: Mapping[str, Vocabulary]
    by_path: Mapping[str, Entry[Any]]
    story_ids: Mapping[str, Entry[Any]]
    broken: frozenset[str] = frozenset()

    def of(self, kind: str) -> Mapping[str, Entry[Any]]:
        """Return the entries of a kind by key."""
        return self.entries.get(kind, {})

    def is_broken(self, *paths: str) -> bool:
        """Tell whether one of the paths is an entry that is there but not valid."""
        return not self.broken.isdisjoint(paths)

    def __iter__(self) -> Iterator[Entry[Any]]:
        for by_key in self.entries.values():
            yield from by_key.values()

    def story(self, reference: str, origin: str) -> Entry[Any] | None:
        """Find a story by id (`2024/slug` or its own `id`), or by path relative to `origin`."""
        if found := self.story_ids.get(reference):
            return found
        found = self.by_path.get(_path_of(reference, origin))
        return found if found is not None and found.kind == "story" else None

    def nearest_story(self, text: str, cutoff: float = 0.6) -> str:
        """Return the id of the story that has a title, or the id that is nearest to a text."""
        return self._by_title.get(text) or nearest(text, self._ids, cutoff=cutoff)

    @cached_property
    def _by_title(self) -> dict[str, str]:
        return {entry.title: key for key, entry in self.of("story").items()}

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(self.story_ids)

    def is_broken_story(self, reference: str, origin: str) -> bool:
        """Tell whether this names a story that is there but not valid; see `story`."""
        path = _path_of(reference, origin)
        return self.is_broken(path, f"stories/{reference}.md", f"#{reference}")


def _path_of(reference: str, origin: str) -> str:
    start = "" if reference.startswith("/") else posixpath.dirname(origin)
    return posixpath.normpath(posixpath.join(start, reference.lstrip("/")))


def make_library(
    entries: Iterable[Entry[Any]], terms: Iterable[Term], broken: Iterable[str] = ()
) -> Library:
    """Index the entries and terms; of two entries with one key the first path stays."""
    by_kind: dict[str, dict[str, Entry[Any]]] = {}
    by_path: dict[str, Entry[Any]] = {}
    story_ids: dict[str, Entry[Any]] = {}
    for entry in sorted(entries, key=lambda e: (e.kind, e.path)):
        by_kind.setdefault(entry.kind, {}).setdefault(entry.key, entry)
        by_path[entry.path] = entry
        if entry.kind == "story":
            for name in filter(None, (entry.gist.id, entry.key)):
                story_ids.setdefault(name, entry)
    grouped: dict[str, list[Term]] = {}
    for term in terms:
        grouped.setdefault(term.taxonomy, []).append(term)
    vocabularies = {name: Vocabulary(found) for name, found in grouped.items()}
    return Library(by_kind, vocabularies, by_path, story_ids, frozenset(broken))
