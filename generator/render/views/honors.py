"""Owns the views of an honor list and of the index of all honor lists.
May not know other templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.honor_list import Honoree, HonorList
from generator.kinds.story import Story
from generator.plan import PagePlan
from generator.render.cards import Card, Link
from generator.render.headlines import breaks_between_clauses
from generator.render.root import place, rooted
from generator.render.spreadsheets import as_csv
from generator.render.views.desk import Desk, Page, own_feed, page_of, pager_of

# Qualifiers of a count, by where Chinese puts them; what English says for them.
_BEFORE = ("近", "将近", "接近", "约", "大约", "逾", "超", "超过", "至少", "不少于")
_BEHIND = ("余", "多")
_ENGLISH = {
    **dict.fromkeys(("逾", "超", "超过", "over", "more than", *_BEHIND), "more than"),
    **dict.fromkeys(("近", "将近", "接近", "nearly"), "nearly"),
    **dict.fromkeys(("约", "大约", "左右", "about"), "about"),
    **dict.fromkeys(("至少", "不少于", "以上", "at least"), "at least"),
}
_INCOMPLETE = "不完全统计"
LINE_NAMES = 8  # of a list in an index
NEIGHBOURS = 20  # other editions before and after one; some honors have hundreds, year by college


@dataclass(frozen=True, slots=True)
class Row:
    """One honoree. `college` is a link without href where it has no page."""

    number: int
    name: Link
    college: Link
    class_year: int | None
    degree: str
    citation: str
    rank: str
    story: Card | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Filled:
    """Which optional columns a table of honorees has."""

    college: bool
    class_year: bool
    degree: bool
    citation: bool
    story: bool
    evidence: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The honorees of one college or of one decade."""

    title: str
    names: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ListLine:
    """An honor list in an index; `etc` tells that it has more than these names."""

    link: Link
    honor: Link
    year: int
    count: str
    summary: str
    names: tuple[str, ...]
    etc: bool


def honor_list_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the head and the view of an honor list, with counts by college and by decade."""
    entry: Entry[HonorList] = plan.subject
    fields, site = entry.fields, desk.site
    rows = _rows(entry, desk)
    honor = site.vocabulary("honors").find(fields.honor)
    count = count_text(entry, desk)
    summary = fields.summary or desk.texts("list_summary", title=entry.title, count=count)
    view = {
        "title": entry.title,
        "clauses": breaks_between_clauses(entry.title),
        "honor": desk.cards.term(honor) if honor else None,
        "announced": desk.texts.date(fields.announced) if fields.announced else "",
        "announced_iso": fields.announced.iso() if fields.announced else "",
        "authority": fields.authority or "",
        "source": fields.source,
        "summary": fields.summary or "",
        "count": count,
        "rows": rows,
        "shown": _shown(rows),
        "by_college": sorted(
            _groups(rows, lambda row: row.college.title), key=lambda group: -len(group.names)
        ),
        "by_decade": _groups(
            sorted(rows, key=lambda row: row.class_year or 0),
            lambda row: _decade(row.class_year, desk),
        ),
        "stories": [desk.cards.card(s) for s in site.by_list.get(entry.key, ())],
        "siblings": _siblings(entry, desk),
        "feed": own_feed(plan),
        "table": rooted(plan.table),
    }
    return page_of(plan, desk, entry.title, summary, kind="article"), view


def honorees_table(plan: PagePlan, desk: Desk) -> bytes:
    """Return the honorees that the page shows as CSV, every column in every list."""
    t, base = desk.texts, desk.settings.site_url
    head = (t.no_, t.honoree, t.rank, t.college, t.class_year, t.degree, t.citation, t.evidence)
    rows = (
        (
            *(str(row.number), row.name.title, row.rank, row.college.title),
            *(str(row.class_year or ""), row.degree, row.citation, row.evidence),
            place(row.name.href, base),
            place(row.story.href, base) if row.story else "",
        )
        for row in _rows(plan.subject, desk)
    )
    return as_csv((*head, t.page_of_person, t.story), rows)


def honors_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the head and the view of the index: lists by year, and the honors in use."""
    years: dict[int, list[ListLine]] = {}
    for entry in plan.items:
        years.setdefault(entry.fields.year, []).append(list_line(entry, desk))
    honors = [
        (desk.cards.term(term), len(desk.site.lists_by_honor.get(term.id, ())))
        for term in desk.site.terms("honors")
    ]
    title = desk.texts.honors
    pager = pager_of(plan)
    view = {"title": title, "years": list(years.items()), "honors": honors, "pager": pager}
    return page_of(plan, desk, title, desk.texts.honors_about), view


