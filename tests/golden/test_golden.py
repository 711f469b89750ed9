"""Whole pages and feeds of one small site, compared with files that a person has read.

`pytest --update-golden` writes them anew; read the diff before you commit it. Only what Laurel
draws inside the frame is compared: the theme around it may change with its releases.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import photos
import pytest
import smallsite

from generator.feeds import Press
from generator.pipeline import Prepared
from generator.render.frame import Frame
from generator.render.pages import Printer
from generator.render.templates import Templates

HERE = Path(__file__).parent
CONTENT = "".join(
    (
        smallsite.story(
            "2024/launch",
            "她说：**“校友”**这个词很重。[^1]\n\n## 起点 <一>\n\n见[旧稿](../2023/old.md)与"
            "[草稿](hidden.md)。{{ 7 * 7 }}\n\n| 年 | 数 |\n|:--|--:|\n| 2023 | 12 |\n\n"
            "- [x] 完成\n\n[^1]: 注文。\n",
            title="卫星 & “星火”升空",
            updated="2024-05-13",
            summary="第三次发射。",
            authors=["记者甲", "记者乙"],
            source={"name": "校报", "url": "https://news.example.edu.cn/1.html"},
            people=["lin", {"name": "周敏", "note": "师妹"}],
            colleges=["cs"],
            regions=["beijing"],
            honors=["may-day"],
            tags=["航天", "C++"],
            cover={"src": "/media/cover.png", "alt": "夜空", "credit": "摄影：某某"},
            aliases=["/old/1.html"],
            corrections=[{"date": "2024-05-13", "note": "改正了年份。"}],
        ),
        smallsite.story("2023/old", title="A Quiet Lab", date="2023-01-02T08:30:00+08:00",
                        lang="en", column="news", people=["lin"], tags=["航天"]),
        smallsite.story("2024/hidden", title="草稿", status="draft"),
        "-- people/lin.md --\n---\nname: {zh: 林致远, en: Lin Zhiyuan, pinyin: lín zhì yuǎn}\n"
        "degrees: [{degree: 本科, college: cs, year: 1996}]\nemployer: 某院\ntitle: 总师\n"
        "basis: {kind: consent}\n---\n一生做一件事。\n",
        "-- honors/may-day-2024.yml --\ntitle: 2024 年五一劳动奖章\nhonor: may-day\nyear: 2024\n"
        "announced: 2024-04-27\nauthority: 总工会\ndeclared_total: 2\nqualifier: 不完全统计\n"
        "entries: list.csv\n",
        "-- honors/list.csv (gb18030) --\nperson,name,college,class_year,citation,story\n"
        "lin,,cs,1996级,做卫星,../stories/2024/launch.md\n,王五,physics,2001,,\n",
        "-- pages/about.md --\n---\ntitle: 关于\n---\n你好。\n",
    )
)  # fmt: skip
PAGES = ("/", "/stories/2024/launch/", "/stories/2023/old/", "/honors/may-day-2024/", "/honors/",
         "/people/lin/", "/people/", "/columns/achievements/", "/columns/", "/stories/",
         "/tags/xn--c_2b_2b-/", "/about/", "/404.html")  # fmt: skip
FEEDS = ("feeds/rss.xml", "feeds/atom.xml", "feeds/feed.json", "feeds/people/lin/rss.xml",
         "feeds/index.opml")  # fmt: skip

Compare = Callable[[str, str], None]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    root = tmp_path_factory.mktemp("golden")
    (root / "media").mkdir()
    (root / "media" / "cover.png").write_bytes(photos.plain_png(64, 36))
    found = smallsite.site_from(CONTENT, root)
    cover = found.pictures.of("media/cover.png")
    assert cover
    found.pictures.learn(cover, 48_213)  # its true bytes depend on the version of the encoder
    return found


@pytest.fixture
def same_as_golden(request: pytest.FixtureRequest) -> Compare:
    update = request.config.getoption("--update-golden")

    def compare(name: str, text: str) -> None:
        path = HERE / "site" / name
        if update:
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{name}: pytest --update-golden"

    return compare


def _name(permalink: str) -> str:
    return (permalink.strip("/").replace("/", "_") or "home").removesuffix(".html") + ".html"


@pytest.mark.parametrize("permalink", PAGES)
def test_a_page_is_drawn_as_it_was(
    permalink: str, prepared: Prepared, same_as_golden: Compare
) -> None:
    desk = prepared.desk
    templates = Templates(smallsite.TEMPLATES, desk.settings, desk.texts)
    printer = Printer(desk, templates, Frame("T!head!\n<main>\nT!body!\n</main>\n", "T"))
    plan = next(plan for plan in prepared.pages if plan.permalink == permalink)
    same_as_golden(_name(permalink), printer.page(plan).decode())


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_written_as_it_was(
    path: str, prepared: Prepared, same_as_golden: Compare
) -> None:
    press = Press(prepared.desk)
    made = [artefact for plan in prepared.feeds for artefact in press.feed(plan)]
    text = {a.path: a.data.decode() for a in (*made, press.opml(prepared.feeds))}[path]
    same_as_golden(path.removeprefix("feeds/").replace("/", "_"), text)


def test_nothing_of_the_draft_is_in_any_golden_file() -> None:
    for path in (HERE / "site").iterdir():
        assert "2024/hidden" not in path.read_text(encoding="utf-8"), path.name
