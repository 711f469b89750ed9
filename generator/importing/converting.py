"""Owns one story's way to the text of its file: body, cover, column and aliases come together.
May not write; reads the disk only through Pictures.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from generator.importing.addresses import Addresses, Placed
from generator.importing.attributes import drop_attributes
from generator.importing.dialect import HABITS
from generator.importing.draft import Draft, Edit
from generator.importing.headings import shift_headings
from generator.importing.layout import read_layout
from generator.importing.notes import Note, make_note
from generator.importing.output import Extras, story_text
from generator.importing.pictures import Pictures, Shelf
from generator.importing.rewriting import rewrite_targets
from generator.importing.story import Setting
from generator.importing.targets import judge_picture
from generator.importing.templates import translate
from generator.render.bodies import CITATION


@dataclass(frozen=True, slots=True)
class Converted:
    """The text of a story's file, and the pictures to copy: target below CONTENT -> file."""

    text: str
    copies: dict[str, Path]
    notes: tuple[Note, ...]


class View:
    """The world as one post sees it: other posts, and pictures that it may have."""

    def __init__(
        self, post: Placed, addresses: Addresses, pictures: Pictures, setting: Setting
    ) -> None:
        self._post, self._addresses = post, addresses
        self._pictures, self._setting = pictures, setting

    def post(self, address: str) -> str | None:
        """Return the relative path of the imported post at a local address, or None."""
        inner = self._setting.config.without_prefix(address)
        story = self._post.story
        found = self._addresses.at(inner, story) or self._addresses.at(address, story)
        return self._way_to(found) if found and self._may_link(found) else None

    def named(self, name: str) -> tuple[str, str] | None:
        """Return relative path and title of the post that a template tag names, or None."""
        found = self._addresses.named(name, self._post.story)
        usable = found is not None and self._may_link(found)
        return (self._way_to(found), found.story.title) if found and usable else None

    def picture(self, address: str) -> tuple[str, str]:
        """Return (path below CONTENT from `/`, '') of a local picture, or ('', code of a note)."""
        inner = self._setting.config.without_prefix(address)
        placed = self._pictures.place(inner)
        return placed if placed[0] or inner == address else self._pictures.place(address)

    def own_address(self, url: str) -> str | None:
        """Return the root-relative address of a URL of the source's own site, else None."""
        return self._setting.config.own_address(url)

    def _may_link(self, found: Placed) -> bool:
        """A published story may not lead to a draft, which is nowhere in the site."""
        return self._post.story.draft or not found.story.draft

    def _way_to(self, found: Placed) -> str:
        return posixpath.relpath(found.target, posixpath.dirname(self._post.target))


def convert(
    post: Placed,
    addresses: Addresses,
    shelf: Shelf,
    setting: Setting,
    column: str,
    aliases: tuple[str, ...],
) -> Converted:
    """Return the file of a story; the body's links and pictures are judged one by one."""
    story, path = post.story, post.story.path
    folder = post.target.removeprefix("stories/").removesuffix(".md")
    pictures = Pictures(shelf, story.found, f"media/imported/{folder}")
    view = View(post, addresses, pictures, setting)
    translated = translate(story.body, HABITS[setting.dialect].syntax, path)
    body, dropped = drop_attributes(translated.draft, setting.dialect, path)
    rewritten = rewrite_targets(body, view, translated.references, path)
    shifted = shift_headings(_citing_nothing(rewritten.draft))
    notes = [*translated.notes, *dropped, *rewritten.notes]
    if shifted.line:
        notes.append(make_note("headings-shifted", path, shifted.line))
    cover = _cover(post, view, notes)
    text = story_text(post, Extras(column, aliases, cover), shifted.draft.text)
    return Converted(text, pictures.copies, tuple(notes))


def _citing_nothing(draft: Draft) -> Draft:
    """Return the body in which nothing cites a figure of Laurel's: `\\ref{fig:a}` is LaTeX."""
    if CITATION not in draft.text:
        return draft
    cited = read_layout(draft).out_of_code(re.finditer(re.escape(CITATION), draft.text))
    return draft.edited([Edit(found.end() - 1, found.end(), "&#58;") for found in cited])


def _cover(post: Placed, view: View, notes: list[Note]) -> str:
    url, _, line = post.story.cover
    if not url or post.story.date is None:
        return ""
    verdict = judge_picture(url, view)
    if not verdict.target:
        notes.append(make_note("cover-lost", post.story.path, line, url=url))
    return verdict.target
