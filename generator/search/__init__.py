"""Owns search: an exact index of all published texts, in files that a browser fetches on demand.
May not query the disk or render Markdown.
"""

from generator.search.artefacts import search_artefacts

__all__ = ["search_artefacts"]
