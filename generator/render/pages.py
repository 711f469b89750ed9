"""Owns rendering the plan: views through templates, stamped into frames.
May not write files or choose pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from generator.names import base_for, output_path
from generator.plan import NOT_FOUND, PagePlan, Redirect
from generator.publish.artefact import Artefact
from generator.render.frame import BODY, HEAD, INSIDE, TITLE, Frame, Stamp
from generator.render.root import place, rooted
from generator.render.templates import Templates
from generator.render.views import TABLES, VIEWS, Desk


class Printer:
    """Renders pages. Stamps are cut once for each depth and section."""

    def __init__(self, desk: Desk, templates: Templates, frame: Frame) -> None:
        self._desk = desk
        self._templates = templates
        self._frame = frame
        self._stamps: dict[tuple[str, str], Stamp] = {}

    def pages(self, plans: Iterable[PagePlan]) -> Iterator[Artefact]:
        """Yield the finished pages in the order of the plans, each before its table."""
        for plan in plans:
            yield Artefact(output_path(plan.permalink), self.page(plan))
            if plan.table:
                yield Artefact(output_path(plan.table), self.table(plan))

    def page(self, plan: PagePlan) -> bytes:
        """Return one finished page."""
        page, view = VIEWS[plan.template](plan, self._desk)
        inside: bytes = view.get("body", b"")
        view |= {"page": page, "body": INSIDE if inside else ""}
        head = self._templates.render("head.html", {"page": page})
        body = self._templates.render(plan.template, view)
        stamp = self._stamp(self._base(plan.permalink), plan.section)
        return stamp.page({HEAD: head, TITLE: escape(page.title), BODY: body}, inside)

    def table(self, plan: PagePlan) -> bytes:
        """Return the table beside a page."""
        return TABLES[plan.template](plan, self._desk)

    def redirects(self, redirects: Iterable[Redirect]) -> Iterator[Artefact]:
        """Yield a small page for each alias that leads on to the permalink."""
        for redirect in redirects:
            html = self._templates.render(
                "redirect.html",
                {
                    "title": redirect.title,
                    "href": rooted(redirect.target),
                    "target": self._desk.settings.absolute(redirect.target),
                },
            )
            page = place(html, base_for(redirect.alias))
            yield Artefact(output_path(redirect.alias), page.encode())

    def _base(self, permalink: str) -> str:
        """Return the way to the root; the 404 page is shown at any depth, so from the host."""
        return self._desk.settings.base_path if permalink == NOT_FOUND else base_for(permalink)

    def _stamp(self, base: str, section: str) -> Stamp:
        stamp = self._stamps.get((base, section))
        if stamp is None:
            stamp = self._stamps[base, section] = self._frame.at(base, section)
        return stamp
