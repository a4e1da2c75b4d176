"""A program that leaves nothing to chance can be started a hundred times: that is one result."""

import pytest

from runreport.analysis.repeats import seeds_that_tell


@pytest.fixture
def group_of(make_run, study_of):
    """Return the only group of runs, given by seed and value in order of start."""

    def find(*seeds_and_values, **more):
        runs = [
            make_run(
                f"run-{at}",
                value,
                at=at,
                params={"model": "tree", **({} if seed is None else {"random_state": seed})},
                **{name: values[at] for name, values in more.items()},
            )
            for at, (seed, value) in enumerate(seeds_and_values)
        ]
        (group,) = study_of(runs).groups
        return group

    return find


def keys(uids):
    return [uid.partition("::")[2] for uid in uids]


@pytest.mark.parametrize("seed", [42, None])
def test_the_same_seed_with_the_same_result_counts_once(group_of, seed):
    group = group_of(*[(seed, 0.9)] * 5)
    assert keys(group.runs) == ["run-0"]
    assert keys(group.again) == ["run-1", "run-2", "run-3", "run-4"]
    assert group.finished == group.runs + group.again
    estimate = group.estimates["val_auc"]
    assert (estimate.n, estimate.value, estimate.low, estimate.method) == (1, 0.9, None, "a single run")


def test_other_seeds_with_the_same_result_are_repeats(group_of):
    group = group_of((1, 0.9), (2, 0.9), (3, 0.9))
    assert (group.estimates["val_auc"].n, group.again) == (3, ())


def test_the_same_seed_with_other_results_left_something_to_chance(group_of):
    group = group_of((42, 0.9), (42, 0.9), (42, 0.8))
    assert (group.estimates["val_auc"].n, group.again) == (3, ())


def test_each_seed_counts_once(group_of):
    group = group_of((1, 0.9), (2, 0.8), (1, 0.9), (2, 0.8), (3, 0.7))
    assert keys(group.runs) == ["run-0", "run-1", "run-4"]
    assert group.estimates["val_auc"].value == pytest.approx(0.8)
    assert group.estimates["val_auc"].n == 3


def test_rounding_is_no_chance(group_of):
    # As sums come out whose parts several cores add up in whatever order.
    group = group_of((42, 1.0461879760597348), (42, 1.046187976059735), (42, 1.046187976059735))
    assert keys(group.again) == ["run-1", "run-2"]


def test_a_store_that_is_named_twice_leaves_its_runs_in_their_groups(make_run, study_of):
    # Two addresses that differ by a password are one on the page, and so are the runs in them.
    (group,) = study_of([make_run("a", 0.9), make_run("a", 0.9)]).groups
    assert keys(group.runs) == ["a"]
    assert group.estimates["val_auc"].n == 1


def test_time_is_no_result_that_could_differ(make_run, study_of):
    def run(at, seconds, loss):
        return make_run(
            f"run-{at}",
            0.9,
            at=at,
            params={"model": "tree", "seed": 1},
            summary={"train_seconds": seconds, "val_loss": loss},
        )

    (group,) = study_of([run(0, 1.5, 0.2), run(1, 1.7, 0.2)]).groups
    assert keys(group.again) == ["run-1"]
    (group,) = study_of([run(0, 1.5, 0.2), run(1, 1.5, 0.3)]).groups
    assert group.again == ()


def test_settings_are_not_shown_to_matter_by_runs_that_were_started_again(make_run, study_of):
    runs = [
        make_run(f"{depth}-{at}", 0.8 + depth / 100, at=at, params={"depth": depth, "random_state": 42})
        for depth in (1, 2, 3)
        for at in range(4)
    ]
    study = study_of(runs)
    assert not study.ranking.is_tested
    (effect,) = study.effects
    assert effect.n == 3
    assert [level.estimate.n for level in effect.levels] == [1, 1, 1]


def test_a_seed_that_all_runs_share_tells_no_repeats_apart(make_run, study_of):
    runs = [
        make_run(f"run-{at}", 0.9 + at / 100, at=at, params={"model": "tree", "random_state": 42, "seed": at})
        for at in range(3)
    ]
    found = study_of(runs)
    assert found.seeds == ("random_state", "seed")
    assert seeds_that_tell(found, {run.uid: run for run in runs}) == ("seed",)
