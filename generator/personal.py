"""Owns the guard: personal data that nobody may publish by mistake. It tells what kind of thing
stands where, never the thing itself. May not know kinds, fields or files.

What it knows by its form is told with certainty enough to be an error (identity numbers have a
check digit) or a warning. China's Personal Information Protection Law (articles 6 and 25) asks for
the consent of the person, and for no more than is needed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

IDENTITY, MOBILE, CARD, DOCUMENT, HOME = "L361", "L362", "L363", "L364", "L365"

# Blanks and hyphens that Word and telephones put between groups; some of them nobody sees.
_GAPS, _HYPHENS = "\u3000\xa0\u2006\u2009\u202f\u200b\u2060\ufeff", "－\u2010\u2011\u2013"
_ASCII = str.maketrans(
    f"０１２３４５６７８９Ｘｘ{_GAPS}{_HYPHENS}",
    "0123456789Xx" + " " * len(_GAPS) + "-" * len(_HYPHENS),
)
# Nearly all texts have nothing of this, which takes 10 us to see; the others cost more, and those
# with a day (`2024-01-12`) less than those with a long number.
_MANY_DIGITS = re.compile(rf"[0-9０-９](?:[ {_GAPS}{_HYPHENS}-]?[0-9０-９]){{5}}")
_LONG = re.compile("[0-9](?:[ -]?[0-9]){10}")
_FLAT = "单元"
_ALONE = r"(?<![0-9A-Za-z])"
# Not within an address (`?mid=13…`, `/13….html`), a name of a file, a fraction, code (`id = 13…`);
# but behind a name (`张三-13…`) and another such number (`13…/13…`).
_BEFORE = (
    r"(?=[0-9+])(?:(?<![0-9A-Za-z_/=&?%#@-])(?<![0-9][.,])(?<!= )"
    r"|(?<=[\u3400-\u9fff][/-])|(?<=[0-9]{11}[/,]))"
)
_NEXT = "1[3-9][0-9]{9}(?![0-9])"
_AFTER = rf"(?![0-9A-Za-z_%-]|/(?!{_NEXT})|[.,](?!{_NEXT})[0-9A-Za-z])"

# GB 11643-1999: region, birthday, number, check digit; the groups are often set apart.
_IDENTITY = re.compile(
    rf"{_ALONE}([1-9][0-9]{{5}})[ -]?((?:19|20)[0-9]{{2}})[ -]?([0-9]{{4}})[ -]?"
    "([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
# GB/T 2260 for provinces, and what foreigners' and islanders' cards begin with (8 and 9).
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-8]")
# Mobile numbers of the mainland; not amounts (`13000000000`, `15 812 345 678 元`).
_MOBILE = re.compile(
    rf"{_BEFORE}(?:(?:\+|00)?86[ -]?)?(1[3-9][0-9](?:[ -]?[0-9]{{4}}){{2}})(?<!00000){_AFTER}"
    "(?! ?(?:[元万亿余多吨]|千瓦|美元))"
)
_CARD = re.compile(  # UnionPay's; the last digit is that of ISO/IEC 7812-1
    rf"{_BEFORE}(62[0-9]{{2}}(?:[ -]?[0-9]{{4}}){{3}}(?:[ -]?[0-9]{{1,3}})?){_AFTER}"
)
_DOCUMENT = re.compile(
    r"(?:(?:(?:身份证|通行证|军官证|学生证|银行卡)(?:号码?|编号|(?=[:：]))|护照(?:号码?)?|[学工考]号)[是为]?"
    r"|(?:[Pp](?i:assport)|[Ss](?i:tudent)|[Ii](?i:dentity card))"
    r"(?i: ?(?:number|no\.?|id)?(?: is)?))"
    r"[ :：(（]*[A-Za-z]{0,3}[0-9]{6,19}[Xx]?(?![0-9A-Za-z年])"
)
# Not a unit of a textbook: `第二单元 100 分`, `三单元 2021 年`.
_HOME = re.compile(
    "(?<![第0-9一二三四五六七八九十])(?<!第 )[0-9一二三四五六七八九十]{1,3}"
    f" ?{_FLAT} ?[0-9]{{3,4}}(?! ?[0-9年页分个])"
)


def personal_data(text: str, public: Collection[str] = ()) -> Iterator[tuple[str, int]]:
    """Yield the code of each piece of personal data and where in the text it begins. `public` are
    numbers of mobiles and cards, digits only, that the office publishes on purpose.
    """
    for code, found in _pieces(text):
        if code not in (MOBILE, CARD) or digits(found[1]) not in public:
            yield code, found.start()


def masked(text: str) -> str:
    """Return the text with a `*` for each letter and digit of personal data."""
    shown = list(text)
    for _, found in _pieces(text):
        shown[found.start() : found.end()] = re.sub("[0-9A-Za-z]", "*", found[0])
    return "".join(shown)


def personal_data_in(
    fields: dict[str, Any] | list[Any], public: Collection[str]
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the code of each piece and the keys of the text in which it is, of texts in lists and
    mappings.
    """
    for key, value in fields.items() if isinstance(fields, dict) else enumerate(fields):
        if isinstance(value, str):
            if _may_hold(value):
                yield from ((code, (key,)) for code, _ in personal_data(value, public))
        elif isinstance(value, (dict, list)):
            yield from ((code, (key, *keys)) for code, keys in personal_data_in(value, public))


def digits(number: str) -> str:
    """Return the digits of a number that is written in groups."""
    return re.sub("[^0-9]", "", number.translate(_ASCII))


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield what personal data there is, no two pieces in one place."""
    if not _may_hold(text):
        return
    told = bytearray(len(text))  # 1 where a piece is: there may be tens of thousands
    for code, found in _candidates(text.translate(_ASCII)):
        begin, end = found.span()
        if not any(told[begin:end]):
            told[begin:end] = b"\1" * (end - begin)
            yield code, found


def _may_hold(text: str) -> bool:
    return _MANY_DIGITS.search(text) is not None or _FLAT in text


def _candidates(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield what the forms find, the surest first."""
    if _LONG.search(text):
        yield from (
            (IDENTITY, m) for m in _IDENTITY.finditer(text) if _is_identity("".join(m.groups()))
        )
        yield from ((CARD, m) for m in _CARD.finditer(text) if _has_luhn_digit(digits(m[1])))
        yield from ((MOBILE, m) for m in _MOBILE.finditer(text))
    yield from ((DOCUMENT, m) for m in _DOCUMENT.finditer(text))
    if _FLAT in text:
        yield from ((HOME, m) for m in _HOME.finditer(text))


def _is_identity(number: str) -> bool:
    """Tell whether 18 characters are an identity number: a region, a day, and the check digit of
    ISO 7064, MOD 11-2.
    """
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    numbers = [10 if c in "Xx" else int(c) for c in number]
    total = sum(n << (17 - place) for place, n in enumerate(numbers))
    return total % 11 == 1 and _PROVINCE.match(number) is not None


def _has_luhn_digit(number: str) -> bool:
    doubled = (int(n) * (1 + place % 2) for place, n in enumerate(reversed(number)))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
