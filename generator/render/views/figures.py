"""Owns the view of the public figures.
May not compute: the board comes with the plan.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.plan import PagePlan
from generator.render.root import rooted
from generator.render.texts import day_in
from generator.render.views.desk import Desk, Page, page_of


def figures_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the page of public figures."""
    texts = desk.texts
    page = page_of(plan, desk, texts.figures, texts.figures_about)
    files = (("JSON", rooted("/stats.json")), ("CSV", rooted("/stats.csv")))
    as_of = day_in(texts.language, date.fromisoformat(plan.subject.as_of))
    return page, {"board": plan.subject, "as_of": as_of, "files": files}
