"""Owns the second tree after a first build: a child links it while the next build reads.
May not decide what a site holds: what is not to stay, the stage removes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from generator.crew import Crew, Errand
from generator.publish.beside import mark_of, staging_of
from generator.publish.inspection import FILES_FOR_A_CHILD, Inspection
from generator.publish.inventory import Inventory
from generator.publish.manifest import MANIFEST
from generator.publish.tree import Tree


@contextmanager
def mirrored(
    site_dir: Path, inspection: Inspection, crew: Crew
) -> Iterator[Errand[Set[str]] | None]:
    """Begin to link, where the stage will be, all files that are remembered of the published site;
    the result are the paths that could not be linked. None where a stage is there already, or
    there is too little to link. Call it while holding the lock.

    On ext4, 36,000 links take a second. A build that ends early leaves an unfinished stage, which
    the next one mends.
    """
    paths = linkable(inspection.inventory) if inspection.inventory else set()
    if len(paths) < FILES_FOR_A_CHILD or os.path.lexists(staging_of(site_dir)):
        yield None
        return
    mark_of(site_dir).touch()
    with crew.errand(partial(_unlinked, site_dir, paths)) as errand:
        yield errand


def linkable(inventory: Inventory) -> Set[str]:
    """Return the paths of all files of the site but of its manifest, which each stage has anew."""
    return inventory.site.keys() - {MANIFEST}


def _unlinked(site_dir: Path, paths: Iterable[str]) -> Set[str]:
    """Link files into the stage; returns the others: missing, or the file system has no links."""
    tree, source = Tree(staging_of(site_dir)), str(site_dir)
    os.makedirs(tree.folder, exist_ok=True)
    others = set()
    for path in paths:
        try:
            tree.link(path, source)
        except OSError:
            others.add(path)
    return others
