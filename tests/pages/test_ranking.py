"""What stands below the table that ranks an experiment's settings."""

from collections.abc import Callable

import pytest

from runreport.pages.ranking import ranking_section
from runreport.pages.report import Report


@pytest.mark.parametrize(
    ("valued", "note"),
    [
        (25, "1 further setting in the comparison, 1 without a value of AUC (validation)."),
        (27, "3 further settings in the comparison, 1 without a value of AUC (validation)."),
    ],
)
def test_that_settings_with_a_row_and_further_ones_add_up_to_those_of_the_heading(
    report_of: Callable[..., Report], valued: int, note: str
) -> None:
    runs = {
        f"{lr:02}": {"params": {"lr": lr}, "metrics": {"val_auc": lr / 100, "rows": 1}}
        for lr in range(valued)
    }
    report = report_of(runs | {"none": {"params": {"lr": 99}, "metrics": {"rows": 1}}})
    (found,) = report.findings.experiments
    section = ranking_section(report, found, report.sitemap.experiments[found.name])
    assert section is not None
    assert section.table is not None
    assert len(section.table.rows) == 25
    assert section.table.note == note


def test_that_further_settings_that_all_have_a_value_are_just_counted(
    report_of: Callable[..., Report],
) -> None:
    report = report_of(
        {f"{lr:02}": {"params": {"lr": lr}, "metrics": {"val_auc": lr / 100}} for lr in range(27)}
    )
    (found,) = report.findings.experiments
    section = ranking_section(report, found, report.sitemap.experiments[found.name])
    assert section is not None
    assert section.table is not None
    assert section.table.note == "2 further settings in the comparison."
