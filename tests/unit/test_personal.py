"""The guard finds personal data by form and check digit, and shows none of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.personal import CARD, DOCUMENT, HOME, IDENTITY, MOBILE, masked, personal_data
from generator.problems import Location, Problem

# As GB 11643-1999 has it: ISO 7064, MOD 11-2, written as a table as the standard does.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
REGIONS = st.sampled_from(["110101", "420106", "650102", "810000", "911001"])
DAYS = st.dates().filter(lambda day: 1900 <= day.year <= 2099).map(lambda day: f"{day:%Y%m%d}")


@st.composite
def identities(draw: st.DrawFn) -> str:
    body = draw(REGIONS) + draw(DAYS) + f"{draw(st.integers(0, 999)):03}"
    return body + CHECKS[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


@given(
    identities(),
    st.sampled_from(["", "（", "号码", "： "]),
    st.sampled_from(["", "）", "，", "的"]),
)
def test_an_identity_number_is_found_wherever_it_stands(number: str, left: str, right: str) -> None:
    grouped = f"{number[:6]} {number[6:14]} {number[14:]}"
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (number, number.lower(), grouped, wide):
        found = list(personal_data(f"甲{left}{written}{right}乙"))
        assert found == [(IDENTITY, 1 + len(left))]


@given(identities(), st.integers(0, 17), st.integers(1, 9))
def test_no_number_with_one_wrong_digit_is_an_identity_number(
    number: str, place: int, step: int
) -> None:
    at = CHECKS.index(number[17]) if place == 17 else int(number[place])
    digit = CHECKS[(at + step) % 11] if place == 17 else str((at + step) % 10)
    wrong = number[:place] + digit + number[place + 1 :]
    assert IDENTITY not in dict(personal_data(wrong))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("13812345678", [MOBILE]),
        ("138 1234 5678、139-1234-5678", [MOBILE, MOBILE]),
        ("(+86)13812345678", [MOBILE]),
        ("+86 138-1234-5678", [MOBILE]),
        ("[打电话](tel:+8613812345678)", [MOBILE]),
        ("008613812345678、0086-138-1234-5678", [MOBILE, MOBILE]),
        ("13812345678/13912345678", [MOBILE, MOBILE]),
        ("13812345678,13912345678", [MOBILE, MOBILE]),
        ("张三-13812345678，李四/13912345678", [MOBILE, MOBILE]),
        ("138\u20111234\u20135678", [MOBILE]),  # hyphens of telephones and of Word
        ("138\u202f1234\u200b5678", [MOBILE]),
        ("110101 1990 0307 889X", [IDENTITY]),
        ("学号（2013112233）", [DOCUMENT]),
        ("PASSPORT NO. E12345678", [DOCUMENT]),
        ("6222021234567890128", [CARD]),
        ("6222 0212 3456 7890 128", [CARD]),
        ("6222021234567890129", []),  # its last digit is another
        ("护照号码是E12345678", [DOCUMENT]),
        ("Passport No. E12345678", [DOCUMENT]),
        ("身份证号：11010119900307123", [DOCUMENT]),  # a digit is missing
        ("住 5 栋 2 单元 501", [HOME]),
        ("第 2 单元 50 分", []),
        ("第二单元 1234 字，第12单元 101", []),  # of a textbook
        ("三单元 2021 年", []),
        ("tel-13812345678", []),
        ("学号 2013 级", []),
        ("高考201612人，通行证 100000 张", []),
        ("/media/13812345678.jpg", []),
        ("IMG_13812345678.jpg 13812345678.png", []),
        ("https://example.cn/s?mid=13812345678&a=1", []),
        ("共 13812345678 元", []),
        ("13000000000 人次", []),
        ("2021-12-09 至 2022-01-15", []),
        ("1.13812345678，13812345678.5", []),
        ("138123456789", []),
    ],
)
def test_numbers_are_told_by_their_form(text: str, codes: list[str]) -> None:
    assert [code for code, _ in sorted(personal_data(text), key=lambda found: found[1])] == codes


def test_the_office_may_publish_its_own_numbers_but_nobody_s_identity() -> None:
    identity = "11010119900307889X"
    text = f"热线 138-1234-5678，账号 6222 0212 3456 7890 128，{identity}，13912345678"
    public = {"13812345678", "6222021234567890128", "110101199003078893"}
    assert [code for code, _ in personal_data(text, public)] == [IDENTITY, MOBILE]


@given(identities())
def test_no_message_shows_personal_data(number: str) -> None:
    args = {"value": f"张三 {number}，13812345678"}
    problem = Problem("L204", Location("stories/x.md", 1, 1), "", {**args, "what": "x"})
    for shown in (problem.line("zh"), problem.line("en"), str(problem.as_json("zh"))):
        assert number not in shown and "13812345678" not in shown
    assert masked(args["value"]) == "张三 " + "*" * 18 + "，" + "*" * 11


def test_a_text_with_tens_of_thousands_of_numbers_is_read_in_proportion() -> None:
    text = "\n".join(f"1381{number:07}" for number in range(100_000))  # whoever waits notices
    count = 99_999  # 13810000000 is an amount
    assert sum(1 for _ in personal_data(text)) == masked(text).count("*" * 11) == count


def test_neither_a_hint_nor_the_name_of_a_field_shows_personal_data() -> None:
    number = "11010119900307889X"
    problem = Problem(
        "L213", Location("stories/x.md"), f"张三{number}", {"value": ""}, f"zs-{number}"
    )
    for shown in (problem.line("zh"), problem.line("en"), str(problem.as_json("zh"))):
        assert number not in shown
