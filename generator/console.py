"""Owns what a run shows on a terminal, or prints as JSON for machines.
May not decide anything.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from generator.problems import Lang, Problem, Severity
from generator.watch import Watch

_STEPS = {
    "look": ("察看", "look"),
    "memory": ("回忆", "memory"),
    "read": ("读取", "read"),
    "check": ("检查", "check"),
    "plan": ("编排", "plan"),
    "bodies": ("正文", "bodies"),
    "frame": ("版框", "frame"),
    "pictures": ("图片", "pictures"),
    "pages": ("页面", "pages"),
    "publish": ("发布", "publish"),
    "remember": ("记住", "remember"),
}
_COUNTS = {
    "stories": ("稿件", "stories"),
    "pages": ("页面", "pages"),
    "feeds": ("订阅", "feeds"),
    "files": ("文件", "files"),
    "bytes": ("字节", "bytes"),
    "read": ("读入", "read"),
    "rendered": ("渲染", "rendered"),
    "written": ("写出", "written"),
    "problems": ("问题", "problems"),
    "gated": ("不公开的条目", "entries kept back"),
    "sought": ("查找的文字", "texts looked for"),
}


class Console:
    """Prints for people, or gathers one JSON document for machines."""

    def __init__(self, as_json: bool, profile: bool = False) -> None:
        """With `profile` the end tells of each step what it took."""
        self._as_json = as_json
        self._profile = profile
        self._seconds: dict[str, float] = {}
        self._processors: dict[str, float] = {}
        self._step = ("", 0.0, 0.0)
        self._bar: Any = None
        self._live = False
        self._lang: Lang = "zh"
        self._document: dict[str, Any] = {}

    def watch(self) -> Watch:
        """Return the watch that times the steps and moves the progress bar."""
        return Watch(self._begin, self._advance)

    @contextmanager
    def live(self, lang: Lang) -> Iterator[None]:
        """Show a progress bar for the pages while a terminal is there.

        The bar's thread must not run while worker processes are forked, and the last are forked
        before the first page.
        """
        # A program that closed it has none.
        self._live = not self._as_json and sys.stderr is not None and sys.stderr.isatty()
        self._lang = lang
        try:
            yield
        finally:
            self._live = False
            if self._bar is not None:
                self._bar[0].stop()
                self._bar = None
            self._end()

    def waiting(self, lang: Lang) -> None:
        """Say that another build holds the site folder."""
        text = {"zh": "另一个构建正在进行，等它结束 …", "en": "waiting for another build …"}
        click.echo(text[lang], err=True)

    def forgotten(self, why: str, lang: Lang) -> None:
        """Say that the next build will have more to do."""
        text = {"zh": "没能给下一次构建留下记录", "en": "could not keep all for the next build"}
        click.echo(f"{text[lang]}: {why}", err=True)

    def problems(self, problems: Sequence[Problem], lang: Lang, root: str) -> None:
        """Print every problem, one a line, or keep them for the JSON document."""
        if self._as_json:
            self._document["problems"] = [problem.as_json(lang, root) for problem in problems]
            return
        for problem in problems:
            colour = "red" if problem.severity is Severity.ERROR else "yellow"
            click.echo(click.style(problem.line(lang, root), fg=colour), err=True)
        errors = sum(p.severity is Severity.ERROR for p in problems)
        if problems:
            warnings = len(problems) - errors
            many = ["" if count == 1 else "s" for count in (errors, warnings)]
            text = {
                "zh": f"{errors} 个错误，{warnings} 个警告",
                "en": f"{errors} error{many[0]}, {warnings} warning{many[1]}",
            }
            click.echo(text[lang], err=True)

    def failed(self) -> None:
        """Close a build that published nothing."""
        if self._as_json:
            self.flush(published=False)

    def checked(self, problems: Sequence[Problem], entries: int, lang: Lang) -> None:
        """Close a check."""
        if self._as_json:
            self.flush(entries=entries)
        elif not problems:
            text = {"zh": f"{entries} 个条目，没有问题", "en": f"{entries} entries, no problems"}
            click.echo(text[lang])

    def summary(self, counts: Mapping[str, int], seconds: float, lang: Lang, site_dir: str) -> None:
        """Print the table at the end, or the JSON document."""
        self._end()  # a build that finds nothing to do has one step only
        if self._as_json:
            self.flush(
                published=True,
                counts=dict(counts),
                seconds=round(seconds, 3),
                steps=self._seconds,
                processors=self._processors,
                site_dir=site_dir,
            )
            return
        which = 0 if lang == "zh" else 1
        line = "  ".join(f"{_COUNTS[k][which]} {v:,}" for k, v in counts.items())
        steps = "  ".join(f"{_STEPS[k][which]} {v:.2f}" for k, v in self._seconds.items())
        if self._profile:
            click.echo("\n".join(self._profiled(which, seconds)))
        done = {"zh": f"已发布到 {site_dir}/", "en": f"published to {site_dir}/"}[lang]
        unit = {"zh": "秒", "en": "s"}[lang]
        click.echo(f"{line}\n{steps}  = {seconds:.2f} {unit}\n{done}")

    def proven(self, good: bool, counts: Mapping[str, int], seconds: float, lang: Lang) -> None:
        """Close a proof on a finished site."""
        if self._as_json:
            self.flush(proven=good, counts=dict(counts), seconds=round(seconds, 3))
            return
        line = "  ".join(f"{_COUNTS[k][lang == 'en']} {v:,}" for k, v in counts.items())
        text = {
            "zh": ("没有通过", "没有发现不该公开的内容"),
            "en": ("not proven", "nothing is there that should not be"),
        }
        unit = {"zh": "秒", "en": "s"}[lang]
        click.echo(f"{line}  = {seconds:.2f} {unit}\n{text[lang][good]}")

    def flush(self, **more: Any) -> None:
        """Print the gathered document as JSON."""
        click.echo(json.dumps({**self._document, **more}, ensure_ascii=False, indent=2))

    def _begin(self, name: str) -> None:
        self._end()
        self._step = (name, time.perf_counter(), _processor_seconds())

    def _advance(self, name: str, done: int, of: int) -> None:
        if not self._live or self._step[0] != "pages":
            return
        if self._bar is None:
            self._bar = _new_bar()
        progress, task = self._bar
        text = _STEPS[self._step[0]][0 if self._lang == "zh" else 1]
        progress.update(task, description=text, completed=done, total=of)

    def _end(self) -> None:
        name, started, worked = self._step
        if name:
            spent = self._seconds.get(name, 0.0) + time.perf_counter() - started
            self._seconds[name] = round(spent, 4)
            busy = self._processors.get(name, 0.0) + _processor_seconds() - worked
            self._processors[name] = round(busy, 4)
        self._step = ("", 0.0, 0.0)

    def _profiled(self, which: int, seconds: float) -> Iterator[str]:
        """Yield a table: seconds by the clock, seconds of all processors, share of each step."""
        yield ("步骤", "step")[which] + "\t" + ("秒\t处理器秒\t占比", "s\tCPU s\tshare")[which]
        for name, spent in self._seconds.items():
            share = spent / seconds if seconds else 0.0
            yield f"{_STEPS[name][which]}\t{spent:.3f}\t{self._processors[name]:.3f}\t{share:.0%}"
        if peak := _peak_memory():
            yield ("最大内存\t{:.0f} MB", "peak memory\t{:.0f} MB")[which].format(peak / 1e6)


def _processor_seconds() -> float:
    """Return what this process and the children that have ended used of all processors."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_memory() -> float:
    """Return the peak of the largest process in bytes, 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return unit * float(max(resource.getrusage(w).ru_maxrss for w in who))


def _new_bar() -> tuple[Any, Any]:
    from rich.console import Console as Terminal
    from rich.progress import Progress

    progress = Progress(console=Terminal(stderr=True), transient=True)
    progress.start()
    return progress, progress.add_task("")
