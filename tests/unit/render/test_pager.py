"""A pager shows both ends and the neighbourhood, and says where pages are left out."""

from __future__ import annotations

import pytest

from generator.plan import PagePlan
from generator.render.views.desk import pager_of


def _pager(number: int, of: int) -> tuple[str, str, str]:
    place = "/tags/x/" if number == 1 else f"/tags/x/page/{number}/"
    pager = pager_of(PagePlan(place, "term.html", number=number, of=of))
    assert pager is not None
    for page, href in pager.pages:
        wanted = {0: "", 1: "/tags/x/"}.get(page, f"/tags/x/page/{page}/")
        assert href.endswith(wanted) and bool(href) == bool(page)
    pages = " ".join("…" if page == 0 else str(page) for page, _ in pager.pages)
    return pager.prev[-7:], pages, pager.next[-7:]


@pytest.mark.parametrize(
    ("number", "of", "prev", "pages", "next_"),
    [
        (1, 2, "", "1 2", "page/2/"),
        (2, 2, "tags/x/", "1 2", ""),
        (1, 9, "", "1 2 3 … 9", "page/2/"),
        (3, 9, "page/2/", "1 2 3 4 5 … 9", "page/4/"),
        (4, 9, "page/3/", "1 2 3 4 5 6 … 9", "page/5/"),
        (5, 9, "page/4/", "1 … 3 4 5 6 7 … 9", "page/6/"),
        (6, 9, "page/5/", "1 … 4 5 6 7 8 9", "page/7/"),
        (9, 9, "page/8/", "1 … 7 8 9", ""),
    ],
)
def test_it_shows_the_way(number: int, of: int, prev: str, pages: str, next_: str) -> None:
    assert _pager(number, of) == (prev, pages, next_)


def test_a_listing_of_one_page_has_none() -> None:
    assert pager_of(PagePlan("/tags/x/", "term.html")) is None
