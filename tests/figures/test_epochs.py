"""Steps are epochs only by what a run recorded."""

import math

import numpy as np
import pytest

from runreport.figures.compose import run_curves
from runreport.figures.epochs import epochs_of
from runreport.model import Run, RunRef, Series, StoreRef


def epochs(steps, **metrics):
    found = epochs_of(
        {name.replace("__", "/"): Series.of(*series) for name, series in metrics.items()}, np.array(steps)
    )
    return [None if math.isnan(one) else one for one in found]


def test_epochs_are_those_recorded_at_the_steps():
    assert epochs([0, 1, 2, 3], epoch=([0, 1, 2, 3], [0, 0, 1, 1])) == [0, 0, 1, 1]
    assert epochs([0, 1], epoch=([0, 1], [0.25, 0.5])) == [0.25, 0.5]


def test_between_two_points_of_one_epoch_it_is_that_epoch_and_between_two_epochs_unknown():
    assert epochs([1, 5, 15, 25, 30], epoch=([0, 10, 20, 30], [0, 0, 1, 1])) == [0, 0, None, 1, 1]


def test_before_the_first_and_after_the_last_recorded_nothing_is_known():
    assert epochs([0, 1, 2, 3, 4], epoch=([1, 2, 3], [1, 2, 3])) == [None, 1, 2, 3, None]


@pytest.mark.parametrize(
    "series", [([0, 1, 2], [3, 3, 3]), ([0], [1]), ([0, 1, 2], [math.nan, math.inf, 1]), ([7, 8], [0, 1])]
)
def test_where_no_two_epochs_are_told_apart_there_are_none(series):
    assert epochs([0, 1, 2], epoch=series) == []


def test_the_metric_may_lie_below_another_name_and_the_shortest_counts():
    assert epochs([0, 1], train__epoch=([0, 1], [1, 2])) == [1, 2]
    assert epochs([0, 1], train__epoch=([0, 1], [1, 2]), Epoch=([0, 1], [5, 6])) == [5, 6]
    assert epochs([0, 1], epochs_left=([0, 1], [1, 2])) == []
    assert epochs([0, 1], loss=([0, 1], [1, 2])) == []


def test_the_last_of_a_repeated_step_counts():
    assert epochs([0, 1], epoch=([0, 0, 1], [0, 1, 2])) == [1, 2]


def test_curves_of_a_run_carry_their_epochs_and_names():
    metrics = {"loss": Series.of([0, 1, 2], [3, 2, 1]), "epoch": Series.of([0, 1, 2], [0, 0, 1])}
    (chart,) = run_curves(Run(RunRef(StoreRef("r", "s"), "k"), "k", "e", metrics=metrics), {})
    assert [(line.metric, line.epochs) for line in chart.marks] == [("loss", (0, 0, 1))]
