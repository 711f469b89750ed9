"""What the importer makes of links, pictures, raw HTML and headings in a body."""

import pytest
from importing_site import PNG


@pytest.mark.parametrize(
    ("written", "imported"),
    [
        ("![图](https://x.cn/a.png)", "[图片：图](https://x.cn/a.png)"),
        ("![](//x.cn/a.png)", "[图片](https://x.cn/a.png)"),
        ("![图](gone.png)", "图"),
        ("![图](data:image/png;base64,AAAA)", "图"),
        ("[![图](https://x.cn/a.png)](https://y.cn)", "[图片：图](https://y.cn)"),
        ("[![图](https://x.cn/a.png)](/gone)", "[图片：图](https://x.cn/a.png)"),
        ("![a][r]\n\n[r]: //x.cn/a", "[图片：a](https://x.cn/a)\n\n[r]: //x.cn/a"),
        ("![a\nb](<https://x.cn/a (1).png>\n'T')", "[图片：a b](https://x.cn/a%20%281%29.png)"),
        ("[站内](/gone/ 'T')", "站内"),
        ("[空]()", "空"),
        ("[脚本](javascript:alert(1))", "脚本"),
        ("[脚本](<java\tscript:x>)", "脚本"),
        ("<ftp://x.cn/a>", "ftp://x.cn/a"),
        ("[[a](x)](y)", "a"),
        ("[# 不是标题](gone)", "\\# 不是标题"),
        ("[1. 不是列表](gone)", "1\\. 不是列表"),
        ("公式 $f[x](y)$", "公式 $f\\[x](y)$"),
        ("[站](www.x.cn/a)", "[站](http://www.x.cn/a)"),
        ("[a](//x.cn/b)", "[a](https://x.cn/b)"),
        ("> - [a](gone)\n>   ![b](https://x.cn/y)", "> - a\n>   [图片：b](https://x.cn/y)"),
        ("|a|\n|-|\n|![x\\|y](https://x.cn/y)|", "|a|\n|-|\n|[图片：x\\|y](https://x.cn/y)|"),
        ("[^1]\n\n[^1]: ![a](gone.png) [b](gone)", "[^1]\n\n[^1]: a b"),
        ("[x] 文\n[^1]: [x]: gone", "x 文\n[^1]: "),
        ("文\n\n[^1]: # 注", "文\n\n[^1]: ## 注"),
    ],
)  # fmt: skip
def test_what_laurel_would_refuse_is_replaced(one, written, imported):
    assert one(written) == imported


@pytest.mark.parametrize(
    "body",
    [
        "[a](https://x.cn) [b](mailto:a@b.cn) [c](#d) <https://x.cn>",
        "```\n![a](gone.png) {{< ref x >}}\n# not a heading\n```",
        "    ![a](gone.png)",
        "`![a](gone.png)` ``[b](gone) ` ``",
        "\\![a](#x) \\[b\\](gone)",
        "{{ page.title }} {% raw",
        "<pre>\n<img src='gone.png'>\n</pre>",
        "<!-- <img src='gone.png'> -->",
        '<script>\nx = "<img src=1>";\n</script>',
        '<div style="x" onclick="y">z</div>',
    ],
)
def test_what_laurel_accepts_or_drops_itself_stays(one, body):
    assert one(f"前\n\n{body}").removeprefix("前\n\n") == body


