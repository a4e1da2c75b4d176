import pytest

from runreport.analysis.parts import by_measure, is_part, measure_info, measure_of, split_part
from runreport.model import MetricInfo


@pytest.mark.parametrize(
    ("name", "part", "measure"),
    [
        ("site_a/val_auc", "site_a", "val_auc"),
        ("hospital north/accuracy", "hospital north", "accuracy"),
        ("recall/digit_3", "digit_3", "recall"),
        ("f1/cat", "cat", "f1"),
        ("auc_site_a", "site_a", "auc"),
        ("val_auc_site_a", "site_a", "val_auc"),
        ("val_site_a_auc", "site_a", "val_auc"),
        ("val/auc_site_a", "site_a", "val/auc"),
        ("female_auc", "female", "auc"),
        ("accuracy_age_65_plus", "age_65_plus", "accuracy"),
        ("recall_class_0", "class_0", "recall"),
    ],
)
def test_a_metric_of_a_part_of_the_data_is_told_from_its_measure(name: str, part: str, measure: str) -> None:
    assert split_part(name) == (part, measure)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "val_auc",
            "train/loss",
            "val/loss",
            "loss/train",
            "test/accuracy",
            "/auc",
            "auc/",
            "a/b/c",
            "",
            "/",
        ),
        *("accuracy_layer_3", "auc_site_a_std", "male_auc_gap", "accuracy_class", "class_loss", "site_a"),
        *("worst_group_accuracy", "auc_per_site"),
    ],
)
def test_what_stands_for_all_of_the_data_is_no_part(name: str) -> None:
    assert split_part(name) is None
    assert not is_part(name)


def test_a_measure_needs_two_parts_to_be_compared() -> None:
    names = ["site_b/auc", "site_a/auc", "site_a/loss", "train/loss", "val/loss", "auc"]
    found = by_measure(names)
    assert {measure: dict(parts) for measure, parts in found.items()} == {
        "auc": {"site_a": "site_a/auc", "site_b": "site_b/auc"}
    }
    assert list(found["auc"]) == ["site_a", "site_b"]


@pytest.mark.parametrize(
    ("headline", "wanted"), [("loss", "loss"), ("auc_site_a", "auc"), ("other", "auc"), (None, "auc")]
)
def test_the_measure_that_is_shown_by_part_is_that_of_the_headline(headline, wanted) -> None:
    measures = by_measure(["auc_site_a", "auc_site_b", "site_a/loss", "site_b/loss"])
    assert measure_of(measures, headline) == wanted


def test_a_measure_without_a_metric_of_its_own_is_called_by_its_name() -> None:
    assert measure_info("val_auc", {}).label == "AUC (validation)"
    assert measure_info("val_auc", {"val_auc": MetricInfo("val_auc", "Area")}).label == "Area"
