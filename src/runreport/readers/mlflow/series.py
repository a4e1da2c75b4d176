"""Series of a run from rows of MLflow's table `metrics`.

NaN is kept as `is_nan` with the value 0, an infinity as the largest float of its sign, which is what
MLflow's own client gives back too.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from runreport.model import Series

Row = tuple[Any, ...]
"""Key, value, time in milliseconds, step, whether NaN."""

_INT64 = range(-(2**63), 2**63)


def series_of(rows: Sequence[Row]) -> tuple[dict[str, Series], int]:
    """Return the series by name, sorted, and how many rows hold no point and are left out.

    Args:
        rows: in the order they were logged, all metrics of a run mixed.
    """
    try:
        return _series(rows), 0
    except (TypeError, ValueError, OverflowError):
        good = [row for row in map(_cleaned, rows) if row is not None]
        return _series(good), len(rows) - len(good)


def _series(rows: Sequence[Row]) -> dict[str, Series]:
    """Return the series by name; an error of conversion where a row is not as MLflow writes it."""
    if not rows:
        return {}
    keys, values, times, steps, nans = zip(*rows, strict=True)
    if set(map(type, steps)) != {int}:
        raise TypeError("a step is no whole number")
    step_array = np.fromiter(steps, np.int64, len(rows))
    value_array = np.fromiter(values, np.float64, len(rows))
    time_array = np.fromiter(times, np.float64, len(rows)) / 1000.0
    if any(nans):
        value_array[np.fromiter(nans, np.bool_, len(rows))] = np.nan
    number = {key: at for at, key in enumerate(sorted(set(keys)))}
    codes = np.fromiter(map(number.__getitem__, keys), np.int64, len(rows))
    parts = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    return {
        key: Series.of(step_array[part], value_array[part], time_array[part])
        for key, part in zip(number, parts, strict=True)
    }


def _cleaned(row: Row) -> Row | None:
    """Return a row with its numbers as they should be; None where they are no numbers."""
    key, value, time, step, nan = row
    try:
        time = math.nan if time is None else float(time)
        value, whole = math.nan if nan else float(value), int(step)
    except (TypeError, ValueError, OverflowError):
        return None
    return (str(key), value, time, whole, nan) if whole == step and whole in _INT64 else None
