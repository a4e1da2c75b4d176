import numpy as np
import pytest
from scipy import stats

from runreport.analysis.effects import spread_of


def sweep(make_run, results, **fields):
    return [
        make_run(f"{at}", value, at=at, params={"lr": setting, **fields})
        for at, (setting, value) in enumerate(results)
    ]


def interval_of(rho, n, alpha):
    """Return Fisher's interval with the standard error of Bonett and Wright."""
    reach = stats.norm.ppf(1 - alpha / 2) * np.sqrt((1 + rho**2 / 2) / (n - 3))
    return tuple(np.tanh(np.arctanh(rho) + reach * np.array([-1, 1])))


def only_effect(study):
    (effect,) = study.effects
    return effect


def test_a_trend_is_spearmans_and_said_without_a_cause(make_run, study_of):
    results = [(str(lr), 0.9 - 0.01 * lr + 0.02 * (lr % 3)) for lr in range(10)]
    effect = only_effect(study_of(sweep(make_run, results)))
    expected = stats.spearmanr([float(lr) for lr, _ in results], [value for _, value in results]).statistic
    assert effect.rank_correlation == pytest.approx(expected)
    low, high = interval_of(expected, 10, 0.05)
    assert effect.rank_interval == pytest.approx((low, high))
    assert effect.sentence == (
        "Over 10 runs, a higher lr goes strongly with a lower AUC (validation) "
        f"(rank correlation {expected:.2f}, 95 % interval {low:.2f} to {high:.2f}).".replace("-", "−")
    )
    assert (effect.n, effect.is_numeric) == (10, True)


def test_rank_correlation_of_a_table_worked_out_by_hand(make_run, study_of):
    # Ranks of settings 1..8 against values' ranks 2 1 4 3 6 5 8 7: differences are all 1, so
    # 1 - 6 * 8 / (8 * 63).
    values = [0.2, 0.1, 0.4, 0.3, 0.6, 0.5, 0.8, 0.7]
    effect = only_effect(study_of(sweep(make_run, list(enumerate(values)))))
    assert effect.rank_correlation == pytest.approx(1 - 48 / 504)


def test_noise_is_called_no_clear_trend(make_run, study_of):
    values = np.random.default_rng(3).normal(0.8, 0.01, 20).tolist()
    effect = only_effect(study_of(sweep(make_run, list(enumerate(values)))))
    assert effect.sentence.startswith("Over 20 runs, no clear trend of AUC (validation) with lr")


def test_a_trend_over_very_many_runs_is_called_negligible_where_it_is_small(make_run, study_of):
    rng = np.random.default_rng(7)
    settings = np.tile(np.arange(30), 100)
    values = 0.8 + 0.0001 * settings + rng.normal(0, 0.01, settings.size)
    expected = stats.spearmanr(settings, values)
    assert expected.pvalue < 0.05
    assert 0 < expected.statistic < 0.09
    results = list(zip(settings.tolist(), values.tolist(), strict=True))
    effect = only_effect(study_of(sweep(make_run, results)))
    assert effect.sentence.startswith(
        "Over 3\u202f000 runs, AUC (validation) hardly goes with lr: the trend is negligible "
        "(rank correlation 0.0"
    )


def test_a_best_value_in_the_middle_is_no_trend_and_yet_said(make_run, study_of):
    results = [(lr, 0.9 - abs(lr - 3) / 10 + k / 1000) for lr in range(1, 6) for k in range(3)]
    effect = only_effect(study_of(sweep(make_run, results)))
    assert effect.rank_correlation == pytest.approx(0, abs=0.01)
    assert effect.sentence == (
        "Over 15 runs, AUC (validation) goes neither up nor down all along lr: its highest mean goes with "
        "3 (3 runs), its lowest with 1 (3 runs)."
    )


def test_that_one_value_that_was_tried_twice_does_not_make_means_differ(make_run, study_of):
    values = np.random.default_rng(5).normal(0.8, 0.05, 14).tolist()
    results = [*enumerate(values), (3, values[3] + 1e-9)]
    effect = only_effect(study_of(sweep(make_run, results)))
    assert effect.sentence.startswith("Over 15 runs, no clear trend of AUC (validation) with lr")


@pytest.mark.parametrize(
    "results", [[(at, 0.5 + at / 100) for at in range(7)], [(at % 2, at / 100) for at in range(12)]]
)
def test_few_runs_or_settings_have_no_rank_correlation(make_run, study_of, results):
    effect = only_effect(study_of(sweep(make_run, results)))
    assert effect.rank_correlation is None
    assert "goes with lr = " in effect.sentence


def test_levels_have_their_estimates_in_order_of_number(make_run, study_of):
    results = [("10", 0.9), ("2", 0.7), ("10.0", 0.8), ("1e1", 1.0), ("2", 0.8)]
    effect = only_effect(study_of(sweep(make_run, results)))
    assert [(level.setting, level.estimate.n) for level in effect.levels] == [("2", 2), ("10", 3)]
    assert effect.levels[1].estimate.value == pytest.approx(0.9)
    assert effect.levels[1].estimate.low is not None
    assert effect.spread_between == pytest.approx(0.15)
    assert [setting for setting, _, _ in effect.points] == ["2", "2", "10", "10", "10"]


