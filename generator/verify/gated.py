"""Owns what must not be found: the texts, addresses and media of what the gate keeps back.
May not know the finished site. What published entries say, too, is not kept back.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from generator.graph import decide
from generator.graph.library import Library
from generator.graph.withdrawn import Keys, texts_of
from generator.kinds.base import Entry
from generator.source.folder import ContentFolder
from generator.source.images import media_type
from generator.verify.finder import How, Sought

# Weights: a Chinese character tells as much as two letters.
_NAME, _TITLE, _SENTENCE = 4, 8, 16  # below them texts are found by chance
_PIECE = 48  # of a long sentence: any two pieces in a row are found wherever a text is cut
_LEADS = frozenset(("aliases", "slug", "src", "url"))  # fields of addresses and files
_WIDE, _ALPHANUMERIC = re.compile(r"[^\W\x00-\u2e7f]"), re.compile(r"[^\W_]")
_NAMES = ("zh", "en", "former", "name")
_ENDS = re.compile(r"[。！？!?；;\n]+|\.\s|\{[^{}\n]*\}")  # what stands in braces is replaced
# What Markdown does not show: places of links, marks of footnotes and of lists, tags.
_SILENT = re.compile(
    r"\]\(\s*(?:<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)|\]\[[^\]\n]*\]|\[\^[^\]\n]*\]:?"
    r"|^[ \t]*\[[^\]\n]+\]:.*$|^[ \t]*(?:\d{1,9}[.)]|[-*+>#]+)[ \t]+|</?[A-Za-z][^<>\n]*>",
    re.M,
)
_TOKEN = re.compile(r"""[^\s()<>"'\[\]]+""")


@dataclass(frozen=True, slots=True)
class Gated:
    """An entry that the gate keeps back, or one row of a published one; `reason` is the gate's."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be found. `sought` names its owner by its number in `gated`; `media` has the
    number of an owner by the path of a file that entries kept back show.
    """

    gated: tuple[Gated, ...]
    sought: tuple[Sought, ...]
    media: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What the gate keeps back: its reasons by the paths of entries, and by the ids of people."""

    reasons: Mapping[str, str]
    people: Mapping[str, str]

    @classmethod
    def of(cls, library: Library, now: datetime) -> KeptBack:
        """Ask the gate about every entry."""
        verdicts = {entry.path: decide(entry, now) for entry in library}
        reasons = {path: verdict.reason for path, verdict in verdicts.items() if not verdict.open}
        people = library.of("person").items()
        gone = {key: reasons[entry.path] for key, entry in people if entry.path in reasons}
        return cls(reasons, gone)

    def reason_of(self, row: Any) -> str:
        """Return why the person of a row of a story or an honor list is kept back, else ''."""
        key = getattr(row, "person", None) or getattr(row, "id", None)
        return self.people.get(key or "", "")


def secrets_of(library: Library, back: KeptBack, folder: ContentFolder) -> Secrets:
    """Collect what is not to be found of all that is kept back."""
    reasons = back.reasons
    kept = [entry for entry in library if entry.path in reasons]
    public = {place for entry in library if entry.path not in reasons for place in _places(entry)}
    sought: list[Sought] = []
    media: dict[str, int] = {}
    gated = [Gated(entry.path, reasons[entry.path]) for entry in kept]
    for owner, entry in enumerate(kept):
        places = [place for place in _places(entry) if place and place not in public]
        sought += [Sought(place, How.ADDRESS, owner, ()) for place in places]
        sought += _of_texts(texts_of(entry.fields), owner)
        sought += [Sought(text, How.LOOSE, owner, ("body",)) for text in _pieces(said(entry.body))]
        media.update(dict.fromkeys(_media(entry, folder), owner))
    for entry in library:
        hidden = {} if entry.path in reasons else dict(_hidden_rows(entry, back))
        for keys, row in hidden.items():
            texts = (((*keys, *more), text) for more, text in texts_of(row))
            sought += _of_texts(texts, len(gated))
            gated.append(Gated(entry.path, back.reason_of(row)))
    return Secrets(tuple(gated), tuple(sought), media)


def public_texts(entry: Entry[Any], back: KeptBack) -> Iterator[str]:
    """Yield what a published entry says itself."""
    hidden = {keys for keys, _ in _hidden_rows(entry, back)}
    yield from (text for keys, text in texts_of(entry.fields) if keys[:2] not in hidden)
    yield said(entry.body)


def said(body: str) -> str:
    """Return the words of Markdown, without what it does not show."""
    return html.unescape(_SILENT.sub("", body))


def _places(entry: Entry[Any]) -> list[str]:
    return [place.strip("/") for place in (entry.permalink, *entry.gist.aliases)]


def _hidden_rows(entry: Entry[Any], back: KeptBack) -> Iterator[tuple[Keys, Any]]:
    """Yield the rows about people who are kept back, but for those that give a name themselves."""
    for field in ("people", "entries"):
        for number, row in enumerate(getattr(entry.fields, field, ())):
            if back.reason_of(row) and not row.name:
                yield (field, number), row


def _of_texts(texts: Iterable[tuple[Keys, str]], owner: int) -> Iterator[Sought]:
    for keys, text in texts:
        if _LEADS.intersection(keys):
            continue
        least = _TITLE if keys == ("title",) else _NAME if _is_name(keys) else _SENTENCE
        if _weight(text) < _SENTENCE:
            if _weight(text) >= least:
                yield Sought(text, How.WHOLE, owner, keys)
            continue
        yield from (Sought(piece, How.LOOSE, owner, keys) for piece in _pieces(text))


def _is_name(keys: Keys) -> bool:
    return keys[-1] in _NAMES and keys[0] in ("name", "people", "entries")


def _pieces(text: str) -> Iterator[str]:
    """Yield the sentences of a text that are long enough not to be found by chance, cut up."""
    for sentence in _ENDS.split(text):
        if (weight := _weight(sentence)) >= _SENTENCE:
            size = _PIECE if weight < 1.5 * len(sentence) else _PIECE // 2
            pieces = (sentence[at : at + size] for at in range(0, len(sentence), size))
            yield from (piece for piece in pieces if _weight(piece) >= _SENTENCE)


def _weight(text: str) -> int:
    return len(_WIDE.findall(text)) + len(_ALPHANUMERIC.findall(text))


def _media(entry: Entry[Any], folder: ContentFolder) -> Iterator[str]:
    """Yield the media files that an entry shows."""
    named = _TOKEN.findall(unquote(entry.body))
    for field in ("cover", "photo"):
        if picture := getattr(entry.fields, field, None):
            named.append(picture.src)
    for name in named:
        path = folder.resolve(name, entry.path) if media_type(name) else None
        if path in folder.files:
            yield path


def shown_names(entry: Entry[Any]) -> Iterator[str]:
    """Yield texts in which an entry names its media."""
    yield unquote(entry.body)
    yield from (text for keys, text in texts_of(entry.fields) if keys[-1] == "src")
