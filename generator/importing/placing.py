"""Owns where stories go: a year and a free slug for each, the same again on every run, aliases.
May not read or write files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from generator.importing.addresses import Placed
from generator.importing.naming import MAX_SLUG, ROOT_NAMES, free_name, make_page_slug, make_slug
from generator.importing.notes import Note, make_note
from generator.importing.story import Story

_PAGE_ENDINGS = (".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".shtml", ".xml")
# What Laurel makes itself, below its root names; an alias there would stop the build.
_LAURELS = re.compile(
    r"/(?:404\.html|[^/]+\.(?:xml|json|csv|txt)|stories/\d{4}"
    r"|(?:assets|columns|feeds|media|tags)/.*)\Z"
)


def place_stories(
    stories: Sequence[Story], earlier: Mapping[str, str], notes: list[Note]
) -> tuple[Placed, ...]:
    """Return the stories with their targets, unique within a year.

    `earlier` gives the source of each target of an earlier import: such a post keeps its place,
    and no other post takes it.
    """
    places = {source: target for target, source in earlier.items() if target.endswith(".md")}
    taken = {posixpath.splitext(target)[0] for target in earlier}
    placed: list[Placed] = []
    for story in stories:
        wish = _wish(story, notes)
        old = places.get(story.path, "")
        keeps = bool(old) and _still_fits(old, wish)
        stem = old.removesuffix(".md") if keeps else _free(wish, taken)
        taken.add(stem)
        placed.append(Placed(story, f"{stem}.md"))
        notes.extend(_remarks(story, wish, stem, "" if keeps else old))
    return tuple(placed)


def _remarks(story: Story, wish: str, stem: str, old: str) -> Iterator[Note]:
    slug, new = posixpath.basename(wish), posixpath.basename(stem)
    if new != slug:
        yield make_note("slug-twice", story.path, 1, slug=slug, new=new)
    if old:
        yield make_note("slug-moved", story.path, 1, old=old, new=f"{stem}.md")


def _wish(story: Story, notes: list[Note]) -> str:
    if story.date is None:
        return f"pages/{make_page_slug(story.slug, story.path)}"
    slug = make_slug(story.slug, f"{story.date.at:%Y%m%d}", story.path)
    if slug.startswith("post-") and not re.search(r"[A-Za-z0-9]", story.slug):
        notes.append(make_note("slug-made", story.path, 1, slug=slug))
    return f"stories/{story.date.year:04}/{slug}"


def _still_fits(old: str, wish: str) -> bool:
    """Tell whether an earlier target is the wish, perhaps with a number behind it."""
    stem = old.removesuffix(".md")
    limit = len(posixpath.dirname(wish)) + 1 + MAX_SLUG
    number = re.search(r"-\d+\Z", stem)
    cut = wish[: limit - len(number[0])].rstrip("-") if number else wish
    return stem == wish or (number is not None and stem == cut + number[0])


def _free(wish: str, taken: set[str]) -> str:
    folder, slug = posixpath.split(wish)
    used = {posixpath.basename(stem) for stem in taken if posixpath.dirname(stem) == folder}
    return f"{folder}/{free_name(slug, used, MAX_SLUG)}"


def permalink(target: str) -> str:
    """Return where Laurel publishes a target."""
    return f"/{target.removeprefix('pages/').removesuffix('.md')}/"


class Aliases:
    """Former addresses of all stories: each belongs to one story, and to no page of the site."""

    def __init__(self, placed: Sequence[Placed], notes: list[Note]) -> None:
        self._notes = notes
        self._owners = {_key(permalink(post.target)): post.target for post in placed}

    def of(self, post: Placed) -> tuple[str, ...]:
        """Return the aliases of a story, and note those that it cannot have."""
        addresses = dict.fromkeys(map(_with_slash, post.story.formers))
        return tuple(address for address in addresses if self._is_free(address, post))

    def _is_free(self, address: str, post: Placed) -> bool:
        key, path = _key(address), post.story.path
        if key.strip("/") in ROOT_NAMES or key == "/" or _LAURELS.match(key):
            self._notes.append(make_note("alias-unused", path, 1, alias=address))
            return False
        if key == _key(permalink(post.target)):
            return False
        owner = self._owners.setdefault(key, post.target)
        if owner != post.target:
            self._notes.append(make_note("alias-twice", path, 1, alias=address, other=owner))
        return owner == post.target


def _with_slash(address: str) -> str:
    """Return a folder's address with a slash at its end, a file's as it is."""
    is_file = address.lower().endswith(_PAGE_ENDINGS) or address.endswith("/")
    return address if is_file else f"{address}/"


def _key(address: str) -> str:
    path = address.casefold().rstrip("/")
    return path.removesuffix("/index.html") or "/"
