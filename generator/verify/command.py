"""Owns the command `verify`: reading the content, and what is printed.
May not look at files of the site.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.console import Console
from generator.crew import Crew
from generator.failures import GOOD, PROBLEMS, Failure
from generator.problems import Problem, has_errors
from generator.reading import read_folder
from generator.schema import Context
from generator.source import open_folder
from generator.verify.order import verify

if TYPE_CHECKING:
    from generator.cli import Run


def verify_site(run: Run, site: Path) -> int:
    """Look at a finished site; returns the exit code. Content with mistakes proves nothing: an
    entry that cannot be read may be kept back.
    """
    if not site.is_dir():
        raise Failure(f"{site}: 没有这个文件夹 / there is no such folder")
    console, started, crew = Console(run.as_json), time.perf_counter(), Crew(run.workers)
    context = Context.of(run.settings)
    folder, found = open_folder(run.content)
    content = read_folder(folder, found, context, lambda *_: None, crew=crew)
    place = (run.config, run.templates, run.settings.site_url, site)
    proof = verify(content, *place, run.now, crew)
    console.problems(
        [*_below(run.root, proof.in_content), *_below(f"{run.shown(site)}/", proof.in_site)],
        run.lang,
        "",
    )
    good = not proof.in_site and not has_errors(proof.in_content, strict=run.strict)
    counts = dataclasses.asdict(proof.count)
    console.proven(good, counts, time.perf_counter() - started, run.lang)
    return GOOD if good else PROBLEMS


def _below(root: str, problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield problems whose paths count from the working folder."""
    for problem in problems:
        where = dataclasses.replace(problem.where, path=root + problem.where.path)
        yield dataclasses.replace(problem, where=where)
