"""One curve for several repeats: mean, lowest and highest at the steps that all of them have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runreport.model import Series

MOST_BINS = 100
POINTS_A_BIN = 4
"""Repeats without common steps are averaged over stretches that hold about so many points of each."""
MOST_AT_ONCE = 1_000_000
"""Values of all repeats that are averaged together."""

Column = tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class MeanCurve:
    """A group's curve, all of one length, in order of step."""

    steps: tuple[float, ...]
    mean: tuple[float, ...]
    """NaN where any repeat is not finite, since its mean is not."""
    low: tuple[float, ...]
    high: tuple[float, ...]
    n: int
    """Repeats that went in."""
    bin_width: float
    """Steps over which points were averaged; 0 where the repeats share their steps."""


def is_curve(series: Series) -> bool:
    """Return whether a series has values at more than one step."""
    steps = series.steps
    return bool(steps.item(0) != steps.item(-1))


def mean_curves(groups: Sequence[Sequence[Series]]) -> list[MeanCurve]:
    """Return the mean of each group of one or more series; see `mean_curve`.

    Groups as large as one another whose series all have the same steps, as most have, are averaged at once.
    """
    alike: dict[tuple[bytes, int], list[int]] = {}
    found: dict[int, MeanCurve] = {}
    for place, series in enumerate(groups):
        clock, *others = {one.steps.tobytes() for one in series}
        if others or not _is_ascending(series[0].steps):
            found[place] = mean_curve(series)
        else:
            alike.setdefault((clock, len(series)), []).append(place)
    for (_, n), places in alike.items():
        steps = groups[places[0]][0].steps
        size = max(1, MOST_AT_ONCE // (n * steps.size))
        for some in (places[start : start + size] for start in range(0, len(places), size)):
            rows = np.stack([one.values for place in some for one in groups[place]])
            found |= zip(some, _summaries(steps, rows.reshape(len(some), n, -1), 0.0), strict=True)
    return [found[place] for place in range(len(groups))]


def _is_ascending(steps: NDArray[np.int64]) -> bool:
    return bool((steps[1:] != steps[:-1]).all())


def mean_curve(series: Sequence[Series]) -> MeanCurve:
    """Return the mean of one or more series; it ends where the first of them ends."""
    columns = [last_of_each_step(one) for one in series]
    common = columns[0][0]
    for steps, _ in columns[1:]:
        common = np.intersect1d(common, steps, assume_unique=True)
    shortest = min(steps.size for steps, _ in columns)
    if common.size >= max(1, shortest // 2):
        rows = np.stack([values[np.searchsorted(steps, common)] for steps, values in columns])
        return _summary(common, rows, 0.0)
    return _binned(columns, shortest)


def last_of_each_step(series: Series) -> Column:
    """Return steps without repeats, and the value that was logged last at each."""
    steps, values, _ = last_points(series)
    return steps, values


def last_points(
    series: Series, known: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64] | None]:
    """Return the same as `last_of_each_step`, and the times; None for these where the store keeps none.

    Args:
        series: of any steps.
        known: steps without repeats; those of metrics that were logged together are often one array.
    """
    steps, values, times = series.steps, series.values, series.times
    if steps is known:
        return steps, values, times
    differs = steps[1:] != steps[:-1]
    if differs.all():
        return steps, values, times
    last = np.append(differs, True)
    return steps[last], values[last], None if times is None else times[last]


def _binned(columns: Sequence[Column], shortest: int) -> MeanCurve:
    """Return the mean over equal stretches of what all cover, without stretches that one of them misses.

    Where they cover nothing together, the longest stands alone.
    """
    low = max(int(steps[0]) for steps, _ in columns)
    high = max(min(int(steps[-1]) for steps, _ in columns), low)
    count = min(MOST_BINS, max(1, shortest // POINTS_A_BIN))
    edges = np.linspace(low, high, count + 1)
    rows = np.stack([_means(steps, values, edges) for steps, values in columns])
    whole = np.isfinite(rows).all(axis=0)
    if not whole.any():
        steps, values = max(columns, key=lambda column: column[0].size)
        return _summary(steps, values[np.newaxis], 0.0)
    return _summary(((edges[:-1] + edges[1:]) / 2)[whole], rows[:, whole], (high - low) / count)


def _means(
    steps: NDArray[np.int64], values: NDArray[np.float64], edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    inside = (steps >= edges[0]) & (steps <= edges[-1]) & np.isfinite(values)
    places = np.clip(np.searchsorted(edges, steps[inside], side="right") - 1, 0, edges.size - 2)
    sums = np.bincount(places, weights=values[inside], minlength=edges.size - 1)
    counts = np.bincount(places, minlength=edges.size - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums / counts, dtype=np.float64)


def _summary(
    steps: NDArray[np.int64] | NDArray[np.float64], rows: NDArray[np.float64], width: float
) -> MeanCurve:
    return _summaries(steps, rows[np.newaxis], width)[0]


def _summaries(
    steps: NDArray[np.int64] | NDArray[np.float64], rows: NDArray[np.float64], width: float
) -> list[MeanCurve]:
    """Return the mean of each group of rows of values, shape (groups, repeats, steps)."""
    n = rows.shape[1]
    with np.errstate(invalid="ignore", over="ignore"):
        columns = (rows.mean(axis=1), rows.min(axis=1), rows.max(axis=1))
    is_broken = ~np.isfinite(rows).all(axis=1)
    if n > 1 and is_broken.any():
        for column in columns:
            column[is_broken] = np.nan
    along = tuple(map(float, steps.tolist()))
    return [
        MeanCurve(along, tuple(mean), tuple(low), tuple(high), n, float(width))
        for mean, low, high in zip(*(column.tolist() for column in columns), strict=True)
    ]
