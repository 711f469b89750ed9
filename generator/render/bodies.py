"""Owns the rendered bodies of a build, and what has to be known of each before pages are made.
May not decide what is published.

Facts are small and are kept from build to build; HTML is large. It is made when it is asked for,
or, where all are made at once, put into temporary files that every worker process reads from.
"""

from __future__ import annotations

import marshal
import os
import pickle
import posixpath
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import IO, Any, NamedTuple

from generator.cache import key_of
from generator.crew import Crew, slices
from generator.graph.withdrawn import WithdrawnNames
from generator.kinds.base import Entry
from generator.problems import Fault
from generator.render.cards import excerpt_of
from generator.render.markdown import EMPTY, Body, Heading, render_body
from generator.render.pictures import in_fields
from generator.render.root import ROOT
from generator.render.targets import Target, Targets

BODIES_A_WORKER = 500  # below this another process costs more than it saves
KEPT = 2_000  # bodies in memory (some 15 MB); a build that renders more puts them into files
CITATION = "{fig:"

Asked = tuple[str, str]  # "link" or "picture", and the reference as it is written
Cite = Callable[[Entry[Any]], tuple[str, tuple[Fault, ...]]]


class Facts(NamedTuple):
    """What is known of an entry's body without its HTML.

    `key` changes with anything that the HTML or a picture of the entry depends on; `own` is the
    part of that which is the entry's own. `asked` is what the body and the pictures of the entry
    refer to, `media` the files among it. `cites` tells whether there may be figures in the body,
    `excerpt` is the start of the text where cards may need it.
    """

    key: bytes
    own: bytes
    asked: tuple[Asked, ...]
    media: tuple[str, ...]
    cites: bool
    excerpt: str
    faults: tuple[Fault, ...]


