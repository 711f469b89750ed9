"""Owns JSON Feed 1.1 (jsonfeed.org/version/1.1): items and what stands around them.
May not know stories.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.feeds.envelope import Envelope
from generator.feeds.head import FeedHead
from generator.feeds.item import FeedItem
from generator.plan.feeds import JSON

VERSION = "https://jsonfeed.org/version/1.1"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_envelope(head: FeedHead) -> Envelope:
    """Return a JSON feed without items, as UTF-8."""
    data = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": f"{head.folder}{JSON}",
        "description": head.description,
        "authors": [{"name": head.author}],
        "language": head.language,
    }
    return Envelope(_bytes(data)[:-1] + b',"items":[', b"]}\n")


def json_item(item: FeedItem) -> bytes:
    """Return one item as a JSON object in UTF-8; what a story lacks is left out."""
    data = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "image": item.image,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": name} for name in item.authors],
        "tags": item.categories,
        "language": item.language,
        "attachments": _attachments(item),
    }
    known = {name: value for name, value in data.items() if value}
    return _bytes(known | {"content_html": item.html})


def _attachments(item: FeedItem) -> list[dict[str, Any]]:
    if item.enclosure is None:
        return []
    file = item.enclosure
    return [{"url": file.url, "mime_type": file.mime, "size_in_bytes": file.size}]


def _bytes(data: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(data).encode()
