"""Owns checks that need more than one entry, and the names of files.
May not decide what is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from generator.graph import Library, References, Site
from generator.images import Pictures
from generator.problems import Fault
from generator.reading import Content
from generator.render.targets import Targets, only_picture


def check_content(content: Content, pictures: Pictures, sound: bool) -> Iterator[Fault]:
    """Yield faults in references of entries to each other and to media. Where they were `sound` for
    the same names, only entries that were read anew are looked at.
    """
    targets = Targets(content.library, content.folder, (), (), pictures)

    def check_media(reference: str, origin: str) -> tuple[str, str]:
        target = only_picture(targets.picture(reference, origin))
        return target.code, target.nearest

    entries = content.entries
    if sound:
        entries = tuple(entry for entry in entries if entry.path in content.fresh)
    references = References(content.library, check_media)
    yield from references.faults(entries)
    for entry in content.broken:
        yield from references.unknown(entry)


def early_stories(site: Site, now: datetime) -> Iterator[Fault]:
    """Yield a fault for each story that is public before its date and does not say why: a date
    tells what the byline says, only `publish_at` and `embargo_until` make a story wait.
    """
    today = now.timestamp()
    for story in site.stories:  # newest first, so this looks at one story nearly always
        fields = story.fields
        if fields.date.at.timestamp() <= today:
            return
        if fields.publish_at is None and fields.embargo_until is None:
            yield Fault("L226", story.path, ("date",), {"value": fields.date.iso()})


def hidden_rows(site: Site, library: Library) -> Iterator[Fault]:
    """Yield a fault for each row of an honor list whose person is not published and has no name.
    Of people who are not there, or not valid, other faults tell.
    """
    people = library.of("person")
    for entry in site.honor_lists:
        table = dict(entry.tables).get("entries")
        for number, row in enumerate(entry.fields.entries):
            if row.person in people and not site.honoree_name(row):
                keys = (number, "person") if table else ("entries", number, "person")
                yield Fault("L306", table or entry.path, keys, {"value": row.person})
