"""Owns starting a new entry: a file with the fields that a kind needs, ready to be written in.
May not overwrite anything.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pypinyin import lazy_pinyin

from generator.kinds import KINDS
from generator.names import is_slug, suggest_slug
from generator.problems import Location, Problem
from generator.source import yamltext
from generator.source.text import decode


class NewEntryError(Exception):
    """The entry could not be started; the message says why."""


def create(
    content: Path, kind_name: str, title: str, slug: str, now: datetime, lang: str = "zh"
) -> Path:
    """Write a draft of a kind, with notes in a language, and return its path; raises
    `NewEntryError`.

    Without a slug one is made of the title's Latin letters and of its pinyin, for the editor to
    better: permalinks are for ever, so the file name should be looked at before publishing.
    """
    if not title.strip():
        raise NewEntryError("标题是空的 / the title is empty")
    kind = next(kind for kind in KINDS if kind.name == kind_name)
    chosen = slug or suggest_slug("-".join(lazy_pinyin(title)[:8]))
    if not is_slug(chosen):
        raise NewEntryError(_no_slug(chosen))
    place = kind.sample_path.format(year=now.year, slug=chosen)
    path = content / place
    if path.exists():
        raise NewEntryError(f"{place} 已经存在 / exists already")
    text = kind.sample.format(
        title=json.dumps(title, ensure_ascii=False),
        date=now.strftime("%Y-%m-%d"),
        year=now.year,
        column=_first_term(content, "columns"),
        honor=_first_term(content, "honors"),
        **kind.words.get(lang, {}),
    )
    try:
        data = text.encode()
    except UnicodeEncodeError:  # bytes of a terminal in another encoding
        raise NewEntryError(f"{title!r}: 标题不是 UTF-8 / the title is not UTF-8") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(exist_ok=False)  # only what this run made may be taken back
    try:
        path.write_bytes(data)
    except BaseException:  # a full disk, Ctrl-C: half an entry would be in the way of the next one
        path.unlink(missing_ok=True)
        raise
    return path


def _no_slug(chosen: str) -> str:
    if not chosen:
        return (
            "--slug: 标题写不成网址，请写一个：小写字母、数字和连字符 / "
            "no address can be made of the title, give one: lower-case letters, digits and hyphens"
        )
    args, near = {"value": chosen}, suggest_slug(chosen)
    problem = Problem("L213", Location("--slug"), args=args, nearest=near)
    return f"--slug: {problem.message('zh')} / {problem.message('en')}"


def _first_term(content: Path, taxonomy: str) -> str:
    """Return the first term's id, as an example that is valid; '' where there is none."""
    path = content / "taxonomies" / f"{taxonomy}.yml"
    try:
        text, _ = decode(path.read_bytes(), str(path))
        items, _ = yamltext.load(text)
        return str(items[0]["id"])
    except (OSError, LookupError, TypeError):
        return ""
