"""Owns the order of the stages: read, check, decide, plan, render, publish.
May not do any stage's work. This is the page to read first.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from generator.graph import (
    Site,
    Verdict,
    check_references,
    decide,
    make_site,
    unknown_references,
)
from generator.kinds.base import Entry
from generator.plan import (
    FeedPlan,
    PagePlan,
    Redirect,
    collisions,
    plan_feeds,
    plan_pages,
    plan_redirects,
)
from generator.problems import Fault, Problem, has_errors
from generator.publish import Artefact, Part, Stage, write_parts
from generator.reading import Content, read_content
from generator.render.cards import Cards
from generator.render.frame import Frame
from generator.render.markdown import render_body
from generator.render.pages import Printer
from generator.render.sitemap import robots, sitemap
from generator.render.targets import Targets
from generator.render.templates import Templates
from generator.render.texts import load_texts
from generator.render.views import Desk
from generator.render.views.desk import image_of
from generator.schema import Context
from generator.settings import Settings
from generator.source import to_problems
from generator.source.images import Media, is_image, measure, media_type
from generator.stats.accounts import Accounts, read_accounts, this_year
from generator.stats.figures import Figures
from generator.stats.pages import figure_pages
from generator.stats.public import figure_artefacts, with_figures
from generator.watch import Watch

PAGES_A_WORKER = 200  # below this another process costs more than it saves
SEARCH_COST = 3  # the index of a story, in pages
FEED_COST = 2  # a feed in three formats, in pages (measured: 1.4 ms against 0.7 ms)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site that is read, checked and planned; nothing is rendered but bodies."""

    content: Content
    site: Site
    desk: Desk
    pages: tuple[PagePlan, ...]
    feeds: tuple[FeedPlan, ...]
    redirects: tuple[Redirect, ...]
    media: tuple[str, ...]
    problems: tuple[Problem, ...]
    accounts: Accounts
    figures: Figures


def prepare(
    root: Path, settings: Settings, templates: Path, now: datetime, watch: Watch
) -> Prepared:
    """Read, check, decide and plan. `now` is aware; the result has every problem of every file."""
    watch.step("read")
    content = read_content(root, Context(settings.zone), watch.progress)
    watch.step("check")
    measured = _measurer(content)
    faults = [*content.faults, *_references(content, measured)]
    verdicts = {entry.path: decide(entry, now) for entry in content.entries}
    published = [entry for entry in content.library if verdicts[entry.path].open]
    site = make_site(content.library, published)
    accounts = read_accounts(content.folder, content.library, settings.zone)
    faults += accounts.faults
    open_paths = {entry.path for entry in published}
    figures = this_year(accounts, now, settings.zone, lambda entry: entry.path in open_paths)
    watch.step("plan")
    pages = (
        *plan_pages(site, settings.options.per_page),
        *figure_pages(figures, settings.language),
    )
    feeds = plan_feeds(site, settings.options.feed_items)
    redirects = plan_redirects(published)
    media = {path: path for path in content.folder.files if media_type(path)}
    faults += collisions(pages, feeds, redirects, media)
    watch.step("bodies")
    desk = _desk(content, site, settings, templates, verdicts, pages, feeds, redirects, measured)
    faults += _bodies(content, desk, verdicts, figures, watch)
    faults += _hidden_rows(site)
    used = _used_media(desk, published)
    faults += [Fault("L334", path) for path in used if _is_damaged(measured(path))]
    problems = to_problems(content.folder, faults)
    plans = (pages, feeds, redirects)
    return Prepared(content, site, desk, *plans, used, problems, accounts, figures)


def publish(
    prepared: Prepared,
    templates: Path,
    frame: Frame,
    assets: Iterable[Artefact],
    site_dir: Path,
    watch: Watch,
    workers: int = 1,
) -> Stage:
    """Render everything into a stage, then switch the site; on any failure nothing published is
    touched. Call it while holding the lock. `assets` are the theme's own files.
    """
    if has_errors(prepared.problems):
        raise ValueError("a site with errors cannot be published")
    stage = Stage(site_dir)
    total = len(prepared.pages) + 3 * len(prepared.feeds)
    watch.step("pages")
    parts = render(prepared, templates, frame, workers)
    write_parts(stage, parts, lambda done: watch.progress("pages", done, total))
    folder = prepared.content.folder
    media = (Artefact(path, folder.read(path)) for path in prepared.media)
    stage.write(itertools.chain(assets, media))
    watch.step("publish")
    stage.publish()
    return stage


def render(prepared: Prepared, templates: Path, frame: Frame, workers: int) -> list[Part]:
    """Return functions that make every file of the site but media and the theme's own.

    Search and all feeds are whole in one part each, because their pieces share much.
    """
    desk = prepared.desk
    loaded = Templates(templates, desk.settings, desk.texts)
    loaded.load({"head.html", *(plan.template for plan in prepared.pages)})
    printer = Printer(desk, loaded, frame)

    def search() -> Iterator[Artefact]:
        from generator.search import search_artefacts  # 0.4 s of dictionaries, for one part only

        return search_artefacts(desk)

    def rest() -> Iterator[Artefact]:
        from generator.feeds import feed_artefacts

        yield from feed_artefacts(prepared.feeds, desk)
        yield from printer.redirects(prepared.redirects)
        yield from sitemap(prepared.pages, desk.settings)
        yield robots(desk.settings)
        yield from figure_artefacts(prepared.figures)

    whole = [
        (SEARCH_COST * len(prepared.site.stories), search),
        (FEED_COST * len(prepared.feeds), rest),
    ]
    return [
        partial(_chained, [*makers, partial(printer.pages, pages)])
        for makers, pages in _deal(prepared.pages, whole, workers)
    ]


