"""Owns the plan: which pages, feeds and redirects there will be, and at which permalinks.
May not render or know templates' content.
"""

from generator.plan.collisions import collisions
from generator.plan.feeds import FILES, OPML, FeedPlan, plan_feeds
from generator.plan.pages import FIGURES, NOT_FOUND, PagePlan, plan_pages
from generator.plan.redirects import Redirect, plan_redirects

__all__ = [
    "FIGURES",
    "FILES",
    "NOT_FOUND",
    "OPML",
    "FeedPlan",
    "PagePlan",
    "Redirect",
    "collisions",
    "plan_feeds",
    "plan_pages",
    "plan_redirects",
]
