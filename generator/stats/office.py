"""Owns whether a content folder has anything to do with figures: then they are read and computed.
May not read or compute; what does is loaded where it is needed (30 ms, a build in many has no use).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from generator.graph import Library
from generator.kinds.base import Entry
from generator.problems import Fault
from generator.render.bodies import CITATION
from generator.source import ContentFolder

if TYPE_CHECKING:
    from generator.plan import PagePlan
    from generator.publish.artefact import Artefact
    from generator.stats.accounts import Accounts
    from generator.stats.figures import Figures

# `ledger.FOLDER` and `measures.PATH`, whose modules are not to be loaded for it; a test compares.
LEDGER, MEASURES = "ledger", "measures.yml"


@dataclass(frozen=True)
class Office:
    """The figures of a content folder for the moment `now` (aware), over what is open, in the
    language of the site.
    """

    folder: ContentFolder
    library: Library
    zone: ZoneInfo
    now: datetime
    is_open: Callable[[Entry[Any]], bool]
    language: str

    @cached_property
    def kept(self) -> bool:
        """Whether there is a ledger, a measure, or a story that tells where it stood."""
        if MEASURES in self.folder.files or self.folder.below(LEDGER):
            return True
        return any(story.gist.placed for story in self.library.of("story").values())

    @cached_property
    def accounts(self) -> Accounts:
        """The ledger and the measures."""
        from generator.stats.accounts import read_accounts

        return read_accounts(self.folder, self.library, self.zone)

    @cached_property
    def figures(self) -> Figures:
        """The figures of the year so far."""
        from generator.stats.accounts import this_year

        return this_year(self.accounts, self.now, self.zone, self.is_open)

    def faults(self) -> tuple[Fault, ...]:
        """Return what is wrong with the ledger and the measures."""
        return self.accounts.faults if self.kept else ()

    def cite(self, entry: Entry[Any]) -> tuple[str, tuple[Fault, ...]]:
        """Return an entry's body with its figures put in, and what is wrong with them."""
        body = entry.body
        if CITATION not in body:
            return body, ()
        from generator.stats.public import with_figures

        return with_figures(entry, self.figures, self.language)

    def pages(self) -> tuple[PagePlan, ...]:
        """Return the page of public figures, if there are any."""
        if not self.kept:
            return ()
        from generator.stats.pages import figure_pages

        return tuple(figure_pages(self.figures, self.language))

    def artefacts(self) -> tuple[Artefact, ...]:
        """Return the files of public figures, if there are any."""
        if not self.kept:
            return ()
        from generator.stats.public import figure_artefacts

        return tuple(figure_artefacts(self.figures, self.language))
