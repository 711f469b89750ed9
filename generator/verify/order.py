"""Owns the order of a proof: what is kept back, what is public, the look at every file.
May not write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from generator.crew import Crew, slices
from generator.graph.withdrawn import Keys
from generator.images import stem_of
from generator.kinds.base import Entry
from generator.problems import Fault, Problem, sort_problems
from generator.publish.manifest import MANIFEST
from generator.reading import Content
from generator.source import ContentFolder, to_problems
from generator.source.images import is_image, media_type
from generator.verify.finder import Finder, How, Sought
from generator.verify.forms import inflated, texts_of
from generator.verify.gated import KeptBack, Secrets, public_texts, secrets_of, shown_names
from generator.verify.site_files import (
    Listing,
    UnreadableError,
    differences,
    list_folder,
    read_file,
    read_manifest,
    seal_of,
)

_BATCH = 64  # entries that are searched as one text
_FILES_A_WORKER = 200
_BATCH_SIZE = 1 << 19  # characters of files that are searched as one text
_LARGE = 1 << 24  # bytes of a file whose texts are not gathered
_BETWEEN = "\n>\n"  # ends a tag that a file leaves open
_INDEX = "search/index.json"
_VARIANT = re.compile(r"(.+)-[0-9a-f]{10}-\d+\.\w+")  # of a picture, as `images` names it
_TEXTS = (".yml", ".html", ".js", ".css", ".xml", ".txt")


@dataclass(frozen=True, slots=True)
class Count:
    """What was looked at, and what was looked for."""

    files: int
    bytes: int
    gated: int
    sought: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. The paths of `in_content` count from the content folder, those of `in_site`
    from the site's.
    """

    in_content: tuple[Problem, ...]
    in_site: tuple[Problem, ...]
    count: Count


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one file: what the manifest has of it, the numbers of texts, the numbers of
    owners of media, why it cannot be read.
    """

    path: str
    seal: tuple[str, int] = ("", 0)
    texts: frozenset[int] = frozenset()
    media: frozenset[int] = frozenset()
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """All that is looked for in files: texts, and media by their stem, path and SHA-256."""

    finder: Finder
    media: Mapping[str, int]
    dictionary: bytes


def verify(
    content: Content, config: Path, templates: Path, url: str, site: Path, now: datetime, crew: Crew
) -> Proof:
    """Look at every file of a finished site for what the gate keeps back at a moment, and for what
    its manifest does not have. Raises `OSError` where there is no such folder.

    `url` is that of the site; `config` and `templates` hold words that pages have, too.
    """
    listing = list_folder(site)
    back = KeptBack.of(content.library, now)
    secrets = secrets_of(content.library, back, content.folder)
    words = _words_of_site(content.folder, config, templates)
    finder = _without_public(Finder(secrets.sought, url), content, back, words, crew)
    media = _only_gated(secrets.media, content, back, crew)
    search = Search(finder, _marks(media, content.folder), _dictionary(site, listing))
    tasks = [
        partial(_look_at, search, site, part)
        for part in slices(listing.files, crew.workers, _FILES_A_WORKER)
    ]
    found = [each for part in crew.run(tasks) for each in part]
    faults = [*_leaks(found, finder, secrets), *_strangers(listing, found, site)]
    size = sum(each.seal[1] for each in found)
    count = Count(len(found), size, len(back.reasons), len(finder.sought))
    at_start = (fault.located((0, 0)) for fault in faults)
    return Proof(to_problems(content.folder, content.faults), sort_problems(at_start), count)


def _without_public(
    finder: Finder, content: Content, back: KeptBack, words: Iterable[str], crew: Crew
) -> Finder:
    """Return a finder without what published entries and the site's own words say, too."""
    texts = partial(_said_in_public, back)
    return finder.without(_held(finder, content, back, texts, crew) | finder.find(words))


def _said_in_public(back: KeptBack, entry: Entry[Any]) -> Iterator[str]:
    return public_texts(entry, back)


def _held(
    finder: Finder,
    content: Content,
    back: KeptBack,
    texts: Callable[[Entry[Any]], Iterator[str]],
    crew: Crew,
) -> set[int]:
    """Return the numbers of what texts of published entries hold."""
    public = [entry for entry in content.library if entry.path not in back.reasons]

    def look(entries: Sequence[Entry[Any]]) -> set[int]:
        lines = ("\n".join(texts(entry)) for entry in entries)
        return finder.find("\n".join(batch) for batch in _batched(lines))

    parts = slices(public, crew.workers, _FILES_A_WORKER) if finder.sought else []
    return set().union(*crew.run([partial(look, part) for part in parts]))


