"""What the page on which runs stand side by side says at its head."""

from collections.abc import Callable

import pytest

from runreport.pages.comparison import compose_comparison
from runreport.pages.report import Report

BESIDE = "stand side by side"


@pytest.mark.parametrize(("count", "is_beside"), [(1, False), (2, True)])
def test_one_run_does_not_stand_side_by_side(
    report_of: Callable[..., Report], count: int, *, is_beside: bool
) -> None:
    report = report_of({f"{at}": {"params": {"lr": at}, "metrics": {}} for at in range(count)})
    page, _ = compose_comparison(report, report.findings.experiments[0])
    assert (BESIDE in page.hero.lead) is is_beside
    assert any("differences are not shown" in text for text in page.hero.more) is is_beside
