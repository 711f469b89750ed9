"""Owns the first half of the stream: a content folder becomes a library and its faults.
May not decide what is published, render or write.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from generator.cache import NO_KEY
from generator.crew import Crew, slices
from generator.graph.kept import shape_of
from generator.graph.library import Library, Vocabulary, make_library
from generator.kinds import KINDS
from generator.kinds.base import Entry, Kind
from generator.kinds.term import TAXONOMIES, Term, TermFields
from generator.names import is_slug, suggest_slug
from generator.personal import personal_data, personal_data_in
from generator.problems import Fault, Severity
from generator.schema import Context, nearest, salvage, validate
from generator.schema.synonyms import field_for, value_for
from generator.source import ContentFolder, RawEntry, Unread, open_folder, read_entry, read_list
from generator.source.folder import Signature
from generator.source.images import media_type

# Folders of `content/` that belong to no kind. `ledger` and `reports` are read by `stats/`.
OTHER_FOLDERS = ("taxonomies", "media", "ledger", "reports")
OTHER_FILES = ("measures.yml",)

Progress = Callable[[str, int, int], None]
FILES_A_WORKER = 500  # below this another process costs more than it saves
# What is wrong with a table of which no row is known, so that nothing can be said of their number.
_NO_TABLE = ("L101", "L111", "L112", "L113", "L130", "L131", "L133")
BODIES = 20_000  # as many are kept in memory while a site is built (some 60 MB), or none


class Reading(NamedTuple):
    """An entry without faults as it was read, with the signatures of its file and its tables, and
    with its shape (see `graph.kept`).
    """

    signatures: tuple[tuple[str, Signature], ...]
    entry: Entry[Any]
    shape: bytes


Readings = Mapping[str, Reading]
Read = tuple[Entry[Any] | None, tuple[Fault, ...], bytes]  # and the shape of a valid entry


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that could be read: valid entries and terms, and every fault so far.

    `broken` are entries with mistakes, as far as they could be read: only for finding more.
    `readings` are those that the next build need not read again; `fresh` are the paths read now.
    """

    folder: ContentFolder
    library: Library
    entries: tuple[Entry[Any], ...]
    broken: tuple[Entry[Any], ...]
    faults: tuple[Fault, ...]
    readings: Readings
    fresh: frozenset[str]

    def shapes(self, entries: Iterable[Entry[Any]]) -> list[bytes]:
        """Return the shapes of these entries (see `graph.kept`)."""
        known = self.readings
        return [known[e.path].shape if e.path in known else shape_of(e) for e in entries]


def read_content(root: Path, context: Context, progress: Progress) -> Content:
    """Walk and read a content folder whole. Never raises for what is in it."""
    folder, found = open_folder(root)
    return read_folder(folder, found, context, progress)


def read_folder(
    folder: ContentFolder,
    found: Sequence[Fault],
    context: Context,
    progress: Progress,
    known: Readings | None = None,
    crew: Crew | None = None,
) -> Content:
    """Read a content folder that was walked, with the faults that were found.

    Files that still look as they did when they were `known` are not read again.
    """
    known = known or {}
    faults = list(found)
    if not folder.root.is_dir():
        faults = [Fault("L106", ".", args={"value": folder.root.name})]
    faults += _stray_files(folder)
    lost: set[str] = set()
    terms = list(_terms(folder, context, faults, lost))
    paths = [(path, kind.name) for kind in KINDS for path in _paths(folder, kind)]
    found_now = dict(_read_all(folder, paths, context, progress, known, crew or Crew()))
    entries: list[Entry[Any]] = []
    broken: dict[str, Entry[Any] | None] = {}
    readings: dict[str, Reading] = {}
    for path, _ in paths:
        read = found_now.get(path)
        if read is None:  # as it was
            readings[path] = known[path]
            entries.append(readings[path].entry)
            continue
        entry, wrong, shape = read
        faults += wrong
        if entry is None or any(_is_error(fault) for fault in wrong):
            broken[path] = entry
            continue
        entries.append(entry)
        if not wrong and (signatures := _signatures(folder, entry)):
            readings[path] = Reading(signatures, entry, shape)
    readable = tuple(entry for entry in broken.values() if entry is not None)
    library = make_library(entries, terms, lost.union(broken, _own_names(readable)))
    parts = (tuple(entries), readable, tuple(faults), readings, frozenset(found_now))
    return Content(folder, library, *parts)


def _own_names(entries: Iterable[Entry[Any]]) -> Iterator[str]:
    """Yield the ids and aliases that entries give themselves, as `Library.broken` has them."""
    for gist in (entry.gist for entry in entries):
        yield from (f"#{name}" for name in (gist.id, *gist.aliases) if name)


