"""The reader of MLflow's file store, on stores that the tests write themselves."""

import hashlib
import math
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, RunRef, Status, StoreRef
from runreport.readers.contract import Place
from runreport.readers.mlflow import files as mlflow_files
from runreport.readers.stamps import unwanted

RUN = "0123456789abcdef0123456789abcdef"
CHILD = "fedcba9876543210fedcba9876543210"
EXPERIMENT_META = """\
artifact_location: file:///home/someone/mlruns/{id}
experiment_id: '{id}'
lifecycle_stage: active
name: {name}
"""
RUN_META = """\
artifact_uri: file:///C:/Users/someone/mlruns/1/{id}/artifacts
end_time: 1700000060000
entry_point_name: ''
experiment_id: '1'
lifecycle_stage: active
run_id: {id}
run_name: first
run_uuid: {id}
source_name: ''
source_type: 4
source_version: ''
start_time: 1700000000000
status: 3
tags: []
user_id: someone
"""


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run_files(files=(), run=RUN, experiment="1", meta=None):
    own = {"meta.yaml": RUN_META.format(id=run) if meta is None else meta, **dict(files)}
    return {f"{experiment}/{run}/{name}": content for name, content in own.items()}


@pytest.fixture
def root(tmp_path):
    """Return the root of a store with one experiment and no run."""
    folder = tmp_path / "mlruns"
    write(folder, {"1/meta.yaml": EXPERIMENT_META.format(id=1, name="screening")})
    return folder


def find(folder):
    return list(mlflow_files.find(StoreRef("mlflow-files", str(folder))))


def read(folder, key=RUN):
    return mlflow_files.read(RunRef(StoreRef("mlflow-files", str(folder)), key))


def read_metric(root, content, name="loss"):
    """Return the series of a one-metric run, or None, and the run's problems."""
    write(root, run_files({f"metrics/{name}": content}))
    run = read(root)
    return run.metrics.get(name), run.problems


def place_of(folder):
    entries = list(folder.iterdir())
    folders = frozenset(entry.name for entry in entries if entry.is_dir())
    return Place(str(folder), True, folders, frozenset(entry.name for entry in entries) - folders)


def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in files)).hexdigest()


# What is a store


def test_a_root_an_experiment_and_a_run_are_recognized(root):
    write(root, run_files())
    for folder, seen in ((root, "1/meta.yaml"), (root / "1", "experiment"), (root / "1" / RUN, "run")):
        assert seen in mlflow_files.recognizes(place_of(folder)).because


@pytest.mark.parametrize(
    "files",
    [
        {"1/0123/artifacts/model/MLmodel": "flavors: {}\n"},
        {"MLmodel": "artifact_path: model\nrun_id: 1\n"},
        {"m-1/meta.yaml": "artifact_location: x\nexperiment_id: '1'\nmodel_id: m-1\nname: model\n"},
        {"notes/meta.yaml": "title: something else\n"},
        {"1/meta.yaml": b"\xff\xfe\x00"},
    ],
    ids=["artifacts of a server", "a model", "logged models", "another meta.yaml", "binary"],
)
def test_other_folders_are_not_recognized(tmp_path, files):
    write(tmp_path, files)
    assert mlflow_files.recognizes(place_of(tmp_path)) is None


def test_neither_an_empty_folder_nor_a_file_is_recognized(tmp_path):
    assert mlflow_files.recognizes(place_of(tmp_path)) is None
    assert mlflow_files.recognizes(Place(str(tmp_path / "x"), False)) is None


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_missing_or_empty_folder_is_an_error_that_says_what_to_give(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReaderError, match=rf"{name}: .*`mlruns`"):
        find(tmp_path / name)


@pytest.mark.parametrize("inside", ["1", f"1/{RUN}", f"1/{RUN}/"])
def test_an_experiment_or_a_run_can_be_read_alone(root, inside):
    write(root, run_files({"metrics/loss": "1700000000000 0.5 0\n"}))
    address = f"{root}/{inside}"
    (ref,) = find(address)
    run = read(address, ref.key)
    assert (run.id, run.experiment, run.metrics["loss"].stats.last) == (RUN, "screening", 0.5)


def test_a_run_can_be_read_from_within_its_own_folder(root, monkeypatch):
    write(root, run_files({"params/alpha": "1"}))
    monkeypatch.chdir(root / "1" / RUN)
    (ref,) = find(".")
    assert read(".", ref.key).params == {"alpha": "1"}
    assert read(".", ref.key).experiment == "screening"


