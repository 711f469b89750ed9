"""Owns quantities: a number with its unit, its qualifier and the precision in which it is printed.
May not know measures or files. No floats: values are `Decimal`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

UNITS = (
    "人次",
    "篇次",
    "人",
    "篇",
    "条",
    "次",
    "场",
    "元",
    "家",
    "个",
    "项",
    "位",
    "名",
    "份",
    "届",
    "批",
)
SCALES = {"": 0, "万": 4, "亿": 8}
MAX_DIGITS, MAX_DECIMALS = 15, 6  # more is a slip of the keyboard, not a figure


class Qualifier(StrEnum):
    """How far a number may be trusted; the words that mean it are in `_BEFORE` and `_AFTER`."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at least"
    INCOMPLETE = "incomplete"


_TOWARDS = {
    Qualifier.OVER: ROUND_FLOOR,
    Qualifier.AT_LEAST: ROUND_FLOOR,
    Qualifier.UNDER: ROUND_CEILING,
}
_BEFORE = {
    "近": Qualifier.UNDER,
    "将近": Qualifier.UNDER,
    "接近": Qualifier.UNDER,
    "不到": Qualifier.UNDER,
    "约": Qualifier.ABOUT,
    "大约": Qualifier.ABOUT,
    "逾": Qualifier.OVER,
    "超": Qualifier.OVER,
    "超过": Qualifier.OVER,
    "至少": Qualifier.AT_LEAST,
    "不少于": Qualifier.AT_LEAST,
    "不完全统计": Qualifier.INCOMPLETE,
    "据不完全统计": Qualifier.INCOMPLETE,
    "nearly": Qualifier.UNDER,
    "about": Qualifier.ABOUT,
    "more than": Qualifier.OVER,
    "over": Qualifier.OVER,
    "at least": Qualifier.AT_LEAST,
}
_AFTER = {
    "余": Qualifier.OVER,
    "多": Qualifier.OVER,
    "+": Qualifier.OVER,
    "左右": Qualifier.ABOUT,
    "以上": Qualifier.AT_LEAST,
    "(不完全统计)": Qualifier.INCOMPLETE,
    "(incomplete)": Qualifier.INCOMPLETE,
}
_ZH = {
    Qualifier.EXACT: "{}",
    Qualifier.ABOUT: "约{}",
    Qualifier.UNDER: "近{}",
    Qualifier.AT_LEAST: "至少{}",
    Qualifier.INCOMPLETE: "{}（不完全统计）",
}
_EN = {
    Qualifier.EXACT: "{}",
    Qualifier.ABOUT: "about {}",
    Qualifier.OVER: "more than {}",
    Qualifier.UNDER: "nearly {}",
    Qualifier.AT_LEAST: "at least {}",
    Qualifier.INCOMPLETE: "{} (incomplete)",
}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WRITTEN = re.compile(
    rf"(?P<before>{_any(_BEFORE)})?\s*"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<inner>余|多)?(?P<scale>[万亿])?"
    rf"(?P<after>{_any(_AFTER)})?\s*(?P<unit>{_any(UNITS)})?(?P<last>{_any(_AFTER)})?\Z"
)
_FORMULA = re.compile(r"[=@]|[+](?!\d+\Z)")
_NEGATIVE = re.compile(r"[-\u2212\u2013负]\s*[\d.]|\(\s*[\d.,]+\s*\)\Z")


