"""Owns how a page shows a picture: which files a browser may choose from, and for what space.
May not know what a picture holds or make one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from markupsafe import Markup

from generator.images import Picture, Variant
from generator.kinds.base import Entry
from generator.render.root import rooted
from generator.source.folder import ContentFolder

SMALL_ENOUGH = 480  # pixels: 180 px of a page on a screen of 2.6 pixels to one


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of pages: how wide a picture is there (CSS; em is 16 px), and whether it is small."""

    sizes: str
    small: bool = False


# As the style sheet lays pages out; its rem is 20 px.
SLOTS = {
    "cover": Slot("(min-width: 72em) 68em, 100vw"),
    "lead": Slot("(min-width: 60em) 50em, 100vw"),
    "wide": Slot("(min-width: 60em) 44em, 100vw"),
    "tile": Slot("(min-width: 60em) 24em, (min-width: 45em) 50vw, 100vw"),
    "side": Slot("(min-width: 60em) 24em, (min-width: 45em) 50vw, 7em"),
    "row": Slot("(min-width: 45em) 12em, 7em", small=True),
    "portrait": Slot("3em", small=True),
    "portrait large": Slot("6em", small=True),
    "body": Slot("(min-width: 45em) 43em, 100vw"),
}


class Shown:
    """A picture as HTML, linked through the root mark. Its parts are made once for each slot."""

    __slots__ = ("_parts", "picture", "src")

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.src = rooted(f"/{picture.fallback.path}")
        self._parts: dict[tuple[str, bool], tuple[str, str]] = {}

    def html(self, slot: str, alt: str, *, eager: bool = False) -> Markup:
        """Return the picture for a slot; `eager` is for what is seen before any scrolling."""
        parts = self._parts.get((slot, eager))
        if parts is None:
            parts = self._parts[slot, eager] = self._made(slot, eager)
        return Markup(parts[0] + escape(alt) + parts[1])  # noqa: S704 - ours, but for alt

    def around(self, slot: str, attributes: str, *, eager: bool = False) -> str:
        """Return an `img` with these attributes, which are HTML already, and its sources."""
        sources = "".join(self._sources(SLOTS[slot], eager))
        image = f"<img {attributes}>"
        return f"<picture>{sources}{image}</picture>" if sources else image

    def attributes(self, *, eager: bool = False) -> dict[str, str]:
        """Return the attributes that do not depend on the slot."""
        size = {"width": str(self.picture.fallback.width)}
        size["height"] = str(self.picture.fallback.height)
        when = {"fetchpriority": "high"} if eager else {"loading": "lazy"}
        return {"src": escape(self.src), **size, **when, "decoding": "async"}

    def _made(self, slot: str, eager: bool) -> tuple[str, str]:
        attributes = " ".join(f'{k}="{v}"' for k, v in self.attributes(eager=eager).items())
        before, after = self.around(slot, f'alt="\0" {attributes}', eager=eager).split("\0")
        return before, after

    def _sources(self, slot: Slot, eager: bool) -> Iterator[str]:
        picture = self.picture
        sizes = slot.sizes if eager else f"auto, {slot.sizes}"  # `auto` is for lazy pictures only
        if picture.moves:  # who asked the system for less motion gets the first frame (WCAG 2.3.3)
            still = f'srcset="{escape(self.src)} {picture.fallback.width}w" sizes="{sizes}"'
            yield f'<source media="(prefers-reduced-motion: reduce)" {still}>'
        for group in picture.sources:
            files = ", ".join(f"{_href(v)} {v.width}w" for v in _chosen(group, small=slot.small))
            yield f'<source type="{group[0].mime}" srcset="{files}" sizes="{sizes}">'


@lru_cache(maxsize=20_000)
def shown(picture: Picture) -> Shown:
    """Return a picture as HTML; every page that shows it shares the parts."""
    return Shown(picture)


def expected(entries: Sequence[Entry[Any]], folder: ContentFolder, unknown: Set[str]) -> list[str]:
    """Return those of the `unknown` pictures that these entries seem to show, so that they can be
    looked into several at once; what is missed here is found later.

    Bodies, which may have to be read again, are looked at only for what no field shows.
    """
    left = set(unknown)
    for shows in (in_fields, _in_body):
        for entry in entries:
            if not left:
                break
            left.difference_update(folder.resolve(src, entry.path) or "" for src in shows(entry))
    return sorted(unknown - left)


def in_fields(entry: Entry[Any]) -> Iterator[str]:
    """Yield the pictures of an entry's own fields, as they are written."""
    for name in ("cover", "photo"):
        if (field := vars(entry.fields).get(name)) is not None:
            yield field.src


def _in_body(entry: Entry[Any]) -> Iterator[str]:
    body = entry.body
    if "![" in body:
        for part in body.split("](")[1:]:
            yield part[: part.find(")")].partition(" ")[0]


def _chosen(group: tuple[Variant, ...], *, small: bool) -> tuple[Variant, ...]:
    """Return the files that a slot may need: each URL stands in the page."""
    enough = next((i for i, v in enumerate(group) if v.width >= SMALL_ENOUGH), len(group) - 1)
    return group[: enough + 1] if small else group[enough:]


def _href(variant: Variant) -> str:
    return escape(rooted(f"/{variant.path}"))