@pytest.mark.parametrize(
    ("written", "imported"),
    [
        ("x <img src='https://x.cn/a.png' alt=图>", "x [图片：图](https://x.cn/a.png)"),
        ("x <img src=gone.png alt='[图]'>", "x \\[图\\]"),
        ("x <iframe src='//x.cn/v'></iframe>", "x [嵌入内容](https://x.cn/v)"),
        ('<a href="https://x.cn"><img src="https://x.cn/a.png" alt="b"></a>', '<a href="https://x.cn">图片：b</a>'),
        ("x <a href='/gone'>y</a>", "x <a>y</a>"),
        ("<embed src='https://x.cn/v.swf'>", "[嵌入内容](https://x.cn/v.swf)"),
        (
            "<video controls>\n  <source src='https://x.cn/v.mp4'>\n  </video>\n后",
            "[嵌入内容](https://x.cn/v.mp4)\n\n后",
        ),
        (
            "> <div>\n>   <img src='https://x.cn/a.png'>\n>     文</div>",
            "> <div>\n> \n> [图片](https://x.cn/a.png)\n> \n> 文</div>",
        ),
        ("<iframe src='//x.cn/v'># 文", "[嵌入内容](https://x.cn/v)\n\n\\# 文"),
        ("<img src='data:image/png;base64," + "A" * 9000 + "' alt=大>", "大"),
    ],
)  # fmt: skip
def test_raw_html_pictures_links_and_players_become_markdown(one, written, imported):
    assert one(written) == imported


def test_a_local_picture_in_raw_html_is_copied_and_stands_alone(one):
    body = one(
        "<table>\n    <td><img src='a.png' alt='甲'></td>\n    </table>", post__a_dot_png=PNG
    )
    assert body.split("\n")[1:5] == ["    <td>", "", "![甲](/media/imported/2013/a/a.png)", ""]
    assert body.split("\n")[5].startswith("</td>")


def test_two_pictures_of_one_name_get_two_files(one):
    files = {"post__x__a_dot_png": PNG, "post__y__a_dot_png": PNG + b"1"}
    body = one("![](x/a.png) ![](y/a.png) ![](x/a.png)", **files)
    folder = "/media/imported/2013/a"
    assert body == f"![]({folder}/a.png) ![]({folder}/a-2.png) ![]({folder}/a.png)"


def test_a_picture_gets_the_ending_of_its_bytes(one):
    assert one("![](图.jpg)", **{"post__图_dot_jpg": PNG}).endswith(".png)")


def test_headings_of_level_one_move_all_headings_down_outside_code(one):
    body = "一\n==\n\n## 二 ##\n\n三\n四\n---\n\n> # 五\n\n```\n# 六\n```\n\n###### 七"
    expected = "## 一\n\n### 二 ##\n\n### 三 四\n\n> ## 五\n\n```\n# 六\n```\n\n###### 七"
    assert one(body).replace("\n\n\n", "\n\n") == expected


def test_headings_without_level_one_stay(one):
    assert one("## 一\n\n二\n---") == "## 一\n\n二\n---"


def test_notes_about_the_body_name_the_line_of_the_file(site):
    body = "{% highlight r %}x\n{% endhighlight %}\n\n一\n二\n===\n\n![a](gone.png)"
    made = site({"_posts/2013-01-01-a.md": f"---\ntitle: A\n---\n{body}"}, "jekyll")
    lines = {note.code: note.line for note in made.report.notes}
    assert (lines["headings-shifted"], lines["image-missing"]) == (7, 11)


def test_a_reference_of_latex_cites_no_figure(one):
    body = "见图 \\ref{fig:a} 和 `\\ref{fig:b}`"
    assert one(body) == "见图 \\ref{fig&#58;a} 和 `\\ref{fig:b}`"


def test_links_by_file_path_lead_to_the_imported_file(site):
    text = "---\ntitle: {0}\ndate: {1}\n---\n{2}"
    files = {
        "post/2012/a.md": text.format(
            "A", "2012-01-01", "[b](../2013/b.md#h '题') [b](../2013/b) [r]\n\n[r]: ../2013/b"
        ),
        "post/2013/b.md": text.format("B", "2013-01-01", '<a href="../2012/a.md">a</a>'),
    }
    made = site(files)
    assert made.body("stories/2012/a.md").startswith(
        '[b](../2013/b.md#h "题") [b](../2013/b.md) [r](../2013/b.md)'
    )
    assert made.body("stories/2013/b.md") == '<a href="../2012/a.md">a</a>'


