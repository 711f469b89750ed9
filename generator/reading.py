"""Owns the first half of the stream: a content folder becomes a library and its faults.
May not decide what is published, render or write.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.graph.library import Library, make_library
from generator.kinds import KINDS
from generator.kinds.base import Entry, Kind
from generator.kinds.term import TAXONOMIES, Term, TermFields
from generator.names import is_slug, suggest_slug
from generator.problems import Fault
from generator.schema import Context, nearest, salvage, validate
from generator.source import ContentFolder, RawEntry, open_folder, read_entry, read_list
from generator.source.images import media_type

# Folders of `content/` that belong to no kind. `ledger` and `reports` are read by `stats/`.
OTHER_FOLDERS = ("taxonomies", "media", "ledger", "reports")
OTHER_FILES = ("measures.yml",)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that could be read: valid entries and terms, and every fault so far.

    `broken` are entries with mistakes, as far as they could be read: only for finding more.
    """

    folder: ContentFolder
    library: Library
    entries: tuple[Entry[Any], ...]
    broken: tuple[Entry[Any], ...]
    faults: tuple[Fault, ...]


def read_content(root: Path, context: Context, progress: Progress) -> Content:
    """Read a content folder whole. Never raises for what is in it."""
    folder, found = open_folder(root)
    faults = list(found)
    if not root.is_dir():
        faults = [Fault("L106", ".", args={"value": root.name})]
    faults += _stray_files(folder)
    terms = list(_terms(folder, context, faults))
    entries: list[Entry[Any]] = []
    broken: dict[str, Entry[Any] | None] = {}
    for kind in KINDS:
        paths = [p for p in folder.below(kind.folder) if p.lower().endswith(kind.endings)]
        for number, path in enumerate(paths):
            progress(kind.name, number, len(paths))
            entry, wrong = read_one(folder, path, kind, context)
            faults += wrong
            if entry is None or any(_is_error(fault) for fault in wrong):
                broken[path] = entry
            else:
                entries.append(entry)
    library = make_library(entries, terms, broken)
    readable = tuple(entry for entry in broken.values() if entry is not None)
    return Content(folder, library, tuple(entries), readable, tuple(faults))


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
    faults += tuple(kind.check(path, fields))
    return _entry(kind, path, raw, fields, key), faults


def _entry(kind: Kind, path: str, raw: RawEntry, fields: Any, key: str = "") -> Entry[Any]:
    permalink = kind.permalink(key, fields) if key else ""
    title = kind.title(fields) if key else path
    tables = tuple(raw.tables.items())
    return Entry(kind.name, key, path, permalink, title, fields, raw.body, raw.body_line, tables)


def _is_error(fault: Fault) -> bool:
    return fault.located((0, 0)).severity == "error"


def _in_table(fault: Fault, tables: dict[str, str]) -> Fault:
    """Move a fault of a table's row from the entry's file to the table's."""
    if fault.keys and (table := tables.get(str(fault.keys[0]))) is not None:
        keys = fault.keys[1:]
        return Fault(fault.code, table, keys, fault.args, fault.nearest, on_key=fault.on_key)
    return fault


def _terms(folder: ContentFolder, context: Context, faults: list[Fault]) -> Iterator[Term]:
    for path in folder.below("taxonomies"):
        name, ending = os.path.splitext(path.removeprefix("taxonomies/"))
        if ending != ".yml" or name not in TAXONOMIES:
            near = nearest(name, TAXONOMIES)
            args = {"value": name}
            faults.append(Fault("L104", path, args=args, nearest=near and f"{near}.yml"))
            continue
        items, wrong = read_list(folder, path)
        faults += wrong
        taken: set[str] = set()
        for number, item in items:
            fields, wrong = validate(TermFields, item, path, context, (number,))
            faults += wrong
            if fields is None:
                continue
            if fields.id in taken:
                faults.append(Fault("L232", path, (number, "id"), {"value": fields.id}))
                continue
            taken.add(fields.id)
            zh, en = fields.name.zh, fields.name.en or ""
            yield Term(name, fields.id, zh, en, fields.order, fields.description or "")


def _stray_files(folder: ContentFolder) -> Iterator[Fault]:
    """Name files that nothing reads, so that a mistyped folder or ending is noticed."""
    endings = {kind.folder: kind.endings for kind in KINDS}
    known = (*endings, *OTHER_FOLDERS)
    unknown: set[str] = set()
    for path in folder.files:
        top = path.split("/", 1)[0]
        if top in endings:
            if not path.lower().endswith((*endings[top], ".csv")) and not media_type(path):
                args = {"endings": " ".join(endings[top])}
                yield Fault("L105", path, args=args)
        elif path not in OTHER_FILES and top not in known and top not in unknown:
            unknown.add(top)
            yield Fault("L104", path, args={"value": top}, nearest=nearest(top, known))
