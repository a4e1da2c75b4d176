import pytest
from scipy import stats

from runreport.analysis.findings import Verdict
from runreport.model import Dataset

RESULTS = {
    "Logistic_Regression": (0.80, 0.81, 0.82, 0.81),
    "forest": (0.90, 0.92, 0.91, 0.90),
    "network": (0.80, 0.83, 0.81, 0.82),
    "broken": (0.50, 0.51, 0.52, 0.50),
}


def by_model(study):
    models = {group.key: group.params["model"] for group in study.groups}
    return {models[one.group]: one for one in study.differences}


@pytest.mark.parametrize(
    "named",
    [
        "Logistic_Regression",
        "logistic regression",
        "Logistic_Regression-2",
        "key-Logistic_Regression-1",
        "runs.csv::key-Logistic_Regression-1",
        lambda run: run.params["model"].startswith("Log"),
    ],
)
def test_a_baseline_is_found_by_name_id_label_or_rule(make_study, study_of, named):
    study = study_of(make_study(RESULTS), baselines={"": named})
    (baseline,) = [group for group in study.groups if group.key == study.baseline]
    assert baseline.params["model"] == "Logistic_Regression"
    assert set(by_model(study)) == {"forest", "network", "broken"}


def test_verdicts_follow_the_interval_and_the_direction(make_study, study_of):
    baselines = {"study": "Logistic_Regression"}
    found = by_model(study_of(make_study(RESULTS), baselines=baselines))
    verdicts = {model: one.verdict for model, one in found.items()}
    assert verdicts == {"forest": Verdict.BETTER, "network": Verdict.CANNOT_TELL, "broken": Verdict.WORSE}
    errors = by_model(study_of(make_study(RESULTS, metric="val_loss"), baselines=baselines))
    assert errors["forest"].verdict is Verdict.WORSE
    mystery = by_model(study_of(make_study(RESULTS, metric="mystery"), baselines=baselines))
    assert mystery["forest"].verdict is Verdict.NOT_JUDGED


def test_the_interval_is_paired_on_the_same_seeds_else_welchs(make_study, study_of):
    baselines = {"": "Logistic_Regression"}
    first, second = RESULTS["forest"], RESULTS["Logistic_Regression"]
    paired = by_model(study_of(make_study(RESULTS), baselines=baselines))["forest"]
    assert (paired.low, paired.high) == pytest.approx(
        tuple(stats.ttest_rel(first, second).confidence_interval())
    )
    assert "paired" in paired.method
    alone = by_model(study_of(make_study(RESULTS, seeds=False), baselines=baselines))["forest"]
    expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval()
    assert (alone.low, alone.high) == pytest.approx(tuple(expected))
    assert "Welch" in alone.method
    assert (alone.n, alone.n_baseline) == (4, 4)


def test_runs_are_paired_by_seed_and_not_by_order(make_run, study_of):
    values = {("a", 1): 0.9, ("a", 2): 0.8, ("a", 3): 0.7, ("b", 3): 0.69, ("b", 1): 0.888, ("b", 2): 0.79}
    runs = [
        make_run(f"{model}{seed}", value, at=at, params={"model": model, "seed": seed})
        for at, ((model, seed), value) in enumerate(values.items())
    ]
    found = by_model(study_of(runs, baselines={"": lambda run: run.params["model"] == "b"}))["a"]
    assert found.value == pytest.approx((0.012 + 0.01 + 0.01) / 3)
    assert found.verdict is Verdict.BETTER


def test_other_seeds_are_not_paired(make_run, study_of):
    runs = [
        make_run(f"{model}{at}", 0.8 + 0.01 * at, params={"model": model, "seed": at + (model == "a")})
        for model in "ab"
        for at in range(3)
    ]
    found = by_model(study_of(runs, baselines={"": lambda run: run.params["model"] == "b"}))["a"]
    assert "Welch" in found.method


def test_a_repeated_seed_is_not_paired(make_run, study_of):
    runs = [
        make_run(f"{model}{at}", 0.8 + 0.01 * at, params={"model": model, "seed": seed})
        for model in "ab"
        for at, seed in enumerate((1, 1, 2))
    ]
    found = by_model(study_of(runs, baselines={"": lambda run: run.params["model"] == "b"}))["a"]
    assert "Welch" in found.method


def test_too_few_repeats_are_not_judged(make_study, study_of):
    results = {"old": (0.8, 0.81), "new": (0.9, 0.91, 0.92)}
    found = by_model(study_of(make_study(results), baselines={"": "old"}))["new"]
    assert found.value == pytest.approx(0.105)
    assert (found.low, found.verdict) == (None, Verdict.NOT_JUDGED)


def test_groups_evaluated_on_other_data_are_not_judged(make_study, study_of):
    old = make_study({"old": (0.8, 0.81, 0.8)}, datasets=(Dataset("d", "md5:1", context="test"),))
    new = make_study({"new": (0.9, 0.91, 0.9)}, datasets=(Dataset("d", "md5:2", context="test"),))
    found = by_model(study_of([*old, *new], baselines={"": "old"}))["new"]
    assert (found.verdict, found.low) == (Verdict.NOT_JUDGED, None)
    assert "different data" in found.method


def test_a_baseline_that_is_not_there_is_said_to_be_missing(make_study, study_of):
    study = study_of(make_study(RESULTS), baselines={"": "ridge"})
    assert (study.baseline, study.differences) == (None, ())
    assert study.baseline_reason == "the configured baseline ridge matches no run with results"


def test_without_a_baseline_there_are_no_differences(make_study, study_of):
    study = study_of(make_study(RESULTS))
    assert (study.baseline, study.differences, study.baseline_reason) == (None, (), "")


def test_time_and_cost_are_not_compared(make_run, study_of):
    runs = [make_run(key, 0.8, params={"p": key}, summary={"train_seconds": 3.0}) for key in "ab"]
    study = study_of(runs, baselines={"": "a"})
    assert {one.metric for one in study.differences} == {"val_auc"}
