"""Owns a report as one HTML file: every figure is a link to the rows that make it.
May not render templates or use the net: styles are inside, there is no script.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from generator.graph import Library
from generator.render.markdown import render_body
from generator.render.targets import Targets
from generator.render.texts import LANGUAGES
from generator.source import ContentFolder
from generator.stats.counting import Match
from generator.stats.figures import Figure, Figures
from generator.stats.report import CITED, Report, anchor
from generator.stats.report_markdown import WORDS
from generator.stats.tables import span_text
from generator.stats.trace import rows_of

MOST_ROWS = 2000  # of one figure; `stats --trace` prints them all
_STYLE = """
:root{color-scheme:light dark}
body{font:1.0625rem/1.75 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;
max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
a{color:#1a4f8b}
a.figure{text-decoration:underline dotted;white-space:nowrap;
font-variant-numeric:tabular-nums}
table{border-collapse:collapse;font-size:.875rem;width:100%}
th,td{border-bottom:1px solid #8886;padding:.2rem .5rem;text-align:start;vertical-align:top;
overflow-wrap:anywhere}
summary{cursor:pointer}section:target{outline:2px solid;outline-offset:.5rem}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181c}a{color:#8db9f0}}
@media print{details,.rows{display:none}}
""".replace("\n", "")
_ROWS = {
    "zh": (
        "出处",
        "日期",
        "渠道",
        "内容",
        "数",
        "还有 {more} 行：python build.py stats --trace {id}",
    ),
    "en": (
        "place",
        "day",
        "channel",
        "what",
        "amount",
        "{more} more: python build.py stats --trace {id}",
    ),
}


def as_html(report: Report, figures: Figures, folder: ContentFolder, library: Library) -> bytes:
    """Return the report with its figures linked to their traces below it."""
    heading, _, rest = report.markdown.partition("\n")
    if not heading.startswith("# "):
        heading, rest = "", report.markdown
    targets = Targets(library, folder, (), (), None)
    body = render_body(rest, "", 1, targets).html
    parts = [
        f'<!doctype html>\n<html lang="{LANGUAGES[report.language]}">',
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        '<meta name="robots" content="noindex">',
        f"<title>{escape(report.title)}</title>\n<style>{_STYLE}</style>",
        f"<main><h1>{_linked(escape(heading.removeprefix('# ')))}</h1>\n{_linked(body)}</main>",
        f'<section class="traces"><h2>{WORDS[report.language][0]}</h2>',
        *(_trace(figure, figures, report.language) for figure in report.cited.values()),
        "</section>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _linked(html: str) -> str:
    return CITED.sub(r'<a class="figure" href="#trace-\1">\2</a>', html)


def _trace(figure: Figure, figures: Figures, language: str) -> str:
    measure = figure.measure
    name = escape(measure.title(language))
    head = f"{name}: {escape(figure.text(language))} {escape(figure.quantity.unit_in(language))}"
    return (
        f'<section id="trace-{anchor(measure.id)}"><h3>{head}</h3>'
        f"<p><code>{escape(measure.id)}</code> · {span_text(figure.span)}"
        f"{_base(figure, language)}</p>"
        f"<details><summary>{WORDS[language][4]}: {len(figure.found)}</summary>"
        f"{''.join(_rows(figure, figure.found, figures, language))}</details>"
        f"{_base_rows(figure, figures, language)}</section>"
    )


def _base(figure: Figure, language: str) -> str:
    growth = figure.growth
    if growth is None or growth.rate is None:
        return ""
    source = f" ({escape(growth.source)})" if growth.source else ""
    base = f"{growth.base.text(language)}, {growth.span.iso()}{source}"
    return f" · {WORDS[language][6]}: {base}, {growth.percent()} %"


def _base_rows(figure: Figure, figures: Figures, language: str) -> str:
    """Return the rows of what the growth is over; a stated base has its source instead."""
    growth = figure.growth
    if growth is None or growth.rate is None or not growth.found:
        return ""
    rows = "".join(_rows(figure, growth.found, figures, language))
    count = f"{WORDS[language][6]}, {growth.span.iso()}: {len(growth.found)}"
    return f"<details><summary>{count}</summary>{rows}</details>"


def _rows(
    figure: Figure, found: tuple[Match, ...], figures: Figures, language: str
) -> Iterator[str]:
    *head, more = _ROWS[language]
    cells = "".join(f"<th scope=col>{word}" for word in head)
    yield f"<table><thead><tr>{cells}</thead><tbody>"
    for number, row in enumerate(rows_of(found, figures.books, language)):
        if number == MOST_ROWS:
            rest = more.format(more=len(found) - MOST_ROWS, id=escape(figure.measure.id))
            yield f"<tr><td colspan=5>{rest}"
            break
        texts = (row.place, row.day, row.channel, row.title, row.amount)
        yield "<tr>" + "".join(f"<td>{escape(text)}" for text in texts)
    yield "</tbody></table>"
