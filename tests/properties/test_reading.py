"""Whatever bytes and fields there are: problems at places that exist, and never an exception."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from smallsite import NOW, TEMPLATES, ZONE, small_settings, write_folder

from generator.kinds import KINDS
from generator.kinds.base import Kind
from generator.kinds.term import TermFields
from generator.pipeline import Prepared, prepare
from generator.schema import Context, validate
from generator.schema.validate import salvage
from generator.source.tables import read_table
from generator.source.text import decode, decode_table
from generator.source.yamltext import Positions, load
from generator.watch import Watch

FIELDS = sorted({name for kind in KINDS for name in kind.model.model_fields})
INNER = ["src", "alt", "name", "url", "zh", "en", "id", "person", "college", "date", "note", "kind"]
WORDS = [
    "校友",
    "cs",
    "2024-05-11",
    "1996级",
    "draft",
    "no",
    "",
    " ",
    "0",
    "/a",
    "https://a.example",
]
WORDS += ["{{ x }}", "\u2028", "\u3000", "x" * 400, "a\nb", "consent", "may-day", "news", "en"]

texts = st.one_of(
    st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
keys = st.one_of(st.sampled_from(INNER + FIELDS), texts)
values = st.recursive(
    texts,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)
mappings = st.dictionaries(st.one_of(st.sampled_from(FIELDS), keys), values, max_size=8)
scraps = st.lists(
    st.sampled_from(
        [
            "---\n",
            "a: b\n",
            "- ",
            "  ",
            "\t",
            "[",
            "]",
            "{",
            "}",
            '"',
            "'",
            ":",
            ": ",
            "#",
            "&a ",
            "*a",
            "!x ",
            "|\n",
            ">\n",
            "\\",
            "\n",
            "\r",
            "\u2028",
            "\x85",
            "\ufeff",
            "题: 校友\n",
            "<<: x\n",
            "? ",
            "%",
            "...\n",
            "<b>",
            "](",
            "![",
            "`",
            "**",
            "|",
            "title: x\n",
            ",",
            "date: 2024-05-11\n",
        ]
    ),
    max_size=30,
).map("".join)


def site_of(files: dict[str, bytes]) -> Prepared:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_folder("", root)
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        prepared = prepare(root, small_settings(), TEMPLATES, NOW, Watch())
        for problem in prepared.problems:
            assert problem.line("zh").replace("\xa0", "").replace("\u3000", "").isprintable()
            assert json.dumps(problem.as_json("en"))
            assert_inside(prepared, problem.where)
        return prepared


def assert_inside(prepared: Prepared, where: Any) -> None:
    """Fail if the place is not one that an editor can put the cursor at."""
    if where.line == 0:
        return
    data = prepared.content.folder.read(where.path)
    for encoding in ("utf-8-sig", "gb18030", "latin-1"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= where.line <= len(lines), where
    assert 1 <= where.column <= len(lines[where.line - 1]) + 1, where


@given(st.one_of(scraps.map(str.encode), st.binary(max_size=60), texts.map(str.encode)))
@example(b"---\ntitle: {{ title }}\n---\n")
@example(b"---\na: [\nd\n---\n")
def test_any_bytes_as_a_story_are_read(data: bytes) -> None:
    site_of({"stories/2024/x.md": data})
    site_of({"stories/2024/x.md": b"---\n" + data + b"\n---\n" + data})


@given(st.one_of(scraps.map(str.encode), st.binary(max_size=60)))
@example("？: x\na：b\n".encode())
def test_any_bytes_as_yaml_are_read(data: bytes) -> None:
    paths = ["honors/x.yml", "people/x.yml", "taxonomies/regions.yml", "notes/x.yml"]
    site_of(dict.fromkeys(paths, data))


@given(st.one_of(scraps.map(str.encode), st.binary(max_size=80)))
def test_any_bytes_as_a_table_are_read(data: bytes) -> None:
    text = b"title: x\nhonor: may-day\nyear: 2024\nentries: x.csv\n"
    site_of({"honors/x.yml": text, "honors/x.csv": data})
    site_of({"honors/x.yml": text, "honors/x.csv": b"name,college,class_year\n" + data})


@given(scraps)
def test_any_body_is_rendered(body: str) -> None:
    front = "---\ntitle: x\ndate: 2024-05-11\ncolumn: news\n---\n"
    site_of({"stories/2024/x.md": (front + body).encode()})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(fields=mappings)
def test_any_mapping_is_a_model_or_faults(kind: Kind, fields: dict[str, Any]) -> None:
    model, faults = validate(kind.model, fields, "x.yml", Context(ZONE))
    assert (model is None) == bool(faults)
    for fault in faults:
        assert fault.located((1, 1)).line("zh")
        assert fault.located((1, 1)).line("en")
    salvage(kind.model, fields, Context(ZONE))


@given(mappings)
def test_any_mapping_is_a_term_or_faults(fields: dict[str, Any]) -> None:
    model, faults = validate(TermFields, fields, "x.yml", Context(ZONE), (0,))
    assert (model is None) == bool(faults)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(fields=mappings)
def test_any_mapping_written_as_yaml_has_its_faults_inside_the_file(
    kind: Kind, fields: dict[str, Any]
) -> None:
    front = yaml.safe_dump(fields, allow_unicode=True, default_style='"')
    path = f"{kind.folder}/2024/x{kind.endings[-1]}"
    wrapped = f"---\n{front}---\n" if path.endswith(".md") else front
    site_of({path: wrapped.encode()})


@given(scraps)
def test_yaml_is_a_value_or_faults_and_positions_never_raise(text: str) -> None:
    value, faults = load(text)
    assert value is not None or faults
    assert Positions(text).find(("title", 0, "x"), key=True) >= (1, 1)


@given(st.dictionaries(keys, texts, max_size=5))
def test_text_in_quotes_is_read_back_as_it_is(fields: dict[str, str]) -> None:
    kept = {k: v for k, v in fields.items() if k.isprintable() and v.isprintable()}
    text = "".join(
        f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}\n" for k, v in kept.items()
    )
    value, faults = load(text)
    if all(ord(c) < 0x10000 for v in kept.values() for c in v):  # JSON writes others as surrogates
        assert not faults
        assert value == (kept or "")


@given(st.binary(max_size=100))
def test_any_bytes_are_text_or_a_fault(data: bytes) -> None:
    for text, fault in (decode(data, "x.md"), decode_table(data, "x.csv")):
        assert fault is None or text == ""
        assert "\r" not in text
    table, _ = read_table(data, "x.csv")
    assert len(table.rows) == len(table.lines)
    assert all(1 <= line <= data.count(b"\n") + data.count(b"\r") + 1 for line in table.lines)
