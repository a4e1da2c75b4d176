"""Stores that cannot be read as a whole, or only in part: one line, and the other stores stand."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

STORES = Path(__file__).parents[1] / "stores"
TABLE = "id,name,metric.auc\na,a good run,0.5\nb,another,0.75\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one good table, for whatever lies beside it."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records/runs.csv").write_text(TABLE)
    return tmp_path / "records"


@pytest.fixture
def report_on(build: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Return a function that builds a report, in which the good table must stand."""

    def run(store: Path, *options: str) -> Any:
        built = build(store, tmp_path / "site", *options)
        assert {"a good run", "another"} <= {one["name"] for one in built.record["runs"]}
        return built

    return run


def test_a_store_that_is_not_there_is_named_with_the_nearest(
    refused: Callable[..., str], folder: Path
) -> None:
    line = refused("build", str(folder / "run.csv"), "-o", str(folder / "site"))
    assert "run.csv" in line
    assert "did you mean" in line
    assert not (folder / "site").exists()


def test_a_folder_without_any_store_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    line = refused("build", str(tmp_path / "empty"), "-o", str(tmp_path / "site"))
    assert "empty" in line
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"hello"),
        ("data.csv", b"a,b\n1,2\n"),
        ("x.db", b"SQLite format 3\0"),
        ("x.bin", bytes(range(256))),
    ],
)
def test_a_file_that_is_no_store_is_refused(
    refused: Callable[..., str], tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert name in refused("build", str(tmp_path / name), "-o", str(tmp_path / "site"))


def test_a_store_without_runs_is_told_and_the_rest_stands(
    report_on: Callable[..., Any], folder: Path, mlflow_store: Any
) -> None:
    mlflow_store(folder / "mlruns")
    assert report_on(folder).told("mlruns", "no runs")


def test_a_report_can_be_made_of_a_store_without_runs(
    build: Callable[..., Any], tmp_path: Path, mlflow_store: Any
) -> None:
    built = build(mlflow_store(tmp_path / "mlruns"), tmp_path / "site")
    assert built.record["runs"] == []
    assert built.told("no runs")
    assert (tmp_path / "site/index.html").is_file()


def test_a_folder_that_two_readers_claim_needs_a_word_of_the_user(
    refused: Callable[..., str], build: Callable[..., Any], tmp_path: Path, mlflow_store: Any, mlflow_run: Any
) -> None:
    store = mlflow_store(tmp_path / "mlruns")
    mlflow_run(store, "a")
    (store / "run.json").write_text('{"id": "plain", "name": "plain", "params": {}, "metrics": {"auc": 1}}')
    (store / "metrics.csv").write_text("step,auc\n0,1\n")
    line = refused("build", str(store), "-o", str(tmp_path / "site"))
    assert "mlflow-files" in line
    assert "plain-folder" in line
    assert "reader" in line
    built = build(store, tmp_path / "site", "--reader", "mlflow-files")
    assert [run["id"] for run in built.record["runs"]] == ["a"]


def test_a_reader_that_is_not_there_is_told_with_the_nearest(
    refused: Callable[..., str], folder: Path
) -> None:
    line = refused("build", str(folder), "--reader", "mlflow-file", "-o", str(folder / "site"))
    assert "did you mean `mlflow-files`?" in line


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id,metric.auc\n",
        b"\xff\xfe\x00\x01" * 50,
        b'id,metric.auc\n"a,1\n',
        b"id,metric.auc\na,1,2,3\n",
    ],
    ids=["empty", "header only", "binary", "open quote", "too many cells"],
)
def test_a_damaged_table_beside_a_good_one_costs_only_itself(
    report_on: Callable[..., Any], folder: Path, content: bytes
) -> None:
    (folder / "other.csv").write_bytes(content)
    built = report_on(folder)
    for problem in built.record["problems"]:
        assert "\n" not in problem["what"]


@pytest.fixture
def database(folder: Path) -> Path:
    """Return a copy of a database of MLflow's."""
    return Path(shutil.copy(STORES / "mlflow-2.22/mlflow.db", folder / "mlflow.db"))


def in_database(built: Any) -> list[dict[str, Any]]:
    return [run for run in built.record["runs"] if run["store"].endswith("mlflow.db")]


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_a_database_that_is_cut_off_is_told(
    report_on: Callable[..., Any], database: Path, share: float
) -> None:
    whole = database.read_bytes()
    database.write_bytes(whole[: int(len(whole) * share)])
    built = report_on(database.parent)
    assert [problem for problem in built.record["problems"] if "mlflow.db" in str(problem)]


