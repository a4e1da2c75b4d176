"""Which settings an experiment's page shows, and what it says of the order and marks of its runs."""

from collections.abc import Callable

import pytest

from runreport.pages.experiment import compose_experiment
from runreport.pages.report import Report


def test_a_number_of_more_values_than_have_means_is_shown_too(report_of: Callable[..., Report]) -> None:
    runs = {
        f"{at}": {"params": {"lr": 0.001 * (at + 1)}, "metrics": {"val_auc": 0.5 + at / 100}}
        for at in range(30)
    }
    report = report_of(runs)
    page, _ = compose_experiment(report, report.findings.experiments[0])
    (figure,) = (section for section in page.sections if section.key == "effects")
    assert figure.text.startswith("Each point is a run.")


def caption_of(report: Report) -> str:
    page, _ = compose_experiment(report, report.findings.experiments[0])
    (table,) = (section.table for section in page.sections if section.key == "runs" and section.table)
    return table.caption


@pytest.mark.parametrize(
    ("metric", "status", "said"),
    [
        ("val_auc", "finished", "Best first. Bold: best of the column"),
        ("zyx", "finished", "In order of start. Bold: best of the column"),
        ("val_auc", "failed", "In order of start. Nothing is marked best, for no run finished."),
    ],
)
def test_that_only_what_is_sorted_by_a_result_is_said_to_be_best_first(
    report_of: Callable[..., Report], metric: str, status: str, said: str
) -> None:
    runs = {name: {"metrics": {metric: value}, "status": status} for name, value in (("a", 0.1), ("b", 0.9))}
    assert caption_of(report_of(runs)).startswith(said)


def test_that_nothing_is_said_of_the_order_of_a_single_run(report_of: Callable[..., Report]) -> None:
    assert caption_of(report_of({"a": {"metrics": {"val_auc": 0.5}}})) == ""
