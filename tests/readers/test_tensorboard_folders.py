"""Log folders are found as one store each, and what their paths and neighbors say of runs."""

from pathlib import Path

import pytest
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.plugins.hparams import summary_v2 as hp
from tensorboard.summary.writer.record_writer import RecordWriter

from runreport.model import Problem, RunRef, StoreRef
from runreport.readers.catalog import catalog
from runreport.readers.contract import Place
from runreport.readers.detect import detect
from runreport.readers.tensorboard import folder as tensorboard
from runreport.readers.tensorboard.settings import settings_in
from runreport.testing.place import place_at
from runreport.testing.watch import watching

NAME = "events.out.tfevents.1700000000.workstation.7.0"


def write(root, *paths, events=()):
    """Write event files to folders."""
    for path in paths:
        folder = root / path
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / NAME).open("wb") as file:
            writer = RecordWriter(file)
            for event in (Event(wall_time=1.7e9, file_version="brain.Event:2"), *events):
                writer.write(event.SerializeToString())
    return root


def stores(root):
    found = detect([str(root)], catalog())
    return {Path(ref.address).relative_to(root).as_posix(): ref.reader for ref in found.refs}


def runs(root):
    store = StoreRef("tensorboard", str(root))
    return {ref.key: tensorboard.read(ref) for ref in tensorboard.find(store) if isinstance(ref, RunRef)}


@pytest.mark.parametrize(
    "paths",
    [
        ["."],
        ["a", "b/c"],
        ["lightning_logs/version_0", "lightning_logs/version_1"],
        ["runs/Jul24_12-50-15_workstation", "runs/Jul24_12-50-15_workstation/loss_train"],
        ["logs/fit/20240101-120000/train", "logs/fit/20240101-120000/validation"],
        ["results/tb_logs/one", "results/tb_logs/two"],
        ["a/b/c/d/e"],
        [f"run-{number}" for number in range(50)],
    ],
)
def test_a_log_folder_is_one_store_from_its_top(tmp_path, paths):
    assert stores(write(tmp_path, *paths)) == {".": "tensorboard"}
    assert sorted(runs(tmp_path)) == sorted(paths)


def test_what_lies_beside_the_events_of_a_run_does_not_matter(tmp_path):
    for number in range(3):
        write(tmp_path, f"run-{number}/tb")
        for name in ("checkpoints", "code", ".hydra"):
            (tmp_path / f"run-{number}" / name).mkdir()
    assert stores(tmp_path) == {".": "tensorboard"}


def test_a_project_is_no_log_folder_but_has_one(tmp_path):
    for name in ("src", "docs", "data"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.txt").write_text("x")
    write(tmp_path, "lightning_logs/version_0", "lightning_logs/version_1", "old/runs/a")
    assert stores(tmp_path) == {"lightning_logs": "tensorboard", "old": "tensorboard"}


@pytest.mark.parametrize("other", ["wandb/run-20240101_120000-abc/files", "mlruns/0/abc/artifacts/logs"])
def test_events_in_another_trackers_records_are_theirs(tmp_path, other):
    write(tmp_path, "logs/a", "logs/b", "more/c", other)
    assert stores(tmp_path).items() >= {"logs": "tensorboard", "more": "tensorboard"}.items()
    for path in (tmp_path, tmp_path / other.split("/")[0]):
        assert tensorboard.recognizes(place_at(path)) is None


def test_records_of_others_among_the_folders_are_not_hidden(tmp_path):
    write(tmp_path, "logs/a", "logs/b", "runs/c", "more/d")
    (tmp_path / "results").mkdir()
    (tmp_path / "results/final.csv").write_text("id,metric.auc\na,0.5\n")
    assert stores(tmp_path) == {
        "logs": "tensorboard",
        "more": "tensorboard",
        "results/final.csv": "plain-table",
        "runs": "tensorboard",
    }


@pytest.mark.parametrize("mark", ["meta.yaml", "run.json", "run-abc.wandb"])
def test_a_folder_among_whose_folders_are_other_records_is_left_to_their_readers(tmp_path, mark):
    write(tmp_path, "0/run/logs", "1/run/logs")
    (tmp_path / "0" / mark).write_text("{}")
    assert tensorboard.recognizes(place_at(tmp_path)) is None


def test_another_trackers_folder_in_a_log_folder_is_told_and_not_looked_into(tmp_path):
    write(tmp_path, ".", "a", "wandb/run/files")
    found = list(tensorboard.find(StoreRef("tensorboard", str(tmp_path))))
    assert [one.key for one in found if isinstance(one, RunRef)] == [".", "a"]
    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problem.file == "wandb"
    assert "another tracker's records" in problem.what


@pytest.mark.parametrize("name", ["events.out.tfevents.txt", "notes on tfevents.md", NAME + ".profile-empty"])
def test_a_folder_that_only_looks_like_one_is_none(tmp_path, name):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / name).write_text("all about events\n" * 10)
    assert tensorboard.recognizes(place_at(tmp_path)) is None
    assert tensorboard.recognizes(place_at(tmp_path / "a")) is None
    assert tensorboard.recognizes(Place(str(tmp_path / "a" / name), False)) is None