def test_a_database_that_is_locked_is_read_or_told(report_on: Callable[..., Any], database: Path) -> None:
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("begin exclusive")
        built = report_on(database.parent)
    assert in_database(built) or "lock" in built.told("mlflow.db").lower()


def test_a_database_in_the_middle_of_writing_shows_what_was_written(
    report_on: Callable[..., Any], database: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("pragma wal_autocheckpoint = 0")
        writer.execute("update runs set name = 'fresh from the log'")
        writer.commit()
        copy = tmp_path / "copied"
        copy.mkdir()
        shutil.copy(database, copy)
        shutil.copy(f"{database}-wal", copy)  # a copy without the shared memory, as a backup makes
        before = sorted(path.name for path in database.parent.iterdir())
        report_on(database.parent)
        assert sorted(path.name for path in database.parent.iterdir()) == before
    (copy / "runs.csv").write_text(TABLE)
    built = report_on(copy, "--force")
    assert {run["name"] for run in in_database(built)} == {"fresh from the log"} or built.told("mlflow.db")
    assert sorted(path.name for path in copy.iterdir()) == ["mlflow.db", "mlflow.db-wal", "runs.csv"]


def test_a_database_of_a_newer_schema_is_read_as_far_as_it_is_known(
    report_on: Callable[..., Any], database: Path
) -> None:
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("update alembic_version set version_num = 'ffffffffffff'")
        writer.execute("alter table runs add column from_the_future text")
        writer.commit()
    built = report_on(database.parent)
    assert len(in_database(built)) == 4
    assert built.told("mlflow.db", "ffffffffffff")


def test_links_out_of_a_store_and_in_circles_are_not_followed(
    report_on: Callable[..., Any], folder: Path, tmp_path: Path, mlflow_store: Any, mlflow_run: Any
) -> None:
    store = mlflow_store(folder / "mlruns")
    mlflow_run(store, "inside")
    mlflow_run(mlflow_store(tmp_path / "private"), "outside", name="a private run")
    (store / "0/outside").symlink_to(tmp_path / "private/0/outside")
    (store / "0/inside/artifacts").mkdir()
    (store / "0/inside/artifacts/circle").symlink_to(store)
    (store / "0/inside/artifacts/secret.txt").symlink_to("/etc/passwd")
    (folder / "circle").symlink_to(folder)
    (folder / "gone").symlink_to(tmp_path / "nowhere")
    built = report_on(folder)
    assert {run["id"] for run in built.record["runs"]} == {"a", "b", "inside"}
    assert built.told("outside")
    assert "a private run" not in (built.site / "report.json").read_text()


@pytest.fixture
def unprivileged() -> list[str]:
    """Return what a command starts with so that file permissions hold for it."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read everything here, and there is no setpriv to give that up")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def test_what_may_not_be_read_is_told_and_the_rest_stands(
    unprivileged: list[str], folder: Path, tmp_path: Path, parsed: Any, mlflow_store: Any, mlflow_run: Any
) -> None:
    from json import loads

    store = mlflow_store(folder / "mlruns")
    for run in ("open", "closed", "part"):
        mlflow_run(store, run)
    closed = [store / "0/closed", store / "0/part/metrics/loss", folder / "locked"]
    closed[-1].mkdir()
    for path in closed:
        path.chmod(0)
    command = [
        *unprivileged,
        sys.executable,
        "-m",
        "runreport.cli",
        "build",
        str(folder),
        "-o",
        str(tmp_path / "site"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    for path in closed:
        path.chmod(0o755)
    assert result.returncode == 0, result.stderr
    record = loads((tmp_path / "site/report.json").read_bytes())
    assert {run["id"] for run in record["runs"]} == {"a", "b", "open", "part"}
    told = [str(problem) for problem in record["problems"]]
    for name in ("closed", "part", "locked"):
        (line,) = [one for one in told if name in one]
        assert "ermission" in line


def test_an_output_folder_that_may_not_be_written_to_is_told(
    unprivileged: list[str], folder: Path, tmp_path: Path
) -> None:
    parent = tmp_path / "theirs"
    parent.mkdir()
    parent.chmod(0o555)
    command = [
        *unprivileged,
        sys.executable,
        "-m",
        "runreport.cli",
        "build",
        str(folder),
        "-o",
        str(parent / "site"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    parent.chmod(0o755)
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert result.returncode == 1
    assert "ermission denied; give an output folder that you may write to" in line
