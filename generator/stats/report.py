"""Owns reports: a template of `content/reports/` in which prose cites measures, and its text.
May not compute figures or write files.

Templates come from `content/`, so they run in Jinja's sandbox and see only the functions below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.problems import Fault
from generator.render.texts import day_in
from generator.schema import nearest
from generator.source import ContentFolder
from generator.source.text import decode
from generator.stats.figures import Figure, Figures
from generator.stats.handtyped import typed_by_hand
from generator.stats.spans import Span, iso, year_of

FOLDER = "reports"
ENDING = ".md.j2"
# A cited figure in rendered text: id and text between characters of the private use area, so
# that Markdown leaves it alone and every format can make of it what it needs.
CITED = re.compile("\ue000([^\ue000-\ue002]*)\ue001([^\ue000-\ue002]*)\ue002")
_TEMPLATE_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    RecursionError,
    LookupError,
    AttributeError,
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which no expression can take the machine's time or memory either."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        small = all(isinstance(x, int) and abs(x) < 10**9 for x in (left, right))
        if operator == "**" or not small:
            raise SecurityError(f"{operator} is not allowed here")
        return super().call_binop(context, operator, left, right)


def anchor(name: str) -> str:
    """Return a measure's id as links may have it: an id is any text."""
    return re.sub(r"[^\w.-]", "-", name)


@dataclass(slots=True)
class Report:
    """A rendered report: Markdown with cited figures marked, and those figures in their order."""

    title: str
    markdown: str
    language: str
    cited: dict[str, Figure] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def marked(self, write: Callable[[str, str], str]) -> str:
        """Return the Markdown with each citation written by `write(id, text)`."""
        return CITED.sub(lambda found: write(found[1], found[2]), self.markdown)


def templates_of(folder: ContentFolder) -> dict[str, str]:
    """Return the reports by name and language (`annual.zh`) with their paths."""
    paths = (path for path in folder.below(FOLDER) if path.endswith(ENDING))
    return {path.removeprefix(f"{FOLDER}/").removesuffix(ENDING): path for path in paths}


def render_report(
    folder: ContentFolder, path: str, figures: Figures, language: str, office: str
) -> Report:
    """Render a template. Unknown measures and wrong templates are faults."""
    source, fault = decode(folder.read(path), path)
    if fault is not None:
        return Report("", "", language, faults=(fault,))
    citing = _Citing(figures, language, path, source)
    try:
        environment = _Sandbox(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
        )
        markdown = environment.from_string(source).render(
            **citing.functions(), office=office, **_days(figures, language)
        )
    except _TEMPLATE_FAULTS as error:
        line = _line_of(error)
        wrong = Fault("L527", path, args={"reason": error}, at=(line, 1))
        return Report("", "", language, faults=(*citing.faults, wrong))
    title = CITED.sub(r"\2", next((x[2:] for x in markdown.splitlines() if x[:2] == "# "), path))
    hand = typed_by_hand(source, path, citing.cited, figures, language)
    return Report(title, markdown, language, citing.cited, (*citing.faults, *hand))


def _line_of(error: BaseException) -> int:
    """Return the template's line: Jinja keeps it in syntax errors and in its own frames."""
    if (line := getattr(error, "lineno", None)) is not None:
        return int(line)
    found, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _days(figures: Figures, language: str) -> dict[str, str]:
    span = figures.span
    year = iso(span.first)[:4]
    whole = span == year_of(span.first)
    if language == "zh":
        return {"period": f"{year}年" if whole else _zh(span), "as_of": _zh_day(figures.as_of)}
    return {
        "period": year if whole else span.iso().replace("..", " to "),
        "as_of": iso(figures.as_of),
    }


def _zh(span: Span) -> str:
    return f"{_zh_day(span.first)}至{_zh_day(span.last)}"


def _zh_day(day: int) -> str:
    return day_in("zh", date.fromordinal(day))


class _Citing:
    """The functions that a template may call; each notes what it cites."""

    def __init__(self, figures: Figures, language: str, path: str, source: str) -> None:
        self._figures, self._language, self._path = figures, language, path
        self._lines = source.split("\n")
        self.cited: dict[str, Figure] = {}
        self.faults: list[Fault] = []

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Return the functions by the names that templates use."""
        return {
            "fig": self.fig,
            "growth": self.growth,
            "base": self.base,
            "people": lambda name: self.fig(f"{name}.people"),
            "unit": self._quantity_unit,
            "has": lambda name: self._figures.measures.find(str(name)) is not None,
            "has_growth": self.has_growth,
        }

    def fig(self, name: str) -> str:
        """Cite a measure's figure, without unit."""
        figure = self._figure(name)
        if figure is None:
            return f"[{name}?]"
        if figure.is_unread:
            self._wrong("L533", name, figure)
        return self._marked(figure, figure.text(self._language))

    def growth(self, name: str) -> str:
        """Cite the growth over the measure's base: `+32.39%`, `+32.39 %`."""
        figure = self._figure(name)
        if figure is None:
            return f"[{name}?]"
        percent = figure.growth.percent() if figure.growth is not None else ""
        if not percent:
            unread = "L533" if figure.is_unread else "L523"
            self._wrong("L532" if figure.growth is None else unread, name, figure)
            return "—"
        return self._marked(figure, f"{percent}%" if self._language == "zh" else f"{percent} %")

    def base(self, name: str) -> str:
        """Cite the figure that the growth is over."""
        figure = self._figure(name)
        if figure is None or figure.growth is None:
            return "—"
        return self._marked(figure, figure.growth.base.text(self._language))

    def has_growth(self, name: str) -> bool:
        """Tell whether there is a base to compare with."""
        figure = self._figure(name)
        return bool(figure and figure.growth is not None and figure.growth.rate is not None)

    def _quantity_unit(self, name: str) -> str:
        figure = self._figure(name)
        return figure.quantity.unit_in(self._language) if figure else ""

    def _figure(self, name: str) -> Figure | None:
        measure = self._figures.measures.find(str(name))
        if measure is None:
            if self._figures.measures.is_missing(str(name)):
                near, at = self._figures.measures.nearest(str(name)), self._at(name)
                fault = Fault("L520", self._path, args={"value": name}, nearest=near, at=at)
                self.faults.append(fault)
            return None
        return self._figures.figure(measure)

    def _marked(self, figure: Figure, text: str) -> str:
        self.cited.setdefault(figure.measure.id, figure)
        return f"\ue000{anchor(figure.measure.id)}\ue001{text}\ue002"

    def _wrong(self, code: str, name: str, figure: Figure) -> None:
        span = figure.growth.span.iso() if figure.growth is not None else ""
        args = {"measure": name, "value": name, "span": span}
        self.faults.append(Fault(code, self._path, args=args, at=self._at(name)))

    def _at(self, name: object) -> tuple[int, int]:
        """Find where a name stands in the template; a report is short, so searching is enough."""
        for number, line in enumerate(self._lines, 1):
            for quote in ('"', "'"):
                column = line.find(f"{quote}{name}{quote}")
                if column >= 0:
                    return number, column + 2
            short = str(name).removesuffix(".people")
            if f'people("{short}")' in line:
                return number, line.index(f'people("{short}")') + 9
        return 1, 1


def suggest_report(folder: ContentFolder, name: str) -> str:
    """Return the report whose name is closest to a mistyped one, or ''."""
    return nearest(name, templates_of(folder))
