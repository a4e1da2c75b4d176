"""Folders of strangers, against what wandb's own reader and protobuf classes say of them."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from runreport.model import Omission, RunRef, Status, TableKind
from runreport.readers.catalog import Catalog
from runreport.readers.detect import detect
from runreport.readers.wandb import files as wandb_files

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared"
STRANGERS = sorted(SHARED.glob("stores/wandb/*.truth.json"))
WITH_PROBLEMS = {"kmtaf3dt", "inxvae70", "xkc0gaab", "4kpg35iw", "nyu4zqp2", "jp4fz9f9"}
"""Runs whose log is torn, ruined, or holds its header alone."""

pytestmark = pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")


def gathered(name):
    """Return the runs of a stranger's folder, and what else was found in it."""
    found = detect([str(SHARED / "stores/wandb" / name)], Catalog({"wandb-files": wandb_files}))
    items = [item for store in found.refs for item in wandb_files.find(store)]
    runs = [wandb_files.read(item) for item in items if isinstance(item, RunRef)]
    return {run.id: run for run in runs}, [item for item in items if not isinstance(item, RunRef)]


def as_json(run, series):
    parts = ("count", "last", "min", "max", "mean", "last_step")
    return {
        "id": run.id,
        "name": run.name,
        "experiment": run.experiment,
        "status": run.status.value,
        "started": run.started and run.started.isoformat(),
        "params": dict(run.params),
        "metrics": {name: {part: getattr(one.stats, part) for part in parts} for name, one in series.items()},
        "artifacts": [artifact.path for artifact in run.artifacts],
        "commit": run.source.commit,
    }


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_a_strangers_folder_reads_as_wandb_reads_it(path, compare_truth):
    truth = json.loads(path.read_text(encoding="utf-8"))
    runs, _ = gathered(path.name.removesuffix(".truth.json"))
    for expected in truth["runs"]:
        run = runs[expected["id"]]
        assert run.status.value == expected.get("status", "unknown")
        assert set(run.metrics) == set(expected["metrics"])
        assert run.group == expected.get("group")
        assert run.job_type == expected.get("job_type")
        assert run.source.repository == expected.get("repository", run.source.repository)
        assert run.environment.host == expected.get("host", run.environment.host)
    got = [as_json(run, run.metrics) for run in runs.values()]
    assert list(compare_truth.differences(truth, got)) == []


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_the_readings_of_the_machine_are_all_there_with_their_times(path, compare_truth):
    truth = json.loads(path.read_text(encoding="utf-8"))
    runs, _ = gathered(path.name.removesuffix(".truth.json"))
    for expected in truth["runs"]:
        series = {name.removeprefix("system."): one for name, one in runs[expected["id"]].system.items()}
        assert set(series) == set(expected["system_metrics"])
        for name, facts in expected["system_metrics"].items():
            stats = series[name].stats
            for part in ("count", "last", "min", "max", "mean"):
                assert compare_truth.same_number(getattr(stats, part), facts[part]), (name, part)
            assert series[name].times.max() == pytest.approx(facts["last_step"], abs=1e-3)


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_results_are_those_of_the_summary(path):
    truth = json.loads(path.read_text(encoding="utf-8"))
    runs, _ = gathered(path.name.removesuffix(".truth.json"))
    for expected in truth["runs"]:
        plain = {
            name: str(value) if isinstance(value, list) else value
            for name, value in expected["summary"].items()
            if not name.startswith("_") and not isinstance(value, dict)
        }
        assert {name: runs[expected["id"]].summary[name] for name in plain} == plain


def test_only_what_is_damaged_has_problems():
    runs = {}
    for path in STRANGERS:
        runs |= gathered(path.name.removesuffix(".truth.json"))[0]
    assert {key for key, run in runs.items() if run.problems} == WITH_PROBLEMS
    assert all(len(run.problems) == 1 for key, run in runs.items() if key in WITH_PROBLEMS)
    assert "does not begin as logs of wandb do" in runs["xkc0gaab"].problems[0].what
    assert "breaks off" in runs["nyu4zqp2"].problems[0].what
    assert "header alone" in runs["kmtaf3dt"].problems[0].what


def test_a_copied_latest_run_is_counted_and_not_read_twice():
    runs, others = gathered("copied-latest-0.23-cs6886")
    assert len(runs) == 10
    assert [(one.what, one.count) for one in others if isinstance(one, Omission)] == [("copies of runs", 1)]


def test_a_confusion_matrix_is_known_by_the_settings_that_are_left_of_a_ruined_log():
    (table,) = gathered("damaged-0.25-garbage")[0]["4kpg35iw"].tables
    assert (table.name, table.kind) == ("final_confusion_matrix", TableKind.CONFUSION)
    assert table.columns == ("actual", "predicted", "count")
    assert table.rows[:2] == (("Black", "Black", 524), ("Black", "Blue", 87))
    assert len(table.rows) == 16


def test_pictures_that_are_named_and_not_there_are_no_problem():
    run = gathered("latest-only-0.11-yolo")[0]["21w4c7nb"]
    assert {one.name for one in run.media} >= {"Labels", "Mosaics", "Validation", "Results"}
    assert {one.content for one in run.media} == {None}
    assert run.problems == ()


def test_up_to_0_9_the_metadata_say_how_and_when_a_run_ended():
    run = gathered("legacy-0.8-rl")[0]["94w65e4d"]
    assert run.status is Status.KILLED
    assert run.ended == datetime.fromisoformat("2020-03-24T02:01:53.088675+00:00")
    assert run.environment.tracker == "wandb 0.8.22"
    assert run.source.entry_point == "main_mountaincarcont.py"
