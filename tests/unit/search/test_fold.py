"""Browser and builder agree on every string."""

from __future__ import annotations

import base64
import sys
import unicodedata
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.search.fold import MARK, Units, fold, fold_units, in_common_use, plain, simplified
from generator.search.places import ranks
from generator.search.stream import words_begin
from generator.search.texts import deflated, encoded

ODD = "ßẞςΣİıſKÅﬁ㍿½Ǆǆ𝔄Ⅷ①ｱﾞが각각Ꭰꭰ\u0345ΐ\u1e9b\u0323ﷺ\u200b\u3000\ufeff\u00adéé乾幹干發髮台臺裏裡"
TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(ODD),
        st.sampled_from("校友會学院 2021AbＣＤ１２，。“”《》"),
        st.characters(categories=["Cs"]),
    )
)


@settings(max_examples=1500)
@example(ODD)
@given(TEXT)
def test_browser_and_builder_fold_alike(in_script: Callable[..., Any], text: str) -> None:
    folded, units, _ = in_script(text=text)
    assert folded == fold(_halves(text))
    plain_units = _units_of(folded)
    marked = np.insert(plain_units, np.flatnonzero(words_begin(plain_units)), MARK)
    assert units == marked.tolist()


def _units_of(text: str) -> Units:
    return np.frombuffer(text.encode("utf-16-le"), np.uint16)


def _halves(text: str) -> str:
    """Join the halves of surrogate pairs as JSON does in a browser; lone ones stay."""
    data = text.encode("utf-16-le", "surrogatepass")
    return data.decode("utf-16-le", "surrogatepass") if _paired(data) else _by_unit(data)


def _paired(data: bytes) -> bool:
    try:
        data.decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True


def _by_unit(data: bytes) -> str:
    out, units, at = "", np.frombuffer(data, "<u2").tolist(), 0
    while at < len(units):
        pair = units[at : at + 2]
        if 0xD800 <= pair[0] < 0xDC00 and len(pair) == 2 and 0xDC00 <= pair[1] < 0xE000:
            out += chr(0x10000 + ((pair[0] - 0xD800) << 10) + pair[1] - 0xDC00)
            at += 2
        else:
            out += chr(pair[0])
            at += 1
    return out


def test_what_nobody_sees_parts_no_word() -> None:
    seen = "校友 soft 你好 👨👩 ❤心 葛城"
    assert (
        fold("校\u200b友\ufeff so\xadft \u202a你\u2060好\u202c 👨\u200d👩 ❤\ufe0f心 葛\U000e0100城")
        == seen
    )
    assert fold("ᠭ\u180eᠠ ᠢ\u180b") == "ᠭᠠ ᠢ"


def test_browser_and_builder_fold_every_character_alike(in_script: Callable[..., Any]) -> None:
    characters = [chr(c) for c in range(0x30000) if not 0xD800 <= c < 0xE000]
    # Characters that this Python does not know may have got a form since.
    known = [c for c in characters if unicodedata.category(c) != "Cn"]
    for start in range(0, len(known), 1000):
        text = "\x02".join(f"x{c}x" for c in known[start : start + 1000])
        assert in_script(text=text)[0] == fold(text)


@settings(max_examples=600)
@example("x" + ODD)
@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(ODD + "校友，２ A"))))
def test_many_texts_folded_at_once_are_folded_as_one_is(text: str) -> None:
    """`plain` and `fold_units` give `fold`, but for runs of blanks, which part words alike."""
    units = fold_units(_units_of(plain(text)))
    at_once = units.tobytes().decode("utf-16-le")
    assert " ".join(at_once.split(" ")).split() == fold(text).split()


def test_what_the_browser_takes_for_simplified_is_no_key_of_the_table() -> None:
    common = in_common_use()
    for code in simplified():
        assert 0x3400 <= code <= 0x9FFF
        assert (ranks()[code] >= 8192) != (chr(code) in common)


