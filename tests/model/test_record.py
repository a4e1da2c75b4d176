import json
import math
from datetime import UTC, datetime

from runreport.model import Artifact, Problem, Run, RunRef, Series, Source, StoreRef
from runreport.model.record import moment_text, record_of

KEYS = [
    "id",
    "name",
    "experiment",
    "status",
    "started",
    "ended",
    "params",
    "metrics",
    "summary",
    "tags",
    "artifacts",
    "parent",
    "commit",
    "store",
    "problems",
]


def a_run(**parts: object) -> Run:
    ref = RunRef(StoreRef("plain-table", "data/runs.csv"), "a1")
    return Run(**{"ref": ref, "name": "one", "experiment": "e", **parts})  # type: ignore[arg-type]


def test_a_record_has_exactly_the_documented_keys() -> None:
    assert list(record_of(a_run())) == KEYS


def test_what_a_store_does_not_say_is_null_or_empty() -> None:
    record = record_of(a_run())
    assert record["status"] == "unknown"
    for key in ("started", "ended", "parent", "commit"):
        assert record[key] is None
    for key in ("params", "metrics", "summary", "tags", "artifacts", "problems"):
        assert not record[key]


def test_a_metric_is_its_facts_and_extremes_are_of_finite_points() -> None:
    curve = Series.of([0, 1, 2, 5], [4.0, math.nan, 1.0, math.inf])
    assert record_of(a_run(metrics={"loss": curve}))["metrics"]["loss"] == {
        "count": 4,
        "last": "Infinity",
        "min": 1.0,
        "max": 4.0,
        "mean": 2.5,
        "last_step": 5,
    }


def test_a_metric_without_finite_points_has_no_extremes() -> None:
    curve = Series.of([3, 3], [math.nan, -math.inf])
    assert record_of(a_run(metrics={"loss": curve}))["metrics"]["loss"] == {
        "count": 2,
        "last": "-Infinity",
        "min": None,
        "max": None,
        "mean": None,
        "last_step": 3,
    }


def test_hardware_readings_are_metrics_too() -> None:
    run = a_run(metrics={"b": Series.of([0], [1])}, system={"a/gpu": Series.of([0], [2])})
    assert list(record_of(run)["metrics"]) == ["a/gpu", "b"]


def test_a_record_is_strict_json_whatever_stands_in_it() -> None:
    run = a_run(
        params={"rate": math.nan, "flag": True, "none": None, "big": 2**80},
        summary={"best": -math.inf},
        tags={"half": "\ud800", "right to left": "\u202e"},
    )
    back = json.loads(json.dumps(record_of(run), allow_nan=False))
    assert back["params"] == {"big": 2**80, "flag": True, "none": None, "rate": "NaN"}
    assert back["summary"] == {"best": "-Infinity"}
    assert back["tags"]["half"] == "\ud800"


def test_moments_are_iso_8601_in_utc_and_keep_what_is_finer_than_milliseconds() -> None:
    assert moment_text(datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)) == "2026-01-02T03:04:05.678Z"
    assert moment_text(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000Z"
    assert moment_text(datetime(2026, 1, 2, 3, 4, 5, 1, UTC)) == "2026-01-02T03:04:05.000001Z"


def test_artifacts_commit_store_and_problems_are_told() -> None:
    problem = Problem("torn", "mend it", "data/runs.csv", "a1", "metrics/loss", 3)
    run = a_run(
        artifacts=(Artifact("b/model.pkl", 12), Artifact("a.png")),
        source=Source(commit="c0ffee"),
        problems=(problem,),
        parent="p",
    )
    record = record_of(run)
    assert record["artifacts"] == ["a.png", "b/model.pkl"]
    assert (record["commit"], record["store"], record["parent"]) == ("c0ffee", "data/runs.csv", "p")
    assert record["problems"] == [
        {
            "what": "torn",
            "remedy": "mend it",
            "store": "data/runs.csv",
            "run": "a1",
            "file": "metrics/loss",
            "line": 3,
        }
    ]
