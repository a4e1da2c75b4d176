import pytest

from runreport.analysis.alignment import CONFIGURED, WELL_KNOWN, Rules, align
from runreport.model import Series


def test_names_that_differ_by_separators_and_well_known_words_become_one(make_run):
    runs = [
        make_run(str(n), 0.5, metric=name)
        for n, name in enumerate(["val/acc", "eval_accuracy", "val_accuracy", "val_accuracy"])
    ]
    aligned, (found,) = align(runs, Rules())
    assert [list(run.metrics) for run in aligned] == [["val_accuracy"]] * 4
    assert aligned[0].recorded_as == {"val_accuracy": "val/acc"}
    assert aligned[2] is runs[2]
    assert (found.what, found.name, found.known_from, found.apart) == (
        "metric",
        "val_accuracy",
        WELL_KNOWN,
        "",
    )
    assert found.recorded == (("eval_accuracy", 1), ("val/acc", 1), ("val_accuracy", 2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Loss/train", "train_loss"),
        ("valLoss", "val_loss"),
        ("validation-loss", "dev.loss"),
        ("test prec", "test_precision"),
    ],
)
def test_names_of_one_thing(make_run, one, other):
    aligned, _ = align([make_run("a", 0.5, metric=one), make_run("b", 0.6, metric=other)], Rules())
    assert aligned[0].metrics.keys() == aligned[1].metrics.keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("train_loss", "val_loss"),
        ("loss", "train_loss"),
        ("translation_en_de_bleu", "translation_de_en_bleu"),
        ("auc", "accuracy"),
        ("loss_1", "loss_2"),
        ("val_test_loss", "test_val_loss"),
        ("±", "§"),
    ],
)
def test_names_of_two_things(make_run, one, other):
    runs = [make_run("a", 0.5, metric=one), make_run("b", 0.6, metric=other)]
    assert align(runs, Rules()) == (runs, ())


def test_a_run_that_has_both_names_keeps_all_of_them_apart_and_it_is_said(make_run):
    both = make_run(
        "a", curves={"val_loss": Series.of([0], [1.0]), "eval_loss": Series.of([0], [2.0])}, name="calm owl"
    )
    runs = [both, make_run("b", 0.5, metric="valid_loss")]
    aligned, (found,) = align(runs, Rules())
    assert aligned == runs
    assert found.apart == "the run calm owl records both eval_loss and val_loss"


def test_a_fraction_and_a_percentage_are_kept_apart(make_run):
    runs = [make_run("a", 0.91, metric="val_acc"), make_run("b", 91.5, metric="val/accuracy")]
    aligned, (found,) = align(runs, Rules())
    assert aligned == runs
    assert "per cent" in found.apart


def test_a_loss_has_no_scale_of_its_own(make_run):
    runs = [make_run("a", 0.2, metric="train_loss"), make_run("b", 7.5, metric="loss/train")]
    aligned, (found,) = align(runs, Rules())
    assert found.apart == ""
    assert aligned[0].metrics.keys() == aligned[1].metrics.keys()


def test_the_configuration_comes_first_and_shuts_out_the_well_known_words(make_run):
    runs = [
        make_run("a", 0.5, metric="score"),
        make_run("b", 0.6, metric="val_acc"),
        make_run("c", 0.7, metric="val/acc"),
    ]
    aligned, (found,) = align(runs, Rules(metrics={"quality": ["score", "val_acc", "never seen"]}))
    assert [list(run.metrics) for run in aligned] == [["quality"], ["quality"], ["val/acc"]]
    assert (found.known_from, found.recorded) == (CONFIGURED, (("score", 1), ("val_acc", 1)))


def test_settings_and_experiments_are_aligned_as_well(make_run):
    runs = [
        make_run("a", 0.5, params={"lr": 0.1}, experiment="digits"),
        make_run("b", 0.6, params={"learning_rate": 0.2}, experiment="digits-wandb"),
        make_run("c", 0.7, params={"learning_rate": 0.2}, experiment="digits-wandb"),
    ]
    aligned, found = align(runs, Rules(experiments={"digits": ["digits-wandb"]}))
    assert [run.experiment for run in aligned] == ["digits"] * 3
    assert aligned[0].params == {"learning_rate": 0.1}
    assert aligned[0].recorded_as == {"learning_rate": "lr"}
    assert [one.what for one in found] == ["setting", "experiment"]


def test_a_summary_is_renamed_with_its_metric(make_run):
    runs = [make_run("a", summary={"val_acc": 0.5}), make_run("b", 0.6, metric="val_accuracy")]
    aligned, _ = align(runs, Rules())
    assert {name for run in aligned for name in (*run.metrics, *run.summary)} == {"val_acc"}


def test_nothing_is_aligned_where_that_is_turned_off(make_run):
    runs = [make_run("a", 0.5, metric="val_acc"), make_run("b", 0.6, metric="val/acc")]
    assert align(runs, Rules(well_known=False)) == (runs, ())
