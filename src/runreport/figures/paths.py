"""SVG path data from places in per cent, quickly: whole numbers of a thousandth of the box.

A curve's first point is absolute, the others are steps from the one before: half as long as places.
"""

from math import isfinite

import numpy as np
import orjson
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SIZE = 1000
"""Width and height of the box that path data is for; on a panel, half a pixel."""


def coordinate(percent: float) -> str:
    """Return one coordinate."""
    return str(round(min(max(percent, 0.0), 100.0) * SIZE / 100))


def line_path(x: Floats, y: Floats) -> str:
    """Return the path through the points, shape (n,) each, in per cent; NaN in either breaks it.

    A point between two breaks is a line without length, which a round cap makes visible.
    """
    return "".join(_unbroken(x[start:stop], y[start:stop]) for start, stop in runs_of_finite(x, y))


def end_path(x: Floats, y: Floats) -> str:
    """Return a line without length at the last point that has a place; empty where there is none."""
    if x.size and isfinite(x[-1]) and isfinite(y[-1]):
        last = -1
    else:
        good = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if not good.size:
            return ""
        last = int(good[-1])
    return f"M{coordinate(float(x[last]))} {coordinate(float(y[last]))}h0"


def band_path(x: Floats, low: Floats, high: Floats) -> str:
    """Return the closed path around the space between two curves; NaN in any breaks it."""
    pieces = []
    for start, stop in runs_of_finite(x, low + high):
        across = np.concatenate((x[start:stop], x[start:stop][::-1]))
        pieces.append(f"{_through(across, np.concatenate((high[start:stop], low[start:stop][::-1])))}Z")
    return "".join(pieces)


def dot_path(x: Floats, y: Floats) -> str:
    """Return a line without length at each point; NaN leaves one out."""
    good = np.isfinite(x) & np.isfinite(y)
    places = zip(_places(x[good]).tolist(), _places(y[good]).tolist(), strict=True)
    return "".join([f"M{across} {down}h0" for across, down in places])


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
    # A sum is quick, and finite only if every place is.
    if isfinite(x.sum()) and isfinite(y.sum()):
        return [(0, x.size)] if x.size else []
    good = np.isfinite(x) & np.isfinite(y)
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
    starts = np.arange(0, n, size)
    # The last stretch is shorter: it goes on with its last value, which stays anyway.
    filled = np.full(starts.size * size, y[-1])
    filled[:n] = y
    blocks = filled.reshape(-1, size)
    good = np.isfinite(blocks)
    is_whole = bool(good.all())
    is_kept = np.zeros(n + size, dtype=np.bool_)
    is_kept[starts + (blocks if is_whole else np.where(good, blocks, np.inf)).argmin(axis=1)] = True
    is_kept[starts + (blocks if is_whole else np.where(good, blocks, -np.inf)).argmax(axis=1)] = True
    is_kept[[0, n - 1]] = True
    if not is_whole:
        broken = np.flatnonzero(~np.isfinite(y))
        is_kept[broken[:: -(-broken.size // limit)]] = True
    return np.flatnonzero(is_kept[:n])


def _unbroken(x: Floats, y: Floats) -> str:
    return _through(x, y) if x.size > 1 else dot_path(x, y)


def unbroken_paths(x: Floats, y: Floats) -> list[tuple[str, str]]:
    """Return the path through each row of points, and a line without length at its end.

    Args:
        x: shape (rows, n) with two or more points each, in per cent, all of them finite.
        y: the same.
    """
    across, down = _places(x), _places(y)
    steps = np.empty((*across.shape[:-1], across.shape[-1] - 1, 2), dtype=np.int64)
    np.subtract(across[:, 1:], across[:, :-1], out=steps[:, :, 0])
    np.subtract(down[:, 1:], down[:, :-1], out=steps[:, :, 1])
    # Written as JSON, which is the quickest way from numbers to a text.
    text = orjson.dumps(steps.reshape(len(steps), -1), option=orjson.OPT_SERIALIZE_NUMPY).decode()
    rows = text[2:-2].replace(",-", "-").replace(",", " ").split("] [")
    starts, ends = (np.stack((across[:, at], down[:, at]), axis=1).tolist() for at in (0, -1))
    return [
        (f"M{left} {top}l{row}", f"M{right} {bottom}h0")
        for (left, top), row, (right, bottom) in zip(starts, rows, ends, strict=True)
    ]


def _through(x: Floats, y: Floats) -> str:
    """Return the open path through finite points, two or more."""
    ((path, _),) = unbroken_paths(x[np.newaxis], y[np.newaxis])
    return path


def _places(percent: Floats) -> NDArray[np.int64]:
    places = np.maximum(percent, 0.0)
    np.minimum(places, 100.0, out=places)
    places *= SIZE / 100
    return np.rint(places, out=places).astype(np.int64)
