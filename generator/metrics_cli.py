"""Owns the command `import-metrics`: an export of a back-office goes into the ledger.
May not understand exports; `stats/` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.failures import PROBLEMS
from generator.stats_cli import read_day, replace_file

if TYPE_CHECKING:
    from generator.cli import Run
    from generator.problems import Fault


_SAID = ({"zh": "没有变化", "en": "unchanged"}, {"zh": "已更新", "en": "updated"})


@click.command("import-metrics")
@click.option(
    "--from",
    "source",
    required=True,
    type=click.Choice(["wechat", "weibo", "access-log", "umami", "plausible"]),
)
@click.option(
    "--as-of",
    "as_of",
    metavar="YYYY-MM-DD",
    default=None,
    help="导出的日期，默认今天 / the day of the export.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_metrics(run: Run, source: str, as_of: str | None, file: Path) -> None:
    """把后台导出的读数收进台账，可重复 / Take a back-office's export into the ledger."""
    from generator.stats.accesslog import read_log
    from generator.stats.backoffice import read_export
    from generator.stats.posting import with_placements, with_snapshots
    from generator.stats.spans import Days, day_of, iso

    zone = run.settings.zone
    day = iso(read_day(as_of, "as-of") or day_of(run.now, zone))
    data = file.read_bytes()
    if source == "access-log":
        imported = read_log(data, file.name, zone)
    else:
        imported = read_export(data, file.name, source, Days(zone), day)
    if _print_problems(run, imported.faults, f"{file.parent.as_posix()}/"):
        raise SystemExit(PROBLEMS)
    channel = source if source in ("wechat", "weibo") else "site"
    places = (
        ("placements", with_placements, imported.placements),
        ("snapshots", with_snapshots, imported.snapshots),
    )
    for table, merged, rows in places:
        path = run.content / "ledger" / f"{table}-{channel}-imported.csv"
        former = _former(run, path)
        new = merged(former, rows)
        if new != former:
            replace_file(path, new)
        click.echo(f"{path.as_posix()}: {_SAID[new != former][run.lang]}")


def _former(run: Run, path: Path) -> bytes:
    """Return the file as it is; ends the command where a part of it could not be read, which would
    be lost.
    """
    from generator.source.tables import read_table

    former = path.read_bytes() if path.exists() else b""
    root = f"{run.shown(path.parent)}/"
    if former and _print_problems(run, read_table(former, path.name)[1], root):
        raise SystemExit(PROBLEMS)
    return former


def _print_problems(run: Run, faults: Iterable[Fault], root: str) -> bool:
    """Print the problems of a file outside the content folder; tells whether any is an error."""
    from generator.console import Console
    from generator.problems import has_errors, sort_problems

    problems = sort_problems(fault.located(fault.at) for fault in faults)
    Console(False).problems(problems, run.lang, root)
    return has_errors(problems, strict=run.strict)
