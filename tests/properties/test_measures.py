"""Measures against SQL: the same figures computed by sqlite over the same files."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from office2021 import AS_OF, build_office
from smallsite import ZONE, write_folder

from generator.reading import read_content
from generator.schema import Context
from generator.stats.accounts import Accounts, read_accounts
from generator.stats.spans import Span, day_year_before, parse_span

MEASURES = """\
- {id: posts, name: 篇次, count: placements, where: {channel: wechat}, compare: same-period}
- {id: sent, name: 投稿, count: placements, where: {channel: wechat, status: any}}
- {id: home, name: 首页, count: placements, where: {channel: wechat, position: home}}
- {id: reads, name: 阅读, count: readings, metric: reads, where: {channel: wechat},
   compare: same-period}
"""
CHANNELS = "- {id: wechat, name: 微信}\n- {id: site, name: 网站}\n"
# The ledger's rules in SQL: one URL on one channel is one placement, and the first row stays,
# with the position that it lacks from the next; the last snapshot up to the day counts.
KEPT = """
create table kept as
select p.day, p.channel, p.status, p.kind, p.url,
       coalesce((select q.position from placements q where q.channel = p.channel
                 and q.position <> '' and q.url = p.url and p.url <> ''
                 order by q.rowid), p.position) position,
       coalesce((select q.id from placements q where q.channel = p.channel and q.id <> ''
                 and q.url = p.url and p.url <> '' order by q.rowid), p.id) name
from placements p
where p.url = '' or not exists (select 1 from placements q where q.channel = p.channel
                                and q.url = p.url and q.rowid < p.rowid)
"""
READS = """
select coalesce(sum(value), 0) from (
  select (select s.value from snapshots s
          where s.channel = k.channel and s.metric = ? and s.day <= ? and s.placement <> ''
            and s.placement in (k.name, k.url)
          order by s.day desc, s.rowid desc limit 1) value
  from kept k where k.channel = ? and k.status = 'published' and k.day between ? and min(?, ?))
"""


def local_day(text: str) -> str:
    """Return the day of a date or an instant in Shanghai, by other means than the program's."""
    if len(text) == 10:
        return text
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()


def database(
    placements: list[dict[str, str]], snapshots: list[dict[str, str]]
) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("create table placements (day, channel, status, position, url, id, kind)")
    base.execute("create table snapshots (day, channel, placement, metric, value integer)")
    names = ("channel", "status", "position", "url", "id", "kind")
    for row in placements:
        values = [row.get(name) or ("published" if name == "status" else "") for name in names]
        base.execute(
            "insert into placements values (?,?,?,?,?,?,?)", [local_day(row["date"]), *values]
        )
    for row in snapshots:
        if row["placement"]:
            values = [row["as_of"], row["channel"], row["placement"], row["metric"]]
            base.execute(
                "insert into snapshots values (?,?,?,?,?)",
                [*values, int(row["value"].replace(",", ""))],
            )
    base.execute("create index by_url on placements (channel, url)")
    base.execute("create index by_placement on snapshots (channel, placement, metric, day)")
    base.execute(KEPT)
    return base


def count(base: sqlite3.Connection, where: str, first: str, last: str, *args: str) -> int:
    query = f"select count(*) from kept where {where} and day between ? and ?"
    return int(base.execute(query, [*args, first, last]).fetchone()[0])


def accounts_of(root: Path) -> Accounts:
    content = read_content(root, Context(ZONE), lambda *_: None)
    return read_accounts(content.folder, content.library, ZONE)


def values(accounts: Accounts, span: Span, as_of: date) -> dict[str, int]:
    figures = accounts.figures(span, as_of.toordinal())
    found = {f.measure.id: int(f.quantity.value) for f in figures}
    grown = {f"{f.measure.id} before": int(f.growth.base.value) for f in figures if f.growth}
    return found | grown


