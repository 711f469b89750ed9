"""Owns the pages of figures: the public one in the site's plan, the editors' one beside the site.
May not write files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.plan import FIGURES, PagePlan
from generator.problems import Problem
from generator.publish.artefact import Artefact
from generator.render.templates import Templates
from generator.stats.board import internal_board, public_board
from generator.stats.figures import Figures


def figure_pages(figures: Figures, language: str) -> Iterator[PagePlan]:
    """Yield the page of public figures, if a measure is public."""
    if any(measure.is_public for measure in figures.measures.listed):
        board = public_board(figures, language)
        yield PagePlan(FIGURES, "figures.html", board, section="figures")


def internal_pages(
    figures: Figures, problems: Iterable[Problem], templates: Templates, language: str
) -> Iterator[Artefact]:
    """Yield the editors' dashboard: one file that needs no other."""
    lines = [problem.line("zh" if language == "zh" else "en") for problem in problems]
    board = internal_board(figures, language, lines)
    html = templates.render("dashboard.html", {"board": board})
    yield Artefact("index.html", html.encode())
