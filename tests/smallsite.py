"""Owns small sites for tests: a whole content folder in one string, prepared at a fixed moment.
May not assert anything.

    -- stories/2024/x.md --
    ---
    title: 校友获奖
    ...

A header may name an encoding, `-- honors/a.csv (gb18030) --`; `(escaped)` reads `\\x00` and the
like in the text, `(repeated)` writes `a×1000` out; `-- stories/2024/y.md -> x.md --` makes a
symbolic link.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from generator.cache import NO_KEY
from generator.jobs import part_names, search_index, site_jobs
from generator.pipeline import Prepared, prepare
from generator.render.frame import BODY, HEAD, TITLE, Frame, mark
from generator.render.pages import Printer
from generator.render.templates import Templates
from generator.render.texts import load_texts
from generator.search import Shelf
from generator.settings import Settings, settings_from
from generator.watch import Watch

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 6, 1, 12, 0, tzinfo=ZONE)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

FRAME = Frame(
    f"<!doctype html><head><title>{mark('t0', TITLE)}</title>{mark('t0', HEAD)}</head>"
    f"<body><main>{mark('t0', BODY)}</main></body>",
    "t0",
)

TAXONOMIES = {
    "taxonomies/columns.yml": """\
- {id: achievements, name: {zh: 建功立业, en: Achievements}, order: 1}
- {id: news, name: {zh: 校友新闻, en: Alumni News}, order: 2}
""",
    "taxonomies/colleges.yml": """\
- {id: cs, name: 计算机学院}
- {id: physics, name: 物理学院}
""",
    "taxonomies/regions.yml": """\
- {id: beijing, name: 北京}
- {id: yunnan, name: 云南}
""",
    "taxonomies/honors.yml": """\
- {id: may-day, name: 五一劳动奖章}
- {id: academician, name: 院士}
""",
}
_HEADER = re.compile(r"^-- (\S.*?)(?: -> (\S+))?(?: \((\S+)\))? --\n", re.M)


def site_from(
    text: str, root: Path, now: datetime = NOW, options: dict[str, Any] | None = None, **more: Any
) -> Prepared:
    """Write the folder below `root` and prepare it; `options` are the plugin's."""
    write_folder(text, root)
    return prepare(root, small_settings(options, **more), TEMPLATES, now, Watch())


def small_settings(options: dict[str, Any] | None = None, **more: Any) -> Settings:
    """Return settings with everything that must be there."""
    raw = {
        "site_name": "校友网",
        "site_url": "https://alumni.example.edu.cn/news/",
        "plugins": [{"laurel": options or {}}],
    }
    return settings_from(raw | more)


def write_folder(text: str, root: Path) -> None:
    """Write the files of the string, and the default taxonomies that it does not have."""
    files = dict(_files(text))
    for path, data in {**{k: v.encode() for k, v in TAXONOMIES.items()}, **files}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, str):
            os.symlink(data, target)
        else:
            target.write_bytes(data)


def _files(text: str) -> Iterator[tuple[str, bytes | str]]:
    parts = _HEADER.split(text)
    for i in range(1, len(parts), 4):
        path, link, encoding, content = parts[i : i + 4]
        if link:
            yield path, link
        elif encoding == "escaped":
            yield (
                path,
                re.sub(
                    rb"\\x([0-9a-f]{2})", lambda m: bytes.fromhex(m[1].decode()), content.encode()
                ),
            )
        elif encoding == "repeated":
            yield path, re.sub(r"(.)×(\d+)", lambda m: m[1] * int(m[2]), content).encode()
        else:
            yield path, content.encode(encoding or "utf-8")


def story(path: str, body: str = "正文。\n", **fields: Any) -> str:
    """Return one story for `site_from`; the required fields have defaults."""
    values = {"title": "校友获奖", "date": "2024-05-11", "column": "achievements"} | fields
    front = "".join(f"{k}: {_yaml(v)}\n" for k, v in values.items() if v is not None)
    end = "" if body.endswith("\n") else "\n"
    return f"-- stories/{path}.md --\n---\n{front}---\n{body}{end}"


def person(key: str, name: str, basis: str | None = "{kind: consent}", **fields: Any) -> str:
    """Return one person for `site_from`; by default there is a basis."""
    values = {"name": _yaml(name), "basis": basis} | {k: _yaml(v) for k, v in fields.items()}
    front = "".join(f"{k}: {v}\n" for k, v in values.items() if v is not None)
    return f"-- people/{key}.yml --\n{front}"


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def lines_of(prepared: Prepared) -> list[str]:
    """Return the problems as an editor reads them."""
    return [problem.line("zh") for problem in prepared.problems]


def codes_of(prepared: Prepared) -> list[str]:
    """Return the codes of the problems in the order in which they are shown."""
    return [problem.code for problem in prepared.problems]


def files_of(prepared: Prepared) -> dict[str, str]:
    """Render every file of the site but media with the real templates, in a bare frame."""
    templates, shelf = _templates(prepared.desk.settings), Shelf()
    templates.forget_cards()
    jobs = site_jobs(prepared, templates, FRAME, NO_KEY, Path(), shelf)
    made = [a for job in jobs if not job.name.startswith("picture ") for a in job.make()]
    made += search_index(prepared, part_names(jobs), shelf)
    return {artefact.path: artefact.data.decode(errors="replace") for artefact in made}


def page_at(prepared: Prepared, permalink: str) -> str:
    """Return one finished page."""
    plan = next(plan for plan in prepared.pages if plan.permalink == permalink)
    return Printer(prepared.desk, _templates(prepared.desk.settings), FRAME).page(plan).decode()


@functools.cache
def _templates(settings: Settings) -> Templates:
    return Templates(TEMPLATES, settings, load_texts(TEMPLATES, settings.language))
