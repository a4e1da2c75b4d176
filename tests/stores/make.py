"""Writes a very small MLflow file store and SQLite store, and the truth on them.

Runs under MLflow 0.9 to 3.x and Python 3.6 or newer, so it keeps to old syntax:

    python make.py FOLDER

writes FOLDER/mlruns, FOLDER/mlflow.db and FOLDER/truth.json. The truth is what
the client of the very version that wrote the stores reads back. What a version
cannot write or read back is left out of its stores and listed as "omitted".
"""

import inspect
import json
import math
import os
import sqlite3
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["DO_NOT_TRACK"] = "true"

import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

LOSS = [(0, 0.9), (1, 0.5), (1, 0.45), (2, 0.4)]
ODD = [(0, float("nan")), (1, float("inf")), (2, float("-inf"))]
PARAMS = {
    "model": "ridge",
    "alpha": "0.1",
    "empty": "",
    "lines": "first line\nsecond line",
    "data/folder": "train",
}
TAGS = {
    "mlflow.note.content": "A **note**\nin two lines",
    "team": "north",
    "spaced key": "a: b",
}
VERSION = mlflow.__version__


def accepts(function, name):
    """Tells whether a function of this version takes an argument."""
    return name in inspect.signature(function).parameters


class Writer(object):
    """Writes the same content through the client of any version.

    Attributes:
        omitted: What could not be written or read back, in words.
    """

    def __init__(self, uri):
        mlflow.set_tracking_uri(uri)
        self.client = MlflowClient(uri)
        self.omitted = []

    def attempt(self, label, function, *arguments, **options):
        """Calls a function; notes the label if this version refuses.

        Args:
            label: What is tried, in words.
            function: What to call.
            *arguments: Its arguments.
            **options: Its named arguments.

        Returns:
            The answer, or None after a refusal.
        """
        try:
            return function(*arguments, **options)
        except Exception as problem:
            print("  refused: {}: {}".format(label, str(problem)[:120]))
            self.omitted.append(label)
            return None

    def start(self, experiment, name, parent=None):
        """Creates a run and returns its id."""
        tags = {"mlflow.runName": name, "mlflow.user": "analyst"}
        if parent:
            tags["mlflow.parentRunId"] = parent
        options = {}
        if accepts(self.client.create_run, "run_name"):
            options["run_name"] = name
        if accepts(self.client.create_run, "user_id"):
            options["user_id"] = "analyst"
        run = self.client.create_run(experiment, **options)
        run_id = run_id_of(run.info)
        for key in sorted(tags):
            self.client.set_tag(run_id, key, tags[key])
        return run_id

    def point(self, run_id, name, step, value):
        """Logs one point of a metric; versions before 1.0 know no steps."""
        stamp = int(time.time() * 1000)
        if accepts(self.client.log_metric, "step"):
            self.client.log_metric(run_id, name, value, stamp, step)
        else:
            self.client.log_metric(run_id, name, value)

    def points(self, run_id, name, points):
        """Logs the points of a metric that this version is able to keep."""
        for step, value in points:
            label = "metric {} step {} value {}".format(name, step, value)
            self.attempt(label, self.point, run_id, name, step, value)

    def param(self, run_id, key, value):
        """Logs a parameter and makes sure that it can be read back."""
        self.client.log_param(run_id, key, value)
        found = {}
        try:
            found = params_of(self.client.get_run(run_id))
        finally:
            if found.get(key) != value:
                forget_param(run_id, key)
        if found.get(key) != value:
            raise ValueError("it reads back as {!r}".format(found.get(key)))

    def content(self):
        """Writes two experiments with five runs, and a deleted experiment."""
        first = self.client.create_experiment("First experiment")
        second = self.client.create_experiment("second/experiment")
        done = self.start(first, "finished run")
        for key in sorted(PARAMS):
            self.attempt("param " + key, self.param, done, key, PARAMS[key])
        for key in sorted(TAGS):
            self.attempt("tag " + key, self.client.set_tag, done, key, TAGS[key])
        self.points(done, "loss", LOSS)
        self.points(done, "val/odd value", ODD)
        self.points(done, "accuracy", [(0, 0.5), (1, 0.75), (2, 1.0)])
        child = self.start(first, "nested child", parent=done)
        self.points(child, "loss", [(0, 1.0), (5, 0.25)])
        self.client.set_terminated(child)
        self.attempt("data set", self.data_set, done)
        self.attempt("registered model", self.registered_model, done)
        self.client.set_terminated(done)
        failed = self.start(first, "failed run")
        self.points(failed, "loss", [(0, 3.5)])
        self.client.set_terminated(failed, "FAILED")
        running = self.start(second, "running run")
        self.client.log_param(running, "model", "forest")
        self.points(running, "loss", [(-1, 2.0), (0, 1e-05)])
        deleted = self.start(second, "deleted run")
        self.client.set_terminated(deleted, "FINISHED")
        self.client.delete_run(deleted)
        gone = self.client.create_experiment("deleted experiment")
        lost = self.start(gone, "run of a deleted experiment")
        self.points(lost, "loss", [(0, 0.75)])
        self.client.set_terminated(lost)
        self.client.delete_experiment(gone)

    def data_set(self, run_id):
        """Links a data set to a run (MLflow 2.4 and newer)."""
        import numpy

        rows = numpy.arange(12.0).reshape(4, 3)
        data = mlflow.data.from_numpy(rows, source="data/rows.npy", name="rows")
        with mlflow.start_run(run_id=run_id):
            mlflow.log_input(data, context="training")

    def registered_model(self, run_id):
        """Registers a model with one version (where the store is able to)."""
        self.client.create_registered_model("sample-model")
        info = self.client.get_run(run_id).info
        source = info.artifact_uri + "/model"
        self.client.create_model_version("sample-model", source, run_id)
        if hasattr(self.client, "set_registered_model_alias"):
            self.client.set_registered_model_alias("sample-model", "champion", "1")
        if hasattr(self.client, "update_model_version"):
            self.attempt("model version description", self.describe_version)

    def describe_version(self):
        """Gives the registered version a description."""
        self.client.update_model_version("sample-model", "1", description="Sample")


