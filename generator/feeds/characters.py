"""Owns which characters may stand in a feed.
May not know what a text is for.
"""

from __future__ import annotations

import re

# What XML 1.0 (2.2, Char) leaves out: control characters, surrogates, U+FFFE and U+FFFF. And the
# noncharacters U+FDD0..FDEF, which Unicode keeps from interchange: one of them marks a place in
# a fragment.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def allowed(text: str) -> str:
    """Return the text without the characters that a well-formed XML 1.0 document cannot hold."""
    return _FORBIDDEN.sub("", text)


def allowed_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return each name once, in order, without forbidden characters and without empty ones."""
    return tuple(dict.fromkeys(name for raw in names if (name := allowed(raw).strip())))
