import math

import numpy as np
import pytest

from runreport.figures import align
from runreport.figures.align import is_curve, mean_curve, mean_curves
from runreport.model import Series


def test_repeats_with_the_same_steps_are_averaged_step_by_step():
    found = mean_curve([Series.of([0, 1], [1.0, 2.0]), Series.of([0, 1], [3.0, 6.0])])
    assert (found.steps, found.mean, found.low, found.high) == ((0, 1), (2, 4), (1, 2), (3, 6))
    assert (found.n, found.bin_width) == (2, 0)


def test_the_mean_ends_where_the_shortest_repeat_ends():
    found = mean_curve([Series.of(range(10), range(10)), Series.of(range(8), range(8))])
    assert found.steps[-1] == 7


def test_a_step_at_which_one_repeat_diverged_has_no_mean():
    found = mean_curve([Series.of([0, 1], [1.0, math.inf]), Series.of([0, 1], [3.0, 6.0])])
    assert found.mean[0] == 2
    assert math.isnan(found.mean[1])


def test_of_a_repeated_step_the_last_value_counts():
    assert mean_curve([Series.of([0, 1, 1], [1.0, 5.0, 6.0])]).mean == (1, 6)


def test_repeats_at_other_steps_are_averaged_over_stretches():
    first = Series.of(range(0, 400, 2), np.arange(0, 400, 2))
    second = Series.of(range(1, 401, 2), np.arange(1, 401, 2))
    found = mean_curve([first, second])
    assert found.bin_width > 0
    assert found.mean == pytest.approx(found.steps, abs=1.5 + found.bin_width / 10)


def test_repeats_that_share_nothing_leave_the_longest():
    found = mean_curve([Series.of([0, 1, 2], [1, 2, 3]), Series.of([10, 11], [5, 6])])
    assert (found.n, found.mean) == (1, (1, 2, 3))


def test_values_at_a_single_step_are_no_curve():
    assert not is_curve(Series.of([0, 0], [1.0, 2.0]))
    assert is_curve(Series.of([0, 1], [1.0, 2.0]))


@pytest.mark.parametrize("most", [1, 60, 10_000])
def test_many_groups_have_the_means_that_each_has_alone(monkeypatch, most):
    monkeypatch.setattr(align, "MOST_AT_ONCE", most)
    random = np.random.default_rng(0)
    steps = [range(20), range(0, 40, 2), [0, 0, 1, 2], range(20)]
    groups = [
        [Series.of(steps[at], random.normal(size=len(steps[at]))) for at in ats]
        for ats in ([0] * 12, [1, 1], [3], [0, 3], [0, 1], [2, 2], [3])
    ]
    assert mean_curves(groups) == [mean_curve(series) for series in groups]
    assert mean_curves([]) == []


def test_among_many_groups_only_the_diverged_one_has_steps_without_a_mean():
    diverged, other = Series.of([0, 1], [1.0, math.inf]), Series.of([0, 1], [3.0, 6.0])
    broken, whole, alone = mean_curves([[diverged, other], [other, other], [diverged]])
    assert math.isnan(broken.low[1])
    assert (whole.mean, alone.mean) == ((3, 6), (1, math.inf))
