"""Writes the study as MLflow keeps it in SQLite: `mlflow_database.py FILE RUNS EXPERIMENTS`.

Runs in the peers' environment. The database and the experiments in it are made by MLflow; the rows of
the runs are then inserted in bulk, in the order in which the runs would have logged them.
"""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlflow import MlflowClient
from study import STEPS, StudyRun, study

COLUMNS = {
    "runs": (
        "run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, "
        "source_version, lifecycle_stage, artifact_uri, experiment_id"
    ),
    "metrics": "key, value, timestamp, run_uuid, step, is_nan",
    "latest_metrics": "key, value, timestamp, step, is_nan, run_uuid",
    "params": "key, value, run_uuid",
    "tags": "key, value, run_uuid",
}


def write_database(file: Path, runs: int, experiments: int) -> None:
    """Write a database of that many runs to a file that does not exist."""
    client = MlflowClient(tracking_uri=f"sqlite:///{file}")
    keys = [int(client.create_experiment(f"search {number + 1}")) for number in range(experiments)]
    with sqlite3.connect(file) as database:
        for run in study(runs, experiments):
            for table, rows in _rows(run, keys[run.experiment], file.parent):
                marks = ", ".join("?" * len(COLUMNS[table].split(",")))
                database.executemany(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({marks})", rows)
    database.close()


def _rows(run: StudyRun, experiment: int, folder: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield the table's name and its rows for one run, in the order of `COLUMNS`."""
    artifacts = str(folder / "mlruns" / str(experiment) / run.key / "artifacts")
    told = (run.key, run.name, "LOCAL", "", "", "analyst", "FINISHED", run.started_ms, run.ended_ms)
    yield "runs", [(*told, "", "active", artifacts, experiment)]
    yield "params", [(name, value, run.key) for name, value in run.params.items()]
    yield "tags", [(name, value, run.key) for name, value in run.tags.items()]
    yield (
        "metrics",
        [
            (name, values[step], run.logged_ms(step), run.key, step, 0)
            for step in range(STEPS)
            for name, values in run.metrics.items()
        ],
    )
    yield (
        "latest_metrics",
        [(name, values[-1], run.ended_ms, STEPS - 1, 0, run.key) for name, values in run.metrics.items()],
    )


if __name__ == "__main__":
    write_database(Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3]))
