"""The foot of every page leads to what readers would not find otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallsite import site_from, story

from generator.host import frames
from generator.host.frames import frame_context

CHANNELS = "-- taxonomies/channels.yml --\n- {id: wechat, name: {zh: 微信公众号}}\n"
MEASURES = """\
-- measures.yml --
- {id: posts, name: {zh: 推送, en: Posts}, count: placements, where: {channel: wechat}%s}
-- ledger/placements.csv --
date,channel,status,title
2024-05-10,wechat,published,校友返校
"""


@pytest.mark.parametrize(
    ("ledger", "there"),
    [("", False), (MEASURES % "", False), (MEASURES % ", public: yes", True)],
    ids=["no ledger", "nothing public", "a public figure"],
)
def test_it_leads_to_the_figures_where_there_are_public_ones(
    tmp_path: Path, ledger: str, there: bool
) -> None:
    prepared = site_from(story("2024/x") + CHANNELS + ledger, tmp_path / "content")
    assert ("/figures/" in [page.permalink for page in prepared.pages]) == there
    footer = frame_context(prepared.desk, "")["footer"]
    links = {link["title"]: link["href"] for group in footer for link in group["links"]}
    assert ("发布数字" in links) == there
    assert any(href.endswith("/stories/") for href in links.values())


def test_it_leads_to_the_first_pages_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "FOOT_PAGES", 2)
    text = "".join(
        f"-- pages/{name}.md --\n---\ntitle: {name}\norder: {order}\n---\n正文。\n"
        for name, order in (("a", 3), ("b", 1), ("c", 2))
    )
    prepared = site_from(text, tmp_path / "content")
    footer = frame_context(prepared.desk, "")["footer"]
    assert [link["title"] for link in footer[-1]["links"]] == ["b", "c"]
