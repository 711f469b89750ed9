"""What the importer makes of front matter and files as they are found in the wild."""

import os

import pytest
from importing_site import PNG, ZONE
from junctions import junctions_instead_of_links

from generator.importing.dates import read_date
from generator.importing.frontmatter import parse_post


def _values(text: str) -> dict[str, object]:
    return {key: field.value for key, field in parse_post(text, "p").fields.items()}


def _codes(text: str) -> list[str]:
    return [note.code for note in parse_post(text, "p").notes]


def test_an_unquoted_colon_costs_only_a_note():
    text = "---\ntitle: R: 入门\ntags:\n  - a\n  - b: c\ndate: 2013-01-01\n---\n"
    assert _values(text)["title"] == "R: 入门"
    assert _values(text)["date"] == "2013-01-01"
    assert _codes(text) == ["front-broken"]


def test_tabs_in_yaml_are_read():
    assert _values("---\ntitle:\tA\ntags:\n\t- a\n\t- b\n---\n")["tags"] == ["a", "b"]


def test_a_line_that_means_nothing_is_named():
    parsed = parse_post("---\ntitle: 'A\ndate: 2013-01-01\n!!!\n---\n", "p")
    assert ("front-line", 4) in [(note.code, note.line) for note in parsed.notes]
    assert parsed.fields["date"].value == "2013-01-01"


def test_of_a_key_that_stands_twice_the_last_one_counts():
    assert _values("---\na: 1\na: 2\n---\n") == {"a": "2"}
    assert _codes("---\na: 1\na: 2\n---\n") == ["key-twice"]


def test_scalars_stay_text():
    assert _values("---\na: no\nb: 1:30\nc: 007\nd: ~\n---\n") == {
        "a": "no",
        "b": "1:30",
        "c": "007",
        "d": "",
    }


@pytest.mark.parametrize("front", ["[" * 50_000, "a: &a [*a, *a]", "{" * 300, "a: " + "[" * 999])
def test_hostile_yaml_ends_in_a_note(front):
    assert parse_post(f"---\n{front}\n---\n", "p").notes


def test_lines_count_from_the_file():
    parsed = parse_post("\n---\ntitle: A\n\ndate: B\n---\n\nbody", "p")
    assert [(f.key, f.line) for f in parsed.fields.values()] == [("title", 3), ("date", 5)]
    assert parsed.body.line_at(1) == 8


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2013-05-15", "2013-05-15"),
        ("2013/5/5", "2013-05-05"),
        ("2013.5.5", "2013-05-05"),
        ("2013年5月5日", "2013-05-05"),
        ("20130505", "2013-05-05"),
        ("2013/7/13 20:46:25", "2013-07-13T20:46:25+08:00"),
        ("2013-07-13 20:46", "2013-07-13T20:46:00+08:00"),
        ("2013-07-13 20:46:25 +0800", "2013-07-13T20:46:25+08:00"),
        ("2013-07-13 20:46:25 CST", "2013-07-13T20:46:25+08:00"),
        ("2013-05-15T00:00:00Z", "2013-05-15T08:00:00+08:00"),
        ("2013-05-15T00:00:00.123456789+00:00", "2013-05-15T08:00:00+08:00"),
        ("Sat, 13 Jul 2013 20:46:25 +0800", "2013-07-13T20:46:25+08:00"),
        ("July 13, 2013", "2013-07-13"),
        ("13 Jul 2013 20:46", "2013-07-13T20:46:00+08:00"),
    ],
)
def test_dates_of_any_usual_form(written, read):
    moment = read_date(written, ZONE)
    assert moment is not None
    assert moment.text() == read


@pytest.mark.parametrize("text", ["", "2013-13-01", "0001-01-01T00:00:00Z", "soon", "2013", "1:30"])
def test_what_is_no_date(text):
    assert read_date(text, ZONE) is None


