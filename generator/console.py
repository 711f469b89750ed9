"""Owns what a run shows on a terminal, or prints as JSON for machines.
May not decide anything.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from generator.problems import Lang, Problem, Severity
from generator.watch import Watch

_STEPS = {
    "read": ("读取", "read"),
    "check": ("检查", "check"),
    "plan": ("编排", "plan"),
    "bodies": ("正文", "bodies"),
    "frame": ("版框", "frame"),
    "pages": ("页面", "pages"),
    "feeds": ("订阅", "feeds"),
    "publish": ("发布", "publish"),
}
_COUNTS = {
    "stories": ("稿件", "stories"),
    "pages": ("页面", "pages"),
    "feeds": ("订阅", "feeds"),
    "files": ("文件", "files"),
    "bytes": ("字节", "bytes"),
    "problems": ("问题", "problems"),
}


class Console:
    """Prints for people, or gathers one JSON document for machines."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._seconds: dict[str, float] = {}
        self._step = ("", 0.0)
        self._bar: Any = None
        self._live = False
        self._document: dict[str, Any] = {}

    def watch(self) -> Watch:
        """Return the watch that times the steps and moves the progress bar."""
        return Watch(self._begin, self._advance)

    @contextmanager
    def live(self) -> Iterator[None]:
        """Show a progress bar while a terminal is there, from the first progress on.

        The bar's thread must not run while worker processes are forked, which is before their
        first progress.
        """
        self._live = not self._as_json and sys.stderr.isatty()
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
            counts = {"errors": errors, "warnings": len(problems) - errors}
            text = {
                "zh": "{errors} 个错误，{warnings} 个警告",
                "en": "{errors} errors, {warnings} warnings",
            }
            click.echo(text[lang].format(**counts), err=True)

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
        if self._as_json:
            self.flush(
                published=True,
                counts=dict(counts),
                seconds=round(seconds, 3),
                steps=self._seconds,
                site_dir=site_dir,
            )
            return
        which = 0 if lang == "zh" else 1
        line = "  ".join(f"{_COUNTS[k][which]} {v:,}" for k, v in counts.items())
        steps = "  ".join(f"{_STEPS[k][which]} {v:.2f}" for k, v in self._seconds.items())
        done = {"zh": f"已发布到 {site_dir}/", "en": f"published to {site_dir}/"}[lang]
        unit = {"zh": "秒", "en": "s"}[lang]
        click.echo(f"{line}\n{steps}  = {seconds:.2f} {unit}\n{done}")

    def flush(self, **more: Any) -> None:
        """Print the gathered document as JSON."""
        click.echo(json.dumps({**self._document, **more}, ensure_ascii=False, indent=2))

    def _begin(self, name: str) -> None:
        self._end()
        self._step = (name, time.perf_counter())

    def _advance(self, name: str, done: int, of: int) -> None:
        if not self._live:
            return
        if self._bar is None:
            self._bar = _new_bar()
        progress, task = self._bar
        progress.update(task, description=_STEPS[self._step[0]][0], completed=done, total=of)

    def _end(self) -> None:
        name, started = self._step
        if name:
            spent = self._seconds.get(name, 0.0) + time.perf_counter() - started
            self._seconds[name] = round(spent, 4)
        self._step = ("", 0.0)


def _new_bar() -> tuple[Any, Any]:
    from rich.console import Console as Terminal
    from rich.progress import Progress

    progress = Progress(console=Terminal(stderr=True), transient=True)
    progress.start()
    return progress, progress.add_task("")
