"""What holds for any input: nothing raises, the result reads back, nothing is refused by Laurel."""

import re
import tempfile
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from importing_site import Site

from generator.importing.draft import Draft, Edit
from generator.importing.layout import read_layout
from generator.importing.markup import escaped, plain_text
from generator.importing.output import quoted

_BITS = (
    "---\n", "+++\n", "title: ", "date: 2013-01-01\n", "tags: [a, b]\n", "categories:\n- x\n",
    "\t", "- ", "> ", "    ", "# ", "===\n", "|", "|-|\n", "```\n", "`", "[", "]", "](", ")",
    "![", "(x)", "<img src=", "<a href='x'>", "</a>", "<iframe src='//h/x'>", "<div>\n",
    "{{< ref \"x\" >}}", "{% highlight r %}", "{% endhighlight %}", "[x]: y\n", "[^1]: ", "$",
    "\\", "*", "\n", "\n\n", " ", "文", "a", "'", "\"", "https://h.cn/x.png", "javascript:x",
    "\r", "\u0000", "\u2028", "&amp;", "<!-- ", "-->", "a.md", ":", "{", "}", "!", "&x", "*x",
)  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_BITS), max_size=40).map("".join)
_HEAD = "---\ntitle: x\ndate: 2013-01-01\n---\n"


def _import(data: bytes, dialect: str) -> tuple[Site, Path]:
    folder = tempfile.TemporaryDirectory()
    name = "post/a.md" if dialect == "hugo" else "_posts/2013-01-01-a.md"
    made = Site(Path(folder.name), {name: data}, dialect)
    made.folder = folder
    made.run()
    return made, Path(name)


def _check(made: Site, name: Path) -> None:
    report = made.report
    named = {s for s, _ in report.written} | {n.path for n in report.skipped}
    assert named == {name.as_posix()}
    assert not [n for n in report.skipped if n.code == "failed"], report.skipped
    for _, target in report.written:
        front = yaml.load(made.text(target).split("\n---\n")[0], Loader=yaml.BaseLoader)
        assert front["title"].strip() and front["date"] and front["column"]
        assert _refused(made.text(target).split("\n---\n", 1)[1]) == []


def _refused(body: str) -> list[str]:
    """Return the targets in a body that Laurel would refuse (there are no other files here)."""
    spans = read_layout(Draft.of(body)).spans
    links = [s.target for s in spans if s.kind in ("link", "autolink")]
    bad = [t for t in links if not re.match(r"(?:https?://.|mailto:|#.|a\.md(?:#|\Z))", t, re.I)]
    return bad + [s.target for s in spans if s.kind == "image"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["hugo", "hexo", "jekyll"]))
def test_any_bytes_are_imported_or_named(data, dialect):
    _check(*_import(data, dialect))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.booleans(), st.sampled_from(["hugo", "hexo", "jekyll"]))
def test_any_markdown_becomes_a_story_without_refused_targets(text, has_head, dialect):
    data = ((_HEAD if has_head else "") + text).encode("utf-8")
    _check(*_import(data, dialect))


@settings(max_examples=60, deadline=None)
@given(_TEXTS)
def test_a_second_import_of_anything_changes_nothing(text):
    made, _ = _import((_HEAD + text).encode("utf-8"), "hugo")
    before = {path: made.text(path) for path in made.files()}
    assert made.run().written == ()
    assert {path: made.text(path) for path in made.files()} == before


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"])))
def test_quoted_text_reads_back_in_block_and_flow(text):
    loaded = yaml.load(f"a: {quoted(text)}\nb: [{quoted(text)}]\n", Loader=yaml.BaseLoader)
    assert loaded == {"a": text, "b": [text]} or "\ufeff" in text


@given(st.text(max_size=60))
def test_escaped_text_shows_itself(text):
    shown = plain_text(f"x{escaped(text)}x", 500)
    assert shown == "x" + plain_text(escaped(text), 500).strip() + "x" or " " in shown


@given(
    _TEXTS,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), st.sampled_from(["", "z", "\n\n"]))),
)
def test_edits_keep_the_number_of_lines_and_their_order(text, raw):
    edits = [Edit(min(a, len(text)), min(a + n, len(text)), new) for a, n, new in raw]
    draft = Draft.of(text).edited(edits)
    assert len(draft.lines) == draft.text.count("\n") + 1
    assert list(draft.lines) == sorted(draft.lines)
