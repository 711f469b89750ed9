"""Owns the theme's files as they are published: which of them, without what only developers read.
May not draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import rcssmin
import rjsmin

from generator.host.scripts import bundle
from generator.names import version_of
from generator.publish.artefact import Artefact
from generator.render.root import ROOT

# Laurel's own search, sitemap and pages take the place of these files of MkDocs and Material.
_LEFT_OUT = ("assets/javascripts/lunr/", "assets/javascripts/workers/", "search/", "sitemap.xml")
_BOX = "assets/search/box.js"
_SEARCH = "assets/search/search.js"  # what else lies beside it is a part of it
_MODULE = "search/search.js"  # where it is published, as the box names it
# Only these lose comments: what shortens scripts takes the quotation mark of `x => /["]/` for the
# beginning of a text, and nobody would look for that in a script of an office's own.
_OWN = ("assets/laurel.", "assets/frame.js", "assets/figures.css", "assets/search")

# What a style sheet has loaded, but for what stands in comments or only names a format.
_LOADED = re.compile(r"""(?:@import\s*|url\(\s*)["']?((?:https?:)?//[^\s"')]+)""", re.IGNORECASE)
_UNLOADED = re.compile(r"/\*.*?(?:\*/|\Z)|@namespace[^;]*;", re.DOTALL | re.IGNORECASE)


def collect_assets(folder: Path) -> tuple[Artefact, ...]:
    """Return the theme's files that MkDocs copied, without its own pages and source maps. Laurel's
    scripts and styles lose comments and indentation, but for comments that begin with `!`
    (licences). The modules of search are one file, which lies beside the index that it reads.
    """
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == _SEARCH:
            found[_MODULE] = _shortened(name, bundle(path).encode())
        elif not _is_left_out(name):
            found[name] = _shortened(name, path.read_bytes())
    if _MODULE in found and _BOX in found:
        name = f"{_MODULE}?{version_of(found[_MODULE])}"
        found[_BOX] = found[_BOX].replace(_MODULE.encode(), name.encode())
    return tuple(Artefact(name, data) for name, data in found.items())


def versioned(html: str, assets: Iterable[Artefact]) -> str:
    """Return a drawn frame that asks for scripts and styles by what is in them: a browser that has
    those of the site's last version does not put them into pages of this one. Material's own have a
    hash in their names.
    """
    hashed = re.compile(r"\.[0-9a-f]{8}\.")
    versions = {a.path: version_of(a.data) for a in assets if not hashed.search(a.path)}

    def address(found: re.Match[str]) -> str:
        version = versions.get(found[1])
        return f"{found[0]}?{version}" if version else found[0]

    return re.sub(rf"""{ROOT}/([^\s"'<>?#]+\.(?:css|js))(?=[\s"'>])""", address, html)


def loaded_from_elsewhere(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield place (`assets/a.css:3`) and URL of what style sheets load from other hosts."""
    for path in sorted(folder.rglob("*.css")):
        text = path.read_text(encoding="utf-8", errors="replace")
        text = _UNLOADED.sub(lambda found: "\n" * found[0].count("\n"), text)
        for found in _LOADED.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{path.relative_to(folder).as_posix()}:{line}", found[1]


def _is_left_out(name: str) -> bool:
    part = name.startswith("assets/search/") and name.endswith(".js") and name != _BOX
    return part or name.startswith(_LEFT_OUT) or name.endswith((".html", ".map"))


def _shortened(name: str, data: bytes) -> bytes:
    if name.endswith((".min.js", ".min.css")):
        return _without_source_map(data)
    if not name.startswith(_OWN):
        return data
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
