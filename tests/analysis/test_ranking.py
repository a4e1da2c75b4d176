import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from runreport.analysis import ranking
from runreport.analysis.estimates import Contrast
from runreport.model import Dataset, MetricInfo

CLEAR = {
    "best": (0.95, 0.951, 0.949, 0.95, 0.952),
    "next": (0.90, 0.902, 0.899, 0.90, 0.901),
    "last": (0.70, 0.71, 0.69, 0.70, 0.70),
}
CLOSE = {
    "one": (0.90, 0.93, 0.88, 0.91, 0.94),
    "two": (0.91, 0.90, 0.89, 0.93, 0.91),
    "far": (0.60, 0.62, 0.59, 0.61, 0.60),
}


def models(study, keys):
    by_key = {group.key: group.params["model"] for group in study.groups}
    return [by_key[key] for key in keys]


def marks(study):
    by_key = {group.key: group.params["model"] for group in study.groups}
    return {by_key[one.group]: (one.place, one.is_best, one.is_second) for one in study.ranking.standings}


def test_a_group_that_beats_all_others_is_the_sole_best(make_study, study_of):
    study = study_of(make_study(CLEAR))
    assert study.ranking.is_tested
    assert models(study, study.ranking.top) == ["best"]
    assert marks(study) == {"best": (1, True, False), "next": (2, False, True), "last": (3, False, False)}


def test_groups_that_cannot_be_told_apart_share_the_first_rank(make_study, study_of):
    study = study_of(make_study(CLOSE))
    assert models(study, study.ranking.top) == ["one", "two"]
    assert marks(study) == {"one": (1, True, False), "two": (2, True, False), "far": (3, False, False)}


def test_the_method_names_test_pairs_repeats_and_correction(make_study, study_of):
    paired = study_of(make_study(CLEAR)).ranking.method
    assert paired == (
        "Paired t test on the same seeds of all 3 pairs of groups (n = 5 repeats each), "
        "Holm's correction, level 5 %."
    )
    alone = study_of(make_study({**CLEAR, "last": (0.7, 0.71, 0.69)}, seeds=False)).ranking.method
    assert alone.startswith("Welch's t test of all 3 pairs of groups (n = 3 to 5 repeats each)")


def test_where_lower_is_better_the_lowest_is_best(make_study, study_of):
    study = study_of(make_study(CLEAR, metric="val_loss"))
    assert models(study, study.ranking.top) == ["last"]
    assert [group.params["model"] for group in study.groups] == ["last", "next", "best"]


def test_without_a_known_direction_nothing_is_best(make_study, study_of):
    study = study_of(make_study(CLEAR, metric="mystery"))
    assert study.headline == "mystery"
    assert (study.ranking, study.best_run, study.progress) == (None, None, ())


def test_without_repeats_first_and_second_are_just_that(make_study, study_of):
    study = study_of(make_study({"a": (0.9,), "b": (0.8,), "c": (0.7,)}))
    assert not study.ranking.is_tested
    assert marks(study) == {"a": (1, True, False), "b": (2, False, True), "c": (3, False, False)}
    assert "without repeats" in study.ranking.method


def test_single_values_that_are_equal_share_a_place(make_study, study_of):
    study = study_of(make_study({"a": (0.9,), "b": (0.9,), "c": (0.8,), "d": (0.8,), "e": (0.7,)}))
    assert [one.place for one in study.ranking.standings] == [1, 1, 3, 3, 5]
    assert [one.is_best for one in study.ranking.standings] == [True, True, False, False, False]
    assert not any(one.is_second for one in study.ranking.standings)


def test_equal_seconds_are_both_second(make_study, study_of):
    study = study_of(make_study({"a": (0.9,), "b": (0.8,), "c": (0.8,)}))
    assert [one.is_second for one in study.ranking.standings] == [False, True, True]


def test_a_group_with_too_few_repeats_joins_the_top_where_it_reaches_its_runs(make_study, study_of):
    reaching = study_of(make_study({**CLEAR, "lucky": (0.99,)}))
    assert models(reaching, reaching.ranking.top) == ["lucky", "best"]
    below = study_of(make_study({**CLEAR, "single": (0.93,)}))
    assert models(below, below.ranking.top) == ["best"]


def test_tests_of_a_few_say_nothing_where_most_of_the_first_were_not_tested(make_study, study_of):
    lucky = {f"lucky {at}": (0.97 + at / 1000,) for at in range(4)}
    study = study_of(make_study({**CLEAR, **lucky}))
    assert not study.ranking.is_tested
    assert models(study, study.ranking.top) == ["lucky 3"]
    assert study.ranking.method == (
        "Order of means, n = 1 to 5: most of the first have fewer than 3 repeats, so no test can say whether "
        "it would hold."
    )


