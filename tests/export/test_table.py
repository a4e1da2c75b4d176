import csv
import io
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runreport import Run, RunRef, Series, Status, StoreRef, load_runs
from runreport.config import Config
from runreport.export.table import csv_bytes, flat_row
from runreport.model import Source


def a_run(key: str = "a", **parts: Any) -> Run:
    return Run(**{"ref": RunRef(StoreRef("plain-table", "s"), key), "name": key, "experiment": "e", **parts})


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_columns_come_in_the_documented_order_whatever_the_runs_have() -> None:
    runs = [
        a_run("a", tags={"z": "1", "b": "2"}, params={"lr": 0.1}),
        a_run("b", metrics={"auc": Series.of([0], [0.5])}, summary={"verdict": "good"}, params={"depth": 3}),
    ]
    assert csv_bytes(runs).decode().splitlines()[0] == (
        "id,name,experiment,status,started,ended,parent,commit,"
        "param.depth,param.lr,metric.auc,summary.verdict,tag.b,tag.z"
    )


def test_a_metric_is_the_stores_summary_else_the_last_finite_point() -> None:
    curve = Series.of([0, 1, 2], [0.1, 0.2, math.nan])
    assert flat_row(a_run(metrics={"loss": curve}))["metric.loss"] == 0.2
    assert flat_row(a_run(metrics={"loss": curve}, summary={"loss": 0.15}))["metric.loss"] == 0.15


def test_hardware_readings_have_columns_too() -> None:
    assert flat_row(a_run(system={"gpu": Series.of([0], [97])}))["metric.gpu"] == 97


def test_what_a_run_does_not_have_is_empty_and_no_zero() -> None:
    first, second = rows_of(csv_bytes([a_run("a", params={"x": 0}), a_run("b")]))
    assert (first["param.x"], second["param.x"]) == ("0", "")
    assert second["started"] == second["commit"] == ""


def test_times_commit_and_values_are_written_for_machines() -> None:
    run = a_run(
        status=Status.FAILED,
        started=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        source=Source(commit="c0ffee"),
        params={"flag": True, "none": None, "rate": 1e-5, "bad": math.nan},
        metrics={"worst": Series.of([0], [-math.inf])},
        parent="p",
    )
    (row,) = rows_of(csv_bytes([run]))
    assert (row["status"], row["started"], row["commit"], row["parent"]) == (
        "failed",
        "2026-01-02T03:04:05.000Z",
        "c0ffee",
        "p",
    )
    assert (row["param.flag"], row["param.none"], row["param.rate"], row["param.bad"]) == (
        "true",
        "",
        "1e-05",
        "NaN",
    )
    assert row["metric.worst"] == "NaN"


def test_no_runs_make_a_table_with_a_head_alone() -> None:
    assert csv_bytes([]).decode() == "id,name,experiment,status,started,ended,parent,commit\n"


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=30)
plain_names = st.text("abc_/ -.", min_size=1, max_size=8).filter(lambda name: name == name.strip())


@given(
    value=st.floats(allow_nan=False, allow_infinity=False),
    name=texts.filter(lambda text: text == text.strip()),
    metric=plain_names,
    tag=texts.filter(lambda text: text == text.strip()),
)
@settings(max_examples=30)
def test_the_table_reads_back_to_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, value: float, name: str, metric: str, tag: str
) -> None:
    run = a_run("key", name=name, metrics={metric: Series.of([0], [value])}, tags={"said": tag})
    file: Path = tmp_path_factory.mktemp("table") / "runs.csv"
    file.write_bytes(csv_bytes([run]))
    (back,) = load_runs(str(file), redacted=False, config=Config())
    assert back.name == name
    assert back.metrics[metric].stats.last == value
    assert back.tags.get("said", tag) == tag
