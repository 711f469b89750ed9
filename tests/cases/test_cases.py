"""Owns running the cases: bad input and the exact lines that an editor reads.

A case is a `## name`, a fenced block with a content folder (see `smallsite`), and a fenced block
with every expected line. Add one by writing it; no code changes.
"""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable, Iterator

import pytest
from casebook import cases
from smallsite import lines_of

from generator.pipeline import Prepared

_POSIX_ONLY = re.compile(r"^-- \S*(?:/con\.|\\)", re.M)


def runnable() -> Iterator[pytest.param]:
    """Yield (content folder, expected lines) for each case."""
    for name, content, expected in cases():
        impossible = os.name != "posix" and _POSIX_ONLY.search(content) is not None
        marks = [pytest.mark.skipif(impossible, reason="Windows has no such names")]
        yield pytest.param(content, expected, id=name, marks=marks)


@pytest.mark.parametrize(("content", "expected"), list(runnable()))
def test_an_editor_reads_exactly_these_lines(
    site_from: Callable[..., Prepared], content: str, expected: str
) -> None:
    prepared = site_from(content)
    assert "\n".join(lines_of(prepared)) == expected.strip("\n")
    read = prepared.content
    sent = (read.entries, read.broken, read.faults, prepared.facts, prepared.problems)
    assert pickle.loads(pickle.dumps(sent)) == sent, "a child process could not send it"
