"""JSON texts in a buffer as numbers, all at once.

W&B writes what JSON has no word for as `NaN`, `Infinity` and `-Infinity`, bare or in quotes.
"""

import json
import math
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

Ints = NDArray[np.int64]

ODD = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_ODD = {spelled: value for word, value in ODD.items() for spelled in (word.encode(), b'"%s"' % word.encode())}
_DIGITS = frozenset(b"%c" % digit for digit in b"0123456789-")
_BEGINS = np.zeros(256, np.bool_)
_BEGINS[list(b"0123456789-")] = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which of some texts are numbers."""

    values: NDArray[np.float64]
    """A value for each text; NaN as well where it is no number."""
    is_number: NDArray[np.bool_]


def numbers_of(data: bytes, start: Ints, end: Ints) -> Numbers:
    """Return the numbers among JSON texts.

    Args:
        data: the buffer; at least one byte follows the last text.
        start: where each text begins.
        end: where it ends.
    """
    view = np.frombuffer(data, np.uint8)
    values = np.full(len(start), np.nan)
    is_number = np.zeros(len(start), np.bool_)
    plain = (
        _BEGINS[view[start]] & (end > start) & ~((view[start] == ord("-")) & (view[start + 1] == ord("I")))
    )
    found = _joined(view, start[plain], end[plain])
    if found is not None:
        values[plain] = found
        is_number[plain] = True
        rest = np.flatnonzero(~plain)
    else:
        rest = np.arange(len(start))
    for place, begin, stop in zip(rest.tolist(), start[rest].tolist(), end[rest].tolist(), strict=True):
        value = number_of(data[begin:stop])
        if value is not None:
            values[place] = value
            is_number[place] = True
    return Numbers(values, is_number)


def number_of(text: bytes) -> float | None:
    """Return the number that a JSON text is; None for any other."""
    if text in _ODD:
        return _ODD[text]
    try:
        value = json.loads(text) if text[:1] in _DIGITS else None
    except (ValueError, RecursionError):
        return None
    return as_number(value)


def as_number(value: object) -> float | None:
    """Return a decoded JSON value as a number; None where it is none. Truth values are none."""
    if isinstance(value, str):
        return ODD.get(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _joined(view: NDArray[np.uint8], start: Ints, end: Ints) -> NDArray[np.float64] | None:
    """Return plain numbers, read as one JSON list; None where that does not come out even."""
    if not len(start):
        return np.zeros(0)
    length = end - start + 1
    stop = np.cumsum(length)
    # Offsets of 32 bits are gathered in half the time.
    kind = np.int32 if len(view) < 2**31 and stop[-1] < 2**31 else np.int64
    text = view[np.repeat((end + 1 - stop).astype(kind), length) + np.arange(stop[-1], dtype=kind)]
    text[stop - 1] = ord(",")
    try:
        found = orjson.loads(b"[" + text[:-1].tobytes() + b"]")
        values = np.array(found, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    return values if values.shape == start.shape else None
