"""What the importer makes of a Hexo site."""

import pytest
from importing_site import PNG


def _post(body: str, extra: str = "") -> str:
    return f"title: 甲\ndate: 2013/7/13 20:46:25\n{extra}---\n{body}\n"


def test_a_post_without_opening_mark_is_read_and_its_time_is_local(site):
    made = site({"source/_posts/hello.md": _post("前\n\n<!-- more -->\n\n后")}, "hexo")
    assert made.front("stories/2013/hello.md")["date"] == "2013-07-13T20:46:25+08:00"
    assert made.body("stories/2013/hello.md").split() == ["前", "后"]


def test_drafts_and_nested_categories(site):
    extra = "categories:\n- [生活, 旅行]\n- [技术]\n"
    made = site({"source/_drafts/d.md": "---\n" + _post("x", extra)}, "hexo")
    front = made.front("stories/2013/d.md")
    assert (front["status"], front["column"], front["tags"]) == (
        "draft",
        "sheng-huo",
        ["旅行", "技术"],
    )


def test_tag_plugins_are_translated(site):
    body = """{% asset_img p.png 一张 图 %}
{% post_link b %} {% post_link b 乙文 %} {% post_link no %} {% img left /images/q.png 9 9 "说明" %}
{% codeblock lang:js %}
{% post_link b %}
{% endcodeblock %}
{% gist 1 %}"""
    files = {
        "source/_posts/a.md": _post(body),
        "source/_posts/a/p.png": PNG,
        "source/_posts/b.md": _post("x").replace("甲", "乙"),
        "source/images/q.png": PNG,
    }
    made = site(files, "hexo")
    lines = made.body("stories/2013/a.md").split("\n")
    assert lines[0] == "![一张 图](/media/imported/2013/a/p.png)"
    expected = "[乙](b.md) [乙文](b.md) no ![说明](/media/imported/2013/a/q.png)"
    assert lines[1] == expected
    assert lines[2:5] == ["```js", "{% post_link b %}", "```"]
    assert "{% gist 1 %}" in lines
    assert {"reference-lost", "template-kept"} <= set(made.codes())


def test_the_default_permalink_holds_where_there_is_a_configuration(site):
    files = {"_config.yml": "title: x\nurl: http://x.cn\n", "source/_posts/a.md": _post("x")}
    assert site(files, "hexo").front("stories/2013/a.md")["aliases"] == ["/2013/07/13/a/"]


def test_a_page_beside_the_posts_is_a_page(site):
    files = {"source/about/index.md": "title: 关于\n---\nx", "source/_posts/a.md": _post("x")}
    assert "pages/about.md" in site(files, "hexo").files()


def test_a_folder_of_posts_alone_is_enough(site):
    assert "stories/2013/a.md" in site({"a.md": _post("x")}, "hexo").files()


def test_the_source_folder_may_be_given_alone(site):
    files = {"source/about/index.md": "title: 关于\n---\nx", "source/_posts/a.md": _post("x")}
    made = site(files, "hexo", run=False)
    made.source /= "source"
    assert [t for _, t in made.run().written] == ["stories/2013/a.md", "pages/about.md"]


def test_an_empty_page_of_a_listing_is_no_page(site):
    page = "title: 标签\ntype: tags\n---\n"
    made = site({"source/tags/index.md": page, "source/_posts/a.md": _post("x")}, "hexo")
    assert [n.code for n in made.report.skipped] == ["own-page"]


def test_a_file_of_an_asset_folder_that_nothing_shows_is_named(site):
    made = site({"source/_posts/a.md": _post("x"), "source/_posts/a/p.png": PNG}, "hexo")
    assert [n.path for n in made.report.skipped] == ["source/_posts/a/p.png"]


@pytest.mark.parametrize(
    ("categories", "address"),
    [
        ("", "/none/2013/a.html"),
        ("categories: 校友 风采\n", "/校友-风采/2013/a.html"),
        ("categories: [人物, Sub Two]\n", "/people/Sub-Two/2013/a.html"),
        ("categories: [[人物, b]]\n", "/people/b/2013/a.html"),
        ("categories: [[人物], [b]]\n", None),
    ],
)
def test_a_category_in_addresses_is_the_innermost_with_those_around_it(site, categories, address):
    config = "permalink: :category/:year/:title.html\ndefault_category: none\n"
    config += "category_map:\n  人物: people\n"
    made = site({"_config.yml": config, "source/_posts/a.md": _post("x", categories)}, "hexo")
    found = made.front("stories/2013/a.md").get("aliases")
    assert found == ([address] if address else None)
    assert ("alias-unused" in made.codes()) == (address is None)


def test_a_tag_that_asks_for_a_password_makes_a_draft(site):
    config = "title: x\nencrypt:\n  enable: true\n  tags:\n  - {name: 私密, password: p}\n"
    files = {
        "_config.yml": config,
        "source/_posts/a.md": _post("x", "tags: [公开, 私密]\n"),
        "source/_posts/b.md": _post("x", "tags: 公开\n"),
    }
    made = site(files, "hexo")
    found = [made.front(target)["status"] for _, target in made.report.written]
    assert found == ["draft", "published"]


@pytest.mark.parametrize("name", ["_a", "_private/a"])
def test_what_has_an_underscore_among_the_posts_is_passed_over_and_named(site, name):
    files = {"source/_posts/b.md": _post("x"), f"source/_posts/{name}.md": _post("密")}
    made = site(files, "hexo")
    assert [n.code for n in made.report.skipped] == ["hidden"]
    assert [source for source, _ in made.report.written] == ["source/_posts/b.md"]


def test_a_page_that_its_theme_filled_is_a_draft(site):
    page = "title: 友情链接\ntype: link\n---\n"
    made = site({"source/link/index.md": page, "source/_posts/a.md": _post("x")}, "hexo")
    assert made.front("pages/link.md")["status"] == "draft"
    assert "empty-draft" in made.codes()


@pytest.mark.parametrize("field", ["index_img", "banner_img", "cover_image", "img"])
def test_covers_are_found_under_the_names_of_themes(site, field):
    files = {"source/_posts/a.md": _post("x", f"{field}: img/b.png\n"), "source/img/b.png": PNG}
    assert site(files, "hexo").front("stories/2013/a.md")["cover"]["alt"] == "甲"


def test_a_picture_tag_within_html_is_a_picture(one):
    body = """前
<div class='half'>
    <div>
        {% asset_img a.png 图 %}
        {% asset_img a.png %}
    </div>
</div>

后 <b>{% asset_img a.png %}</b>"""
    path = "/media/imported/2013/a/a.png"
    made = one(body, "hexo", _posts__a_dot_png=PNG)
    assert "\n\n</div>\n" in made
    assert [line for line in made.split("\n") if line][2:6] == [
        "    <div>",
        f"![图]({path})",
        f"![]({path})",
        "</div>",
    ]
    assert made.endswith(f"后 <b>![]({path})</b>")


def test_no_cover_is_no_lost_cover(site):
    made = site({"source/_posts/a.md": _post("x", "cover: false\ntop_img: /b.png\n")}, "hexo")
    assert "cover-lost" not in made.codes()