class Bodies(Mapping[str, Body]):
    """The bodies of everything published, by the path of the entry, rendered when asked for."""

    def __init__(
        self,
        targets: Targets,
        cite: Cite,
        published: Iterable[Entry[Any]],
        withdrawn: WithdrawnNames,
        language: str,
    ) -> None:
        """`cite` puts figures into a body; of `withdrawn` people no text should have the names.
        `language` is that of entries which name none.
        """
        self._targets, self._language = targets, language
        self._cite, self._withdrawn = cite, withdrawn
        open_entries = tuple(published)
        self._open = {entry.path for entry in open_entries}
        self._entries = {entry.path: entry for entry in open_entries if entry.has_body}
        self._kept: dict[str, Body] = {}
        self._spilled: dict[str, tuple[IO[bytes], int, int]] = {}
        self._resolved: dict[tuple[str, str, str, bool], bytes] = {}

    def __getitem__(self, path: str) -> Body:
        return self._of(self._entries[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def of(self, entry: Entry[Any]) -> Body:
        """Return the rendered body of an entry; empty where it has none or is not published."""
        return self._of(entry) if entry.path in self._entries else EMPTY

    def _of(self, entry: Entry[Any]) -> Body:
        if (body := self._kept.get(entry.path)) is not None:
            return body
        if (place := self._spilled.get(entry.path)) is not None:
            return _read(*place)
        return self._keep(entry, self._render(entry, self._targets))

    def _keep(self, entry: Entry[Any], body: Body) -> Body:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[entry.path] = body
        return body

    def facts(
        self,
        entries: Iterable[Entry[Any]],
        known: Mapping[str, Facts],
        crew: Crew,
        same: bool,
    ) -> Iterator[tuple[Entry[Any], Facts, bool]]:
        """Yield each entry with its facts, and whether its body had to be rendered for them.

        Known facts hold while all that they depend on is the same; those with faults never do,
        because a hint in a fault may depend on anything. `same` says that every reference leads
        to what it led to when they became known.
        """
        new = []
        for entry in entries:
            was = known.get(entry.path)
            if was is not None and not was.faults and self._holds(was, entry, same):
                yield entry, was, False
            else:
                new.append(entry)
        parts = slices(new, crew.workers, BODIES_A_WORKER)
        if len(new) < KEPT:
            for entry in new:
                body, facts = self._made(entry)
                self._keep(entry, body)
                yield entry, facts, True
            return
        files: list[IO[bytes]] = [tempfile.TemporaryFile() for _ in parts]  # noqa: SIM115 - kept
        tasks = [partial(self._spill, *pair) for pair in zip(parts, files, strict=True)]
        for part, file, results in zip(parts, files, crew.run(tasks), strict=True):
            for entry, (facts, at, size) in zip(part, results, strict=True):
                self._spilled[entry.path] = (file, at, size)
                yield entry, facts, True

    def _spill(
        self, entries: Sequence[Entry[Any]], file: IO[bytes]
    ) -> list[tuple[Facts, int, int]]:
        found = []
        at = 0
        for entry in entries:
            body, facts = self._made(entry)
            data = _packed(body)
            found.append((facts, at, file.write(data)))
            at += len(data)
        file.flush()
        return found

    def _made(self, entry: Entry[Any]) -> tuple[Body, Facts]:
        noted = _Noted(self._targets)
        body = self._render(entry, noted)
        shown = [noted.picture(source, entry.path).media for source in in_fields(entry)]
        asked, cites = tuple(noted.asked), CITATION in entry.body
        own = self._own(entry, cites)
        key = self._key(entry, own, asked)
        media = tuple(dict.fromkeys((*body.media, *filter(None, shown))))
        excerpt = excerpt_of(entry, body.start)
        faults = (*body.faults, *self._withdrawn.faults(entry))
        return body, Facts(key, own, asked, media, cites, excerpt, faults)

    def _render(self, entry: Entry[Any], targets: Targets) -> Body:
        text, wrong = self._cite(entry)
        lang = getattr(entry.fields, "lang", self._language)
        body = render_body(text, entry.path, entry.body_line, targets, lang)
        if not wrong:
            return body
        return replace(body, faults=(*wrong, *body.faults))

    def _holds(self, was: Facts, entry: Entry[Any], same: bool) -> bool:
        own = self._own(entry, was.cites)
        return was.own == own and (same or was.key == self._key(entry, own, was.asked))

    def _own(self, entry: Entry[Any], cites: bool) -> bytes:
        """Return the key of an entry's bytes, of whether it is open, of names that it should not
        have, and of figures in its body.
        """
        own = entry.digest + (b"+" if entry.path in self._open else b"-") + self._withdrawn.key
        return own + key_of((self._cite(entry)[0].encode(),)) if cites else own

    def _key(self, entry: Entry[Any], own: bytes, asked: Iterable[Asked]) -> bytes:
        """Return the key of what is an entry's own and of what its references lead to today."""
        parts = [own]
        folder, is_open = posixpath.dirname(entry.path), entry.path in self._open
        for how, reference in asked:
            where = "" if reference.startswith("/") else folder
            case = (how, reference, where, is_open)
            found = self._resolved.get(case)
            if found is None:
                found = _resolved(self._targets, how, reference, entry.path)
                self._resolved[case] = found
            parts.append(found)
        return key_of(parts)


def _resolved(targets: Targets, how: str, reference: str, origin: str) -> bytes:
    """Return the bytes of all that is known of what a reference leads to."""
    ask = targets.link if how == "link" else targets.picture
    return repr(ask(reference, origin)).replace(ROOT, "").encode()


def _read(file: IO[bytes], at: int, size: int) -> Body:
    if hasattr(os, "pread"):  # without moving the place in the file, which processes share
        data = os.pread(file.fileno(), size, at)
    else:
        file.seek(at)
        data = file.read(size)
    found = marshal.loads(data)  # noqa: S302 - `_spill` wrote it, no file of others
    html, headings, start, minutes, media, faults = found
    drawn = (html, tuple([Heading(*each) for each in headings]), start, minutes, media)
    return Body(*drawn, pickle.loads(faults) if faults else ())  # noqa: S301 - as above


def _packed(body: Body) -> bytes:
    """Return a body for `_read`. Not one pickle: that is read in half again the time."""
    headings = [(each.level, each.id, each.text) for each in body.headings]
    faults = pickle.dumps(body.faults) if body.faults else b""
    more = (body.start, body.minutes, body.media)
    return marshal.dumps((body.data, headings, *more, faults))


class _Noted(Targets):
    """Targets that note what they are asked."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self.asked: dict[Asked, None] = {}

    def link(self, url: str, origin: str) -> Target:
        self.asked["link", url] = None
        return self._targets.link(url, origin)

    def picture(self, url: str, origin: str) -> Target:
        self.asked["picture", url] = None
        return self._targets.picture(url, origin)

    def media(self, path: str) -> Any:
        return self._targets.media(path)
