"""Owns what entries mean together: references, the gate, indexes, neighbours and related stories.
May not know output files, templates or the host.
"""

from generator.graph.gate import Verdict, decide
from generator.graph.kept import KeptSite, kept_site
from generator.graph.library import Library
from generator.graph.links import References
from generator.graph.site import Site, make_site

__all__ = [
    "KeptSite",
    "Library",
    "References",
    "Site",
    "Verdict",
    "decide",
    "kept_site",
    "make_site",
]
