"""Owns the feeds' files: RSS 2.0, Atom, JSON Feed and the OPML of them all.
May not query the disk or render Markdown again.
"""

from generator.feeds.artefacts import Press

__all__ = ["Press"]
