"""The table beside an honor list has what its page shows, in a form that spreadsheets read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from smallsite import files_of, person, story

from generator.pipeline import Prepared

LISTS = """\
-- honors/may-day.yml --
title: 五一劳动奖章
honor: may-day
year: 2023
entries:
  - {person: zhang-san, college: cs, class_year: 1996, degree: 本科, rank: 一等奖, story: 2023/x,
     citation: "一“等”,\\n二"}
  - {name: "=1+1", evidence: 公示第 3 号}
  - {person: withdrawn}
  - {name: 李四, college: 没有的学院}
"""


def table(prepared: Prepared) -> list[dict[str, str]]:
    data = files_of(prepared)["honors/may-day/honorees.csv"]
    assert data.startswith("\ufeff")  # or Excel takes it for GBK
    return list(csv.DictReader(io.StringIO(data[1:], newline="")))


def test_it_holds_the_rows_of_the_page(site_from: Callable[..., Prepared]) -> None:
    people = person("zhang-san", "张三") + person("withdrawn", "王五", status="withdrawn")
    text = LISTS.replace("没有的学院", "physics") + people
    prepared = site_from(text + story("2023/x", title="x", date="2023-05-01", honors=["may-day"]))
    first, second, third = table(prepared)
    assert " ".join(first) == "序号 姓名 等次 学院 届别 学历 事迹 依据 校友页面 报道"
    assert list(first.values())[:8] == [
        "1", "张三", "一等奖", "计算机学院", "1996", "本科", "一“等”,\n二", "",
    ]  # fmt: skip
    assert first["校友页面"] == "https://alumni.example.edu.cn/news/people/zhang-san/"
    assert first["报道"] == "https://alumni.example.edu.cn/news/stories/2023/x/"
    assert (second["姓名"], second["依据"], second["校友页面"]) == ("'=1+1", "公示第 3 号", "")
    assert (third["序号"], third["姓名"], third["学院"]) == ("3", "李四", "物理学院")  # no gap
    page = files_of(prepared)["honors/may-day/index.html"]
    assert '<a href="../../honors/may-day/honorees.csv" download="五一劳动奖章.csv">' in page


def test_an_alias_in_its_place_is_a_problem(site_from: Callable[..., Prepared]) -> None:
    taken = story("2023/x", date="2023-05-01", aliases=["/honors/may-day/honorees.csv/"])
    text = LISTS.replace("没有的学院", "physics").replace("person: withdrawn", "name: 王五")
    text = text.replace("person: zhang-san", "name: 张三")
    codes = {problem.code for problem in site_from(text + taken).problems}
    assert codes == {"L403"}
