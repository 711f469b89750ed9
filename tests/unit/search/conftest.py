"""Owns the browser's part in Node, one process for all tests.
May not assert anything.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.search.fold import packed_simplified


@pytest.fixture(scope="session")
def in_script() -> Iterator[Callable[..., Any]]:
    """`in_script(text=…)` asks `folds.mjs` and returns its answer."""
    script = Path(__file__).with_name("folds.mjs")
    table = base64.b64encode(packed_simplified()).decode()
    with subprocess.Popen(
        ["node", str(script), table], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as node:
        assert node.stdin and node.stdout

        def ask(**what: str) -> Any:
            node.stdin.write(json.dumps(what).encode() + b"\n")
            node.stdin.flush()
            return json.loads(node.stdout.readline())

        yield ask
        node.stdin.close()
