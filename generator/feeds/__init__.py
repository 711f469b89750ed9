"""Owns the feeds' files: RSS 2.0, Atom, JSON Feed and the OPML of them all.
May not query the disk or render Markdown again.
"""

from generator.feeds.artefacts import Press, feed_artefacts
from generator.feeds.identity import story_identity, tag_uri

__all__ = ["Press", "feed_artefacts", "story_identity", "tag_uri"]
