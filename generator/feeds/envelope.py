"""Owns what stands around the items of an RSS or Atom feed, made by feedgen.
May not know stories.
"""

from __future__ import annotations

from dataclasses import dataclass

import feedgen.feed  # before `feedgen.ext`, which relies on its having loaded `lxml.etree`
from feedgen.ext.dc import DcEntryExtension, DcExtension

from generator import __version__
from generator.feeds.head import FeedHead
from generator.plan.feeds import ATOM, RSS


@dataclass(frozen=True, slots=True)
class Envelope:
    """A feed cut where its items go: UTF-8 bytes before and after them."""

    start: bytes
    end: bytes

    def around(self, fragments: list[bytes]) -> bytes:
        """Return the whole document."""
        return b"".join((self.start, *fragments, self.end))


def rss_envelope(head: FeedHead) -> Envelope:
    """Return an RSS 2.0 channel without items."""
    return cut_before(rss_generator(head).rss_str(), b"</channel></rss>")


def atom_envelope(head: FeedHead) -> Envelope:
    """Return an Atom feed (RFC 4287) without entries."""
    return cut_before(atom_generator(head).atom_str(), b"</feed>")


def rss_generator(head: FeedHead) -> feedgen.feed.FeedGenerator:
    """Return feedgen's generator for the RSS file of a feed, without items.

    The names of authors stand in `dc:creator`: RSS's own `author` must be an e-mail address.
    """
    feed = _generator(head, f"{head.folder}{RSS}", "application/rss+xml")
    feed.generator(f"Laurel {__version__}")
    feed.register_extension("dc", DcExtension, DcEntryExtension, atom=False, rss=True)
    return feed


def atom_generator(head: FeedHead) -> feedgen.feed.FeedGenerator:
    """Return feedgen's generator for the Atom file of a feed, without entries."""
    feed = _generator(head, f"{head.folder}{ATOM}", "application/atom+xml")
    feed.generator("Laurel", version=__version__)
    return feed


def _generator(head: FeedHead, url: str, mime: str) -> feedgen.feed.FeedGenerator:
    feed = feedgen.feed.FeedGenerator()
    feed.id(head.id)
    feed.title(head.title)
    feed.subtitle(head.description)
    # The last link is the one that feedgen takes for RSS's `link`.
    feed.link(href=url, rel="self", type=mime)
    feed.link(href=head.page, rel="alternate", type="text/html")
    feed.language(head.language)
    feed.author(name=head.author)
    feed.updated(head.updated)
    return feed


def cut_before(document: bytes, end: bytes) -> Envelope:
    """Cut a document before its end tags; raises ValueError if feedgen has come to write others."""
    if not document.endswith(end):
        raise ValueError(f"a feed of feedgen ends in {document[-40:]!r}, not in {end!r}")
    return Envelope(document[: -len(end)], end)
