"""The numbers of a mark, as the tuple that a chart holds, with what its drawers ask of them again and again.

A chart's title, its text alternative, its axes, its drawing and its data each want the ends of a curve, or
the curve as an array. A page of a run has some ten curves, and a report thousands of pages.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Item = TypeVar("Item")
Made = TypeVar("Made")

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
    return made_alike(arrays, len, _columns)


def made_alike(
    items: Sequence[Item], size: Callable[[Item], int], make: Callable[[list[Item]], Iterable[Made]]
) -> list[Made]:
    """Return what is made of each item, in their order; `make` gets at once all items of one size."""
    alike: dict[int, list[int]] = {}
    for at, item in enumerate(items):
        alike.setdefault(size(item), []).append(at)
    found: dict[int, Made] = {}
    for places in alike.values():
        found.update(zip(places, make([items[at] for at in places]), strict=True))
    return [found[at] for at in range(len(items))]


def array_of(numbers: Sequence[float]) -> Floats:
    """Return numbers as an array, shape (n,)."""
    return numbers.array if isinstance(numbers, Column) else np.asarray(numbers, dtype=np.float64)


def ends_of(numbers: Sequence[float]) -> tuple[float, ...] | None:
    """Return the lowest and the highest of numbers, and between numbers around zero the lowest positive.

    None where one of them is not finite or near the limits of floats, and where there are none.
    """
    return numbers.ends if isinstance(numbers, Column) else _plain_ends(tuple(numbers))


def _columns(arrays: list[Floats]) -> Iterable[Column]:
    rows = np.array(arrays, dtype=np.float64)
    return map(_column, rows, _ends(rows) if rows.size else [None] * len(rows))


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
