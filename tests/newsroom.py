"""Owns a small newsroom held in memory, and writing to the disk what of it has changed.
May not edit it or build it.
"""

from __future__ import annotations

import copy
import csv
import functools
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from builds import REPO
from PIL import Image

COLUMNS = ("achievements", "news", "chapters")
COLLEGES = ("cs", "physics", "arts")
REGIONS = ("beijing", "yunnan")
HONORS = ("may-day", "academician")
CHANNELS = ("site", "wechat")
PEOPLE = ("li-si", "wang-wu", "zhao-liu", "qian-qi", "sun-ba", "zhou-jiu")
PARAGRAPHS = (
    "她在实验室里等了十一个月，等到第一束光。",
    "The bridge was closed at dawn, waiting for the cold.",
    "## 起点 <一>\n\n从一张旧车票说起。[^1]\n\n[^1]: 车票存于校史馆。",
    "| 年 | 数 |\n|:--|--:|\n| 2024 | 12 |",
    "**“校友”**获奖；见 `{fig:news.posts}`。",
    "2026 年共发稿 {fig:news.posts}，{fig:readers@2026} 人次读过。",
    "- [x] 甲\n- [ ] 乙",
)


@dataclass(slots=True)
class Text:
    """A story, person, honor list or page as an editor writes it; `body` is for `.md` only."""

    fields: dict[str, Any]
    body: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A CSV table."""

    head: tuple[str, ...]
    rows: list[dict[str, str]]
    encoding: str = "utf-8"


@dataclass(slots=True)
class Newsroom:
    """Everything a project folder holds. Paths of `texts`, `tables`, `lists` and `files` are
    relative to the project's folder; `lists` are YAML lists of mappings.
    """

    texts: dict[str, Text]
    tables: dict[str, Table]
    lists: dict[str, list[dict[str, Any]]]
    files: dict[str, bytes]
    settings: dict[str, Any]

    def below(self, folder: str) -> list[str]:
        """Return the paths of texts below a folder of the content, sorted."""
        return sorted(path for path in self.texts if path.startswith(f"content/{folder}/"))

    @property
    def options(self) -> dict[str, Any]:
        """The plugin's options."""
        options: dict[str, Any] = self.settings["plugins"][0]["laurel"]
        return options

    def copy(self) -> Newsroom:
        """Return a copy that can be edited on its own."""
        return copy.deepcopy(self)

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the project."""
        for path, text in self.texts.items():
            front = "".join(f"{key}: {_json(value)}\n" for key, value in text.fields.items())
            body = "\n\n".join(text.body)
            whole = f"---\n{front}---\n{body}\n" if path.endswith(".md") else front
            yield path, whole.encode()
        for path, table in self.tables.items():
            yield path, _csv(table)
        for path, items in self.lists.items():
            yield path, "".join(f"- {_json(item)}\n" for item in items).encode()
        yield from self.files.items()
        yield "mkdocs.yml", yaml.safe_dump(self.settings, allow_unicode=True).encode()


class Desk:
    """Writes a newsroom into a folder: files that did not change are left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: dict[str, bytes] = {}

    def save(self, room: Newsroom, how: str) -> list[str]:
        """Write, and return the paths that changed. `how` is what the editor's program does:
        `write` into the file, `replace` it, or write and `keep times`, as some copying does.
        """
        wanted = dict(room.written())
        for path in self._written.keys() - wanted.keys():
            (self.folder / path).unlink()
        changed = [p for p, data in wanted.items() if self._written.get(p) != data]
        for path in changed:
            _save(self.folder / path, wanted[path], how)
        self._written = wanted
        return changed


def _save(target: Path, data: bytes, how: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.stat() if target.exists() else None
    if how == "replace":
        part = target.with_name(f"~{target.name}")
        part.write_bytes(data)
        os.replace(part, target)
    else:
        target.write_bytes(data)
    if how == "keep times" and before is not None:
        os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _csv(table: Table) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, table.head, restval="")
    writer.writeheader()
    writer.writerows(table.rows)
    return stream.getvalue().encode(table.encoding)


