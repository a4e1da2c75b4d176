import pytest
from scipy import stats

from runreport.analysis.pairs import matched_pairs
from runreport.analysis.understand import understand
from runreport.model import Dataset, Run, RunRef, Series, Status, StoreRef


def run_of(value, /, *, data="", copy=1, **params):
    name = " ".join(f"{key}={it}" for key, it in params.items()) + f"{data} {copy}"
    return Run(
        ref=RunRef(StoreRef("mlflow-files", "mlruns"), name),
        name=name,
        experiment="study",
        status=Status.FINISHED,
        params=params,
        datasets=(Dataset(data, f"sha:{data}"),) if data else (),
        metrics={"val_auc": Series.of([0], [value])},
    )


def found_in(runs):
    (found,) = understand(runs).experiments
    return matched_pairs(found, {run.uid: run for run in runs})


OFF, ON = (0.80, 0.82, 0.79, 0.85), (0.83, 0.84, 0.78, 0.88)


def test_that_pairs_are_runs_with_all_else_equal_and_the_interval_is_scipys():
    runs = [run_of(v, augment=False, seed=s) for s, v in enumerate(OFF)]
    runs += [run_of(v, augment=True, seed=s) for s, v in enumerate(ON)]
    runs.append(run_of(0.1, augment=True, seed=9))
    (one,) = found_in(runs)
    assert (one.param, one.before.setting, one.after.setting) == ("augment", "False", "True")
    assert dict(one.pairs) == {f"seed {s}": pair for s, pair in enumerate(zip(OFF, ON, strict=True))}
    wanted = stats.ttest_rel(ON, OFF).confidence_interval(0.95)
    assert (one.contrast.low, one.contrast.high) == pytest.approx((wanted.low, wanted.high))


def test_that_runs_on_other_data_are_no_pair_and_data_sets_pair_without_seeds():
    names = ("birds", "cars", "dogs")
    runs = [run_of(OFF[at], data=name, augment=False) for at, name in enumerate(names)]
    on = [run_of(ON[at], data=name, augment=True) for at, name in enumerate(names)]
    (one,) = found_in(runs + on)
    assert list(one.pairs) == [f"data {name} sha:{name}" for name in names]
    other = [run_of(ON[at], data=f"{name} cleaned", augment=True) for at, name in enumerate(names)]
    assert found_in(runs + other) == ()


def test_that_another_setting_that_changed_too_makes_no_pair():
    runs = [run_of(v, augment=False, depth=2, seed=s) for s, v in enumerate(OFF)]
    runs += [run_of(v, augment=True, depth=4, seed=s) for s, v in enumerate(ON)]
    assert found_in(runs) == ()


@pytest.mark.parametrize("values", [(1, 2, 3), (1,)])
def test_that_only_two_values_are_two_conditions(values):
    runs = [run_of(0.8 + s / 100 + v / 1000, depth=v, seed=s) for s in range(3) for v in values]
    assert found_in(runs) == ()


def test_that_two_pairs_are_too_few():
    runs = [run_of(0.8 + s / 100 + v / 1000, depth=v, seed=s) for s in range(2) for v in (1, 2)]
    assert found_in(runs) == ()


def test_that_runs_that_are_equal_in_all_settings_count_once_by_their_mean():
    runs = [run_of(0.80, depth=1, kind="a"), run_of(0.84, copy=2, depth=1, kind="a")]
    runs += [run_of(0.70, depth=1, kind=kind) for kind in "bc"]
    runs += [run_of(0.90, depth=2, kind=kind) for kind in "abc"]
    (one,) = (one for one in found_in(runs) if one.param == "depth")
    assert one.pairs["kind a"] == (pytest.approx(0.82), 0.90)


def test_that_the_setting_with_the_clearest_difference_comes_first():
    runs = [
        run_of(
            0.8 + seed / 100 + (depth == 2) / 10 + (lr == 0.2) * seed / 1000, depth=depth, lr=lr, seed=seed
        )
        for depth in (1, 2)
        for lr in (0.1, 0.2)
        for seed in range(3)
    ]
    assert [one.param for one in found_in(runs)] == ["depth", "lr"]
