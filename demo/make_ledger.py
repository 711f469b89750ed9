"""Owns the demonstration ledger: `python demo/make_ledger.py` writes `content/ledger/`.
May not be imported. Everything is invented; the stories are those of `content/stories/`.
"""

from __future__ import annotations

import csv
import hashlib
from datetime import date, timedelta
from pathlib import Path

import yaml

CONTENT = Path(__file__).resolve().parent.parent / "content"
LAST = date(2026, 11, 20)
HEAD = ("date", "channel", "status", "position", "story", "title", "url", "kind", "id")
SHOTS = ("as_of", "channel", "placement", "period", "metric", "value", "qualifier")
NOTES = (
    "值班安排",
    "校友卡办理提示",
    "返校日报名",
    "校庆倒计时",
    "学院动态",
    "讲座预告",
    "母校来信",
)


def draw(*seed: object, below: int) -> int:
    """Return a number that is always the same for the same seed."""
    text = "/".join(map(str, seed)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:6]) % below


def stories() -> list[tuple[str, date, str, str]]:
    """Return key, day, title and column of every published story, in order."""
    found = []
    for path in sorted((CONTENT / "stories").rglob("*.md")):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        when = front["date"]
        day = when.date() if hasattr(when, "date") else when
        day = day if isinstance(day, date) else date.fromisoformat(str(day)[:10])
        key = f"{day.year}/{front.get('slug') or path.stem}"
        if front.get("status", "published") != "draft":
            found.append((key, day, front["title"], front["column"]))
    return found


def placements() -> list[tuple[str, ...]]:
    """Return a row for each time a piece stood on a channel."""
    rows = []
    for key, day, title, column in stories():
        kind = "校友新闻" if column in ("news", "achievements", "academic") else "专题"
        later = day + timedelta(1 + draw(key, "later", below=3))
        rows.append(
            (day, "site", "published", "", key, title, "", kind, f"site-{key.replace('/', '-')}")
        )
        if draw(key, "wechat", below=10) < 8:
            place = "头条" if draw(key, "top", below=3) == 0 else "次条"
            name = f"wx-{key.replace('/', '-')}"
            rows.append((later, "wechat", "published", place, key, title, "", kind, name))
        if draw(key, "weibo", below=10) < 6:
            name = f"wb-{key.replace('/', '-')}"
            rows.append((later, "weibo", "published", "", key, title, "", kind, name))
        if draw(key, "newsnet", below=10) < 5:
            status = ("published", "published", "published", "rejected")[
                draw(key, "taken", below=4)
            ]
            place = "home" if status == "published" and draw(key, "home", below=3) else ""
            rows.append((later, "newsnet", status, place, key, title, "", kind, ""))
    for channel, prefix, every in (("wechat", "wx", 4), ("weibo", "wb", 3), ("site", "site", 5)):
        day, number = date(2024, 1, 3), 0
        while day <= LAST:
            title = f"{NOTES[draw(channel, day, below=len(NOTES))]}（{day.month}月{day.day}日）"
            rows.append(
                (day, channel, "published", "", "", title, "", "服务", f"{prefix}-n{number:04}")
            )
            number += 1
            day += timedelta(every + draw(channel, number, below=4))
    kept = [row for row in rows if row[0] <= LAST]
    return [(str(row[0]), *row[1:]) for row in sorted(kept, key=lambda r: (r[0], r[1], r[8], r[4]))]


def snapshots(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return what was read off a week and a quarter after each post, and the site's months."""
    found = []
    for row in rows:
        day, channel, name = date.fromisoformat(row[0]), row[1], row[8]
        if channel not in ("wechat", "weibo"):
            continue
        base = 300 + draw(name, below=1500) + (1800 if row[4] else 0)
        for days, share in ((3, 62), (90, 100)):
            when = min(day + timedelta(days), LAST)
            reads = base * share // 100 + (40 if days == 90 else 0)
            found.append((str(when), channel, name, "", "reads", str(reads), ""))
            if channel == "wechat":
                found.append((str(when), channel, name, "", "readers", str(reads * 84 // 100), ""))
            if when == LAST:
                break
    month = date(2024, 1, 1)
    while month <= LAST:
        end = min((month + timedelta(32)).replace(day=1) - timedelta(1), LAST)
        clicks = 9000 + draw(month, below=6000) + 1500 * (month.year - 2024)
        # Read off in the middle of the month too, so that a year compares with the same days.
        for day in sorted({min(month.replace(day=20), LAST), end}):
            value = clicks * (day.day + 1) // 31
            found.append((str(day), "site", "", f"{month:%Y-%m}", "clicks", str(value), ""))
        month = end + timedelta(1)
    return sorted(dict.fromkeys(found))


def write(name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write one table of the ledger."""
    path = CONTENT / "ledger" / name
    path.parent.mkdir(exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([head, *rows])


if __name__ == "__main__":
    table = placements()
    for year in ("2024", "2025", "2026"):
        write(f"placements-{year}.csv", HEAD, [row for row in table if row[0][:4] == year])
    read = snapshots(table)
    for year in ("2024", "2025", "2026"):
        write(f"snapshots-{year}.csv", SHOTS, [row for row in read if row[0][:4] == year])
