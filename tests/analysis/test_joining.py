from dataclasses import replace

import pytest

from runreport.analysis.joining import join_runs
from runreport.model import Artifact, Environment, Series, Source, Status, StoreRef

MLFLOW = StoreRef("mlflow-files", "mlruns")
EVENTS = StoreRef("tensorboard", "logs")
OTHER = StoreRef("wandb-files", "wandb")
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.fixture
def tracked(make_run):
    """A run with settings, in a store that knows them."""
    return make_run(
        KEY, 0.9, store=MLFLOW, name="calm owl", params={"lr": 0.1, "seed": 1}, tags={"team": "imaging"}
    )


def curve(values, *, begin=1_700_000_000.0, every=1.0):
    steps = range(len(values))
    return Series.of(list(steps), values, [begin + every * step for step in steps])


FALLING = [1 / (step + 1) for step in range(30)]


def only(runs):
    joined, doubts = join_runs(runs)
    assert doubts == []
    (run,) = joined
    return run


def apart(runs):
    joined, doubts = join_runs(runs)
    assert [run.joined for run in joined] == [()] * len(runs)
    return doubts


def test_runs_of_one_store_are_never_joined(make_run):
    runs = [make_run(f"{KEY}{n}", 0.5, tags={"run_id": f"{KEY}{1 - n}"}) for n in range(2)]
    assert join_runs(runs) == (runs, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wandb_run_id", "cifz6cir"),
        ("wandb.url", "https://example.org/team/project/runs/cifz6cir"),
        ("comet_experiment_key", "cifz6cir"),
    ],
)
def test_a_tag_with_the_others_id_joins_them(tracked, make_run, name, value):
    other = make_run("cifz6cir", store=OTHER, curves={"val_loss": curve(FALLING)}, params={"epochs": 30})
    run = only([replace(tracked, tags={**tracked.tags, name: value}), other])
    assert (run.ref, run.name, run.experiment) == (tracked.ref, "calm owl", "study")
    assert run.params == {"lr": 0.1, "seed": 1, "epochs": 30}
    assert sorted(run.metrics) == ["val_auc", "val_loss"]
    (part,) = run.joined
    assert (part.ref.store, part.ref.key, part.metrics) == (OTHER, "cifz6cir", ("val_loss",))
    assert name in part.because
    assert "cifz6cir" in part.because


def test_a_setting_counts_as_a_tag_does_also_where_the_other_store_holds_it(tracked, make_run):
    other = make_run("cifz6cir", store=OTHER, params={"mlflow_run_id": KEY})
    assert only([tracked, other]).joined[0].ref.key == "cifz6cir"


@pytest.mark.parametrize(
    "name", ["mlflow.parentRunId", "parent_run_id", "resumed_from_run", "base_model_run_id", "note"]
)
def test_a_tag_that_names_another_run_is_no_evidence(tracked, make_run, name):
    assert apart([replace(tracked, tags={name: "cifz6cir"}), make_run("cifz6cir", store=OTHER)]) == []


def test_a_version_number_that_happens_to_be_a_key_is_no_evidence(tracked, make_run):
    assert (
        apart([replace(tracked, params={"run_id": "version_0"}), make_run("version_0", store=EVENTS)]) == []
    )


def test_a_long_id_in_both_stores_is_one_run(tracked):
    twin = replace(tracked, ref=replace(tracked.ref, store=StoreRef("mlflow-database", "mlflow.db")))
    run = only([tracked, twin])
    assert run.joined[0].because == f"both records have the id {KEY}"
    assert run.joined[0].same == 1
    assert run.joined[0].metrics == ()


def test_a_short_id_in_both_stores_needs_the_same_start(make_run):
    here, there = (make_run("cifz6cir", 0.5, store=store) for store in (OTHER, MLFLOW))
    assert only([here, there]).joined
    assert apart([here, make_run("cifz6cir", 0.5, store=MLFLOW, at=9)]) == []


