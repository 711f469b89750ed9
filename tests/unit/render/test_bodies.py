"""Bodies: Markdown and HTML become safe HTML with links resolved, or faults at their places."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import photos
import pytest
from smallsite import codes_of, lines_of, page_at, person, story

from generator.pipeline import Prepared
from generator.render.root import ROOT

SiteFrom = Callable[..., Prepared]
OTHERS = (
    story(
        "2023/y",
        "# 方法 *一*\n\n字\n",
        date="2023-01-01",
        id="prize",
        aliases=["/old/y.html", "/y.php"],
    )
    + person("li-si", "李四")
    + "-- pages/about.md --\n---\ntitle: 关于\n---\n字\n"
    + "-- media/a.pdf --\nx\n"
)


@pytest.fixture
def body(site_from: SiteFrom) -> Callable[..., Any]:
    def make(text: str, **fields: Any) -> Any:
        prepared = site_from(story("2024/x", f"{text}\n", **fields) + OTHERS)
        made = prepared.desk.bodies["stories/2024/x.md"]
        assert made.html.count(ROOT) == made.html.count(f'"{ROOT}'), "the mark stands in links only"
        return made

    return make


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("../2023/y.md", f"{ROOT}/stories/2023/y/"),
        ("/stories/2023/y.md", f"{ROOT}/stories/2023/y/"),
        ("2023/y", f"{ROOT}/stories/2023/y/"),
        ("prize", f"{ROOT}/stories/2023/y/"),
        ("/stories/2023/y/", f"{ROOT}/stories/2023/y/"),
        ("/stories/2023/y", f"{ROOT}/stories/2023/y/"),
        ("/old/y.html", f"{ROOT}/old/y.html"),
        ("/old/y.html?a=b", f"{ROOT}/old/y.html?a=b"),
        ("/y.php?a=b#c", f"{ROOT}/y.php/?a=b#c"),
        ("../2023/y.md#方法-一", f"{ROOT}/stories/2023/y/#s-%E6%96%B9%E6%B3%95-%E4%B8%80"),
        ("/stories/2023/y/#方法", f"{ROOT}/stories/2023/y/#s-%E6%96%B9%E6%B3%95"),
        ("2023/y?a=b#方法", f"{ROOT}/stories/2023/y/?a=b#s-%E6%96%B9%E6%B3%95"),
        ("/old/y.html?a=b&c=d#e", f"{ROOT}/old/y.html?a=b&amp;c=d#e"),
        ("/feeds/rss.xml", f"{ROOT}/feeds/rss.xml"),
        ("/feeds/columns/achievements/atom.xml", f"{ROOT}/feeds/columns/achievements/atom.xml"),
        ("/feeds/index.opml", f"{ROOT}/feeds/index.opml"),
        ("prize?a=b#方法", f"{ROOT}/stories/2023/y/?a=b#s-%E6%96%B9%E6%B3%95"),
        ("/old/y.html?a=b#c", f"{ROOT}/old/y.html?a=b#c"),
        ("prize#s-1", f"{ROOT}/stories/2023/y/#s-1"),
        ("prize#fn-1", f"{ROOT}/stories/2023/y/#fn-1"),
        ("../../people/li-si.yml", f"{ROOT}/people/li-si/"),
        ("/people/li-si/#works", f"{ROOT}/people/li-si/#works"),
        ("../../pages/about.md", f"{ROOT}/about/"),
        ("/columns/achievements/", f"{ROOT}/columns/achievements/"),
        ("/media/a.pdf", f"{ROOT}/media/a.pdf"),
        ("/media/%61.pdf", f"{ROOT}/media/a.pdf"),
        ("/", f"{ROOT}/"),
        ("#这里", "#s-%E8%BF%99%E9%87%8C"),
        ("#top", "#top"),
        ("https://a.example/?x=1&y=2#z", "https://a.example/?x=1&amp;y=2#z"),
        ("HTTPS://A.EXAMPLE/", "HTTPS://A.EXAMPLE/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_where_links_lead(body: Callable[..., Any], url: str, href: str) -> None:
    made = body(f"[字]({url})\n\n# 这里")
    assert made.faults == ()
    assert f'<a href="{href}">字</a>' in made.html


@pytest.mark.parametrize(
    ("name", "encoded"), [("32%", "32%25"), ("a%20b", "a%2520b"), ("a 校", "a%20%E6%A0%A1")]
)
def test_a_file_with_a_percent_sign_in_its_name_is_found(
    site_from: SiteFrom, name: str, encoded: str
) -> None:
    text = f'[a](/media/{encoded}.pdf) <video src="/media/{encoded}.mp4"></video>'
    files = f"-- media/{name}.pdf --\nx\n-- media/{name}.mp4 --\nx\n"
    made = site_from(story("2024/x", text) + files).desk.bodies["stories/2024/x.md"]
    assert made.media == (f"media/{name}.pdf", f"media/{name}.mp4")
    assert f'href="{ROOT}/media/{encoded}.pdf"' in made.html
    assert f'src="{ROOT}/media/{encoded}.mp4"' in made.html


def test_a_fragment_leads_to_the_heading_that_it_names(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", "[下](#方法-一)\n\n## 方法 *一*\n"))
    page = page_at(prepared, "/stories/2024/x/")
    assert 'href="#s-%E6%96%B9%E6%B3%95-%E4%B8%80"' in page
    assert '<h2 id="s-方法-一">' in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[](https://a.example/)", 0),
        ('甲<a href="https://a.example/"></a>', 0),
        ('<a href="https://a.example/"><p>甲</p></a>', 1),
        ("[![](/media/a.gif)](https://a.example/)", 1),
        ("甲[^1]\n\n[^1]: 注", 2),
    ],
    ids=["Markdown", "HTML", "around a block", "a picture", "a footnote"],
)
def test_a_link_in_which_nothing_stands_is_no_stop_of_the_keyboard(
    site_from: SiteFrom, text: str, links: int
) -> None:
    image = photos.escaped("media/a.gif", photos.photo(2, 3, "GIF"))
    prepared = site_from(story("2024/x", f"## 题\n\n{text}\n") + image)
    made = prepared.desk.bodies["stories/2024/x.md"].html
    assert made.count("<a ") == links


def test_a_table_of_contents_has_the_words_of_headings_and_nothing_else(
    site_from: SiteFrom,
) -> None:
    heads = ("## 有注[^1]", "## ![图](/media/a.gif)", "##", "## `码` 与 *强*", "## 上<br>下")
    image = photos.escaped("media/a.gif", photos.photo(2, 3, "GIF"))
    prepared = site_from(story("2024/x", "\n\n".join((*heads, "[^1]: 注"))) + image)
    page = page_at(prepared, "/stories/2024/x/")
    (contents,) = re.findall(r'<nav class="contents".*?</nav>', page, re.S)
    assert re.findall(r'<a href="#[^"]*">(.*?)</a>', contents) == ["有注", "码 与 强", "上 下"]


@pytest.mark.parametrize(
    "text",
    [
        "[甲](none.md)",
        '[甲](none.md "题")',
        "[甲][r]\n\n[r]: none.md",
        "<none.md>[甲](none.md)",
        '<a href="none.md">甲</a>',
        '<a title="x>y" lang="zh" href="none.md">甲</a>',
        "[甲](javascript:x)",
        "[甲](vbscript:x)",
        "[甲](DATA:text/html,x)",
        "[甲](//h.example)",
    ],
)
def test_a_link_that_leads_nowhere_leaves_its_text(body: Callable[..., Any], text: str) -> None:
    made = body(text)
    assert made.faults
    assert "甲" in made.html
    assert "<a" not in made.html


def test_a_poster_that_cannot_be_shown_is_asked_of_nobody(site_from: SiteFrom) -> None:
    damaged = "-- media/a.jpg (escaped) --\n\\xff\\xd8\\xff\n-- media/a.mp4 --\nx\n"
    text = '<video poster="/media/a.jpg" src="/media/a.mp4"></video>\n'
    made = site_from(story("2024/x", text) + damaged).desk.bodies["stories/2024/x.md"].html
    assert made == f'<p><video controls="" src="{ROOT}/media/a.mp4"></video></p>\n'


@pytest.mark.parametrize("text", ["<{} src={}></{}>", "<{} controls=no src={}></{}>"])
@pytest.mark.parametrize("tag", ["video", "audio"])
def test_films_and_recordings_can_be_played(site_from: SiteFrom, tag: str, text: str) -> None:
    text = text.format(tag, "/media/a.mp4", tag) + "\n"
    prepared = site_from(story("2024/x", text) + "-- media/a.mp4 --\nx\n")
    made = prepared.desk.bodies["stories/2024/x.md"].html
    assert made.count(' controls=""') == made.count(" controls") == 1


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("[甲](none.md)", (6, 1)),
        ("字字[甲](none.md)", (6, 3)),
        ("字\n字字[甲](none.md)", (7, 3)),
        ("- 项\n  - 项 [甲](none.md)", (7, 7)),
        ("> 引\n> [甲](none.md)", (7, 3)),
        ("| 甲 |\n|---|\n| 字 [甲](none.md) |", (8, 5)),
        ("𠀀𠀀[甲](none.md)", (6, 3)),
        ("**重[甲](none.md)**", (6, 4)),
        ("字 ![图](none.png)", (6, 3)),
        ("字 <b>x</b> [甲](none.md)", (6, 12)),
        ('字\n\n<a href="none.md">甲</a>', (8, 10)),
        ("## 题 [甲](none.md)", (6, 6)),
        ("a.jpg：\n\n<img src='a.jpg'>", (8, 11)),
        ("x，<img src=x>", (6, 12)),
    ],
)
def test_faults_stand_at_the_link(body: Callable[..., Any], text: str, at: tuple[int, int]) -> None:
    assert [fault.at for fault in body(text).faults] == [at]


_LINKED = '<a href="https://a.example/b">https://a.example/b</a>'
_LINKED_WHOLE = '<a href="https://a.example/%E5%AD%97">https://a.example/字</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("https://a.example/x。", '<a href="https://a.example/x">https://a.example/x</a>。'),
        ("https://a.example/，下", '<a href="https://a.example/">https://a.example/</a>，下'),
        ("www.a.example/文", '<a href="http://www.a.example/">www.a.example/</a>文'),
        (
            "[https://a.example，下](https://b.example/)",
            '<a href="https://b.example/">https://a.example，下</a>',
        ),
        ("<https://a.example/x>", '<a href="https://a.example/x">https://a.example/x</a>'),
        ("(https://a.example/b)、字", f"({_LINKED})、字"),
        ('https://a.example/b"字"', f"{_LINKED}&quot;字&quot;"),
        ("**https://a.example/b**，字", f"**{_LINKED}**，字"),
        ("https://a.example/b(字)", f"{_LINKED}(字)"),
        ("https://a.example/b、https://a.example/b。", f"{_LINKED}、{_LINKED}。"),
        ("https://字.example/", "https://字.example/"),
        ("~字 https://a.example/b~ 字", f"~字 {_LINKED}~ 字"),
        ("~(https://a.example/b~)", f"~({_LINKED}~)"),
        (
            "<https://a.example/字>，[https://a.example/字](https://a.example/字)。",
            f"{_LINKED_WHOLE}，{_LINKED_WHOLE}。",
        ),
        ("[官网](https://a.example/b）的消息", f"[官网]({_LINKED}）的消息"),
        (
            '[https://a.example/字](https://a.example/字 "题")',
            _LINKED_WHOLE.replace('">', '" title="题">'),
        ),
        (
            "<https://a.example/字?b=1&amp;c=2>",
            '<a href="https://a.example/%E5%AD%97?b=1&amp;c=2">https://a.example/字?b=1&amp;c=2</a>',
        ),
    ],
)
def test_bare_urls_end_where_chinese_begins(body: Callable[..., Any], text: str, html: str) -> None:
    assert html in body(text).html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("这是**“重要”**的", "这是<strong>“重要”</strong>的"),
        ("**重要：**内容", "<strong>重要：</strong>内容"),
        ("*（一）*二", "<em>（一）</em>二"),
        ("~~旧~~新", "<del>旧</del>新"),
    ],
)
def test_emphasis_works_in_chinese(body: Callable[..., Any], text: str, html: str) -> None:
    assert html in body(text).html


@pytest.mark.parametrize("raw", ["", "<b>x</b> "])
def test_a_range_strikes_nothing_out(body: Callable[..., Any], raw: str) -> None:
    text = "9~11 点，14~16 点，~~没有~~ `9~11` [字](https://a.example/~b) https://a.example/~b"
    made = body(raw + text)
    assert made.html.count("<del>") == 1
    assert "9~11 点，14~16 点，<del>没有</del> <code>9~11</code>" in made.html
    assert made.html.count('href="https://a.example/~b"') == 2


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("__辛苦了__~\n\n~小编", "<p><strong>辛苦了</strong>~</p>\n<p>~小编</p>"),
        ("~www.a.example", '<p>~<a href="http://www.a.example">www.a.example</a></p>'),
    ],
)
def test_a_tilde_alone_changes_nothing(body: Callable[..., Any], text: str, html: str) -> None:
    assert html in body(text).html


@pytest.mark.parametrize("raw", ["", "<b>x</b> "])
@pytest.mark.parametrize(("name", "id"), [("注", "fn-%E6%B3%A8"), ("1~2", "fn-1~2")])
def test_footnotes_may_have_any_name(
    body: Callable[..., Any], raw: str, name: str, id: str
) -> None:
    made = body(f"{raw}字[^{name}]\n\n[^{name}]: 说明~")
    assert made.faults == ()
    assert f'href="#{id}"' in made.html
    assert f'id="{id}"' in made.html


def test_tildes_move_no_column(body: Callable[..., Any]) -> None:
    assert [fault.at for fault in body("9~11~ [字](../none.md)").faults] == [(6, 7)]


@pytest.mark.parametrize("raw", ["", "<b>x</b>\n\n"])
def test_headings_are_the_same_with_and_without_html(body: Callable[..., Any], raw: str) -> None:
    made = body(f"{raw}# 一\n\n## 二 `三` <四>\n\n### 一\n")
    assert [(h.level, h.id, h.text) for h in made.headings] == [
        (2, "s-一", "一"),
        (2, "s-二-三-四" if "<四>" in made.html else made.headings[1].id, made.headings[1].text),
        (3, "s-一-1", "一"),
    ]
    assert "anchor" not in made.html


def test_a_heading_in_html_does_not_swallow_the_next(body: Callable[..., Any]) -> None:
    made = body("<h2 id='s-x'>甲</h2>\n\n段\n\n## 乙\n")
    assert [h.text for h in made.headings] == ["乙"]
    assert "<p>段</p>" in made.html


def test_a_heading_in_html_is_below_the_title_of_the_page(body: Callable[..., Any]) -> None:
    made = body("<h1 title='x'>甲</h1>\n\n# 乙\n\n`<h1>`\n")
    assert '<h2 title="x">甲</h2>' in made.html
    assert '<h2 id="s-乙">乙</h2>' in made.html
    assert "<code>&lt;h1&gt;</code>" in made.html


def test_no_id_in_html_takes_that_of_a_heading_or_a_note(body: Callable[..., Any]) -> None:
    raw = "<a id='fn-1'>甲</a> <h3 id='s-乙'>丙</h3>\n\n"
    html = body(f"{raw}## 乙\n\n句[^1]\n\n[^1]: 注\n{raw}").html
    found = re.findall(r' id="([^"]*)"', html)
    assert sorted(found) == ["fn-1", "fnref-1", "s-乙"]


@pytest.mark.parametrize("raw", ["", "<b>x</b> "])
def test_code_shows_what_it_says(body: Callable[..., Any], raw: str) -> None:
    code = '<td align="left"> <input type="checkbox"/> <a href=""> {{ x }} <img src=y>'
    made = body(f"{raw}`{code}`\n\n| 甲 |\n|:-|\n| 乙 |\n")
    assert code in made.start
    assert '<th class="align-left">' in made.html


def test_text_keeps_words_together_and_sentences_apart(body: Callable[..., Any]) -> None:
    made = body("这是**重**要[链](prize)。\n\n- 一\n- 二\n\n段[^1]落\n\n[^1]: 注\n")
    assert made.start == "这是重要链。 一 二 段落 注"


def test_a_picture_alone_is_a_figure(site_from: SiteFrom) -> None:
    image = photos.escaped("media/a.gif", photos.photo(2, 3, "GIF"))
    text = story("2024/x", '![替](/media/a.gif "题 <b>")\n') + image
    prepared = site_from(text)
    html = prepared.desk.bodies["stories/2024/x.md"].html
    assert codes_of(prepared) == []
    assert 'width="2" height="3"' in html
    assert "<figcaption>题 &lt;b&gt;</figcaption>" in html
    assert prepared.media == ("media/a.gif",)


SYNTAX = "{{ config }} {% include 'x' %} {# y #} ${z} <% w %>"


@pytest.mark.parametrize("tag", ["script", "style", "template", "iframe", "svg", "title"])
def test_a_lone_tag_takes_nothing_behind_it_along(site_from: SiteFrom, tag: str) -> None:
    body = f"<{tag}>甲</{tag}>\n\n写在 <{tag}> 里。\n\n第二段 *强调*。\n\n末段 <{tag} a> 与。"
    page = page_at(site_from(story("2024/x", body)), "/stories/2024/x/")
    assert "第二段 <em>强调</em>。" in page
    assert "<p>末段  与。</p>" in page


def test_what_no_tag_ends_takes_nothing_along(site_from: SiteFrom) -> None:
    body = "<iframe a>\n\n甲\n\n<iframe b></iframe>\n\n<plaintext>乙</plaintext>\n\n丙 *丁*"
    page = page_at(site_from(story("2024/x", body)), "/stories/2024/x/")
    assert "<p>甲</p>" in page
    assert "<p>丙 <em>丁</em></p>" in page


def test_a_note_that_is_not_shown_is_no_lost_link(site_from: SiteFrom) -> None:
    prepared = site_from(story("2024/x", "<b>甲</b>[^1]\n\n[^1]: 一\n\n[^1]: 二[^1]"))
    assert codes_of(prepared) == ["L350"]


@pytest.mark.parametrize("tag", ["svg", "object", "math", "template"])
def test_one_of_two_tags_that_does_not_end_takes_nothing_along(
    site_from: SiteFrom, tag: str
) -> None:
    body = f"甲 <{tag}> 乙\n\n丙 <{tag}>丁 <{tag}>戊</{tag}></{tag}> 己\n\n*庚*"
    page = page_at(site_from(story("2024/x", body)), "/stories/2024/x/")
    assert re.search("<p>甲 +乙</p>\\s*<p>丙 +己</p>\\s*<p><em>庚</em></p>", page)


@pytest.mark.parametrize("between", ["2. ", "\n    [^2]: 丙\n\n2. 丁\n\n    "])
def test_notes_of_one_mark_in_the_items_of_a_list_leave_it_whole(
    site_from: SiteFrom, between: str
) -> None:
    prepared = site_from(story("2024/x", f"甲[^1]\n\n1. [^1]: 一\n{between}[^1]: 二\n\n后文\n"))
    html = prepared.desk.bodies["stories/2024/x.md"].html
    assert set(codes_of(prepared)) == {"L350"}
    assert html.index("</ol>") < html.index("后文") < html.index("<section")
    assert html.count('<li id="fn-1">') == 1


def test_a_picture_that_waits_for_a_script_is_shown(site_from: SiteFrom) -> None:
    address = "https://e.cn/a.png"
    body = f"甲 <img src=data:image/gif;base64,R0 data-src={address}> 乙"
    prepared = site_from(story("2024/x", body))
    assert [f.args["value"] for f in prepared.desk.bodies["stories/2024/x.md"].faults] == [address]


def test_a_picture_without_an_address_is_no_element(site_from: SiteFrom) -> None:
    page = page_at(site_from(story("2024/x", '甲 <img alt="图"> 乙')), "/stories/2024/x/")
    assert "<p>甲  乙</p>" in page


def test_two_notes_of_one_mark_leave_the_text_between_them_in_its_place(
    site_from: SiteFrom,
) -> None:
    body = (
        "```\n[^1]: 零\n```\n\n甲[^1]\n\n[^1]: 一\n\n- 项\n\n"
        "[^1]: 二\n\n[^1]: 三\n\n末段\n\n    [^1]: 代码\n"
    )
    page = page_at(site_from(story("2024/x", body)), "/stories/2024/x/")
    text, _, notes = page.partition('<section class="footnotes"')
    assert "<li>项</li>" in text and "<p>末段</p>" in text and "[^1]: 代码" in text
    notes = notes.partition("</section>")[0]
    assert "一" in notes and notes.count("<li ") == 1 and "二" not in notes


def test_template_syntax_is_text_wherever_it_stands(site_from: SiteFrom) -> None:
    taxonomy = f"-- taxonomies/columns.yml --\n- id: c\n  name: '{SYNTAX.replace(chr(39), '')}'\n"
    text = (
        story("2024/x", SYNTAX, title=SYNTAX, column="c", summary=SYNTAX, authors=[SYNTAX])
        + person("li-si", SYNTAX, employer=SYNTAX)
        + story("2024/y", SYNTAX, title=SYNTAX, column="c", tags=[SYNTAX], people=["li-si"])
        + f'-- honors/x.yml --\ntitle: "{SYNTAX}"\nhonor: may-day\nyear: 2024\n'
        f'entries: [{{name: "{SYNTAX}", citation: "{SYNTAX}"}}]\n'
    )
    prepared = site_from(taxonomy + text, site_name=SYNTAX)
    assert set(codes_of(prepared)) <= {"L340", "L349"}
    for permalink in ("/", "/stories/2024/y/", "/people/li-si/", "/honors/x/", "/columns/c/"):
        page = page_at(prepared, permalink)
        assert "{{ config }}" in page
        assert "{# y #} ${z}" in page


class Seen(HTMLParser):
    """Every element with its attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


