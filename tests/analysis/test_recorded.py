"""What records themselves say of their metrics."""

import pytest

from runreport.analysis.metrics import AT_ODDS, describe_metric, recorded_infos
from runreport.analysis.options import Options
from runreport.analysis.understand import understand
from runreport.model import Better, MetricInfo, Run, RunRef, Series, StoreRef

HIGHER, LOWER, UNKNOWN = Better.HIGHER, Better.LOWER, Better.UNKNOWN


def run(key: str, value: float = 0.5, **said: MetricInfo) -> Run:
    metrics = {name: Series.of([0], [value]) for name in (*said, "score")}
    return Run(RunRef(StoreRef("r", "s"), key), key, "e", metrics=metrics, definitions=said)


def info(name: str, better: Better = UNKNOWN, label: str = "", **more: object) -> MetricInfo:
    return MetricInfo(name, label or name, better=better, **more)


def test_the_record_comes_after_the_configuration_and_before_the_name() -> None:
    runs = [run("a", val_loss=info("val_loss", HIGHER, "Gain")), run("b")]
    recorded = recorded_infos(runs)
    found = describe_metric("val_loss", {}, recorded)
    assert (found.better, found.known_from, found.label) == (HIGHER, "record", "Gain")
    configured = {"val_loss": info("val_loss", LOWER, "Loss")}
    found = describe_metric("val_loss", configured, recorded)
    assert (found.better, found.known_from, found.label) == (LOWER, "configuration", "Loss")
    assert describe_metric("val_auc", {}, recorded).known_from == "well-known name"


def test_runs_that_disagree_make_it_unknown_even_for_a_well_known_name() -> None:
    runs = [run("a", auc=info("auc", HIGHER)), run("b", auc=info("auc", LOWER)), run("c", auc=info("auc"))]
    found = understand(runs, Options())
    assert (found.metrics["auc"].better, found.metrics["auc"].known_from) == (UNKNOWN, AT_ODDS)
    configured = {"auc": info("auc", HIGHER)}
    again = understand(runs, Options(metrics=configured)).metrics["auc"]
    assert (again.better, again.known_from) == (HIGHER, "configuration")


def test_a_run_that_says_nothing_disagrees_with_nobody() -> None:
    runs = [run("a", f=info("f", LOWER, "Flow", step_metric="epoch")), run("b", f=info("f")), run("c")]
    found = recorded_infos(runs)["f"]
    assert (found.better, found.label, found.step_metric) == (LOWER, "Flow", "epoch")


def test_labels_and_units_that_differ_are_left_out() -> None:
    runs = [run("a", f=info("f", label="A", unit="s")), run("b", f=info("f", label="B", unit="s"))]
    found = recorded_infos(runs)["f"]
    assert (found.label, found.unit, found.known_from) == ("f", "s", "")


@pytest.mark.parametrize("better", [HIGHER, LOWER])
def test_the_ranking_goes_by_what_the_record_says(better: Better) -> None:
    runs = [run(key, value, quux=info("quux", better)) for key, value in (("low", 1.0), ("high", 2.0))]
    (found,) = understand(runs, Options(headline={"": "quux"})).experiments
    assert found.runs[0] == ("s::high" if better is HIGHER else "s::low")
