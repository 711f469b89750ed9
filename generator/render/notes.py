"""Owns the texts of footnotes: each label counts once, and those that no page shows.
May not render.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_AGAIN = "\uffff"  # which no content has: see `source.text.CONTROL`
# A fence, in which no line is the text of a note, or the beginning of one.
_TEXT = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+(?=[^`\n]*$)|~{3,}+)(?s:.*?)(?:^ {0,3}(?P=fence)[`~]*+[ \t]*$|\Z)"
    r"|^(?P<before> {0,3}(?:[>*+-] {0,3})*\[\^)(?P<label>[^\]\n]{1,100})(?=\]:)",
    re.MULTILINE,
)
_AS_TEXT = re.compile(r"\[\^([^\]\n]{1,100})\]:")
_RENAMED = re.compile(rf"{_AGAIN}\d+{_AGAIN}")
_MARK = re.compile(r"\[\^([^\]\n]{1,100})\](?!:)")


def once(markdown: str) -> str:
    """Return the body with a label of its own for each further text of one footnote: two of one
    label would take what stands between them into the footnotes.
    """
    if "^" not in markdown or markdown.count("[^") < 2:
        return markdown
    seen: dict[str, int] = {}

    def renamed(found: re.Match[str]) -> str:
        if found["fence"]:
            return found[0]
        key = _key(found["label"])
        seen[key] = seen.get(key, -1) + 1
        again = f"{_AGAIN}{seen[key]}{_AGAIN}" if seen[key] else ""
        return f"{found['before']}{again}{found['label']}"

    changed = _TEXT.sub(renamed, markdown)
    return changed if any(seen.values()) else markdown


def named(text: str) -> str:
    """Return a text with the labels that were written."""
    return _RENAMED.sub("", text)


def unshown(html: str, markdown: str) -> Iterator[tuple[str, int]]:
    """Yield the mark and the offset of each text of a footnote that the rendered body leaves out:
    of one that nothing refers to, or that has one before it. `html` tells what stands in code.
    """
    if "]:" not in markdown:
        return
    as_text = set(_AS_TEXT.findall(html))
    marks = {_key(found[1]) for found in _MARK.finditer(markdown)}
    for found in _TEXT.finditer(markdown):
        label = found["label"] or ""
        if label and _key(label) not in marks and label not in as_text:
            yield f"[^{label}]", found.end("before") - 2
        marks.discard(_key(label))


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()