# Points


def test_repeated_steps_are_kept_in_the_order_they_were_logged(root):
    series, problems = read_metric(root, "1000 0.9 0\n2000 0.5 1\n3000 0.45 1\n4000 0.4 2\n")
    assert series.steps.tolist() == [0, 1, 1, 2]
    assert series.values.tolist() == [0.9, 0.5, 0.45, 0.4]
    assert series.times.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert problems == ()


def test_points_logged_out_of_order_come_by_step(root):
    series, _ = read_metric(root, "3000 0.3 2\n1000 0.1 0\n2000 0.2 -1\n")
    assert series.steps.tolist() == [-1, 0, 2]
    assert series.values.tolist() == [0.2, 0.1, 0.3]


def test_nan_and_infinities_are_kept_as_logged(root):
    series, problems = read_metric(root, "1 nan 0\n2 inf 1\n3 -inf 2\n4 1e400 3\n5 1e-05 4\n")
    assert [repr(value) for value in series.values.tolist()] == ["nan", "inf", "-inf", "inf", "1e-05"]
    assert series.stats.non_finite == 4
    assert problems == ()


def test_windows_line_ends_are_no_part_of_a_step(root):
    series, problems = read_metric(root, "1000 0.5 0\r\n2000 0.25 1\r\n")
    assert (series.steps.tolist(), series.values.tolist(), problems) == ([0, 1], [0.5, 0.25], ())


def test_two_fields_are_time_in_seconds_and_value(root):
    series, problems = read_metric(root, "1557259111 0.5\n1557259112 0.25\n")
    assert series.times.tolist() == [1557259111.0, 1557259112.0]
    assert series.steps.tolist() == [0, 0]
    assert series.values.tolist() == [0.5, 0.25]
    assert problems == ()


def test_two_fields_with_milliseconds_are_taken_for_such(root):
    series, _ = read_metric(root, "1557259111000 0.5\n")
    assert series.times.tolist() == [1557259111.0]


def test_five_fields_name_a_data_set_after_the_step(root):
    series, problems = read_metric(root, "1000 0.5 7 rows 4ccdccbc\n2000 0.25 8 rows 4ccdccbc\n")
    assert (series.steps.tolist(), series.values.tolist(), problems) == ([7, 8], [0.5, 0.25], ())


def test_steps_beyond_floats_are_exact_and_beyond_int64_are_named(root):
    series, problems = read_metric(root, f"1 0.5 {2**53 + 1}\n2 0.6 {2**63}\n3 0.7 {2**63 - 1}\n")
    assert series.steps.tolist() == [2**53 + 1, 2**63 - 1]
    assert [(problem.file, problem.line) for problem in problems] == [(f"1/{RUN}/metrics/loss", 2)]


@pytest.mark.parametrize("rest", ["4000 0.", "4000 0.25", "40", "4000 0.25 3"])
def test_a_torn_last_line_is_left_out_and_named_and_the_rest_is_kept(root, rest):
    series, problems = read_metric(root, f"1000 0.5 0\n2000 0.25 1\n{rest}")
    assert series.values.tolist() == [0.5, 0.25]
    (problem,) = problems
    assert (problem.file, problem.line, problem.run) == (f"1/{RUN}/metrics/loss", 3, RUN)
    assert "breaks off" in problem.what


@pytest.mark.parametrize(
    "line",
    [
        "2000 0.25 1 rows",
        "2000 0.25 1 2000 0.3 2",
        "2000",
        "2000 x 1",
        "2000 0.5 1.5",
        "2000 0.5 nan",
        " 0.5 1",
    ],
)
def test_a_line_with_other_columns_is_left_out_and_named(root, line):
    series, problems = read_metric(root, f"1000 0.5 0\n{line}\n3000 0.25 2\n")
    assert series.values.tolist() == [0.5, 0.25]
    assert [(problem.file, problem.line) for problem in problems] == [(f"1/{RUN}/metrics/loss", 2)]


def test_many_bad_lines_are_one_problem_that_counts_them(root):
    _, problems = read_metric(root, "1000 0.5 0\n" + "junk\n" * 1000)
    (problem,) = problems
    assert problem.line == 2
    assert "999 more" in problem.what