class QuantityError(ValueError):
    """The text is no quantity; `code` says why: L501 no number, L502 formula, L503 negative,
    L537 no qualifier, L541 a fraction. `nearest` is what may be meant, or ''.
    """

    def __init__(self, code: str, nearest: str = "") -> None:
        super().__init__(code)
        self.code, self.nearest = code, nearest


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as an office states it. `value` counts single units, never ten thousands.

    `scale` is the power of ten in which it was written (4 for 万, 8 for 亿) and `digits` the
    decimals behind it: `73.8万` is 738000, scale 4, digits 1, so it is known to the thousand.
    """

    value: Decimal
    unit: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    scale: int = 0
    digits: int = 0

    @property
    def step(self) -> Decimal:
        """The smallest difference that the printed form can show."""
        return Decimal(1).scaleb(self.scale - self.digits)

    def zh(self) -> str:
        """Write it in Chinese without unit: `73.8万`, `12万余`, `近300`, `2,923`."""
        number = _chinese(self)
        if self.qualifier is Qualifier.OVER:
            return f"{number}余"
        return _ZH[self.qualifier].format(number)

    def en(self) -> str:
        """Write it in English without unit, in full: `738,000`, `nearly 300`."""
        decimals = max(0, self.digits - self.scale)
        return _EN[self.qualifier].format(f"{_rounded(self, self.step):,.{decimals}f}")

    def text(self, language: str) -> str:
        """Write it in `zh` or `en`, without unit."""
        return self.zh() if language == "zh" else self.en()

    def remark(self, language: str) -> str:
        """Return what `text` has behind the number: `（不完全统计）`, else ''. Where the unit is
        shown, too, it belongs behind that.
        """
        written = (_ZH if language == "zh" else _EN).get(self.qualifier, "{}")
        return written.partition("{}")[2]

    def unit_in(self, language: str) -> str:
        """Return the unit in `zh` or `en`, which has no measure words: names say what counts."""
        if language == "zh" or self.unit not in UNITS:
            return self.unit
        return "yuan" if self.unit == "元" else ""


def exactly(value: int, unit: str = "") -> Quantity:
    """Return an exact count."""
    return Quantity(Decimal(value), unit)


def parse_quantity(text: str) -> Quantity:
    """Read what editors and back-offices write, full-width or not; raises `QuantityError`.

    `73.8万`, `12万余`, `30余万`, `1,234`, `近300`, `300多人`, `1.2亿`, `256（不完全统计）`,
    `more than 120,000`. Negative numbers and spreadsheet formulas are refused.
    """
    if not text.isascii() and "No" in map(unicodedata.category, text):
        raise QuantityError("L501")  # a note's mark, which would become a digit: 871①
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isascii() and plain.isdigit() and len(plain) <= MAX_DIGITS:
        return Quantity(Decimal(plain))
    found = _WRITTEN.match(plain)
    if found is None:
        raise QuantityError(_why_not(plain), _nearest(plain))
    return _from_match(found)


def parse_count(text: str) -> Quantity:
    """Read how often something was read: `73.8` is no such number, `73.8万` and `1,234.00` are."""
    quantity = parse_quantity(text)
    if quantity.value % 1:
        raise QuantityError("L541")
    return replace(quantity, digits=min(quantity.digits, quantity.scale))  # 1,234.00 is 1,234


def _why_not(plain: str) -> str:
    if _FORMULA.match(plain):
        return "L502"
    return "L503" if _NEGATIVE.match(plain) else "L501"


def _nearest(plain: str) -> str:
    """Return `10万+` for `10w+`, `超过1000` for `>1000`."""
    for mark, word in (("w", "万"), ("W", "万"), (">", "超过"), ("~", "约"), ("≈", "约")):
        plain = plain.replace(mark, word, 1)
    return plain if _WRITTEN.match(plain) else ""


def _from_match(found: re.Match[str]) -> Quantity:
    number = found["number"].replace(",", "")
    whole, _, decimals = number.partition(".")
    words = [found[name] for name in ("before", "inner", "after", "last") if found[name]]
    if len(words) > 1 or len(whole) > MAX_DIGITS or len(decimals) > MAX_DECIMALS:
        raise QuantityError("L501")
    scale = SCALES[found["scale"] or ""]
    qualifier = {**_BEFORE, **_AFTER}[words[0]] if words else Qualifier.EXACT
    value = Decimal(number).scaleb(scale)
    return Quantity(value, found["unit"] or "", qualifier, scale, len(decimals))


def qualified(quantity: Quantity, word: str) -> Quantity:
    """Return the quantity with the qualifier of another cell; raises `QuantityError` L537."""
    if not word.strip():
        return quantity
    qualifier = qualifier_of(word)
    if qualifier is None:
        raise QuantityError("L537")
    return replace(quantity, qualifier=qualifier)


def qualifier_of(word: str) -> Qualifier | None:
    """Return what a word says of a number, None if it is not known."""
    plain = unicodedata.normalize("NFKC", word).strip().casefold().replace("_", " ")
    known = {**_BEFORE, **_AFTER, **{q.value: q for q in Qualifier}}
    return known.get(plain) or known.get(f"({plain})")


def add(quantities: Iterable[Quantity], unit: str = "") -> Quantity:
    """Return the sum: known only to the coarsest step, and no surer than its parts."""
    total, step, qualifier, scale = Decimal(0), Decimal(0), Qualifier.EXACT, 0
    for one in quantities:
        total += one.value
        qualifier = both(qualifier, one.qualifier)
        if (one.step, one.scale) > (step, scale):
            step, scale = one.step, one.scale
    digits = 0 if not step else scale - step.adjusted()
    return Quantity(total, unit, qualifier, scale, digits)


def both(one: Qualifier, other: Qualifier) -> Qualifier:
    """Return what may be said of a sum: over + under is about; incomplete outweighs all."""
    if one is other or other is Qualifier.EXACT:
        return one
    if one is Qualifier.EXACT:
        return other
    if Qualifier.INCOMPLETE in (one, other):
        return Qualifier.INCOMPLETE
    lower = {Qualifier.OVER, Qualifier.AT_LEAST}
    return Qualifier.AT_LEAST if {one, other} <= lower else Qualifier.ABOUT


def printed_as(quantity: Quantity, scale: int, digits: int) -> Quantity:
    """Return the quantity as a measure wants it printed, rounded at that place."""
    step = Decimal(1).scaleb(scale - digits)
    return replace(quantity, value=_rounded(quantity, step), scale=scale, digits=digits)


def _rounded(quantity: Quantity, step: Decimal) -> Decimal:
    """Round half up, but to a side on which the qualifier stays true: 11.5万余 is no 12万余."""
    how = _TOWARDS.get(quantity.qualifier, ROUND_HALF_UP)
    return (quantity.value / step).quantize(Decimal(1), how) * step


def _chinese(quantity: Quantity) -> str:
    value = _rounded(quantity, quantity.step)
    if quantity.scale:
        word = "万" if quantity.scale == 4 else "亿"
        return f"{value.scaleb(-quantity.scale):,.{quantity.digits}f}{word}"
    for word, power, least in (("亿", 8, 10**8), ("万", 4, 10**5)):
        short = value.scaleb(-power)
        if value >= least and short == short.quantize(Decimal("0.01")):
            return f"{short.normalize():,f}{word}"
    return f"{value:,.{quantity.digits}f}"
