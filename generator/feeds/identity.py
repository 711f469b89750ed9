"""Owns under which ids stories and feeds are known to feed readers, for ever.
May not know formats.
"""

from __future__ import annotations

import re

from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.names import is_slug, quote_path
from generator.plan.redirects import page_place
from generator.settings import Settings

_PERMALINK = re.compile(r"/stories/[0-9]{4}/([^/]+)/\Z")


def story_identity(story: Entry[Story]) -> str:
    """Return what stays the same of a story through every rename.

    Its own `id`; else the first of its aliases that Laurel once gave as a story's permalink
    (`/stories/<4 digits>/<slug>/`, with or without the last slash); else its permalink.
    """
    if story.fields.id:
        return story.fields.id
    former = filter(_is_story_permalink, map(page_place, story.fields.aliases))
    return next(former, story.permalink)


def _is_story_permalink(path: str) -> bool:
    found = _PERMALINK.match(path)
    return found is not None and is_slug(found[1])


def tag_uri(settings: Settings, specific: str) -> str:
    """Return `tag:<authority>,<date>:<specific>` in ASCII (RFC 4151, 2.1)."""
    return f"tag:{settings.id_authority},{settings.options.id_date}:{quote_path(specific)}"
