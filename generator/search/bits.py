"""Owns bits: numbers as codes (Golomb-Rice, Elias gamma), codes as bytes, all at once.
May not know what the numbers mean. Every code is a run of zeros, then `width` bits of `value`.

Sources: S. W. Golomb, Run-length encodings (1966); R. F. Rice (1979); P. Elias, Universal codeword
sets (1975), gamma code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Numbers = Ints | Small


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes in the order in which they are written; no value is wider than 64 bits."""

    zeros: Small
    values: Ints
    widths: Small

    @property
    def lengths(self) -> Small:
        """The bits of each code."""
        return self.zeros + self.widths


def empty(count: int) -> Codes:
    """Return room for codes that are put in with `put`."""
    return Codes(np.zeros(count, np.int32), np.zeros(count, np.int64), np.zeros(count, np.int32))


def put(room: Codes, at: Numbers, codes: Codes) -> None:
    """Put codes at their places."""
    room.zeros[at], room.values[at], room.widths[at] = codes.zeros, codes.values, codes.widths


def joined(one: Codes, other: Codes) -> Codes:
    """Return each pair of codes as one."""
    lengths = other.lengths
    return Codes(one.zeros, one.values << lengths | other.values, one.widths + lengths)


def where(told: npt.NDArray[np.bool_], codes: Codes) -> Codes:
    """Return the codes that are told, and nothing for the others."""
    return Codes(codes.zeros * told, codes.values * told, codes.widths * told)


def bit_length(numbers: Numbers) -> Small:
    """Return the bits of each number below 2**53; 0 has none."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int32)


def gamma(numbers: Numbers, low: int | Small = 0) -> Codes:
    """Code numbers from 0 on, small ones short; `low` bits of each are written as they are."""
    widths = bit_length((numbers >> low) + 1)
    one = np.left_shift(np.int64(1), low)
    return Codes(widths - 1, numbers.astype(np.int64) + one, widths + low)


def flag(told: npt.NDArray[np.bool_]) -> Codes:
    """Code one bit each."""
    return Codes(np.zeros(len(told), np.int32), told.astype(np.int64), np.ones(len(told), np.int32))


def rice_parameter(room: Numbers, count: Numbers) -> Small:
    """Return the parameter for `count` gaps that fill at most `room`."""
    scaled = room * 11 // (np.maximum(count, 1) * 16)
    return np.maximum(bit_length(scaled) - 1, 0)


def rice(gaps: Small, parameters: Small) -> Codes:
    """Code gaps from 0 on, each with its parameter."""
    ones = np.left_shift(np.int32(1), parameters)
    values = (gaps & (ones - 1)) | ones
    return Codes(gaps >> parameters, values.astype(np.int64), parameters + 1)


def packed(codes: Codes, begins: Ints) -> list[bytes]:
    """Write codes into parts, each beginning at a code and at a byte."""
    lengths = codes.lengths
    run = np.cumsum(lengths, dtype=np.int64) - lengths
    sizes = (np.diff(run[begins], append=run[-1] + lengths[-1]) + 7) // 8
    ends = np.cumsum(sizes)
    moved = (ends - sizes) * 8 - run[begins]
    at = run + np.repeat(moved, np.diff(begins, append=len(lengths)))
    data = _written(codes, at, int(ends[-1]))
    return [data[e - s : e] for e, s in zip(ends.tolist(), sizes.tolist(), strict=True)]


def _written(codes: Codes, starts: Ints, size: int) -> bytes:
    """Write each code from its bit on, most significant bit first, into `size` bytes."""
    begin = starts + codes.zeros
    word = begin >> 6
    shift = 64 - (begin & 63) - codes.widths
    values = codes.values.view(np.uint64)
    left = values << np.maximum(shift, 0).view(np.uint64)
    spilt = np.flatnonzero(shift < 0)
    over = (-shift[spilt]).astype(np.uint64)
    left[spilt] = values[spilt] >> over
    out = np.zeros(size // 8 + 2, np.uint64)
    first = np.flatnonzero(np.diff(word, prepend=-1))
    out[word[first]] = np.add.reduceat(left, first)
    out[word[spilt] + 1] += values[spilt] << (np.uint64(64) - over)
    return out.byteswap().tobytes()[:size]


def varints(numbers: Iterable[int]) -> bytes:
    """Write numbers in groups of seven bits, the lowest first; the last group has no high bit."""
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)
