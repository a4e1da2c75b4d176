import os
import subprocess
import sys
from pathlib import Path
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runreport.analysis.options import Options
from runreport.analysis.understand import understand
from runreport.model import MetricInfo, Run, RunRef, Series, Status, StoreRef

RECORD = st.fixed_dictionaries(
    {
        "status": st.sampled_from(Status),
        "value": st.one_of(st.none(), st.sampled_from([0.5, 0.7, 0.9, float("nan"), float("inf")])),
        "loss": st.one_of(st.none(), st.floats(0, 10)),
        "lr": st.sampled_from([0.1, "0.1", "0.2", 1, "one", True]),
        "seed": st.one_of(st.none(), st.integers(0, 4)),
        "experiment": st.sampled_from(["a", "b"]),
        "store": st.sampled_from(["one", "two"]),
        "parent": st.sampled_from([None, "0", "1"]),
        "minute": st.one_of(st.none(), st.integers(0, 3)),
    }
)


def record_run(at, record):
    from datetime import UTC, datetime

    points = {"val_auc": record["value"], "train_loss": record["loss"]}
    minute = record["minute"]
    return Run(
        RunRef(StoreRef("r", record["store"]), f"{at}"),
        f"fit-{at}",
        record["experiment"],
        record["status"],
        started=None if minute is None else datetime(2026, 1, 1, 0, minute, tzinfo=UTC),
        params={"lr": record["lr"]} | ({} if record["seed"] is None else {"seed": record["seed"]}),
        metrics={name: Series.of([0], [value]) for name, value in points.items() if value is not None},
        parent=record["parent"],
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_runs_does_not_change_the_findings(records, chance):
    runs = [record_run(at, record) for at, record in enumerate(records)]
    shuffled = list(runs)
    chance.shuffle(shuffled)
    options = Options(baselines={"": lambda run: run.params["lr"] == 1})
    found = understand(runs, options)
    assert understand(shuffled, options) == found
    assert repr(understand(shuffled, options)) == repr(found)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, max_size=14))
def test_every_run_is_in_its_experiment_once_and_best_first(records):
    runs = [record_run(at, record) for at, record in enumerate(records)]
    found = understand(runs)
    listed = [uid for experiment in found.experiments for uid in experiment.runs]
    assert sorted(listed) == sorted(run.uid for run in runs)
    for experiment in found.experiments:
        assert sum(experiment.statuses.values()) == len(experiment.runs)
        if experiment.best_run is not None:
            assert experiment.runs[0] == experiment.best_run


def test_no_runs_make_no_findings(findings_of):
    found = findings_of([])
    assert (found.experiments, dict(found.metrics)) == ((), {})


def test_experiments_are_merged_over_stores_and_in_order_of_name(make_run, findings_of):
    runs = [
        make_run("a", 0.5, experiment="zebra"),
        make_run("a", 0.6, experiment="ant", store=StoreRef("r", "one")),
        make_run("a", 0.7, experiment="ant", store=StoreRef("r", "two")),
    ]
    found = findings_of(runs)
    assert [(one.name, len(one.runs)) for one in found.experiments] == [("ant", 2), ("zebra", 1)]


def test_runs_without_any_metric_are_still_shown(make_run, study_of):
    study = study_of([make_run("a"), make_run("b", status=Status.FAILED)])
    assert (study.headline, study.ranking, study.groups, study.best_run) == (None, None, (), None)
    assert study.headline_reason == "no finished run has a result"
    assert study.runs == ("runs.csv::a", "runs.csv::b")
    assert [one.reason for one in study.without_result] == ["it has no result"]


def test_a_failed_run_is_never_the_best_one(make_run, study_of):
    study = study_of([make_run("done", 0.6), make_run("failed", 0.99, status=Status.FAILED)])
    assert study.best_run == "runs.csv::done"
    assert study.runs == ("runs.csv::done", "runs.csv::failed")


def test_equal_values_go_to_the_earlier_run(make_run, study_of):
    study = study_of([make_run("a", 0.9, at=5), make_run("b", 0.9, at=1), make_run("c", 0.9, at=5)])
    assert study.runs == ("runs.csv::b", "runs.csv::a", "runs.csv::c")
    assert study.best_run == "runs.csv::b"


def test_every_metric_of_any_run_is_described(make_run, findings_of):
    runs = [make_run("a", 0.5), make_run("b", 91.0, metric="accuracy", experiment="other")]
    found = findings_of(runs, metrics={"val_auc": MetricInfo("val_auc", "AUC on patients")})
    assert list(found.metrics) == ["accuracy", "val_auc"]
    assert found.metrics["val_auc"].label == "AUC on patients"
    assert found.metrics["accuracy"].high is None


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_findings_do_not_depend_on_the_hash_seed(hash_seed):
    script = (
        "from test_understand import *\n"
        "records = [dict(status=Status.FINISHED, value=0.5 + i % 4 / 10, loss=i / 3, lr=i % 3, seed=i % 2,"
        " experiment='a', store='one', parent=None, minute=i % 3) for i in range(12)]\n"
        "runs = [record_run(at, record) for at, record in enumerate(records)]\n"
        "import hashlib\n"
        "print(hashlib.sha256(repr(understand(runs)).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parent,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in (hash_seed, "42")
    }
    assert len(digests) == 1


def test_a_report_without_repeats_or_trends_imports_no_statistics():
    script = (
        "import sys\n"
        "from runreport.analysis.understand import understand\n"
        "from runreport.model import *\n"
        "ref = RunRef(StoreRef('r', 's'), 'k')\n"
        "run = Run(ref, 'n', 'e', Status.FINISHED, metrics={'auc': Series.of([0], [1.0])})\n"
        "understand([run])\n"
        "assert not {'scipy.stats', 'statsmodels', 'matplotlib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_no_interval_of_an_area_under_a_curve_reaches_beyond_one(make_study, study_of):
    study = study_of(make_study({"forest": [0.97, 0.99, 1.0], "ridge": [0.80, 0.81, 0.83]}))
    estimates = {group.label: group.estimates["val_auc"] for group in study.groups}
    # 4.302653 is Student's t for 2 degrees of freedom at 97.5 %.
    margin = 4.302653 * stdev([0.97, 0.99, 1.0]) / 3**0.5
    assert fmean([0.97, 0.99, 1.0]) + margin > 1
    assert estimates["forest"].high == 1.0
    assert estimates["forest"].low == pytest.approx(fmean([0.97, 0.99, 1.0]) - margin, rel=1e-6)
    assert estimates["ridge"].high == pytest.approx(0.851279, abs=1e-6)
    (effect,) = study.effects
    assert {level.setting: level.estimate.high for level in effect.levels}["forest"] == 1.0


def test_an_interval_of_per_cents_reaches_where_they_do(make_study, study_of):
    study = study_of(make_study({"forest": [97.0, 99.0, 100.0]}, metric="accuracy"))
    (group,) = study.groups
    assert group.estimates["accuracy"].high > 100
