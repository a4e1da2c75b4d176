import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runreport.analysis.curves import curve_of
from runreport.analysis.findings import Group
from runreport.model import Series

POINTS = st.dictionaries(st.integers(0, 30), st.floats(-1e3, 1e3), min_size=1, max_size=10)


@pytest.fixture
def curve(make_run):
    def build(*points, metric="loss"):
        runs = [
            make_run(f"{at}", curves={metric: Series.of(list(of), list(of.values()))})
            for at, of in enumerate(points)
        ]
        group = Group("g", "g", tuple(run.uid for run in runs), {}, (), {})
        return curve_of([*runs, make_run("other", 99.0, metric=metric)], metric, group)

    return build


def test_mean_and_range_over_the_groups_runs_alone(curve):
    found = curve({0: 1.0, 1: 2.0}, {0: 3.0, 1: 6.0})
    assert (found.steps, found.mean, found.low, found.high) == ((0, 1), (2.0, 4.0), (1.0, 2.0), (3.0, 6.0))
    assert found.n == (2, 2)


def test_between_its_points_a_run_counts_as_the_line_that_a_chart_draws(curve):
    found = curve({0: 0.0, 10: 10.0}, {0: 0.0, 5: 1.0, 10: 2.0})
    assert found.steps == (0, 5, 10)
    assert found.mean == (0.0, 3.0, 6.0)


def test_beyond_its_ends_a_run_does_not_count(curve):
    found = curve({0: 1.0, 1: 1.0}, {1: 3.0, 2: 5.0})
    assert (found.mean, found.n) == ((1.0, 2.0, 5.0), (1, 2, 1))


def test_what_is_not_finite_breaks_a_run_and_no_other_point(curve):
    found = curve({0: 1.0, 1: math.nan, 2: 3.0, 3: math.inf, 4: 5.0})
    assert found.n == (1, 0, 1, 0, 1)
    np.testing.assert_array_equal(found.mean, [1.0, math.nan, 3.0, math.nan, 5.0])


def test_of_repeated_steps_the_last_point_counts(make_run):
    run = make_run("a", curves={"loss": Series.of([0, 1, 1], [5.0, 9.0, 4.0])})
    found = curve_of([run], "loss", Group("g", "g", (run.uid,), {}, (), {}))
    assert (found.steps, found.mean) == ((0, 1), (5.0, 4.0))


def test_large_steps_keep_their_distance(curve):
    start = 2**60
    found = curve({start: 0.0, start + 2: 2.0}, {start + 1: 5.0})
    assert found.steps == (start, start + 1, start + 2)
    assert found.low == (0.0, 1.0, 2.0)


def test_a_metric_that_no_run_has_gives_an_empty_curve(make_run):
    group = Group("g", "g", ("runs.csv::a",), {}, (), {})
    assert curve_of([make_run("a", 0.5)], "loss", group).steps == ()


@settings(deadline=None)
@given(points=st.lists(POINTS, min_size=1, max_size=4))
def test_curves_agree_with_numpys_interpolation(points):
    from runreport.model import Run, RunRef, StoreRef

    runs = [
        Run(
            RunRef(StoreRef("r", "s"), f"{at}"),
            "n",
            "e",
            metrics={"m": Series.of(list(of), list(of.values()))},
        )
        for at, of in enumerate(points)
    ]
    found = curve_of(reversed(runs), "m", Group("g", "g", tuple(run.uid for run in runs), {}, (), {}))
    assert found.steps == tuple(sorted({step for of in points for step in of}))
    for at, step in enumerate(found.steps):
        values = []
        for of in points:
            steps = sorted(of)
            if steps[0] <= step <= steps[-1]:
                values.append(float(np.interp(step, steps, [of[one] for one in steps])))
        assert found.n[at] == len(values)
        expected = (math.nan,) * 3 if not values else (np.mean(values), min(values), max(values))
        assert (found.mean[at], found.low[at], found.high[at]) == pytest.approx(
            expected, nan_ok=True, abs=1e-9
        )
