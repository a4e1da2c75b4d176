"""A metric's points, and what is known of all of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, starmap
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from runreport.model.frozen import frozen_array

Columns = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
"""Steps, values and times of points in the order they were logged."""

_DTYPES = (np.int64, np.float64, np.float64)
_set = object.__setattr__
_SHORT = 4096
"""Points up to which calling NumPy for a series costs more than what it then does."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Facts about every point that was logged, also after thinning.

    NaN marks a number that does not exist: an extreme or a mean where no point is finite.
    """

    count: int
    """Points logged, non-finite ones included."""
    non_finite: int
    """Points that are NaN or infinite."""
    first: float
    """Value of the first point; may be NaN or infinite."""
    last: float
    """Value of the last point, by step and then as logged; may be NaN or infinite."""
    last_step: int
    """Step of the last point."""
    last_finite: float
    """Value of the last finite point; NaN where there is none."""
    last_finite_step: int | None
    """Step of the last finite point."""
    min: float
    """Lowest finite value."""
    max: float
    """Highest finite value."""
    mean: float
    """Mean of the finite values."""
    argmin: int | None
    """Step of the first point with the lowest value."""
    argmax: int | None
    """Step of the first point with the highest value."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One metric of one run: n points, by step and, within a step, as they were logged.

    Repeated steps are kept, and so are NaN and infinities. A series holds at least one point: a
    metric without any is no metric.
    """

    steps: NDArray[np.int64]
    """Shape (n,), ascending, repeats allowed."""
    values: NDArray[np.float64]
    """Shape (n,)."""
    times: NDArray[np.float64] | None
    """Shape (n,), seconds since 1970 in UTC, NaN where unknown; None where the store keeps none."""
    stats: Stats
    """Of all points ever logged."""

    @classmethod
    def of(cls, steps: ArrayLike, values: ArrayLike, times: ArrayLike | None = None) -> "Series":
        """Return the series of points in the order they were logged; sorts by step, stably.

        Raises:
            ValueError: there is no point, or the columns differ in length.
        """
        step_array = np.asarray(steps, dtype=np.int64)
        value_array = np.asarray(values, dtype=np.float64)
        time_array = None if times is None else np.asarray(times, dtype=np.float64)
        _check(step_array, value_array, time_array)
        if step_array.size > 1 and np.any(step_array[1:] < step_array[:-1]):
            order = np.argsort(step_array, kind="stable")
            step_array, value_array = step_array[order], value_array[order]
            time_array = None if time_array is None else time_array[order]
        return cls(step_array, value_array, time_array, stats_of(step_array, value_array))

    @classmethod
    def of_each(cls, columns: Sequence[Columns]) -> list["Series"]:
        """Return the series of each metric of a run, in their order: the same as `of` gives, sooner.

        Raises:
            ValueError: one has no point, or its columns differ in length.
        """
        alike: dict[tuple[int, ...], list[int]] = {}
        for place, column in enumerate(columns):
            alike.setdefault((*map(len, column),), []).append(place)
        found: dict[int, Series] = {}
        for sizes, places in alike.items():
            same = [columns[place] for place in places]
            is_short = len(places) > 1 and 0 < max(sizes) <= _SHORT and len({*sizes}) == 1
            series = cls._rows(_tables(same)) if is_short else starmap(cls.of, same)
            found.update(zip(places, series, strict=True))
        return [found[place] for place in range(len(columns))]

    @classmethod
    def of_joined(cls, columns: Columns, counts: Sequence[int]) -> list["Series"]:
        """Return the series of metrics whose points follow each other: the same as `of` gives, sooner.

        Args:
            columns: points of all, in arrays of their own.
            counts: of each metric, how many points.

        Raises:
            ValueError: a metric has no point.
        """
        steps, values, times = columns
        columns = (
            steps.astype(np.int64, copy=False),
            values.astype(np.float64, copy=False),
            times.astype(np.float64, copy=False),
        )
        if len(counts) > 1 and len({*counts}) == 1 and 0 < counts[0] <= _SHORT:
            return cls._rows([column.reshape(len(counts), -1) for column in columns])
        ends = [*accumulate(counts)]
        parts = [slice(end - count, end) for end, count in zip(ends, counts, strict=True)]
        steps, values, times = columns
        return cls.of_each([(steps[part], values[part], times[part]) for part in parts])

    @classmethod
    def _rows(cls, tables: Sequence[NDArray[Any]]) -> list["Series"]:
        """Return the series of metrics with as many points each: a row of steps, of values and of times."""
        for table in tables:
            table.flags.writeable = False
        steps, values, times = tables
        is_plain: NDArray[np.bool_] = np.isfinite(values).all(axis=1) & (steps[:, 1:] >= steps[:, :-1]).all(
            axis=1
        )
        facts = _stats_of_rows(steps, values)
        rows = zip(_shared(steps), values, _shared(times), facts, is_plain.tolist(), strict=True)
        return [
            cls.restored(step, value, time, stats) if plain else cls.of(step, value, time)
            for step, value, time, stats, plain in rows
        ]

    @classmethod
    def restored(
        cls,
        steps: NDArray[np.int64],
        values: NDArray[np.float64],
        times: NDArray[np.float64] | None,
        stats: Stats,
    ) -> "Series":
        """Return the series of points that are known to be in order, in arrays that cannot change.

        Nothing of it is looked at again, which for short series takes longer than all else.
        """
        series: Series = object.__new__(cls)
        _set(series, "steps", steps)
        _set(series, "values", values)
        _set(series, "times", times)
        _set(series, "stats", stats)
        return series

    def __post_init__(self) -> None:
        _check(self.steps, self.values, self.times)
        object.__setattr__(self, "steps", frozen_array(self.steps, np.int64))
        object.__setattr__(self, "values", frozen_array(self.values, np.float64))
        if self.times is not None:
            object.__setattr__(self, "times", frozen_array(self.times, np.float64))

    def __len__(self) -> int:
        return int(self.steps.size)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Series):
            return NotImplemented
        same_times = (self.times is None) == (other.times is None) and (
            self.times is None
            or other.times is None
            or np.array_equal(self.times, other.times, equal_nan=True)
        )
        return (
            same_times
            and np.array_equal(self.steps, other.steps)
            and np.array_equal(self.values, other.values, equal_nan=True)
        )

    __hash__ = None  # type: ignore[assignment]


def _check(steps: NDArray[Any], values: NDArray[Any], times: NDArray[Any] | None) -> None:
    if steps.ndim != 1 or steps.shape != values.shape or not steps.size:
        raise ValueError("a series needs one value for each step, and at least one point")
    if times is not None and times.shape != steps.shape:
        raise ValueError("a series with times needs one for each step")


def stats_of(steps: NDArray[np.int64], values: NDArray[np.float64]) -> Stats:
    """Return the facts about points that are in order of step; at least one point."""
    finite = np.isfinite(values)
    count = int(values.size)
    n_finite = int(np.count_nonzero(finite))
    if not n_finite:
        low = high = mean = last_finite = math.nan
        argmin = argmax = last_finite_step = None
    else:
        good, good_steps = (values, steps) if n_finite == count else (values[finite], steps[finite])
        at_low, at_high = int(good.argmin()), int(good.argmax())
        low, high = float(good[at_low]), float(good[at_high])
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(good.mean())
        argmin, argmax = int(good_steps[at_low]), int(good_steps[at_high])
        last_finite, last_finite_step = float(good[-1]), int(good_steps[-1])
    return Stats(
        count=count,
        non_finite=count - n_finite,
        first=float(values[0]),
        last=float(values[-1]),
        last_step=int(steps[-1]),
        last_finite=last_finite,
        last_finite_step=last_finite_step,
        min=low,
        max=high,
        mean=mean,
        argmin=argmin,
        argmax=argmax,
    )


def _tables(columns: Sequence[Columns]) -> list[NDArray[Any]]:
    """Return columns of one length as tables of steps, of values and of times, a row each."""
    return [
        np.concatenate(each).astype(dtype, copy=False).reshape(len(columns), -1)
        for each, dtype in zip(zip(*columns, strict=True), _DTYPES, strict=True)
    ]


def _shared(table: NDArray[Any]) -> Iterable[NDArray[Any]]:
    """Return the rows; where all are the same, as steps mostly are, one of them that all share."""
    if (table == table[0]).all():
        return [frozen_array(table[0].copy(), table.dtype.type)] * len(table)
    return table


def _stats_of_rows(steps: NDArray[np.int64], values: NDArray[np.float64]) -> list[Stats]:
    """Return the facts about each row of points; right where they are in order of step and all finite."""
    row, count = np.arange(len(values)), values.shape[1]
    at_low, at_high = values.argmin(axis=1), values.argmax(axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        means = values.mean(axis=1)
    facts = (
        values[:, 0],
        values[:, -1],
        steps[:, -1],
        values[:, -1],
        steps[:, -1],
        values[row, at_low],
        values[row, at_high],
        means,
        steps[row, at_low],
        steps[row, at_high],
    )
    return [Stats(count, 0, *numbers) for numbers in zip(*(fact.tolist() for fact in facts), strict=True)]
