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
from generator.render.spreadsheets import as_csv
from generator.stats.figures import Figures
from generator.stats.spans import iso, parse_span
from generator.stats.tables import as_json, figures_table

# Code of any kind comes first, so that what stands in it stays as it is. Nothing here goes back
# over what it has passed: a body may be a megabyte of backticks.
_CITATION = re.compile(
    r"^(?P<fence>`{3,}+(?=[^`\n]*$)|~{3,}+).*?(?:^(?P=fence)[`~]*+[ \t]*$|\Z)"
    r"|(?P<ticks>`++)"
    r"|\{fig:\s*+(?P<id>[^\s{}@]*+)(?:@(?P<span>[^\s{}]*+))?+\s*+\}",
    re.S | re.M,
)
_TICKS = re.compile(r"`+")


def figure_artefacts(figures: Figures, language: str) -> Iterator[Artefact]:
    """Yield the two files of public figures, the table in a language; none where no measure is
    public.
    """
    if not any(measure.is_public for measure in figures.measures.listed):
        return
    shown = list(figures.public())
    document = {"as_of": iso(figures.as_of), "figures": as_json(shown, public=True)}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    yield Artefact("stats.json", text.encode())
    yield Artefact("stats.csv", as_csv(*figures_table(shown, language)))


def with_figures(
    entry: Entry[Any], figures: Figures, site_language: str
) -> tuple[str, tuple[Fault, ...]]:
    """Return an entry's body with `{fig:id}` and `{fig:id@2021}` replaced by figures, in the
    entry's language or that of the site, and what is wrong.

    What cannot be cited stays as it is written. Code is left alone.
    """
    body, language = entry.body, getattr(entry.fields, "lang", site_language)
    if CITATION not in body:
        return body, ()
    faults: list[Fault] = []
    parts: list[str] = []
    done, line = 0, entry.body_line
    for found in _citations(body):
        text, code, near = _cited(found["id"], found["span"], figures, language)
        if code:
            value = found["span"] if code == "L516" else found["id"]
            start = found.start("id")
            at = (line + body.count("\n", done, start), start - body.rfind("\n", 0, start))
            faults.append(Fault(code, entry.path, args={"value": value}, nearest=near, at=at))
        parts += (body[done : found.start()], text or found[0])
        line += body.count("\n", done, found.end())
        done = found.end()
    return "".join((*parts, body[done:])), tuple(faults)


def _citations(body: str) -> Iterator[re.Match[str]]:
    """Yield what cites a figure outside code. Ticks that nothing closes are text (CommonMark,
    6.1); whether something does is asked of the last ticks of each length.
    """
    last = {len(found[0]): found.start() for found in _TICKS.finditer(body)}
    at = 0
    while found := _CITATION.search(body, at):
        at = found.end()
        if found["id"] is not None:
            yield found
        elif (ticks := found["ticks"]) and last[len(ticks)] > found.start():
            at = next(f.end() for f in _TICKS.finditer(body, at) if len(f[0]) == len(ticks))


def _cited(name: str, written: str | None, figures: Figures, language: str) -> tuple[str, str, str]:
    """Return the figure's text, the code of what is wrong and the nearest id. What was printed
    once of a period stands: the ledger may not go back so far.
    """
    measure = figures.measures.find(name)
    if measure is None:
        missing = figures.measures.is_missing(name)
        return "", "L520" if missing else "", figures.measures.nearest(name)
    if not measure.is_public:
        return "", "L528", ""
    span = parse_span(written) if written else None
    if written and span is None:
        return "", "L516", ""
    stated = figures.stated(measure, span) if span else None
    if stated is not None:
        return stated.quantity.text(language), "", ""
    figure = figures.figure(measure, span)
    return figure.text(language), "L533" if figure.is_unread else "", ""