@pytest.mark.parametrize(
    "folder",
    [
        "logs/fit/first",
        "/home/someone/project/logs/fit/first",
        "C:\\work\\logs\\fit\\first",
        "./logs/fit/first/",
    ],
)
def test_a_setting_that_names_the_folder_joins_them(tracked, make_run, folder):
    events = make_run("fit/first", store=EVENTS, curves={"epoch_loss": curve(FALLING)})
    run = only([replace(tracked, params={**tracked.params, "log_dir": folder}), events])
    assert run.metrics["epoch_loss"].stats.count == 30
    assert "log_dir names the folder logs/fit/first" in run.joined[0].because


def test_a_folder_that_the_record_itself_names_joins_them(tracked, make_run):
    events = make_run("fit/first", store=EVENTS, curves={"epoch_loss": curve(FALLING)})
    assert only([replace(tracked, folders=("/data/logs/fit/first",)), events]).joined


def test_parts_below_the_named_folder_lend_their_metrics_under_their_own_names(tracked, make_run):
    train, valid = (
        make_run(f"fit/first/{part}", store=EVENTS, curves={"epoch_loss": curve(values)})
        for part, values in (("train", FALLING), ("validation", FALLING[::-1]))
    )
    run = only([replace(tracked, folders=("logs/fit/first",)), train, valid])
    assert sorted(run.metrics) == ["train/epoch_loss", "val_auc", "validation/epoch_loss"]
    assert [part.ref.key for part in run.joined] == ["fit/first/train", "fit/first/validation"]


@pytest.mark.parametrize("folder", ["first", "logs", "other/fit/first", "logs/fit/second"])
def test_a_folder_of_which_only_a_name_agrees_is_no_evidence(tracked, make_run, folder):
    events = make_run("fit/first", store=EVENTS, curves={"epoch_loss": curve(FALLING)})
    assert apart([replace(tracked, folders=(folder,)), events]) == []


def test_two_runs_that_name_one_folder_are_kept_apart_and_said(tracked, make_run):
    events = make_run("fit/first", store=EVENTS, curves={"epoch_loss": curve(FALLING)})
    again = make_run("9" * 32, 0.8, store=MLFLOW, params={"lr": 0.2})
    doubts = apart([replace(one, folders=("logs/fit/first",)) for one in (tracked, again)] + [events])
    assert [doubt.places for doubt in doubts] == [(0, 2), (1, 2)]
    assert "and so for 1 more" in doubts[0].what


def test_the_same_points_at_the_same_times_join_them_under_any_name(tracked, make_run):
    mine = replace(tracked, metrics={"val/loss": curve(FALLING)})
    single = [float(__import__("numpy").float32(value)) for value in FALLING]
    events = make_run(
        "run", store=EVENTS, curves={"loss": curve(single, begin=1_700_000_001.5), "lr": curve([0.1] * 30)}
    )
    run = only([mine, events])
    assert sorted(run.metrics) == ["lr", "val/loss"]
    assert run.joined[0].same == 1
    assert "30 points" in run.joined[0].because


@pytest.mark.parametrize(
    "other",
    [
        curve(FALLING, begin=1_700_000_100.0),
        curve(FALLING, every=2.0),
        curve([*FALLING[:-1], 0.2]),
        Series.of(list(range(30)), FALLING),
    ],
    ids=["later", "slower", "other end", "without times"],
)
def test_a_curve_that_only_looks_alike_is_no_evidence(tracked, make_run, other):
    """A second training from the same seed gives the same curve."""
    assert (
        apart(
            [
                replace(tracked, metrics={"loss": curve(FALLING)}),
                make_run("r", store=EVENTS, curves={"loss": other}),
            ]
        )
        == []
    )


def test_few_points_or_one_value_are_no_evidence(tracked, make_run):
    for values in (FALLING[:9], [0.5] * 30):
        runs = [
            replace(tracked, metrics={"loss": curve(values)}),
            make_run("r", store=EVENTS, curves={"loss": curve(values)}),
        ]
        assert apart(runs) == []