def test_unusual_names_go_by_the_first_bytes(tmp_path):
    write(tmp_path, "a")
    (tmp_path / "a" / NAME).rename(tmp_path / "a/events.out.tfevents")
    claim = tensorboard.recognizes(place_at(tmp_path))
    assert claim.because == "folders with event files of TensorBoard, such as a/events.out.tfevents"


def test_a_usual_name_is_enough_so_that_a_damaged_file_is_told(tmp_path):
    write(tmp_path, "a")
    (tmp_path / "a" / NAME).write_bytes(b"")
    assert tensorboard.recognizes(place_at(tmp_path)) is not None
    assert runs(tmp_path)["a"].problems[0].what == "the file is empty"


def test_detection_lists_few_folders_and_opens_none_of_a_wide_tree(tmp_path):
    for number in range(300):
        (tmp_path / f"{number:03}" / "inner" / "leaf").mkdir(parents=True)
    with watching(tmp_path) as watch:
        assert tensorboard.recognizes(place_at(tmp_path)) is None
    assert len(watch.listed) < 40
    assert watch.opened == []


def test_parents_and_experiments_are_the_folders_around(tmp_path):
    write(tmp_path / "study", "logs/a", "logs/a/loss_train", "logs/a/deep/er", "logs/b", "c/runs", "d")
    found = runs(tmp_path / "study")
    assert {key: run.parent for key, run in found.items() if run.parent} == {
        "logs/a/loss_train": "logs/a",
        "logs/a/deep/er": "logs/a",
    }
    assert {key: run.experiment for key, run in found.items()} == {
        "logs/a": "logs",
        "logs/a/loss_train": "logs",
        "logs/a/deep/er": "logs",
        "logs/b": "logs",
        "c/runs": "study",
        "d": "study",
    }
    assert {run.group for run in found.values()} == {None}


def test_the_parts_of_a_keras_run_are_a_group(tmp_path):
    write(
        tmp_path / "logs",
        "fit/one/train",
        "fit/one/validation",
        "fit/two",
        "fit/two/train",
        "fit/three/train",
    )
    found = runs(tmp_path / "logs")
    assert {key: run.group for key, run in found.items()} == {
        "fit/one/train": "fit/one",
        "fit/one/validation": "fit/one",
        "fit/two": None,
        "fit/two/train": "fit/two",
        "fit/three/train": None,
    }
    assert {run.experiment for run in found.values()} == {"fit"}


def test_a_run_alone_is_the_folder_itself(tmp_path):
    (run,) = runs(write(tmp_path / "alone", ".")).values()
    assert (run.id, run.name, run.experiment, run.parent) == (".", ".", "alone", None)


def test_settings_of_a_session_hold_for_the_runs_inside(tmp_path):
    root = tmp_path / "logs"
    metrics = [hp.Metric("loss", group="train", display_name="Training loss"), hp.Metric("other")]
    config = hp.hparams_config_pb(hparams=[hp.HParam("rate")], metrics=metrics)
    write(root, ".", events=[Event(wall_time=1.7e9, summary=config)])
    write(root, "one", events=[Event(wall_time=1.7e9, summary=hp.hparams_pb({"rate": 0.5}, "trial"))])
    loss = Event(wall_time=1.7e9, step=1)
    loss.summary.value.add(tag="loss", simple_value=1.0)
    write(root, "one/train", "one/validation", events=[loss])
    found = runs(root)
    assert {key: run.params for key, run in found.items()} == {
        ".": {},
        "one": {"rate": 0.5},
        "one/train": {"rate": 0.5},
        "one/validation": {"rate": 0.5},
    }
    assert found["one/train"].group == "trial"
    assert found["one/train"].definitions["loss"].label == "Training loss"
    assert found["one/validation"].definitions == {}


