"""Owns the commands and the options before them; here a run learns what moment it is for.
May not parse content or render. A command imports inside itself what the others do not need.
"""

from __future__ import annotations

import atexit
import dataclasses
import os
import signal
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from generator.configuration import read_configuration
from generator.console import Console
from generator.crew import default_workers
from generator.failures import GOOD, PROBLEMS, WRONG_USE, Commands, Failure
from generator.metrics_cli import import_metrics
from generator.options import SettingsError
from generator.problems import Lang, has_errors
from generator.schema_cli import schema
from generator.settings import Settings
from generator.source.folder import real
from generator.source.text import EncodingError
from generator.stats_cli import COMMANDS

_NO_CONFIG = (
    "没有这个文件：请到项目文件夹里运行，或者用 --config 指明 / "
    "no such file: run this in the project's folder, or name it with --config"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """The options on the top, as every command gets them. `now` is aware."""

    config: Path
    content: Path
    site_dir: Path
    settings: Settings
    now: datetime
    strict: bool
    lang: Lang
    as_json: bool
    workers: int
    profile: bool = False
    is_now_given: bool = False

    @property
    def templates(self) -> Path:
        """The folder of the templates, beside mkdocs.yml."""
        return self.config.parent / "templates"

    @property
    def root(self) -> str:
        """What is put before the paths in problems."""
        return f"{self.shown(self.content)}/"

    def shown(self, path: Path) -> str:
        """Return a path relative to the working folder where it lies below it. In Windows that may
        be on a drive that is another name of a folder: both are looked at by their real names.
        """
        try:
            return real(path).relative_to(real(Path.cwd())).as_posix()
        except (ValueError, FileNotFoundError):  # the working folder is gone
            return path.as_posix()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("mkdocs.yml"),
    help="站点设置 / the site's settings.",
    show_default=True,
)
@click.option(
    "--content",
    type=click.Path(path_type=Path),
    default=None,
    help="内容目录 / the content folder.",
)
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    default=None,
    help="输出目录 / where the site is published.",
)
@click.option("--now", default=None, help="把它当作现在（ISO 8601）/ the time to build for.")
@click.option("--strict", is_flag=True, help="警告也算错误 / warnings count as errors.")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=None,
    help="提示用的语言 / language of messages. [default: the site's]",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    help="用几个进程 / how many processes. [default: the processors]",
)
@click.option("--profile", is_flag=True, help="每一步用了多少时间 / what each step took.")
@click.pass_context
def main(
    context: click.Context,
    config: Path,
    content: Path | None,
    site_dir: Path | None,
    now: str | None,
    strict: bool,
    lang: Lang | None,
    as_json: bool,
    workers: int | None,
    profile: bool,
) -> None:
    """Laurel：校友稿件与荣誉榜单的新闻站生成器。不带子命令就是构建整个站点。

    A newsroom generator for alumni stories and honor lists. Without a command it builds the site.
    """
    settings = _read_settings(config)
    zone = settings.zone
    context.obj = Run(
        real(config),
        content or config.parent / settings.content_dir,
        real(site_dir or config.parent / settings.site_dir),
        settings,
        _moment(now, settings) if now else datetime.now(zone),
        strict or settings.strict,
        lang or settings.language,
        as_json,
        workers or default_workers(),
        profile,
        now is not None,
    )
    if context.invoked_subcommand is None:
        from generator.building import build_site

        context.exit(build_site(context.obj))


@main.command()
@click.pass_obj
def check(run: Run) -> None:
    """只读取和检查，不发布 / Read and check, publish nothing."""
    raise SystemExit(check_content(run))


@main.command()
@click.pass_obj
def due(run: Run) -> None:
    """下一次有内容到点公开或下线是什么时候 / When the next entry opens or closes."""
    raise SystemExit(print_due(run))


@main.command("verify")
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    default=None,
    help="要查的网站文件夹，默认就是输出目录 / the site's folder, if not the one published.",
)
@click.pass_obj
def verify_command(run: Run, site_dir: Path | None) -> None:
    """查看已发布的网站里有没有不该公开的内容 / Prove that nothing kept back is in the site."""
    from generator.verify.command import verify_site

    raise SystemExit(verify_site(run, real(site_dir or run.site_dir)))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--drafts", is_flag=True, help="草稿也显示 / show drafts, too.")
@click.pass_obj
def serve(run: Run, host: str, port: int, drafts: bool) -> None:
    """在本机预览，保存即更新 / Preview on this machine, updated on every save."""
    from generator.host.serve import serve_site

    raise SystemExit(serve_site(run, host, port, drafts))


