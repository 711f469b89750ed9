"""Owns views: all that a template may see, one function for each template.
May not write HTML (bodies apart) or know where pages are written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.plan import PagePlan
from generator.render.views.desk import Desk, Page
from generator.render.views.figures import figures_view
from generator.render.views.honors import honor_list_view, honorees_table, honors_view
from generator.render.views.listings import (
    archive_view,
    feeds_view,
    home_view,
    not_found_view,
    people_view,
    search_view,
    term_view,
    terms_view,
)
from generator.render.views.person import person_view
from generator.render.views.story import page_view, story_view

VIEWS: dict[str, Callable[[PagePlan, Desk], tuple[Page, dict[str, Any]]]] = {
    "home.html": home_view,
    "story.html": story_view,
    "page.html": page_view,
    "person.html": person_view,
    "honor_list.html": honor_list_view,
    "honors.html": honors_view,
    "archive.html": archive_view,
    "term.html": term_view,
    "terms.html": terms_view,
    "people.html": people_view,
    "feeds.html": feeds_view,
    "search.html": search_view,
    "figures.html": figures_view,
    "not_found.html": not_found_view,
}

# The tables that lie beside pages, see `PagePlan.table`.
TABLES: dict[str, Callable[[PagePlan, Desk], bytes]] = {"honor_list.html": honorees_table}

__all__ = ["TABLES", "VIEWS", "Desk", "Page"]
