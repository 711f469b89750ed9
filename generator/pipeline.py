"""Owns the order of a build: remember, read, check, decide, plan, draw, render, publish.
May not do any stage's work. This is the page to read first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as clock
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

from generator.cache import NO_KEY, Store, cache_of
from generator.crew import Crew, Errand
from generator.host.frames import Drawn
from generator.host.kept import KeptFrame, frame_key, kept
from generator.images import images_of
from generator.jobs import Job, ground
from generator.memory import Memory, recall, remember, remember_readings, remember_site
from generator.plan import FILES
from generator.preparing import Prepared, plan_site, prepare, with_bodies
from generator.printing import Look, Outcome, publish
from generator.problems import has_errors
from generator.publish import Artefact, Stage
from generator.reading import Content, read_folder
from generator.receipt import NAME as RECEIPT
from generator.receipt import Receipt, Result, Sources
from generator.render.bytecode import Bytecode
from generator.render.templates import Templates
from generator.render.views import Desk
from generator.schema import Context
from generator.settings import Settings
from generator.watch import Watch
from generator.workshop import Done, Elsewhere, Workshop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built, of what, for which moment (aware), and by how many processes."""

    config: Path
    templates: Path
    site_dir: Path
    settings: Settings
    now: datetime
    strict: bool
    crew: Crew


@dataclass(frozen=True, slots=True)
class Host:
    """What a build needs of those who ask for it.

    `draw` draws the frame; `files` gives files beside the theme's; `after` does what follows
    publishing and returns the names of what it left beside the site, with their seals.
    """

    draw: Callable[[Desk], Drawn]
    files: Callable[[Prepared], Iterable[Artefact]]
    after: Callable[[Prepared], tuple[tuple[str, bytes], ...]]


def build(
    order: Order,
    sources: Sources,
    open_stage: Callable[[], Stage],
    host: Host,
    store: Store,
    watch: Watch,
) -> Result:
    """Build a site and publish it unless there are errors. Call it while holding the lock.

    A stage is opened when there is something to publish. What the last build left in the store is
    used as far as it still holds; the result is the same without it.
    """
    watch.step("memory")
    memory = recall(store, sources.folder)
    watch.step("read")
    compiled = Bytecode(memory.compiled)
    context = Context.of(order.settings)
    walked = (sources.folder, sources.faults)
    content = read_folder(*walked, context, watch.progress, memory.readings, order.crew)
    with order.crew.errand(partial(remember_readings, store, content, order.now, memory)) as errand:
        prepared, frame, templates = _prepared(order, content, host, memory, compiled, watch)
        errand.result()
    if has_errors(prepared.problems, strict=order.strict):
        return Result(prepared.problems, None)
    drawn = frame.drawn()
    assets = (*drawn.assets, *host.files(prepared))
    stage = open_stage()
    look = Look(templates, drawn.frame, assets, frame.base)
    store.drop(RECEIPT)
    shop = Workshop(stage, watch, order.crew, _elsewhere(order, prepared, frame))
    other_site = prepared.left.site is not memory.site
    task = partial(remember_site, store, prepared.left)
    with order.crew.errand(task, worth=other_site) as errand:
        outcome = publish(prepared, look, shop, memory)
        if other_site:
            errand.result()
    beside = host.after(prepared)
    watch.step("remember")
    left = replace(_left(prepared, outcome, frame, stage.seal), compiled=compiled.code)
    remember(store, left, memory)
    counts = counts_of(prepared, outcome)
    # Without a key the frame depends on what is not looked at, or the settings changed meanwhile.
    if frame.key and sources.settings_stay(order.config):
        seals = (stage.seal, beside)
        store.save(RECEIPT, _receipt(order, sources, prepared, counts, *seals))
    return Result(prepared.problems, counts, store.failure)


