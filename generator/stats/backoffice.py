"""Owns what back-offices export: WeChat's and Weibo's article tables, Umami's and Plausible's days.
May not write files. Exports have many columns; those that mean nothing to the ledger are named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.problems import Fault
from generator.stats.placements import NOTHING, url_fault
from generator.stats.quantity import QuantityError, parse_count
from generator.stats.sheets import Sheet, open_sheet
from generator.stats.spans import Days, iso

_ARTICLE = {
    "标题": "title",
    "内容标题": "title",
    "文章标题": "title",
    "图文标题": "title",
    "博文内容": "title",
    "微博内容": "title",
    "正文": "title",
    "title": "title",
    "发表时间": "date",
    "发布时间": "date",
    "发布日期": "date",
    "群发时间": "date",
    "日期": "date",
    "date": "date",
    "内容url": "url",
    "链接": "url",
    "url": "url",
    "文章链接": "url",
    "微博链接": "url",
    "博文链接": "url",
    "位置": "position",
    "总阅读次数": "reads",
    "阅读次数": "reads",
    "阅读量": "reads",
    "阅读数": "reads",
    "阅读": "reads",
    "图文页阅读次数": "reads",
    "总阅读人数": "readers",
    "阅读人数": "readers",
    "图文页阅读人数": "readers",
    "总分享次数": "shares",
    "分享次数": "shares",
    "转发数": "shares",
    "转发": "shares",
    "点赞数": "likes",
    "点赞": "likes",
    "赞": "likes",
    "评论数": "comments",
    "评论": "comments",
    "reads": "reads",
    "readers": "readers",
}
_DAILY = {
    "date": "date",
    "day": "date",
    "x": "date",
    "日期": "date",
    "pageviews": "clicks",
    "views": "clicks",
    "y": "clicks",
    "浏览量": "clicks",
    "visitors": "visitors",
    "unique visitors": "visitors",
    "访客": "visitors",
    "访客数": "visitors",
}
_METRICS = ("reads", "readers", "shares", "likes", "comments", "clicks", "visitors")

Row = dict[str, str]


@dataclass(slots=True)
class Imported:
    """Rows for the ledger, by the names of its columns, and what is wrong with the export."""

    placements: list[Row] = field(default_factory=list)
    snapshots: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_export(data: bytes, path: str, source: str, days: Days, as_of: str) -> Imported:
    """Read a table that a back-office gave; `as_of` is the day of the export (ISO 8601)."""
    daily = source in ("umami", "plausible")
    read, known = (_daily, _DAILY) if daily else (_articles, _ARTICLE)
    needed = ("date",) if daily else ("date", "title")

    def is_header(cells: Sequence[str]) -> bool:
        return {known.get(cell.strip().casefold()) for cell in cells}.issuperset(needed)

    sheet = open_sheet(data, path, is_header)
    columns = sheet.columns(known, needed)
    imported = Imported(faults=sheet.faults)
    if daily and columns and not columns.keys() & {"clicks", "visitors"}:
        sheet.faults.append(Fault("L505", path, args={"name": "pageviews"}, at=(sheet.line, 1)))
    if "date" in columns:
        read(sheet, columns, imported, "site" if daily else source, days, as_of)
    return imported


def _articles(
    sheet: Sheet, columns: Mapping[str, int], into: Imported, channel: str, days: Days, as_of: str
) -> None:
    seen: dict[str, int] = {}
    for line, cells in sheet.rows:
        row = {name: cells[index].strip() for name, index in columns.items()}
        day = _day(row["date"], line, columns["date"], sheet, days)
        if not day or _has_formula(row, line, columns, sheet):
            continue
        url = "" if row.get("url", "") in NOTHING else row["url"]
        name = url or _name(channel, day, row.get("title", ""))
        if name in seen:
            args = {"other": f"{sheet.path}:{seen[name]}"}
            sheet.faults.append(Fault("L511", sheet.path, args=args, at=(line, 1)))
            continue
        seen[name] = line
        if url and (fault := url_fault(url, sheet.path, (line, columns["url"] + 1))):
            sheet.faults.append(fault)
        into.placements.append(
            {
                "date": day,
                "channel": channel,
                "status": "published",
                "position": row.get("position", ""),
                "title": _one_line(row.get("title", "")),
                "url": url,
                "id": "" if url else name,
            }
        )
        for metric, value in _counts(row, line, columns, sheet):
            into.snapshots.append(snapshot_row(as_of, channel, name, "", metric, value))


def _daily(
    sheet: Sheet, columns: Mapping[str, int], into: Imported, channel: str, days: Days, as_of: str
) -> None:
    seen: dict[str, tuple[int, str]] = {}
    for line, cells in sheet.rows:
        row = {name: cells[index].strip() for name, index in columns.items()}
        day = _day(row["date"], line, columns["date"], sheet, days)
        if not day or _has_formula(row, line, columns, sheet):
            continue
        if day in seen:
            first, written = seen[day]
            # Hours of a day cannot be added: a visitor may come in several.
            code = "L511" if written == row["date"] else "L540"
            args = {"other": f"{sheet.path}:{first}"}
            sheet.faults.append(Fault(code, sheet.path, args=args, at=(line, 1)))
            continue
        seen[day] = line, row["date"]
        for metric, value in _counts(row, line, columns, sheet):
            into.snapshots.append(snapshot_row(day, channel, "", day, metric, value))


def _counts(
    row: Row, line: int, columns: Mapping[str, int], sheet: Sheet
) -> Iterator[tuple[str, str]]:
    """Yield the metrics of a row as written; an empty cell or a dash is no count."""
    for metric in _METRICS:
        text = row.get(metric, "")
        if text in NOTHING:
            continue
        try:
            parse_count(text)
        except QuantityError as error:
            at = (line, columns[metric] + 1)
            args, near = {"value": text}, error.nearest
            sheet.faults.append(Fault(error.code, sheet.path, args=args, nearest=near, at=at))
            continue
        yield metric, text.replace(",", "")


def _day(text: str, line: int, column: int, sheet: Sheet, days: Days) -> str:
    day, fault = days.fault(_dashed(text), sheet.path, (line, column + 1))
    if fault is not None:
        sheet.faults.append(replace(fault, args={**fault.args, "value": text}))
    return iso(day) if day else ""


def _dashed(text: str) -> str:
    """Return `20210511`, `2021/5/11 9:30`, `2021年5月11日` as ISO 8601 has them."""
    plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").strip()
    if len(plain) == 8 and plain.isdigit():
        return f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    return plain


def _has_formula(row: Row, line: int, columns: Mapping[str, int], sheet: Sheet) -> bool:
    wrong = [name for name in ("title", "url") if row.get(name, "")[:1] == "="]
    for name in wrong:
        at = (line, columns[name] + 1)
        sheet.faults.append(Fault("L502", sheet.path, args={"value": row[name]}, at=at))
    return bool(wrong)


def _name(channel: str, day: str, title: str) -> str:
    """Return a stable id for a piece without URL."""
    return f"{channel}-{day}-{hashlib.sha256(title.encode()).hexdigest()[:10]}"


def _one_line(title: str) -> str:
    return " ".join(title.split())[:120]


def snapshot_row(
    as_of: str, channel: str, placement: str, period: str, metric: str, value: str
) -> Row:
    """Return a row for the ledger's table of snapshots."""
    first = {"as_of": as_of, "channel": channel, "placement": placement, "period": period}
    return first | {"metric": metric, "value": value, "qualifier": ""}