@pytest.mark.parametrize("content", ["", bytes(range(256)) * 20, b"\0" * 4096])
def test_an_empty_or_binary_metric_is_a_problem_and_its_neighbors_are_kept(root, content):
    write(root, run_files({"metrics/good": "1000 0.5 0\n"}))
    series, problems = read_metric(root, content)
    assert series is None
    assert read(root).metrics["good"].values.tolist() == [0.5]
    assert {problem.file for problem in problems} == {f"1/{RUN}/metrics/loss"}


def test_system_metrics_stand_apart_from_results(root):
    write(root, run_files({"metrics/system/gpu_0_utilization": "1 5 0\n", "metrics/val/loss": "1 0.5 0\n"}))
    run = read(root)
    assert (list(run.system), list(run.metrics)) == (["system/gpu_0_utilization"], ["val/loss"])


# What is said of a run


def test_params_and_tags_are_the_whole_text_of_their_files(root):
    long = "line\r\n" * 200 + "end "
    write(
        root,
        run_files({"params/empty": "", "params/data/folder": "a", "params/long": long, "tags/a b": " x\n"}),
    )
    run = read(root)
    assert run.params == {"data/folder": "a", "empty": "", "long": long}
    assert run.tags == {"a b": " x\n"}


def test_what_mlflows_tags_mean_is_found_in_its_place_and_stays_a_tag(root):
    tags = {
        "mlflow.note.content": "A **note**",
        "mlflow.parentRunId": CHILD,
        "mlflow.user": "analyst",
        "mlflow.source.name": "train.py",
        "mlflow.source.git.commit": "c" * 40,
        "mlflow.source.git.branch": "main",
        "mlflow.source.git.repoURL": "https://example.org/study.git",
    }
    write(root, run_files({f"tags/{name}": value for name, value in tags.items()}))
    run = read(root)
    assert (run.notes, run.parent, run.environment.user) == ("A **note**", CHILD, "analyst")
    assert (run.source.commit, run.source.branch) == ("c" * 40, "main")
    assert (run.source.repository, run.source.entry_point) == ("https://example.org/study.git", "train.py")
    assert run.tags == tags


def test_a_run_of_mlflow_0_9_has_its_commit_and_user_from_its_metadata(root):
    meta = (
        f"artifact_uri: x\nend_time: null\nname: ''\nrun_uuid: {RUN}\nsource_name: train.py\n"
        "source_version: abc\nstart_time: 1557259039173\nstatus: 1\nuser_id: someone\n"
    )
    write(root, run_files(meta=meta))
    run = read(root)
    assert (run.id, run.name, run.status, run.ended) == (RUN, "", Status.RUNNING, None)
    assert (run.source.commit, run.source.entry_point, run.environment.user) == ("abc", "train.py", "someone")


@pytest.mark.parametrize(
    ("number", "status"),
    [("1", "running"), ("2", "running"), ("3", "finished"), ("4", "failed"), ("5", "killed")],
)
def test_status_numbers_are_words(root, number, status):
    write(root, run_files(meta=RUN_META.format(id=RUN).replace("status: 3", f"status: {number}")))
    assert read(root).status.value == status


def test_an_unknown_status_is_unknown_and_a_problem(root):
    write(root, run_files(meta=RUN_META.format(id=RUN).replace("status: 3", "status: 77")))
    run = read(root)
    assert run.status is Status.UNKNOWN
    assert "77" in run.problems[0].what


@pytest.mark.parametrize(
    ("written", "year", "problems"),
    [
        ("9999999999999", 2286, 0),
        ("-1000", 1969, 0),
        ("null", None, 0),
        ("1700000000000000000", None, 1),
        ("soon", None, 1),
    ],
)
def test_start_times_of_any_size_are_read_or_named(root, written, year, problems):
    write(root, run_files(meta=RUN_META.format(id=RUN).replace("1700000000000", written)))
    run = read(root)
    assert (run.started and run.started.year) == year
    assert len(run.problems) == problems


def test_folders_that_git_dropped_are_empty_ones(root):
    write(root, run_files())
    run = read(root)
    assert (run.params, run.metrics, run.tags, run.artifacts, run.problems) == ({}, {}, {}, (), ())


