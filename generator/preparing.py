"""Owns the first half of the order: read, check, decide, plan, and what is known of bodies.
May not do any stage's work, render pages or write.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from generator.cache import NO_KEY
from generator.checking import check_content, early_stories, hidden_rows
from generator.crew import Crew, Errand
from generator.graph import KeptSite, Site, Verdict, decide, kept_site
from generator.graph.withdrawn import WithdrawnNames
from generator.images import Pictures
from generator.kinds.base import Entry
from generator.memory import NOTHING, Memory
from generator.plan import (
    OPML,
    FeedPlan,
    PagePlan,
    Redirect,
    collisions,
    plan_feeds,
    plan_pages,
    plan_redirects,
)
from generator.problems import Fault, Problem
from generator.reading import Content, read_content
from generator.render.bodies import Bodies, Facts
from generator.render.cards import Cards
from generator.render.pictures import expected
from generator.render.targets import Targets
from generator.render.texts import load_texts
from generator.render.views import Desk
from generator.render.views.desk import image_of
from generator.schema import Context
from generator.settings import Settings
from generator.source import to_problems
from generator.source.images import is_image, media_type
from generator.stats.office import Office
from generator.surroundings import leads_key, names_key
from generator.watch import Watch

CHECKS_A_WORKER = 2_000  # entries; below this another process costs more than it saves


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site that is read, checked and planned; nothing is rendered but bodies.

    `facts` are what is known of bodies, by path; `rendered` counts those that had to be rendered.
    `left` is what the next preparation of the site may rely upon.
    """

    content: Content
    site: Site
    desk: Desk
    pages: tuple[PagePlan, ...]
    feeds: tuple[FeedPlan, ...]
    redirects: tuple[Redirect, ...]
    media: tuple[str, ...]
    pictures: Pictures
    problems: tuple[Problem, ...]
    office: Office
    facts: Mapping[str, Facts]
    rendered: int
    verdicts: Mapping[str, Verdict]
    left: Memory