EVIL = '"><img src=x onerror=alert(1)></title></script></style><script>alert(1)</script>'


def test_no_field_can_put_html_into_a_page(site_from: SiteFrom) -> None:
    fields = dict.fromkeys(("title", "summary"), EVIL)
    taxonomy = "".join(
        f"-- taxonomies/{n}.yml --\n- id: c\n  name: {{zh: '{EVIL}', en: '{EVIL}'}}\n"
        f"  description: '{EVIL}'\n"
        for n in ("columns", "colleges", "regions", "honors")
    )
    text = (
        story(
            "2024/x",
            "## a\n\n## b\n\n## c\n",
            column="c",
            authors=[EVIL],
            tags=[EVIL],
            colleges=["c"],
            regions=["c"],
            honors=["c"],
            people=[{"name": EVIL, "note": EVIL}, {"id": "li-si"}],
            source={"name": EVIL},
            corrections=[{"date": "2024-05-12", "note": EVIL}],
            aliases=["/old/x.html"],
            **fields,
        )
        + person("li-si", EVIL, employer=EVIL, summary=EVIL, degrees=[{"major": EVIL}])
        + f"-- honors/x.yml --\ntitle: '{EVIL}'\nhonor: c\nyear: 2024\nqualifier: '{EVIL}'\n"
        f"authority: '{EVIL}'\nentries: [{{name: '{EVIL}', citation: '{EVIL}', rank: '{EVIL}'}}]\n"
    )
    prepared = site_from(taxonomy + text, site_name=EVIL, site_description=EVIL)
    assert lines_of(prepared) == []
    for plan in prepared.pages:
        page = page_at(prepared, plan.permalink)
        seen = Seen()
        seen.feed(page)
        assert "onerror=alert(1)>" in page.replace("&gt;", ">") or plan.permalink == "/feeds/"
        for tag, attributes in seen.found:
            assert not [name for name in attributes if name.startswith("on")], plan.permalink
            assert tag != "script" or attributes.get("type") == "application/ld+json"
            assert attributes.get("src") != "x"


