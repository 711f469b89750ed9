"""Owns template tags in bodies: those with a meaning in Markdown are translated, others named.
May not evaluate anything, nor touch code. What a reference leads to is decided later.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from generator.importing.draft import Draft, Edit
from generator.importing.fences import CodeTags, fence_code
from generator.importing.layout import Layout, read_layout
from generator.importing.notes import Note, make_note

_ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*=\s*)?"""
    r"""(?:"(?P<d>(?:\\"|[^"])*)"|'(?P<s>[^']*)'|`(?P<b>[^`]*)`|(?P<w>[^\s"'`]+))"""
)
_NOT_SPACE = re.compile(r"\S|\Z")


@dataclass(frozen=True, slots=True)
class Tag:
    """A template tag: its name, plain arguments in order, and named arguments."""

    name: str
    words: tuple[str, ...]
    named: dict[str, str]

    def get(self, *names: str) -> str:
        """Return the first named argument that is there, or ''."""
        return next((self.named[name] for name in names if self.named.get(name)), "")


@dataclass(frozen=True, slots=True)
class Reference:
    """A tag that names another post; `original` is what stands in the source."""

    name: str
    original: str


@dataclass(frozen=True, slots=True)
class References:
    """References found in a body. Each stands in the text as an address that nothing else has.

    As the label of a link or as bare text the address stands for the title of the post.
    """

    scheme: str
    items: tuple[Reference, ...] = ()

    def find(self, address: str) -> Reference | None:
        """Return the reference that an address stands for, without looking at its fragment."""
        number = address.partition("#")[0].removeprefix(self.scheme).removesuffix(":")
        known = address.startswith(self.scheme) and number.isdecimal() and number.isascii()
        return self.items[int(number)] if known and int(number) < len(self.items) else None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Match the address of any reference; group 1 is its number."""
        return re.compile(rf"{self.scheme}(\d{{1,6}}):")


@dataclass(frozen=True, slots=True)
class Translated:
    """A body whose tags were translated, the references in it, and the notes."""

    draft: Draft
    references: References
    notes: tuple[Note, ...]


# Given a tag and a function that turns the name of a post into an address: Markdown, or None.
Translate = Callable[[Tag, Callable[[str], str]], str | None]


@dataclass(frozen=True, slots=True)
class Syntax:
    """The tags of a dialect: where they are (group `tag` holds name and arguments), which of
    them mean something in Markdown, and which of these are players that become links.

    `comment` matches in its group `comment` what the dialect shows to nobody, and without it
    the text in which nothing is a comment.
    """

    pattern: re.Pattern[str]
    comment: re.Pattern[str]
    code: CodeTags
    translate: Translate
    players: tuple[str, ...] = ()


def read_tag(text: str) -> Tag:
    """Split the inside of a tag into name, words and named arguments."""
    words: list[str] = []
    named: dict[str, str] = {}
    for found in _ARGUMENT.finditer(text):
        value = next((found[g] for g in "dsbw" if found[g] is not None), "").replace('\\"', '"')
        if found["key"]:
            named[found["key"].lower()] = value
        else:
            words.append(value)
    return Tag(words[0] if words else "", tuple(words[1:]), named)


def translate(draft: Draft, syntax: Syntax, path: str) -> Translated:
    """Return the body with the tags of its dialect translated; code stays as it is."""
    draft, notes = _without_comments(fence_code(draft, syntax.code), syntax, path)
    if not syntax.pattern.search(draft.text):
        return Translated(draft, References(_scheme(draft.text)), notes)
    layout = read_layout(draft)
    run = _Run(draft, syntax, path, layout)
    tags = layout.out_of_code(syntax.pattern.finditer(draft.text))
    edits = [edit for found in tags if (edit := run.edit(found)) is not None]
    references = References(run.scheme, tuple(run.references))
    return Translated(draft.edited(edits), references, (*notes, *run.notes))


def _without_comments(draft: Draft, syntax: Syntax, path: str) -> tuple[Draft, tuple[Note, ...]]:
    """Return the body without what its dialect takes out before anybody reads it; code stays."""
    if not syntax.comment.search(draft.text):
        return draft, ()
    matches = read_layout(draft).out_of_code(syntax.comment.finditer(draft.text))
    found = [match for match in matches if match["comment"]]
    notes = [make_note("comment", path, draft.line_at(match.start())) for match in found]
    return draft.edited([Edit(*match.span(), "") for match in found]), tuple(notes)


def _scheme(text: str) -> str:
    """Return the start of an address that does not occur in the text."""
    scheme = "importedpost"
    while scheme in text:
        scheme += "x"
    return scheme + "-"


class _Run:
    """One translation: gathers references and notes while the tags are gone through."""

    def __init__(self, draft: Draft, syntax: Syntax, path: str, layout: Layout) -> None:
        self._draft, self._syntax, self._path = draft, syntax, path
        self._end = 0  # of the last picture within HTML
        self._raw = [(raw.start, raw.end) for raw in layout.raw]
        self.scheme = _scheme(draft.text)
        self.references: list[Reference] = []
        self.notes: list[Note] = []

    def edit(self, found: re.Match[str]) -> Edit | None:
        tag = read_tag(found["tag"])
        text = self._syntax.translate(tag, lambda name: self._refer(name, found[0]))
        line = self._draft.line_at(found.start())
        if text is not None:
            if tag.name in self._syntax.players:
                self.notes.append(make_note("embed-link", self._path, line, url=found[0]))
            return self._placed(found, text)
        if tag.name and not tag.name.startswith("/"):
            self.notes.append(make_note("template-kept", self._path, line, name=tag.name))
        return None

    def _placed(self, found: re.Match[str], text: str) -> Edit:
        """Return a tag's replacement; a picture within HTML needs blank lines to be read as one."""
        start, end = found.span()
        if not text.startswith(("![", "[![")) or not self._is_raw(start):
            return Edit(start, end, text)
        while start > self._end and self._draft.text[start - 1].isspace():
            start -= 1
        rest = _NOT_SPACE.search(self._draft.text, end)
        self._end = end = rest.start() if rest else end
        return Edit(start, end, f"\n\n{text}\n\n")

    def _is_raw(self, offset: int) -> bool:
        at = bisect_right(self._raw, (offset, len(self._draft.text))) - 1
        return at >= 0 and offset < self._raw[at][1]

    def _refer(self, name: str, original: str) -> str:
        self.references.append(Reference(name, original))
        return f"{self.scheme}{len(self.references) - 1}:"
