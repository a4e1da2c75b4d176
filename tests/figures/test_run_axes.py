"""An axis has the name of what its values really are."""

import pytest

from runreport.figures.compose import run_curves
from runreport.model import MetricInfo, Run, RunRef, Series, StoreRef

INFOS = {
    "loss": MetricInfo("loss", "Loss", step_metric="epoch"),
    "epoch": MetricInfo("epoch", "Epoch"),
}


def axes(loss: Series, epoch: Series | None) -> dict[str, tuple[str, tuple[float, ...]]]:
    metrics = {"loss": loss} | ({"epoch": epoch} if epoch is not None else {})
    run = Run(RunRef(StoreRef("r", "s"), "k"), "k", "e", metrics=metrics)
    return {chart.y.label: (chart.x.label, chart.marks[0].x) for chart in run_curves(run, INFOS)}


def test_a_curve_lies_against_what_its_record_plots_it_against() -> None:
    found = axes(Series.of([10, 20, 30], [3, 2, 1]), Series.of([10, 15, 20, 30], [0.5, 0.75, 1, 1.5]))
    assert found["Loss"] == ("Epoch", (0.5, 1.0, 1.5))
    assert "Epoch" not in found, "a curve of a counter says nothing"


@pytest.mark.parametrize(
    "epoch",
    [
        None,
        Series.of([10, 20], [0.5, 1]),
        Series.of([11, 21, 31], [0.5, 1, 1.5]),
        Series.of([10, 20, 30], [0.5, float("nan"), 1.5]),
        Series.of([10, 20, 30], [2, 1, 0]),
    ],
)
def test_steps_get_no_other_name_where_the_other_metric_does_not_say_where_points_lie(
    epoch: Series | None,
) -> None:
    assert axes(Series.of([10, 20, 30], [3, 2, 1]), epoch)["Loss"] == ("step", (10, 20, 30))
