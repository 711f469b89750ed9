"""Owns search: an exact index of all published texts, in files that a browser fetches on demand.
May not query the disk or render Markdown.
"""

from generator.search.artefacts import (
    index_artefacts,
    index_on_shelf,
    search_artefacts,
    segment_part,
    segment_stock,
    shard_count_of,
)
from generator.search.parts import Part, Shelf
from generator.search.segments import Segment, plan_segments

__all__ = [
    "Part",
    "Segment",
    "Shelf",
    "index_artefacts",
    "index_on_shelf",
    "plan_segments",
    "search_artefacts",
    "segment_part",
    "segment_stock",
    "shard_count_of",
]
