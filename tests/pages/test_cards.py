"""What a card says that records filled, in the words of all pages."""

from collections.abc import Callable

from runreport.pages.report import Report


def test_a_card_says_units_and_how_runs_ended_as_pages_do(report_of: Callable[..., Report]) -> None:
    records = {
        "a": {"params": {"lr": 1}, "metrics": {"rmse": 1.5}},
        "b": {"params": {"lr": 2}, "metrics": {"rmse": 2.5}, "status": "killed"},
    }
    report = report_of(records, metrics={"rmse": {"label": "Error", "unit": "mmHg", "better": "lower"}})
    (card,) = report.cards
    said = {field.label: field.text for field in card.fields}
    assert said["Results"] == "Error 1.5 mmHg (n = 1; a single run)"
    assert said["All runs of the experiment"] == "2 runs in study: 1 finished, 1 stopped"