@functools.cache
def picture(colour: str, size: tuple[int, int] = (64, 36), form: str = "PNG") -> bytes:
    """Return a picture of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, form)
    return stream.getvalue()


def make_newsroom() -> Newsroom:
    """Return the newsroom on its first day: fifteen stories, six people, two lists, two pages."""
    texts = {**dict(_stories()), **dict(_people()), **_lists_and_pages()}
    files = {path: data for path, data in _files() if not path.endswith(".pyc")}
    return Newsroom(texts, _tables(), _terms_and_measures(), files, _settings())


def story_path(number: int, year: int) -> str:
    """Return where a story of the first day lies."""
    return f"content/stories/{year}/story-{number:02}.md"


def _stories() -> Iterator[tuple[str, Text]]:
    for number in range(15):
        year = 2023 + number % 4
        fields: dict[str, Any] = {
            "title": f"第 {number} 篇：校友 & <新闻>",
            "date": f"{year}-{1 + number % 10:02}-{1 + number:02}",
            "column": COLUMNS[number % 3],
            "tags": [("机器人", "Robotics", "航天")[number % 3]],
            "people": [PEOPLE[number % 6], {"name": f"路人{number}"}],
            "colleges": [COLLEGES[number % 2]],
        }
        if number % 2:
            fields["summary"] = f"第 {number} 篇的导语。"
        if number % 5 == 0:
            fields["cover"] = {"src": "/media/cover.png", "alt": "一片松林"}
        body = [PARAGRAPHS[number % len(PARAGRAPHS)], PARAGRAPHS[(number + 2) % len(PARAGRAPHS)]]
        yield story_path(number, year), Text(fields, body)


def _people() -> Iterator[tuple[str, Text]]:
    for number, key in enumerate(PEOPLE):
        fields: dict[str, Any] = {
            "name": {"zh": f"校友{number}", "en": key.title()},
            "basis": {"kind": "consent"},
            "colleges": [COLLEGES[number % 2]],
        }
        if number == 0:
            fields["photo"] = "/media/photo.jpg"
        ending = "md" if number == 1 else "yml"
        yield f"content/people/{key}.{ending}", Text(fields, ["一生做一件事。"])


def _lists_and_pages() -> dict[str, Text]:
    return {
        "content/honors/may-day-2024.yml": Text(
            {
                "title": "五一劳动奖章",
                "honor": "may-day",
                "year": 2024,
                "entries": [{"person": "li-si", "citation": "做卫星"}, {"name": "旁人"}],
            }
        ),
        "content/honors/academicians-2025.yml": Text(
            {
                "title": "院士",
                "honor": "academician",
                "year": 2025,
                "announced": "2025-11-20",
                "entries": "academicians-2025.csv",
            }
        ),
        "content/pages/about.md": Text({"title": "关于我们", "order": 1}, ["我们在校友楼。"]),
        "content/pages/contact.md": Text({"title": "联系", "order": 2}, ["请写信。"]),
    }


def _tables() -> dict[str, Table]:
    honorees = ("person", "name", "college", "class_year", "story")
    placements = ("date", "channel", "story", "title", "url", "kind", "id")
    snapshots = ("as_of", "channel", "placement", "metric", "value")
    events = ("event", "figure", "date", "value", "unit", "public", "zh", "en")
    return {
        "content/honors/academicians-2025.csv": Table(
            honorees,
            [
                {"person": "wang-wu", "college": "cs", "story": "2024/story-01"},
                {"name": "院士乙", "college": "physics", "class_year": "1988"},
            ],
            "gb18030",
        ),
        "content/ledger/placements-2026.csv": Table(
            placements,
            [
                {"date": f"2026-0{n}-11", "channel": CHANNELS[n % 2], "kind": "校友新闻",
                 "title": f"推送 {n}", "id": f"p{n}"}
                for n in range(1, 7)
            ],
        ),
        "content/ledger/snapshots-2026.csv": Table(
            snapshots,
            [
                {"as_of": "2026-07-01", "channel": "wechat", "placement": f"p{n}",
                 "metric": "readers", "value": str(100 * n)}
                for n in (1, 3, 5)
            ],
        ),
        "content/ledger/figures.csv": Table(
            events,
            [{"event": "jobfair-2025", "figure": "posts", "date": "2025-11-08", "value": "1,874",
              "unit": "个", "public": "是", "zh": "岗位", "en": "Posts"}],
        ),
    }  # fmt: skip


def _terms_and_measures() -> dict[str, list[dict[str, Any]]]:
    def terms(ids: Iterable[str], word: str) -> list[dict[str, Any]]:
        return [
            {"id": key, "name": {"zh": f"{word}{n}", "en": key.title()}, "order": n}
            for n, key in enumerate(ids, 1)
        ]

    names = {"zh": "校友新闻", "en": "Alumni news"}
    return {
        "content/taxonomies/columns.yml": terms(COLUMNS, "栏目"),
        "content/taxonomies/colleges.yml": terms(COLLEGES, "学院"),
        "content/taxonomies/regions.yml": terms(REGIONS, "地区"),
        "content/taxonomies/honors.yml": terms(HONORS, "荣誉"),
        "content/taxonomies/channels.yml": terms(CHANNELS, "渠道"),
        "content/measures.yml": [
            {"id": "news.posts", "name": names, "count": "placements", "public": "yes",
             "where": {"kind": "校友新闻"}},
            {"id": "readers", "name": "读者", "count": "readings", "metric": "readers",
             "where": {"channel": "wechat"}, "public": "yes"},
            {"id": "told", "name": "报道校友", "count": "people", "where": {"column": "news"},
             "public": "yes"},
        ],
    }  # fmt: skip


def _files() -> Iterator[tuple[str, bytes]]:
    yield "content/media/cover.png", picture("#12302a")
    yield "content/media/photo.jpg", picture("#aa3322", (30, 40), "JPEG")
    yield "content/media/plan.pdf", b"%PDF-1.4\n% a plan\n"
    templates = REPO / "templates"
    for path in sorted(p for p in templates.rglob("*") if p.is_file()):
        yield f"templates/{path.relative_to(templates).as_posix()}", path.read_bytes()


def _settings() -> dict[str, Any]:
    """Return the repository's settings, at another URL, with listings of several pages."""
    settings: dict[str, Any] = yaml.safe_load((REPO / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["site_url"] = "https://alumni.example.edu.cn/news/"
    settings["plugins"][0]["laurel"] |= {"per_page": 4, "feed_items": 5}
    return settings
