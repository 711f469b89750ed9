"""Owns the theme's files as they are published: which of them, without what only developers read.
May not draw.
"""

from __future__ import annotations

from pathlib import Path

import rcssmin
import rjsmin

from generator.host.scripts import bundle
from generator.publish.artefact import Artefact

# Laurel's own search, sitemap and pages take the place of these files of MkDocs and Material.
_LEFT_OUT = ("assets/javascripts/lunr/", "assets/javascripts/workers/", "search/", "sitemap.xml")
_BOX = "assets/search/box.js"
_SEARCH = "assets/search/search.js"  # what else lies beside it is a part of it


def collect_assets(folder: Path) -> tuple[Artefact, ...]:
    """Return the theme's files that MkDocs copied, without its own pages and source maps. Scripts
    and styles lose comments and indentation, but for comments that begin with `!` (licences).
    The modules of search are one file, which lies beside the index that it reads.
    """
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == _SEARCH:
            found.append(Artefact("search/search.js", _shortened(name, bundle(path).encode())))
        elif not _is_left_out(name):
            found.append(Artefact(name, _shortened(name, path.read_bytes())))
    return tuple(found)


def _is_left_out(name: str) -> bool:
    part = name.startswith("assets/search/") and name.endswith(".js") and name != _BOX
    return part or name.startswith(_LEFT_OUT) or name.endswith((".html", ".map"))


def _shortened(name: str, data: bytes) -> bytes:
    if name.endswith((".min.js", ".min.css")):
        return _without_source_map(data)
    if name.endswith(".js"):
        return bytes(rjsmin.jsmin(data, keep_bang_comments=True))
    if name.endswith(".css"):
        return bytes(rcssmin.cssmin(data, keep_bang_comments=True))
    return data


def _without_source_map(data: bytes) -> bytes:
    """Drop the last line that points to a source map, which would be a request for nothing."""
    cut = data.rfind(b"sourceMappingURL=")
    if cut < 0:
        return data
    start = max(data.rfind(b"//#", 0, cut), data.rfind(b"/*#", 0, cut))
    return data[:start].rstrip() + b"\n"
