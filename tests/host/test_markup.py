"""The Nu HTML checker on pages of every kind, and on redirect pages: no error."""

from __future__ import annotations

import json
from pathlib import Path

from builds import run

from generator.names import output_path
from generator.plan import PagePlan


def test_pages_of_every_kind_are_valid(
    site: Path,
    samples: dict[str, tuple[PagePlan, ...]],
    redirect_pages: tuple[str, ...],
    vnu: tuple[str, str],
) -> None:
    pages = [output_path(plan.permalink) for plans in samples.values() for plan in plans]
    assert len(pages) > 2 * len(samples) - 6  # home, 404 and some listings are single
    java, jar = vnu
    files = [site / path for path in (*pages, *redirect_pages)]
    ran = run(java, "-jar", jar, "--format", "json", "--exit-zero-always", *files)
    messages = json.loads(ran.err)["messages"]
    errors = [
        f"{Path(m['url']).parent.name}/{Path(m['url']).name}:{m.get('lastLine')}: {m['message']} "
        f"{m.get('extract', '')!r}"
        for m in messages
        if m["type"] != "info"
    ]
    assert errors == []
