"""What the importer makes of a Hugo site."""

import pytest
from importing_site import PNG

POST = "---\ntitle: {title}\ndate: 2013-05-15T00:00:00Z\n---\n{body}\n"


def test_yaml_front_matter_becomes_a_story(site):
    text = """---
title: 校友返校
date: '2013-12-31T20:00:00.123+00:00'
lastmod: 2014-02-01
slug: Back-Home
author: 甲; 乙、丙, Ding Yi
categories: [活动, 返校]
tags: [聚会, "Ｒ", r]
description: "一句**话** [链接](http://x.cn)"
language: zh-cn
---
正文
"""
    made = site({"post/2013-12-31-home.md": text})
    assert made.front("stories/2014/back-home.md") == {
        "title": "校友返校",
        "date": "2014-01-01T04:00:00+08:00",
        "updated": "2014-02-01",
        "column": "huo-dong",
        "summary": "一句话 链接",
        "authors": ["甲", "乙", "丙", "Ding Yi"],
        "tags": ["返校", "聚会", "Ｒ"],
        "status": "published",
        "lang": "zh",
    }
    assert made.body("stories/2014/back-home.md") == "正文"


def test_toml_and_json_front_matter_are_read(site):
    toml = '+++\ntitle = "T"\ndate = 2013-05-15T08:00:00+08:00\ndraft = true\n+++\nx\n'
    json = '{"title": "J", "date": "2013-05-15", "tags": ["a", "b"]}\n\nx\n'
    made = site({"post/t.md": toml, "post/j.md": json})
    assert made.front("stories/2013/t.md")["status"] == "draft"
    assert made.front("stories/2013/j.md")["tags"] == ["a", "b"]


def test_the_content_folder_is_found_and_section_pages_are_named(site):
    files = {
        "content/post/a.md": POST.format(title="A", body="x"),
        "content/post/_index.md": "---\ntitle: S\n---\n",
        "content/about.md": "---\ntitle: 关于\nmenu: main\n---\nx",
        "README.md": "no post",
    }
    made = site(files)
    assert [target for _, target in made.report.written] == ["pages/about.md", "stories/2013/a.md"]
    assert made.front("pages/about.md") == {"title": "关于", "status": "published"}
    assert [note.code for note in made.report.skipped] == ["section-file"]


def test_a_page_may_not_take_the_place_of_a_listing(site):
    made = site({"content/search.md": "---\ntitle: 搜索\n---\nx\n", "content/post/x": ""})
    assert "pages/search-page.md" in made.files()


def test_a_bundle_is_one_post_with_its_pictures(site):
    files = {
        "post/trip/index.md": POST.format(title="T", body="![图](img/a%20b.PNG 'k')\n![图](c.svg)"),
        "post/trip/img/a b.PNG": PNG,
        "post/trip/c.svg": "<svg/>",
        "post/trip/notes.md": "extra",
    }
    made = site(files)
    body = made.body("stories/2013/trip.md")
    assert body == '![图](/media/imported/2013/trip/a-b.png "k")\n图'
    assert (made.into / "media/imported/2013/trip/a-b.png").read_bytes() == PNG
    assert [(n.path, n.code) for n in made.report.skipped] == [
        ("post/trip/c.svg", "file-unused"),
        ("post/trip/notes.md", "bundle-file"),
    ]
    assert "image-type" in made.codes()


def test_figures_and_references_are_translated_and_other_shortcodes_named(site):
    body = """{{< figure src="/a.png" alt="甲" caption="乙" >}}
[见]({{< relref "b.md#h" >}}) [无]({{< ref "gone.md" >}}) {{< youtube abc >}}

```
{{< ref "b.md" >}}
```"""
    files = {
        "content/post/a.md": POST.format(title="A", body=body),
        "content/post/b.md": POST.format(title="B", body="x"),
        "static/a.png": PNG,
    }
    made = site(files)
    text = made.body("stories/2013/a.md")
    assert '![甲](/media/imported/2013/a/a.png "乙")\n[见](b.md#h) 无 {{< youtube abc >}}' in text
    assert '```\n{{< ref "b.md" >}}\n```' in text
    lost = {n.code: n.line for n in made.report.notes}
    assert lost["reference-lost"] == 6 and lost["template-kept"] == 6


def test_players_become_links(one):
    body = "{{< youtube w7Ft2ymGmfc >}}\n\n{{< bilibili id=BV1xx411c7mD >}}"
    assert one(body).split("\n\n") == [
        "[视频：YouTube](https://www.youtube.com/watch?v=w7Ft2ymGmfc)",
        "[视频：哔哩哔哩](https://www.bilibili.com/video/BV1xx411c7mD)",
    ]


