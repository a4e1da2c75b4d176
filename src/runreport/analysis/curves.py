"""A metric's curve over the repeats of a group: mean, lowest and highest."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from runreport.analysis.findings import Group
from runreport.model import Run, Series


@dataclass(frozen=True, slots=True)
class GroupCurve:
    """One metric over the steps of a group's runs; the columns have the same length."""

    steps: tuple[int, ...]
    """Ascending: every step that a run has a point at."""
    mean: tuple[float, ...]
    """NaN where no run has a finite value."""
    low: tuple[float, ...]
    """Lowest run; NaN as `mean`."""
    high: tuple[float, ...]
    """Highest run; NaN as `mean`."""
    n: tuple[int, ...]
    """Runs behind each step; fewer where some ended earlier, began later or were not finite."""


def curve_of(runs: Iterable[Run], metric: str, group: Group) -> GroupCurve:
    """Return a metric's curve over a group's runs; empty where none has the metric.

    At a step that a run has no point at, it counts with the straight line between its neighbors, as
    a chart draws it, and never beyond its first and last point. So runs that log at different steps,
    or whose points were thinned, compare. Of points at one step the last counts.

    Args:
        runs: the group's runs among any others, in any order.
        metric: name as the store has it.
        group: says which runs belong together.
    """
    wanted = set(group.runs)
    members = sorted((run for run in runs if run.uid in wanted and metric in run.metrics), key=_uid)
    if not members:
        return GroupCurve((), (), (), (), ())
    curves = [run.metrics[metric] for run in members]
    steps = np.unique(np.concatenate([curve.steps for curve in curves]))
    rows = np.stack([_on(steps, curve) for curve in curves])
    with warnings.catch_warnings(), np.errstate(over="ignore"):
        # A step at which no run is finite has no mean; it is left as NaN.
        warnings.simplefilter("ignore", RuntimeWarning)
        mean, low, high = np.nanmean(rows, axis=0), np.nanmin(rows, axis=0), np.nanmax(rows, axis=0)
    n = np.count_nonzero(~np.isnan(rows), axis=0)
    return GroupCurve(*(tuple(column.tolist()) for column in (steps, mean, low, high, n)))


def _uid(run: Run) -> str:
    return run.uid


def _on(steps: NDArray[np.int64], curve: Series) -> NDArray[np.float64]:
    """Return the curve's values at the steps, NaN outside of it and next to what is not finite."""
    is_last = np.append(curve.steps[1:] != curve.steps[:-1], True)
    own_steps, own = curve.steps[is_last], curve.values[is_last]
    own = np.where(np.isfinite(own), own, np.nan)
    # Steps are counted from the first, so that large ones keep their distance as floats.
    start = min(int(steps[0]), int(own_steps[0]))
    with np.errstate(all="ignore"):
        return np.interp(
            (steps - start).astype(np.float64),
            (own_steps - start).astype(np.float64),
            own,
            left=np.nan,
            right=np.nan,
        )
