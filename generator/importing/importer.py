"""Owns an import from start to end: walk, read, place, convert, write, report.
May not know a dialect's details; every problem of a post becomes a note.
"""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from generator.importing.addresses import Addresses, Placed
from generator.importing.columns import PATH as COLUMNS
from generator.importing.columns import Columns
from generator.importing.configuration import find_config
from generator.importing.converting import Converted, convert
from generator.importing.decoding import MAX_FILE, decode
from generator.importing.dialect import HABITS, Dialect
from generator.importing.frontmatter import Parsed, parse_post
from generator.importing.inheriting import Defaults, hugo_cascade, inherit, jekyll_defaults
from generator.importing.notes import Copied, ImportReport, Note, make_note, sort_notes
from generator.importing.output import MAX_FRONT
from generator.importing.pictures import Shelf
from generator.importing.placing import Aliases, place_stories
from generator.importing.reader import read_story
from generator.importing.sources import Found, shown, survey
from generator.importing.store import Store
from generator.importing.story import Setting, Story


@dataclass(slots=True)
class _Log:
    """What happened so far. `beside` are the files of bundles, `pictured` what is shown."""

    written: list[Copied] = field(default_factory=list)
    unchanged: list[Copied] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    skipped: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    media: set[Copied] = field(default_factory=set)
    beside: tuple[str, ...] = ()
    pictured: set[str] = field(default_factory=set)

    def report(self) -> ImportReport:
        return ImportReport(
            written=tuple(sorted(self.written)),
            unchanged=tuple(sorted(self.unchanged)),
            kept=tuple(sorted(self.kept)),
            skipped=sort_notes(self.skipped),
            notes=sort_notes(self.notes),
            media=tuple(sorted(self.media)),
        )


