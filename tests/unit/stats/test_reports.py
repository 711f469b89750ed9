"""Reports, citations in stories, public files and the dashboard."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from smallsite import TEMPLATES, ZONE, lines_of, person, story, write_folder

from generator.dashboard import dashboard_pages, with_dashboard
from generator.pipeline import Prepared
from generator.reading import read_content
from generator.schema import Context
from generator.stats import ledger, measures, office
from generator.stats.accounts import read_accounts
from generator.stats.board import public_board
from generator.stats.public import figure_artefacts, with_figures
from generator.stats.report import Report, render_report
from generator.stats.report_docx import as_docx
from generator.stats.report_html import as_html
from generator.stats.report_markdown import as_markdown
from generator.stats.spans import Span, parse_span

YEAR = parse_span("2024") or Span(1, 1)
SITE = """\
-- taxonomies/channels.yml --
- {id: wechat, name: 微信}
- {id: site, name: 校友网}
-- measures.yml --
- {id: posts, name: {zh: 推送, en: Posts}, count: placements, unit: 篇, public: yes}
- {id: secret, name: 内部, count: placements}
- {id: fair, name: 招聘会岗位, count: events, where: {event: jobfair, figure: posts}}
- {id: honored, name: 榜上校友, count: people, public: yes}
-- ledger/placements.csv --
date,channel,story,title
2024-05-01,wechat,,甲
2024-05-02,wechat,2024/gone,乙的秘密
2024-05-03,site,2024/x,
-- ledger/figures.csv --
event,figure,date,value,public
jobfair-2021,posts,2021-11-20,"7,143",是
jobfair-2021,hidden,2021-11-20,12,否
"""
GONE = story("2024/gone", title="撤下的稿件", status="withdrawn")


def at(line: int, column: int, code: str) -> str:
    return f"{line}:{column} {code}"


def report_of(template: str, root: Path, measure: str = "posts"):
    language = "zh"
    site = SITE.replace("{id: posts,", f"{{id: '{measure}',")
    text = f"{site}-- reports/annual.{language}.md.j2 --\n{template}{story('2024/x')}{GONE}"
    write_folder(text, root)
    content = read_content(root, Context(ZONE), lambda *_: None)
    accounts = read_accounts(content.folder, content.library, ZONE)
    figures = accounts.figures(YEAR, YEAR.last)
    path = f"reports/annual.{language}.md.j2"
    made = render_report(content.folder, path, figures, language, "校友总会")
    return made, figures, content


def codes(report: Report) -> list[str]:
    return [f"{fault.at[0]}:{fault.at[1]} {fault.code}" for fault in report.faults]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{{ fig("psots") }}\n', [at(1, 9, "L520")]),
        ('\n{{ fig("fair") }} 个岗位\n', [at(2, 9, "L533")]),
        ('\n{{ growth("posts") }}\n', [at(2, 12, "L532")]),
        ("{{ posts }}\n", [at(1, 1, "L527")]),
        ("一\n{% if %}\n", [at(2, 1, "L527")]),
        ('{{ "".__class__.__mro__ }}\n', [at(1, 1, "L527")]),
        ("{% for a in range(10000000) %}{% endfor %}\n", [at(1, 1, "L527")]),
        ("{{ 9 ** 9 ** 9 }}\n", [at(1, 1, "L527")]),
        ('{{ "a" * 10000000000 }}\n', [at(1, 1, "L527")]),
        ('{{ fig([1]) }}{{ fig("posts").x.y }}\n', [at(1, 1, "L520"), at(1, 1, "L527")]),
        ("推送 5 篇。\n", [at(1, 4, "L526")]),
        ('推送 {{ fig("posts") }} 篇，其中 9 篇有图。\n', [at(1, 28, "L526")]),
        ("推送增长 32.39%，推送增长1,234 ％，推送提高3个百分点，推送是去年的2倍。\n", []),
        ("推送 3 篇；推送近300篇；2024年推送。\n", []),
        ('推送 {{ fig("posts") }} 篇，第 7 次。\n', []),
    ],
)
def test_what_is_wrong_in_a_template_is_a_problem_with_its_line(
    template: str, expected: list[str], tmp_path: Path
) -> None:
    made, _, _ = report_of(template, tmp_path)
    assert codes(made) == expected


def test_every_figure_of_the_html_leads_to_its_trace(tmp_path: Path) -> None:
    made, figures, content = report_of('# 报告\n\n推送 {{ fig("posts") }} 篇 <b>x</b>\n', tmp_path)
    html = as_html(made, figures, content.folder, content.library).decode()
    assert '<a class="figure" href="#trace-posts">3</a>' in html
    assert '<section id="trace-posts">' in html
    assert "ledger/placements.csv:3" in html
    assert "<script" not in html
    assert "http" not in html.split("<main>")[1]


def test_the_word_document_has_the_figures(tmp_path: Path) -> None:
    made, figures, _ = report_of('# 报告\n\n- 推送 {{ fig("posts") }} 篇\n', tmp_path)
    document = Document(io.BytesIO(as_docx(made, figures)))
    assert (document.core_properties.author, document.core_properties.comments) == ("", "")
    assert [p.text for p in document.paragraphs][:2] == ["报告", "推送 3 篇"]
    assert document.tables[0].rows[1].cells[0].text == "posts"


def test_the_word_document_is_for_chinese_offices(tmp_path: Path) -> None:
    template = '# 报告\n\n| 渠道 | 一个很长很长的说明 |\n|---|---|\n| a | {{ fig("posts") }} |\n'
    made, figures, _ = report_of(template, tmp_path)
    document = Document(io.BytesIO(as_docx(made, figures)))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    room = page.page_width - page.left_margin - page.right_margin
    for table in document.tables:
        assert table.style.name == "Table Grid"
        assert abs(sum(column.width for column in table.columns) - room) < 1000
        assert "w:tblHeader" in table.rows[0]._tr.xml
    narrow, wide = (column.width for column in document.tables[0].columns)
    assert narrow < wide
    for name, font in (("Normal", "宋体"), ("Heading 1", "黑体")):
        xml = document.styles[name].element.xml
        assert f'w:eastAsia="{font}"' in xml and "Theme=" not in xml


def test_a_line_that_makes_no_table_stops_no_word_document(tmp_path: Path) -> None:
    made, figures, _ = report_of("# 报告\n\n|---|---|\n\n|\n\n甲\n", tmp_path)
    document = Document(io.BytesIO(as_docx(made, figures)))
    assert [p.text for p in document.paragraphs][:2] == ["报告", "甲"]


def test_lists_tables_and_emphasis_stay_apart_in_the_word_document(tmp_path: Path) -> None:
    template = '1. 甲 {{ fig("posts") }}\n2. 乙\n\n'
    template += '| 渠道 | 篇 |\n|---|--:|\n| a \\| b | {{ fig("posts") }} |\n\n'
    template += '1、甲 {{ fig("posts") }}\n2、乙\n{{ fig("posts") }}\n'
    template += '\n**推送 {{ fig("posts") }} 篇**，**2** 倍\n\n2 ** {{ fig("posts") }}\n'
    made, figures, _ = report_of(template, tmp_path)
    document = Document(io.BytesIO(as_docx(made, figures)))
    texts = [p.text for p in document.paragraphs]
    assert texts[:3] == ["1. 甲 3", "2. 乙", "1、甲 3 2、乙3"]
    assert texts[3:5] == ["推送 3 篇，2 倍", "2 ** 3"]
    bold = [(run.text, bool(run.bold)) for run in document.paragraphs[3].runs]
    assert [text for text, is_bold in bold if not is_bold] == ["，", " 倍"]
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["渠道", "篇"], ["a | b", "3"]]


def test_the_markdown_links_to_the_appendix(tmp_path: Path) -> None:
    made, figures, _ = report_of('{{ fig("posts") }} {{ fig("jobfair-2021.posts") }}\n', tmp_path)
    text = as_markdown(made, figures).decode()
    assert text.startswith("[3](#trace-posts) [7,143](#trace-jobfair-2021.posts)")
    assert '<a id="trace-posts"></a>posts' in text


@pytest.mark.parametrize(("language", "comma"), [("zh", "、"), ("en", ", ")])
def test_the_appendix_lists_files_in_the_language_of_the_report(
    tmp_path: Path, language: str, comma: str
) -> None:
    told = (story(f"2024/{name}", people=[{"name": name}]) for name in "yz")
    made, figures, _ = report_of("".join(('{{ fig("honored") }}\n', *told)), tmp_path)
    made = dataclasses.replace(made, language=language)
    files = f"stories/2024/y.md{comma}stories/2024/z.md"
    assert f"| 2 | {files} |" in as_markdown(made, figures).decode()


def test_a_measure_with_any_id_has_its_rows_in_every_report(tmp_path: Path) -> None:
    name = 'a"b<c>&*d*[x](y)|z'
    made, figures, content = report_of(f"# 年报\n\n{{{{ fig('{name}') }}}}\n", tmp_path, name)
    safe = "trace-a-b-c---d--x--y--z"
    html = as_html(made, figures, content.folder, content.library).decode()
    assert f'<a class="figure" href="#{safe}">' in html and f'<section id="{safe}">' in html
    text = as_markdown(made, figures).decode()
    assert f"](#{safe})" in text and f'<a id="{safe}"></a>' in text


def test_a_story_cites_figures_and_leaves_code_alone(site_from: Callable[..., Prepared]) -> None:
    body = "岗位 {fig:jobfair-2021.posts} 个，推送 {fig:posts@2024} 篇，`{fig:posts}`。\n\n"
    body += "```\n{fig:posts}\n```\n"
    prepared = site_from(SITE + story("2024/x", body) + GONE)
    entry = prepared.site.stories[0]
    text, faults = with_figures(entry, prepared.office.figures, "zh")
    assert text.startswith("岗位 7,143 个，推送 2 篇，`{fig:posts}`。")
    assert text.count("{fig:posts}") == 2
    assert faults == ()
    assert "7,143" in prepared.desk.bodies[entry.path].html


@pytest.mark.parametrize(
    ("cited", "code"),
    [
        ("jobfair-2021.post", "L520"),
        ("jobfair-2021.hidden", "L528"),
        ("secret", "L528"),
        ("posts@soon", "L516"),
    ],
)
def test_what_a_story_may_not_cite_is_a_problem_with_its_line(
    cited: str, code: str, site_from: Callable[..., Prepared]
) -> None:
    prepared = site_from(SITE + story("2024/x", f"一\n二 {{fig:{cited}}}\n") + GONE)
    found = [line for line in lines_of(prepared) if f"[{code}]" in line]
    assert len(found) == 1
    assert "stories/2024/x.md:7:8" in found[0]


def test_a_measure_with_a_mistake_is_told_once_and_not_by_what_cites_it(
    site_from: Callable[..., Prepared],
) -> None:
    wrong = "-- measures.yml --\n- {id: reads, name: 阅读, count: reading, metric: reads}\n"
    lines = lines_of(site_from(wrong + story("2024/x", "{fig:reads}\n")))
    assert [line.split(":")[0] for line in lines] == ["measures.yml"]


READ = """\
-- measures.yml --
- {id: reads, name: 阅读, count: readings, metric: reads, public: yes}
-- ledger/baselines.csv --
measure,period,value,qualifier
reads,2023,73.8万,近
"""


def test_a_story_cites_what_was_printed_of_a_year_before_the_ledger(
    site_from: Callable[..., Prepared],
) -> None:
    body = "2023 年 {fig:reads@2023} 次，2022 年 {fig:reads@2022} 次。\n"
    prepared = site_from(READ + story("2024/x", body))
    text, faults = with_figures(prepared.site.stories[0], prepared.office.figures, "zh")
    assert text.startswith("2023 年 近73.8万 次，2022 年 0 次。")
    assert [(fault.code, fault.at) for fault in faults] == [("L533", (6, 39))]


def test_a_growth_over_all_of_last_year_is_not_called_one_over_the_same_period(
    site_from: Callable[..., Prepared],
) -> None:
    row = "2024-05-02,wechat,,甲\n2023-11-01,wechat,,甲\n2023-01-01,wechat,,甲\n"
    for compare, shown in (("last-year", "figures_base_year"), ("same-period", "figures_base")):
        site = SITE.replace("unit: 篇,", f"compare: {compare},").replace(
            "date,channel,story,title\n", f"date,channel,story,title\n{row}"
        )
        prepared = site_from(site + story("2024/x"))
        assert public_board(prepared.office.figures, "zh").tiles[0].base_is == shown


@pytest.mark.parametrize(
    ("qualifier", "language", "shown"),
    [
        ("近", "zh", ("近300", "人", "")),
        ("近", "en", ("nearly 300", "", "")),
        ("不完全统计", "zh", ("300", "人", "（不完全统计）")),
        ("不完全统计", "en", ("300", "", "(incomplete)")),
    ],
)
def test_a_tile_has_a_remark_behind_number_and_unit(
    site_from: Callable[..., Prepared], qualifier: str, language: str, shown: tuple[str, ...]
) -> None:
    text = (
        "-- measures.yml --\n- {id: guests, name: 人数, count: events, period: 2024, unit: 人,"
        " where: {event: day, figure: guests}, public: yes}\n"
        "-- ledger/figures.csv --\nevent,figure,date,value,unit,qualifier,public\n"
        f"day,guests,2024-05-01,300,人,{qualifier},yes\n"
    )
    prepared = site_from(text + story("2024/x"))
    (tile,) = public_board(prepared.office.figures, language).tiles
    assert (tile.text, tile.unit, tile.remark) == shown


def test_public_files_have_public_measures_and_nothing_of_the_gate(
    site_from: Callable[..., Prepared],
) -> None:
    people = person("out", "不公开", basis=None)
    text = SITE + story("2024/x", people=["out"]) + GONE + people
    prepared = site_from(text)
    files = {
        a.path: a.data.decode("utf-8-sig") for a in figure_artefacts(prepared.office.figures, "zh")
    }
    assert set(files) == {"stats.json", "stats.csv"}
    found = {f["id"]: f["value"] for f in json.loads(files["stats.json"])["figures"]}
    # The withdrawn story's placement and the person without a basis are not counted.
    assert found == {"posts": "2", "honored": "0"}
    for text in files.values():
        assert not [word for word in ("秘密", "撤下", "不公开", "secret", "ledger") if word in text]


def test_what_nobody_wrote_down_is_no_public_zero(site_from: Callable[..., Prepared]) -> None:
    fair = "{id: fair, name: 招聘会岗位, public: yes, period: 2023,"
    text = SITE.replace("{id: fair, name: 招聘会岗位,", fair) + story("2024/x")
    figures = site_from(text).office.figures
    assert [tile.id for tile in public_board(figures, "zh").tiles] == ["posts", "honored"]
    files = [file.data.decode("utf-8-sig") for file in figure_artefacts(figures, "zh")]
    assert not [text for text in files if "fair" in text]


def test_a_chart_begins_with_the_ledger_and_leaves_out_channels_without_a_row(
    site_from: Callable[..., Prepared],
) -> None:
    channels = SITE.replace("-- measures.yml --", "- {id: weibo, name: 微博}\n-- measures.yml --")
    channels = channels.replace("unit: 篇,", "where: {channel: [wechat, site, weibo]},")
    rows = "2024-03-01,wechat,,丙\n2024-05-01,wechat,,甲\n"
    text = channels.replace("2024-05-01,wechat,,甲\n", rows) + story("2024/x")
    months = public_board(site_from(text).office.figures, "zh").charts[0]
    assert months.head == ("月份", "校友网", "微信")
    assert months.rows[0] == ("2024-03", "0", "1")


def test_public_files_do_not_say_where_a_base_was_printed(
    site_from: Callable[..., Prepared],
) -> None:
    text = SITE.replace("unit: 篇,", "compare: last-year,")
    text += "-- ledger/baselines.csv --\nmeasure,period,value,source\nposts,2023,58,内部总结\n"
    files = list(figure_artefacts(site_from(text + story("2024/x")).office.figures, "zh"))
    assert "58" in files[0].data.decode()
    assert not [file.path for file in files if "内部总结" in file.data.decode("utf-8-sig")]


def test_a_public_chart_has_the_channels_that_measures_name_in_words(
    site_from: Callable[..., Prepared],
) -> None:
    prepared = site_from(SITE.replace("unit: 篇,", "where: {channel: 微信},") + story("2024/x"))
    months = public_board(prepared.office.figures, "zh").charts[0]
    assert (months.id, months.head) == ("months", ("月份", "微信"))


@pytest.mark.parametrize(
    ("day", "title"), [(30, "逐月篇次（2024-05 只到 30 日）"), (31, "逐月篇次")]
)
def test_a_chart_tells_that_its_last_month_is_not_over(
    site_from: Callable[..., Prepared], day: int, title: str
) -> None:
    text = SITE.replace("unit: 篇,", "where: {channel: 微信},") + story("2024/x")
    prepared = site_from(text, now=datetime(2024, 5, day, 12, tzinfo=ZONE))
    assert public_board(prepared.office.figures, "zh").charts[0].title == title


def test_a_site_without_measures_has_no_files_of_figures(
    site_from: Callable[..., Prepared],
) -> None:
    prepared = site_from(story("2024/x"))
    assert list(figure_artefacts(prepared.office.figures, "zh")) == []
    assert not [plan for plan in prepared.pages if plan.permalink == "/figures/"]


def test_the_dashboard_shows_rows_and_gaps_and_needs_nothing_else(
    site_from: Callable[..., Prepared],
) -> None:
    from smallsite import NOW

    prepared = site_from(SITE + story("2024/x") + GONE + person("never", "没写过"))
    (page,) = dashboard_pages(prepared, TEMPLATES, NOW)
    html = page.data.decode()
    assert "ledger/placements.csv:2" in html
    assert "没写过" in html
    assert 'role="img"' in html
    assert "<script" not in html
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert [page] == dashboard_pages(prepared, TEMPLATES, NOW)


def test_the_dashboard_is_not_written_where_the_settings_say_so(
    site_from: Callable[..., Prepared],
) -> None:
    from smallsite import NOW

    prepared = site_from(SITE + story("2024/x") + GONE, options={"dashboard": "none"})
    assert dashboard_pages(prepared, TEMPLATES, NOW) == []


@pytest.mark.parametrize(("option", "paths"), [("site", ["internal/index.html"]), ("internal", [])])
def test_the_dashboard_is_in_the_site_only_if_the_settings_say_so(
    option: str, paths: list[str], site_from: Callable[..., Prepared]
) -> None:
    from smallsite import NOW

    prepared = site_from(SITE + story("2024/x") + GONE, options={"dashboard": option})
    assert [a.path for a in with_dashboard(prepared, TEMPLATES, NOW)] == paths


def test_an_office_looks_where_the_ledger_and_the_measures_are() -> None:
    assert (office.LEDGER, office.MEASURES) == (ledger.FOLDER, measures.PATH)
