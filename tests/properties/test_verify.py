"""Whatever entries there are: nothing kept back is found in their site, and all of it is where they
are published.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from smallsite import NOW, TEMPLATES, files_of, person, site_from, story

from generator.crew import Crew
from generator.pipeline import Prepared
from generator.problems import Problem, has_errors
from generator.verify import verify

URL = "https://alumni.example.edu.cn/news/"  # that of small sites
WORDS = (
    "校友",
    "回到母校",
    "实验室",
    "获奖",
    "café",
    "Nobel",
    "ﬁne",
    "𠮷野",
    "３月",
    "R&D",
    "한국",
    "%E6%A0%A1",
)
SIGNS = (
    "，",
    "。",
    " ",
    "\n",
    "\n\n",
    "“",
    "——",
    "<",
    ">",
    "&lt;",
    "\\*",
    "**",
    "*",
    "`",
    "<b>",
    "</b>",
)
MARKUP = ("[^1]", "\n\n[^1]: 注", "- ", "1. ", "## ", "\n| a | b |\n|---|---|\n| 甲 | 乙 |\n")
LINKS = ("[前文](/stories/2024/s0/)", "![图](/media/x.png)", "https://x.example/a(b)")
parts = st.sampled_from([*WORDS, *SIGNS, *MARKUP, *LINKS])
texts = st.lists(parts, min_size=3, max_size=40).map("".join)
lines = texts.map(lambda text: " ".join(text.split()) or "无题")
facts = st.fixed_dictionaries(
    {
        "body": texts,
        "title": lines,
        "summary": lines,
        "people": st.lists(st.sampled_from(["a", "b", "c"]), max_size=2),
        "tags": st.lists(st.sampled_from(["甲", "AI", "machine learning"]), max_size=2),
        "status": st.sampled_from(["published", "draft", "withdrawn"]),
    }
)
sites = st.lists(facts, min_size=1, max_size=5)
SIGN = "只有这一篇才有的第{}句话在此"


def written(stories: list[dict[str, Any]], **more: Any) -> str:
    people = person("a", "张伟") + person("b", "张伟", colleges=["cs"]) + person("c", "李四", None)
    found = [dict(fields) | more for fields in stories]
    bodies = [fields.pop("body") for fields in found]
    told = zip(bodies, found, strict=True)
    return people + "".join(story(f"2024/s{n}", body, **f) for n, (body, f) in enumerate(told))


def leaks(root: Path, content: Prepared, shown: Prepared) -> list[Problem]:
    """Return what is found of the gated entries of one site in the files of another."""
    for path, text in files_of(shown).items():
        (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / path).write_text(text, encoding="utf-8", newline="")
    config = root / "mkdocs.yml"
    config.touch()
    place = (config, TEMPLATES, URL, root / "site")
    proof = verify(content.content, *place, NOW, Crew())
    return [problem for problem in proof.in_site if problem.code in ("L601", "L602", "L603")]


@settings(max_examples=16)
@given(sites)
def test_nothing_kept_back_is_found_in_a_site(stories: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepared = site_from(written(stories), Path(folder, "content"))
        assert leaks(Path(folder), prepared, prepared) == []


@settings(max_examples=6)
@given(sites)
def test_all_that_is_kept_back_is_found_where_it_is_published(
    stories: list[dict[str, Any]],
) -> None:
    signed = [f | {"summary": SIGN.format(f"{n:03}")} for n, f in enumerate(stories)]
    with tempfile.TemporaryDirectory() as folder:
        content = site_from(written(signed), Path(folder, "content"))
        shown = site_from(written(signed, status="published"), Path(folder, "opened"))
        if has_errors(shown.problems):
            return
        found = {(p.args["entry"], p.code) for p in leaks(Path(folder), content, shown)}
    gated = [f"stories/2024/s{n}.md" for n, f in enumerate(signed) if f["status"] != "published"]
    assert found >= {(path, code) for path in gated for code in ("L601", "L602")}
