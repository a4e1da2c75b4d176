import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from runreport.archive import thin, thin_series
from runreport.model import Run, RunRef, Series, StoreRef

numbers = st.floats(allow_nan=True, allow_infinity=True, width=64)
curves = (
    st.integers(1, 400)
    .flatmap(lambda n: arrays(np.float64, n, elements=numbers))
    .map(lambda values: Series.of(np.arange(values.size), values, np.arange(values.size) * 2.0))
)
limits = st.integers(4, 80)


def points(series: Series) -> set[tuple[int, float]]:
    return set(zip(series.steps.tolist(), map(repr, series.values.tolist()), strict=True))


@given(curves, limits)
def test_no_more_points_than_the_limit_remain_and_none_is_new(curve: Series, limit: int) -> None:
    thinned = thin_series(curve, limit)
    assert len(thinned) <= limit
    assert points(thinned) <= points(curve)
    assert np.all(np.diff(thinned.steps) > 0)
    assert thinned.times is not None
    assert np.array_equal(thinned.times, thinned.steps * 2.0)


@given(curves, limits)
def test_a_curve_that_is_short_enough_is_the_same_curve(curve: Series, limit: int) -> None:
    assert (thin_series(curve, limit) is curve) == (len(curve) <= limit)


@given(curves, limits)
def test_the_ends_and_the_extremes_remain(curve: Series, limit: int) -> None:
    thinned = thin_series(curve, limit)
    kept = dict(zip(thinned.steps.tolist(), thinned.values.tolist(), strict=True))
    for at in (0, len(curve) - 1):
        assert kept[at] == pytest.approx(curve.values[at], nan_ok=True)
    finite = curve.values[np.isfinite(curve.values)]
    if finite.size:
        assert kept[curve.stats.argmin or 0] == finite.min()
        assert kept[curve.stats.argmax or 0] == finite.max()


@given(curves, limits)
def test_the_facts_stay_those_of_every_point(curve: Series, limit: int) -> None:
    assert thin_series(curve, limit).stats is curve.stats


@given(curves, limits)
def test_the_same_curve_is_thinned_the_same_twice(curve: Series, limit: int) -> None:
    assert thin_series(curve, limit) == thin_series(curve, limit)


@given(curves, limits)
def test_as_many_gaps_as_there_is_room_for_remain(curve: Series, limit: int) -> None:
    gap = ~np.isfinite(curve.values)
    starts = [i for i in range(len(curve)) if gap[i] and (i == 0 or not gap[i - 1])]
    ends = [next((j for j in range(i, len(curve)) if not gap[j]), len(curve)) for i in starts]
    kept = set(thin_series(curve, limit).steps.tolist())
    shown = sum(any(at in kept for at in range(a, b)) for a, b in zip(starts, ends, strict=True))
    assert shown >= min(len(starts), limit // 2 - 4)


def test_a_narrow_peak_of_each_stretch_remains() -> None:
    values = np.zeros(10_000)
    peaks = np.arange(50, 10_000, 100)
    values[peaks] = 1 + np.arange(peaks.size)
    kept = thin_series(Series.of(np.arange(values.size), values), 300)
    assert set(peaks.tolist()) <= set(kept.steps.tolist())


def test_a_gap_of_one_point_in_a_long_curve_remains() -> None:
    values = np.sin(np.arange(5000) / 50)
    values[1234] = np.nan
    kept = thin_series(Series.of(np.arange(values.size), values), 20)
    assert 1234 in kept.steps.tolist()


def test_repeated_steps_and_missing_times_are_no_obstacle() -> None:
    kept = thin_series(Series.of(np.zeros(100, dtype=int), np.arange(100.0)), 10)
    assert kept.times is None
    assert (kept.values[0], kept.values[-1]) == (0.0, 99.0)


def test_a_limit_without_room_for_ends_and_extremes_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 4"):
        thin_series(Series.of([0], [1.0]), 3)


def test_a_run_is_thinned_in_results_and_system_curves() -> None:
    long = Series.of(np.arange(1000), np.arange(1000.0))
    short = Series.of([0], [1.0])
    ref = RunRef(StoreRef("plain-table", "x"), "one")
    run = Run(ref, "one", "e", metrics={"long": long, "short": short}, system={"gpu": long}, notes="n")
    thinned = thin(run, 100)
    assert len(thinned.metrics["long"]) <= 100
    assert len(thinned.system["gpu"]) <= 100
    assert thinned.metrics["short"] is short
    assert (thinned.ref, thinned.notes) == (run.ref, run.notes)
    assert list(thinned.metrics) == ["long", "short"]


def test_a_run_without_long_curves_is_the_same_run() -> None:
    run = Run(RunRef(StoreRef("x", "y"), "z"), "z", "e", metrics={"m": Series.of([0, 1], [1.0, 2.0])})
    assert thin(run) is run
