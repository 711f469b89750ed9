"""Owns the measurement of `stats` on a large ledger: 200,000 placements, 1,000,000 snapshot rows.
May not assert. `python benchmarks/ledger.py FOLDER` writes the folder and runs the command on it.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

PLACEMENTS, SNAPSHOTS = 200_000, 1_000_000
CONTENT = Path(__file__).resolve().parent.parent / "content"
CHANNELS = ("wechat", "site", "newsnet", "weibo")
FIRST = date(2015, 1, 1)


def write_ledger(root: Path) -> None:
    """Write the tables below `root`; the taxonomies and measures are the site's."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(CONTENT / "taxonomies", root / "taxonomies")
    shutil.copy(CONTENT / "measures.yml", root / "measures.yml")
    (root / "ledger").mkdir()
    with open(root / "ledger/placements.csv", "w", encoding="utf-8") as stream:
        stream.write("date,channel,status,position,title,url,kind,id\n")
        for n in range(PLACEMENTS):
            day = FIRST + timedelta(n * 4000 // PLACEMENTS)
            place = f"{day},{CHANNELS[n % 4]},published,{'home' if n % 3 else ''}"
            stream.write(f"{place},推送标题第 {n} 篇,https://example.cn/{n},校友新闻,p{n}\n")
    with open(root / "ledger/snapshots.csv", "w", encoding="utf-8") as stream:
        stream.write("as_of,channel,placement,period,metric,value,qualifier\n")
        for n in range(SNAPSHOTS):
            number = n * 7919 % PLACEMENTS
            day = FIRST + timedelta(number * 4000 // PLACEMENTS + n // PLACEMENTS * 9)
            metric = ("reads", "readers")[n // PLACEMENTS % 2]
            value = f"{n % 9000 + 100}" if n % 50 else f"{n % 90 + 1}.{n % 10}万"
            stream.write(f"{day},{CHANNELS[number % 4]},p{number},,{metric},{value},\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write_ledger(folder)
    started = time.perf_counter()
    build = CONTENT.parent / "build.py"
    command = [
        sys.executable,
        str(build),
        "--content",
        str(folder),
        "stats",
        "--as-of",
        "2025-12-09",
    ]
    subprocess.run(command, check=False, cwd=CONTENT.parent)
    spent = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{spent:.1f} s, {peak:.0f} MB")
