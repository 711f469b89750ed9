"""Owns reading `tests/cases/*.md`: bad input and the exact lines that an editor reads.
May not run a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"
_CASE = re.compile(r"^## ([^\n]+)\n\n~~~\n(.*?)^~~~\n\n~~~ problems\n(.*?)^~~~$", re.M | re.S)


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield name, content folder and expected lines of each case of each file."""
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        found = _CASE.findall(text)
        assert len(found) == text.count("\n## "), f"{file.name}: a case that cannot be read"
        yield from ((f"{file.stem}: {name}", content, lines) for name, content, lines in found)
