"""Owns the stories of a corpus: fields and Markdown body, as no generator in particular has them.
May not write files or know a generator's front matter.

A story is drawn from a generator of random numbers of its own, seeded by the corpus's seed and the
story's number: story i has the same text whatever the corpus's size.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter

from benchmarks.vocabulary import CLASSES, PEOPLE, TAGS

SEED = 1896
PICTURES = 40
CHARACTERS = (650, 1_150)  # of the paragraphs, about

COLUMNS = (
    ("achievements", "建功立业"), ("profiles", "校友风采"), ("news", "校友要闻"),
    ("giving", "捐赠回馈"), ("associations", "校友组织"), ("campus", "校园动态"),
    ("memories", "往事钩沉"), ("events", "活动预告"),
)  # fmt: skip
COLLEGES = (
    "人文学院", "新闻学院", "政治学院", "商学院", "财税学院", "外语学院", "美术学院", "音乐学院",
    "数学科学学院", "天文学院", "地球科学学院", "海洋学院", "农学院", "林学院", "动物医学院",
    "机械学院", "电子学院", "软件学院", "建筑学院", "交通学院", "药学院", "护理学院",
)  # fmt: skip
REGIONS = (
    "京津", "河北", "山西", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建",
    "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州",
    "云南", "陕西", "甘肃", "青海", "宁夏", "新疆", "港澳", "北美", "欧洲", "东南亚",
)  # fmt: skip

_SENTENCES = """{M}月{D}日，{R}的校友聚到{p}，听{C}{Y}届的{A}讲{n}与{n}的来历，到场者{k}人。
{A}把{n}比作{n}，他{d}{v}{n}，为的是让{n}更{a}。
从{C}毕业以后，{A}去了{p}，先{v}{n}，后来{v}{n}，一做就是{y}年。
谈起{n}，{A}的话很{a}：“没有{n}，就谈不上{v}{n}。”
{p}的冬天来得早，{n}还没{v}，{n}已经{a}起来。
这一年，{n}共{v}{k}次，{n}{v}了{k}项，{v}{n}的办法也写进了{n}。
{A}与{A}同在{C}读书，一个{v}{n}，一个{v}{n}。
{n}的难处在于{n}，{a}的{n}少，{a}的{n}多。
{R}的校友{d}{v}{n}，{y}年来从未间断。
{Y}年秋天，{A}第一次走进{n}，看见{n}，记住了{a}的{n}。
按照{n}的安排，{n}、{n}和{n}由{C}负责{v}。
为了{v}{n}，大家{d}{v}{n}，连{n}也{v}了一遍。
{A}说，{n}不只是{n}，也是{n}；{v}它，要靠{n}。
{n}{v}以后，{p}的{n}{d}{v}，{n}的数量增加了{k}个。
老师们至今记得，{A}总在{n}里{v}{n}，笔记写得{a}。
评委认为，这项{n}{v}了{n}，在{n}方面{a}而{a}。
{C}邀请{A}回校{v}{n}，{k}名学生{v}了{n}。
“我只是{v}了一点{n}，”{A}这样说，“{a}的是{n}。”
{n}旁边就是{n}，{A}每天{v}{n}，风雨无阻。
去年，{R}{v}{n}{k}万元，全部用于{v}{n}。
人们{d}发现，{n}与{n}之间，{v}{n}才是{a}的一步。
如今{n}已{v}到{p}和{p}，{n}随之{v}。
{A}的{n}里有{n}、{n}，还有一张{Y}年的{n}。
有人问起{n}，{A}笑了笑，{d}{v}{n}。"""
_TITLES = """{A}：在{p}{v}{n}的{y}年
{C}校友{A}{v}{n}
{R}校友{v}{n}，{n}{a}
{A}与{A}：从{n}到{n}
{p}举办{n}{n}，{k}名校友到场
把{n}{v}到{p}——记{C}{Y}届{A}"""


def _parsed(text: str) -> list[list[tuple[str, str]]]:
    frames = []
    for line in text.splitlines():
        frames.append([(said, slot or "") for said, slot, _, _ in Formatter().parse(line)])
    return frames


SENTENCES, TITLES = _parsed(_SENTENCES), _parsed(_TITLES)
HEADING = _parsed("{n}{v}{n}")[0]


@dataclass(frozen=True, slots=True)
class Story:
    """One story. `column`, `college`, `region` and `picture` are positions in their tables."""

    number: int
    title: str
    date: datetime
    column: int
    college: int
    region: int
    tags: tuple[str, ...]
    people: tuple[str, str, str]
    summary: str
    picture: int
    blocks: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending, which every generator makes the address of."""
        return f"s{self.number:06d}"


