"""SVG path data from numbers in per cent, quickly: whole curves through one table of texts."""

from collections.abc import Iterator
from functools import lru_cache
from operator import add

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TEXTS = tuple(f"{number / 100:g}" for number in range(10_001))
"""0.00 to 100.00, since a curve of 200 points needs 400 of them and formatting each is slow."""


def coordinate(percent: float) -> str:
    """Return one coordinate, to a hundredth of a per cent."""
    return _TEXTS[round(min(max(percent, 0.0), 100.0) * 100)]


def line_path(x: Floats, y: Floats) -> str:
    """Return the path through the points, shape (n,) each, in per cent; NaN in either breaks it.

    A point between two breaks is a line without length, which a round cap makes visible.
    """
    return "".join(_unbroken(x[start:stop], y[start:stop]) for start, stop in runs_of_finite(x, y))


def band_path(x: Floats, low: Floats, high: Floats) -> str:
    """Return the closed path around the space between two curves; NaN in any breaks it."""
    pieces = []
    for start, stop in runs_of_finite(x, low + high):
        there = _pairs(x[start:stop], high[start:stop])
        back = _pairs(x[start:stop][::-1], low[start:stop][::-1])
        pieces.append(f"M{'L'.join(there + back)}Z")
    return "".join(pieces)


def dot_path(x: Floats, y: Floats) -> str:
    """Return a line without length at each point; NaN leaves one out."""
    good = np.isfinite(x) & np.isfinite(y)
    return "".join([f"M{pair}h0" for pair in _pairs(x[good], y[good])])


def box_path(left: float, right: float, top: float, bottom: float) -> str:
    """Return a closed rectangle."""
    return (
        f"M{coordinate(left)} {coordinate(top)}H{coordinate(right)}V{coordinate(bottom)}H{coordinate(left)}Z"
    )


def stairs(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the corners of a line that holds each value until the next point."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]


def runs_of_finite(x: Floats, y: Floats) -> list[tuple[int, int]]:
    """Return (start, stop) of each unbroken run of points."""
    good = np.isfinite(x) & np.isfinite(y)
    if good.all():
        return [(0, x.size)] if x.size else []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], good, [False]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def few(y: Floats, limit: int) -> NDArray[np.int64]:
    """Return at most about `limit` places that keep ends, every extreme of a stretch, and breaks.

    Meant for the eye only: a curve has no more columns on the screen than this.
    """
    n = y.size
    if n <= limit:
        return np.arange(n)
    size = -(-n * 2 // limit)
    whole = n // size * size
    starts = np.arange(0, whole, size)
    blocks = y[:whole].reshape(-1, size)
    broken = np.flatnonzero(~np.isfinite(y))
    lows = starts + np.where(np.isfinite(blocks), blocks, np.inf).argmin(axis=1)
    highs = starts + np.where(np.isfinite(blocks), blocks, -np.inf).argmax(axis=1)
    tail = np.arange(whole, n)
    kept = broken if broken.size <= limit else broken[:: -(-broken.size // limit)]
    return np.unique(np.concatenate((lows, highs, tail[:1], [n - 1], kept)))


def _unbroken(x: Floats, y: Floats) -> str:
    pairs = _pairs(x, y)
    return f"M{pairs[0]}h0" if len(pairs) == 1 else "M" + "L".join(pairs)


def _pairs(x: Floats, y: Floats) -> list[str]:
    return list(map(add, _columns(x.tobytes()), _texts(y)))


@lru_cache(maxsize=64)
def _columns(x: bytes) -> tuple[str, ...]:
    """Return places from the left as texts with a blank behind: the curves of a page share their steps."""
    return tuple(f"{text} " for text in _texts(np.frombuffer(x)))


def _texts(places: Floats) -> Iterator[str]:
    hundredths = np.rint(np.minimum(np.maximum(places, 0), 100) * 100).astype(np.int64)
    return map(_TEXTS.__getitem__, hundredths.tolist())
