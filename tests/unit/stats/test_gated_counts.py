"""What the gate holds back is in no public figure; the office counts all but drafts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from smallsite import person, story

from generator.pipeline import Prepared
from generator.stats.figures import Figures

SiteFrom = Callable[..., Prepared]

MEASURES = """\
-- taxonomies/channels.yml --
- {id: wechat, name: 微信}
-- measures.yml --
- {id: posts, name: 篇次, count: placements, public: yes}
- {id: stories, name: 稿件, count: stories, public: yes}
- {id: told, name: 人, count: people, public: yes}
- {id: honored, name: 人, count: honorees, public: yes}
"""
GATED = [
    "status: draft",
    "status: withdrawn",
    "embargo_until: 2030-01-01",
    "publish_at: 2030-01-01",
    "expires_at: 2024-01-01",
]


def counts(figures: Figures) -> dict[str, int]:
    return {figure.measure.id: int(figure.quantity.value) for figure in figures}


@pytest.mark.parametrize("gated", ["", *GATED])
def test_what_the_gate_holds_back_is_in_no_public_figure(gated: str, site_from: SiteFrom) -> None:
    name, _, value = gated.partition(": ")
    told = {"people": [{"name": "甲"}], "placements": [{"channel": "wechat"}]}
    held = story("2024/x", **told, **({name: value} if name else {}))
    held += "-- honors/a.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nannounced: 2024-05-01\n"
    held += f"entries: [{{name: 乙}}]\n{gated}\n"
    office = site_from(MEASURES + held).office
    shown, drafts = not gated, "draft" in gated
    names = ("posts", "stories", "told", "honored")
    assert counts(office.figures) == dict.fromkeys(names, int(shown))
    figures = office.figures
    everything = office.accounts.figures(figures.span, figures.as_of)
    assert counts(everything) == dict.fromkeys(names, int(not drafts))


@pytest.mark.parametrize("gated", [*GATED, "basis:"])
@pytest.mark.parametrize(("row", "counted"), [("", 0), (", name: 丙", 1)])
def test_a_person_whom_the_gate_holds_back_counts_where_the_row_has_the_name(
    gated: str, row: str, counted: int, site_from: SiteFrom
) -> None:
    who = person("bing", "丙", None if gated == "basis:" else "{kind: news}")
    who += "" if gated == "basis:" else f"{gated}\n"
    text = (
        MEASURES + who + story("2024/x", people=[{"id": "bing"} | ({"name": "丙"} if row else {})])
    )
    text += "-- honors/a.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nannounced: 2024-05-01\n"
    text += f"entries: [{{person: bing{row}}}]\n"
    found = counts(site_from(text).office.figures)
    assert (found["told"], found["honored"]) == (counted, counted)


def test_groups_are_those_of_the_row_else_of_its_person(site_from: SiteFrom) -> None:
    text = MEASURES + person(
        "bing",
        "丙",
        colleges=["cs"],
        degrees=[{"year": 1999}, {"college": "physics"}],
        regions=["yunnan"],
    )
    text += "-- honors/a.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nannounced: 2024-05-01\n"
    text += "entries: [{person: bing}, {name: 丁, college: 计算机学院}, {name: 戊}]\n"
    figures = site_from(text).office.figures
    honored = figures.measures.find("honored")
    assert honored is not None
    for by, groups in (
        ("college", {"": 1, "cs": 2, "physics": 1}),
        ("region", {"": 2, "yunnan": 1}),
        ("honor", {"may-day": 3}),
        ("month", {"2024-05": 3}),
    ):
        found = figures.breakdown(honored, by)
        assert {name: int(group.value) for name, group in found.items()} == groups
