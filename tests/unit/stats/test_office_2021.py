"""The year of a real office, recomputed from rows: PRODUCT.md's publicity figures, exactly."""

from __future__ import annotations

import re
from datetime import date

import pytest
from office2021 import AS_OF, build_office
from smallsite import ZONE

from generator.reading import read_content
from generator.schema import Context
from generator.stats.accounts import Accounts, read_accounts
from generator.stats.figures import Figures
from generator.stats.report import CITED, render_report
from generator.stats.spans import Span, parse_span
from generator.stats.trace import trace

YEAR = parse_span("2021")
ZH = ["64", "32", "83", "324", "73.8万", "87.1万", "472", "29.14万", "94", "76", "+32.39%", "71",
      "456", "86.68万", "2,923", "256（不完全统计）", "40", "741"]  # fmt: skip
EN = ["64", "32", "83", "324", "738,000", "871,000", "472", "291,400", "94", "76", "+32.39 %", "71",
      "456", "866,800", "2,923", "256 (incomplete)", "741", "40"]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Accounts, object]:
    root = build_office(tmp_path_factory.mktemp("office"))
    content = read_content(root, Context(ZONE), lambda *_: None)
    assert not [f for f in content.faults if f.located((0, 0)).severity == "error"]
    return read_accounts(content.folder, content.library, ZONE), content.folder


def figures_on(office: tuple[Accounts, object], day: date, span: Span | None = YEAR) -> Figures:
    assert span is not None
    return office[0].figures(span, day.toordinal())


@pytest.mark.parametrize(("language", "expected"), [("zh", ZH), ("en", EN)])
def test_the_report_prints_the_figures_of_the_office(
    office: tuple[Accounts, object], language: str, expected: list[str]
) -> None:
    path = f"reports/annual.{language}.md.j2"
    report = render_report(office[1], path, figures_on(office, AS_OF), language, "校友总会")
    assert report.faults == ()
    cited = [text for _, text in CITED.findall(report.markdown)]
    assert cited[: len(expected)] == expected


def test_every_figure_is_made_of_its_rows(office: tuple[Accounts, object]) -> None:
    figures = figures_on(office, AS_OF)
    for figure in figures:
        rows = list(trace(figure, figures.books, "zh"))
        assert all(re.match(r"(ledger|stories|honors)/", row.place) for row in rows)
        if figure.measure.count in ("placements", "stories", "people", "honorees"):
            assert sum(row.counted for row in rows) == figure.quantity.value


def test_people_on_several_lists_are_a_union(office: tuple[Accounts, object]) -> None:
    figures = figures_on(office, AS_OF)
    rows = list(trace(figures.figure(_measure(figures, "roundups.people")), figures.books, "zh"))
    assert (len(rows), sum(row.counted for row in rows)) == (97, 83)


def _measure(figures: Figures, name: str):
    measure = figures.measures.find(name)
    assert measure is not None
    return measure


def test_a_day_later_the_later_rows_count(office: tuple[Accounts, object]) -> None:
    figures = figures_on(office, date(2021, 12, 10))
    assert figures.figure(_measure(figures, "site.pieces")).text("zh") == "473"
    assert figures.figure(_measure(figures, "wechat.reads")).quantity.value == 871_000 + 324 * 500
    assert figures.figure(_measure(figures, "newsnet.submitted")).growth.base.value == 72


def test_a_day_earlier_the_last_snapshots_are_not_there_yet(
    office: tuple[Accounts, object],
) -> None:
    figures = figures_on(office, date(2021, 12, 8))
    assert figures.figure(_measure(figures, "site.clicks")).quantity.value == 0
    assert figures.figure(_measure(figures, "weibo.reads")).quantity.value < 866_800


def test_the_last_second_of_the_year_belongs_to_it_in_the_offices_zone(
    office: tuple[Accounts, object],
) -> None:
    for day, posts in (
        (date(2021, 12, 30), 324),
        (date(2021, 12, 31), 325),
        (date(2022, 1, 1), 325),
    ):
        figures = figures_on(office, day)
        assert figures.figure(_measure(figures, "wechat.posts")).quantity.value == posts
    figures = figures_on(office, date(2022, 1, 1), parse_span("2022"))
    assert figures.figure(_measure(figures, "wechat.posts")).quantity.value == 1


def test_a_snapshot_that_arrives_in_the_next_year_counts_only_then(
    office: tuple[Accounts, object],
) -> None:
    before, after = (figures_on(office, date(2022, 1, day)) for day in (2, 3))
    clicks = [f.figure(_measure(f, "site.clicks")).quantity.value for f in (before, after)]
    assert clicks[0] == 291_400
    assert clicks[1] > clicks[0]


def test_the_qualifier_of_an_event_is_part_of_the_figure(office: tuple[Accounts, object]) -> None:
    figures = figures_on(office, AS_OF)
    texts = {
        name: figures.figure(_measure(figures, name)).text(language)
        for name, language in (("visits.companies", "zh"), ("records.delivered", "en"))
    }
    assert texts == {"visits.companies": "近300", "records.delivered": "more than 120,000"}
