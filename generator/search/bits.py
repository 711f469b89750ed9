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
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes in the order in which they are written."""

    zeros: Numbers
    values: Numbers
    widths: Numbers

    @property
    def lengths(self) -> Ints:
        """The bits of each code."""
        return (self.zeros + self.widths).astype(np.int64)


def empty(count: int) -> Codes:
    """Return room for codes that are put in with `put`."""
    zeros, widths = np.zeros(count, np.int32), np.zeros(count, np.int32)
    return Codes(zeros, np.zeros(count, np.int64), widths)


def put(room: Codes, at: Ints, codes: Codes) -> None:
    """Put codes at their places."""
    room.zeros[at], room.values[at], room.widths[at] = codes.zeros, codes.values, codes.widths


def bit_length(numbers: Ints) -> Ints:
    """Return the bits of each number below 2**53; 0 has none."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)


def gamma(numbers: Ints, low: int = 0) -> Codes:
    """Code numbers from 0 on, small ones short; `low` bits are written as they are."""
    widths = bit_length((numbers >> low) + 1)
    values = numbers + (1 << low)
    return Codes(widths - 1, values, widths + low)


def rice_parameter(room: Ints, count: Ints) -> Ints:
    """Return the parameter for `count` gaps that fill at most `room`."""
    scaled = room * 11 // (np.maximum(count, 1) * 16)
    return np.maximum(bit_length(scaled) - 1, 0)


def rice(gaps: Numbers, parameters: Numbers) -> Codes:
    """Code gaps from 0 on, each with its parameter."""
    rest = gaps & ((1 << parameters) - 1)
    return Codes(gaps >> parameters, rest | (1 << parameters), parameters + 1)


def pack(codes: Codes, starts: Ints, size: int) -> bytes:
    """Write each code from its bit on, most significant bit first, into `size` bytes."""
    begin = starts + codes.zeros
    word = begin >> 6
    shift = 64 - (begin & 63) - codes.widths
    values = codes.values.astype(np.uint64)
    spilt = np.flatnonzero(shift < 0)
    over = -shift[spilt]
    left = values << np.maximum(shift, 0).astype(np.uint64)
    left[spilt] = values[spilt] >> over.astype(np.uint64)
    out = np.zeros(size // 8 + 2, np.uint64)
    if len(word):
        first = np.flatnonzero(np.concatenate(([True], word[1:] != word[:-1])))
        out[word[first]] = np.add.reduceat(left, first)
    out[word[spilt] + 1] += values[spilt] << (64 - over).astype(np.uint64)
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