def list_line(entry: Entry[HonorList], desk: Desk) -> ListLine:
    """Return an honor list as indexes and the home page show it."""
    term = desk.site.vocabulary("honors").find(entry.fields.honor)
    names = [n for row in entry.fields.entries if (n := desk.site.honoree_name(row))]
    return ListLine(
        Link(entry.title, rooted(entry.permalink)),
        desk.cards.term(term) if term else Link(""),
        entry.fields.year,
        count_text(entry, desk),
        entry.fields.summary or "",
        tuple(names[:LINE_NAMES]),
        len(names) > LINE_NAMES,
    )


def count_text(entry: Entry[HonorList], desk: Desk) -> str:
    """Write how many were honored, with the qualifier that the office gave: `近 30 人`."""
    fields = entry.fields
    declared = fields.declared_total
    total = desk.texts.number(len(fields.entries) if declared is None else declared)
    people = partial(desk.texts, "people_count")
    qualifier = fields.qualifier or ""
    if desk.texts.language == "en":
        if word := _ENGLISH.get(qualifier):
            return people(count=f"{word} {total}")
        qualifier = "incomplete" if qualifier.endswith(_INCOMPLETE) else qualifier
    if qualifier in _BEFORE:
        return people(count=f"{qualifier} {total}")
    if qualifier in _BEHIND:
        return people(count=f"{total} {qualifier}")
    text = people(count=total)
    return desk.texts("qualified", count=text, qualifier=qualifier) if qualifier else text


def _rows(entry: Entry[HonorList], desk: Desk) -> list[Row]:
    """Return the rows that may be shown: those of a gated person without a name are left out, and
    no gap in the numbers tells of them.
    """
    story = partial(_story, _stories_by_href(entry, desk), entry, desk)
    named = ((row, desk.site.honoree_name(row)) for row in entry.fields.entries)
    shown = ((row, name) for row, name in named if name)
    return [_row(n, row, name, story(row), desk) for n, (row, name) in enumerate(shown, 1)]


def _row(number: int, row: Honoree, name: str, story: Card | None, desk: Desk) -> Row:
    person = desk.site.people.get(row.person or "")
    college = desk.site.vocabulary("colleges").find(row.college or "")
    href = rooted(person.permalink) if person else ""
    return Row(
        number,
        Link(name, href),
        desk.cards.term(college) if college else Link(""),
        row.class_year,
        row.degree or "",
        row.citation or "",
        row.rank or "",
        story,
        row.evidence or "",
    )


def _stories_by_href(entry: Entry[HonorList], desk: Desk) -> Mapping[str, Entry[Story]]:
    return {rooted(story.permalink): story for story in desk.site.by_list.get(entry.key, ())}


def _story(
    stories: Mapping[str, Entry[Story]], entry: Entry[HonorList], desk: Desk, row: Honoree
) -> Card | None:
    if row.story is None:
        return None
    found = stories.get(desk.targets.link(row.story, entry.path).href)
    return desk.cards.card(found) if found else None


def _shown(rows: list[Row]) -> Filled:
    """Return which optional columns of the table hold anything."""
    return Filled(
        any(row.college.title for row in rows),
        *(any(getattr(row, name) for row in rows) for name in Filled.__match_args__[1:]),
    )


def _decade(year: int | None, desk: Desk) -> str:
    return desk.texts("decade", decade=year // 10 * 10) if year else ""


def _groups(rows: Iterable[Row], name: Callable[[Row], str]) -> list[Group]:
    """Group the rows by a name, in the order in which the names appear; nameless ones are left
    out.
    """
    found: dict[str, list[Link]] = {}
    for row in rows:
        if title := name(row):
            found.setdefault(title, []).append(row.name)
    return [Group(title, tuple(names)) for title, names in found.items()]


def _siblings(entry: Entry[HonorList], desk: Desk) -> list[Link]:
    """Return other editions of the same honor, its neighbours: its page has all."""
    term = desk.site.vocabulary("honors").find(entry.fields.honor)
    lists = desk.site.lists_by_honor.get(term.id if term else "", ())
    at = next((place for place, other in enumerate(lists) if other is entry), 0)
    near = lists[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS + 1]
    return [Link(e.title, rooted(e.permalink)) for e in near if e is not entry]
