"""Owns finding tags in raw HTML: pictures, links and embedded players, with their attributes.
May not judge them; skips comments and anything that holds code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

PLAYERS = ("iframe", "embed", "video", "audio", "source")
_START = re.compile(
    r"<!--|<(?P<code>script|style|pre|textarea)\b"
    r"|<(?P<close>/?)(?P<name>img|a|iframe|embed|video|audio|source)(?=[\s/>])",
    re.IGNORECASE,
)
_END = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""",
)
# Longer tags end at their first `>`: so a picture with its data inside is found, and hostile
# quotes cannot make the search quadratic.
_LONG = 4000


@dataclass(frozen=True, slots=True)
class RawTag:
    """One tag in a piece of HTML, at `start` up to `end`; attribute names in lower case."""

    name: str
    closes: bool
    start: int
    end: int
    attributes: dict[str, str]


def find_tags(content: str) -> Iterator[RawTag]:
    """Yield the tags that the importer cares about, in order."""
    position = 0
    while found := _START.search(content, position):
        position = _skip(content, found)
        if found["name"] and position > 0:
            text = content[found.end() : position - 1]
            name = found["name"].lower()
            yield RawTag(name, bool(found["close"]), found.start(), position, _attributes(text))
        if position <= 0:
            return


def _skip(content: str, found: re.Match[str]) -> int:
    """Return where a comment, code or tag ends; 0 if it never does."""
    if found["name"]:
        end = _END.match(content, found.end(), found.end() + _LONG)
        return end.end() if end else content.find(">", found.end()) + 1
    if found["code"]:
        closing = re.compile(rf"</{found['code']}\s*>", re.IGNORECASE)
        end = closing.search(content, found.end())
        return end.end() if end else 0
    comment = content.find("-->", found.end())
    return comment + 3 if comment >= 0 else 0


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((g for g in match.groups()[1:] if g is not None), "")
        found.setdefault(match[1].lower(), html.unescape(value))
    return found
