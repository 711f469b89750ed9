"""Quantities: what is read, what is refused, and how it is printed again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.stats.quantity import (
    MAX_DIGITS,
    Qualifier,
    Quantity,
    QuantityError,
    add,
    parse_count,
    parse_quantity,
    printed_as,
)

READ = [
    ("73.8万", "738000", Qualifier.EXACT, "73.8万", "738,000"),
    ("738000", "738000", Qualifier.EXACT, "73.8万", "738,000"),
    ("291,400", "291400", Qualifier.EXACT, "29.14万", "291,400"),
    ("12万余", "120000", Qualifier.OVER, "12万余", "more than 120,000"),
    ("12余万", "120000", Qualifier.OVER, "12万余", "more than 120,000"),
    ("120,000+", "120000", Qualifier.OVER, "12万余", "more than 120,000"),
    ("1,234", "1234", Qualifier.EXACT, "1,234", "1,234"),
    ("近300", "300", Qualifier.UNDER, "近300", "nearly 300"),
    ("300余", "300", Qualifier.OVER, "300余", "more than 300"),
    ("300多人", "300", Qualifier.OVER, "300余", "more than 300"),
    ("1.2亿", "120000000", Qualifier.EXACT, "1.2亿", "120,000,000"),
    ("１２３４", "1234", Qualifier.EXACT, "1,234", "1,234"),
    ("７３．８万", "738000", Qualifier.EXACT, "73.8万", "738,000"),
    ("256（不完全统计）", "256", Qualifier.INCOMPLETE, "256（不完全统计）", "256 (incomplete)"),
    ("不完全统计256", "256", Qualifier.INCOMPLETE, "256（不完全统计）", "256 (incomplete)"),
    ("至少40", "40", Qualifier.AT_LEAST, "至少40", "at least 40"),
    ("约1.50万", "15000", Qualifier.ABOUT, "约1.50万", "about 15,000"),
    ("12.50元", "12.50", Qualifier.EXACT, "12.50", "12.50"),
    ("0", "0", Qualifier.EXACT, "0", "0"),
]


@pytest.mark.parametrize(("text", "value", "qualifier", "zh", "en"), READ)
def test_a_quantity_is_read_and_printed(
    text: str, value: str, qualifier: Qualifier, zh: str, en: str
) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.qualifier) == (Decimal(value), qualifier)
    assert (quantity.zh(), quantity.en()) == (zh, en)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("871①", "L501"),
        ("871²", "L501"),
        ("", "L501"),
        ("很多", "L501"),
        ("1,23", "L501"),
        ("1.2.3", "L501"),
        ("近300余", "L501"),
        ("1" * 16, "L501"),
        ("1e5", "L501"),
        ("NaN", "L501"),
        ("=SUM(A1:A3)", "L502"),
        ("＝1+1", "L502"),
        ("@SUM", "L502"),
        ("+1+1", "L502"),
        ("-5", "L503"),
        ("−5", "L503"),
        ("负5", "L503"),
        ("(5)", "L503"),
    ],
)
def test_what_is_no_quantity_is_refused_by_its_code(text: str, code: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("1234.0", "1,234", "1,234"),
        ("12,345.00", "12,345", "12,345"),
        ("1.234500万", "1.2345万", "12,345"),
        ("73.80万", "73.80万", "738,000"),
    ],
)
def test_a_count_is_printed_without_the_fractions_that_a_table_writes(
    text: str, zh: str, en: str
) -> None:
    count = parse_count(text)
    assert (count.zh(), count.en()) == (zh, en)


quantities = st.builds(
    lambda n, scale, digits, q: Quantity(Decimal(n).scaleb(scale - digits), "", q, scale, digits),
    st.integers(0, 10**9),
    st.sampled_from([0, 4, 8]),
    st.integers(0, 4),
    st.sampled_from(Qualifier),
)


@given(quantities)
def test_chinese_reads_back_as_the_same_quantity(quantity: Quantity) -> None:
    read = parse_quantity(quantity.zh())
    assert (read.value, read.qualifier) == (quantity.value, quantity.qualifier)
    assert read.zh() == quantity.zh()


@given(quantities)
def test_english_reads_back_as_the_same_quantity(quantity: Quantity) -> None:
    assume(quantity.value < 10**MAX_DIGITS)  # in Chinese 亿 says the rest
    read = parse_quantity(quantity.en())
    assert (read.value, read.qualifier) == (quantity.value, quantity.qualifier)
    assert read.en() == quantity.en()


@given(st.text(max_size=24))
def test_any_text_is_a_quantity_or_a_known_problem(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except QuantityError as error:
        assert error.code in ("L501", "L502", "L503")
    else:
        assert 0 <= quantity.value < Decimal(10) ** (MAX_DIGITS + 8)


@given(st.lists(quantities, max_size=6))
def test_a_sum_is_exact_and_does_not_depend_on_the_order(parts: list[Quantity]) -> None:
    assert add(parts).value == sum(part.value for part in parts)
    assert add(parts).zh() == add(reversed(parts)).zh()


def test_a_sum_is_printed_to_its_coarsest_part() -> None:
    assert add([parse_quantity("73.8万"), parse_quantity("1,234")]).zh() == "73.9万"


def test_a_nearly_and_an_over_make_an_about() -> None:
    assert add([parse_quantity("近300"), parse_quantity("40余")]).zh() == "约340"


def test_a_measure_rounds_half_up_where_it_asks_for_it() -> None:
    assert printed_as(parse_quantity("738,500"), 4, 1).zh() == "73.9万"
    assert printed_as(parse_quantity("738,500"), 4, 1).en() == "739,000"


@pytest.mark.parametrize(
    ("parts", "zh", "en"),
    [
        (["10万+", "15123"], "11万余", "more than 110,000"),
        (["至少10万", "19999"], "至少11万", "at least 110,000"),
        (["近10万", "10001"], "近12万", "nearly 120,000"),
        (["约10万", "15123"], "约12万", "about 120,000"),
    ],
)
def test_a_rounded_sum_stays_true_to_its_qualifier(parts: list[str], zh: str, en: str) -> None:
    total = add(parse_quantity(part) for part in parts)
    assert (total.zh(), total.en()) == (zh, en)
    assert printed_as(total, 4, 0).zh() == zh


def test_english_says_what_is_counted_without_measure_words() -> None:
    words = [
        (parse_quantity("22篇次"), ""),
        (parse_quantity("300万元"), "yuan"),
        (Quantity(Decimal(3), "TB"), "TB"),
    ]
    for quantity, en in words:
        assert quantity.unit_in("en") == en
        assert quantity.unit_in("zh") == quantity.unit