def _chained(makers: Iterable[Part]) -> Iterator[Artefact]:
    for make in makers:
        yield from make()


def _deal(
    pages: Sequence[PagePlan], whole: Sequence[tuple[int, Part]], workers: int
) -> list[tuple[list[Part], list[PagePlan]]]:
    """Deal undivided work, given with its cost in pages, and the pages to workers evenly."""
    total = len(pages) + sum(cost for cost, _ in whole)
    count = max(1, min(workers, total // PAGES_A_WORKER))
    loads = [0] * count
    dealt: list[tuple[list[Part], list[PagePlan]]] = [([], []) for _ in range(count)]
    for cost, make in whole:
        least = loads.index(min(loads))
        dealt[least][0].append(make)
        loads[least] += cost
    for page in pages:
        least = loads.index(min(loads))
        dealt[least][1].append(page)
        loads[least] += 1
    return dealt


def verdicts_of(content: Content, now: datetime) -> list[tuple[Entry[Any], Verdict]]:
    """Return what the gate says of every valid entry, in order of path."""
    ordered = sorted(content.library, key=lambda e: e.path)
    return [(entry, decide(entry, now)) for entry in ordered]


def _measurer(content: Content) -> Callable[[str], Media | None]:
    known: dict[str, Media | None] = {}

    def measured(path: str) -> Media | None:
        if path not in known:
            known[path] = measure(content.folder, path) if path in content.folder.files else None
        return known[path]

    return measured


def _references(content: Content, measured: Callable[[str], Media | None]) -> Iterator[Fault]:
    targets = Targets(content.library, content.folder, (), (), measured)

    def check_media(reference: str, origin: str) -> tuple[str, str]:
        target = targets.picture(reference, origin)
        if target.media and not is_image(target.media):
            return "L332", ""
        return target.code, target.nearest

    yield from check_references(content.library, content.entries, check_media)
    for entry in content.broken:
        yield from unknown_references(content.library, entry, check_media)


def _desk(
    content: Content,
    site: Site,
    settings: Settings,
    templates: Path,
    verdicts: dict[str, Verdict],
    pages: tuple[PagePlan, ...],
    feeds: tuple[FeedPlan, ...],
    redirects: tuple[Redirect, ...],
    measured: Callable[[str], Media | None],
) -> Desk:
    texts = {language: load_texts(templates, language) for language in ("zh", "en")}
    published = {path for path, verdict in verdicts.items() if verdict.open}
    places = {plan.permalink for plan in pages} | {redirect.alias for redirect in redirects}
    targets = Targets(content.library, content.folder, published, places, measured)
    cards = Cards(
        site,
        texts,
        lambda picture, origin: image_of(targets, picture, origin),
        settings.language,
    )
    by_folder = {feed.folder: feed for feed in feeds}
    return Desk(site, settings, texts[settings.language], cards, targets, by_folder)


def _bodies(
    content: Content,
    desk: Desk,
    verdicts: dict[str, Verdict],
    figures: Figures,
    watch: Watch,
) -> Iterator[Fault]:
    """Render the bodies of everything published, due to be, or broken; drafts are not judged."""
    all_entries = itertools.chain(content.library, content.broken)
    entries = [e for e in all_entries if e.body and e.fields.status == "published"]
    for number, entry in enumerate(entries):
        watch.progress("bodies", number, len(entries))
        text, wrong = with_figures(entry, figures)
        body = render_body(text, entry.path, entry.body_line, desk.targets)
        yield from (*wrong, *body.faults)
        if entry.path in verdicts and verdicts[entry.path].open:
            desk.bodies[entry.path] = body
            if entry.kind == "story":
                desk.cards.excerpt(entry, body.text)


def _hidden_rows(site: Site) -> Iterator[Fault]:
    for entry in site.honor_lists:
        table = dict(entry.tables).get("entries")
        for number, row in enumerate(entry.fields.entries):
            if not site.honoree_name(row):
                keys = (number, "person") if table else ("entries", number, "person")
                yield Fault("L306", table or entry.path, keys, {"value": row.person})


def _used_media(desk: Desk, published: Iterable[Entry[Any]]) -> tuple[str, ...]:
    """Return the media that published entries show, and no other: the rest may be gated."""
    used = set(itertools.chain.from_iterable(body.media for body in desk.bodies.values()))
    for entry in published:
        for name in ("cover", "photo"):
            if (picture := getattr(entry.fields, name, None)) is not None:
                used.add(desk.targets.picture(picture.src, entry.path).media)
    return tuple(sorted(used - {""}))


def _is_damaged(media: Media | None) -> bool:
    return media is not None and is_image(media.path) and media.width == 0