def test_artifacts_are_listed_with_sizes_and_never_looked_for_at_the_writers_address(root, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, {"secret.txt": "x"})
    meta = RUN_META.format(id=RUN).replace("file:///C:/Users/someone/mlruns/1", elsewhere.as_uri())
    write(root, run_files({"artifacts/plots/roc.png": b"12345", "artifacts/a.txt": ""}, meta=meta))
    run = read(root)
    assert [(one.path, one.size_bytes, one.media_type) for one in run.artifacts] == [
        ("a.txt", 0, "text/plain"),
        ("plots/roc.png", 5, "image/png"),
    ]
    assert [one.path for one in run.media] == ["plots/roc.png"]


def test_logged_images_have_name_and_step_and_no_previews(root):
    name = "images/val#scan%step%4%timestamp%1700%0a1b-22"
    write(root, run_files({f"artifacts/{name}.png": b"x", f"artifacts/{name}%compressed.webp": b"x"}))
    (media,) = read(root).media
    assert (media.name, media.step, media.path) == ("val/scan", 4, f"{name}.png")


def test_logged_tables_are_read_and_broken_ones_named(root):
    tag = '[{"path": "good.json", "type": "table"}, {"path": "bad.json", "type": "table"}]'
    table = '{"columns": ["id", "score"], "data": [["a", 0.5], ["b", [1]]]}'
    files = {"tags/mlflow.loggedArtifacts": tag, "artifacts/good.json": table, "artifacts/bad.json": "{"}
    write(root, run_files(files))
    run = read(root)
    (found,) = run.tables
    assert (found.name, found.columns, found.rows_in_store) == ("good.json", ("id", "score"), 2)
    assert found.rows == (("a", 0.5), ("b", "[1]"))
    assert [problem.file for problem in run.problems] == [f"1/{RUN}/artifacts/bad.json"]


def test_data_sets_come_with_context_rows_and_source(root):
    dataset = (
        "digest: 4ccdccbc\nname: rows\nprofile: '{\"num_rows\": 400}'\nschema: '{}'\n"
        'source: \'{"uri": "data/rows.csv"}\'\nsource_type: local\n'
    )
    link = "destination_id: d1\nsource_id: d1\nsource_type: DATASET\ntags:\n  mlflow.data.context: training\n"
    write(
        root, run_files({"inputs/d1/meta.yaml": link, "tags/mlflow.datasets": '[{"name": "n", "hash": "h"}]'})
    )
    write(root, {"1/datasets/d1/meta.yaml": dataset})
    first, evaluated = read(root).datasets
    assert (first.name, first.digest, first.context, first.rows) == ("rows", "4ccdccbc", "training", 400)
    assert first.source == "data/rows.csv"
    assert (evaluated.name, evaluated.digest, evaluated.context) == ("n", "h", "evaluation")


def test_a_link_to_a_data_set_that_is_gone_is_a_problem(root):
    write(
        root, run_files({"inputs/d1/meta.yaml": "source_id: ../../../etc\nsource_type: DATASET\ntags: {}\n"})
    )
    run = read(root)
    assert run.datasets == ()
    assert "data set" in run.problems[0].what


MLMODEL = """\
artifact_path: model
flavors:
  python_function:
    python_version: 3.11.7
  sklearn:
    sklearn_version: 1.6.1
mlflow_version: 2.22.0
run_id: {run}
signature:
  inputs: '[{{"name": "age"}}]'
  outputs: '[{{"type": "double"}}]'
utc_time_created: '2025-05-31 12:57:15.907304'
"""


REQUIREMENTS = """\
mlflow==2.22.0
numpy[x]==2.2.6 ; python_version > '3'
pandas<3
# a==b
"""
CONDA = """\
dependencies:
- python=3.12.3
- pip<=25
- scipy=1.1=h
- pip:
  - attrs==1
"""


def test_a_model_among_the_artifacts_tells_flavor_signature_and_software(root):
    files = {
        "tags/mlflow.log-model.history": f'[{{"artifact_path": "model", "run_id": "{RUN}"}}]',
        "artifacts/model/MLmodel": MLMODEL.format(run=RUN),
        "artifacts/model/requirements.txt": REQUIREMENTS,
        "artifacts/model/conda.yaml": CONDA,
    }
    write(root, run_files(files))
    run = read(root)
    (model,) = run.models
    assert (model.name, model.flavor, model.run, model.is_registered) == ("model", "sklearn", RUN, False)
    assert 'inputs: [{"name": "age"}]' in model.signature
    assert model.created.isoformat() == "2025-05-31T12:57:15.907304+00:00"
    assert (run.environment.python, run.environment.tracker) == ("3.12.3", "MLflow 2.22.0")
    assert run.environment.packages == {"attrs": "1", "mlflow": "2.22.0", "numpy": "2.2.6", "scipy": "1.1"}


