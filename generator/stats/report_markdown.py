"""Owns a report as Markdown: figures link to an appendix that says where they come from.
May not render templates.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.stats.figures import Figure, Figures
from generator.stats.report import Report, anchor
from generator.stats.tables import span_text
from generator.stats.trace import trace

WORDS = {
    "zh": ("数字的出处", "指标", "数字", "时段", "行数", "出处", "增长的基数"),
    "en": ("Where the figures come from", "measure", "figure", "period", "rows", "from", "base"),
}


def as_markdown(report: Report, figures: Figures) -> bytes:
    """Return the report with its figures linked to the rows of the appendix."""
    body = report.marked(lambda name, text: f"[{text}](#trace-{name})")
    words = WORDS[report.language]
    lines = [
        body.rstrip(),
        "",
        f"## {words[0]}",
        "",
        f"| {' | '.join(words[1:])} |",
        "|---" * 6 + "|",
    ]
    lines += [f"| {' | '.join(_escaped(c) for c in row)} |" for row in appendix(report, figures)]
    return ("\n".join(lines) + "\n").encode()


def appendix(report: Report, figures: Figures) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield for each cited figure: anchor and id, text, span, number of rows, files, base."""
    for name, figure in report.cited.items():
        rows = list(trace(figure, figures.books, report.language))
        files = dict.fromkeys(row.place.rsplit(":", 1)[0].split("[")[0] for row in rows)
        counted = str(sum(row.counted for row in rows))
        comma = "、" if report.language == "zh" else ", "
        places = comma.join(list(files)[:3]) + ("…" if len(files) > 3 else "")
        first = (f'<a id="trace-{anchor(name)}"></a>{name}', figure.text(report.language))
        yield *first, span_text(figure.span), counted, places, _base(figure, report.language)


def _base(figure: Figure, language: str) -> str:
    growth = figure.growth
    if growth is None or growth.rate is None:
        return ""
    source = f" ({growth.source})" if growth.source else ""
    return f"{growth.base.text(language)} · {growth.span.iso()}{source}"


def _escaped(text: str) -> str:
    """Write a cell on one line: a source out of a workbook may have several."""
    return " ".join(text.replace("|", "\\|").split())