def test_names_are_compared_by_their_means(make_run, study_of):
    effect = only_effect(study_of(sweep(make_run, [("adam", 0.9), ("sgd", 0.7), ("sgd", 0.8)])))
    assert not effect.is_numeric
    assert effect.sentence == (
        "Over 3 runs, the highest mean AUC (validation) goes with lr = adam (1 run), "
        "the lowest with lr = sgd (2 runs)."
    )


def test_equal_results_are_called_the_same(make_run, study_of):
    effect = only_effect(study_of(sweep(make_run, [("adam", 0.9), ("sgd", 0.9)])))
    assert effect.sentence == "Over 2 runs, the mean AUC (validation) is the same for every lr."


def test_very_many_settings_have_no_table_of_levels(make_run, study_of):
    effect = only_effect(study_of(sweep(make_run, [(at / 7, 0.5) for at in range(30)])))
    assert (effect.levels, effect.spread_between, effect.rank_correlation) == ((), None, None)
    assert len(effect.points) == 30


def test_a_setting_that_only_some_runs_have_counts_for_these(make_run, study_of):
    runs = [
        make_run("a", 0.9, params={"model": "net", "depth": 1}),
        make_run("b", 0.8, params={"model": "net", "depth": 2}),
        make_run("c", 0.7, params={"model": "linear"}),
    ]
    effects = {effect.param: effect.n for effect in study_of(runs).effects}
    assert effects == {"depth": 2, "model": 3}


def test_seeds_and_constant_settings_have_no_effect(make_study, study_of):
    study = study_of(make_study({"one": (0.8, 0.9, 0.7)}))
    assert study.effects == ()


def test_nothing_is_called_a_cause(make_run, study_of):
    results = [(at, 0.5 + at / 100) for at in range(12)]
    effect = only_effect(study_of(sweep(make_run, results)))
    for word in ("cause", "improve", "because", "leads to", "effect of"):
        assert word not in effect.sentence


def test_strength_is_the_adjusted_share_of_variance_worked_out_by_hand(make_run, study_of):
    # Means 0.5 and 0.9 with 0.1 to either side: within 4 * 0.01, total 4 * 0.04 + 0.04 = 0.2, n = 4,
    # so 1 - (0.04 / 2) / (0.2 / 3).
    runs = sweep(make_run, [("adam", 0.4), ("adam", 0.6), ("sgd", 0.8), ("sgd", 1.0)])
    assert only_effect(study_of(runs)).strength == pytest.approx(1 - 0.02 / (0.2 / 3))


def test_a_setting_of_many_values_is_not_strong_for_having_many(make_run, study_of):
    runs = [
        make_run(
            f"{at}",
            0.5 + 0.3 * (at % 2) + at / 1000,
            at=at,
            params={"kind": "ab"[at % 2], "tag": f"t{at // 2}"},
        )
        for at in range(8)
    ]
    strength = {effect.param: effect.strength for effect in study_of(runs).effects}
    assert strength["kind"] > 0.9
    assert strength["tag"] == 0


def test_that_diverged_runs_with_numbers_near_the_largest_float_have_a_strength_too(make_run, study_of):
    # As with 0.4, 0.6, 0.8 and 1.0 times the same number.
    runs = sweep(make_run, [("adam", 0.4e308), ("adam", 0.6e308), ("sgd", 0.8e308), ("sgd", 1e308)])
    assert only_effect(study_of(runs)).strength == pytest.approx(1 - 0.02 / (0.2 / 3))


def test_that_many_values_that_each_stand_for_one_setting_have_the_strength_of_their_ranks(
    make_run, study_of
):
    values = [0.5, 0.9, 0.6, 0.8, 0.7] * 5
    results = [(float(at), value + nudge) for at, value in enumerate(values) for nudge in (0.0, 0.001)]
    runs = [make_run(f"{at}", v, at=at, params={"lr": lr, "seed": at}) for at, (lr, v) in enumerate(results)]
    rho = stats.spearmanr([lr for lr, _ in results], [value for _, value in results]).statistic
    assert only_effect(study_of(runs)).strength == pytest.approx(rho**2)


def test_that_the_chance_of_such_means_is_that_of_scipys_analysis_of_variance():
    rng = np.random.default_rng(7)
    for levels, repeats, shift in ((2, 2, 0), (2, 9, 1), (3, 4, 0.2), (20, 3, 0), (5, 200, 0.1), (3, 5, 1e6)):
        samples = rng.normal(size=(levels, repeats)) + shift * np.arange(levels)[:, None]
        points = [(f"{at}", value, "") for at, sample in enumerate(samples) for value in sample.tolist()]
        assert spread_of(points).p == pytest.approx(stats.f_oneway(*samples).pvalue, rel=1e-9)


@pytest.mark.parametrize(
    ("values", "p"), [([1.0, 1.0, 1.0, 1.0], 1.0), ([1.0, 1.0, 2.0, 2.0], 0.0), ([1.0, 2.0, 1.0, 2.0], 1.0)]
)
def test_that_means_without_spread_within_or_between_have_a_chance_too(values, p):
    assert spread_of([(f"{at // 2}", value, "") for at, value in enumerate(values)]).p == p
