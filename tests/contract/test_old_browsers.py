"""Scripts and styles do without what the oldest browsers that README names cannot read.

One piece of syntax that such a browser does not know ends a script, one selector ends its rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import REPO

ASSETS = REPO / "templates" / "theme" / "assets"
SCRIPTS = [*sorted(ASSETS.rglob("*.js")), REPO / "generator" / "host" / "answers.py"]
STYLES = sorted(ASSETS.rglob("*.css"))
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)

# What is newer, with the first Chromium, Safari and Firefox that have it (caniuse.com).
IN_SCRIPTS = (
    r"\(\?<[=!]",  # lookbehind: 62, 16.4, 78
    r"/[dgimsuy]*[dv][dgimsuy]*[,;.)\s]",  # flags of patterns: d 90, 15, 88; v 112, 17, 116
    r"^(?:(?:const|let) .*= *)?await ",  # await outside of functions: 89, 15, 89
    r"\bstatic \{",  # blocks of classes: 94, 16.4, 93
    r"\.(?:at|findLast|findLastIndex|hasOwn|groupBy)\(",  # 92, 15.4, 90 and later
    r"\.(?:toSorted|toReversed|toSpliced|withResolvers|fromAsync)\(",  # 110, 16, 115 and later
    r"\bstructuredClone\(|\bAbortSignal\.",  # 98, 15.4, 94 and later
    r"\b(?:DecompressionStream|Segmenter|requestIdleCallback)\b",  # 80, 16.4, 113 and later
)
IN_SELECTORS = (
    r":(?:is|where)\(",  # 88, 14, 78
    r":not\([^()]*[\s,>+~]",  # more than one thing in :not(): 88, 9, 84
    r"&",  # nesting: 120, 17.2, 117
    r"@(?:layer|container|scope)",  # 99, 15.4, 97 and later
    r"(?:width|height)\s*[<>]",  # ranges in media queries: 104, 16.4, 63
)
IN_VALUES = r"\b(?:color-mix|oklch|light-dark)\(|\d[dsl]v[hw]\b"  # 111, 16.2, 113 and others
PROPERTIES = r"inset\b"  # 87, 14.1, 66


def rules(style: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield what stands before each brace, and the declarations behind it."""
    for head, body in re.findall(r"([^{};]+)\{([^{}]*)", COMMENTS.sub("", style)):
        parts = (declaration.partition(":") for declaration in body.split(";"))
        yield head.strip(), [(name.strip(), value.strip()) for name, _, value in parts]


def too_new(head: str, declarations: list[tuple[str, str]]) -> Iterator[str]:
    """Yield what old browsers leave out of a rule; what begins with `:has` all of them do."""
    if ":has(" not in head and any(re.search(new, head) for new in IN_SELECTORS):
        yield head
    for i, (name, value) in enumerate(declarations):
        before = any(name.startswith(other) for other, _ in declarations[:i] if other)
        if re.match(PROPERTIES, name) or (re.search(IN_VALUES, value) and not before):
            yield f"{head}: {name}: {value}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_old_browsers_can_read_a_script(path: Path) -> None:
    script = COMMENTS.sub("", path.read_text(encoding="utf-8"))
    found = [
        line for new in IN_SCRIPTS for line in re.findall(f".*(?:{new}).*", script, re.MULTILINE)
    ]
    assert found == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_old_browsers_can_read_a_style_sheet(path: Path) -> None:
    style = path.read_text(encoding="utf-8")
    assert [what for rule in rules(style) for what in too_new(*rule)] == []


@pytest.mark.parametrize("readme", ("README.md", "README.zh.md"))
def test_a_readme_names_the_oldest_browsers(readme: str) -> None:
    told = (REPO / readme).read_text(encoding="utf-8")
    assert all(browser in told for browser in ("Chromium 86", "Safari 15", "Firefox 90"))


def test_the_box_of_search_has_a_place_of_its_own() -> None:
    """Chromium 86 centres a dialog that is empty, and what is found grows out of the window."""
    box = dict(rules((ASSETS / "search.css").read_text(encoding="utf-8")))[".box"]
    assert {("position", "fixed"), ("top", "0")} <= set(box)