def run_id_of(info):
    """Returns the id of a run, as run_id or as run_uuid before 1.0."""
    return getattr(info, "run_id", None) or info.run_uuid


def params_of(run):
    """Returns parameters as a dict, also before 1.0."""
    return as_dict(run.data.params)


def as_dict(values):
    """Turns a dict or a list of key-value entities into a dict."""
    if isinstance(values, dict):
        return dict(values)
    return {item.key: item.value for item in values}


def forget_param(run_id, key):
    """Takes a parameter out of a file store that cannot read it back."""
    for folder, _, _ in os.walk("mlruns"):
        path = os.path.join(folder, run_id, "params", *key.split("/"))
        if os.path.exists(path):
            os.remove(path)


def plain(value):
    """Returns a number as JSON holds it: text where it is not finite."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def experiments_of(client):
    """Lists all experiments, whatever this version calls that."""
    if hasattr(client, "search_experiments"):
        return client.search_experiments(view_type=ViewType.ALL)
    if accepts(client.list_experiments, "view_type"):
        return client.list_experiments(ViewType.ALL)
    return client.store.list_experiments(ViewType.ALL)


def run_infos_of(client, experiment_id):
    """Lists what is known of all runs of an experiment."""
    if hasattr(client, "list_run_infos"):
        return client.list_run_infos(experiment_id, ViewType.ALL)
    found = client.search_runs([experiment_id], run_view_type=ViewType.ALL)
    return [run.info for run in found]


def truth_of_run(client, info, experiment):
    """Describes a run as the client reads it back.

    Args:
        client: The client.
        info: The info entity of the run.
        experiment: Name of its experiment.

    Returns:
        A dict that can be written as JSON.
    """
    run_id = run_id_of(info)
    run = client.get_run(run_id)
    tags = as_dict(run.data.tags)
    return {
        "id": run_id,
        "name": getattr(run.info, "run_name", None) or tags.get("mlflow.runName", ""),
        "experiment": experiment,
        "status": status_name(run.info.status),
        "lifecycle_stage": run.info.lifecycle_stage,
        "started_ms": run.info.start_time,
        "ended_ms": run.info.end_time,
        "parent": tags.get("mlflow.parentRunId"),
        "params": params_of(run),
        "tags": tags,
        "metrics": {name: points_of(client, run_id, name) for name in sorted(as_dict(run.data.metrics))},
        "datasets": datasets_of(run),
    }


def points_of(client, run_id, name):
    """Returns [step, value, time] of each point, in the client's order."""
    return [
        [getattr(point, "step", 0), plain(point.value), point.timestamp]
        for point in history_of(client, run_id, name)
    ]


def history_of(client, run_id, name):
    """Returns all points of a metric; before 1.0 only the store has them."""
    if hasattr(client, "get_metric_history"):
        return client.get_metric_history(run_id, name)
    return client.store.get_metric_history(run_id, name)


def status_name(status):
    """Returns a status as text; before 1.0 it is a number."""
    if isinstance(status, int):
        return {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED"}[status]
    return status


def datasets_of(run):
    """Lists the data sets of a run (none before 2.4)."""
    inputs = getattr(run, "inputs", None)
    found = []
    for used in getattr(inputs, "dataset_inputs", None) or []:
        labels = {tag.key: tag.value for tag in used.tags}
        found.append(
            {
                "name": used.dataset.name,
                "digest": used.dataset.digest,
                "context": labels.get("mlflow.data.context"),
            }
        )
    return found


def models_of(client):
    """Lists registered versions where this version and store have any."""
    try:
        versions = client.search_model_versions("name='sample-model'")
    except Exception:
        return []
    fields = ("name", "version", "run_id", "source", "status", "description")
    return [{field: getattr(version, field, None) for field in fields} for version in versions]


def truth_of_store(uri, omitted):
    """Describes a store as the client of this version reads it."""
    client = MlflowClient(uri)
    experiments = []
    runs = []
    for experiment in experiments_of(client):
        experiments.append(
            {
                "id": str(experiment.experiment_id),
                "name": experiment.name,
                "lifecycle_stage": experiment.lifecycle_stage,
            }
        )
        for info in run_infos_of(client, experiment.experiment_id):
            runs.append(truth_of_run(client, info, experiment.name))
    return {
        "experiments": sorted(experiments, key=lambda item: item["name"]),
        "runs": sorted(runs, key=lambda item: (item["started_ms"], item["id"])),
        "model_versions": models_of(client),
        "omitted": omitted,
    }


def shrink(path):
    """Makes a database small and leaves no write-ahead log behind."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA page_size = 512")
    connection.execute("VACUUM")
    connection.close()


def main(folder):
    """Writes both stores and the truth on them into a folder."""
    os.makedirs(folder)
    os.chdir(folder)
    here = os.getcwd()
    truth = {
        "mlflow_version": VERSION,
        "python_version": sys.version.split()[0],
        "stores": {},
    }
    uris = (("mlflow.db", "sqlite:///" + here + "/mlflow.db"), ("mlruns", "mlruns"))
    for name, uri in uris:
        print(VERSION, name)
        writer = Writer(uri)
        writer.content()
        truth["stores"][name] = truth_of_store(uri, writer.omitted)
    with open("truth.json", "w") as file:
        json.dump(truth, file, indent=1, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
    shrink("mlflow.db")