def test_permalinks_of_the_configuration_become_aliases_and_find_links(site):
    files = {
        "hugo.toml": 'baseURL="https://old.cn/blog/"\n[permalinks]\npost="/:year/:month/:slug/"',
        "content/post/a.md": POST.format(
            title="A", body="[b](/2013/05/b/) [c](https://old.cn/blog/2013/05/b/#x) [d](../b/)"
        ),
        "content/post/b.md": POST.format(title="B", body="x").replace(
            "title", "aliases: [/alt/b, 'http://o.cn/q?x=1', '/q?x#y']\ntitle"
        ),
    }
    made = site(files)
    assert made.front("stories/2013/b.md")["aliases"] == ["/2013/05/b/", "/alt/b/", "/q/"]
    assert made.body("stories/2013/a.md") == "[b](b.md) [c](b.md#x) [d](b.md)"


def test_without_a_configuration_no_address_is_invented_but_links_are_found(site):
    files = {
        "post/a.md": POST.format(title="A", body="[b](/2013/05/b/) [c](/2013/06/b/)"),
        "post/b.md": POST.format(title="B", body="x"),
    }
    made = site(files)
    assert "aliases" not in made.front("stories/2013/b.md")
    assert made.body("stories/2013/a.md") == "[b](b.md) c"


def test_publication_and_expiry_become_instants(site):
    text = "---\ntitle: A\ndate: 2013-01-01\npublishDate: 2013-02-01\nexpiryDate: 2014-01-01\n---\n"
    early = "---\ntitle: B\ndate: 2013-01-02\nexpiryDate: 2012-01-01\n---\n"
    made = site({"post/a.md": text, "post/b.md": early})
    front = made.front("stories/2013/a.md")
    assert front["publish_at"] == "2013-02-01T00:00:00+08:00"
    assert front["expires_at"] == "2014-01-01T00:00:00+08:00"
    assert made.front("stories/2013/b.md")["status"] == "draft"
    assert "expired-draft" in made.codes()


def test_a_cover_is_copied_and_an_external_one_named(site):
    files = {
        "static/img/c.png": PNG,
        "post/a.md": POST.format(title="A", body="").replace(
            "---\n", "---\ncover: {image: /img/c.png, alt: 图}\n", 1
        ),
        "post/b.md": POST.format(title="B", body="").replace(
            "---\n", "---\nimages: [//cdn.x/c.png]\n", 1
        ),
    }
    made = site(files)
    assert made.front("stories/2013/a.md")["cover"] == {
        "src": "/media/imported/2013/a/c.png",
        "alt": "图",
    }
    assert [n.line for n in made.report.notes if n.code == "cover-lost"] == [2]


def test_a_translation_keeps_its_language(site):
    made = site(
        {
            "post/x/index.md": POST.format(title="甲", body=""),
            "post/x/index.en.md": POST.format(title="A", body=""),
        }
    )
    assert made.front("stories/2013/x-en.md")["lang"] == "en"
    assert made.front("stories/2013/x.md")["title"] == "甲"


LANGUAGES = """baseURL: https://old.cn/
defaultContentLanguage: zh
languages:
  zh: {contentDir: %s}
  en: {contentDir: %s}
"""


@pytest.mark.parametrize(
    ("zh", "en"),
    [("content.zh", "content.en"), ("content/zh", "content/en"), ("texte/z", "texte/e")],
)
def test_each_language_may_have_a_folder_of_content(site, zh, en):
    link = '[b]({{< ref "b.md" >}}) [c](/en/posts/b/)'
    files = {
        "hugo.yaml": LANGUAGES % (zh, en),
        f"{zh}/posts/a.md": POST.format(title="甲", body=link),
        f"{zh}/posts/b.md": POST.format(title="乙", body="x"),
        f"{en}/posts/b.md": POST.format(title="B", body="x"),
        f"{en}/about.md": "---\ntitle: About\n---\nx\n",
    }
    made = site(files)
    assert made.body("stories/2013/a.md") == "[b](b.md) [c](b-en.md)"
    assert made.front("stories/2013/b-en.md")["lang"] == "en"
    assert made.front("stories/2013/b-en.md")["aliases"] == ["/en/posts/b/"]
    assert made.front("stories/2013/b.md")["aliases"] == ["/posts/b/"]
    assert made.front("pages/about-en.md")["aliases"] == ["/en/about/"]


def test_the_configuration_may_be_split(site):
    files = {
        "config/_default/hugo.toml": 'baseURL = "https://old.cn/"',
        "config/_default/permalinks.toml": 'posts = "/p/:filename/"',
        "content/posts/a.md": POST.format(title="A", body="x"),
    }
    assert site(files).front("stories/2013/a.md")["aliases"] == ["/p/a/"]


def test_a_section_may_have_the_name_of_a_folder_of_programs(site):
    made = site({"content/resources/a.md": POST.format(title="A", body="x")})
    assert [source for source, _ in made.report.written] == ["content/resources/a.md"]