def test_gb18030_crlf_and_bom_are_read(site):
    text = "---\r\ntitle: 校友\r\ndate: 2013-01-01\r\n---\r\n正文\r\n"
    files = {"post/g.md": text.encode("gb18030"), "post/b.md": text.encode("utf-8-sig")}
    made = site(files)
    assert made.front("stories/2013/g.md")["title"] == "校友"
    assert made.text("stories/2013/b.md").count("\r") == 0
    assert made.codes().count("encoding") == 1


def test_control_characters_are_removed_with_a_note(site):
    made = site({"post/a.md": '---\ntitle: "a\\u0007b\\u2028c"\ndate: 2013-01-01\n---\nx\x0by\n'})
    assert made.front("stories/2013/a.md")["title"] == "ab c"
    assert made.body("stories/2013/a.md") == "xy"
    assert [(n.code, n.line) for n in made.report.notes if n.code == "control"] == [("control", 5)]


def test_a_missing_title_is_the_first_heading_or_the_file_name(site):
    files = {
        "post/2013-01-01-a.md": "# 大 *标题*\n\n## 小\n\nx",
        "post/2013-01-01-bee.md": "---\ntags: x\n---\nx",
    }
    made = site(files)
    assert made.front("stories/2013/a.md")["title"] == "大 标题"
    assert made.body("stories/2013/a.md") == "## 小\n\nx"
    assert made.front("stories/2013/bee.md")["title"] == "bee"


def test_names_without_ascii_get_a_stable_slug(site):
    made = site({"post/2013-01-02-校友.md": "---\ntitle: x\n---\n"})
    (target,) = [target for _, target in made.report.written]
    assert target.startswith("stories/2013/post-20130102-")
    assert "slug-made" in made.codes()


def test_slugs_are_unique_within_a_year_and_never_reserved(site):
    text = "---\ntitle: x\ndate: {}\nslug: {}\n---\n"
    files = {
        "post/a.md": text.format("2013-01-01", "s"),
        "post/b.md": text.format("2013-01-02", "s"),
        "post/c.md": text.format("2014-01-02", "s"),
        "post/d.md": text.format("2014-01-02", "con"),
    }
    targets = [target for _, target in site(files).report.written]
    assert targets == [
        "stories/2013/s.md",
        "stories/2013/s-2.md",
        "stories/2014/s.md",
        "stories/2014/post-con.md",
    ]


def test_files_that_cannot_be_posts_are_skipped_with_their_reason(site):
    files = {
        "post/bin.md": b"\x00\xff\xfe\x01" * 20,
        "post/big.md": b"x" * (1024 * 1024 + 1),
        "post/page.rst": "x",
        "post/none.md": "",
        "post/ok.md": "---\ntitle: x\ndate: 2013-01-01\n---\n",
    }
    made = site(files)
    assert {note.path: note.code for note in made.report.skipped} == {
        "post/bin.md": "not-text",
        "post/big.md": "too-large",
        "post/page.rst": "format",
        "post/none.md": "no-date",
    }


