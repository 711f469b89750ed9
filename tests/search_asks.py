"""Asks the browser's part of search, in Node, about an index that was written into a folder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.publish.artefact import Artefact

HERE = Path(__file__).parent
ASKS = HERE / "unit" / "search" / "asks.mjs"
SCRIPT = HERE.parent / "templates" / "theme" / "assets" / "search" / "search.js"


def write_index(folder: Path, files: Iterable[Artefact]) -> None:
    """Write files of an index below a folder."""
    for artefact in files:
        path = folder / artefact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artefact.data)


def asked(folder: Path, queries: Sequence[str]) -> list[list[str]]:
    """Return the URLs that are found for each query, best first."""
    command = ["node", str(ASKS), str(folder), SCRIPT.as_uri()]
    asked = json.dumps(queries).encode()
    ran = subprocess.run(command, input=asked, capture_output=True, check=True)
    return [list(found) for found in json.loads(ran.stdout)]