def _batched(lines: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch


def _words_of_site(folder: ContentFolder, config: Path, templates: Path) -> Iterator[str]:
    """Yield the words that pages have from elsewhere: settings, terms, measures, templates."""
    paths = [*folder.below("taxonomies"), *(p for p in folder.files if p == "measures.yml")]
    yield from (folder.read(path).decode(errors="replace") for path in paths)
    own = [path for path in sorted(templates.rglob("*")) if path.suffix in _TEXTS]
    yield from (path.read_text("utf-8", "replace") for path in (config, *own))


def _only_gated(
    media: Mapping[str, int], content: Content, back: KeptBack, crew: Crew
) -> dict[str, int]:
    """Return the media that no published entry names, not even a file of that name elsewhere."""
    sought = [Sought(path.rpartition("/")[2], How.LOOSE, n, ()) for path, n in media.items()]
    named = _held(Finder(sought, ""), content, back, shown_names, crew)
    return {path: owner for n, (path, owner) in enumerate(media.items()) if n not in named}


def _marks(media: Mapping[str, int], folder: ContentFolder) -> dict[str, int]:
    """Return by what media are known in a site: names and digests that no other file has."""
    others = [path for path in folder.files if path not in media and media_type(path)]
    stems = {stem_of(path) for path in others if is_image(path)}
    sizes = {folder.files[path] for path in media}
    same = {sha256(folder.read(path)).hexdigest() for path in others if folder.files[path] in sizes}
    marks: dict[str, int] = {}
    for path, owner in media.items():
        name = stem_of(path) if is_image(path) else path
        digest = sha256(folder.read(path)).hexdigest()
        marks |= {mark: owner for mark in (name, digest) if mark not in stems | same}
    return marks


def _dictionary(site: Path, listing: Listing) -> bytes:
    """Return the dictionary of the texts of search, empty where there is none in the folder."""
    try:
        if _INDEX not in listing.files:
            return b""
        path = f"search/{json.loads(read_file(site, _INDEX))['dictionary']}.bin"
        return inflated(read_file(site, path), -15) if path in listing.files else b""
    except (UnreadableError, ValueError, TypeError, KeyError, RecursionError):
        return b""


def _look_at(search: Search, site: Path, paths: Iterable[str]) -> list[Found]:
    """Look at files, many small ones as one: mostly there is nothing in any."""
    found: list[Found] = []
    batch: list[tuple[Found, list[str]]] = []
    size = 0
    for path in paths:
        batch.append(_opened(search, site, path))
        size += sum(map(len, batch[-1][1]))
        if size > _BATCH_SIZE:
            found += _searched(search.finder, batch)
            batch, size = [], 0
    return [*found, *_searched(search.finder, batch)]


def _opened(search: Search, site: Path, path: str) -> tuple[Found, list[str]]:
    """Return what is known of a file before its texts are searched, and the texts."""
    texts, held, why = [f"/{path}"], frozenset[int](), ""
    try:
        data = read_file(site, path)
    except UnreadableError as error:
        return Found(path, unreadable=str(error)), texts
    seal = seal_of(data)
    variant = _VARIANT.fullmatch(path)
    marks = (path, seal[0], variant[1] if variant else "")
    media = frozenset(search.media[mark] for mark in marks if mark in search.media)
    try:
        inside = texts_of(path, data, search.dictionary)
        if len(data) > _LARGE:
            held = frozenset(search.finder.find(inside))
        else:
            texts.extend(inside)
    except UnreadableError as error:
        why = str(error)
    return Found(path, seal, held, media, why), texts


def _searched(finder: Finder, batch: Sequence[tuple[Found, list[str]]]) -> list[Found]:
    together = _BETWEEN.join(text for _, texts in batch for text in texts)
    if not finder.sought or not finder.find([together]):
        return [each for each, _ in batch]
    return [replace(each, texts=each.texts | finder.find(texts)) for each, texts in batch]


def _leaks(found: Iterable[Found], finder: Finder, secrets: Secrets) -> Iterator[Fault]:
    for each in found:
        for owner, keys, code in _distinct(finder.sought[n] for n in each.texts):
            gated = secrets.gated[owner]
            args = {"entry": gated.path, "reason": gated.reason}
            yield Fault(code, each.path, keys, args)
        for owner in each.media:
            gated = secrets.gated[owner]
            yield Fault("L603", each.path, args={"entry": gated.path, "reason": gated.reason})


def _distinct(texts: Iterable[Sought]) -> set[tuple[int, Keys, str]]:
    """Return whose texts of which fields were found, and the code that tells it."""
    codes = {How.ADDRESS: "L602"}
    return {(text.owner, text.keys, codes.get(text.how, "L601")) for text in texts}


def _strangers(listing: Listing, found: Collection[Found], site: Path) -> Iterator[Fault]:
    """Yield faults for what is not as it was published, and for what cannot be looked into."""
    yield from (Fault("L608", path) for path in listing.others)
    for each in found:
        if each.unreadable:
            yield Fault("L609", each.path, args={"reason": each.unreadable})
    try:
        manifest = read_manifest(site)
    except UnreadableError:
        yield Fault("L604", MANIFEST)
        return
    seen = {each.path: each.seal if each.seal[0] else manifest.get(each.path) for each in found}
    yield from (Fault(code, path) for code, path in differences(manifest, seen))
