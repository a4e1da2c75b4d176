"""Fewer points in a curve, without a peak, a gap or an end getting lost."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from runreport.model import Run, Series

FEWEST = 4
"""The first and the last point, the lowest and the highest."""


def thin(run: Run, limit: int = 500) -> Run:
    """Return the run with at most `limit` points in each of its series; itself where none is longer.

    Raises:
        ValueError: `limit` is below `FEWEST`.
    """
    metrics = {name: thin_series(series, limit) for name, series in run.metrics.items()}
    system = {name: thin_series(series, limit) for name, series in run.system.items()}
    if all(metrics[name] is run.metrics[name] for name in metrics) and all(
        system[name] is run.system[name] for name in system
    ):
        return run
    return replace(run, metrics=metrics, system=system)


def thin_series(series: Series, limit: int) -> Series:
    """Return at most `limit` of a series' points, in their order; itself where it has no more.

    Kept are the first and the last point, the first with the lowest and the first with the highest
    finite value, one point of each stretch that is NaN or infinite, as far as half of the limit
    allows, and of what is left the lowest and the highest point in stretches of equal length. The
    facts in `stats` stay those of every point that was logged.

    Raises:
        ValueError: `limit` is below `FEWEST`.
    """
    if limit < FEWEST:
        raise ValueError(f"a series cannot be thinned to fewer than {FEWEST} points")
    if len(series) <= limit:
        return series
    kept = _ends_and_extremes(series.values)
    gaps = _starts_of_gaps(series.values)
    kept = np.union1d(kept, _evenly(gaps, max(0, limit // 2 - kept.size)))
    kept = np.union1d(kept, _lows_and_highs(series.values, (limit - kept.size) // 2))
    times = None if series.times is None else series.times[kept]
    return Series(series.steps[kept], series.values[kept], times, series.stats)


def _ends_and_extremes(values: NDArray[np.float64]) -> NDArray[np.intp]:
    finite = np.isfinite(values)
    kept = [0, values.size - 1]
    if finite.any():
        kept += [
            int(np.where(finite, values, np.inf).argmin()),
            int(np.where(finite, values, -np.inf).argmax()),
        ]
    return np.unique(np.asarray(kept, dtype=np.intp))


def _starts_of_gaps(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the index of the first point of each stretch without a finite value."""
    gap = ~np.isfinite(values)
    begins = gap & ~np.concatenate(([False], gap[:-1]))
    return np.flatnonzero(begins)


def _evenly(indices: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return `indices`, or `count` of them at equal distances where there are more."""
    if indices.size <= count:
        return indices
    return indices[np.linspace(0, indices.size - 1, count).astype(np.intp)]


def _lows_and_highs(values: NDArray[np.float64], buckets: int) -> NDArray[np.intp]:
    """Return the index of the lowest and of the highest finite point in each of equal stretches."""
    if buckets < 1:
        return np.empty(0, dtype=np.intp)
    edges = np.linspace(0, values.size, buckets + 1).astype(np.intp)
    width = int(np.diff(edges).max())
    inside = edges[:-1, None] + np.arange(width)
    is_inside = inside < edges[1:, None]
    stretches = np.where(is_inside, values[np.minimum(inside, values.size - 1)], np.nan)
    usable = stretches[np.isfinite(stretches).any(axis=1)]
    starts = edges[:-1][np.isfinite(stretches).any(axis=1)]
    finite = np.isfinite(usable)
    lows = np.where(finite, usable, np.inf).argmin(axis=1)
    highs = np.where(finite, usable, -np.inf).argmax(axis=1)
    return np.unique(np.concatenate((starts + lows, starts + highs)))