def test_every_link_between_pages_leads_to_a_page(site_from: SiteFrom) -> None:
    prepared = site_from(
        story("2024/x", colleges=["cs"], people=["li-si"], tags=["甲"])
        + person("li-si", "李四", colleges=["physics"], regions=["yunnan"])
        + person("wang-wu", "王五", degrees=[{"college": "physics", "year": "1998"}])
        + "-- honors/x.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\n"
        "entries: [{person: li-si, college: physics}]\n"
        + "-- honors/y.yml --\ntitle: 榜二\nhonor: academician\nyear: 2023\n"
    )
    assert codes_of(prepared) == []
    places = {place for plan in prepared.pages for place in (plan.permalink, plan.table)}
    places |= {feed.folder for feed in prepared.feeds}
    followed = 0
    for plan in prepared.pages:
        seen = Seen()
        seen.feed(page_at(prepared, plan.permalink))
        for tag, attributes in seen.found:
            href = attributes.get("href") or ""
            if tag == "a" and href and not href.startswith(("#", "http", "mailto")):
                followed += 1
                assert _absolute(href, plan.permalink) in places, (plan.permalink, href)
    assert followed > len(prepared.pages)


def _absolute(href: str, permalink: str) -> str:
    from urllib.parse import unquote, urljoin

    base = f"https://alumni.example.edu.cn/news{permalink}"
    path = urljoin(base, href).split("#")[0].removeprefix("https://alumni.example.edu.cn/news")
    for ending in ("rss.xml", "atom.xml", "feed.json", "index.opml"):
        path = path.removesuffix(ending)
    return unquote(path)
