"""Owns the commands about figures: `stats` and `report`. Options and exit codes.
May not compute; `stats/` does. Everything is imported when a command runs.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.failures import GOOD, PROBLEMS
from generator.source.folder import real

if TYPE_CHECKING:
    from generator.cli import Run
    from generator.problems import Fault
    from generator.source import ContentFolder
    from generator.stats.accounts import Accounts
    from generator.stats.figures import Figures

_DAY = "YYYY-MM-DD"
_OFFICE = {"doc", "docx", "wps", "xls", "xlsx", "et", "pdf", "html"}  # endings
_BY_NAME = "默认看 --output 的文件名，否则 / by default what the name of --output ends with, else"


def read_day(text: str | None, name: str) -> int | None:
    """Return the ordinal of an option's day; raises `UsageError`."""
    from generator.stats.spans import parse_span

    if text is None:
        return None
    span = parse_span(text)
    if span is None or span.first != span.last:
        raise click.UsageError(f"--{name}: {text!r} 不是日期 / is not a day ({_DAY})")
    return span.first


def _between(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose the days."""
    for name, text in (
        ("--as-of", "截至哪一天（含当天），默认今天 / known as of this day (included)."),
        ("--to", "最后一天 / the last day."),
        ("--from", "第一天，默认当年 1 月 1 日 / the first day."),
    ):
        argument = {"--from": "first", "--to": "last", "--as-of": "as_of"}[name]
        function = click.option(name, argument, metavar=_DAY, default=None, help=text)(function)
    return function


_output = click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="写进文件 / write to a file.",
)


def _by_name(output: Path | None, forms: Sequence[str], default: str) -> str:
    """Return the format that a file's name ends with. Raises `UsageError` for one of an office's
    programs that cannot be written: the program would not open what is in it.
    """
    ending = output.suffix[1:].lower() if output is not None else ""
    if ending in _OFFICE - {*forms}:
        can = "、".join(f".{form}" for form in forms)
        raise click.UsageError(f"--output {output}: 只能写 {can} / only these can be written")
    return ending if ending in forms else default


@click.command()
@_between
@click.option(
    "--by",
    type=click.Choice(["channel", "column", "college", "region", "month", "honor"]),
    default=None,
    help="分组 / break down by.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "xlsx"]),
    default=None,
    help=f"{_BY_NAME} table.",
)
@click.option(
    "--trace", "traced", default=None, help="列出构成一个数字的行 / the rows of one figure."
)
@_output
@click.pass_obj
def stats(
    run: Run,
    first: str | None,
    last: str | None,
    as_of: str | None,
    by: str | None,
    form: str | None,
    traced: str | None,
    output: Path | None,
) -> None:
    """从台账和稿件算出发布数字 / Compute the publication figures."""
    folder, accounts, faults = _accounts(run)
    figures = _figures(run, accounts, first, last, as_of)
    form = form or _by_name(output, ("json", "csv", "xlsx"), "table")
    measures = figures.measures
    if traced is None or measures.find(traced) or measures.is_missing(traced):
        _write(_table(run, figures, by, form, traced), output, form)
    # Else it is there, and not valid: why is told here.
    raise SystemExit(_close(run, folder, [*faults, *accounts.faults, *_checked(figures)]))


@click.command()
@click.argument("name")
@click.option("--year", type=int, default=None, help="年份 / the year.")
@click.option(
    "--half", type=click.IntRange(1, 2), default=None, help="上半年 1 或下半年 2 / which half."
)
@_between
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "docx"]),
    default=None,
    help=f"{_BY_NAME} md.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default=None,
    help="报告的语言 / the report's language.",
)
@_output
@click.pass_obj
def report(
    run: Run,
    name: str,
    year: int | None,
    half: int | None,
    first: str | None,
    last: str | None,
    as_of: str | None,
    form: str | None,
    language: Any,
    output: Path | None,
) -> None:
    """按模板写出报告，数字都由台账算出 / Write a report whose figures come from the ledger."""
    from generator.stats.report import render_report, suggest_report, templates_of

    folder, accounts, faults = _accounts(run)
    language = language or run.lang
    path = templates_of(folder).get(f"{name}.{language}")
    if path is None:
        near = suggest_report(folder, f"{name}.{language}")
        hint = f"，是不是 {near}？/ did you mean {near}?" if near else ""
        missing = run.shown(run.content / "reports" / f"{name}.{language}.md.j2")
        raise click.UsageError(f"没有报告模板 {missing} / there is no such template{hint}")
    half = half or (1 if name == "half-year" else None)
    if year is None and half and not (first or last):
        year = _year(run, as_of)
    first, last = _span_of(year, half, first, last)
    figures = _figures(run, accounts, first, last, as_of)
    form = form or _by_name(output, ("md", "html", "docx"), "md")
    office = run.settings.author
    made = render_report(folder, path, figures, language, office)
    if made.markdown:  # a mistake in the template does not cost a former report
        _write(_in_format(made, figures, form, folder, accounts), output, form)
    faults += [*accounts.faults, *_checked(figures), *made.faults]
    raise SystemExit(_close(run, folder, faults))


def _in_format(
    made: Any, figures: Figures, form: str, folder: ContentFolder, accounts: Accounts
) -> bytes:
    if form == "html":
        from generator.stats.report_html import as_html

        return as_html(made, figures, folder, accounts.library)
    if form == "docx":
        from generator.stats.report_docx import as_docx

        return as_docx(made, figures)
    from generator.stats.report_markdown import as_markdown

    return as_markdown(made, figures)


def _year(run: Run, as_of: str | None) -> int:
    """Return the year that a half without one is of: that of `--as-of`, else of today."""
    from datetime import date

    from generator.stats.spans import day_of

    return date.fromordinal(read_day(as_of, "as-of") or day_of(run.now, run.settings.zone)).year


def _span_of(
    year: int | None, half: int | None, first: str | None, last: str | None
) -> tuple[str | None, str | None]:
    """Return the first and last day that `--year` and `--half` mean, where none are given."""
    from generator.stats.spans import iso, parse_span

    if year is None:
        return first, last
    span = parse_span(f"{year:04}-H{half}" if half else f"{year:04}")
    if span is None:
        raise click.UsageError(f"--year: {year}")
    return first or iso(span.first), last or iso(span.last)


def _table(run: Run, figures: Figures, by: str | None, form: str, traced: str | None) -> bytes:
    from generator.stats import tables

    form = "json" if run.as_json and form == "table" else form
    if traced is not None:
        measure = figures.measures.find(traced)
        if measure is None:
            near = figures.measures.nearest(traced)
            hint = f"，是不是 {near}？/ did you mean {near}?" if near else ""
            raise click.UsageError(f"--trace: 没有指标 {traced} / there is no measure{hint}")
        table = tables.trace_table(figures.figure(measure), figures, run.lang)
    elif by is not None:
        table = tables.breakdown_table(figures, by, run.lang)
    elif form == "json":
        return tables.json_bytes({"figures": tables.as_json(figures)})
    else:
        table = tables.figures_table(figures, run.lang)
    return tables.written(table, form)


def _accounts(run: Run) -> tuple[ContentFolder, Accounts, list[Fault]]:
    import gc

    from generator.reading import read_content
    from generator.schema import Context
    from generator.stats.accounts import read_accounts

    gc.disable()  # a million rows make no cycles, and the process ends soon (13 s became 7 s)
    context = Context.of(run.settings)
    content = read_content(run.content, context, lambda *_: None)
    accounts = read_accounts(content.folder, content.library, run.settings.zone)
    return content.folder, accounts, list(content.faults)


def _figures(
    run: Run, accounts: Accounts, first: str | None, last: str | None, as_of: str | None
) -> Figures:
    from generator.stats.spans import Span, day_of, iso, year_of

    end = read_day(last, "to")
    today = day_of(run.now, run.settings.zone)
    known = read_day(as_of, "as-of") or min(end or today, today)
    year = year_of(end or known)
    span = Span(read_day(first, "from") or year.first, end or year.last)
    if span.last < span.first:
        raise click.UsageError("--from 在 --to 之后 / --from is after --to")
    if known < span.first:
        raise click.UsageError(
            f"{iso(span.first)} 在截至日 {iso(known)} 之后 / is after the day of --as-of"
        )
    return accounts.figures(span, known)


def _checked(figures: Figures) -> tuple[Fault, ...]:
    from generator.stats.accounts import check_accounts

    return check_accounts(figures)


def _close(run: Run, folder: ContentFolder, faults: list[Fault]) -> int:
    """Print the problems to the error stream; returns the exit code."""
    from generator.console import Console
    from generator.problems import has_errors
    from generator.source import to_problems

    problems = to_problems(folder, faults)
    Console(False).problems(problems, run.lang, run.root)
    return PROBLEMS if has_errors(problems, strict=run.strict) else GOOD


def _write(data: bytes, output: Path | None, form: str) -> None:
    if output is not None and output.exists() and not output.is_file():  # a pipe, say
        output.write_bytes(data)
    elif output is not None:
        replace_file(real(output), data)
    elif form in ("xlsx", "docx") and sys.stdout.isatty():
        raise click.UsageError(f"--format {form}: --output FILE")
    else:  # a table is for a terminal and what reads it, in their encoding; the others are files
        click.echo(data.decode() if form == "table" else data, nl=False)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_bytes(data)
        if path.exists():
            shutil.copymode(path, aside)
        os.replace(aside, path)
    except BaseException:  # a full disk, Ctrl-C; Windows replaces no file that Excel has open
        aside.unlink(missing_ok=True)
        raise


COMMANDS = (stats, report)
