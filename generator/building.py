"""Owns the command that builds: the look whether anything changed, the lock, what is printed.
May not decide what a build does; it is what a run without a change loads.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cache import Store, cache_of, key_of, program_fingerprint
from generator.console import Console
from generator.crew import Crew, WorkerError
from generator.failures import GOOD, PROBLEMS, Failure
from generator.options import SettingsError
from generator.problems import has_errors
from generator.publish import (
    BuildRunningError,
    Inspection,
    PublishError,
    Stage,
    mirrored,
    one_build_at_a_time,
    refuse_dashboard,
    start_inspection,
    unchanged,
)
from generator.receipt import Result, Sources, recall_receipt, walk_sources
from generator.source.folder import real
from generator.watch import Watch

if TYPE_CHECKING:
    from generator.cli import Run
    from generator.preparing import Prepared
    from generator.publish import Artefact
    from generator.settings import Settings


def build_site(run: Run) -> int:
    """Build and publish, unless nothing changed since the last build; returns the exit code."""
    # A build makes few cycles and many lasting objects: looking through them again and again costs
    # 0.8 s of 16 for 10,000 stories, and frees nothing (the peak is the same without).
    gc.disable()
    _refuse_sources(run)
    console = Console(run.as_json, run.profile)
    started = time.perf_counter()
    try:
        refuse_dashboard(run.site_dir)
        with one_build_at_a_time(run.site_dir, lambda: console.waiting(run.lang)):
            result = _build(run, console)
    except (BuildRunningError, PublishError, SettingsError, WorkerError, RuntimeError) as error:
        raise Failure(str(error)) from error
    console.problems(result.problems, run.lang, run.root)
    if result.counts is None:
        console.failed()
        return PROBLEMS
    if result.forgotten:
        console.forgotten(result.forgotten, run.lang)
    spent = time.perf_counter() - started
    console.summary(result.counts, spent, run.lang, run.shown(run.site_dir))
    return GOOD


def _build(run: Run, console: Console) -> Result:
    """Return the last build's result if it still holds, else build. The site folder is ours."""
    watch = console.watch()
    watch.step("look")
    inspection = start_inspection(run.site_dir)
    try:
        key = key_of((program_fingerprint(), _read_in(run.settings)))
        store = Store(cache_of(run.site_dir), key)
        sources = walk_sources(run.config, run.settings, run.content, run.templates, time.time_ns())
        receipt = recall_receipt(store)
        if (
            receipt is not None
            and receipt.tree == inspection.seal  # else MkDocs published since
            and receipt.holds(sources, run.now, run.site_dir)
            and not has_errors(receipt.problems, strict=run.strict)
            and unchanged(inspection)
        ):
            return Result(receipt.problems, receipt.counts)
        with console.live(run.lang):
            return _build_anew(run, sources, store, inspection, watch)
    finally:
        inspection.close()


def _read_in(settings: Settings) -> bytes:
    """Return all of `schema.Context`, on which it depends how entries are read; that room is much
    to load for a build that finds nothing to do.
    """
    return repr((settings.zone, settings.language, settings.options.public_numbers)).encode()


def _build_anew(
    run: Run, sources: Sources, store: Store, inspection: Inspection, watch: Watch
) -> Result:
    crew = Crew(run.workers)
    with mirrored(run.site_dir, inspection, crew) as mirror:
        stage = partial(Stage, run.site_dir, inspection, mirror)
        return _build_into(stage, run, sources, store, crew, watch)


def _build_into(
    open_stage: Callable[[], Stage],
    run: Run,
    sources: Sources,
    store: Store,
    crew: Crew,
    watch: Watch,
) -> Result:
    from generator.dashboard import publish_dashboard, refuse_foreign_dashboard, with_dashboard
    from generator.host.draw import draw_frame
    from generator.pipeline import Host, Order, build
    from generator.render.markdown import check_engine

    check_engine()

    def files(prepared: Prepared) -> Iterable[Artefact]:
        refuse_foreign_dashboard(prepared, run.site_dir)
        return with_dashboard(prepared, run.templates, run.now)

    place = (run.config, run.templates, run.site_dir, run.settings, run.now)
    order = Order(*place, run.strict, crew)
    with tempfile.TemporaryDirectory(prefix="laurel-") as scratch:
        host = Host(
            draw=partial(draw_frame, run.config, Path(scratch)),
            files=files,
            after=lambda made: publish_dashboard(made, run.templates, run.now, run.site_dir),
        )
        return build(order, sources, open_stage, host, store, watch)


def _refuse_sources(run: Run) -> None:
    """Refuse a site folder that holds the sources or lies among them; raises `UsageError`."""
    site = run.site_dir
    for source in (run.config, real(run.content), run.templates):
        if source.is_relative_to(site) or site.is_relative_to(source):
            message = f"--site-dir: {site} ↔ {source}: 输出目录不能和源文件混在一起"
            raise click.UsageError(f"{message} / the site cannot lie among its sources")
