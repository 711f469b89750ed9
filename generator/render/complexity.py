"""Owns how complex a body may be: the engines below take quadratic time on what nobody writes.
May not render.
"""

from __future__ import annotations

import re

MAX_QUOTES = 100  # nested `>` in one line
MAX_HEADINGS = 1000  # comrak looks for a free id among all headings of the same text
MAX_TAGS = 40_000  # html5ever looks through all open elements for each new one
MAX_AUTOLINKS = 5_000  # comrak looks back through the whole line for each `@`

_QUOTES = re.compile(rf"^[ \t]*(?:>[ \t]*){{{MAX_QUOTES + 1}}}", re.MULTILINE)
_HEADING = re.compile(r"^[ >]*(?:#{1,6}(?:[ \t]|$)|=+[ \t]*$|-+[ \t]*$)", re.MULTILINE)


def is_too_complex(markdown: str) -> bool:
    """Tell whether rendering could take seconds."""
    return (
        markdown.count("<") > MAX_TAGS
        or markdown.count("@") > MAX_AUTOLINKS
        or (markdown.count(">") > MAX_QUOTES and _QUOTES.search(markdown) is not None)
        or (
            markdown.count("\n") >= MAX_HEADINGS  # each has a line
            and sum(1 for _ in _HEADING.finditer(markdown)) > MAX_HEADINGS
        )
    )
