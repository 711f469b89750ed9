"""Owns what pages say of themselves to search engines: JSON-LD in the words of schema.org.
May not know templates.

A story's is joined from strings, names in the order of the alphabet: 6 us, where a dictionary and
an encoder took 14. Its summary is not said again: it is the description of the page already.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring as quoted  # in C, with quotes around
from typing import Any

from generator.kinds.base import Entry
from generator.kinds.story import Story
from generator.render.cards import Image, named_people
from generator.render.root import ROOT
from generator.render.texts import LANGUAGES
from generator.render.views.desk import Desk

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_NEWS = '{"@context":"https://schema.org","@type":"NewsArticle",'


def as_script(data: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the script element around it (HTML, 4.12.1.3)."""
    return _safe(_JSON.encode(data))


def news_article(story: Entry[Story], desk: Desk, image: Image | None) -> str:
    """Describe a story, with the picture that stands for it, as schema.org NewsArticle, as
    `as_script` does.
    """
    fields, settings, card = story.fields, desk.settings, desk.cards.card(story)
    said = (
        ("about", _about(story, desk)),
        ("articleSection", quoted(card.column.title) if card.column.title else ""),
        ("author", _people(fields.authors) or desk.once(_author)),
        ("dateModified", quoted(fields.changed.iso())),
        ("datePublished", quoted(card.datetime)),
        ("headline", quoted(story.title)),
        ("image", quoted(settings.absolute(image.src[len(ROOT) :])) if image else ""),
        ("inLanguage", quoted(LANGUAGES[fields.lang])),
        ("keywords", _listed(map(quoted, fields.tags))),
        ("mainEntityOfPage", quoted(settings.absolute(story.permalink))),
        ("publisher", desk.once(_publisher)),
    )
    return _safe(_NEWS + ",".join([f'"{name}":{value}' for name, value in said if value]) + "}")


def _about(story: Entry[Story], desk: Desk) -> str:
    """Name the people of a story that may be named, each who has a page with its address: two
    people of one name stay two.
    """
    said = []
    for name, person in named_people(desk.site, story):
        url = quoted(desk.settings.absolute(person.permalink)) if person else ""
        said.append(_person(name, f',"url":{url}' if url else ""))
    return _listed(said)


def _people(names: Iterable[str]) -> str:
    return _listed(map(_person, names))


def _person(name: str, more: str = "") -> str:
    return f'{{"@type":"Person","name":{quoted(name)}{more}}}'


def _listed(values: Iterable[str]) -> str:
    """Return a JSON list, '' for an empty one."""
    text = ",".join(values)
    return f"[{text}]" if text else ""


def _author(desk: Desk) -> str:
    return _JSON.encode({"@type": "Organization", "name": desk.settings.author})


def _publisher(desk: Desk) -> str:
    settings = desk.settings
    name = settings.options.organisation or settings.site_name
    url = settings.options.organisation_url or settings.site_url
    return _JSON.encode({"@type": "Organization", "name": name, "url": url})


def _safe(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