def _paths(folder: ContentFolder, kind: Kind) -> list[str]:
    return [p for p in folder.below(kind.folder) if p.lower().endswith(kind.endings)]


def _read_all(
    folder: ContentFolder,
    paths: Iterable[tuple[str, str]],
    context: Context,
    progress: Progress,
    known: Readings,
    crew: Crew,
) -> Iterator[tuple[str, Read]]:
    """Read every file that is not known any more, shared out where they are many. `paths` have the
    name of their kind.
    """
    new = [(path, kind) for path, kind in paths if not _is_as_it_was(folder, known.get(path))]
    parts = slices(new, crew.workers, FILES_A_WORKER)
    unread = Unread(folder) if len(new) > BODIES else None
    tasks = [partial(_read_files, folder, part, context, unread is None) for part in parts]
    done = 0
    for part, results in zip(parts, crew.run(tasks), strict=True):
        done += len(part)
        progress("read", done, len(new))
        for (path, _), (entry, faults, shape) in zip(part, results, strict=True):
            entry = entry.left_unread(unread) if entry and unread else entry
            yield path, (entry, faults, shape)


def _read_files(
    folder: ContentFolder, files: Sequence[tuple[str, str]], context: Context, bodies: bool
) -> list[Read]:
    kinds = {kind.name: kind for kind in KINDS}
    unread = Unread()
    read: list[Read] = []
    for path, name in files:
        entry, faults = read_one(folder, path, kinds[name], context)
        shape = shape_of(entry) if entry is not None and not faults else NO_KEY
        entry = entry if entry is None or bodies else entry.left_unread(unread)
        read.append((entry, faults, shape))
    return read


def _is_as_it_was(folder: ContentFolder, known: Reading | None) -> bool:
    if known is None:
        return False
    return all(folder.signatures.get(path) == was for path, was in known.signatures)


def _signatures(folder: ContentFolder, entry: Entry[Any]) -> tuple[tuple[str, Signature], ...]:
    """Return the signatures of an entry's files; nothing where one cannot be relied upon."""
    paths = (entry.path, *(table for _, table in entry.tables))
    found = tuple((path, folder.signatures[path]) for path in paths if path in folder.signatures)
    return found if len(found) == len(paths) else ()


def read_one(
    folder: ContentFolder, path: str, kind: Kind, context: Context
) -> tuple[Entry[Any] | None, tuple[Fault, ...]]:
    """Read and check one file of a kind.

    With an error among the faults the entry holds what could be read of it, without permalink;
    it is None where nothing could.
    """
    raw, faults = read_entry(folder, path, kind.table_fields)
    if raw is None:
        return None, faults
    faults += tuple(_personal(raw, context))
    fields, wrong = validate(kind.model, raw.fields, path, context)
    faults += tuple(_in_table(fault, raw.tables) for fault in wrong)
    if fields is None:
        rest = salvage(kind.model, raw.fields, context)
        return (_entry(kind, path, raw, rest) if rest is not None else None), faults
    key = kind.key(path, fields)
    if not all(is_slug(part) for part in key.split("/")):
        args = {"value": next(part for part in key.split("/") if not is_slug(part))}
        near = suggest_slug(args["value"])
        faults += (Fault("L233", path, args=args, nearest=near, at=(1, 1)),)
    if not any(fault.code in _NO_TABLE for fault in faults):
        faults += tuple(kind.check(path, fields))
    return _entry(kind, path, raw, fields, key), faults


def _personal(raw: RawEntry, context: Context) -> Iterator[Fault]:
    """Yield a fault for each piece of personal data in the fields, the tables and the body."""
    for code, keys in personal_data_in(raw.fields, context.public):
        yield _in_table(Fault(code, raw.path, keys), raw.tables)
    for code, at in personal_data(raw.body, context.public):
        line, begin = raw.body.count("\n", 0, at), raw.body.rfind("\n", 0, at)
        yield Fault(code, raw.path, at=(raw.body_line + line, at - begin))


def _entry(kind: Kind, path: str, raw: RawEntry, fields: Any, key: str = "") -> Entry[Any]:
    permalink = kind.permalink(key, fields) if key else ""
    title = kind.title(fields) if key else path
    tables = tuple(raw.tables.items())
    place = (kind.name, key, path, permalink, title)
    read = (raw.body, raw.body_line, tables, raw.digest, len(raw.body))
    return Entry(*place, fields, *read)


def _is_error(fault: Fault) -> bool:
    return fault.located((0, 0)).severity is Severity.ERROR


