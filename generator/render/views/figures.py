"""Owns the view of the public figures.
May not compute: the board comes with the plan.
"""

from __future__ import annotations

from typing import Any

from generator.plan import PagePlan
from generator.render.root import rooted
from generator.render.views.desk import Desk, Page, page_of


def figures_view(plan: PagePlan, desk: Desk) -> tuple[Page, dict[str, Any]]:
    """Return the page of public figures."""
    texts = desk.texts
    page = page_of(plan, desk, texts.figures, texts.figures_about)
    files = (("JSON", rooted("/stats.json")), ("CSV", rooted("/stats.csv")))
    return page, {"board": plan.subject, "files": files}
