import copy
import math
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from runreport.model import (
    Cost,
    Environment,
    Measured,
    MetricInfo,
    Omission,
    Problem,
    Run,
    RunRef,
    Series,
    Source,
    Status,
    StoreRef,
)

REF = RunRef(StoreRef("plain-table", "runs.csv"), "a1")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_run(**parts: Any) -> Run:
    return Run(**{"ref": REF, "name": "one", "experiment": "e", **parts})


def test_a_run_is_unique_over_all_stores() -> None:
    other = RunRef(StoreRef("plain-table", "other.csv"), "a1")
    assert a_run().id == "a1"
    assert a_run().uid != a_run(ref=other).uid


def test_a_run_without_a_key_cannot_be() -> None:
    with pytest.raises(ValueError, match="key"):
        RunRef(REF.store, "")


@pytest.mark.parametrize("moment", [datetime(2026, 3, 1), NOON.astimezone(timezone(timedelta(hours=1)))])
def test_times_are_aware_and_in_utc_or_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        a_run(started=moment)


def test_a_run_took_the_time_between_its_ends_where_they_make_sense() -> None:
    later = NOON + timedelta(seconds=90)
    assert a_run(started=NOON, ended=later).seconds == 90
    assert a_run(started=NOON, ended=NOON).seconds == 0
    assert a_run(started=later, ended=NOON).seconds is None
    assert a_run(started=NOON).seconds is None
    kept = Cost(seconds=Measured(12.5, "measured"))
    assert a_run(started=NOON, ended=later, cost=kept).seconds == 12.5
    assert a_run(cost=kept).seconds == 12.5


def test_what_a_run_holds_cannot_change() -> None:
    params = {"lr": 0.1}
    run = a_run(params=params)
    params["lr"] = 0.2
    assert run.params["lr"] == 0.1
    with pytest.raises(TypeError):
        run.params["lr"] = 0.3  # type: ignore[index]
    with pytest.raises(AttributeError):
        run.name = "two"  # type: ignore[misc]


def test_a_run_travels_between_processes_unchanged() -> None:
    run = a_run(
        status=Status.FAILED,
        started=NOON,
        params={"lr": 0.1, "none": None},
        metrics={"loss": Series.of([0, 1], [0.5, float("nan")], [1.0, 2.0])},
        problems=(Problem("torn", "mend it"),),
    )
    back = pickle.loads(pickle.dumps(run))
    assert back == run
    assert copy.deepcopy(run) == run
    with pytest.raises(TypeError):
        back.params["lr"] = 1


def test_curves_travel_to_the_last_bit_and_share_what_they_shared() -> None:
    steps = np.arange(3)
    curves = {
        "loss": Series.of(steps, [math.nan, -math.inf, -0.0], [0.0, math.nan, 2.0]),
        "auc": Series.of(steps, [5e-324, 1.7e308, 1 / 3]),
        "gap": Series.of([-(2**63), 2**63 - 1], [1, 2], [3, 4]),
    }
    shared = replace(curves["loss"], steps=curves["auc"].steps)
    run = a_run(metrics={**curves, "same": shared}, system={"gpu": curves["auc"]})
    for back in (pickle.loads(pickle.dumps(run)), copy.copy(run), copy.deepcopy(run)):
        assert list(back.metrics) == list(run.metrics)
        for name, series in (*back.metrics.items(), *back.system.items()):
            before = {**run.metrics, **run.system}[name]
            assert repr(series.stats) == repr(before.stats)
            for one, other in zip(
                (series.steps, series.values, series.times),
                (before.steps, before.values, before.times),
                strict=True,
            ):
                assert (one is None) == (other is None)
                if one is not None and other is not None:
                    assert (one.dtype, one.tobytes()) == (other.dtype, other.tobytes())
                    assert not one.flags.writeable
        assert back.metrics["same"].steps is back.metrics["auc"].steps


def test_every_part_travels_as_it_is() -> None:
    run = a_run(
        ref=RunRef(StoreRef("plain-table", "runs.csv", "copy"), "a1", "stamp"),
        started=NOON,
        ended=datetime(2026, 3, 1, 13, tzinfo=ZoneInfo("UTC")),
        summary={"auc": math.inf},
        definitions={"auc": MetricInfo("auc", "AUC")},
        source=Source("repo", "c0ffee", None, True),
        environment=Environment("3.12", {"numpy": "2.1"}, user="tnguyen"),
        cost=Cost(seconds=Measured(1.5, "measured")),
        recorded_as={"auc": "AUC"},
        tags={np.str_("a"): "b"},
    )
    back = pickle.loads(pickle.dumps(run))
    assert back == run
    assert repr(back) == repr(run)
    assert pickle.loads(pickle.dumps(a_run())) == a_run()


def test_a_problem_says_where_what_and_what_to_do_in_one_line() -> None:
    whole = Problem("it is torn", "mend it", store="mlruns", run="a", file="0/a/metrics/loss", line=3)
    assert str(whole) == "mlruns: 0/a/metrics/loss, line 3: it is torn; mend it"
    assert (
        str(Problem("it is torn", "mend it", store="mlruns", run="a")) == "mlruns: run a: it is torn; mend it"
    )
    assert str(Problem("it is torn", "mend it")) == "it is torn; mend it"


def test_an_omission_counts_something() -> None:
    assert Omission("deleted runs", 1, "they are deleted").count == 1
    with pytest.raises(ValueError, match="at least one"):
        Omission("deleted runs", 0, "they are deleted")
