"""Event files of strangers, and of PyTorch, read as tensorboard itself reads them, point by point."""

import json
import math
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

from runreport.model import Omission, Problem, RunRef, StoreRef, TableKind
from runreport.readers.tensorboard import folder as tensorboard

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared"
STRANGERS = sorted(SHARED.glob("stores/tensorboard/*.truth.json"))
TORCH = REPOSITORY / "tests/stores/tensorboard-torch-2.13"
TRUTH = json.loads((TORCH / "truth.json").read_text(encoding="utf-8"))
ALL = ("scalars", "tensors", "images", "audio", "histograms")
AWAY = pytest.mark.skipif(not STRANGERS, reason="the strangers' stores are not here")


def runs_of(folder):
    store = StoreRef("tensorboard", str(folder))
    found = list(tensorboard.find(store))
    assert [one for one in found if isinstance(one, Problem | Omission)] == []
    return {ref.key: tensorboard.read(ref) for ref in found if isinstance(ref, RunRef)}


def points_of(series):
    return list(zip(series.steps.tolist(), series.values.tolist(), series.times.tolist(), strict=True))


def as_read_by_tensorboard(folder):
    """Return points by tag, by step and then as logged, as reports have them."""
    accumulator = EventAccumulator(str(folder), size_guidance=dict.fromkeys(ALL, 0), purge_orphaned_data=True)
    accumulator.Reload()
    found = {
        tag: [(one.step, one.value, one.wall_time) for one in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }
    for tag in accumulator.Tags()["tensors"]:
        if accumulator.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            found[tag] = [
                (one.step, float(make_ndarray(one.tensor_proto).item()), one.wall_time)
                for one in accumulator.Tensors(tag)
            ]
    return accumulator, {tag: sorted(points, key=lambda one: one[0]) for tag, points in found.items()}


def same(one, other):
    """Return whether points are the same to the bit; NaN equals NaN."""
    return list(map(repr, one)) == list(map(repr, other))


@AWAY
@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_a_strangers_log_folder_reads_as_tensorboard_reads_it(path):
    root = path.with_name(path.name.removesuffix(".truth.json"))
    truth = json.loads(path.read_text(encoding="utf-8"))
    runs = runs_of(root)
    assert sorted(runs) == sorted(run["id"] for run in truth["runs"])
    for expected in truth["runs"]:
        run = runs[expected["id"]]
        accumulator, points = as_read_by_tensorboard(root / run.id)
        assert sorted(run.metrics) == sorted(points) == sorted(expected["metrics"])
        assert [tag for tag, series in run.metrics.items() if not same(points_of(series), points[tag])] == []
        assert run.started.timestamp() == pytest.approx(accumulator.FirstEventTimestamp(), abs=1e-5)
        assert run.params == pytest.approx(expected.get("params", run.params))
        logged = sum(len(accumulator.Histograms(tag)) for tag in accumulator.Tags()["histograms"])
        left_out = sum(one.count for one in run.omissions if one.what == "logged tables")
        assert len(run.tables) + left_out == logged


def summary_of(stats):
    """Return facts as `runreport runs --format json` prints them: what does not exist is null."""
    found = {part: getattr(stats, part) for part in ("count", "last", "last_step")}
    facts = {part: getattr(stats, part) for part in ("min", "max", "mean")}
    return found | {part: None if math.isnan(value) else value for part, value in facts.items()}


@AWAY
@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_a_strangers_log_folder_compares_with_its_truth(path, compare_truth):
    runs = runs_of(path.with_name(path.name.removesuffix(".truth.json")))
    got = [
        {
            "id": key,
            "name": run.name,
            "started": run.started.isoformat(),
            "params": run.params,
            "metrics": {tag: summary_of(one.stats) for tag, one in run.metrics.items()},
        }
        for key, run in runs.items()
    ]
    assert list(compare_truth.differences(json.loads(path.read_text(encoding="utf-8")), got)) == []


@AWAY
def test_of_all_strangers_files_one_breaks_off_and_is_told():
    told = [
        str(problem)
        for path in STRANGERS
        for run in runs_of(path.with_name(path.name.removesuffix(".truth.json"))).values()
        for problem in run.problems
    ]
    (problem,) = told
    assert "expActor_critic.pyPendulum-v0./events.out.tfevents.1563986722" in problem
    assert "the last record, at byte 193,335, breaks off after 12 bytes and is left out" in problem


@pytest.fixture(scope="module")
def torch_runs():
    return runs_of(TORCH / "logs")


def test_what_pytorch_wrote_has_every_point_that_tensorboard_reads(torch_runs):
    assert sorted(torch_runs) == sorted(TRUTH)
    for key, expected in TRUTH.items():
        run = torch_runs[key]
        assert run.problems == ()
        assert sorted(run.metrics) == sorted(expected["scalars"])
        for tag, points in expected["scalars"].items():
            wanted = sorted(
                ((step, float(value), time) for step, value, time in points), key=lambda one: one[0]
            )
            assert same(points_of(run.metrics[tag]), wanted), tag


def test_what_pytorch_wrote_beside_numbers_is_there(torch_runs):
    run = torch_runs["run-0"]
    assert [(one.name, one.media_type, one.step) for one in run.media] == [
        ("digit", "image/png", 1),
        ("digits", "image/png", 1),
    ]
    assert all(one.content.startswith(b"\x89PNG") for one in run.media)
    kinds = {(one.name, one.kind) for one in run.tables}
    assert kinds == {
        ("weights", TableKind.HISTOGRAM),
        ("curve", TableKind.PR),
        ("note/text_summary", TableKind.TABLE),
    }
    histograms = [one for one in run.tables if one.kind is TableKind.HISTOGRAM]
    assert [
        [one.step, sum(row[2] for row in one.rows), one.rows[0][0], one.rows[-1][1]] for one in histograms
    ] == [
        [step, count, pytest.approx(low), pytest.approx(high)]
        for step, count, low, high in TRUTH["run-0"]["histograms"]["weights"]
    ]
    (text,) = (one for one in run.tables if one.kind is TableKind.TABLE)
    assert (text.columns, text.rows) == (("step", "text"), ((2, "a **text**"), (3, "another")))


def test_a_precision_recall_curve_goes_by_recall(torch_runs):
    (curve,) = (one for one in torch_runs["run-0"].tables if one.kind is TableKind.PR)
    # Labels 0 1 1 0 1 with scores .1 .9 .7 .4 .45, by hand: up to .4 all three are found.
    by_threshold = {round(threshold, 1): (recall, precision) for recall, precision, threshold in curve.rows}
    assert curve.step == 3
    assert by_threshold[0.0] == (1.0, pytest.approx(3 / 5))
    assert by_threshold[0.4] == (1.0, pytest.approx(3 / 4)) or by_threshold[0.4] == (
        1.0,
        pytest.approx(3 / 4),
    )
    assert by_threshold[0.5] == (pytest.approx(2 / 3), 1.0)
    assert by_threshold[0.9] == (pytest.approx(1 / 3), 1.0)
    recalls = [recall for recall, _, _ in curve.rows]
    assert recalls == sorted(recalls)


def test_settings_of_pytorch_stand_in_the_run_that_it_makes_for_them(torch_runs):
    run = torch_runs["run-1/settings"]
    assert run.params == {"rate": 0.01, "layers": 2.0, "name": "small", "warm": True}
    assert (run.parent, run.status.value, run.experiment) == ("run-1", "unknown", "logs")
    assert torch_runs["run-1"].params == {}


def test_a_folder_a_curve_as_pytorch_makes_them_has_its_run_as_parent(torch_runs):
    parents = {key: run.parent for key, run in torch_runs.items()}
    assert parents["run-0/loss_train"] == parents["run-0/loss_valid"] == "run-0"
    assert parents["run-0"] is None
    assert {run.environment.host for run in torch_runs.values()} == {"workstation"}
    assert all(math.isfinite(run.seconds) for run in torch_runs.values())
