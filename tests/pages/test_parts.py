import pytest

from runreport.pages.parts import by_measure, is_part, split_part


@pytest.mark.parametrize(
    ("name", "part", "measure"),
    [
        ("site_a/val_auc", "site_a", "val_auc"),
        ("hospital north/accuracy", "hospital north", "accuracy"),
        ("recall/digit_3", "digit_3", "recall"),
        ("f1/cat", "cat", "f1"),
    ],
)
def test_a_metric_of_a_part_of_the_data_is_told_from_its_measure(name: str, part: str, measure: str) -> None:
    assert split_part(name) == (part, measure)


@pytest.mark.parametrize(
    "name",
    ["val_auc", "train/loss", "val/loss", "loss/train", "test/accuracy", "/auc", "auc/", "a/b/c", "", "/"],
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