def test_files_of_a_bundle_that_nothing_shows_are_named(site):
    files = {
        "content/post/a/index.md": POST.format(title="A", body="![a](a.png)"),
        "content/post/a/a.png": PNG,
        "content/post/a/b.png": PNG,
        "content/post/a/report.pdf": b"%PDF",
    }
    made = site(files)
    assert [(n.path, n.code) for n in made.report.skipped] == [
        ("content/post/a/b.png", "file-unused"),
        ("content/post/a/report.pdf", "file-unused"),
    ]


@pytest.mark.parametrize(
    "cascade",
    [
        "{draft: true}",
        "[{draft: true}]",
        "{build: {list: never}}",
        "{draft: true, target: {kind: page}}",
        "{draft: true, _target: {kind: '{page,section}', path: '/news/**'}}",
        "[{draft: true, target: {path: '{/x/*,/News/A}'}}]",
    ],
)
def test_what_a_section_hands_down_holds_for_its_posts(site, cascade):
    files = {
        "content/news/_index.md": f"---\ntitle: x\ncascade: {cascade}\n---\n",
        "content/news/a.md": POST.format(title="A", body="x"),
        "content/post/b.md": POST.format(title="B", body="x"),
    }
    made = site(files)
    assert made.front("stories/2013/a.md")["status"] == "draft"
    assert made.front("stories/2013/b.md")["status"] == "published"


@pytest.mark.parametrize(
    "target", ["{kind: section}", "{path: /news}", "{path: '/*'}", "{path: '/{'}", "{lang: en}"]
)
def test_what_a_section_hands_down_to_others_does_not_hold_for_its_posts(site, target):
    section = f"---\ntitle: x\ncascade: [{{draft: true, target: {target}}}]\n---\n"
    files = {
        "content/news/_index.md": section,
        "content/news/a.md": POST.format(title="A", body=""),
    }
    assert site(files).front("stories/2013/a.md")["status"] == "published"


def test_what_the_configuration_hands_down_holds_for_the_posts_it_is_meant_for(site):
    config = "title = 'x'\n[[cascade]]\ndraft = true\ntarget = {path = '/news/**'}\n"
    files = {
        "hugo.toml": config,
        "content/news/a/index.md": POST.format(title="A", body=""),
        "content/post/b.md": POST.format(title="B", body=""),
    }
    made = site(files)
    found = {
        made.front(target)["title"]: made.front(target)["status"]
        for _, target in made.report.written
    }
    assert found == {"A": "draft", "B": "published"}


def test_a_figure_shows_its_title_caption_and_credit(one):
    body = """{{< figure src="/a.png" title="题" caption="注" attr="摄影：甲" alt="替" >}}
{{< image src="/a.png" caption="注" >}} ![右](/a.png#center) {{< image "a.png" >}}"""
    lines = one(body, static__a_dot_png=PNG).split("\n")
    path = "/media/imported/2013/a/a.png"
    assert lines[0] == f'![替]({path} "题 注 摄影：甲")'
    assert lines[1] == f'![注]({path} "注") ![右]({path}) {{{{< image "a.png" >}}}}'


def test_a_caption_keeps_its_quotation_marks(one):
    body = r'{{< figure src="/a.png" alt="甲" caption="他说 \"好\"。" >}}'
    picture = one(body, static__a_dot_png=PNG)
    assert picture == r'![甲](/media/imported/2013/a/a.png "他说 \"好\"。")'


def test_the_text_of_a_section_page_is_not_passed_over(site):
    files = {
        "content/_index.md": "---\ntitle: 首页\n---\n",
        "content/about/_index.md": "---\ntitle: 关于\n---\n校友会成立于 1952 年。\n",
        "content/post/a.md": POST.format(title="A", body="x"),
    }
    skipped = {note.path: note.code for note in site(files).report.skipped}
    assert skipped == {
        "content/_index.md": "section-file",
        "content/about/_index.md": "section-text",
    }


def test_what_params_say_of_a_post_keeps_it_from_strangers(site):
    toml = "+++\ntitle = 'T'\ndate = 2013-05-15\n[params]\n{0}\n+++\nx\n"
    made = site({"post/a.md": toml.format("hidden = true"), "post/b.md": toml.format("b = 1")})
    assert made.front("stories/2013/a.md")["status"] == "draft"
    assert made.front("stories/2013/b.md")["status"] == "published"


def test_a_date_that_is_not_understood_is_told_with_its_line(site):
    made = site({"post/a.md": "---\ntitle: A\ndate: 05/04/2023\n---\nx\n"})
    assert [(n.code, n.line) for n in made.report.skipped] == [("date-unread", 3)]
    assert "05/04/2023" in made.report.skipped[0].message_zh
