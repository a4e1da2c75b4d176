import math
from datetime import timedelta

import pytest

from runreport.model import Cost, Measured, Series, Status


def reason(study_of, run):
    (failure,) = study_of([run]).failures
    return failure.reason


def test_runs_that_did_not_finish_are_listed_with_their_status(make_run, study_of):
    study = study_of([make_run(str(status), 0.5, at=at, status=status) for at, status in enumerate(Status)])
    assert [failure.status for failure in study.failures] == [Status.FAILED, Status.KILLED, Status.RUNNING]
    assert dict(study.statuses) == dict.fromkeys(Status, 1)


def test_a_silent_record_is_said_to_be_silent(make_run, study_of):
    assert reason(study_of, make_run("a", status=Status.FAILED)) == "the record does not say why"
    assert "still running" in reason(study_of, make_run("a", status=Status.RUNNING))


@pytest.mark.parametrize(("bad", "word"), [(math.nan, "not a number (NaN)"), (math.inf, "infinite")])
def test_a_diverged_metric_is_named_with_its_first_bad_step(make_run, study_of, bad, word):
    curve = Series.of([0, 10, 20, 30], [1.0, 2.0, bad, math.nan])
    run = make_run("a", status=Status.FAILED, curves={"train_loss": curve})
    assert reason(study_of, run) == f"train_loss was {word} at step 20"


def test_bad_points_that_were_thinned_away_are_still_counted(make_run, study_of):
    whole = Series.of([0, 1, 2], [1.0, math.nan, 2.0])
    thinned = Series(whole.steps[::2], whole.values[::2], None, whole.stats)
    run = make_run("a", status=Status.FAILED, curves={"loss": thinned})
    assert reason(study_of, run) == "loss was not a finite number at 1 of 3 points"


def test_what_tags_say_of_the_failure_is_quoted(make_run, study_of):
    tags = {
        "error": "Traceback (most recent call last):\n  File x\nValueError: bad alpha\n",
        "failure_reason": "disk full",
        "mlflow.note.content": "text",
        "reasonable": "x",
        "exception": " ",
    }
    run = make_run("a", status=Status.FAILED, tags=tags)
    assert reason(study_of, run) == "error: ValueError: bad alpha; failure_reason: disk full"


def test_a_finished_run_that_diverged_is_named_beside_the_failures(make_run, study_of):
    curve = Series.of([0, 1], [1.0, math.inf])
    study = study_of([make_run("a", 0.5, curves={"train_loss": curve}), make_run("b", 0.6)])
    assert study.failures == ()
    assert [(one.run, one.reason) for one in study.diverged] == [
        ("runs.csv::a", "train_loss was infinite at step 1")
    ]


def test_a_finished_run_without_the_headline_is_named_with_the_reason(make_run, study_of):
    runs = [
        make_run("a", 0.5),
        make_run("b", 0.5),
        make_run("c", math.nan),
        make_run("d", metric="other", value=1.0),
        make_run("e", summary={"val_auc": math.inf}),
    ]
    found = {one.run[-1]: one.reason for one in study_of(runs, headline={"": "val_auc"}).without_result}
    assert found == {
        "c": "val_auc was not a number (NaN) at step 0",
        "d": "it has no val_auc",
        "e": "val_auc is not a finite number",
    }


def test_every_run_is_ranked_or_failed_or_without_result(make_run, study_of):
    runs = [
        make_run(f"{status}{value}", value, status=status)
        for status in Status
        for value in (0.5, math.nan, None)
    ]
    study = study_of(runs)
    ranked = {uid for group in study.groups for uid in group.runs}
    rest = {one.run for one in (*study.failures, *study.without_result)}
    assert ranked | rest == set(study.runs) == {run.uid for run in runs}
    assert not ranked & rest


def test_progress_is_the_best_so_far_at_the_end_of_each_run(make_run, study_of):
    values = [0.7, 0.6, 0.8, 0.8, 0.9]
    runs = [make_run(f"{at}", value, at=at) for at, value in enumerate(values)]
    study = study_of(runs)
    assert [(best.value, best.run[-1]) for best in study.progress] == [(0.7, "0"), (0.8, "2"), (0.9, "4")]
    assert study.progress[0].when == runs[0].ended
    errors = study_of([make_run(f"{at}", value, at=at, metric="loss") for at, value in enumerate(values)])
    assert [best.value for best in errors.progress] == [0.7, 0.6]


def test_runs_without_a_time_are_in_no_progress(make_run, study_of):
    runs = [make_run("a", 0.9, started=None, ended=None), make_run("b", 0.5)]
    assert [best.value for best in study_of(runs).progress] == [0.5]


def test_time_is_summed_where_it_is_known(make_run, study_of):
    runs = [
        make_run("a", 0.5),
        make_run("b", cost=Cost(seconds=Measured(10.0, "measured")), status=Status.FAILED),
        make_run("c", ended=None),
    ]
    study = study_of(runs)
    assert (study.seconds, study.runs_with_seconds) == (40.0, 2)


def test_a_parents_time_is_not_counted_beside_its_childrens(make_run, study_of):
    parent = make_run("top")
    children = [make_run(key, 0.5, parent="top") for key in "ab"]
    study = study_of([parent, *children])
    assert (study.seconds, study.runs_with_seconds, study.holders_with_seconds) == (60.0, 2, 1)
    alone = study_of([parent, make_run("a", 0.5, parent="top", ended=None)])
    assert (alone.seconds, alone.runs_with_seconds, alone.holders_with_seconds) == (30.0, 1, 0)


def test_unknown_times_stay_unknown(make_run, study_of):
    study = study_of([make_run("a", 0.5, started=None, ended=None)])
    assert (study.seconds, study.runs_with_seconds, study.started, study.ended) == (None, 0, None, None)


def test_the_newest_moment_may_be_a_start(make_run, study_of):
    late = make_run("a").started + timedelta(days=1)
    study = study_of([make_run("a", 0.5), make_run("b", started=late, ended=None, status=Status.RUNNING)])
    assert (study.started, study.ended) == (make_run("a").started, late)