def _in_table(fault: Fault, tables: dict[str, str]) -> Fault:
    """Move a fault of a table's row from the entry's file to the table's."""
    if fault.keys and (table := tables.get(str(fault.keys[0]))) is not None:
        # A header is wrong once, however many rows it has.
        keys = fault.keys[2:] if fault.on_key else fault.keys[1:]
        return Fault(fault.code, table, keys, fault.args, fault.nearest, on_key=fault.on_key)
    return fault


def _terms(
    folder: ContentFolder, context: Context, faults: list[Fault], lost: set[str]
) -> Iterator[Term]:
    """Yield the terms; `lost` gets the paths of vocabularies that cannot be read, and what items
    with mistakes are called, behind `#`.
    """
    for path in folder.below("taxonomies"):
        name, ending = os.path.splitext(path.removeprefix("taxonomies/"))
        if ending != ".yml" or name not in TAXONOMIES:
            near = nearest(name, TAXONOMIES)
            args = {"value": name}
            faults.append(Fault("L104", path, args=args, nearest=near and f"{near}.yml"))
            continue
        items, wrong = read_list(folder, path)
        faults += wrong
        lost.update(fault.path for fault in wrong)
        found: dict[str, tuple[int, TermFields]] = {}
        for number, item in items:
            found_in = personal_data_in(item, context.public)
            faults += (Fault(code, path, (number, *keys)) for code, keys in found_in)
            fields, wrong = validate(TermFields, item, path, context, (number,))
            faults += wrong
            if fields is None:
                lost.update(f"{path}#{word}" for word in _words(item))
                continue
            if fields.id in found:
                faults.append(Fault("L232", path, (number, "id"), {"value": fields.id}))
                continue
            found[fields.id] = (number, fields)
        owners = _owners([fields for _, fields in found.values()])
        faults += _claimed_twice(path, found.values(), owners)
        yield from (_term(name, fields, owners) for _, fields in found.values())


def read_vocabularies(root: Path, context: Context) -> dict[str, Vocabulary]:
    """Return those vocabularies of a content folder that are there and have no mistakes."""
    folder, _ = open_folder(root)
    faults: list[Fault] = []
    terms = list(_terms(folder, context, faults, set()))
    names = {term.taxonomy for term in terms}
    wrong = {fault.path for fault in faults}
    known = [name for name in TAXONOMIES if name in names and f"taxonomies/{name}.yml" not in wrong]
    return {name: Vocabulary(t for t in terms if t.taxonomy == name) for name in known}


def _term(taxonomy: str, fields: TermFields, owners: Mapping[str, str]) -> Term:
    zh, en = fields.name.zh, fields.name.en or ""
    aliases = tuple(name for name in fields.aliases if owners[name.casefold()] == fields.id)
    return Term(taxonomy, fields.id, zh, en, fields.order, fields.description or "", aliases)


def _owners(terms: Collection[TermFields]) -> dict[str, str]:
    """Return whose each id, name and alias is, in lower case: an alias is its first term's, where
    it is no id or name of another.
    """
    names = [(name, t.id) for t in terms for name in (t.id, t.name.zh, t.name.en or "")]
    names += [(alias, t.id) for t in terms for alias in t.aliases]
    return {name.casefold(): owner for name, owner in reversed(names)}


def _claimed_twice(
    path: str, terms: Iterable[tuple[int, TermFields]], owners: Mapping[str, str]
) -> Iterator[Fault]:
    """Name the aliases that are another term's of the vocabulary."""
    for number, fields in terms:
        for index, alias in enumerate(fields.aliases):
            if (owner := owners[alias.casefold()]) != fields.id:
                args = {"value": alias, "other": owner}
                yield Fault("L235", path, (number, "aliases", index), args)


def _words(value: Any) -> Iterator[str]:
    """Yield every text in a term as written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _words(item)


def _folder(name: str, known: Collection[str]) -> str:
    """Return the folder that is meant by a name, perhaps in Chinese, or ''."""
    return field_for(name, known) or value_for(name, known) or nearest(name, known)


def _stray_files(folder: ContentFolder) -> Iterator[Fault]:
    """Name files that nothing reads, so that a mistyped folder or ending is noticed."""
    endings = {kind.folder: kind.endings for kind in KINDS}
    known = (*endings, *OTHER_FOLDERS)
    unknown: set[str] = set()
    read = {top: (*found, ".csv") for top, found in endings.items()}
    for path in folder.files:
        top = path.partition("/")[0]
        if top in read:
            if not path.lower().endswith(read[top]) and not media_type(path):
                yield Fault("L105", path, args={"endings": " ".join(endings[top])})
        elif top not in known and top not in unknown and path not in OTHER_FILES:
            unknown.add(top)
            yield Fault("L104", path, args={"value": top}, nearest=_folder(top, known))
