"""CSV tables as Excel, WPS and people save them."""

from __future__ import annotations

import pytest

from generator.source.tables import cell_position, read_table


def codes(data: bytes) -> list[str]:
    return [fault.code for fault in read_table(data, "x.csv")[1]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_of_saving_gives_the_same_rows(delimiter: str, encoding: str, end: str) -> None:
    rows = [["姓名", "学院"], ["张三", '"计, 算;机"'], ["", ""], ["李四", ""]]
    data = end.join(delimiter.join(row) for row in rows).encode(encoding)
    table, faults = read_table(data, "x.csv")
    assert not faults
    assert table.rows == ({"姓名": "张三", "学院": "计, 算;机"}, {"姓名": "李四"})
    assert table.lines == (2, 4)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["L133"]),
        (b"\n\n\n", ["L133"]),
        (b",,\n", ["L133"]),
        (b"a,a\n", ["L134"]),
        (b'a\n"x', ["L131"]),
        (b'a\n"x"y\n', ["L131"]),
        (b"a\nx,y\n", ["L132"]),
        (b"a\nx,,,\n", []),
        (b"a,b\nx\n", []),
        (b"a\n\x00\n", ["L112"]),
        ("a\n".encode("utf-16"), ["L111"]),
        (b"\xff\xff\xff", ["L111"]),
        (b"\xef\xbb\xbf\xef\xbb\xbfa\nb\n", []),
        (b"a\n" + b"x" * 200_000, ["L131"]),
        (b"a," * 10_000 + b"\n", ["L134"]),
        (b'"' * 100_001, ["L131", "L133"]),
    ],
)
def test_broken_tables_are_faults(data: bytes, expected: list[str]) -> None:
    assert codes(data) == expected


def test_rows_before_the_fault_are_kept() -> None:
    table, faults = read_table('姓名\n张三\n"李四'.encode(), "x.csv")
    assert table.rows == ({"姓名": "张三"},)
    assert [(f.code, f.at) for f in faults] == [("L131", (3, 1))]


@pytest.mark.parametrize(
    ("number", "at"),
    [(0, (2, 1)), (1, (2, 7)), (2, (3, 4)), (9, (2, 1))],
)
def test_a_cell_is_found_behind_quotes_and_line_ends(number: int, at: tuple[int, int]) -> None:
    lines = ["a,b,c", '"甲,乙",第"一', '行",丙', "x,y,z"]
    assert cell_position(lines, 2, number) == at


def test_a_cell_at_the_end_of_a_row_is_found() -> None:
    assert cell_position(["a,b", "x,"], 2, 1) == (2, 3)
    assert cell_position(["a,b", ""], 2, 0) == (2, 1)
