"""Measures search in Chromium: bytes and time of first and further queries, build and disk.

    python benchmarks/search/sizes.py SITE [--queries 200] [--per-visit 10]

SITE is a finished site. Bytes are what DevTools counts on the wire (headers, too) from a plain
static server without compression; a visit begins with an empty cache.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import statistics
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

ASK = """async ([query]) => {
  globalThis.index ??= await (await import("/search/search.js")).openIndex("/")
  const begin = performance.now()
  const { total } = await globalThis.index.search(query)
  return [total, performance.now() - begin]
}"""


class Quiet(SimpleHTTPRequestHandler):
    """A plain static server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


def queries(site: Path, count: int) -> list[str]:
    """Pieces cut out of the stories' pages, as readers might type them."""
    import re

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


def measure(site: Path, asked: list[str], per_visit: int) -> dict[str, list[float]]:
    """Return kB of first and further queries, and the milliseconds of all."""
    from playwright.sync_api import sync_playwright

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out: dict[str, list[float]] = {"first": [], "further": [], "ms": [], "worst": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for start in range(0, len(asked), per_visit):
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/robots.txt")
            wire = context.new_cdp_session(page)
            wire.send("Network.enable")
            loaded = [0.0]
            wire.on(
                "Network.loadingFinished",
                lambda e, loaded=loaded: loaded.__setitem__(0, loaded[0] + e["encodedDataLength"]),
            )
            for place, query in enumerate(asked[start : start + per_visit]):
                loaded[0] = 0.0
                _, ms = page.evaluate(ASK, [query])
                page.wait_for_timeout(60)
                out["further" if place else "first"].append(loaded[0] / 1000)
                out["ms"].append(ms)
            context.close()
        browser.close()
    server.shutdown()
    return out


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--per-visit", type=int, default=10)
    options = parser.parse_args()
    files = [path for path in (options.site / "search").rglob("*") if path.is_file()]
    index = json.loads((options.site / "search" / "index.json").read_text(encoding="utf-8"))
    documents = sum(size for *_, size in index["segments"])
    size = sum(path.stat().st_size for path in files)
    print(f"{documents} documents, {len(files)} files, {size / documents:.0f} bytes a document")
    asked = queries(options.site, options.queries)
    begin = time.perf_counter()
    found = measure(options.site, asked, options.per_visit)
    print(f"{'':16}{'median':>9}{'p95':>9}{'max':>9}")
    for name, unit in (("first", "kB"), ("further", "kB"), ("ms", "ms")):
        values = sorted(found[name])
        p95 = values[int(len(values) * 0.95) - 1]
        print(f"{name + ', ' + unit:16}{statistics.median(values):9.1f}{p95:9.1f}{values[-1]:9.1f}")
    print(f"{len(asked)} queries in {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
