"""Measures search in Chromium: bytes and time of first and further queries, build and disk.

    python benchmarks/search/sizes.py SITE [--queries 200] [--per-visit 10] [--gzip]

SITE is a finished site. A visit begins with an empty cache. With `--gzip` scripts and JSON are
compressed, as servers do; lists and texts never are: they are dense already.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from pathlib import Path

from visits import Visit, chromium, served

ASK = """async ([query]) => {
  globalThis.index ??= await (await import("/search/search.js")).openIndex("/")
  const begin = performance.now()
  const { total } = await globalThis.index.search(query)
  return [total, performance.now() - begin]
}"""


def queries(site: Path, count: int) -> list[str]:
    """Return pieces cut out of the stories' pages, as readers might type them."""
    chance = random.Random(5)
    pages = sorted((site / "stories").glob("*/*/index.html"))
    found = []
    while len(found) < count:
        html = chance.choice(pages).read_text(encoding="utf-8")
        lines = re.findall(r"[\u4e00-\u9fff0-9，]{12,}", re.sub(r"<[^>]+>", "\n", html))
        if lines:
            line, size = chance.choice(lines), chance.choice((2, 2, 3, 3, 4, 4, 6, 8))
            at = chance.randrange(len(line) - size)
            found.append(line[at : at + size])
    return found


def measure(site: Path, asked: list[str], per_visit: int, zipping: bool) -> dict[str, list[float]]:
    """Return kB of first and further queries, and the milliseconds of all."""
    out: dict[str, list[float]] = {"first": [], "further": [], "ms": []}
    with served(site, zipping) as url, chromium() as browser:
        for start in range(0, len(asked), per_visit):
            visit = Visit(browser, url)
            for place, query in enumerate(asked[start : start + per_visit]):
                (_, ms), loaded = visit.ask(ASK, [query])
                out["further" if place else "first"].append(loaded)
                out["ms"].append(ms)
            visit.end()
    return out


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--per-visit", type=int, default=10)
    parser.add_argument("--gzip", action="store_true")
    options = parser.parse_args()
    files = [path for path in (options.site / "search").rglob("*") if path.is_file()]
    index = json.loads((options.site / "search" / "index.json").read_text(encoding="utf-8"))
    documents = sum(size for *_, size in index["segments"])
    size = sum(path.stat().st_size for path in files)
    print(f"{documents} documents, {len(files)} files, {size / documents:.0f} bytes a document")
    asked = queries(options.site, options.queries)
    begin = time.perf_counter()
    found = measure(options.site, asked, options.per_visit, options.gzip)
    print(f"{'':16}{'median':>9}{'p95':>9}{'max':>9}")
    for name, unit in (("first", "kB"), ("further", "kB"), ("ms", "ms")):
        values = sorted(found[name])
        p95 = values[int(len(values) * 0.95) - 1]
        print(f"{name + ', ' + unit:16}{statistics.median(values):9.1f}{p95:9.1f}{values[-1]:9.1f}")
    print(f"{len(asked)} queries in {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