days = st.dates(date(2019, 12, 25), date(2021, 3, 5)) | st.sampled_from(
    [date(2020, 2, 29), date(2020, 12, 31), date(2021, 1, 1), date(2020, 3, 1), date(2019, 2, 28)]
)
instants = days.map(lambda d: f"{d}T23:59:59+08:00") | days.map(lambda d: f"{d}T16:30:00Z")
placed = st.fixed_dictionaries(
    {
        "date": days.map(str) | instants,
        "channel": st.sampled_from(["wechat", "site"]),
        "status": st.sampled_from(["published", "submitted", "rejected", ""]),
        "position": st.sampled_from(["home", "list", ""]),
        "url": st.sampled_from(["", *[f"https://e.cn/{n}" for n in range(5)]]),
    }
)
read_off = st.fixed_dictionaries(
    {
        "as_of": days.map(str),
        "channel": st.sampled_from(["wechat", "site"]),
        "placement": st.sampled_from([f"https://e.cn/{n}" for n in range(5)] + ["p0", "p1", "p2"]),
        "metric": st.sampled_from(["reads", "readers"]),
        "value": st.integers(0, 9999).map(str),
    }
)


def table(rows: list[dict[str, str]], head: tuple[str, ...]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, head, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@settings(max_examples=150)
@given(
    placements=st.lists(placed, max_size=12),
    snapshots=st.lists(read_off, max_size=15),
    one=days,
    other=days,
    as_of=days,
)
def test_random_ledgers_give_what_sql_gives(
    placements: list[dict[str, str]],
    snapshots: list[dict[str, str]],
    one: date,
    other: date,
    as_of: date,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    placements = [row | {"id": f"p{n}"} for n, row in enumerate(placements)]
    root = tmp_path_factory.mktemp("ledger")
    heads = ("date", "channel", "status", "position", "url", "id")
    shots = ("as_of", "channel", "placement", "metric", "value")
    write_folder(f"-- measures.yml --\n{MEASURES}-- taxonomies/channels.yml --\n{CHANNELS}", root)
    (root / "ledger").mkdir()
    (root / "ledger/placements.csv").write_bytes(table(placements, heads).encode())
    (root / "ledger/snapshots.csv").write_bytes(table(snapshots, shots).encode("gb18030"))
    first, last = sorted((one, other))
    span = Span(first.toordinal(), last.toordinal())
    base = database(placements, snapshots)
    assert values(accounts_of(root), span, as_of) == expected(base, span, as_of)


def expected(base: sqlite3.Connection, span: Span, as_of: date) -> dict[str, int]:
    first, known = date.fromordinal(span.first), min(date.fromordinal(span.last), as_of)
    before = Span(first.toordinal(), known.toordinal()).year_before()
    former, past = (str(date.fromordinal(d)) for d in (before.first, before.last))
    known_then = _same_day_last_year(as_of)
    begin, end, day = str(first), str(known), str(as_of)
    on = "channel = 'wechat' and status = 'published'"
    return {
        "posts": count(base, on, begin, end),
        "sent": count(base, "channel = 'wechat'", begin, end),
        "home": count(base, f"{on} and position = 'home'", begin, end),
        "reads": base.execute(READS, ["reads", day, "wechat", begin, end, day]).fetchone()[0],
        "posts before": count(base, on, former, min(past, known_then)),
        "reads before": base.execute(
            READS, ["reads", known_then, "wechat", former, past, known_then]
        ).fetchone()[0],
    }


@pytest.mark.parametrize("as_of", [AS_OF + timedelta(days=n) for n in (-40, -1, 0, 1, 22, 23, 24)])
def test_the_office_of_2021_gives_what_sql_gives(as_of: date, office: Path) -> None:
    base = database(*_office_rows(office))
    found = values(accounts_of(office), parse_span("2021") or Span(1, 1), as_of)
    end = str(min(as_of, date(2021, 12, 31)))

    def counted(where: str, *args: str) -> int:
        return count(base, where, "2021-01-01", end, *args)

    def read(channel: str, metric: str) -> int:
        args = [metric, str(as_of), channel, "2021-01-01", "2021-12-31", str(as_of)]
        return int(base.execute(READS, args).fetchone()[0])

    published = "status = 'published' and channel = ?"
    assert {
        k: v for k, v in found.items() if k.split(".")[0] in ("wechat", "weibo", "newsnet")
    } == {
        "wechat.posts": counted(published, "wechat"),
        "wechat.posts before": 0,
        "wechat.readers": read("wechat", "readers"),
        "wechat.reads": read("wechat", "reads"),
        "wechat.reads before": 0,
        "weibo.posts": counted(published, "weibo"),
        "weibo.posts before": 0,
        "weibo.reads": read("weibo", "reads"),
        "newsnet.submitted": counted("channel = ?", "newsnet"),
        "newsnet.submitted before": count(
            base, "channel = ?", "2020-01-01", str(date.fromordinal(_before(end))), "newsnet"
        ),
        "newsnet.home": counted(f"{published} and position = 'home'", "newsnet"),
    }
    assert found["news.placements"] == counted("status = 'published' and kind = '校友新闻'")
    assert found["site.pieces"] == counted(published, "site")
    people = _people_tables(office)
    first, last = "2021-01-01", str(min(as_of, date(2021, 12, 31)))
    assert found["roundups.people"] == people("honored", "term <> 'census'", first, last)
    assert found["academicians.found"] == people("honored", "term = 'census'", first, last)
    assert found["achievements.people"] == people("told", "term = 'achievements'", first, last)
    if as_of >= AS_OF:
        assert found["site.clicks"] == _clicks(office, str(as_of))


def _people_tables(office: Path) -> Callable[[str, str, str, str], int]:
    """Load stories and lists into SQL by other means; returns a counter of distinct people."""
    base = sqlite3.connect(":memory:")
    for table_name in ("honored", "told"):
        base.execute(f"create table {table_name} (day, term, who)")
    for path in (office / "honors").glob("*.yml"):
        front = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = front["entries"]
        if isinstance(rows, str):
            text = (office / "honors" / rows).read_text(encoding="gb18030")
            rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            who = row.get("person") or f"{row['name']}|{row['college']}|{row['class_year']}"
            made = (str(front["announced"]), front["honor"], who)
            base.execute("insert into honored values (?,?,?)", made)
    for path in (office / "stories").rglob("*.md"):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        for who in front["people"]:
            made = (str(front["date"]), front["column"], who)
            base.execute("insert into told values (?,?,?)", made)

    def count_people(table_name: str, where: str, first: str, last: str) -> int:
        query = (
            f"select count(distinct who) from {table_name} where {where} and day between ? and ?"
        )
        return int(base.execute(query, [first, last]).fetchone()[0])

    return count_people


def _clicks(office: Path, day: str) -> int:
    base = sqlite3.connect(":memory:")
    base.execute("create table clicks (as_of, period, value integer)")
    with open(office / "ledger/snapshots-site.csv", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            made = (row["as_of"], row["period"], row["value"])
            base.execute("insert into clicks values (?,?,?)", made)
    query = """select sum(value) from clicks c where period like '2021-%' and as_of = (
               select max(as_of) from clicks d where d.period = c.period and d.as_of <= ?)"""
    return int(base.execute(query, [day]).fetchone()[0])


def _same_day_last_year(day: date) -> str:
    """Return it by other means than the program's; the end of February stays the end."""
    if (day + timedelta(days=1)).strftime("%m-%d") == "03-01":
        return str(date(day.year - 1, 3, 1) - timedelta(days=1))
    return str(day.replace(year=day.year - 1))


def _before(day: str) -> int:
    return day_year_before(date.fromisoformat(day).toordinal())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_office(tmp_path_factory.mktemp("office"))


_WORDS = {
    "日期": "date",
    "渠道": "channel",
    "状态": "status",
    "位置": "position",
    "稿件": "story",
    "标题": "title",
    "网址": "url",
    "类别": "kind",
    "编号": "id",
    "校友网": "site",
    "微博": "weibo",
    "微信公众号": "wechat",
    "发表": "published",
}


def _office_rows(office: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Read the office's files by other means than the program's."""
    import openpyxl

    placements, snapshots = [], []
    for path in sorted((office / "ledger").glob("*.csv")):
        encoding = "gb18030" if path.name == "placements-site.csv" else "utf-8-sig"
        with open(path, encoding=encoding, newline="") as stream:
            rows = [{_w(k): _w(v) for k, v in row.items()} for row in csv.DictReader(stream)]
        if path.name.startswith("placements"):
            placements += rows
        elif path.name.startswith("snapshots"):
            snapshots += rows
    sheet = openpyxl.load_workbook(office / "ledger/placements-weibo.xlsx").worksheets[0]
    head, *cells = [[str(c or "") for c in row] for row in sheet.iter_rows(values_only=True)]
    for row in cells:
        made = {_w(k): _w(v) for k, v in zip(head, row, strict=True)}
        placements.append(made | {"date": made["date"][:10]})
    return placements, snapshots


def _w(text: str) -> str:
    return _WORDS.get(text, text)
