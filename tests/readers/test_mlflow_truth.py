"""Both MLflow readers against what MLflow's own client says of the same stores."""

import hashlib
import json
from pathlib import Path

import pytest

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, RunRef, StoreRef
from runreport.readers.mlflow import database as mlflow_database
from runreport.readers.mlflow import files as mlflow_files

REPOSITORY = Path(__file__).parents[2]
OWN = REPOSITORY / "tests" / "stores"
SHARED = REPOSITORY.parent / "shared"
STRANGERS = sorted(SHARED.glob("stores/mlflow-*/*.truth.json"))
WRITTEN = sorted(OWN.glob("mlflow-*/truth.json"))
NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def store_of(truth):
    """Return reader and address of the sample beside a truth file."""
    folder = truth.with_name(truth.name.removesuffix(".truth.json"))
    if truth.parent.name == "mlflow-files":
        return mlflow_files, StoreRef("mlflow-files", str(folder))
    (file,) = (path for path in folder.iterdir() if path.suffix in (".db", ".sqlite"))
    return mlflow_database, StoreRef("mlflow-database", str(file))


def gathered(reader, store):
    """Return runs, and everything that is no run, of a store."""
    runs, others = [], []
    for found in reader.find(store):
        if not isinstance(found, RunRef):
            others.append(found)
            continue
        try:
            runs.append(reader.read(found))
        except ReaderError as error:
            others.append(error)
    return runs, others


def as_json(run):
    """Return a run as `runreport runs --format json` prints it."""
    series = {**run.metrics, **run.system}
    parts = ("count", "last", "min", "max", "mean", "last_step")
    return {
        "id": run.id,
        "name": run.name,
        "experiment": run.experiment,
        "status": run.status.value,
        "started": run.started and run.started.isoformat(),
        "ended": run.ended and run.ended.isoformat(),
        "params": dict(run.params),
        "metrics": {name: {part: getattr(one.stats, part) for part in parts} for name, one in series.items()},
        "summary": dict(run.summary),
        "tags": dict(run.tags),
        "artifacts": [artifact.path for artifact in run.artifacts],
        "parent": run.parent,
        "commit": run.source.commit,
        "store": run.ref.store.address,
        "problems": [str(problem) for problem in run.problems],
    }


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_a_strangers_store_reads_as_mlflow_reads_it(path, compare_truth):
    truth = json.loads(path.read_text(encoding="utf-8"))
    runs, others = gathered(*store_of(path))
    assert list(compare_truth.differences(truth, [as_json(run) for run in runs])) == []
    assert len(runs) == len(truth["runs"])
    assert [problem for run in runs for problem in run.problems] == []
    assert [other for other in others if isinstance(other, Problem)] == []


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("mlflow-files/r-client-deleted", {"deleted runs": 2}),
        ("mlflow-files/nilm-notes-deleted", {"deleted runs": 3}),
        ("mlflow-sqlite/kedro-nested-wal", {"deleted runs": 15, "deleted experiments": 3}),
        ("mlflow-files/webtraffic-trash-registry", {"deleted experiments": 1, "traces": 4, "prompts": 3}),
    ],
)
def test_what_a_strangers_store_keeps_back_is_counted(name, counts):
    _, others = gathered(*store_of(SHARED / "stores" / f"{name}.truth.json"))
    assert {other.what: other.count for other in others if isinstance(other, Omission)} == counts


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
def test_run_folders_without_metadata_are_named_one_by_one():
    _, others = gathered(*store_of(SHARED / "stores/mlflow-files/webtraffic-trash-registry.truth.json"))
    errors = sorted(str(other) for other in others if isinstance(other, ReaderError))
    assert len(errors) == 2
    assert all("meta.yaml is missing" in error for error in errors)
    assert "195c84b32e0b4421930b488c51fe4567" in errors[0]
    assert "362becb18c9048f69d5293eeeb1425de" in errors[1]


@pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")
def test_a_strangers_registry_is_read_with_versions_aliases_and_their_runs():
    reader, store = store_of(SHARED / "stores/mlflow-files/wine-logged-models-3.2.truth.json")
    (model,) = reader.describe(store).models
    assert model.name == "wine-quality-predictor"
    assert model.aliases == {"challenger": "1", "champion": "2"}
    assert [(version.version, version.aliases) for version in model.versions] == [
        ("1", ("challenger",)),
        ("2", ("champion",)),
    ]
    # Neither version names a run: the first was registered from a logged model, the second from the first.
    maker = "source_run_id: " + str(model.versions[0].run)
    logged = Path(store.address).glob("*/models/m-7b5b292a66ea4824a2aaedc5c3ea4bf4/meta.yaml")
    assert maker in next(logged).read_text(encoding="utf-8")
    assert model.versions[1].run == model.versions[0].run
    assert model.versions[0].flavor == "tensorflow"


