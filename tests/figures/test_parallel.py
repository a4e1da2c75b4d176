"""Parallel coordinates: where axes stand, and where a run's line crosses them."""

import dataclasses
import re

import numpy as np
import pytest

from runreport.analysis.understand import understand
from runreport.figures.parallel import parallel_chart
from runreport.figures.parallel_axes import BOTTOM, FOOT
from runreport.figures.paths import SIZE
from runreport.model import Run, RunRef, Series, Status, StoreRef

SCORES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Of six runs, whose depth is 0, 2, … 10 and whose kinds are a, b, c in turn."""


def run_of(number, score, **params):
    return Run(
        ref=RunRef(StoreRef("mlflow-files", "mlruns"), f"r{number}"),
        name=f"r{number}",
        experiment="search",
        status=Status.FINISHED,
        params=params,
        metrics={} if score is None else {"val_auc": Series.of([0], [score])},
    )


def six_runs():
    return [run_of(at, score, depth=2 * at, kind="abc"[at % 3]) for at, score in enumerate(SCORES)]


def chart_of(runs):
    findings = understand(runs)
    (found,) = findings.experiments
    return found, parallel_chart(found, {run.uid: run for run in runs}, findings.metrics)


def points(line):
    """Return the corners of a path of absolute or relative straight pieces, in per cent, shape (n, 2)."""
    x = y = 0.0
    found = []
    for sign, text in re.findall(r"([MLlHhVv])([^MLlHhVv]*)", line.d):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
        if sign in "Hh":
            x = numbers[0] + (x if sign == "h" else 0)
            found.append((x, y))
            continue
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = (x + across, y + down) if sign == "l" else (across, down)
            found.append((x, y))
    return np.array(found) * 100 / SIZE


def line_of(found, chart, name):
    """Return the corners of the line of a run, and check that there is one for it."""
    row = [uid.rpartition("::")[2] for uid in found.runs].index(name)
    (line,) = (line for line in chart.lines if line.row == row)
    return points(line)


def test_that_axes_stand_side_by_side_and_the_metric_last():
    _, chart = chart_of(six_runs())
    assert [axis.at for axis in chart.axes] == [0, 50, 100]
    assert [axis.key for axis in chart.axes] == ["params.depth", "params.kind", "metrics.val_auc"]
    assert (chart.axes[0].low, chart.axes[0].high) == (0, 10)
    assert chart.axes[1].words == ("a", "b", "c")
    # Three words share the height: in the middle of the lowest, the middle and the highest third.
    assert [tick.at for tick in chart.axes[1].ticks] == pytest.approx(
        [BOTTOM * part for part in (5 / 6, 1 / 2, 1 / 6)], abs=0.01
    )


def test_that_a_known_run_crosses_each_axis_at_its_value():
    found, chart = chart_of(six_runs())
    # Depth 4 of 0 to 10, c of a, b, c, and 0.4 of 0 to 1.
    wanted = [(0, BOTTOM * 0.6), (50, BOTTOM / 6), (100, BOTTOM * 0.6)]
    assert line_of(found, chart, "r2") == pytest.approx(np.array(wanted), abs=0.3)
    assert line_of(found, chart, "r0")[-1] == pytest.approx((100, BOTTOM), abs=0.3)
    assert line_of(found, chart, "r5")[-1] == pytest.approx((100, 0), abs=0.3)
    assert [chart.lines[-1 - at].is_best for at in range(4)] == [True, True, True, False]


def test_that_what_a_run_does_not_record_lies_at_the_foot_and_is_said():
    runs = six_runs()
    runs.append(run_of(6, 0.5, kind="a"))
    runs.append(run_of(7, None, depth=4, kind="b"))
    found, chart = chart_of(runs)
    depth, kind, metric = chart.axes
    assert (depth.has_missing, kind.has_missing, metric.has_missing) == (True, False, True)
    assert line_of(found, chart, "r6")[0] == pytest.approx((0, FOOT))
    assert line_of(found, chart, "r7")[-1] == pytest.approx((100, FOOT))
    for text in (chart.alt, chart.note):
        assert "At the foot, not recorded: depth by 1 run, AUC (validation) by 1 run." in text
    assert "n = 8" in chart.note
    assert "of 7 runs" in chart.title


def test_that_a_run_that_records_nothing_of_this_has_no_line_and_is_said():
    runs = [dataclasses.replace(run_of(9, None), params={"note": "parent"}), *six_runs()]
    found, chart = chart_of(runs)
    assert len(chart.lines) == 6
    assert "n = 6" in chart.note
    assert "1 run without a value not drawn." in chart.note
    assert not any(axis.has_missing for axis in chart.axes)
    assert {found.runs[line.row].rpartition("::")[2] for line in chart.lines} == {f"r{at}" for at in range(6)}


def test_that_a_value_off_the_scale_is_said_in_words_and_in_the_alternative():
    runs = [run_of(at, 0.80 + at / 100, depth=at, kind="ab"[at % 2]) for at in range(8)]
    runs.append(run_of(8, 0.1, depth=3, kind="a"))
    found, chart = chart_of(runs)
    assert chart.axes[-1].off == (0.1,)
    assert line_of(found, chart, "r8")[-1] == pytest.approx((100, BOTTOM), abs=0.3)
    assert "AUC (validation): 1 value is off the drawn scale: 0.1. Table follows." in chart.alt
    assert "1 run lies off this scale (at the end of the axis): 0.1." in chart.note


def test_that_alternatives_of_long_names_keep_what_is_missing_and_stay_short():
    names = [f"a very long name of the setting number {at}" for at in range(5)]
    runs = [run_of(at, at / 10, **{name: at for name in names if (at + len(name)) % 7}) for at in range(12)]
    runs = [dataclasses.replace(run, params=run.params | {"kind": run.name[-1]}) for run in runs]
    _, chart = chart_of(runs)
    assert len(chart.alt) <= 250
    assert chart.alt.endswith("Not recorded by some runs: 5 axes. Table follows.")


def test_that_whole_names_are_kept_beside_cut_ones():
    words = ("adam", "stochastic gradient descent with momentum")
    runs = [run_of(at, at / 10, optimizer=words[at % 2], depth=at % 3) for at in range(6)]
    _, chart = chart_of(runs)
    axis = next(axis for axis in chart.axes if axis.words)
    assert [whole for _, whole in axis.rows] == ["", words[1]]
    assert axis.rows[1][0].text.endswith("…")


@pytest.mark.parametrize(("count", "most"), [(3, 20), (8, 14)])
def test_that_names_of_axes_and_words_that_begin_alike_can_be_told_apart(count, most):
    names = [f"importance_of_feature_{at}" for at in range(count)]
    words = ("sequence_to_sequence_lstm", "sequence_to_sequence_gru")
    runs = [run_of(at, at / 10, **dict.fromkeys(names, at), encoder=words[at % 2]) for at in range(8)]
    _, chart = chart_of(runs)
    labels = [axis.label for axis in chart.axes]
    assert len(set(labels)) == len(labels) > count
    assert max(map(len, labels)) <= most
    encoder = next((axis for axis in chart.axes if axis.words), None)
    assert encoder is None or len({tick.text for tick in encoder.ticks}) == 2


@pytest.mark.parametrize("number", [5, 6])
def test_that_few_runs_have_no_such_chart(number):
    _, chart = chart_of(six_runs()[:number])
    assert (chart is None) == (number < 6)