def _prepared(
    order: Order, content: Content, host: Host, memory: Memory, compiled: Bytecode, watch: Watch
) -> tuple[Prepared, KeptFrame, Templates]:
    """Prepare the site while its frame is drawn, and of a new one the templates of its pages."""
    place = (order.settings, order.templates, order.now, watch)
    images = images_of(order.site_dir)
    planned = plan_site(content, *place, memory, order.crew, images)
    with _frame(order, planned.desk, host, memory.frame) as errand:
        prepared = with_bodies(planned, watch, order.crew)
        watch.step("frame")
        texts = planned.desk.texts
        templates = Templates(order.templates, order.settings, texts, compiled)
        if memory.frame is None and not has_errors(prepared.problems, strict=order.strict):
            templates.load(plan.template for plan in prepared.pages)
        return prepared, errand.result(), templates


def _left(prepared: Prepared, outcome: Outcome, frame: KeptFrame, tree: bytes) -> Memory:
    """Return what the next build may rely upon; `tree` is the seal of what was published."""
    return replace(
        prepared.left,
        facts=_of_open(prepared, prepared.left.facts),
        made=outcome.made,
        tree=tree,
        ground=ground(prepared, frame.base),
        frame=frame,
    )


def _of_open(prepared: Prepared, known: Mapping[str, T]) -> dict[str, T]:
    """Return what is known of open entries: of the others nothing is kept, not even here."""
    verdicts = prepared.verdicts
    return {path: what for path, what in known.items() if path in verdicts and verdicts[path].open}


def _elsewhere(order: Order, prepared: Prepared, frame: KeptFrame) -> Elsewhere | None:
    """Return how the executor of the settings does jobs, None where they name none."""
    name = order.settings.options.executor
    if not name:
        return None
    from generator.cluster import Everything, open_cluster  # asyncio and more

    place = (order.settings, order.templates, order.now, prepared.left, images_of(order.site_dir))

    def run(stage: Stage, parts: Sequence[Sequence[Job]]) -> Iterator[Done]:
        cluster = open_cluster(name, order.config.parent, cache_of(order.site_dir))
        yield from cluster.run(Everything(prepared.content, *place, frame, stage), parts)

    return run


def counts_of(prepared: Prepared, outcome: Outcome) -> dict[str, int]:
    """Return what a build tells of itself: what the site has, and what had to be done for it."""
    return {
        "stories": len(prepared.site.stories),
        "pages": len(prepared.pages),
        "feeds": len(FILES) * len(prepared.feeds),
        "files": outcome.files,
        "bytes": outcome.size,
        "problems": len(prepared.problems),
        "read": len(prepared.content.fresh),
        "rendered": outcome.rendered,
        "written": outcome.written,
    }


def _receipt(
    order: Order,
    sources: Sources,
    prepared: Prepared,
    counts: Mapping[str, int],
    tree: bytes,
    beside: tuple[tuple[str, bytes], ...],
) -> Receipt:
    """Return a receipt that holds until the gate changes its mind or a story's date has come, and
    no longer than a day.
    """
    here = order.now.astimezone(order.settings.zone)
    midnight = datetime.combine(here.date() + timedelta(days=1), clock.min, order.settings.zone)
    changes = (verdict.changes_at for verdict in prepared.verdicts.values())
    dates = (story.fields.date.at for story in prepared.site.stories)  # newest first
    early = takewhile(lambda at: at.timestamp() > here.timestamp(), dates)  # told as L226
    until = min([midnight, *filter(None, changes), *early])
    idle = {**counts, "read": 0, "rendered": 0, "written": 0}
    return Receipt(sources.key, order.now, until, prepared.problems, idle, tree, beside)


def _frame(order: Order, desk: Desk, host: Host, was: KeptFrame | None) -> Errand[KeptFrame]:
    """Have the frame drawn while bodies are rendered, unless the last one still holds."""
    place = (order.config, order.templates, desk)
    key = frame_key(*place)
    if was is not None and key and was.key == key:
        return Errand(lambda: was, forks=False)

    def draw() -> KeptFrame:
        drawn = host.draw(desk)
        return kept(key if frame_key(*place) == key else NO_KEY, drawn)  # edited meanwhile

    return order.crew.errand(draw)


__all__ = ["Host", "Look", "Order", "Prepared", "build", "prepare", "publish"]