def prepare(
    root: Path,
    settings: Settings,
    templates: Path,
    now: datetime,
    watch: Watch,
    images: Path | None = None,
) -> Prepared:
    """Read, check, decide and plan. `now` is aware; the result has every problem of every file.

    `images` is the folder of pictures that former builds made.
    """
    watch.step("read")
    content = read_content(root, Context.of(settings), watch.progress)
    planned = plan_site(content, settings, templates, now, watch, images=images)
    return with_bodies(planned, watch)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was read, checked, and of which was decided what is published.

    `faults` are those found so far. `sound` is the key of the names for which every reference leads
    somewhere; `kept` is the site model as it may be kept. `remembered` is what a former build left.
    """

    content: Content
    verdicts: Mapping[str, Verdict]
    published: tuple[Entry[Any], ...]
    site: Site
    pictures: Pictures
    office: Office
    faults: tuple[Fault, ...]
    kept: KeptSite | None
    names: bytes
    sound: bytes
    remembered: Memory


@dataclass(frozen=True, slots=True)
class Planned:
    """A site that is read, checked and planned; nothing is known of bodies.

    `faults` are those of the plan; `leads` is the key of all to which references lead.
    """

    judged: Judged
    desk: Desk
    pages: tuple[PagePlan, ...]
    feeds: tuple[FeedPlan, ...]
    redirects: tuple[Redirect, ...]
    faults: tuple[Fault, ...]
    leads: bytes


def plan_site(
    content: Content,
    settings: Settings,
    templates: Path,
    now: datetime,
    watch: Watch,
    memory: Memory = NOTHING,
    crew: Crew | None = None,
    images: Path | None = None,
    drafts: bool = False,
) -> Planned:
    """Check, decide and plan what was read.

    What `memory` holds and still is so is not done again. `images` is the folder of pictures that
    former builds made. `drafts` are shown in previews only.
    """
    watch.step("check")
    pictures = Pictures(content.folder, settings.options.images, images)
    judged = _judge(content, settings, now, pictures, memory, crew or Crew(), drafts)
    watch.step("plan")
    return _plan(judged, settings, templates)


def _judge(
    content: Content,
    settings: Settings,
    now: datetime,
    pictures: Pictures,
    memory: Memory,
    crew: Crew,
    drafts: bool,
) -> Judged:
    names = names_key(content, settings.options.images)
    sound = bool(names) and names == memory.sound
    with _references(content, pictures, sound, crew) as checked:
        verdicts = {entry.path: decide(entry, now, drafts) for entry in content.entries}
        published = tuple(entry for entry in content.library if verdicts[entry.path].open)
        new = [entry for entry in published if entry.path in content.fresh]
        pictures.expect(expected(new, content.folder, pictures.unknown()), crew.workers)
        shapes = content.shapes(published)
        was = (memory.site, memory.related)
        site, kept = kept_site(content.library, published, shapes, names, *was, crew)
        references = checked.result()

    def is_open(entry: Entry[Any]) -> bool:
        return entry.path in verdicts and verdicts[entry.path].open

    counted = (content.folder, content.library, settings.zone, now)
    office = Office(*counted, is_open, settings.language)
    return Judged(
        content=content,
        verdicts=verdicts,
        published=published,
        site=site,
        pictures=pictures,
        office=office,
        faults=(*content.faults, *references, *early_stories(site, now), *office.faults()),
        kept=kept,
        names=names,
        sound=NO_KEY if references else names,
        remembered=memory,
    )


def _plan(judged: Judged, settings: Settings, templates: Path) -> Planned:
    content, site, office = judged.content, judged.site, judged.office
    pages = (*plan_pages(site, settings.options.per_page), *office.pages())
    feeds = plan_feeds(site, settings.options.feed_items, settings.language)
    redirects = plan_redirects(judged.published, site, settings.language)
    media = {path: path for path in content.folder.files if media_type(path)}
    places = _places(pages, feeds, redirects)
    open_paths = {path for path, verdict in judged.verdicts.items() if verdict.open}
    ground = (content.library, content.folder, open_paths, set(places))
    targets = Targets(*ground, judged.pictures)
    withdrawn = WithdrawnNames.of(content.library)
    bodies = Bodies(targets, office.cite, judged.published, withdrawn, settings.language)
    return Planned(
        judged=judged,
        desk=_desk(site, settings, templates, feeds, targets, bodies),
        pages=pages,
        feeds=feeds,
        redirects=redirects,
        faults=collisions(pages, feeds, redirects, media),
        leads=leads_key(judged.names, content, open_paths, places),
    )


def _references(
    content: Content, pictures: Pictures, sound: bool, crew: Crew
) -> Errand[list[Fault]]:
    """Check the references of entries: of many in a child, as everything else can go on."""

    def task() -> list[Fault]:
        return list(check_content(content, pictures, sound))

    return crew.errand(task, worth=not sound and len(content.entries) >= CHECKS_A_WORKER)


def _places(
    pages: Iterable[PagePlan], feeds: Iterable[FeedPlan], redirects: Iterable[Redirect]
) -> list[str]:
    """Return where on the site something will be, but for media."""
    places = [*(plan.permalink for plan in pages), *(redirect.alias for redirect in redirects)]
    return [*places, OPML, *(place for feed in feeds for place in feed.files)]


def with_bodies(planned: Planned, watch: Watch, crew: Crew | None = None) -> Prepared:
    """Render the bodies of which is not known what they show, and gather all problems."""
    watch.step("bodies")
    judged, desk = planned.judged, planned.desk
    content, memory = judged.content, judged.remembered
    same = bool(planned.leads) and planned.leads == memory.leads
    facts, rendered = _facts(planned, memory.facts, crew or Crew(), same)
    for entry in judged.published:
        if entry.path in facts and (excerpt := facts[entry.path].excerpt):
            desk.cards.excerpt(entry, excerpt)
    used = _used_media(facts, judged.published)
    left = Memory(
        readings=content.readings,
        facts=facts,
        related=judged.site.counted,
        site=judged.kept,
        sound=judged.sound,
        leads=planned.leads,
    )
    return Prepared(
        content=content,
        site=judged.site,
        desk=desk,
        pages=planned.pages,
        feeds=planned.feeds,
        redirects=planned.redirects,
        media=used,
        pictures=judged.pictures,
        problems=to_problems(content.folder, _faults(planned, facts, used)),
        office=judged.office,
        facts=facts,
        rendered=rendered,
        verdicts=judged.verdicts,
        left=left,
    )


def _faults(planned: Planned, facts: Mapping[str, Facts], used: Iterable[str]) -> Iterator[Fault]:
    """Yield all faults: of entries, of the plan, of bodies, of rows, of the pictures in use."""
    judged = planned.judged
    yield from judged.faults
    yield from planned.faults
    for found in facts.values():
        yield from found.faults
    yield from hidden_rows(judged.site, judged.content.library)
    yield from filter(None, map(judged.pictures.fault, filter(is_image, used)))


def _desk(
    site: Site,
    settings: Settings,
    templates: Path,
    feeds: Iterable[FeedPlan],
    targets: Targets,
    bodies: Bodies,
) -> Desk:
    texts = load_texts(templates, settings.language)
    cards = Cards(site, texts, partial(image_of, targets))
    by_folder = {feed.folder: feed for feed in feeds}
    return Desk(site, settings, texts, cards, targets, by_folder, bodies)


def _facts(
    planned: Planned, known: Mapping[str, Facts], crew: Crew, same: bool
) -> tuple[dict[str, Facts], int]:
    """Return what is known of everything published, due to be, or broken, and how many bodies had
    to be rendered for it; drafts are not judged unless they are shown.
    """
    content, verdicts = planned.judged.content, planned.judged.verdicts

    def is_judged(entry: Entry[Any]) -> bool:
        if entry.gist.timeless or entry.fields.status == "published":
            return True
        verdict = verdicts.get(entry.path)
        return verdict is not None and verdict.open

    entries = filter(is_judged, itertools.chain(content.library, content.broken))
    found = list(planned.desk.bodies.facts(entries, known, crew, same))
    facts = {entry.path: facts for entry, facts, _ in found}
    return facts, sum(new for *_, new in found)


def _used_media(facts: Mapping[str, Facts], published: Iterable[Entry[Any]]) -> tuple[str, ...]:
    """Return the media that published entries show, and no other: the rest may be gated."""
    used: set[str] = set()
    for entry in published:
        used.update(facts[entry.path].media)
    return tuple(sorted(used))
