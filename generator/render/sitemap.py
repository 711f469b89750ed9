"""Owns `sitemap.xml` and `robots.txt`.
May not know templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape as escape_html
from typing import Any

from generator.kinds.base import Entry
from generator.names import quote_path
from generator.plan import NOT_FOUND, PagePlan
from generator.publish.artefact import Artefact
from generator.schema.types import When
from generator.settings import Settings

MAX_URLS = 50_000  # sitemaps.org protocol 0.9: at most 50,000 URLs in one file
_PLAIN = re.compile(r"[a-z0-9/._-]+\Z")  # nothing in it has to be quoted
escape = partial(escape_html, quote=False)  # xml.sax loads urllib, ssl and email for its own
Moment = tuple[float, str]  # as a timestamp, and as a W3C date
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(plans: Iterable[PagePlan], settings: Settings) -> Iterator[Artefact]:
    """Yield `sitemap.xml`, or an index and its parts for a large site. Dates are content's."""
    known: dict[str, Moment | None] = {}
    root = escape(settings.site_url)
    urls = [_url(plan, root, known) for plan in plans if plan.permalink != NOT_FOUND]
    if len(urls) <= MAX_URLS:
        yield Artefact("sitemap.xml", _document("urlset", urls))
        return
    parts = [urls[i : i + MAX_URLS] for i in range(0, len(urls), MAX_URLS)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield Artefact(name, _document("urlset", part))
    places = [f"<sitemap><loc>{escape(settings.absolute(name))}</loc></sitemap>" for name in names]
    yield Artefact("sitemap.xml", _document("sitemapindex", places))


def robots(settings: Settings) -> Artefact:
    """Return `robots.txt`: everything may be read, and here is the sitemap (RFC 9309)."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {settings.absolute('sitemap.xml')}\n"
    return Artefact("robots.txt", text.encode())


def _document(element: str, children: Iterable[str]) -> bytes:
    body = "\n".join(children)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<{element} xmlns="{_NAMESPACE}">\n{body}\n</{element}>\n'.encode()


def _url(plan: PagePlan, root: str, known: dict[str, Moment | None]) -> str:
    place = plan.permalink
    if not _PLAIN.match(place):
        place = escape(quote_path(place))
    changed = _changed(plan, known)
    date = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{root}{place.lstrip('/')}</loc>{date}</url>"


def _changed(plan: PagePlan, known: dict[str, Moment | None]) -> str:
    """Return the last change of what a page shows as a W3C date, '' where content has none.

    `known` keeps that of each entry: a story stands in many listings.
    """
    shown = (plan.subject,) if isinstance(plan.subject, Entry) else plan.items
    found = []
    for item in shown:
        if isinstance(item, Entry):
            if item.path not in known:
                known[item.path] = _moment(item)
            if moment := known[item.path]:
                found.append(moment)
    return max(found)[1] if found else ""


def _moment(item: Entry[Any]) -> Moment | None:
    fields = item.fields
    last: When | None = getattr(fields, "changed", None) or getattr(fields, "announced", None)
    # By timestamp: within a zone Python compares wall clocks, wrong when DST repeats an hour.
    return (last.at.timestamp(), last.iso()) if last is not None else None
