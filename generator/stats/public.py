"""Owns what the public site may know of the figures: `stats.json`, `stats.csv`, `{fig:…}`.
May not show rows. Only public measures, computed over what passed the gate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.kinds.base import Entry
from generator.problems import Fault
from generator.publish.artefact import Artefact
from generator.render.bodies import CITATION
from generator.stats.figures import Figures
from generator.stats.spans import iso, parse_span
from generator.stats.tables import as_csv, as_json, figures_table

# Code of any kind comes first, so that what stands in it stays as it is.
_CITATION = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|\{fig:\s*(?P<id>[^\s{}@]*)(?:@(?P<span>[^\s{}]*))?\s*\}",
    re.S | re.M,
)


def figure_artefacts(figures: Figures) -> Iterator[Artefact]:
    """Yield the two files of public figures; none where no measure is public."""
    shown = [figure for figure in figures if figure.measure.is_public]
    if not shown:
        return
    document = {"as_of": iso(figures.as_of), "figures": as_json(shown, public=True)}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    yield Artefact("stats.json", text.encode())
    yield Artefact("stats.csv", as_csv(*figures_table(shown, "zh")))


def with_figures(entry: Entry[Any], figures: Figures) -> tuple[str, tuple[Fault, ...]]:
    """Return an entry's body with `{fig:id}` and `{fig:id@2021}` replaced by figures, in the
    entry's language, and what is wrong.

    What cannot be cited stays as it is written. Code is left alone.
    """
    body, language = entry.body, getattr(entry.fields, "lang", "zh")
    if CITATION not in body:
        return body, ()
    faults: list[Fault] = []

    def cite(found: re.Match[str]) -> str:
        if found["id"] is None:
            return found[0]
        text, code, near = _cited(found["id"], found["span"], figures, language)
        if code:
            at = _position(body, found.start("id"), entry.body_line)
            value = found["span"] if code == "L516" else found["id"]
            faults.append(Fault(code, entry.path, args={"value": value}, nearest=near, at=at))
            return found[0]
        return text

    return _CITATION.sub(cite, body), tuple(faults)


def _cited(name: str, written: str | None, figures: Figures, language: str) -> tuple[str, str, str]:
    """Return the figure's text, or the code of what is wrong and the nearest id."""
    measure = figures.measures.find(name)
    if measure is None:
        return "", "L520", figures.measures.nearest(name)
    if not measure.is_public:
        return "", "L528", ""
    span = parse_span(written) if written else None
    if written and span is None:
        return "", "L516", ""
    return figures.figure(measure, span).text(language), "", ""


def _position(body: str, offset: int, first_line: int) -> tuple[int, int]:
    line = body.count("\n", 0, offset)
    return first_line + line, offset - body.rfind("\n", 0, offset)
