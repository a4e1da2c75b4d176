"""The numbers of a mark, as the tuple that a chart holds, with what its drawers ask of them again and again.

A chart's title, its text alternative, its axes, its drawing and its data each want the ends of a curve, or
the curve as an array. A page of a run has some ten curves, and a report thousands of pages.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FAR = 1e300
"""Values beyond are drawn at this size: differences between them would be infinite."""


class Column(tuple[float, ...]):
    """A tuple of numbers, equal to any other of the same numbers."""

    array: Floats
    """The same numbers, shape (n,)."""
    ends: tuple[float, ...] | None
    """As of `ends_of`."""
    _hash: int

    def __hash__(self) -> int:
        # Places that are worked out once are remembered by their column, which is asked for again and again.
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash


def columns_of(arrays: Sequence[Floats]) -> list[Column]:
    """Return arrays of numbers, shape (n,) each, as columns; quickest for many of one length."""
    alike: dict[int, list[int]] = {}
    for at, array in enumerate(arrays):
        alike.setdefault(array.size, []).append(at)
    found: dict[int, Column] = {}
    for size, places in alike.items():
        rows = np.array([arrays[at] for at in places], dtype=np.float64)
        found.update(
            zip(places, map(_column, rows, _ends(rows) if size else [None] * len(places)), strict=True)
        )
    return [found[at] for at in range(len(arrays))]


def array_of(numbers: Sequence[float]) -> Floats:
    """Return numbers as an array, shape (n,)."""
    return numbers.array if isinstance(numbers, Column) else np.asarray(numbers, dtype=np.float64)


def ends_of(numbers: Sequence[float]) -> tuple[float, ...] | None:
    """Return the lowest and the highest of numbers, and between numbers around zero the lowest positive.

    None where one of them is not finite or near the limits of floats, and where there are none.
    """
    return numbers.ends if isinstance(numbers, Column) else _plain_ends(tuple(numbers))


def _column(row: Floats, ends: tuple[float, float] | None) -> Column:
    column = Column(row.tolist())
    column.array = row
    column.ends = ends
    if ends is not None and ends[0] <= 0 < ends[1]:
        column.ends = (*ends, float(row[row > 0].min()))
    return column


def _ends(rows: Floats) -> list[tuple[float, float] | None]:
    """Return the lowest and the highest number of each row; None where one is not finite or far."""
    lows, highs = np.minimum.reduce(rows, axis=1).tolist(), np.maximum.reduce(rows, axis=1).tolist()
    # NaN is neither; an infinity is beyond.
    return [(low, high) if low > -FAR and high < FAR else None for low, high in zip(lows, highs, strict=True)]


@lru_cache(maxsize=256)
def _plain_ends(numbers: tuple[float, ...]) -> tuple[float, ...] | None:
    # A sum is quick, and finite only if every number is.
    if not numbers or not math.isfinite(sum(numbers)):
        return None
    low, high = float(min(numbers)), float(max(numbers))
    if low <= -FAR or high >= FAR:
        return None
    return (low, high, float(min(n for n in numbers if n > 0))) if low <= 0 < high else (low, high)
