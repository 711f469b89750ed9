"""Owns bits: numbers as codes (Golomb-Rice, Elias gamma), codes as bytes, all at once.
May not know what the numbers mean. Every code is a run of zeros, then the bits of a value.

Sources: S. W. Golomb, Run-length encodings (1966); R. F. Rice (1979); P. Elias, Universal codeword
sets (1975), gamma code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from generator.search.runs import Flags, Ints, Small

Numbers = Ints | Small
Bits = npt.NDArray[Any]  # numbers of bits: int32 where all are below 2**31, else int64

MANY = 200  # numbers from which on arrays cost less than a loop


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes in the order in which they are written: values below 2**63, each the end of so many
    bits.
    """

    values: Numbers
    lengths: Small


@dataclass(frozen=True, slots=True)
class Piece:
    """Codes of many lists, `counts` of each list, one of each where it is None; `lists` names
    those lists, which are all where it is None.
    """

    codes: Codes
    counts: Small | None = None
    lists: Ints | None = None


def joined(one: Codes, other: Codes) -> Codes:
    """Return each pair of codes as one."""
    values = one.values.astype(np.int64) << other.lengths | other.values
    return Codes(values, one.lengths + other.lengths)


def where(told: Flags, codes: Codes) -> Codes:
    """Return the codes that are told, and nothing for the others."""
    return Codes(codes.values * told, codes.lengths * told)


def bit_length(numbers: Numbers) -> Small:
    """Return the bits of each number below 2**53; 0 has none."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int32)


def gamma(numbers: Numbers, low: int | Small = 0) -> Codes:
    """Code numbers from 0 on, small ones short; `low` bits of each are written as they are."""
    lengths = 2 * bit_length((numbers >> low) + 1) - 1 + low
    return Codes(numbers.astype(np.int64) + np.left_shift(np.int64(1), low), lengths)


def flag(told: Flags) -> Codes:
    """Code one bit each."""
    return Codes(told.astype(np.int32), np.ones(len(told), np.int32))


def rice_parameter(room: Numbers, count: Numbers) -> Small:
    """Return the parameter for `count` gaps that fill at most `room`."""
    scaled = room * 11 // (np.maximum(count, 1) * 16)
    return np.maximum(bit_length(scaled) - 1, 0)


def rice(gaps: Small, parameters: Small) -> Codes:
    """Code gaps from 0 on, each with its parameter."""
    ones = np.left_shift(np.int32(1), parameters)
    return Codes((gaps & (ones - 1)) | ones, (gaps >> parameters) + parameters + 1)


def varint(numbers: Numbers) -> Codes:
    """Code numbers below 2**49 in groups of seven bits; see `varints`."""
    left = numbers.astype(np.int64)
    values, lengths = left & 127, np.full(len(left), 8, np.int32)
    while (left := left >> 7).any():
        more = left > 0
        values = np.where(more, (values | 128) << 8 | left & 127, values)
        lengths += 8 * more
    return Codes(values, lengths)


def packed(pieces: Sequence[Piece], heads: Codes, first: Ints) -> tuple[bytes, Ints]:
    """Write lists, of each piece by piece; the first piece is of all. The list at each of `first`
    begins, with one of the `heads`, a part, and a part begins at a byte. Returns the parts end to
    end, and their sizes.
    """
    bits = [int(codes.lengths.sum(dtype=np.int64)) for codes in (heads, *(p.codes for p in pieces))]
    small = sum(bits) + 8 * len(first) < 2**31  # nearly always: half the bytes, half the time
    whole = np.dtype(np.int32 if small else np.int64)
    laid = [_Laid.of(piece, whole) for piece in pieces]
    lists = np.zeros(len(laid[0].sizes), whole)
    for each in laid:
        lists[each.lists] += each.sizes
    run = np.cumsum(lists, dtype=whole) - lists
    parts = (np.add.reduceat(lists, first) + heads.lengths + 7) >> 3
    begins = 8 * (np.cumsum(parts, dtype=whole) - parts) + heads.lengths
    out = np.zeros(int(parts.sum()) // 8 + 2, np.uint64)
    _put(out, begins, heads.values)
    at = run + np.repeat(begins - run[first], np.diff(first, append=len(run)))
    for each in laid:
        _put(out, each.ends(at[each.lists]), each.values)
        at[each.lists] += each.sizes
    return out.byteswap().tobytes()[: int(parts.sum())], parts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A piece whose bits are counted: `run` up to the end of each code, `before` before each list,
    and the `sizes` of lists.
    """

    values: Numbers
    counts: Small | None
    lists: Ints | slice
    run: Bits
    before: Bits
    sizes: Bits

    @classmethod
    def of(cls, piece: Piece, whole: np.dtype[Any]) -> _Laid:
        codes, lists = piece.codes, slice(None) if piece.lists is None else piece.lists
        sizes = codes.lengths.astype(whole, copy=False)
        if piece.counts is None:
            return cls(codes.values, None, lists, sizes, np.zeros(1, whole), sizes)
        bits = np.zeros(len(sizes) + 1, whole)
        np.cumsum(sizes, out=bits[1:], dtype=whole)
        bounds = bits[np.append(0, np.cumsum(piece.counts, dtype=np.int64))]
        return cls(codes.values, piece.counts, lists, bits[1:], bounds[:-1], np.diff(bounds))

    def ends(self, at: Bits) -> Bits:
        """Return where each code ends if those of each list begin `at` so many bits."""
        moved: Bits = at - self.before
        if self.counts is not None:
            moved = np.repeat(moved, self.counts)
        return self.run + moved


def _put(out: npt.NDArray[np.uint64], ends: Bits, numbers: Numbers) -> None:
    """Put values, in order, where each ends, most significant bit first."""
    if not len(ends):
        return
    last = ends - 1
    word = last >> 6
    shift = (~last & 63).astype(np.uint64)
    values = numbers.astype(np.uint64)
    # What is in one word is summed up as differences of one running sum, a third of `reduceat`.
    run = np.cumsum(values << shift)
    whole = np.append(np.flatnonzero(word[1:] != word[:-1]), len(word) - 1)
    sums = run[whole]
    sums[1:] -= run[whole[:-1]]
    out[word[whole]] |= sums
    # Only the first value that ends in a word can begin in the one before.
    first = np.append(0, whole[:-1] + 1)
    out[word[first] - 1] |= values[first] >> np.uint64(1) >> (np.uint64(63) - shift[first])


def varints(numbers: Sequence[int] | Numbers) -> bytes:
    """Write numbers in groups of seven bits, the lowest first; the last group has no high bit."""
    if len(numbers) > MANY:
        nothing = Codes(np.zeros(1, np.int64), np.zeros(1, np.int32))
        return packed([Piece(varint(np.asarray(numbers)))], nothing, np.zeros(1, np.int64))[0]
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)
