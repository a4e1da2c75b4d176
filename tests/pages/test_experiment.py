"""Which settings an experiment's page shows."""

from collections.abc import Callable

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
