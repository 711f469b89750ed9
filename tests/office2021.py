"""Owns the office of 2021: synthetic people and rows whose figures are those of PRODUCT.md.
May not assert anything. Nobody in it exists; the measures and templates are the site's own.

Besides the rows that count there are rows that must not: of 2020, after 9 December 2021, read
off later, recorded twice (front matter and ledger), rejected, and people on several lists.
"""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date, timedelta
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"
AS_OF = date(2021, 12, 9)
CENSUS = """\
- id: academicians.found
  name: {zh: 校友院士, en: Academicians among the alumni}
  count: honorees
  where: {list: academicians-census}
- id: academicians.names
  name: {zh: 两院网站院士名单, en: Names on the sites of the two academies}
  count: events
  where: {event: academicians, figure: names}
  unit: 人
"""
EVENTS = """\
event,figure,date,value,unit,qualifier,public,zh,en,source
academicians,names,2021-11-25,"2,923",人,,否,两院名单,Names of the two academies,两院网站
disciplines,people,2021-10-08,741,人,,否,学科校友,Alumni for disciplines,交付单
disciplines,count,2021-10-08,40,个,,否,学科,Disciplines,交付单
records,delivered,2021-09-01,12万余,条,,否,校友数据,Records,交付单
visits,companies,2021-11-30,近300,次,,否,走访,Visits,走访台账
jobfair-2021,employers,2021-11-20,1240,家,,是,用人单位,Employers,招聘会总结
jobfair-2021,posts,2021-11-20,"7,143",个,,是,岗位,Posts,招聘会总结
jobfair-2021,applicants,2021-11-20,2908,人,,是,应聘,Applicants,招聘会总结
jobfair-2020,posts,2020-11-20,5000,个,,是,岗位,Posts,招聘会总结
"""
LISTS = (
    ("party-member", 9),
    ("model-worker", 14),
    ("may-day", 17),
    ("teacher-model", 6),
    ("teaching-award", 4),
    ("moral-model", 5),
    ("academician", 12),
    ("sci-tech-award", 10),
    ("young-founders", 20),
)


def build_office(root: Path) -> Path:
    """Write the content folder of the office below `root`; returns it."""
    for name in ("taxonomies", "reports"):
        shutil.copytree(CONTENT / name, root / name)
    measures = (CONTENT / "measures.yml").read_text(encoding="utf-8")
    _write(root / "measures.yml", measures + CENSUS)
    honors = root / "taxonomies/honors.yml"
    _write(honors, honors.read_text(encoding="utf-8") + "- {id: census, name: 院士普查}\n")
    _people(root)
    _stories(root)
    _lists(root)
    _ledger(root / "ledger")
    return root


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def _people(root: Path) -> None:
    for prefix, count in (("a", 34), ("h", 70)):
        for number in range(1, count + 1):
            text = f"name: 校友{prefix}{number:03}\nbasis: {{kind: news}}\n"
            _write(root / f"people/{prefix}{number:03}.yml", text)


def _stories(root: Path) -> None:
    for number in range(28):  # 32 people in 28 stories, some of them twice
        people = [f"a{number + 1:03}", f"a{number % 4 + 29:03}"]
        _story(root, f"2021/achievement-{number:02}", _spread(number, 28), "achievements", people)
    _story(root, "2021/achievement-late", date(2021, 12, 20), "achievements", ["a033"])
    _story(root, "2020/achievement-former", date(2020, 10, 1), "achievements", ["a034"])
    for number in range(30):
        placed = "[{channel: 校友网}]" if number % 5 == 0 else "[]"
        _story(root, f"2021/news-{number:02}", _spread(number, 30), "news", [], placed)


def _story(
    root: Path, key: str, day: date, column: str, people: list[str], placed: str = "[]"
) -> None:
    front = f"title: 稿件 {key}\ndate: {day}\ncolumn: {column}\npeople: [{', '.join(people)}]\n"
    text = f"---\n{front}placements: {placed}\n---\n正文。\n"
    _write(root / f"stories/{key}.md", text)


def _lists(root: Path) -> None:
    """83 people on nine lists with 97 rows: the union is not the sum."""
    place = 0
    for honor, count in LISTS:
        rows = []
        for _ in range(count):
            person = place % 83  # the last fourteen rows are people named before
            rows.append(_honoree(person))
            place += 1
        head = f"title: 名单 {honor}\nhonor: {honor}\nyear: 2021\nannounced: 2021-06-30\n"
        _write(root / f"honors/2021-{honor}.yml", f"{head}entries:\n{''.join(rows)}")
    census = "name,college,class_year,evidence\n"
    census += "".join(f"院士{n:03},phys,{1950 + n % 40},名册第{n}号\n" for n in range(256))
    _write(root / "honors/census.csv", census, "gb18030")
    head = (
        "title: 校友院士\nhonor: census\nyear: 2021\nannounced: 2021-11-25\nqualifier: 不完全统计\n"
    )
    _write(root / "honors/academicians-census.yml", f"{head}entries: census.csv\n")


def _honoree(number: int) -> str:
    if number < 70:
        return f"  - {{person: h{number + 1:03}}}\n"
    return f"  - {{name: 校友{number:03}, college: law, class_year: 199{number % 10}}}\n"


