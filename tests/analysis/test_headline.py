import pytest

from runreport.model import Series, Status


def one_point(**values):
    return {name: Series.of([0], [value]) for name, value in values.items()}


@pytest.mark.parametrize(
    ("metrics", "headline"),
    [
        (("train_loss", "val_loss", "val_auc"), "val_auc"),
        (("mystery", "train_loss"), "train_loss"),
        (("train_auc", "val_loss"), "val_loss"),
        (("test_auc", "val_auc"), "val_auc"),
        (("accuracy", "val_loss"), "accuracy"),
        (("site_a/val_auc", "val_brier"), "val_brier"),
        (("recall/digit_1", "recall"), "recall"),
        (("train_seconds", "mystery"), "mystery"),
        (("b_thing", "a_thing"), "a_thing"),
        (("epoch", "train_seconds"), None),
    ],
)
def test_the_most_telling_metric_is_chosen(make_run, study_of, metrics, headline):
    runs = [make_run(key, curves=one_point(**dict.fromkeys(metrics, 0.5))) for key in "ab"]
    study = study_of(runs)
    assert study.headline == headline
    assert study.headline_reason


def test_a_metric_that_few_runs_have_is_not_chosen(make_run, study_of):
    runs = [make_run(f"{at}", curves=one_point(val_loss=0.5)) for at in range(4)]
    study = study_of([*runs, make_run("rare", 0.9)])
    assert study.headline == "val_loss"
    assert study.headline_reason.endswith("runs with results that have it: 4 of 5")


def test_an_unknown_direction_is_said_of_the_chosen_metric_alone(make_run, study_of):
    runs = [make_run(f"{at}", curves=one_point(mystery=at, riddle=at)) for at in range(4)]
    study = study_of([*runs, make_run("rare", 0.9)])
    assert study.headline == "mystery"
    assert study.headline_reason == (
        "runs with results that have it: 4 of 5; which way is better is not known for it"
    )


def test_only_runs_that_finished_count(make_run, study_of):
    runs = [make_run(f"{at}", 0.9, status=Status.FAILED) for at in range(5)]
    assert study_of([*runs, make_run("done", curves=one_point(val_loss=0.5))]).headline == "val_loss"


def test_the_configured_metric_is_taken(make_run, study_of):
    runs = [make_run("a", curves=one_point(val_auc=0.9, mystery=1.0))]
    assert study_of(runs, headline={"": "mystery"}).headline == "mystery"
    chosen = study_of(runs, headline={"study": "mystery", "": "val_auc"})
    assert (chosen.headline, chosen.headline_reason) == ("mystery", "it is configured")


def test_a_configured_metric_that_no_run_has_is_named(make_run, study_of):
    study = study_of([make_run("a", 0.9)], headline={"study": "typo"})
    assert study.headline == "val_auc"
    assert study.headline_reason.startswith("the configured typo has no value in any run")


def test_metrics_come_with_the_headline_first_and_then_the_most_frequent(make_run, study_of):
    runs = [
        make_run("a", 0.9, summary={"b_loss": 1.0, "a_loss": 1.0}),
        make_run("b", 0.9, summary={"b_loss": 2.0}),
    ]
    assert study_of(runs).metrics == ("val_auc", "b_loss", "a_loss")


@pytest.mark.parametrize(("value", "chosen"), [(-1.0, "occ"), (0.5, "hp_metric")])
def test_what_lightning_logs_where_nobody_names_a_result_is_none(make_run, findings_of, value, chosen):
    values = [value, value, value if chosen == "occ" else 0.7]
    runs = [
        make_run(str(at), float(at), metric="occ", curves=one_point(hp_metric=of))
        for at, of in enumerate(values)
    ]
    assert findings_of(runs).experiments[0].headline == chosen


def runs_with(make_run, **values):
    """Return runs from their values by metric; None where a run has none."""
    return [
        make_run(
            str(at),
            curves=one_point(**{name: of for name, of in zip(values, row, strict=True) if of is not None}),
        )
        for at, row in enumerate(zip(*values.values(), strict=True))
    ]


def test_a_status_that_never_changes_gives_way_to_what_half_of_the_runs_have(make_run, study_of):
    runs = runs_with(make_run, client_1_status=(0, 0, 0), round=(0, 10, 10), accuracy=(None, 0.6, 0.8))
    assert study_of(runs).headline == "accuracy"
    assert study_of(runs).headline_reason.endswith("runs with results that have it: 2 of 3")


def test_a_result_that_is_the_same_in_all_runs_gives_way_to_one_that_is_not(make_run, study_of):
    assert study_of(runs_with(make_run, val_auc=(1, 1, 1), val_loss=(0.1, 0.2, 0.3))).headline == "val_loss"
    assert study_of(runs_with(make_run, steady=(1, 1, 1), varied=(0.1, 0.2, 0.3))).headline == "varied"


def test_a_result_that_is_the_same_in_all_runs_stays_before_worse_ones(make_run, study_of):
    assert study_of(runs_with(make_run, val_auc=(1, 1, 1), train_loss=(0.1, 0.2, 0.3))).headline == "val_auc"
    assert study_of(runs_with(make_run, val_auc=(1, 1, 1), mystery=(0.1, 0.2, 0.3))).headline == "val_auc"
    assert study_of(runs_with(make_run, val_auc=(1, 1, 1), val_loss=(0.1, None, None))).headline == "val_auc"
    assert study_of(runs_with(make_run, val_auc=(1, 1), val_loss=(0.1, 0.2))).headline == "val_auc"
    assert study_of(runs_with(make_run, status=(0, 0, 0))).headline == "status"


def test_a_rare_result_with_a_direction_is_no_headline_before_a_frequent_one(make_run, study_of):
    rare = (0.9, None, None)
    assert study_of(runs_with(make_run, mystery=(1, 2, 3), val_auc=rare)).headline == "mystery"
    half = (0.9, 0.8, None)
    assert study_of(runs_with(make_run, mystery=(1, 2, 3), val_auc=half)).headline == "val_auc"
    assert study_of(runs_with(make_run, mystery=(1, 2, 3), **{"a/auc": half})).headline == "mystery"
