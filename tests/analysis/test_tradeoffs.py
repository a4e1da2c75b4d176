import dataclasses

import pytest

from runreport.analysis.tradeoffs import tradeoffs_of
from runreport.analysis.understand import understand
from runreport.model import Better, MetricInfo, Run, RunRef, Series, Status, StoreRef


def understood(rows, metrics=("sensitivity", "specificity")):
    """Return findings of one run a model, or of some: rows of values by model."""
    runs = [
        Run(
            ref=RunRef(StoreRef("mlflow-files", "mlruns"), f"{model}-{seed}"),
            name=f"{model}-{seed}",
            experiment="study",
            status=Status.FINISHED,
            params={"model": model, "seed": seed},
            metrics={name: Series.of([0], [value]) for name, value in zip(metrics, values, strict=True)},
        )
        for model, repeats in rows.items()
        for seed, values in enumerate(repeats)
    ]
    findings = understand(runs)
    return findings.experiments[0], findings.metrics


APART = {"careful": [(0.9, 0.6)], "middle": [(0.8, 0.85)], "strict": [(0.7, 0.9)]}


def test_that_the_cost_of_the_best_is_counted_in_parts_of_the_range():
    found, infos = understood(APART | {"worse": [(0.6, 0.5)]})
    (one,) = tradeoffs_of(found, infos, None)
    assert {found.headline, one.metric} == {"sensitivity", "specificity"}
    assert {one.best.label, one.other.label} == {"model=careful", "model=strict"}
    # Of specificity 0.3 of a range of 0.4; of sensitivity 0.2 of a range of 0.3.
    assert one.strength == pytest.approx(2 / 3)


def test_that_nothing_disagrees_where_one_setting_is_best_in_both():
    found, infos = understood(APART | {"all-round": [(0.95, 0.95)]})
    assert tradeoffs_of(found, infos, None) == ()
    (asked,) = tradeoffs_of(
        found, infos, ["specificity" if found.headline == "sensitivity" else "sensitivity"]
    )
    assert asked.strength == 0


def test_that_two_settings_are_no_choice_and_an_unknown_direction_no_tradeoff():
    found, infos = understood({name: APART[name] for name in ("careful", "strict")})
    assert tradeoffs_of(found, infos, None) == ()
    found, infos = understood(APART, ("auc", "zeal"))
    assert tradeoffs_of(found, infos, None) == ()
    known = infos | {"zeal": MetricInfo("zeal", "Zeal", better=Better.HIGHER)}
    assert [one.metric for one in tradeoffs_of(found, known, None)] == ["zeal"]


@pytest.mark.parametrize("name", ["val_loss", "train_sensitivity", "sensitivity_site_a", "epoch_time"])
def test_that_loss_training_parts_and_cost_are_drawn_only_where_asked_for(name):
    found, infos = understood(APART, ("val_auc", name))
    infos = infos | {name: dataclasses.replace(infos[name], better=Better.HIGHER)}
    assert tradeoffs_of(found, infos, None) == ()
    assert [one.metric for one in tradeoffs_of(found, infos, [name, "nothing"])] == [name]


def test_that_a_disagreement_within_the_intervals_of_repeats_is_none():
    noise = (0.0, 0.04, -0.04)
    rows = {model: [(a + e, b - e) for e in noise] for model, ((a, b),) in APART.items()}
    found, infos = understood(rows)
    assert len(tradeoffs_of(found, infos, None)) == 1
    wide = {model: [(a + 5 * e, b - 5 * e) for e in noise] for model, ((a, b),) in APART.items()}
    assert tradeoffs_of(*understood(wide), None) == ()


def test_that_the_strongest_comes_first():
    rows = {"a": [(0.9, 0.7, 0.5)], "b": [(0.8, 0.75, 0.9)], "c": [(0.7, 0.8, 0.95)], "d": [(0.5, 0.2, 0.9)]}
    found, infos = understood(rows, ("auc", "recall", "specificity"))
    assert found.headline == "auc"
    strengths = {one.metric: one.strength for one in tradeoffs_of(found, infos, None)}
    assert list(strengths) == ["specificity", "recall"]
    assert strengths == pytest.approx({"specificity": 0.5, "recall": 1 / 6})


def test_that_nothing_is_best_of_runs_on_different_data():
    found, infos = understood(APART)
    assert tradeoffs_of(found, infos, None)
    ranking = dataclasses.replace(found.ranking, top=())
    assert tradeoffs_of(dataclasses.replace(found, ranking=ranking), infos, None) == ()
