import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.model import Series, stats_of

points = st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.floats()), min_size=1, max_size=50)


def series_of(logged: list[tuple[int, float]]) -> Series:
    return Series.of([step for step, _ in logged], [value for _, value in logged])


def same(left: float, right: float) -> bool:
    return left == right or (math.isnan(left) and math.isnan(right))


@given(points)
def test_points_stand_by_step_and_within_a_step_as_logged_and_none_is_lost(
    logged: list[tuple[int, float]],
) -> None:
    series = series_of(logged)
    wanted = sorted(logged, key=lambda point: point[0])  # stable
    assert series.steps.tolist() == [step for step, _ in wanted]
    assert all(same(a, b) for a, (_, b) in zip(series.values.tolist(), wanted, strict=True))
    assert len(series) == len(logged)


@given(points)
def test_facts_are_those_of_the_finite_points(logged: list[tuple[int, float]]) -> None:
    stats = series_of(logged).stats
    ordered = sorted(logged, key=lambda point: point[0])
    finite = [(step, value) for step, value in ordered if math.isfinite(value)]
    assert stats.count == len(logged)
    assert stats.non_finite == len(logged) - len(finite)
    assert same(stats.first, ordered[0][1])
    assert same(stats.last, ordered[-1][1])
    assert stats.last_step == ordered[-1][0]
    if not finite:
        assert all(math.isnan(fact) for fact in (stats.min, stats.max, stats.mean, stats.last_finite))
        assert stats.argmin is stats.argmax is stats.last_finite_step is None
        return
    low, high = min(value for _, value in finite), max(value for _, value in finite)
    assert (stats.min, stats.max) == (low, high)
    assert stats.argmin == next(step for step, value in finite if value == low)
    assert stats.argmax == next(step for step, value in finite if value == high)
    assert (stats.last_finite_step, stats.last_finite) == finite[-1]
    assert math.isinf(stats.mean) or low - abs(low) * 1e-9 <= stats.mean <= high + abs(high) * 1e-9


def test_a_series_has_a_point_and_a_value_for_each_step() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        Series.of([], [])
    with pytest.raises(ValueError, match="one value for each step"):
        Series.of([0, 1], [0.5])
    with pytest.raises(ValueError, match="times"):
        Series.of([0, 1], [0.5, 0.6], [1.0])


def test_times_go_along_with_their_points() -> None:
    series = Series.of([2, 1], [0.2, 0.1], [20.0, 10.0])
    assert series.times is not None
    assert series.times.tolist() == [10.0, 20.0]


def test_a_series_cannot_be_changed_and_changes_with_nothing() -> None:
    values = np.array([0.1, 0.2])
    series = Series.of([0, 1], values)
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 9


def test_series_are_equal_by_their_points_also_where_they_are_nan() -> None:
    assert Series.of([0, 1], [0.5, math.nan]) == Series.of([0, 1], [0.5, math.nan])
    assert Series.of([0], [0.5]) != Series.of([0], [0.6])
    assert Series.of([0], [0.5]) != Series.of([1], [0.5])
    assert Series.of([0], [0.5], [1.0]) != Series.of([0], [0.5])
    assert Series.of([0], [0.5]) != "a series"


@pytest.mark.parametrize("length", [1, 2, 9, 100, 129, 5000])
def test_the_series_of_all_metrics_are_those_of_each(length: int) -> None:
    chance = np.random.default_rng(length)

    def column(metric: int, size: int) -> tuple[Any, Any, Any]:
        steps = np.arange(size)[::-1] if metric == 3 else np.sort(chance.integers(-5, 2**60, size))
        values = chance.normal(size=size) * 10.0 ** chance.integers(-300, 300, size)
        gaps = chance.random(size) < metric / 20
        return steps, np.where(gaps, chance.choice([math.nan, math.inf, -math.inf], size), values), values

    columns = [column(metric, size) for metric, size in enumerate([length] * 8 + [length + 1] * 2 + [1])]
    columns[1] = (columns[1][0], np.full(length, 1.7e308), columns[1][2])
    found, each = Series.of_each(columns), [Series.of(*column) for column in columns]
    assert found == each
    assert [repr(series.stats) for series in found] == [repr(series.stats) for series in each]


def test_many_metrics_need_a_value_for_each_step_as_well() -> None:
    two, one, none = (np.arange(n) for n in (2, 1, 0))
    for columns in ([(two, one, two)] * 2, [(none, none, none)] * 2, [(one, two, one), (two, two, two)]):
        with pytest.raises(ValueError, match="a series"):
            Series.of_each(columns)
    assert Series.of_each([]) == []


def test_facts_need_no_series() -> None:
    stats = stats_of(np.array([3, 4]), np.array([math.inf, 1.0]))
    assert (stats.count, stats.non_finite, stats.min, stats.argmin) == (2, 1, 1.0, 4)


@pytest.mark.parametrize("counts", [[3], [3, 3, 3, 3], [1, 1], [2, 5, 2, 1], [4100, 4100]])
def test_metrics_that_follow_each_other_are_as_each_alone(counts: list[int]) -> None:
    chance = np.random.default_rng(len(counts))
    size = sum(counts)
    steps = chance.integers(-3, 3, size)
    steps[: counts[0]].sort()
    values = chance.normal(size=size)
    values[-1] = math.nan
    times = chance.random(size)
    ends = np.cumsum(counts)
    each = [
        Series.of(*(column[end - count : end] for column in (steps, values, times)))
        for end, count in zip(ends, counts, strict=True)
    ]
    found = Series.of_joined((steps, values, times), counts)
    assert found == each
    assert [repr(series.stats) for series in found] == [repr(series.stats) for series in each]
    assert not any(array.flags.writeable for one in found for array in (one.steps, one.values))
    with pytest.raises(ValueError, match="a series"):
        Series.of_joined((steps[:0], values[:0], times[:0]), [0, 0])


def test_joined_points_of_other_types_become_numbers_of_a_series() -> None:
    (found,) = Series.of_joined((np.array([0.0, 1.0]), np.array([2, 3]), np.array([4, 5])), [2])
    first, second = Series.of_joined((np.array([0, 1]), np.array([2, 3]), np.array([4, 5])), [1, 1])
    assert found == Series.of([0, 1], [2.0, 3.0], [4.0, 5.0])
    assert (first, second) == (Series.of([0], [2.0], [4.0]), Series.of([1], [3.0], [5.0]))
    assert {one.values.dtype for one in (found, first, second)} == {np.dtype(np.float64)}


def test_the_largest_floats_of_both_signs_have_facts() -> None:
    most = np.finfo(np.float64).max
    stats = Series.of(range(8), [-most, -most, 1, 1, most, most, 1, 1]).stats
    assert (stats.min, stats.max, stats.non_finite, stats.last) == (-most, most, 0, 1.0)
