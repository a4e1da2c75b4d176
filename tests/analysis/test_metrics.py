import pytest

from runreport.analysis.metrics import describe_metric, describe_metrics, is_cost, is_counter, rescaled
from runreport.analysis.well_known import WELL_KNOWN
from runreport.model import Better, MetricInfo

HIGHER = [
    "auc", "val_auc", "roc_auc", "ROC-AUC", "valAUC", "site_a/val_auc", "val_auc/site_b",
    "eval/accuracy", "training_accuracy_score", "macro_f1", "F1", "f1-score", "recall/digit_0",
    "precision_at_5", "hits@10", "ndcg@10", "val/mIoU", "meanIoU", "metrics/mAP50(B)", "eval_rougeLsum",
    "best_val_r2", "test_matthews_corrcoef", "psnr", "average_precision", "neg_mean_squared_error",
    "tumor_dice", "AUC/female", "episode_reward_mean", 'accuracy {"subset":"test"}', "log_likelihood",
]  # fmt: skip
LOWER = [
    "loss", "val_loss", "train/loss_epoch", "Loss", "best_val_rmse", "root_mean_squared_error", "mae",
    "MAPE", "mean_absolute_error", "log_loss", "eval_wer", "perplexity", "brier_score", "ece", "fid",
    "dice_loss", "cross_entropy", "box_loss", "final error", "error_rate", "false_positive_rate",
    "MAE on validation after epoch", "negative_log_likelihood", "mse_loss",
]  # fmt: skip
UNKNOWN = [
    "error_recall", "accuracy_loss", "score", "my_metric", "", "/", "auc_std", "loss_weight",
    "loss_scale", "acc_norm_stderr", "user_error_reports", "precision_bits", "recall_threshold",
    "Generator loss", "actor_loss", "likelihood_difference", "epoch", "learning_rate",
    "time_to_accuracy", "neg_auc", "neg_loss", "train_seconds", "val_auc_low", "auc_gap",
    "Ünicode", "n_errors",
]  # fmt: skip


@pytest.mark.parametrize("name", HIGHER)
def test_well_known_names_say_that_higher_is_better(name):
    info = describe_metric(name, {})
    assert (info.better, info.known_from) == (Better.HIGHER, "well-known name")


@pytest.mark.parametrize("name", LOWER)
def test_well_known_names_say_that_lower_is_better(name):
    assert describe_metric(name, {}).better is Better.LOWER


@pytest.mark.parametrize("name", UNKNOWN)
def test_names_that_are_unknown_or_say_two_things_have_no_direction(name):
    info = describe_metric(name, {})
    assert (info.better, info.known_from) == (Better.UNKNOWN, "")


@pytest.mark.parametrize(
    "name",
    [
        "train_seconds", "duration", "eval_runtime", "gpu_memory_mb", "epoch", "global_step", "lr",
        "learning_rate", "system/cpu", "latency_ms", "eval_samples_per_second", "val_rows", "_runtime",
        "time_to_accuracy", "peak_mem", "bytes_sent_mb", "round", "emissions", "energy_consumed",
    ],
)  # fmt: skip
def test_time_and_cost_are_told_from_results(name):
    assert is_cost(name)


@pytest.mark.parametrize(
    "name", ["val_auc", "loss_epoch", "step_loss", "timely_recall", "reward", "samples_f1"]
)
def test_results_are_not_taken_for_costs(name):
    assert not is_cost(name)


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("val_auc", "AUC (validation)", ""),
        ("site_a/val_auc", "AUC (validation, site a)", ""),
        ("test/acc", "Accuracy (test)", ""),
        ("train_seconds", "Time (training)", "s"),
        ("inference_latency_ms", "Inference latency", "ms"),
        ("peak_memory_mb", "Peak memory", "MB"),
        ("accuracy_percent", "Accuracy", "%"),
        ("macro_f1", "F1 score (macro)", ""),
        ("my_metric", "My metric", ""),
        ("eval_samples_per_second", "Samples per second (evaluation)", ""),
        ("auc_std", "Auc std", ""),
        ("fit_time_s", "Fit time", "s"),
        ("accuracy_s", "Accuracy (s)", ""),
        ("client/Client1/status", "Client1 status", ""),
        ("client/Client1/accuracy", "Accuracy (Client1)", ""),
        ("MAE on validation after epoch", "MAE (validation, after epoch)", ""),
        ("accuracy on test", "Accuracy (test)", ""),
        ("precision_at_5", "Precision (at 5)", ""),
        ("recall/digit_0", "Recall (digit 0)", ""),
        ("l2.valid", "L2 (validation)", ""),
        ("v13/IoU_vehicle", "Intersection over union (v13 vehicle)", ""),
    ],
)
def test_labels_are_readable(name, label, unit):
    info = describe_metric(name, {})
    assert (info.label, info.unit) == (label, unit)


def test_no_two_metrics_have_the_same_label():
    names = ["val_auc", "valid_auc", "validation/auc", "auc", "val_loss"]
    labels = [info.label for info in describe_metrics(names, {}).values()]
    assert len(set(labels)) == len(names)
    assert "Loss (validation)" in labels


def test_the_configuration_comes_before_the_name():
    stated = MetricInfo("val_auc", "AUC on patients", better=Better.LOWER, explain="Ours.")
    info = describe_metric("val_auc", {"val_auc": stated})
    assert (info.label, info.better, info.explain) == ("AUC on patients", Better.LOWER, "Ours.")
    assert info.known_from == "configuration"


def test_what_the_configuration_leaves_open_comes_from_the_name():
    info = describe_metric("val_auc", {"val_auc": MetricInfo("val_auc", "val_auc", unit="points")})
    assert (info.label, info.unit, info.better) == ("AUC (validation)", "points", Better.HIGHER)
    assert info.known_from == "well-known name"


def test_a_configured_metric_lends_its_direction_to_its_parts():
    stated = {"score": MetricInfo("score", "Quality", better=Better.HIGHER)}
    info = describe_metric("score/site_a", stated)
    assert (info.name, info.label, info.better) == ("score/site_a", "Quality (site_a)", Better.HIGHER)


def test_an_explanation_drops_its_scale_where_values_do_not_fit_it():
    info = describe_metric("accuracy", {})
    assert "1 is perfect" in info.explain
    percent = rescaled(info, 20.0, 91.0)
    assert (percent.low, percent.high, percent.better) == (None, None, Better.HIGHER)
    assert percent.explain == "The share of cases in which the model was right."
    assert rescaled(info, 0.2, 0.91) == info


def test_a_score_with_its_sign_turned_has_no_range_and_no_explanation():
    info = describe_metric("neg_mean_squared_error", {})
    assert (info.low, info.high, info.explain) == (None, None, "")


def test_well_known_spellings_lead_to_one_metric_each():
    spellings = [name for known in WELL_KNOWN for name in known.names]
    assert len(set(spellings)) == len(spellings)
    assert all(name == name.lower() and name.isalnum() for name in spellings)


def test_the_best_known_metrics_are_explained_in_one_plain_sentence():
    explained = [known for known in WELL_KNOWN if known.explain]
    assert len(explained) >= 30
    for known in explained:
        sentence = known.sentence()
        assert sentence.endswith(".")
        assert ". " not in sentence
        assert len(sentence.split()) <= 30


@pytest.mark.parametrize(
    ("name", "counts"), [("round", True), ("trainer/global_step", True), ("loss", False)]
)
def test_a_count_of_steps_is_known(name, counts):
    assert is_counter(name) is counts
