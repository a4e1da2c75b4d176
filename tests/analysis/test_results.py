import math

from runreport.analysis.results import metric_names, result_of, results_of
from runreport.model import Series


def test_a_metric_counts_with_its_last_finite_point(make_run):
    run = make_run("a", curves={"loss": Series.of([0, 1, 2, 3], [3.0, 1.0, 2.0, math.nan])})
    assert results_of(run)["loss"] == 2.0
    assert result_of(None, run.metrics["loss"]) == (2.0, "last")


def test_the_stores_own_summary_comes_before_the_last_point(make_run):
    run = make_run("a", 0.7, summary={"val_auc": 0.9, "best": 1, "note": "text", "ok": True})
    assert results_of(run) == {"best": 1.0, "val_auc": 0.9}
    assert result_of(run.summary["val_auc"], run.metrics["val_auc"]) == (0.9, "summary")


def test_a_result_that_is_not_a_number_stays_so(make_run):
    run = make_run("a", 0.7, summary={"val_auc": math.nan}, curves={"loss": Series.of([0], [math.inf])})
    assert math.isnan(results_of(run)["val_auc"])
    assert math.isnan(results_of(run)["loss"])


def test_metrics_come_in_order_of_name_those_of_the_summary_among_them(make_run):
    run = make_run("a", 0.7, summary={"z": 1, "a": 2.0, "huge": 10**400})
    assert metric_names(run) == ["a", "val_auc", "z"]
