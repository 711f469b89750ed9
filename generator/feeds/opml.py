"""Owns the OPML 2.0 file (opml.org/spec2.opml) with which readers subscribe to every feed.
May not know stories.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from generator.feeds.characters import allowed
from generator.feeds.head import FeedHead
from generator.plan import FeedPlan
from generator.plan.feeds import RSS
from generator.render.views.desk import Desk


def opml(feeds: Iterable[tuple[FeedPlan, FeedHead]], desk: Desk) -> bytes:
    """Return all feeds in one outline per group, groups and feeds in the order given.

    Groups have the titles that the page of feeds gives them: the text named like the group.
    """
    root = etree.Element("opml", version="2.0")
    title = etree.SubElement(etree.SubElement(root, "head"), "title")
    title.text = allowed(desk.settings.site_name)
    body = etree.SubElement(root, "body")
    groups: dict[str, etree._Element] = {}
    for plan, head in feeds:
        if plan.group not in groups:
            name = allowed(getattr(desk.texts, plan.group))
            groups[plan.group] = etree.SubElement(body, "outline", text=name, title=name)
        etree.SubElement(groups[plan.group], "outline", _outline(head))
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data


def _outline(head: FeedHead) -> dict[str, str]:
    return {
        "type": "rss",
        "version": "RSS2",
        "text": head.title,
        "title": head.title,
        "xmlUrl": f"{head.folder}{RSS}",
        "htmlUrl": head.page,
        "language": head.language,
    }
