"""Cards are rendered once for a site, and those of another site are not shown for it."""

from __future__ import annotations

from collections.abc import Callable

from smallsite import FRAME, TEMPLATES, story

from generator.pipeline import Prepared
from generator.render.pages import Printer
from generator.render.templates import Templates

OTHERS = story("2024/y", title="乙") + story("2024/z", title="丙")


def _page(prepared: Prepared, templates: Templates, permalink: str) -> str:
    plan = next(plan for plan in prepared.pages if plan.permalink == permalink)
    return Printer(prepared.desk, templates, FRAME).page(plan).decode()


def test_a_preview_shows_no_card_of_the_site_before(site_from: Callable[..., Prepared]) -> None:
    old = site_from(story("2024/x", title="旧题目") + OTHERS)
    new = site_from(story("2024/x", title="新题目") + OTHERS)
    templates = Templates(TEMPLATES, old.desk.settings, old.desk.texts)
    places = ("/", "/stories/", "/stories/2024/y/", "/columns/achievements/")
    for place in places:
        assert "旧题目" in _page(old, templates, place)
    templates.forget_cards()
    _page(old, templates, places[1])  # a browser asks while the new site is being made
    for place in places:
        page = _page(new, templates, place)
        assert "新题目" in page and "旧题目" not in page, place
