"""Owns the state of a preview: the last good site, what stopped the newest one, and who listens.
May not serve or watch.
"""

from __future__ import annotations

import queue
import shutil
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.configuration import read_configuration
from generator.crew import Crew
from generator.failures import why
from generator.host.draw import HostError, draw_frame
from generator.host.frames import Drawn, frame_context
from generator.host.ondemand import OnDemand, Segments
from generator.images import keep_used
from generator.memory import NOTHING
from generator.options import SettingsError
from generator.plan import PagePlan
from generator.preparing import Prepared, plan_site, with_bodies
from generator.problems import Lang, has_errors
from generator.reading import Content, read_folder
from generator.render.templates import Templates
from generator.schema import Context
from generator.settings import Settings
from generator.source.folder import ContentFolder, look_again, open_folder
from generator.watch import Watch

TRIED = 20  # changed pages that are rendered at once


class Preview:
    """A site made file by file as browsers ask; the last good one stays while there are errors."""

    def __init__(
        self,
        config: Path,
        content: Path,
        templates: Path,
        lang: Lang,
        url: str,
        crew: Crew,
        now: datetime | None = None,
        strict: bool = False,
        drafts: bool = False,
        root: str = "",
    ) -> None:
        """`now` stops the clock; `strict` counts warnings as errors; `drafts` are shown, too;
        `root` is put before the paths in problems.
        """
        # Pages that another preview left open must not take a build of this one for theirs.
        build = time.time_ns() // 1_000_000
        self.state: dict[str, Any] = {"build": build, "problems": [], "stopped": True}
        self._now, self._strict, self._drafts, self._root = now, strict, drafts, root
        self._due: datetime | None = None  # when the gate would decide otherwise
        self._folder = Path(tempfile.mkdtemp(prefix="laurel-preview-"))
        self._config, self._content, self._templates = config, content, templates
        self._lang, self._url, self._crew = lang, url, crew
        self._site: OnDemand | None = None
        self._settings: Settings | None = None
        self._loaded: tuple[Settings, Templates] | None = None
        self._drawn: tuple[Any, Drawn] | None = None
        self._walked: ContentFolder | None = None
        self._memory = NOTHING
        self._context: Context | None = None
        self._segments = Segments()
        self._listeners: list[queue.Queue[None]] = []

    def file(self, path: str) -> bytes | None:
        """Return a file of the last good site."""
        return self._site.file(path) if self._site is not None else None

    def build(self, changed: Collection[Path] = ()) -> None:
        """Follow changes of files; problems and errors become state that the browser shows.

        Without `changed` everything is looked at.
        """
        started = time.perf_counter()
        try:
            problems, good = self._build(changed)
        except (SettingsError, HostError, OSError, ValueError) as error:
            problems, good = [why(error)], False
        except Exception as error:  # a broken template must not end the preview
            problems, good = [f"{type(error).__name__}: {why(error)}"], False
        self.state = {
            "build": self.state["build"] + good,
            "problems": problems,
            "stopped": not good,
        }
        spent = time.perf_counter() - started
        for listener in list(self._listeners):
            listener.put(None)
        click.echo("\n".join([*problems, f"{'✓' if good else '✗'} {spent:.2f} s"]), err=True)

    def is_due(self) -> bool:
        """Tell whether something opens or closes since the last build."""
        return self._due is not None and datetime.now(UTC) >= self._due

    def _build(self, changed: Collection[Path]) -> tuple[list[str], bool]:
        self._due = None  # what stops this build is not tried again before the next save
        of_content = [path for path in changed if path.is_relative_to(self._content)]
        everything = not changed or len(of_content) < len(changed)
        if everything:
            self._drawn = self._loaded = self._settings = None
        settings = self._settings or self._read_settings()
        self._settings = settings
        context = Context.of(settings)
        if context != self._context:  # by which entries were read
            self._context, self._memory, self._segments = context, NOTHING, Segments()
        content = self._read(context, of_content)
        now = self._now or datetime.now(settings.zone)
        place = (settings, self._templates, now, Watch(), self._memory, self._crew)
        images = self._folder / "images"
        planned = plan_site(content, *place, images, self._drafts)
        prepared = with_bodies(planned, Watch(), self._crew)
        self._memory = prepared.left
        if self._now is None:
            changes = (verdict.changes_at for verdict in prepared.verdicts.values())
            self._due = min(filter(None, changes), default=None)
        problems = [p.line(self._lang, self._root) for p in prepared.problems]
        if has_errors(prepared.problems, strict=self._strict or settings.strict):
            return problems, False
        templates = self._templates_for(settings, prepared)
        drawn = self._frame(prepared)
        keep_used(prepared.pictures, prepared.media, images)  # what is known of them by now
        site = OnDemand(prepared, drawn, templates, images, self._segments)
        doubtful = everything or self.state["stopped"]  # what stopped a build may still be there
        site.try_pages(_one_of_each() if doubtful else _of(content.fresh))
        self._site = site
        return problems, True

    def _read(self, context: Context, changed: Collection[Path]) -> Content:
        """Read what changed; where files came or went, walk the folder again."""
        again = look_again(self._walked, changed) if self._walked and changed else None
        folder, faults = (again, ()) if again else open_folder(self._content, time.time_ns())
        self._walked = folder if not faults else None
        return read_folder(
            folder, faults, context, Watch().progress, self._memory.readings, self._crew
        )

    def _read_settings(self) -> Settings:
        return replace(read_configuration(self._config), site_url=self._url)

    def _templates_for(self, settings: Settings, prepared: Prepared) -> Templates:
        if self._loaded is None or self._loaded[0] != settings:
            self._loaded = settings, Templates(self._templates, settings, prepared.desk.texts)
        self._loaded[1].forget_cards()
        return self._loaded[1]

    def _frame(self, prepared: Prepared) -> Drawn:
        """Draw the frame again only when what it shows has changed."""
        context = frame_context(prepared.desk, "")
        shown = (context["nav"], context["footer"], context["site"])
        if self._drawn is None or self._drawn[0] != shown:
            self._drawn = (shown, draw_frame(self._config, self._folder, prepared.desk))
        return self._drawn[1]

    def listen(self) -> queue.Queue[None]:
        """Return a queue that gets an item after every build."""
        self._listeners.append(queue.Queue())
        return self._listeners[-1]

    def leave(self, listener: queue.Queue[None]) -> None:
        """Stop listening."""
        self._listeners.remove(listener)

    def close(self) -> None:
        """Remove the private folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _one_of_each() -> Callable[[PagePlan], bool]:
    """Return a test that chooses one page for each template."""
    seen: set[str] = set()

    def chosen(plan: PagePlan) -> bool:
        if plan.template in seen:
            return False
        seen.add(plan.template)
        return True

    return chosen


def _of(paths: Collection[str]) -> Callable[[PagePlan], bool]:
    """Return a test that chooses the own pages of entries, not too many."""
    left = iter(range(TRIED))
    return lambda plan: getattr(plan.subject, "path", "") in paths and next(left, -1) >= 0