def test_symbolic_links_are_not_followed(site, tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: s\ndate: 2013-01-01\n---\n")
    (tmp_path / "secret.png").write_bytes(PNG)
    made = site(
        {"post/a.md": "---\ntitle: x\ndate: 2013-01-01\n---\n![x](s.png) ![y](../../secret.png)"},
        run=False,
    )
    os.symlink(secret, made.source / "post/s.md")
    os.symlink(tmp_path / "secret.png", made.source / "post/s.png")
    os.symlink(tmp_path, made.source / "post/loop")
    made.run()
    assert [n.code for n in made.report.skipped] == ["outside-link", "outside-link"]
    assert made.body("stories/2013/a.md") == "x y"
    assert not (made.into / "media").exists()


def test_junctions_of_windows_are_not_followed(site, tmp_path, monkeypatch):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: s\ndate: 2013-01-01\n---\n")
    made = site({"post/a.md": "---\ntitle: x\ndate: 2013-01-01\n---\nx"}, run=False)
    os.symlink(outside, made.source / "post/linked")
    monkeypatch.setattr(os, "scandir", junctions_instead_of_links(os.scandir))
    made.run()
    assert [n.code for n in made.report.skipped] == ["outside-link"]
    assert not (made.into / "stories/2013/secret.md").exists()


def test_source_and_target_may_not_overlap(site):
    made = site({"post/a.md": "x"}, run=False)
    for into in (made.source, made.source / "content", made.source.parent):
        made.into = into
        assert [n.code for n in made.run().skipped] == ["same-folder"]
    assert sorted(p.name for p in made.source.rglob("*")) == ["a.md", "post"]


def test_a_source_that_is_not_there_is_said(site):
    made = site({}, run=False)
    made.source = made.source / "nowhere"
    assert [n.code for n in made.run().skipped] == ["no-source"]


def test_every_unknown_key_is_named_with_its_line(site):
    made = site({"post/a.md": "---\ntitle: x\ndate: 2013-01-01\nweight: 1\nforum_id: 2\n---\n"})
    named = [(n.line, n.message_en) for n in made.report.notes if n.code == "key-unknown"]
    assert [line for line, _ in named] == [4, 5]
    assert "weight" in named[0][1]


def test_a_draft_is_no_target_of_a_published_story(site):
    text = "---\ntitle: x\ndate: 2013-01-01\ndraft: {}\n---\n{}"
    made = site(
        {"post/a.md": text.format("false", "[b](b.md)"), "post/b.md": text.format("true", "")}
    )
    assert made.body("stories/2013/a.md") == "b"


def test_two_posts_with_one_former_address_are_named(site):
    text = "---\ntitle: x\ndate: 2013-01-01\naliases: [/old/, /stories/2013/a/, /search/]\n---\n"
    made = site({"post/a.md": text, "post/b.md": text})
    assert made.front("stories/2013/a.md")["aliases"] == ["/old/"]
    assert "aliases" not in made.front("stories/2013/b.md")
    assert made.codes().count("alias-twice") == 2


@pytest.mark.parametrize(
    "field",
    [
        "password: abc",
        "encrypt: true",
        "private: yes",
        "hidden: true",
        "headless: true",
        "build: {render: never}",
        "build: {render: link}",
        "_build:\n  list: false",
        "status: private",
        "draft: perhaps",
    ],
)
def test_what_was_not_for_everybody_becomes_a_draft(site, field):
    made = site({"post/a.md": f"---\ntitle: A\ndate: 2020-01-01\n{field}\n---\nx\n"})
    assert made.front("stories/2020/a.md")["status"] == "draft"
    assert [(n.line, n.severity) for n in made.report.notes if n.path == "post/a.md"] == [
        (4, "warning")
    ]


@pytest.mark.parametrize(
    "field", ["hidden: false", "status: publish", "build: {list: always}", "build: no"]
)
def test_what_was_for_everybody_stays_published(site, field):
    made = site({"post/a.md": f"---\ntitle: A\ndate: 2020-01-01\n{field}\n---\nx\n"})
    assert made.front("stories/2020/a.md")["status"] == "published"


def test_front_matter_without_an_end_is_a_draft_because_it_may_have_been_one(site):
    made = site({"_posts/2020-01-01-a.md": "---\ntitle: A\npublished: false\n\nx\n"}, "jekyll")
    assert made.front("stories/2020/a.md")["status"] == "draft"


def test_the_lost_lines_of_broken_toml_are_named():
    parsed = parse_post('+++\ntitle = "A"\ntags = [\n"a"\n]\nx = = y\nbad line\n+++\nx', "a.md")
    assert [(n.line, n.code) for n in parsed.notes][1:] == [
        (4, "front-line"),
        (5, "front-line"),
        (7, "front-line"),
    ]


def test_a_field_whose_place_another_took_is_named(site):
    fields = "tags: [a]\nkeywords: [b]\ndescription: d\nsummary: d\n"
    made = site({"post/a.md": f"---\ntitle: A\ndate: 2020-01-01\n{fields}---\nx\n"})
    assert [(n.line, n.code) for n in made.report.notes if n.code == "key-second"] == [
        (5, "key-second")
    ]


def test_a_picture_that_no_build_would_take_is_named(site):
    made = site({"post/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\n![p](p.png)\n"}, run=False)
    made.add("post/p.png", PNG)
    os.truncate(made.source / "post/p.png", (64 << 20) + 1)
    made.run()
    assert "image-large" in made.codes() and made.body("stories/2020/a.md") == "p"


@pytest.mark.parametrize(
    ("dialect", "config", "waits"),
    [
        ("hugo", "", True),
        ("hugo", "title: x\nbuildFuture: true\n", False),
        ("jekyll", "", True),
        ("jekyll", "title: x\nfuture: true\n", False),
        ("hexo", "", False),
        ("hexo", "title: x\nfuture: false\n", True),
    ],
)
def test_a_date_to_come_waits_where_it_did_in_the_source(site, dialect, config, waits):
    config_file = "hugo.yaml" if dialect == "hugo" else "_config.yml"
    post = "post/a.md" if dialect == "hugo" else "_posts/2033-01-02-a.md"
    old = post.replace("a.md", "b.md")
    files = {
        config_file: config,
        post: "---\ntitle: A\ndate: 2033-01-02\n---\n",
        old: "---\ntitle: B\ndate: 2024-06-01T12:00:00\n---\n",
    }
    fronts = {t: site.front(t) for site in [site(files, dialect)] for _, t in site.report.written}
    found = {front["title"]: front.get("publish_at") for front in fronts.values()}
    assert found == {"A": "2033-01-02T00:00:00+08:00" if waits else None, "B": None}


def test_an_explicit_day_of_publication_to_come_waits(site):
    made = site({"post/a.md": "---\ntitle: A\npublishDate: 2033-01-02\n---\n"})
    assert made.front("stories/2033/a.md")["publish_at"] == "2033-01-02T00:00:00+08:00"


@pytest.mark.parametrize(
    ("dialect", "config", "post", "left_out"),
    [
        ("jekyll", "_config.yml", "{}.md", "title: x\nexclude: [b.md, Gemfile, /]\n"),
        ("jekyll", "_config.yml", "_posts/{}/2013-01-01-x.md", "title: x\nexclude: [_posts/b/]\n"),
        ("hexo", "_config.yml", "source/_posts/{}.md", "title: x\nexclude: ['_posts/b*']\n"),
        ("hugo", "hugo.toml", "content/post/{}.md", "title = 'x'\nignoreFiles = ['/b[.]md$', '(']"),
    ],
)
def test_what_the_source_leaves_out_of_its_site_is_named(site, dialect, config, post, left_out):
    text = "---\ntitle: A\ndate: 2013-01-01\n---\n"
    files = {config: left_out, post.format("a"): text, post.format("b"): text}
    made = site(files, dialect)
    assert [name for name, _ in made.report.written] == [post.format("a")]
    found = [(n.path, n.code) for n in made.report.skipped]
    assert found == [(post.format("b"), "excluded")]


def test_paths_to_leave_out_begin_where_the_configuration_lies(site):
    text = "---\ntitle: A\ndate: 2013-01-01\n---\n"
    files = {"_config.yml": "title: x\nexclude: _posts/b.md\n"}
    made = site(files | {f"source/_posts/{name}.md": text for name in "ab"}, "hexo", run=False)
    made.source /= "source/_posts"
    made.run()
    assert [n.code for n in made.report.skipped] == ["excluded"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{{% hugo-encryptor "p" %}}\n密\n{{% /hugo-encryptor %}}', "draft"),
        ("{{<encrypt p>}}密{{</encrypt>}}", "draft"),
        ("{{< passwords >}} password", "published"),
    ],
)
def test_a_body_of_which_a_part_is_for_some_only_becomes_a_draft(site, body, status):
    made = site({"post/a.md": f"---\ntitle: A\ndate: 2013-01-01\n---\n{body}\n"})
    assert made.front("stories/2013/a.md")["status"] == status
    assert ("secret-draft" in made.codes()) == (status == "draft")