@main.command()
@click.argument("kind", type=click.Choice(["story", "honor-list", "person", "page"]))
@click.argument("title")
@click.option("--slug", default="", help="网址里的名字 / its name in the permalink.")
@click.pass_obj
def new(run: Run, kind: str, title: str, slug: str) -> None:
    """新建一篇稿件、榜单或人物 / Start a story, an honor list, a person or a page."""
    from generator.new import NewEntryError, create

    try:
        path = create(run.content, kind.replace("-", "_"), title, slug, run.now, run.lang)
    except NewEntryError as error:
        raise click.UsageError(str(error)) from None
    shown = run.shown(path)
    if run.as_json:
        Console(True).flush(path=shown)
    else:
        click.echo(shown)


@main.command("import")
@click.option("--from", "dialect", type=click.Choice(["hugo", "hexo", "jekyll"]), required=True)
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path), default=None, help="内容目录 / the content folder."
)
@click.pass_obj
def import_command(run: Run, dialect: Any, source: Path, into: Path | None) -> None:
    """导入 Hugo、Hexo、Jekyll 的文章 / Import posts of Hugo, Hexo or Jekyll."""
    from generator.importing import import_posts
    from generator.importing.report import print_report

    zone = run.settings.zone
    report = import_posts(source, into or run.content, dialect, zone=zone, now=run.now)
    print_report(report, run.lang, run.as_json)
    is_unwritten = any(note.code == "unwritable" for note in report.skipped)
    raise SystemExit(WRONG_USE if report.is_refusal or is_unwritten else GOOD)


for command in (*COMMANDS, import_metrics, schema):
    main.add_command(command)


def check_content(run: Run) -> int:
    """Read, check and plan without writing; returns the exit code."""
    from generator.images import images_of
    from generator.pipeline import prepare
    from generator.render.markdown import check_engine

    console = Console(run.as_json)
    try:
        check_engine()
    except RuntimeError as error:
        raise Failure(str(error)) from error
    with console.live(run.lang):
        place = (run.content, run.settings, run.templates, run.now)
        prepared = prepare(*place, console.watch(), images_of(run.site_dir))
    console.problems(prepared.problems, run.lang, run.root)
    console.checked(prepared.problems, len(prepared.content.entries), run.lang)
    return PROBLEMS if has_errors(prepared.problems, strict=run.strict) else GOOD


def print_due(run: Run) -> int:
    """Print what opens or closes next, soonest first; returns the exit code.

    Entries that cannot be read are problems: something may be due that nobody sees.
    """
    from generator.due import changes
    from generator.reading import read_content
    from generator.schema import Context
    from generator.source import to_problems

    console = Console(run.as_json)
    context = Context.of(run.settings)
    content = read_content(run.content, context, lambda *_: None)
    problems = to_problems(content.folder, content.faults)
    console.problems(problems, run.lang, run.root)
    found = changes(content.library, run.now)
    if run.as_json:
        following = found[0].at.isoformat() if found else None
        console.flush(now=run.now.isoformat(), next=following, changes=[c.as_json() for c in found])
    else:
        nothing = {"zh": "没有等待到点的内容", "en": "nothing is waiting"}
        click.echo("\n".join(change.line(run.lang) for change in found) or nothing[run.lang])
    return PROBLEMS if has_errors(problems, strict=run.strict) else GOOD


def run() -> None:
    """Do what the command line asks for and end the process.

    What it holds is not taken down piece by piece: that takes 0.04 s at 10,000 stories, 0.4 s at
    100,000, and the system does it at once. What asked to be called at the end is called.
    """
    _end_in_order()
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        atexit._run_exitfuncs()
        with suppress(OSError):  # nobody reads any more
            for stream in filter(None, (sys.stdout, sys.stderr)):  # a program may close them
                stream.flush()
        os._exit(end.code)


def _end_in_order() -> None:
    """Have what is asked to end (`kill`, a terminal that is closed) end as after Ctrl-C: nothing
    stays behind in the folder of temporary files or half written.
    """

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)  # as shells say it

    for number in (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")):
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # not after `nohup`
            signal.signal(number, end)


def _read_settings(config: Path) -> Settings:
    try:
        settings = read_configuration(config)
    except (SettingsError, EncodingError) as error:
        raise click.UsageError(str(error)) from None
    except FileNotFoundError:
        raise click.UsageError(f"{config}: {_NO_CONFIG}") from None
    except OSError as error:
        raise click.UsageError(f"{config}: {error.strerror}") from None
    for note in settings.notes:
        click.echo(note, err=True)
    return settings


def _moment(text: str, settings: Settings) -> datetime:
    from pydantic_core import PydanticCustomError  # 0.1 s that a build without changes saves

    from generator.schema.types import parse_when

    try:
        return parse_when(text, settings.zone).at
    except PydanticCustomError:
        raise click.UsageError(f"--now: {text!r} 不是 ISO 8601 时间 / is not ISO 8601") from None