OURS = [
    pytest.param(path, name, id=f"{path.parent.name}-{name}")
    for path in WRITTEN
    for name in ("mlruns", "mlflow.db")
]


def read_ours(path, name):
    reader, kind = (
        (mlflow_files, "mlflow-files") if name == "mlruns" else (mlflow_database, "mlflow-database")
    )
    store = StoreRef(kind, str(path.with_name(name)))
    truth = json.loads(path.read_text(encoding="utf-8"))["stores"][name]
    runs, others = gathered(reader, store)
    return truth, {run.id: run for run in runs}, others, reader.describe(store)


def kept(truth):
    """Return the experiments and runs that were not deleted, with their experiment or alone."""
    experiments = [one["name"] for one in truth["experiments"] if one["lifecycle_stage"] == "active"]
    active = [run for run in truth["runs"] if run["lifecycle_stage"] == "active"]
    return experiments, [run for run in active if run["experiment"] in experiments]


def points_of(series):
    columns = (series.steps.tolist(), map(repr, series.values.tolist()), series.times.tolist())
    return sorted(zip(*columns, strict=True))


def expected_points(points):
    """Return the client's points; its times are seconds before 1.0 and milliseconds since."""
    rows = ((step, repr(float(NUMBERS.get(value, value))), time) for step, value, time in points)
    return sorted((step, value, float(time) if time < 1e11 else time / 1000) for step, value, time in rows)


@pytest.mark.parametrize(("path", "name"), OURS)
def test_a_store_of_any_version_reads_as_that_version_reads_it(path, name):
    truth, runs, others, _ = read_ours(path, name)
    experiments, active = kept(truth)
    assert sorted(runs) == sorted(run["id"] for run in active)
    for expected in active:
        run = runs[expected["id"]]
        assert (run.name, run.experiment) == (expected["name"], expected["experiment"])
        assert run.status.value == expected["status"].lower()
        assert run.started.timestamp() * 1000 == pytest.approx(expected["started_ms"], abs=0.5)
        assert (run.ended and run.ended.timestamp() * 1000) == pytest.approx(expected["ended_ms"], abs=0.5)
        assert (run.params, run.tags, run.parent) == (
            expected["params"],
            expected["tags"],
            expected["parent"],
        )
        assert {key: points_of(one) for key, one in run.metrics.items()} == {
            key: expected_points(points) for key, points in expected["metrics"].items()
        }
        assert run.problems == ()
    assert {one.what: one.count for one in others} == {
        "deleted runs": len(truth["runs"]) - len(active),
        "deleted experiments": len(truth["experiments"]) - len(experiments),
    }


@pytest.mark.parametrize(("path", "name"), OURS)
def test_data_sets_notes_models_and_experiments_of_any_version_are_there(path, name):
    truth, runs, _, facts = read_ours(path, name)
    experiments, active = kept(truth)
    for expected in active:
        run = runs[expected["id"]]
        found = [{"name": one.name, "digest": one.digest, "context": one.context} for one in run.datasets]
        assert found == expected["datasets"]
        assert [one.rows for one in run.datasets] == [4] * len(expected["datasets"])
        assert run.notes == expected["tags"].get("mlflow.note.content")
        assert run.environment.user == "analyst"
    assert sorted(one.name for one in facts.experiments) == sorted(experiments)
    versions = [version for model in facts.models for version in model.versions]
    assert [(one.name, one.version, one.run, one.description) for one in versions] == [
        (one["name"], str(one["version"]), one["run_id"], one["description"])
        for one in truth["model_versions"]
    ]


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("path", [*STRANGERS, *WRITTEN], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_sample_has_the_same_files_and_bytes_after_reading(path):
    own = path.name == "truth.json"
    folder = path.parent if own else path.with_name(path.name.removesuffix(".truth.json"))
    before = digests(folder)
    if own:
        for name in ("mlruns", "mlflow.db"):
            read_ours(path, name)
    else:
        reader, store = store_of(path)
        gathered(reader, store)
        reader.describe(store)
    assert digests(folder) == before