@given(TEXT)
def test_folding_twice_is_folding_once_for_chinese(text: str) -> None:
    han = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    assert fold(fold(han)) == fold(han)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("學院", "学院"),
        ("ＩＥＥＥ", "ieee"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("①⑩", "110"),
        ("caf\u00e9", "CAFE\u0301"),
        ("建功　立業", "建功 立业"),
        ("衞星衛星敍麻痺", "卫星卫星叙麻痹"),
        ("O’Brien", "o'brien"),
        ("买买提•艾力‧江", "买买提·艾力・江"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_the_table_is_small_and_keeps_to_the_basic_plane() -> None:
    table = simplified()
    assert max(*table, *table.values()) <= 0xFFFF
    assert table[ord("學")] == ord("学")
    assert not set(table) & set(table.values())


def test_every_character_survives_storing(in_script: Callable[..., Any]) -> None:
    every = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]
    text = "".join(c for c in every if unicodedata.category(c) not in ("Cn", "Co") or c < "\uffff")
    dictionary = encoded(text[5000:15000])[-30_000:]
    packer = zlib.compressobj(5, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
    packed = packer.compress(encoded(text[:60_000])) + packer.flush()
    stored = in_script(
        packed=base64.b64encode(packed).decode(), dictionary=base64.b64encode(dictionary).decode()
    )
    parts = stored.split("\x03")
    restored = parts[0] + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts[1:])
    assert restored == text[:60_000].encode("utf-16-le").decode("utf-16-le")


@given(st.binary(max_size=3000), st.binary(max_size=300))
def test_inflating_gives_back_what_was_deflated(
    in_script: Callable[..., Any], data: bytes, more: bytes
) -> None:
    text = data.decode("latin-1") + more.decode("latin-1") * 9
    ascii_only = "".join(c for c in text if c < "\x7f")
    packed = base64.b64encode(deflated(ascii_only.encode())).decode()
    assert in_script(packed=packed, dictionary="") == ascii_only


@pytest.mark.parametrize(
    ("line", "term", "hits"),
    [
        ("Maß😀好\u3000\u3000是", "😀好", ["😀好"]),  # as long folded, but not at the same places
        ("12㎡的𠮷野\u3000\u3000园", "𠮷野", ["𠮷野"]),
        ("占地12㎞的园", "12k", ["12㎞"]),
        ("ﬃ与½", "f", ["ﬃ"]),
        ("Cafe\u0301 是", "caf\u00e9", ["Cafe\u0301"]),
        ("臺灣大學", "台湾", ["臺灣"]),
        ("（￣▽￣）我们的校友", "校友", ["校友"]),  # ￣ is a space and a mark
        ("好 ￣校\u200b友 \u0301会\u00b4 \u200b 院士", "校友", ["校\u200b友"]),
        ("好 ￣校\u200b友 \u0301会\u00b4 \u200b 院士", "院士", ["院士"]),
        ("ﾃﾞｰﾀ、ｸﾞﾗﾌと校友会", "校友", ["校友"]),  # half-width kana take their marks with them
        ("ﾃﾞｰﾀ、ｸﾞﾗﾌと校友会", "グラフ", ["ｸﾞﾗﾌ"]),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8 校友", "校友", ["校友"]),  # Korean as files of a Mac
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8 校友", "국", ["\u1100\u116e\u11a8"]),
        ("ㄱㅏe\u00ad\u0301x\u0302\u200b\u0323校友", "校友", ["校友"]),
        ("我👍🏽👩\u200d💻", "👍", ["👍🏽"]),
        ("我👍🏽👩\u200d💻", "👩", ["👩\u200d💻"]),
        ("\u0e01\u0e34一", "\u0e01", ["\u0e01\u0e34"]),
    ],
)
def test_marks_are_whole_characters_and_never_empty(
    line: str, term: str, hits: list[str], in_script: Callable[..., Any]
) -> None:
    found = in_script(line=line, term=term)
    assert [piece["text"] for piece in found if piece["hit"]] == hits
    assert "".join(piece["text"] for piece in found) == line