def test_a_logged_model_is_the_runs_by_its_output(root):
    model = "m-" + "a" * 32
    link = f"destination_id: {model}\nsource_id: {model}\nsource_type: RUN_OUTPUT\nstep: 0\ntags: {{}}\n"
    meta = (
        f"artifact_location: x\ncreation_timestamp: 1700000000000\nexperiment_id: '1'\nmodel_id: {model}\n"
        f"name: forest\nsource_run_id: {RUN}\nstatus: 2\n"
    )
    write(root, run_files({f"outputs/{model}/meta.yaml": link}))
    write(root, {f"1/models/{model}/meta.yaml": meta, f"1/models/{model}/tags/color": "green"})
    write(root, {f"1/models/{model}/artifacts/MLmodel": MLMODEL.format(run=RUN)})
    run = read(root)
    (found,) = run.models
    assert (found.name, found.flavor, found.run, found.tags) == ("forest", "sklearn", RUN, {"color": "green"})
    assert run.environment.tracker == "MLflow 2.22.0"


def test_a_tag_that_should_hold_json_but_does_not_is_a_problem(root):
    write(root, run_files({"tags/mlflow.log-model.history": "[{", "tags/mlflow.datasets": "[" * 100_000}))
    run = read(root)
    assert sorted(problem.what.split()[2] for problem in run.problems) == [
        "mlflow.datasets",
        "mlflow.log-model.history",
    ]


# What is left out, and what is damaged


def test_deleted_runs_experiments_traces_and_prompts_are_counted(root):
    deleted = RUN_META.format(id=CHILD).replace("stage: active", "stage: deleted")
    write(root, run_files() | run_files(run=CHILD, meta=deleted))
    gone = EXPERIMENT_META.format(id=2, name="gone").replace("stage: active", "stage: deleted")
    write(root / ".trash", {"2/meta.yaml": gone} | run_files(run="a" * 32, experiment="2"))
    write(root, {"3/meta.yaml": gone} | run_files(run="b" * 32, experiment="3"))
    write(root, {"1/traces/tr-1/trace_info.yaml": "", "models/p/meta.yaml": "name: p\n"})
    write(root, {"models/p/tags/mlflow.prompt.is_prompt": "true"})
    found = find(root)
    assert [one.key for one in found if isinstance(one, RunRef)] == [RUN]
    assert {one.what: one.count for one in found if isinstance(one, Omission)} == {
        "deleted experiments": 2,
        "deleted runs": 3,
        "traces": 1,
        "prompts": 1,
    }


@pytest.mark.parametrize(
    ("meta", "what"),
    [
        (None, "meta.yaml is missing"),
        ("", "meta.yaml is empty"),
        ("a: [", "at line"),
        (b"\xff\x00", "not UTF-8"),
        ("just text", "no `key: value` lines"),
        ("- [" * 5000, "not YAML"),
    ],
)
def test_a_run_with_damaged_metadata_is_listed_and_its_error_names_run_and_file(root, meta, what):
    write(root, run_files(run=CHILD))
    write(root, run_files({"metrics/loss": "1 2 3\n"}, meta=meta or ""))
    if meta is None:
        (root / "1" / RUN / "meta.yaml").unlink()
    assert [ref.key for ref in find(root)] == [RUN, CHILD]
    with pytest.raises(ReaderError, match=what) as raised:
        read(root)
    assert f"1/{RUN}" in str(raised.value)
    assert read(root, CHILD).name == "first"


def test_an_experiment_without_metadata_keeps_its_runs_and_is_a_problem(root):
    write(root, run_files(experiment="77"))
    problem, ref = find(root)
    assert (problem.file, ref.key) == ("77/meta.yaml", RUN)
    assert read(root).experiment == "1"


def test_other_things_in_a_store_are_no_runs(root):
    write(
        root, run_files() | {"notes.txt": "x", "1/notes.txt": "x", "plots/a.png": "x", "1/tags/params/x": "y"}
    )
    (root / "1" / "empty").mkdir()
    assert [ref.key for ref in find(root)] == [RUN]


