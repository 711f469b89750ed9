"""Former addresses: where each generator published a post, kept as aliases."""

import pytest
from importing_site import PNG

HUGO = "hugo.yaml", "baseURL: https://old.cn/\n"
HEXO = "_config.yml", "url: https://old.cn\n"
JEKYLL = "_config.yml", "url: https://old.cn\n"


def _aliases(site, dialect, config, path, fields, title="甲"):
    """Import one post beside a configuration; return the aliases of what it became."""
    front = f"---\ntitle: '{title}'\n{fields}---\nx\n"
    made = site({config[0]: config[1], path: front}, dialect)
    ((_, target),) = made.report.written
    return made.front(target).get("aliases", [])


@pytest.mark.parametrize(
    ("path", "fields", "addresses"),
    [
        ("content/posts/2020-01-02-a.md", "", ["/posts/2020-01-02-a/"]),
        ("content/posts/With Space.md", "", ["/posts/with-space/"]),
        ("content/posts/a.md", "url: about-us.html\n", ["/about-us.html"]),
        (
            "content/posts/a.md",
            "aliases: [old, ../b, /c]\n",
            ["/posts/a/", "/posts/old/", "/b/", "/c/"],
        ),
        ("content/posts/a/index.md", "aliases: [old]\n", ["/posts/a/", "/posts/old/"]),
    ],
)
def test_of_hugo(site, path, fields, addresses):
    found = _aliases(site, "hugo", HUGO, path, f"date: 2020-01-02\n{fields}")
    assert found == addresses


@pytest.mark.parametrize("form", [":slug", ":title"])
def test_of_hugo_are_made_of_the_title_as_hugo_makes_them(site, form):
    config = HUGO[0], f"{HUGO[1]}permalinks: {{posts: '/p/{form}/'}}\n"
    found = _aliases(site, "hugo", config, "content/posts/a.md", "date: 2020-01-02\n", "R&D：a  b")
    assert found == ["/p/rda-b/"]


def test_of_hugo_have_the_language_of_a_translation(site):
    config = HUGO[0], f"{HUGO[1]}defaultContentLanguage: zh\n"
    path = "content/posts/a.en.md"
    assert _aliases(site, "hugo", config, path, "date: 2020-01-02\n") == ["/en/posts/a/"]


@pytest.mark.parametrize(
    ("more", "path", "fields", "address"),
    [
        ("", "2020/a.md", "", "/2020/01/02/2020/a/"),
        ("permalink: :name.html\n", "2020/a.md", "", "/a.html"),
        ("", "2020-01-02-a.md", "", "/2020/01/02/2020-01-02-a/"),
        ("new_post_name: :year-:month-:day-:title.md\n", "2020-01-02-a.md", "", "/2020/01/02/a/"),
        ("permalink: posts/:abbrlink/\n", "a.md", "abbrlink: 4a17b156\n", "/posts/4a17b156/"),
        ("", "a.md", "permalink: mine\n", "/mine/"),
    ],
)
def test_of_hexo(site, more, path, fields, address):
    config = HEXO[0], HEXO[1] + more
    fields = f"date: 2020-01-02\n{fields}"
    assert _aliases(site, "hexo", config, f"source/_posts/{path}", fields) == [address]


@pytest.mark.parametrize(
    ("more", "path", "fields", "address"),
    [
        ("", "film/_posts/2020-01-02-a.md", "", "/film/2020/01/02/a.html"),
        ("permalink: /:year/:title:output_ext\n", "_posts/2020-01-02-a.md", "", "/2020/a.html"),
        ("", "_posts/2020-01-02-a.md", "permalink: /:year/foo.html\n", "/2020/foo.html"),
        ("", "team/board.md", "", "/team/board.html"),
        ("permalink: pretty\n", "team/board.md", "", "/team/board/"),
        ("", "team/board/index.md", "", "/team/board/"),
    ],
)
def test_of_jekyll(site, more, path, fields, address):
    config = JEKYLL[0], JEKYLL[1] + more
    assert _aliases(site, "jekyll", config, path, fields) == [address]


@pytest.mark.parametrize(
    ("more", "fields"),
    [("permalink: /:hash/\n", ""), ("", "categories: [a b]\npermalink: /a b/\n")],
)
def test_one_that_cannot_be_kept_is_named(site, more, fields):
    text = f"---\ntitle: A\ndate: 2020-01-02\n{fields}---\nx\n"
    made = site({HEXO[0]: HEXO[1] + more, "source/_posts/a.md": text}, "hexo")
    assert "alias-unused" in made.codes()


def test_of_jekyll_with_a_space_are_named_because_they_cannot_be_kept(site):
    fields = "categories: [A B]\n"
    assert _aliases(site, "jekyll", JEKYLL, "_posts/2020-01-02-a.md", fields) == []


@pytest.mark.parametrize("dialect", ["hexo", "jekyll"])
def test_a_time_and_its_address_are_in_the_zone_of_the_configuration(site, dialect):
    files = {
        "_config.yml": "url: https://old.cn\ntimezone: America/New_York\n",
        "_posts/2020-01-02-a.md": "---\ntitle: A\ndate: 2020-01-02 22:00:00\n---\nx\n",
        "_posts/2020-01-03-b.md": "---\ntitle: B\ndate: 2020-01-03 01:00:00 +0000\n---\nx\n",
        "_posts/2020-01-04-c.md": "---\ntitle: C\ndate: 2020-01-04\n---\nx\n",
    }
    made = site(files, dialect)
    fronts = [made.front(f"stories/2020/{name}.md") for name in "abc"]
    assert [front["date"] for front in fronts] == [
        "2020-01-03T11:00:00+08:00",
        "2020-01-03T09:00:00+08:00",
        "2020-01-04",
    ]
    assert [front["aliases"][0][:12] for front in fronts] == [
        "/2020/01/02/",
        "/2020/01/02/",
        "/2020/01/04/",
    ]


def test_links_below_the_folder_of_the_site_are_found(site):
    files = {
        "_config.yml": "url: https://old.cn/blog\nroot: /blog/\n",
        "source/_posts/a.md": "title: A\ndate: 2020-01-02\n---\n"
        "[b](/blog/2020/01/02/b/#x) ![](/blog/images/p.png)\n",
        "source/_posts/b.md": "title: B\ndate: 2020-01-02\n---\nx\n",
        "source/images/p.png": PNG,
    }
    body = site(files, "hexo").body("stories/2020/a.md")
    assert body == "[b](b.md#x) ![](/media/imported/2020/a/p.png)"


@pytest.mark.parametrize("written", ["/.x/", "/x./", "/a/..b/", "/con/", "/" + "长" * 90 + "/"])
def test_one_that_laurel_would_refuse_is_named(site, written):
    text = f"---\ntitle: A\ndate: 2020-01-02\nurl: {written}\n---\nx\n"
    made = site({"post/a.md": text})
    assert "aliases" not in made.front("stories/2020/a.md")
    assert "alias-unused" in made.codes()


@pytest.mark.parametrize("address", ["/404.html", "/tags/a/", "/stories/2020/", "/feeds/rss.xml"])
def test_one_that_laurel_needs_itself_is_named(site, address):
    text = f"---\ntitle: A\ndate: 2020-01-02\npermalink: {address}\n---\nx\n"
    made = site({"_posts/2020-01-02-a.md": text}, "jekyll")
    assert "aliases" not in made.front("stories/2020/a.md")
    assert "alias-unused" in made.codes()