def test_a_changed_run_around_changes_the_stamps_inside(tmp_path):
    write(tmp_path, "a", "a/b", "c")
    store = StoreRef("tensorboard", str(tmp_path))
    before = {ref.key: ref.stamp for ref in tensorboard.find(store)}
    (tmp_path / "a/hparams.yaml").write_text("rate: 1")
    after = {ref.key: ref.stamp for ref in tensorboard.find(store)}
    assert {key for key in after if after[key] != before[key]} == {"a", "a/b"}
    assert runs(tmp_path)["a/b"].params == {"rate": 1}


def test_links_that_leave_the_folder_are_told_and_not_followed(tmp_path):
    write(tmp_path, "logs/a", "elsewhere")
    (tmp_path / "logs/b").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "logs/a" / NAME.replace("17", "18")).symlink_to(tmp_path / "elsewhere" / NAME)
    found = list(tensorboard.find(StoreRef("tensorboard", str(tmp_path / "logs"))))
    assert [one.key for one in found if isinstance(one, RunRef)] == ["a"]
    told = sorted(one.file for one in found if isinstance(one, Problem))
    assert told == ["a/" + NAME.replace("17", "18"), "b"]


YAML = """
model: !!python/object:os.system {command: "touch pwned"}
optimizer: !!python/object/apply:builtins.exit [1]
loss: !!python/name:torch.nn.functional.mse_loss ''
layers: !!python/tuple [8, 4]
custom: !mine {a: 1, b: {c: 2}}
when: 2024-01-02
rate: 1e-3
none: ~
"""


def test_tags_in_settings_make_nothing_and_cost_nothing(tmp_path):
    write(tmp_path, "a")
    (tmp_path / "a/hparams.yaml").write_text(YAML)
    (run,) = runs(tmp_path).values()
    assert run.params == {
        "model.command": "touch pwned",
        "optimizer": "[1]",
        "loss": "",
        "layers": "[8, 4]",
        "custom.a": 1,
        "custom.b.c": 2,
        "when": "2024-01-02",
        "rate": "1e-3",
        "none": None,
    }
    assert run.problems == ()
    assert not Path("pwned").exists()


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [1", "it is not YAML at line"),
        ("- 1\n- 2", "it holds no `key: value` lines"),
        (BOMB, "it holds more than 20,000 settings"),
        ("a: &a\n  b: *a\n", "it is nested too deeply"),
        ("[" * 5000, "it is not YAML"),
        ("a: " + "[" * 200 + "]" * 200, "it is nested too deeply"),
        ("a: \x00", "it is not YAML"),
    ],
)
def test_settings_that_cannot_be_read_are_told_and_the_run_stays(tmp_path, text, fault):
    write(tmp_path, "a")
    (tmp_path / "a/hparams.yaml").write_text(text)
    (run,) = runs(tmp_path).values()
    (problem,) = run.problems
    assert problem.what.startswith(f"the settings cannot be read: {fault}")
    assert problem.file == "a/hparams.yaml"


def test_an_empty_file_of_settings_says_nothing():
    assert settings_in(b"") == settings_in(b"{}\n") == {}


def test_whole_numbers_of_the_file_stay_whole_and_the_plugin_wins_otherwise(tmp_path):
    said = {"layers": 2.0, "rate": 0.5, "optimizer/beta": 0.25, "warm": 1.0}
    write(tmp_path, "a", events=[Event(wall_time=1.7e9, summary=hp.hparams_pb(said))])
    (tmp_path / "a/hparams.yaml").write_text(
        "layers: 2\nrate: 0.75\nwarm: true\noptimizer: {beta: 0.25, name: sgd}\n"
    )
    params = runs(tmp_path)["a"].params
    assert {name: repr(value) for name, value in params.items()} == {
        "layers": "2",
        "rate": "0.5",
        "warm": "1.0",
        "optimizer/beta": "0.25",
        "optimizer.name": "'sgd'",
    }


def test_half_of_the_folders_are_not_most_of_them(tmp_path):
    write(tmp_path, "a", "b")
    (tmp_path / "c").mkdir()
    assert tensorboard.recognizes(place_at(tmp_path)) is not None
    (tmp_path / "d").mkdir()
    assert tensorboard.recognizes(place_at(tmp_path)) is None