def test_a_copied_run_is_named_and_the_run_is_the_one_in_its_own_folder(root):
    write(root, run_files({"params/from": "original"}))
    copy = {
        name.replace(RUN, "Copy of it"): content
        for name, content in run_files({"params/from": "copy"}).items()
    }
    write(root, copy)
    write(root, run_files({"params/from": "elsewhere"}, experiment="2"))
    write(root, {"2/meta.yaml": EXPERIMENT_META.format(id=2, name="other")})
    found = find(root)
    assert [one.key for one in found if isinstance(one, RunRef)] == [RUN]
    assert [one.file for one in found if isinstance(one, Problem)] == ["1/Copy of it", f"2/{RUN}"]
    assert read(root).params == {"from": "original"}


def test_a_run_in_a_folder_of_another_name_is_found_by_its_id(root):
    write(
        root,
        {name.replace(RUN, "renamed"): content for name, content in run_files({"params/a": "1"}).items()},
    )
    (ref,) = find(root)
    assert ref.key == RUN
    assert read(root).params == {"a": "1"}


def test_a_run_that_is_gone_is_an_error_and_one_that_came_later_is_read(root):
    write(root, run_files())
    assert read(root).id == RUN
    with pytest.raises(ReaderError, match="build the report again"):
        read(root, CHILD)
    write(root, run_files(run=CHILD))
    assert read(root, CHILD).id == CHILD