def import_posts(
    source: Path,
    into: Path,
    dialect: Dialect | str,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> ImportReport:
    """Import the posts in SOURCE as stories and pages of CONTENT; SOURCE is only read.

    `zone` holds for times without offset; what the source shows after `now` waits until then.
    A second run writes nothing that is there already, overwrites what the first one wrote and
    nobody edited, brings back no story that somebody deleted, and never deletes. Whatever is wrong
    with a post stands in the report. Raises ValueError for an unknown dialect, nothing for content.
    """
    dialect = Dialect(dialect)
    refusal = _refusal(source, into)
    if refusal:
        return ImportReport(skipped=(make_note(refusal, ".", 0),), is_refusal=True)
    config = find_config(Path(os.path.realpath(source)), HABITS[dialect])
    setting = Setting(dialect, config, zone, now)
    log = _Log()
    stories = _read_all(source, setting, log)
    store = Store(into)
    placed = place_stories(stories, store.targets(), log.notes)
    columns, columns_text = _columns(store)
    shelf = Shelf(source, config.folder or source, HABITS[dialect])
    _convert_all(placed, store, columns, shelf, setting, log)
    _finish(store, columns, columns_text, log)
    _name_unused(source, log)
    return log.report()


def _refusal(source: Path, into: Path) -> str:
    """Return why nothing can be imported, '' if it can."""
    if not source.is_dir():
        return "no-source"
    first, second = os.path.realpath(source), os.path.realpath(into)
    ends = {first.rstrip(os.sep) + os.sep, second.rstrip(os.sep) + os.sep}
    overlap = any(a.startswith(b) for a in ends for b in ends if a != b) or len(ends) == 1
    return "same-folder" if overlap else ""


def _read_all(source: Path, setting: Setting, log: _Log) -> list[Story]:
    looked = survey(source, setting.dialect, setting.config)
    log.skipped.extend(looked.skipped)
    log.beside = looked.beside
    if not looked.found:
        log.notes.append(make_note("no-posts", ".", 0))
    defaults = list(jekyll_defaults(setting.config.defaults))
    defaults += hugo_cascade(setting.config.cascade, "")
    for section in looked.sections:
        parsed = _parse(source, section, _Log())
        if isinstance(parsed, Note):
            continue
        if field := parsed.fields.get("cascade"):
            defaults += hugo_cascade(field.value, posixpath.dirname(section))
        plain = make_note("section-file", shown(section), 0)
        if plain in log.skipped and parsed.body.text.strip():
            log.skipped[log.skipped.index(plain)] = make_note("section-text", shown(section), 0)
    stories: list[Story] = []
    for found in looked.found:
        story = _read(source, found, setting, defaults, log)
        if isinstance(story, Note):
            log.skipped.append(story)
        else:
            stories.append(story)
            log.notes.extend(story.notes)
    return stories


def _read(
    source: Path, found: Found, setting: Setting, defaults: list[Defaults], log: _Log
) -> Story | Note:
    parsed = _parse(source, found.path, log)
    if isinstance(parsed, Note):
        return parsed
    return read_story(found, inherit(parsed, found, defaults), setting)


def _parse(source: Path, name: str, log: _Log) -> Parsed | Note:
    """Return a post as it was read, or why it cannot be."""
    path = shown(name)
    try:
        with open(source / name, "rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        return make_note("unreadable", path, 0, reason=error.strerror or error)
    if len(data) > MAX_FILE:
        return make_note("too-large", path, 0)
    decoded = decode(data)
    if decoded is None:
        return make_note("not-text", path, 0)
    if decoded.encoding != "utf-8-sig":
        log.notes.append(make_note("encoding", path, 1, name=decoded.encoding.upper()))
    if decoded.removed:
        log.notes.append(make_note("control", path, decoded.first_removed, count=decoded.removed))
    return parse_post(decoded.text, path)


def _columns(store: Store) -> tuple[Columns, str]:
    """Return the columns of CONTENT, and the text in which they stand."""
    try:
        text = store.read(COLUMNS) or ""
    except (OSError, ValueError):
        text = "?"  # no list of terms, so nothing will be added to it
    return Columns(text, store.columns), text


def _convert_all(
    placed: tuple[Placed, ...],
    store: Store,
    columns: Columns,
    shelf: Shelf,
    setting: Setting,
    log: _Log,
) -> None:
    addresses, aliases = Addresses(placed), Aliases(placed, log.notes)
    for post in placed:
        is_story = post.story.date is not None
        column = columns.id_for("".join(post.story.categories[:1])) if is_story else ""
        try:
            converted = convert(post, addresses, shelf, setting, column, aliases.of(post))
        # The last resort: whatever a parser does to one post, the others are imported.
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            log.skipped.append(make_note("failed", post.story.path, 0, reason=reason))
        else:
            _save(post, converted, store, log)


def _save(post: Placed, converted: Converted, store: Store, log: _Log) -> None:
    path, data = post.story.path, converted.text.encode("utf-8")
    code = _too_large(converted.text, data)
    if code:
        log.skipped.append(make_note(code, path, 0))
        return
    log.notes.extend(converted.notes)
    if store.was_deleted(post.target):
        log.pictured.update(os.path.realpath(file) for file in converted.copies.values())
        _note_outcome("kept-deleted", post.target, path, log)
        return
    try:
        for target, file in converted.copies.items():
            _note_outcome(store.put(target, file.read_bytes(), path), target, path, log)
            log.pictured.add(os.path.realpath(file))
            log.media.add((shown(os.path.basename(file)), target))
        outcome = store.put(post.target, data, path)
    except OSError as error:
        log.skipped.append(make_note("unwritable", path, 0, reason=error.strerror or error))
        return
    _note_outcome(outcome, post.target, path, log)
    if outcome == "written":
        log.written.append((path, post.target))
    elif outcome == "unchanged":
        log.unchanged.append((path, post.target))


def _too_large(text: str, data: bytes) -> str:
    front = text.find("\n---\n", 3)
    if len(text[:front].encode("utf-8")) > MAX_FRONT:
        return "front-too-large"
    return "too-large" if len(data) > MAX_FILE else ""


def _note_outcome(outcome: str, target: str, path: str, log: _Log) -> None:
    if outcome.startswith("kept"):
        log.kept.add(target)
        log.notes.append(make_note(outcome, path, 0, target=target))


def _name_unused(source: Path, log: _Log) -> None:
    """Name the files of bundles that no post shows, unless they were named already."""
    named = {note.path for note in log.skipped}
    for path in log.beside:
        if os.path.realpath(source / path) not in log.pictured and shown(path) not in named:
            log.skipped.append(make_note("file-unused", shown(path), 0))


def _finish(store: Store, columns: Columns, before: str, log: _Log) -> None:
    """Write the new columns and the registry."""
    try:
        text = columns.text() if columns.added else before
        if text is None:
            ids = ", ".join(term.id for term in columns.added)
            log.notes.append(make_note("columns-unreadable", COLUMNS, 0, ids=ids))
        elif text != before:
            store.append(COLUMNS, text)
            for term in columns.added:
                log.notes.append(make_note("column-added", COLUMNS, 0, id=term.id, name=term.zh))
        if columns.chosen or log.written or log.unchanged:
            store.close(columns.chosen)
    except OSError as error:
        log.skipped.append(make_note("unwritable", COLUMNS, 0, reason=error.strerror or error))