def test_own_absolute_links_need_the_address_of_the_site(site):
    files = {
        "post/a.md": "---\ntitle: A\ndate: 2013-01-01\n---\n[b](https://www.me.cn/post/b/) [c](https://me.cn/c)",
        "post/b.md": "---\ntitle: B\ndate: 2013-01-01\n---\n",
        "config.yml": "baseURL: https://me.cn/\n",
    }
    made = site(files)
    assert made.body("stories/2013/a.md") == "[b](b.md) [c](https://me.cn/c)"


@pytest.mark.parametrize(
    ("dialect", "written", "imported"),
    [
        ("hugo", "## 节 {#sec .x}", "## 节"),
        ("hugo", "段\n{.wide}\n\n文", "段\n\n\n文"),
        ("hugo", "`## a {#b}` 与 {x} {:.4f}", "`## a {#b}` 与 {x} {:.4f}"),
        ("hugo", "```\n## a {#b}\n```", "```\n## a {#b}\n```"),
        ("jekyll", "## Head {#custom}\n{: .no_toc }\n\nx", "## Head\n\n\nx"),
        ("jekyll", "[a](https://a.cn/){: .b} c", "[a](https://a.cn/) c"),
        ("jekyll", "{% highlight py %}\n{: x}\n{% endhighlight %}", "```py\n{: x}\n```"),
    ],
)
def test_attribute_lists_are_taken_out(one, dialect, written, imported):
    assert one(written, dialect) == imported


@pytest.mark.parametrize(
    ("dialect", "written", "imported"),
    [
        ("hugo", "前\n\n{{% comment %}} 密 {{% /comment %}}\n\n后", "前\n\n\n\n后"),
        ("hugo", "{{< comment >}}\n密 {{< ref x >}}\n{{< /comment >}}\n后", "后"),
        ("hugo", "`{{< comment >}}a{{< /comment >}}` b", "`{{< comment >}}a{{< /comment >}}` b"),
        ("hexo", "前{# 密\n密 #}后 {#id}", "前后 {#id}"),
        ("hexo", "## 节 {#id}\n\n文 {# 密 #}", "## 节 {#id}\n\n文"),
        ("hexo", "{% raw %}{# 文 #}{% endraw %}", "{# 文 #}"),
        ("jekyll", "前{% comment %} 密 {%- endcomment -%}后{% # 密 %}", "前后"),
        ("jekyll", "前\n\n{::comment}\n密 [x](/y)\n{:/comment}\n\n后", "前\n\n\n\n后"),
        ("jekyll", "前{% comment 记 %}密{% endcomment %}后", "前后"),
        ("jekyll", "前{::comment}密{:/}后", "前后"),
        ("jekyll", "{% comment %}文", "{% comment %}文"),
    ],
)
def test_what_a_dialect_shows_to_nobody_is_not_imported(one, dialect, written, imported):
    assert one(written, dialect).rstrip() == imported


def test_a_comment_that_was_left_out_is_named(site):
    text = "---\ntitle: A\ndate: 2013-07-13\n---\n\n文{# 密 {% gist 1 %} #}\n"
    made = site({"_posts/a.md": text}, "hexo")
    assert [(n.code, n.line) for n in made.report.notes if n.line > 4] == [("comment", 6)]


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        ("jekyll", "{%" + " " * 20_000 + "raw"),
        ("hexo", "{%" + " " * 20_000 + "raw"),
        ("hugo", "{{<" + " " * 20_000 + "raw"),
        ("hexo", "{fig:a} `x` " * 20_000),
    ],
    ids=["jekyll", "hexo", "hugo", "figures"],
)
def test_the_work_grows_with_the_text(one, dialect, body):
    """Not with its square: these would take minutes."""
    assert one(f"前{body}", dialect).startswith("前")


def test_a_picture_that_waits_for_a_script_is_found_where_it_waits(one):
    body = '<img src="data:image/gif;base64,R0" data-src="/b.png" alt="乙">'
    assert one(body, static__b_dot_png=PNG) == "![乙](/media/imported/2013/a/b.png)"
