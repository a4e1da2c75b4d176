"""Columns of values as short JSON, to the last bit: short decimals as they are, others as bits of floats.

Of the 64 bits of each value, less the lowest of their column, stand those that differ, as a few signs of base
64, most significant first. Values that were floats of 32 bits once take half of the signs that others do.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import orjson
from numpy.typing import NDArray

from runreport.figures.column import Floats, array_of, made_alike

DIGITS = 9
"""Significant digits up to which decimals are shorter than bits."""
SAMPLE = 4
"""Values of a column that are looked at before all of them are."""
SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" * 4
"""Of base 64 for each byte: only its last six bits count."""

Flags = NDArray[np.bool_]


def packed_columns(columns: Sequence[tuple[float, ...]]) -> list[bytes]:
    """Return the text of each column of values, all of one length at a time, which is quick.

    A text is a list of numbers, null for NaN, or an object: `low` is the lowest bits of the column as a whole
    number, `signs` what each value has more, `width` signs a value, to be shifted to the left by `shift`.
    """
    return made_alike(columns, len, lambda same: _rows(np.array([array_of(column) for column in same])))


def _rows(values: Floats) -> list[bytes]:
    """Return the text of each row of values, shape (rows, points)."""
    are_short = _are_short(values[:, :SAMPLE])
    if are_short.any():
        are_short[are_short] = _are_short(values[are_short])
    texts = dict(_packed(np.flatnonzero(~are_short), values))
    for row in np.flatnonzero(are_short).tolist():
        texts[row] = orjson.dumps(values[row], option=orjson.OPT_SERIALIZE_NUMPY)
    return [texts[row] for row in range(len(values))]


def _are_short(values: Floats) -> Flags:
    """Return whether all values of a row are decimals of a few digits, or NaN."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        sizes = np.floor(np.log10(np.abs(values)))
        scales = 10.0 ** (DIGITS - 1 - np.where(np.isfinite(sizes), sizes, 0))
        rounded = np.rint(values * scales) / scales
    are = ((rounded == values) & np.isfinite(values)) | np.isnan(values)
    return np.asarray(are.all(axis=1), dtype=np.bool_)


def _packed(places: NDArray[np.intp], values: Floats) -> Iterator[tuple[int, bytes]]:
    """Yield place and text of the chosen rows of values."""
    if not places.size:
        return
    rows = values[places].view(np.uint64)
    lows = rows.min(axis=1)
    above = rows - lows[:, np.newaxis]
    differing = np.bitwise_or.reduce(above, axis=1).tolist()
    shifts = [(bits & -bits).bit_length() - 1 if bits else 0 for bits in differing]
    widths = [
        max(1, -(-(bits >> shift).bit_length() // 6)) for bits, shift in zip(differing, shifts, strict=True)
    ]
    above >>= np.array(shifts, dtype=np.uint64)[:, np.newaxis]
    for width in sorted(set(widths)):
        same = [at for at, one in enumerate(widths) if one == width]
        turns = np.arange(6 * (width - 1), -1, -6, dtype=np.uint64)
        signs = (above[same][:, :, np.newaxis] >> turns).astype(np.uint8).tobytes().translate(SIGNS)
        size = width * values.shape[1]
        for place, at in enumerate(same):
            facts = (int(lows[at]), shifts[at], width, signs[place * size : (place + 1) * size])
            yield int(places[at]), b'{"low":"%d","shift":%d,"width":%d,"signs":"%s"}' % facts