def _ledger(folder: Path) -> None:
    _write(folder / "figures.csv", EVENTS, "utf-8-sig")
    _write(folder / "placements-wechat.csv", _csv(_wechat()))
    _write(folder / "placements-site.csv", _csv(_site()), "gb18030")
    _write(folder / "placements-newsnet.csv", _csv(_newsnet()), "utf-8-sig")
    _weibo(folder / "placements-weibo.xlsx")
    _write(folder / "snapshots-wechat.csv", _csv(_wechat_reads()))
    _write(folder / "snapshots-weibo.csv", _csv(_weibo_reads()))
    _write(folder / "snapshots-site.csv", _csv(_clicks()))


def _csv(rows: list[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def _spread(number: int, of: int, year: int = 2021) -> date:
    """Return the day of one of several pieces between 1 January and 9 December."""
    first = date(year, 1, 1)
    return first + timedelta((date(year, 12, 9) - first).days * number // max(1, of - 1))


_HEAD = ("date", "channel", "status", "position", "story", "title", "url", "kind", "id")


def _wechat() -> list[tuple[str, ...]]:
    rows = [_HEAD]
    for n in range(324):
        kind, story = (
            ("校友新闻", f"2021/news-{n:02}") if n < 20 else ("大新闻" if n % 3 else "推送", "")
        )
        day = _spread(n, 324).isoformat()
        rows.append(
            (
                day,
                "wechat",
                "published",
                "头条" if n % 2 else "次条",
                story,
                f"推送 {n}",
                f"https://mp.example/{n}",
                kind,
                f"wx-{n}",
            )
        )
    late = "2021-12-31T23:59:59+08:00"
    rows.append(
        (late, "wechat", "published", "", "", "年末", "https://mp.example/late", "推送", "wx-late")
    )
    rows.append(("2021-12-31T16:00:00Z", "wechat", "published", "", "", "元旦", "", "推送", ""))
    return rows


def _site() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        tuple(
            {
                "date": "日期",
                "channel": "渠道",
                "status": "状态",
                "kind": "类别",
                "title": "标题",
                "story": "稿件",
                "url": "网址",
                "position": "位置",
                "id": "编号",
            }[h]
            for h in _HEAD
        )
    ]
    for n in range(472):
        day = _spread(n, 472)
        if n < 30:
            day, story = _spread(n, 30), f"2021/news-{n:02}"
            rows.append((day.isoformat(), "校友网", "发表", "", story, "", "", "校友新闻", ""))
        else:
            rows.append((day.isoformat(), "校友网", "发表", "", "", f"校友网 {n}", "", "转载", ""))
    rows.append(("2021-12-10", "校友网", "发表", "", "", "报告之后", "", "转载", ""))
    return rows


def _newsnet() -> list[tuple[str, ...]]:
    rows = [_HEAD]
    for n in range(94):
        status = "published" if n < 86 else "rejected" if n < 91 else "submitted"
        kind = "校友新闻" if n < 14 else "综合"
        home = "home" if n < 76 else "list" if n < 86 else ""
        rows.append(
            (_spread(n, 94).isoformat(), "newsnet", status, home, "", f"投稿 {n}", "", kind, "")
        )
    for n in range(71):
        day = _spread(n, 71, 2020).isoformat()
        rows.append((day, "newsnet", "published", "home", "", f"上年 {n}", "", "综合", ""))
    for n in range(9):
        rows.append(
            (f"2020-12-{10 + n}", "newsnet", "published", "", "", f"上年末 {n}", "", "综合", "")
        )
    return rows


def _weibo(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["日期", "渠道", "标题", "编号"])
    for n in range(456):
        sheet.append([_spread(n, 456), "微博", f"微博 {n}", f"wb-{n}"])
    book.save(path)


_SNAPSHOT = ("as_of", "channel", "placement", "period", "metric", "value", "qualifier")


def _shares(total: int, of: int) -> list[int]:
    """Split a total into unequal whole parts."""
    parts = [total // of + (n % 7 - 3) * 10 for n in range(of)]
    parts[-1] += total - sum(parts)
    return parts


def _wechat_reads() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [_SNAPSHOT]
    for metric, whole in (("reads", 871_000), ("readers", 738_000)):
        for n, part in enumerate(_shares(whole, 324)):
            day = (_spread(n, 324) - timedelta(1)).isoformat()
            placement = f"https://mp.example/{n}" if n % 2 else f"wx-{n}"
            rows.append((day, "微信公众号", placement, "", metric, str(part // 2), ""))
            rows.append(("2021-12-10", "微信公众号", placement, "", metric, str(part + 500), ""))
            # The count of the report's day arrives late, after the one read off a day later.
            rows.append(("2021-12-09", "微信公众号", placement, "", metric, f"{part:,}", ""))
        rows.append(("2022-01-02", "微信公众号", "wx-late", "", metric, "999", ""))
    return rows


def _weibo_reads() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [_SNAPSHOT]
    for n, part in enumerate(_shares(866_800, 456)):
        rows.append(("2021-12-08", "weibo", f"wb-{n}", "", "reads", str(part), ""))
    return rows


def _clicks() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [_SNAPSHOT]
    for n, part in enumerate(_shares(291_400, 12)):
        rows.append(("2021-12-09", "site", "", f"2021-{n + 1:02}", "clicks", str(part), ""))
    rows.append(("2022-01-03", "site", "", "2021-12", "clicks", "40000", ""))
    rows.append(("2021-12-09", "site", "", "2020-12", "clicks", "11000", ""))
    return rows
