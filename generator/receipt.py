"""Owns the receipt of a build: what it was made from, how long it holds, and what it printed.
May not build. Loaded before everything else, so it imports little.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.cache import NO_KEY, Store, key_of, program_fingerprint, tree_fingerprint
from generator.problems import Fault, Problem
from generator.publish import one_build_at_a_time, start_inspection, unchanged
from generator.settings import Settings
from generator.source.folder import ContentFolder, open_folder, real

NAME = "receipt"


@dataclass(frozen=True, slots=True)
class Sources:
    """What a build starts from: the content folder as it was walked, and the key of everything.

    The key is `NO_KEY` where a later change might not be seen. `config` are the bytes of the
    settings' file then.
    """

    folder: ContentFolder
    faults: tuple[Fault, ...]
    key: bytes
    config: bytes = b""

    def settings_stay(self, config: Path) -> bool:
        """Tell whether the settings' file has not been saved again since."""
        try:
            return config.read_bytes() == self.config
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A build that published. It holds from the moment it was made for until `until`, if any.

    `tree` is the seal of the site, `beside` names the folders left beside it, with their seals.
    """

    key: bytes
    since: datetime
    until: datetime | None
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    tree: bytes
    beside: tuple[tuple[str, bytes], ...]

    def holds(self, sources: Sources, now: datetime, site_dir: Path) -> bool:
        """Tell whether a build for `now` would publish the same, but for changes in the site."""
        in_time = self.since <= now and (self.until is None or now < self.until)
        same = bool(sources.key) and sources.key == self.key and in_time
        return same and all(_is_as_left(site_dir.parent / name, seal) for name, seal in self.beside)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run says at its end; `counts` are missing where problems forbade publishing.
    `forgotten` says why not all could be kept for the next build.
    """

    problems: tuple[Problem, ...]
    counts: Mapping[str, int] | None
    forgotten: str = ""


def _is_as_left(folder: Path, seal: bytes) -> bool:
    """Tell whether a folder beside the site is what that build published there."""
    if not folder.is_dir():
        return False
    with one_build_at_a_time(folder, lambda: None):
        inspection = start_inspection(folder)
        try:
            return inspection.seal == seal and unchanged(inspection)
        finally:
            inspection.close()


def walk_sources(
    config: Path, settings: Settings, content: Path, templates: Path, clock_ns: int
) -> Sources:
    """Look at all that a site is made from, without reading it; `clock_ns` is the time.

    `settings` are those in use: their file may have changed since it was read.
    """
    folder, faults = open_folder(content, clock_ns)
    settled = folder.signatures.keys() == folder.files.keys() and not faults
    try:
        data = config.read_bytes()
        parts = (
            program_fingerprint(),
            data,
            repr(settings).encode(errors="surrogateescape"),
            tree_fingerprint(templates),
            marshal.dumps(dict(folder.signatures), 2),  # later versions mark what is shared
            str(real(content)).encode(errors="surrogateescape"),
        )
    except OSError:
        return Sources(folder, faults, NO_KEY)
    return Sources(folder, faults, key_of(parts) if settled else NO_KEY, data)


def recall_receipt(store: Store) -> Receipt | None:
    """Return the receipt of the last build, if it can be believed."""
    found = store.load(NAME)
    return found if isinstance(found, Receipt) else None
