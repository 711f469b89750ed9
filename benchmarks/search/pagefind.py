"""Compares search with Pagefind on the same pages in one run: build time, bytes, recall, precision.

    python benchmarks/search/pagefind.py CONTENT --npm PATH/pagefind --pypi "PYTHON -m pagefind"

CONTENT is a content folder of stories. The truth is plain substrings of the stories' texts; of
Pagefind's answers only stories' pages are counted, and its index is told to read <article> only.
"""

from __future__ import annotations

import argparse
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPO), str(REPO / "tests"), str(Path(__file__).parent)]

import search_truth
from visits import Visit, chromium, served

from generator.pipeline import prepare
from generator.search import search_artefacts
from generator.search.documents import Document, documents
from generator.settings import read_settings
from generator.watch import Watch

A_VISIT = 8  # queries
NOW = "2026-11-22T00:00:00+08:00"
LAUREL = """async ([queries]) => {
  const index = await (await import("/search/search.js")).openIndex("/")
  const out = []
  for (const q of queries) {
    const { results } = await index.search(q, { limit: 100000 })
    out.push(results.map(r => new URL(r.url).pathname))
  }
  return out
}"""
PAGEFIND = """async ([queries, folder]) => {
  const pagefind = await import(`/${folder}/pagefind.js`)
  await pagefind.init()
  const out = []
  for (const q of queries) {
    const { results } = await pagefind.search(q)
    out.push((await Promise.all(results.map(r => r.data()))).map(d => d.url))
  }
  return out
}"""
BYTES = {
    "laurel": """async ([q]) => {
      globalThis.ix ??= await (await import("/search/search.js")).openIndex("/")
      await ix.search(q, { limit: 10 })
    }""",
    "pagefind": """async ([q, folder]) => {
      const pagefind = await import(`/${folder}/pagefind.js`)
      const { results } = await pagefind.search(q)
      await Promise.all(results.slice(0, 10).map(r => r.data()))
    }""",
}


def asked(found: list[Document], count: int) -> list[tuple[str, str]]:
    """Return kinds of query and queries: names, and pieces of 2, 3, 4 and 8 Chinese characters."""
    chance, out = random.Random(3), []
    while len(out) < count:
        document = chance.choice(found)
        size = (0, 2, 3, 4, 8)[len(out) % 5]
        piece = search_truth.cut(chance, document, size) if size else document.head[-1]
        if all("\u4e00" <= c <= "\u9fff" for c in piece):
            out.append((f"{size} characters" if size else "name", piece))
    return out


def answers(page: Any, script: str, queries: list[str], folder: str) -> list[set[str]]:
    """Return the stories that each query finds."""
    return [
        {url for url in urls if url.startswith("/stories/")}
        for urls in page.evaluate(script, [queries, folder])
    ]


def scores(expected: list[set[str]], got: list[set[str]]) -> tuple[float, float]:
    """Return recall and precision over all queries together."""
    right = sum(len(e & g) for e, g in zip(expected, got, strict=True))
    return right / max(1, sum(map(len, expected))), right / max(1, sum(map(len, got)))


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("content", type=Path)
    parser.add_argument("--npm")
    parser.add_argument("--pypi")
    parser.add_argument("--queries", type=int, default=150)
    options = parser.parse_args()
    settings = read_settings((REPO / "mkdocs.yml").read_text(encoding="utf-8"))
    now = datetime.fromisoformat(NOW)
    desk = prepare(options.content, settings, REPO / "templates", now, Watch()).desk
    begin = time.perf_counter()
    size = {"Laurel": sum(len(a.data) for a in search_artefacts(desk))}
    built = {"Laurel": time.perf_counter() - begin}
    found = list(documents(desk))
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        subprocess.run(
            [sys.executable, REPO / "build.py", "--content", options.content, "--now", NOW,
             "--site-dir", site],
            cwd=REPO, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        ways = {"Laurel": ""}
        for name, command in (("Pagefind npm", options.npm), ("Pagefind PyPI", options.pypi)):
            if command:
                output = name.replace(" ", "-").lower()
                begin = time.perf_counter()
                subprocess.run(
                    [*shlex.split(command), "--site", site, "--output-subdir", output,
                     "--root-selector", "article", "--glob", "stories/*/*/index.html"],
                    check=True, stdout=subprocess.DEVNULL,
                )  # fmt: skip
                built[name] = time.perf_counter() - begin
                files = [p for p in (site / output).rglob("*") if p.is_file()]
                size[name] = sum(p.stat().st_size for p in files)
                ways[name] = output
        compare(site, found, asked(found, options.queries), ways, built, size)
        shutil.rmtree(site)


def compare(
    site: Path,
    found: list[Document],
    queries: list[tuple[str, str]],
    ways: dict[str, str],
    built: dict[str, float],
    size: dict[str, int],
) -> None:
    """Print a row for each way to search the site."""
    truths = [search_truth.Truth.of(d) for d in found]
    expected = [
        {p for p in search_truth.answer(q, truths) if p.startswith("/stories/")} for _, q in queries
    ]
    kinds = sorted({kind for kind, _ in queries})
    print(f"{len(found)} documents, {len(queries)} queries\n")
    print(f"| | build s | index MB | kB first / further (median) | {' | '.join(kinds)} |")
    print("|---" * (4 + len(kinds)) + "|")
    with served(site) as url, chromium() as browser:
        for name, folder in ways.items():
            page = browser.new_page()
            page.goto(f"{url}/robots.txt")
            script = PAGEFIND if folder else LAUREL
            got = answers(page, script, [q for _, q in queries], folder)
            page.close()
            first, further = transferred(browser, url, [q for _, q in queries[:40]], folder)
            cells = []
            for kind in kinds:
                at = [i for i, (k, _) in enumerate(queries) if k == kind]
                recall, precision = scores([expected[i] for i in at], [got[i] for i in at])
                cells.append(f"{recall:.1%} / {precision:.1%}")
            print(
                f"| {name} | {built[name]:.1f} | {size[name] / 1e6:.1f}"
                f" | {first:.0f} / {further:.0f} | {' | '.join(cells)} |"
            )
    print("\nCells of queries: recall / precision.")


def transferred(browser: Any, url: str, queries: list[str], folder: str) -> tuple[float, float]:
    """Return the median kB of first and further queries with ten results shown."""
    first, further = [], []
    script = BYTES["pagefind" if folder else "laurel"]
    for start in range(0, len(queries), A_VISIT):
        visit = Visit(browser, url)
        for place, query in enumerate(queries[start : start + A_VISIT]):
            _, loaded = visit.ask(script, [query, folder])
            (further if place else first).append(loaded)
        visit.end()
    return statistics.median(first), statistics.median(further)


if __name__ == "__main__":
    main()