def test_links_are_named_and_never_followed(root, tmp_path):
    (tmp_path / "secret").write_text("password")
    write(root, run_files({"artifacts/a.txt": "x", "params/a": "1"}))
    run = root / "1" / RUN
    (run / "params" / "leak").symlink_to(tmp_path / "secret")
    (run / "artifacts" / "circle").symlink_to(run / "artifacts", target_is_directory=True)
    (root / "1" / "circle").symlink_to(root / "1", target_is_directory=True)
    (root / "circle").symlink_to(root, target_is_directory=True)
    refs = find(root)
    assert [ref.key for ref in refs if isinstance(ref, RunRef)] == [RUN]
    assert {ref.file for ref in refs if isinstance(ref, Problem)} == {"1/circle", "circle"}
    found = read(root)
    assert (found.params, [one.path for one in found.artifacts]) == ({"a": "1"}, ["a.txt"])
    assert {problem.file for problem in found.problems} == {
        f"1/{RUN}/params/leak",
        f"1/{RUN}/artifacts/circle",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_store_is_named_and_not_waited_for(root):
    write(root, run_files({"metrics/loss": "1 2 3\n"}))
    os.mkfifo(root / "1" / RUN / "metrics" / "pipe")
    (ref,) = find(root)
    run = read(root, ref.key)
    assert list(run.metrics) == ["loss"]
    assert [problem.file for problem in run.problems] == [f"1/{RUN}/metrics/pipe"]


@pytest.fixture
def unprivileged():
    """Return a folder that belongs to a user whom permissions bind, and act as that user."""
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no permission bits")
def test_what_may_not_be_read_is_named_and_the_rest_is_kept(unprivileged):
    write(unprivileged, {"1/meta.yaml": EXPERIMENT_META.format(id=1, name="screening")})
    write(
        unprivileged,
        run_files({"metrics/loss": "1 0.5 3\n", "params/a": "1", "tags/t": "x", "params/b": "2"}),
    )
    run = unprivileged / "1" / RUN
    (run / "params" / "a").chmod(0)
    (run / "tags").chmod(0)
    try:
        assert [ref.key for ref in find(unprivileged)] == [RUN]
        found = read(unprivileged)
    finally:
        (run / "tags").chmod(0o700)
    assert (found.params, found.tags, found.metrics["loss"].stats.last) == ({"b": "2"}, {}, 0.5)
    assert {problem.file for problem in found.problems} == {f"1/{RUN}/params/a", f"1/{RUN}/tags"}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no permission bits")
def test_an_experiment_that_may_not_be_listed_is_a_problem(unprivileged):
    write(unprivileged, {"1/meta.yaml": EXPERIMENT_META.format(id=1, name="screening")} | run_files())
    (unprivileged / "1").chmod(0o100)
    try:
        (problem,) = find(unprivileged)
    finally:
        (unprivileged / "1").chmod(0o700)
    assert (problem.file, "listed" in problem.what) == ("1", True)


NAMES = [
    "\u0645\u0642\u064a\u0627\u0633",
    "\U0001f9ea dose@10 %",
    "\U00020bb7\u91ce\u5bb6",
    "\U000e0041tag",
    "\U000f0000private",
    "right\u202eto left",
    "na\u0308ive",
    "..loss",
    "A",
    "a",
]


def test_names_of_every_plane_come_as_they_are(root):
    files = {
        f"{kind}/{name}": "1 0.5 0\n" for name in NAMES for kind in ("metrics", "params", "tags", "artifacts")
    }
    write(root, run_files(files))
    run = read(root)
    for found in (run.metrics, run.params, run.tags, [one.path for one in run.artifacts]):
        assert sorted(found) == sorted(NAMES)
    assert run.problems == ()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names of any bytes")
def test_names_and_values_that_are_no_utf8_are_shown_with_replacements(root):
    write(root, run_files({"params/a": b"caf\xe9"}))
    with Path(os.fsdecode(os.fsencode(root / "1" / RUN / "params") + b"/b\xff")).open("w") as file:
        file.write("x")
    run = read(root)
    assert run.params == {"a": "caf\ufffd", "b\ufffd": "x"}
    assert [problem.file for problem in run.problems] == [f"1/{RUN}/params/a"]


def test_a_metric_that_shrinks_and_grows_while_read_is_whole_lines_each_time(root):
    lines = [f"{1000 + at} {at / 7} {at}\n" for at in range(400)]
    write(root, run_files({"metrics/loss": "".join(lines)}))
    path, done = root / "1" / RUN / "metrics" / "loss", threading.Event()

    def rewrite():
        while not done.is_set():
            for count in (400, 7, 0, 250):
                path.write_text("".join(lines[:count]) + "12")

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(100):
            run = read(root)
            if "loss" in run.metrics:
                series = run.metrics["loss"]
                assert series.steps.tolist() == list(range(len(series)))
                assert series.values.tolist() == [at / 7 for at in range(len(series))]
    finally:
        done.set()
        writer.join()


# Registry and experiments


def test_the_registry_tells_versions_stages_aliases_and_descriptions(root):
    version = (
        "creation_timestamp: 1700000000000\ncurrent_stage: {}\ndescription: {}\n"
        "name: m\nrun_id: {}\nsource: {}\nversion: {}\n"
    )
    write(root, run_files({"artifacts/model/MLmodel": MLMODEL.format(run=RUN)}))
    source = f"file:///C:/Users/someone/mlruns/1/{RUN}/artifacts/model"
    write(
        root / "models" / "m",
        {
            "meta.yaml": "aliases:\n  old: '9'\ndescription: For wards\nname: m\n",
            "tags/team": "north",
            "aliases/champion": "10",
            "version-9/meta.yaml": version.format("Staging", "''", RUN, source, 9),
            "version-10/meta.yaml": version.format("None", "Better", "''", "models:/m/9", 10),
            "version-10/tags/checked": "yes",
        },
    )
    (model,) = mlflow_files.describe(StoreRef("mlflow-files", str(root))).models
    ninth, tenth = model.versions
    assert (model.name, model.description, model.tags) == ("m", "For wards", {"team": "north"})
    assert model.aliases == {"champion": "10", "old": "9"}
    assert (ninth.version, ninth.stage, ninth.aliases, ninth.run) == ("9", "Staging", ("old",), RUN)
    assert (ninth.flavor, "age" in ninth.signature) == ("sklearn", True)
    assert (tenth.version, tenth.stage, tenth.description) == ("10", None, "Better")
    assert (tenth.run, tenth.tags, tenth.aliases) == (RUN, {"checked": "yes"}, ("champion",))


def test_a_damaged_registry_is_a_problem_of_the_store(root):
    write(root, run_files() | {"models/m/meta.yaml": "a: [", "models/n/meta.yaml": "name: n\n"})
    found = find(root)
    assert [one.file for one in found if isinstance(one, Problem)] == ["models/m"]
    assert [one.name for one in mlflow_files.describe(StoreRef("mlflow-files", str(root))).models] == ["n"]


def test_experiments_are_described_with_their_notes(root):
    write(root, {"1/tags/mlflow.note.content": "Why we did it", "1/tags/team": "north"})
    (experiment,) = mlflow_files.describe(StoreRef("mlflow-files", str(root))).experiments
    assert (experiment.name, experiment.key, experiment.description) == ("screening", "1", "Why we did it")
    assert experiment.tags["team"] == "north"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("'a: b'", "a: b"),
        ("'it''s'", "it's"),
        ('"tab\\there"', "tab\there"),
        ("/Users/x/y", "/Users/x/y"),
        ("'0'", "0"),
    ],
)
def test_an_experiments_name_may_be_quoted_in_any_way(root, written, name):
    write(root, {"1/meta.yaml": EXPERIMENT_META.format(id=1, name=written)} | run_files())
    assert read(root).experiment == name


