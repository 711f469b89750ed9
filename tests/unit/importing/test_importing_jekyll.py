"""What the importer makes of a Jekyll site."""

import pytest
from importing_site import PNG


def test_date_and_slug_come_from_the_file_name(site):
    made = site({"_posts/2013-07-13-hello-world.markdown": "---\ntitle: H\n---\nx"}, "jekyll")
    front = made.front("stories/2013/hello-world.md")
    assert front["date"] == "2013-07-13"
    assert front["column"] == "imported"
    assert front["aliases"] == ["/2013/07/13/hello-world.html"]


def test_fields_of_jekyll(site):
    text = """---
title: H
date: 2013-07-13 08:00:00 +0000
categories: 校友 活动
tags: a b
redirect_from:
  - /old/1.html
permalink: /p/h/
published: false
layout: post
---
x
"""
    made = site({"_posts/2013-07-13-h.md": text}, "jekyll")
    front = made.front("stories/2013/h.md")
    assert front["date"] == "2013-07-13T16:00:00+08:00"
    assert (front["column"], front["tags"]) == ("xiao-you", ["活动", "a", "b"])
    assert (front["status"], front["aliases"]) == ("draft", ["/old/1.html", "/p/h/"])
    assert [(n.line, n.code) for n in made.report.notes if n.code == "key-unknown"] == [
        (10, "key-unknown")
    ]


def test_liquid_is_translated(site):
    body = """[p]({% post_url 2013-07-14-b %}) ![]({{ site.baseurl }}/assets/a.png)
{% highlight ruby linenos %}
x = "{{ site.url }}"
{% endhighlight %}
{% include x.html %} {{ page.title }} {{ anything }}"""
    files = {
        "_posts/2013-07-13-a.md": f"---\ntitle: A\n---\n{body}",
        "_posts/2013-07-14-b.md": "---\ntitle: B\n---\n",
        "assets/a.png": PNG,
    }
    made = site(files, "jekyll")
    lines = made.body("stories/2013/a.md").split("\n")
    assert lines[0] == "[p](b.md) ![](/media/imported/2013/a/a.png)"
    assert lines[1:4] == ["```ruby", 'x = "{{ site.url }}"', "```"]
    assert lines[-1] == "{% include x.html %} {{ page.title }} {{ anything }}"
    assert made.codes().count("template-kept") == 2


def test_a_draft_without_date_is_skipped_with_its_reason(site):
    made = site({"_drafts/idea.md": "---\ntitle: I\n---\n"}, "jekyll")
    assert [(n.path, n.code) for n in made.report.skipped] == [("_drafts/idea.md", "no-date")]


def test_readme_is_no_page(site):
    made = site({"README.md": "# x", "about.md": "---\ntitle: A\n---\n", "_posts/x": ""}, "jekyll")
    assert [target for _, target in made.report.written] == ["pages/about.md"]


def test_a_category_is_one_and_the_folders_of_a_post_are_some(site):
    text = "---\ntitle: A\ncategory: Alumni News\n---\nx\n"
    files = {"_config.yml": "title: x\n", "film/_posts/2013-07-13-a.md": text}
    made = site(files, "jekyll")
    front = made.front("stories/2013/a.md")
    assert (front["column"], front["tags"]) == ("film", ["Alumni News"])


def test_a_collection_is_named_and_the_design_is_not(site):
    files = {"_alumni/a.md": "x", "_includes/b.md": "x", "_posts/2013-07-13-a.md": "x"}
    made = site(files, "jekyll")
    assert [(n.path, n.code) for n in made.report.skipped] == [("_alumni/a.md", "not-a-post")]


DEFAULTS = """defaults:
- {scope: {path: "", type: posts}, values: {author: 办公室, permalink: "/p/:title/", layout: x}}
- {scope: {path: _posts/inside}, values: {published: false}}
- broken
"""


def test_defaults_of_the_configuration_hold_where_a_post_says_nothing(site):
    files = {
        "_config.yml": "title: x\n" + DEFAULTS,
        "_posts/2013-07-13-a.md": "---\nauthor: 张三\n---\nx\n",
        "_posts/inside/2013-07-13-b.md": "---\ntitle: B\n---\nx\n",
    }
    made = site(files, "jekyll")
    first, second = made.front("stories/2013/a.md"), made.front("stories/2013/b.md")
    assert (first["authors"], first["status"]) == (["张三"], "published")
    assert (second["authors"], second["status"]) == (["办公室"], "draft")
    assert (first["aliases"], second["aliases"]) == (["/p/a/"], ["/p/b/"])


def test_a_file_that_is_not_named_after_its_day_is_a_draft(site):
    made = site({"_posts/idea.md": "---\ntitle: I\ndate: 2013-01-01\n---\n"}, "jekyll")
    assert made.front("stories/2013/idea.md")["status"] == "draft"
    assert "unnamed-draft" in made.codes()


def test_pictures_behind_link_and_include_are_found(one):
    body = """![甲]({{ site.baseurl }}{% link assets/a.png %})
{% include figure image_path="/assets/a.png" alt="乙" caption="注" %}
{% include figure.liquid path="assets/a.png" %} {% include figure.html other="x" %}"""
    path = "/media/imported/2013/a/a.png"
    assert one(body, "jekyll", assets__a_dot_png=PNG).split("\n") == [
        f"![甲]({path})",
        f'![乙]({path} "注")',
        f'![]({path}) {{% include figure.html other="x" %}}',
    ]


@pytest.mark.parametrize("item", ["* TOC", "1. 目录", "- toc"])
def test_the_place_of_a_table_of_contents_is_no_list(one, item):
    assert one(f"前\n\n{item}\n{{:toc}}\n\n后", "jekyll").split() == ["前", "后"]
