"""Owns collisions: two things that would be written to one place.
May not choose between them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from generator.kinds.base import Entry
from generator.names import output_path
from generator.plan.feeds import OPML, FeedPlan
from generator.plan.pages import PagePlan
from generator.plan.redirects import Redirect
from generator.problems import Fault

# What the build itself writes beside pages. The folder of the theme's files is none, so that
# nothing can lie in it.
OWN_FILES = (
    "assets",
    "sitemap.xml",
    "robots.txt",
    OPML[1:],
    "search/index.json",
    "search/search.js",
    "stats.json",
    "stats.csv",
)


def collisions(
    pages: Collection[PagePlan],
    feeds: Collection[FeedPlan],
    redirects: Collection[Redirect],
    media: Mapping[str, str],
) -> tuple[Fault, ...]:
    """Return a fault for each permalink that two things claim, naming both.

    `media` maps output paths to content paths. Case is folded, because Windows and macOS do.
    """
    paths = [*(output_path(page.permalink) for page in pages), *media, *OWN_FILES]
    tables = [page.table[1:] for page in pages if page.table]
    paths += [*tables, *(place[1:] for feed in feeds for place in feed.files)]
    paths += [output_path(redirect.alias) for redirect in redirects]
    if _all_differ([path.casefold() for path in paths]):
        return ()
    # What the build itself writes comes first: then whatever collides with it is named.
    claims = [(path, "", "", "") for path in OWN_FILES]
    fed = {place[1:] for feed in feeds for place in feed.files}  # who has an alias twice is told
    claims += [(path, "", "", "") for path in (*fed, *tables)]
    claims += [(output_path(p.permalink), _owner(p.subject), "", p.permalink) for p in pages]
    claims += [(path, path, "", f"/{path}") for path in media]
    claims += [(output_path(r.alias), r.path, "alias", r.alias) for r in redirects]
    return tuple(_doubled(sorted(claims, key=lambda claim: claim[1] != "")))


def _all_differ(paths: list[str]) -> bool:
    """Tell whether nothing collides, without finding out what does: nearly always."""
    files = set(paths)
    folders = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return len(files) == len(paths) and folders.isdisjoint(files)


def _doubled(claims: Iterable[tuple[str, str, str, str]]) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path, owner, how, permalink in claims:
        folded = path.casefold()
        parents = _parents(folded)
        found = (taken.get(folded), folders.get(folded), *map(taken.get, parents))
        other = next((held for held in found if held is not None), None)
        if other is not None:
            yield _fault(owner, how, permalink, other)
            continue
        taken[folded] = owner
        for parent in parents:
            folders.setdefault(parent, owner)


def _fault(owner: str, how: str, permalink: str, other: str) -> Fault:
    """Name the second of two; `other` is the path of the first, '' for the build itself."""
    keys, at = (("aliases",), (0, 0)) if how == "alias" else ((), (1, 1))
    if not other:
        return Fault("L403", owner, keys, {"permalink": permalink}, at=at)
    args = {"permalink": permalink, "other": other}
    return Fault("L402" if how == "alias" else "L401", owner, keys, args, at=at)


def _parents(path: str) -> tuple[str, ...]:
    return _with_parents(path.rpartition("/")[0]) if "/" in path else ()


@lru_cache(maxsize=4_096)
def _with_parents(folder: str) -> tuple[str, ...]:
    return (*_parents(folder), folder)


def _owner(subject: Any) -> str:
    return subject.path if isinstance(subject, Entry) else ""
