"""Owns attribute lists in bodies, `{: .wide}` and `{#name}`, which Laurel does not have.
May not touch code, nor text that only looks like one within a line.
"""

from __future__ import annotations

import re

from generator.importing.dialect import Dialect
from generator.importing.draft import Draft, Edit
from generator.importing.layout import read_layout
from generator.importing.notes import Note, make_note

_HEADING = r"(?<=\S)[ \t]+\{:?[ \t]*[#.][\w-][^{}\n]*\}(?=[ \t]*$)"
_FORMS = {
    # kramdown: of a heading, of the list in the place of which a table of contents comes, of a
    # block on a line of its own, of a picture, link or emphasis
    Dialect.JEKYLL: rf"^#{{1,6}}[ \t].*?(?P<h>{_HEADING})"
    r"|^(?P<t>(?:[-*+]|\d\.)[ \t][^\n]*\n\{:[ \t]*toc\b[^{}\n]*\})(?=[ \t]*$)"
    r"|^[ \t>]*(?P<b>\{:[^{}\n]*\})(?=[ \t]*$)|(?<=[)\]*_])(?P<s>\{:[^{}\n]*\})",
    Dialect.HUGO: rf"^#{{1,6}}[ \t].*?(?P<h>{_HEADING})"
    r"|^(?P<b>\{[.#][\w-][^{}\n]*\})(?=[ \t]*$)",
}
_PATTERNS = {dialect: re.compile(form, re.MULTILINE) for dialect, form in _FORMS.items()}


def drop_attributes(draft: Draft, dialect: Dialect, path: str) -> tuple[Draft, list[Note]]:
    """Return the body without attribute lists, and a note for each."""
    pattern = _PATTERNS.get(dialect)
    if pattern is None or not pattern.search(draft.text):
        return draft, []
    code = read_layout(draft).code
    edits: list[Edit] = []
    notes: list[Note] = []
    for found in pattern.finditer(draft.text):
        group = str(found.lastgroup)
        start, end = found.span(group)
        if not any(first <= start < last for first, last in code):
            edits.append(Edit(start, end, ""))
            text = found[group].strip().rpartition("\n")[2]
            notes.append(make_note("attributes", path, draft.line_at(start), text=text))
    return draft.edited(edits), notes
