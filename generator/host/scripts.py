"""Owns how a script and the modules it imports become one file: a slow line waits for one answer
instead of one after the other. May not draw.
"""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]+\} from "\./([\w-]+\.js)"\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) )", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Return a module with all that it imports before it, each once; exports of its own stay.

    Modules import by name from their own folder, and no two of them give one name to two things
    (a browser would refuse the file). Raises OSError if one is not there.
    """
    sources = _sources(entry, {})
    whole = sources.pop(entry.name)
    return "".join(_EXPORT.sub("", source) for source in sources.values()) + whole


def _sources(path: Path, found: dict[str, str]) -> dict[str, str]:
    """Add the source of a module, without imports, behind those of all that it imports."""
    source = path.read_text(encoding="utf-8")
    for name in _IMPORT.findall(source):
        if name not in found:
            _sources(path.with_name(name), found)
    found[path.name] = _IMPORT.sub("", source)
    return found