# Promises to every store


def test_keys_come_in_a_fixed_order_and_stamps_only_change_with_the_run(root):
    write(root, run_files({"metrics/loss": "1 2 3\n"}) | run_files(run=CHILD))
    first = find(root)
    assert first == find(root)
    assert [ref.key for ref in first] == sorted([RUN, CHILD])
    with (root / "1" / RUN / "metrics" / "loss").open("a") as file:
        file.write("2 3 4\n")
    assert {ref.key for ref in set(find(root)) - set(first)} == {RUN}


@pytest.mark.parametrize("name", ["params/a", "tags/t", "artifacts/x/y", "inputs/d/meta.yaml", "meta.yaml"])
def test_a_stamp_changes_with_every_part_that_is_read(root, name):
    write(root, run_files({"params/a": "1"}))
    (before,) = find(root)
    write(root, run_files() if name == "meta.yaml" else run_files({name: "more"}))
    (after,) = find(root)
    assert before.stamp != after.stamp


def test_a_stamp_changes_when_the_experiment_is_renamed(root):
    write(root, run_files())
    (before,) = find(root)
    write(root, {"1/meta.yaml": EXPERIMENT_META.format(id=1, name="another name")})
    (after,) = find(root)
    assert before.stamp != after.stamp
    assert read(root).experiment == "another name"


def test_where_no_stamps_are_wanted_the_same_runs_are_found_without_a_look_at_their_files(root):
    write(root, run_files({"metrics/loss": "1 2 3\n"}) | run_files(run=CHILD))
    stamped = find(root)
    with unwanted():
        found = find(root)
        write(root, run_files({"metrics/loss": "1 2 3\n2 3 4\n"}))
        assert find(root) == found
        assert mlflow_files.read(found[0]).ref == found[0]
    assert [ref.key for ref in found] == [ref.key for ref in stamped]
    assert {ref.stamp for ref in found} == {""}
    assert all(ref.stamp for ref in find(root))


def test_a_read_only_store_is_read_and_stays_as_it_was(root):
    write(root, run_files({"metrics/loss": "1 2 3\n", "params/a": "1", "artifacts/x": "y"}))
    before = digest(root)
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        (ref,) = find(root)
        assert read(root, ref.key).metrics["loss"].stats.count == 1
        mlflow_files.describe(ref.store)
        assert digest(root) == before
    finally:
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)


PROBE = """
import sys
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
from runreport.model import StoreRef
from runreport.readers.mlflow import {module}
refs = list({module}.find(StoreRef("{name}", sys.argv[1])))
assert refs, refs
print(sorted(name for name in ("mlflow", "pandas", "sqlalchemy", "alembic") if name in sys.modules))
print([path for path in opened if "/metrics/" in path])
"""


def test_importing_brings_no_client_and_finding_opens_no_metric(root):
    write(root, run_files({"metrics/loss": "1 2 3\n"}))
    code = PROBE.format(module="files", name="mlflow-files")
    done = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_a_run_file_that_breaks_off_is_told_at_every_length(root):
    write(root, run_files())
    path = root / "1" / RUN / "meta.yaml"
    whole = path.read_bytes()
    for length in range(1, len(whole)):
        path.write_bytes(whole[:length])
        refs = [ref for ref in find(root) if isinstance(ref, RunRef)]
        assert [ref.key for ref in refs] == [RUN], length
        try:
            problems = read(root).problems
        except ReaderError as error:
            problems = (error,)
        assert any("meta.yaml" in str(problem) for problem in problems), length


def test_means_skip_what_is_not_finite(root):
    series, _ = read_metric(root, "1 nan 0\n2 1.0 1\n3 3.0 2\n")
    assert series.stats.mean == 2.0
    assert math.isnan(series.stats.first)