def test_the_same_command_begun_at_the_same_moment_joins_them(make_run):
    code = Source(command="python train.py --lr 0.1")
    here, there = make_run("a", 0.5, store=MLFLOW, source=code), make_run("b", store=OTHER, source=code)
    assert "python train.py --lr 0.1" in only([here, there]).joined[0].because
    assert apart([here, make_run("b", store=OTHER, source=code, at=1)]) == []
    assert apart([here, make_run("b", store=OTHER, source=Source(command="python train.py"))]) == []


def test_two_candidates_begun_at_the_same_moment_are_kept_apart_and_said(make_run):
    code = Source(command="python train.py")
    runs = [
        make_run("a", store=MLFLOW, source=code),
        *(make_run(key, store=OTHER, source=code) for key in "bc"),
    ]
    doubts = apart(runs)
    assert [doubt.places for doubt in doubts] == [(0, 1), (0, 2)]


def test_a_setting_that_differs_forbids_it_and_is_said(tracked, make_run):
    other = make_run("cifz6cir", store=OTHER, params={"mlflow_run_id": KEY, "lr": 0.2})
    (doubt,) = apart([tracked, other])
    assert "but lr differs" in doubt.what


def test_the_same_setting_as_text_and_number_does_not_differ(tracked, make_run):
    other = make_run("cifz6cir", store=OTHER, params={"mlflow_run_id": KEY, "lr": "1e-1"})
    assert only([tracked, other]).params["lr"] == 0.1


def test_three_stores_make_one_run(tracked, make_run):
    events = make_run("fit/first", store=EVENTS, curves={"epoch_loss": curve(FALLING)})
    other = make_run("cifz6cir", store=OTHER, params={"mlflow_run_id": KEY}, folders=("logs/fit/first",))
    for runs in ([tracked, events, other], [other, tracked, events], [events, other, tracked]):
        run = only(runs)
        assert {part.ref.store.address for part in run.joined} | {run.ref.store.address} == {
            "mlruns",
            "logs",
            "wandb",
        }
        assert run.name == "calm owl"


def test_what_one_record_lacks_comes_from_the_other(tracked, make_run):
    bare = replace(tracked, status=Status.UNKNOWN, source=Source(commit="abc"), environment=Environment())
    other = make_run(
        "cifz6cir",
        store=OTHER,
        params={"mlflow_run_id": KEY},
        source=Source(commit="def", branch="main"),
        environment=Environment(python="3.12"),
        artifacts=(Artifact("model.pkl", 5),),
        notes="Better than before.",
    )
    run = only([bare, other])
    assert run.status is Status.FINISHED
    assert (run.source.commit, run.source.branch, run.environment.python) == ("abc", "main", "3.12")
    assert run.notes == "Better than before."
    assert [artifact.path for artifact in run.artifacts] == ["model.pkl"]


def test_a_metric_that_both_have_with_other_points_is_counted(tracked, make_run):
    other = make_run("cifz6cir", 0.8, store=OTHER, params={"mlflow_run_id": KEY})
    run = only([tracked, other])
    assert run.metrics["val_auc"].stats.last == 0.9
    assert [(one.what, one.count, one.store) for one in run.omissions] == [
        ("metrics of a joined record", 1, "wandb")
    ]


def test_the_other_runs_keep_their_places(tracked, make_run):
    first, last = make_run("first", 0.1, store=MLFLOW), make_run("last", 0.2, store=OTHER)
    other = make_run("cifz6cir", store=OTHER, params={"mlflow_run_id": KEY})
    joined, _ = join_runs([first, tracked, other, last])
    assert [run.id for run in joined] == ["first", KEY, "last"]


def test_a_result_that_the_other_store_sums_up_is_no_second_metric(tracked, make_run):
    mine = replace(tracked, metrics={"val_loss": curve(FALLING)})
    other = make_run(
        "cifz6cir",
        store=OTHER,
        params={"mlflow_run_id": KEY},
        curves={"val/loss": curve(FALLING)},
        summary={"val/loss": FALLING[-1], "best_epoch": 3},
    )
    assert only([mine, other]).summary == {"best_epoch": 3}
