import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Command = Callable[..., Result]


def records(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def test_json_is_a_list_with_a_record_a_run(runreport: Command) -> None:
    first, second, third = records(runreport("runs", "runs.csv", "--format", "json"))
    assert (first["id"], first["name"], first["experiment"]) == ("a1", "ridge one", "screening")
    assert first["started"] == "2026-01-02T03:04:05.678Z"
    assert first["metrics"]["val_auc"] == {
        "count": 1,
        "last": 0.81,
        "min": 0.81,
        "max": 0.81,
        "mean": 0.81,
        "last_step": 0,
    }
    assert second["metrics"]["loss"]["last"] == "NaN"
    assert second["metrics"]["loss"]["min"] is None
    assert (third["status"], third["ended"], third["metrics"]) == ("failed", None, {})


def test_json_lines_hold_the_same_records(runreport: Command) -> None:
    lines = runreport("runs", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == records(runreport("runs", "--format", "json"))


def test_a_filter_that_no_run_meets_says_how_many_it_left_out(runreport: Command) -> None:
    result = runreport("runs", "--format", "json", "--where", "val_auc > 2")
    assert records(result) == []
    assert "left out: 3 runs: they do not meet `val_auc > 2`" in result.stderr


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("val_auc > 0.82", ["a2"]),
        ("params.model = ridge and not params.seed = 1", ["a1"]),
        ("status = failed or tags.team ~ nor", ["a1", "a2", "a3"]),
    ],
)
def test_only_runs_that_meet_the_filter_are_printed(runreport: Command, where: str, ids: list[str]) -> None:
    assert [run["id"] for run in records(runreport("runs", "--format", "json", "--where", where))] == ids


def test_the_configured_filter_holds_unless_another_is_given(runreport: Command, folder: Path) -> None:
    (folder / "runreport.toml").write_text('stores = ["runs.csv"]\n[runs]\nwhere = "status = failed"\n')
    configured = runreport("runs", "--format", "json")
    given = runreport("runs", "--format", "json", "--where", "id = a1")
    assert [run["id"] for run in records(configured)] == ["a3"]
    assert [run["id"] for run in records(given)] == ["a1"]


def test_a_filter_that_cannot_be_read_is_the_users_to_mend(runreport: Command) -> None:
    result = runreport("runs", "--where", "val_auc >")
    assert result.exit_code == 1
    expected = "character 10: expected a value after `>`, found the end"
    assert (result.stderr, result.stdout) == (f"error: filter `val_auc >`, {expected}\n", "")


def test_names_of_people_leave_only_on_request(runreport: Command) -> None:
    assert "aadams" not in runreport("runs", "--format", "json").stdout
    assert "aadams" in runreport("runs", "--format", "json", "--unredacted").stdout


def test_csv_is_read_back_by_our_own_reader_as_the_same_runs(runreport: Command, folder: Path) -> None:
    before = records(runreport("runs", "runs.csv", "--format", "json", "--unredacted"))
    (folder / "again").mkdir()
    result = runreport("runs", "runs.csv", "--format", "csv", "--unredacted", "-o", "again/runs.csv")
    assert result.exit_code == 0
    assert records(runreport("runs", "again/runs.csv", "--format", "json", "--unredacted")) == before


def test_parquet_is_read_back_by_our_own_reader_as_the_same_runs(runreport: Command, folder: Path) -> None:
    pytest.importorskip("pyarrow")
    before = records(runreport("runs", "runs.csv", "--format", "json", "--unredacted"))
    (folder / "again").mkdir()
    result = runreport("runs", "runs.csv", "--format", "parquet", "--unredacted", "-o", "again/runs.parquet")
    assert result.exit_code == 0
    after = records(runreport("runs", "again/runs.parquet", "--format", "json", "--unredacted"))
    kept = ("id", "name", "experiment", "status", "started", "ended", "metrics", "tags", "parent", "commit")
    assert [{key: run[key] for key in kept} for run in after] == [
        {key: run[key] for key in kept} | {"tags": run["tags"]} for run in before
    ]


def test_parquet_has_numbers_for_metrics_and_timestamps_for_times(runreport: Command, folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert runreport("runs", "runs.csv", "--format", "parquet", "-o", "out.parquet").exit_code == 0
    schema = parquet.read_schema(folder / "out.parquet")
    assert str(schema.field("metric.val_auc").type) == "double"
    assert str(schema.field("started").type) == "timestamp[us, tz=UTC]"


def test_csv_has_a_column_for_everything_that_any_run_has(runreport: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(runreport("runs", "--format", "csv").stdout)))
    assert [row["metric.val_auc"] for row in rows] == ["0.81", "0.83", ""]
    assert [row["metric.loss"] for row in rows] == ["0.4", "NaN", ""]
    assert rows[2]["param.model"] == "forest"


def test_the_table_shows_each_run_with_its_results(runreport: Command) -> None:
    header, first, *_ = runreport("runs").stdout.splitlines()
    assert header.split() == ["id", "name", "experiment", "status", "started", "took", "loss", "val_auc"]
    assert "2026-01-02 03:04" in first
    assert "59.3 s" in first
    assert first.endswith("0.81")


def test_a_name_cannot_steer_the_terminal(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").write_text("id,name,metric.auc\na,\x1b[2Jgone\u202e,1\n")
    result = runreport("runs", "runs.csv")
    assert "gone" in result.stdout
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_what_cannot_be_read_is_said_apart_from_the_data(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").write_text("id,metric.auc\na,0.5\na,0.6\n")
    result = runreport("runs", "runs.csv", "--format", "json")
    assert [run["id"] for run in json.loads(result.stdout)] != []
    assert "problem: runs.csv" in result.stderr


def test_a_file_appears_whole_or_not_at_all(runreport: Command, folder: Path) -> None:
    (folder / "out.json").write_text("before")
    assert runreport("runs", "nowhere", "--format", "json", "-o", "out.json").exit_code == 1
    assert (folder / "out.json").read_text() == "before"
    assert runreport("runs", "runs.csv", "--format", "json", "-o", "out.json").exit_code == 0
    assert len(json.loads((folder / "out.json").read_text())) == 3
    assert sorted(path.name for path in folder.iterdir()) == ["out.json", "runs.csv"]


def test_a_file_that_cannot_be_written_is_told_in_one_line(runreport: Command) -> None:
    result = runreport("runs", "runs.csv", "-o", "nowhere/out.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: nowhere/out.txt: cannot be written: No such file or directory")


def test_every_fault_of_the_configuration_is_a_line(runreport: Command, folder: Path) -> None:
    (folder / "runreport.toml").write_text('titel = "x"\nlanguage = 3\n')
    result = runreport("runs")
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["error", "error"]


def test_a_store_can_be_given_to_a_reader_by_name(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").rename(folder / "records.csv")
    for choice in ("plain-table", "records.csv=plain-table"):
        assert len(records(runreport("runs", "records.csv", "--reader", choice, "--format", "json"))) == 3
    assert "did you mean `plain-table`" in runreport("runs", "records.csv", "--reader", "plain-tabel").stderr


def test_the_records_that_are_read_are_not_written_over(runreport: Command, folder: Path) -> None:
    before = (folder / "runs.csv").read_bytes()
    result = runreport("runs", "runs.csv", "--format", "csv", "--output", "runs.csv")
    assert result.exit_code == 1
    assert "runs.csv: belongs to the records that were read" in result.stderr
    assert (folder / "runs.csv").read_bytes() == before
    assert runreport("runs", "runs.csv", "--format", "csv", "--output", "other.csv").exit_code == 0