def test_numbers_that_are_not_finite_never_rank(make_study, make_run, study_of):
    study = study_of([*make_study(CLEAR), make_run("nan", float("nan")), make_run("inf", float("inf"))])
    assert len(study.ranking.standings) == 3
    assert models(study, study.ranking.top) == ["best"]


def test_groups_evaluated_on_different_data_are_not_compared(make_study, study_of):
    ours = (Dataset("patients", "md5:1", context="validation"),)
    theirs = (Dataset("patients", "md5:2", context="validation"),)
    best = make_study({"best": CLEAR["best"]}, datasets=ours)
    last = make_study({"last": CLEAR["last"]}, datasets=theirs)
    study = study_of([*best, *last])
    assert study.ranking.top == ()
    assert "different data" in study.ranking.method
    assert study.best_run is None
    assert study_of([*best, *make_study({"last": CLEAR["last"]}, datasets=ours)]).ranking.top


def test_a_group_that_lacks_a_fold_was_evaluated_on_the_same_data(make_run, study_of):
    runs = [
        make_run(
            f"{model}{fold}",
            value - fold / 1000,
            params={"model": model, "seed": fold},
            datasets=(Dataset(f"fold {fold}", f"md5:{fold}", context="test"),),
        )
        for model, value, folds in (("best", 0.9, 4), ("last", 0.5, 3))
        for fold in range(folds)
    ]
    study = study_of(runs)
    assert models(study, study.ranking.top) == ["best"]
    assert study.best_run == "runs.csv::best0"


def test_the_correction_is_holms_worked_by_hand():
    contrasts = [Contrast(0.0, 0.0, 0.0, p) for p in (0.01, 0.04, 0.03)]
    # In order: 0.01 x 3, 0.03 x 2, 0.04 x 1; and no later one is smaller than one before.
    assert ranking._holm(contrasts) == pytest.approx([0.03, 0.06, 0.06])


def test_a_difference_without_a_test_corrects_to_certain_ignorance():
    assert ranking._holm([Contrast(1.0, None, None, float("nan")), Contrast(1.0, 0.9, 1.1, 0.01)]) == [
        1.0,
        0.02,
    ]


@pytest.mark.parametrize("count", [1, 2, 15, 1770])
def test_the_correction_is_that_of_statsmodels(count):
    rng = np.random.default_rng(count)
    for ps in (rng.random(count) ** 8, rng.random(count).round(2), np.zeros(count), np.ones(count)):
        contrasts = [Contrast(1.0, 0.9, 1.1, p) for p in ps.tolist()]
        assert ranking._holm(contrasts) == multipletests(ps, method="holm")[1].tolist()


def sole_best_rate(make_study, study_of, groups, is_paired, studies=200):
    rng = np.random.default_rng(11)
    sole = 0
    for draws in rng.normal(0.8, 0.02, (studies, groups, 5)):
        results = {f"model {at}": tuple(row) for at, row in enumerate(draws.tolist())}
        sole += len(study_of(make_study(results, seeds=is_paired)).ranking.top) == 1
    return sole / studies


@pytest.mark.parametrize("is_paired", [True, False])
@pytest.mark.parametrize("groups", [2, 6])
def test_identical_models_are_seldom_told_apart(make_study, study_of, groups, is_paired):
    # 5 % is promised; of 200 studies 16 or more would come by chance in 4 of 100 cases. The draws are fixed.
    assert sole_best_rate(make_study, study_of, groups, is_paired) < 0.08


def test_very_many_identical_models_are_not_told_apart(make_study, study_of):
    groups = ranking.MOST_FOR_ALL_PAIRS + 20
    assert sole_best_rate(make_study, study_of, groups, False, studies=40) <= 0.05


def test_with_very_many_groups_the_correction_is_for_all_pairs(make_study, study_of):
    # Welch's p of the two groups is 0.0005: enough for 100 pairs, not for the 3240 of 81 groups.
    best, close = (0.90, 0.91, 0.92, 0.91, 0.90), (0.87, 0.88, 0.89, 0.88, 0.87)
    results = {f"model {at}": CLEAR["last"] for at in range(79)} | {"close": close, "best": best}
    study = study_of(make_study(results, seeds=False))
    assert models(study, study.ranking.top) == ["best", "close"]


def test_with_very_many_groups_a_clear_best_is_still_found(make_study, study_of):
    results = {f"model {at}": CLEAR["last"] for at in range(80)} | {"best": CLEAR["best"]}
    study = study_of(make_study(results, seeds=False))
    assert models(study, study.ranking.top) == ["best"]
    assert "too many groups" in study.ranking.method


def test_the_direction_can_be_configured(make_study, study_of):
    from runreport.model import Better

    stated = {"mystery": MetricInfo("mystery", "Mystery", better=Better.LOWER)}
    study = study_of(make_study(CLEAR, metric="mystery"), metrics=stated)
    assert models(study, study.ranking.top) == ["last"]
