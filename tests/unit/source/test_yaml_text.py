"""YAML: every scalar is the text that the file shows, bounded, with positions."""

from __future__ import annotations

import pytest

from generator.source import yamltext
from generator.source.yamltext import MAX_DEPTH, Positions, load


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "yes",
        "y",
        "1:30",
        "007",
        "012345",
        "1e3",
        ".inf",
        "0x1f",
        "1_000",
        "2024-05-11",
        "true",
        "=",
        "12:34:56",
        "-0",
        "1.50",
        "２０２４",
        "v1.0",
        "-1",
        "+86",
    ],
)
def test_plain_text_stays_as_written(text: str) -> None:
    assert load(f"a: {text}\nb: [{text}]\n") == ({"a": text, "b": [text]}, [])


def test_what_programs_write_for_no_value_is_empty() -> None:
    text = "a: null\nb: ~\nc: [null, ~]\nd: {null: ~}\n"
    assert load(text) == ({"a": "", "b": "", "c": ["", ""], "d": {"null": ""}}, [])


@pytest.mark.parametrize("text", ["Null", "NULL", "'null'", '"~"', "null0", "~x", "nullable"])
def test_names_and_quoted_text_are_never_taken_for_no_value(text: str) -> None:
    assert load(f"a: {text}\n") == ({"a": text.strip("'\"")}, [])


def test_keys_are_text_too() -> None:
    assert load("no: a\n007: b\n~: c\n") == ({"no": "a", "007": "b", "~": "c"}, [])


def test_nothing_is_empty_text() -> None:
    assert load("") == ("", [])
    assert load("# only this\n") == ("", [])
    assert load("a:\nb: ''\n") == ({"a": "", "b": ""}, [])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 40_000,
        "{a: " * 40_000,
        "a: " + "[" * 40_000 + "]" * 40_000,
        "- " * 40_000,
        "? " * 40_000,
        "\n".join(" " * i + "a:" for i in range(500)),
        "\n".join(" " * i + "- a:" for i in range(500)),
        "a:\n" + "\n".join(" " * i + "-" for i in range(500)),
        "".join("a:\u2028" + " " * (i + 1) for i in range(500)),
        "".join("- \x85" + " " * (i + 1) for i in range(500)),
        "".join("- \u2029" + " " * (i + 1) for i in range(500)),
        "a: &a [x]\nb: &b [" + "*a," * 10 + "]\nc: [" + "*b," * 10 + "]",
        "a: !!python/object/apply:os.system [x]",
        "<<: {a: b}",
        "%TAG ! tag:x,2000:\n---\na: !b c",
        "a: " + "'" * 40_000,
        "a: |" + "9" * 40_000,
        "\ufeff" * 100 + "a: b",
        "---\n" * 5_000,
        "a: b\n...\n...\n",
        "&",
        "*",
        "!",
        "!<%ff> a",
        "a: !<%FF%FE> b",
    ],
)
def test_hostile_text_gives_faults_or_text_but_no_more(text: str) -> None:
    value, faults = load(text)
    assert value is None or depth(value) <= MAX_DEPTH
    assert Positions(text).find(("a", 0, "b")) >= (1, 1)
    assert value is not None or faults


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1])
@pytest.mark.parametrize("open_close", [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_twenty_levels_are_the_limit_however_they_are_written(
    levels: int, open_close: tuple[str, str]
) -> None:
    opening, closing = open_close
    _, faults = load(opening * levels + "x" + closing * levels)
    assert [f.code for f in faults] == (["L125"] if levels > MAX_DEPTH else [])


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1])
def test_sequences_at_their_keys_column_count_too(levels: int) -> None:
    lines = [" " * (i // 2 * 2) + ("-" if i % 2 else "a:") for i in range(levels)]
    text = "\n".join(lines)
    value, faults = load(text)
    assert [f.code for f in faults] == (["L125"] if levels > MAX_DEPTH else [])
    assert value is None or depth(value) == levels


def test_positions_count_lines_and_characters_as_editors_do() -> None:
    text = '题: "甲\u2028乙"\n列:\n- 一\n- {丙: 丁, 戊: 己}\n'
    positions = Positions(text)
    assert positions.find(("题",)) == (1, 4)
    assert positions.find(("题",), key=True) == (1, 1)
    assert positions.find(("列", 1, "戊")) == (4, 13)
    assert positions.find(("列", 1, "戊"), key=True) == (4, 10)
    assert positions.find(("列", 1, "庚")) == (4, 3)
    assert positions.find(("列", 7)) == (3, 1)
    assert positions.find(("无",)) == (1, 1)


def test_positions_of_text_that_is_refused_are_its_beginning() -> None:
    assert Positions("[" * 100_000).find(("a",)) == (1, 1)
    assert Positions("a: [").find(("a",)) == (1, 1)
    assert Positions("").find(("a",)) == (1, 1)


def test_of_doubled_keys_the_first_value_stays_and_the_second_key_is_named() -> None:
    value, faults = load("a: 1\nb: 2\na: 3\n")
    assert value == {"a": "1", "b": "2"}
    assert [(f.code, f.line, f.column) for f in faults] == [("L122", 3, 1)]


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("a: b: c\n", "L128", (1, 5)),
        ("a: x\n b: y\n", "L137", (2, 1)),
        ("a: b\n\tc: d\n", "L127", (2, 1)),
        ("a:\n  b: c\n \td: e\n", "L127", (3, 2)),
        ("a: |\n  x\n\nb: y\nc: [\n \t\nd", "L127", (6, 2)),
        ("title:x\ndate: 3\n", "L119", (1, 6)),
        ("title:\u3000x\ndate: 3\n", "L119", (1, 6)),
        ("title:\u00a0x\ndate: 3\n", "L119", (1, 6)),
        ("a: b\n--- \nc: d\n", "L129", (2, 1)),
        ("[a]: b\n", "L126", (1, 1)),
        ("{a: b}: c\n", "L126", (1, 1)),
        ("<<: {a: b}\n", "L123", (1, 1)),
        ("x:\n  <<: y\n", "L123", (2, 3)),
        ('a: "\\x00"\n', "L112", (1, 4)),
        ('"\\x9f": b\n', "L112", (1, 1)),
        ("a: @b\n", "L121", (1, 4)),
    ],
)
def test_faults_stand_where_they_are(text: str, code: str, at: tuple[int, int]) -> None:
    _, faults = load(text)
    assert [(f.code, (f.line, f.column)) for f in faults] == [(code, at)]


def test_quoted_merge_keys_are_text() -> None:
    assert load('"<<": a\n') == ({"<<": "a"}, [])
    assert load("'<<': a\n") == ({"<<": "a"}, [])


@pytest.mark.parametrize(
    "value",
    ["""[甲] 的'乙'""", """"甲" 的'乙'""", """甲: \\乙'""", """甲 #乙' "丙" """, """@甲 "乙'"""],
)
def test_a_value_in_quotes_is_the_value_that_was_meant(value: str) -> None:
    _, faults = load(f"title: {value}\n")
    assert load(faults[0].nearest) == ({"title": value.strip()}, [])


def test_many_values_cut_off_at_topics_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    loader = yamltext._Loader
    monkeypatch.setattr(yamltext, "_Loader", lambda text: read.append(text) or loader(text))
    _, faults = load("".join(f"- note: #校友{i}\n" for i in range(50)))
    assert [fault.nearest for fault in faults] == [f'- note: "#校友{i}"' for i in range(50)]
    assert len(read) == 1