class Draw:
    """The chances of one story, and the words that its slots are filled with."""

    def __init__(self, seed: int, number: int) -> None:
        self.share = random.Random(f"{seed}:{number}").random
        self.column = self.below(len(COLUMNS), 1.4)
        self.college = self.below(len(COLLEGES), 1.3)
        self.region = self.below(len(REGIONS), 1.3)
        self.people = self._distinct(3, PEOPLE.pick)
        days = int(5_000 * self.share() ** 0.8)  # later years have more stories
        self.date = datetime(2012, 1, 5, 8) + timedelta(days, minutes=self.below(720))

    def below(self, bound: int, lean: float = 1.0) -> int:
        """Return a number below `bound`; the greater `lean`, the oftener a small one."""
        return int(bound * self.share() ** lean)

    def tags(self) -> tuple[str, ...]:
        """Return two to five tags."""
        return self._distinct(2 + self.below(4), TAGS.pick)

    def sentence(self) -> str:
        """Return a sentence."""
        return self.filled(SENTENCES[self.below(len(SENTENCES))])

    def filled(self, frame: list[tuple[str, str]]) -> str:
        """Return a frame with its slots filled."""
        return "".join(said + (self._word(slot) if slot else "") for said, slot in frame)

    def _word(self, slot: str) -> str:
        if words := CLASSES.get(slot):
            return words.pick(self.share())
        return _SLOTS[slot](self)

    def _distinct(self, count: int, pick: Callable[[float], str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[pick(self.share())] = None
        return tuple(found)


_SLOTS: dict[str, Callable[[Draw], str]] = {
    "A": lambda draw: draw.people[draw.below(3)],
    "C": lambda draw: COLLEGES[draw.college],
    "R": lambda draw: REGIONS[draw.region],
    "M": lambda draw: str(draw.date.month),
    "D": lambda draw: str(draw.date.day),
    "Y": lambda draw: str(1960 + draw.below(62)),
    "k": lambda draw: str(2 + draw.below(480)),
    "y": lambda draw: str(3 + draw.below(40)),
}


def make_story(number: int, seed: int = SEED) -> Story:
    """Return story `number`; the same whatever else is made."""
    draw = Draw(seed, number)
    title = draw.filled(TITLES[draw.below(len(TITLES))])
    tags, summary = draw.tags(), draw.sentence() + draw.sentence()
    people = (draw.people[0], draw.people[1], draw.people[2])
    where = (draw.column, draw.college, draw.region)
    picture = number % PICTURES
    blocks = tuple(_blocks(draw, title, picture))
    return Story(number, title, draw.date, *where, tags, people, summary, picture, blocks)


def _blocks(draw: Draw, title: str, picture: int) -> list[str]:
    """Return paragraphs with two headings, and now and then a picture, quote, list or table."""
    paragraphs = _paragraphs(draw, CHARACTERS[0] + draw.below(CHARACTERS[1] - CHARACTERS[0]))
    paragraphs[1] = f"**{draw.filled(HEADING)}**，{paragraphs[1]}"
    paragraphs[-1] += f"详见[{draw.filled(HEADING)}](https://www.example.edu/{picture}/)。"
    for place in (len(paragraphs) - 1, 2):
        paragraphs.insert(place, f"## {draw.filled(HEADING)}")
    if draw.share() < 0.4:
        paragraphs.insert(1, f"![{title}](/media/{picture:02d}.png)")
    if draw.share() < 0.3:
        paragraphs.append("> " + draw.sentence())
    if draw.share() < 0.25:
        paragraphs.append("\n".join(f"- {draw.sentence()}" for _ in range(3)))
    if draw.share() < 0.06:
        rows = "".join(f"\n| {name} | {COLLEGES[draw.college]} |" for name in draw.people)
        paragraphs.append("| 姓名 | 学院 |\n| --- | --- |" + rows)
    return paragraphs


def _paragraphs(draw: Draw, characters: int) -> list[str]:
    count = 5 + draw.below(4)
    made = []
    for _ in range(count):
        text = ""
        while len(text) * count < characters:
            text += draw.sentence()
        made.append(text)
    return made
