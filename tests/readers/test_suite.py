"""Every reader that comes with runreport keeps the contract: the suite that others' readers pass too."""

import json
import math
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest

from runreport.model import Status
from runreport.readers.mlflow import database as mlflow_database
from runreport.readers.mlflow import files as mlflow_files
from runreport.readers.plain import folder as plain_folder
from runreport.readers.plain import table as plain_table
from runreport.testing import Expected, ReaderSuite

MLFLOW = Path(__file__).parents[1] / "stores/mlflow-3.17"
STATUSES = {
    "FINISHED": Status.FINISHED,
    "FAILED": Status.FAILED,
    "KILLED": Status.KILLED,
    "RUNNING": Status.RUNNING,
    "SCHEDULED": Status.RUNNING,
}
WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin immediate")
connection.execute("update metrics set value = 7.0")
connection.execute("insert into metrics select 'half', value, timestamp, run_uuid, step, is_nan from metrics")
print("begun", flush=True)
sys.stdin.read()
"""


def told_by_mlflow(store):
    """Return what MLflow's own client says of the active runs of a sample store, by key."""
    truth = json.loads((MLFLOW / "truth.json").read_text())["stores"][store]
    return {
        run["id"]: Expected(
            name=run["name"],
            experiment=run["experiment"],
            status=STATUSES[run["status"]],
            params=run["params"],
            metrics={
                name: [(step, float(value), time / 1000) for step, value, time in points]
                for name, points in run["metrics"].items()
            },
            parent=run["parent"],
        )
        for run in truth["runs"]
        if run["lifecycle_stage"] == "active"
    }


class TestMlflowFiles(ReaderSuite):
    reader = mlflow_files
    expected = told_by_mlflow("mlruns")
    metric_files = ("*/*/metrics/**/*",)

    def make(self, folder):
        return shutil.copytree(MLFLOW / "mlruns", folder / "mlruns")

    def damage(self, store):
        key = min(self.expected)
        (path,) = store.glob(f"*/{key}/meta.yaml")
        path.write_bytes(b"")
        return key

    def append(self, store):
        path = min(store.glob("*/*/metrics/loss"))
        with path.open("a") as file:
            file.write("1795508257999 0.1 10")


class TestMlflowDatabase(ReaderSuite):
    reader = mlflow_database
    expected = told_by_mlflow("mlflow.db")

    @pytest.fixture(autouse=True)
    def writers(self):
        self.started = []
        yield
        for process in self.started:
            process.communicate()

    def make(self, folder):
        return Path(shutil.copy(MLFLOW / "mlflow.db", folder))

    def damage(self, store):
        key = min(self.expected)
        torn = (
            "select key, value, timestamp, run_uuid, 'torn', is_nan from metrics where run_uuid = ? limit 1"
        )
        with closing(sqlite3.connect(store)) as connection, connection:
            connection.execute(
                f"insert into metrics (key, value, timestamp, run_uuid, step, is_nan) {torn}", (key,)
            )
        return key

    def append(self, store):
        """Begin a transaction in another process, and leave it open until the test is done."""
        command = [sys.executable, "-c", WRITER, str(store)]
        pipe = subprocess.PIPE
        self.started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
        assert self.started[-1].stdout.readline() == "begun\n"


class TestPlainFolder(ReaderSuite):
    reader = plain_folder
    expected: ClassVar = {
        "ridge": Expected(
            name="Ridge",
            experiment="screening",
            status=Status.FINISHED,
            params={"alpha": 0.1, "layers": 2, "bias": True, "solver": "svd", "warmup": None, "fit.seed": 1},
            metrics={
                "loss": [(0, 0.9), (1, 0.5), (1, 0.45), (2, math.nan), (3, math.inf), (4, -math.inf)],
                "auc": [(0, 0.75)],
            },
            tags={"team": "north"},
        ),
        "ridge/fold-1": Expected(
            experiment="screening", params={}, metrics={"loss": [(2**53 + 1, 0.1)]}, parent="ridge"
        ),
        "still running": Expected(
            status=Status.RUNNING, params={"alpha": 1}, metrics={"loss": [(0, 0.9), (1, 0.8)]}
        ),
    }
    metric_files = ("**/metrics.csv",)

    def make(self, folder):
        store = folder / "screening"
        for key, run in self.expected.items():
            (store / key).mkdir(parents=True)
            record = {"name": run.name, "params": dict(run.params), "tags": dict(run.tags or {})}
            if run.status:
                record["status"] = run.status.value
            nested = record["params"].pop("fit.seed", None)
            record["params"] |= {} if nested is None else {"fit": {"seed": nested}}
            (store / key / "run.json").write_text(json.dumps(record))
            rows = [
                f"{name},{step},{value}\n" for name, points in run.metrics.items() for step, value in points
            ]
            (store / key / "metrics.csv").write_text("name,step,value\n" + "".join(rows))
        return store

    def damage(self, store):
        path = store / "ridge/fold-1/run.json"
        path.write_text(path.read_text()[:-5])
        return "ridge/fold-1"

    def append(self, store):
        with (store / "still running/metrics.csv").open("a") as file:
            file.write("loss,2,0.7")


TABLE = {
    "a": Expected(
        name="first",
        experiment="screening",
        status=Status.FINISHED,
        params={"alpha": 0.1, "layers": 2, "bias": True, "solver": "svd"},
        metrics={"loss": [(0, 0.5)], "auc": [(0, 0.75)]},
        tags={"team": "north"},
    ),
    "b": Expected(params={"alpha": 1, "bias": False}, metrics={"loss": [(0, math.nan)]}),
    "c": Expected(params={"solver": "007"}, metrics={"loss": [(0, math.inf)], "auc": [(0, -math.inf)]}),
}


class TestPlainTableAsCsv(ReaderSuite):
    reader = plain_table
    expected = TABLE

    def make(self, folder):
        path = folder / "screening.csv"
        path.write_text(
            "id,name,status,tag.team,param.alpha,param.layers,param.bias,param.solver,metric.loss,metric.auc\n"
            "a,first,finished,north,0.1,2,true,svd,0.5,0.75\n"
            "b,,,,1,,false,,nan,\n"
            "c,,,,,,,007,inf,-inf\n"
        )
        return path

    def damage(self, store):
        store.write_text(store.read_text().replace("false,,nan", "false,,0.5.1"))
        return "b"

    def append(self, store):
        with store.open("a") as file:
            file.write("d,,,,0.")


class TestPlainTableAsJsonLines(ReaderSuite):
    reader = plain_table
    expected = TABLE

    def make(self, folder):
        path = folder / "screening.jsonl"
        path.write_text(
            '{"id": "a", "name": "first", "status": "finished", "tag.team": "north", "param.alpha": 0.1,'
            ' "param.layers": 2, "param.bias": true, "param.solver": "svd", "metric.loss": 0.5,'
            ' "metric.auc": 0.75}\n'
            '{"id": "b", "param.alpha": 1, "param.bias": false, "metric.loss": NaN}\n'
            '{"id": "c", "param.solver": "007", "metric.loss": "inf", "metric.auc": -Infinity}\n'
        )
        return path

    def damage(self, store):
        store.write_text(store.read_text().replace("NaN", '"0.5.1"'))
        return "b"

    def append(self, store):
        with store.open("a") as file:
            file.write('{"id": "d", "metric.loss": 0.')
