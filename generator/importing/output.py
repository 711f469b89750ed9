"""Owns the text of imported files: front matter that reads back as it was meant, and the body.
May not read, decide or write anything.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from generator.importing.addresses import Placed
from generator.importing.story import Story

MAX_FRONT = 64 * 1024
MAX_FILE = 1024 * 1024

# What may stand without quotes: starts with a letter or digit, and holds nothing that YAML reads.
_PLAIN = re.compile(r"[^\W_][\w .()/+（）《》“”‘’，。、；？！—…·-]*")


@dataclass(frozen=True, slots=True)
class Extras:
    """What is known of a story only among the others: column, aliases, cover below CONTENT."""

    column: str
    aliases: tuple[str, ...]
    cover: str


def quoted(text: str) -> str:
    """Return a scalar that YAML reads back as the same text, in flow and block context."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and "---" not in text
    return text if plain else json.dumps(text, ensure_ascii=False)


def story_text(placed: Placed, extras: Extras, body: str) -> str:
    """Return the whole file of a story or page."""
    front = page_front(placed.story, extras) if placed.story.date is None else ""
    front = front or story_front(placed.story, extras)
    return f"---\n{front}---\n\n{body.strip(chr(10))}\n".rstrip("\n") + "\n"


def story_front(story: Story, extras: Extras) -> str:
    """Return the front matter of a story, without its marks."""
    moments = {
        "date": story.date.text() if story.date else "",
        "updated": story.updated.text() if story.updated else "",
    }
    lines = [_line("title", story.title), *_given(moments)]
    lines += [_line("column", extras.column)]
    lines += [_line("summary", story.summary)] if story.summary else []
    lines += _list("authors", story.authors) + _list("tags", story.tags)
    if extras.cover:
        alt = quoted(story.cover[1] or story.title)
        lines.append(f"cover: {{src: {extras.cover}, alt: {alt}}}\n")
    lines += _gate(story) + _list("aliases", extras.aliases)
    lines += [_line("lang", story.lang)] if story.lang else []
    return "".join(lines)


def page_front(story: Story, extras: Extras) -> str:
    """Return the front matter of a page, without its marks."""
    lines = [_line("title", story.title)]
    lines += [_line("summary", story.summary)] if story.summary else []
    return "".join(lines + _gate(story) + _list("aliases", extras.aliases))


def _gate(story: Story) -> list[str]:
    moments = {
        "publish_at": story.publish.instant() if story.publish else "",
        "expires_at": story.expires.instant() if story.expires else "",
    }
    return ["status: draft\n" if story.draft else "status: published\n", *_given(moments)]


def _line(key: str, text: str) -> str:
    return f"{key}: {quoted(text)}\n"


def _given(texts: dict[str, str]) -> list[str]:
    return [f"{key}: {text}\n" for key, text in texts.items() if text]


def _list(key: str, items: tuple[str, ...]) -> list[str]:
    return [f"{key}: [{', '.join(quoted(item) for item in items)}]\n"] if items else []
