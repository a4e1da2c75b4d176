"""Columns of values as short JSON: exactly where that is short, else to nine significant digits.

Long values are packed: whole numbers of 10 to the power of -e, or the bits of floats of 32 bits, each as
a few signs of base 64, most significant first.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import orjson
from numpy.typing import NDArray

DIGITS = 9
"""Significant digits of values that no 32 bits hold, so that the page of a run stays small."""
MOST_PLACES = 22
"""Beyond, powers of ten are no exact floats."""
SIGNS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", np.uint8)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Text = tuple[bytes, bool]
"""Values as JSON, and whether they are told exactly."""


def packed_columns(columns: Sequence[tuple[float, ...]]) -> dict[tuple[float, ...], Text]:
    """Return the text of each column of values, all of one length at a time, which is quick."""
    alike: dict[int, list[tuple[float, ...]]] = {}
    for column in columns:
        alike.setdefault(len(column), []).append(column)
    return {
        column: text
        for same in alike.values()
        for column, text in zip(same, _rows(np.array(same, dtype=np.float64)), strict=True)
    }


def _rows(values: Floats) -> list[Text]:
    """Return the text of each row of values, shape (rows, points)."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        small = values.astype(np.float32)
        sizes = np.floor(np.log10(np.abs(values)))
        is_sized = np.isfinite(sizes)
        scales = 10.0 ** (DIGITS - 1 - np.where(is_sized, sizes, 0))
        rounded = np.rint(values * scales) / scales
        rounded = np.where(np.isfinite(rounded), rounded, values)
        least = np.where(is_sized, sizes, np.inf).min(axis=1, keepdims=True)
        places = (DIGITS - 1 - least).clip(0, MOST_PLACES)
        whole = np.rint(values * 10.0**places)
    are_gaps = np.isnan(values)
    is_small: Flags = ((small == values) | are_gaps).all(axis=1)
    is_exact: Flags = ((rounded == values) | are_gaps).all(axis=1)
    is_endless: Flags = np.asarray(np.isinf(values).any(axis=1))
    is_near = (np.abs(whole) < 10.0 ** (DIGITS + 3)).all(axis=1) & (places[:, 0] > 0)
    by_bits = is_small & ~is_exact & ~is_endless
    by_places = is_near & ~is_small & ~is_exact & ~is_endless
    texts: dict[int, Text] = {}
    for row, text in _packed(by_bits, small.view(np.int32)):
        texts[row] = (b'{"f":1,%s}' % text, True)
    for row, text in _packed(by_places, whole):
        texts[row] = (b'{"e":%d,%s}' % (places[row, 0], text), False)
    for row in np.flatnonzero(~by_bits & ~by_places).tolist():
        write = _with_infinities if is_endless[row] else _json
        texts[row] = (write(rounded[row]), bool(is_exact[row]))
    return [texts[row] for row in range(len(values))]


def _packed(chosen: Flags, numbers: NDArray[np.int32] | Floats) -> Iterator[tuple[int, bytes]]:
    """Yield place and text of the chosen rows of whole numbers.

    Each number, less the lowest of its row, is so many signs of 6 bits: half as long as digits.
    """
    if not chosen.any():
        return
    places = np.flatnonzero(chosen)
    rows = numbers[places].astype(np.int64)
    lows = rows.min(axis=1)
    above = rows - lows[:, np.newaxis]
    widths = [max(1, -(-most.bit_length() // 6)) for most in above.max(axis=1).tolist()]
    for width in sorted(set(widths)):
        same = [at for at, one in enumerate(widths) if one == width]
        signs = SIGNS[(above[same][:, :, np.newaxis] >> (6 * np.arange(width - 1, -1, -1))) & 63]
        for row, low, text in zip(places[same].tolist(), lows[same].tolist(), signs, strict=True):
            yield row, b'"low":%d,"width":%d,"signs":"%s"' % (low, width, text.tobytes())


def _json(numbers: Floats) -> bytes:
    """Return numbers as JSON; null for NaN."""
    return orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)


def _with_infinities(values: Floats) -> bytes:
    """Return values as JSON, with infinities as texts."""
    return orjson.dumps(
        [f"{'-' if one < 0 else ''}Infinity" if math.isinf(one) else one for one in values.tolist()]
    )
