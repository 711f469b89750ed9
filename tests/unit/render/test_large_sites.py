"""Pages of sites with very much of something stay such that a phone can show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallsite import page_at, site_from, story

from generator.render.views import listings


@pytest.mark.parametrize(("many", "listed"), [(2, True), (1, False)])
def test_the_page_of_feeds_leads_to_the_pages_of_what_has_too_many(
    many: int, listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "MANY_FEEDS", many)
    page = page_at(site_from(story("2024/x", tags=["甲", "乙"]), tmp_path), "/feeds/")
    assert ("/feeds/tags/" in page) is listed
    assert "/feeds/columns/" in page
    assert ("共 2 个，订阅在各自的页面上" in page) is not listed
    assert ('<a href="../tags/">' in page) is not listed
