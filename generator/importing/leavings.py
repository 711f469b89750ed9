"""Owns naming the fields of a post that come to nothing.
May not read their values.
"""

from __future__ import annotations

from generator.importing import dialect as d
from generator.importing.frontmatter import Parsed
from generator.importing.notes import Note, make_note
from generator.importing.values import Fields


def left_out(parsed: Parsed, path: str) -> list[Note]:
    """Name the fields that Laurel does not have, and those whose place another one took that says
    something else.
    """
    fields = Fields(parsed.fields)
    notes = [
        make_note("key-unknown", path, field.line, key=field.key)
        for key, field in parsed.fields.items()
        if key not in d.KNOWN
    ]
    for group in d.ONCE:
        taken = fields.first(group)
        for key in group:
            field = fields.first((key,))
            if field and taken and field.value not in (taken.value, [taken.value]):
                values = {"key": field.key, "other": taken.key}
                notes.append(make_note("key-second", path, field.line, **values))
    return notes
