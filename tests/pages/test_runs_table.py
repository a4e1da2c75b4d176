"""Which columns stand in tables of runs, and in which order."""

import json
from collections.abc import Callable, Sequence

import pytest

from runreport.pages.columns import columns_script
from runreport.pages.comparison import compose_comparison
from runreport.pages.experiment import compose_experiment
from runreport.pages.ranking import ranking_section
from runreport.pages.report import Report
from runreport.pages.views import PageView, TableView

STEPS = {
    **{
        f"tree {n}": {"params": {"depth": n}, "metrics": {"accuracy": 0.9 - n / 100, "loss": n}}
        for n in range(4)
    },
    "cleaning": {"params": {"aim": "drift"}, "metrics": {"rows": 40, "seconds_lost": "nan"}},
}
"""A training tried four times, and a step before it with a setting and a number of its own."""


@pytest.fixture
def steps(report_of: Callable[..., Report]) -> Report:
    return report_of(STEPS)


def _titles(table: TableView | None) -> list[str]:
    assert table is not None
    return [column.title for column in table.columns]


def _table(view: PageView, key: str) -> TableView:
    (table,) = (section.table for section in view.sections if section.key == key)
    assert table is not None
    return table


def _told(report: Report) -> Sequence[dict[str, str]]:
    found = report.findings.experiments[0]
    text = columns_script(report, found, {})
    columns: Sequence[dict[str, str]] = json.loads(text[text.index("(") + 1 : text.rindex(")")])["columns"]
    return columns


def test_what_compares_the_runs_stands_beside_their_names(steps: Report) -> None:
    view, _ = compose_comparison(steps, steps.findings.experiments[0])
    assert _titles(_table(view, "all"))[:3] == ["Run", "Accuracy", "State"]


def test_settings_that_most_runs_have_come_first(steps: Report) -> None:
    found = steps.findings.experiments[0]
    assert found.varying == ("aim", "depth")
    compared, _ = compose_comparison(steps, found)
    told, _ = compose_experiment(steps, found)
    for table in (_table(compared, "all"), _table(told, "runs")):
        titles = _titles(table)
        assert titles.index("depth") < titles.index("aim")


def test_columns_without_any_value_are_left_out_and_counted(steps: Report) -> None:
    view, _ = compose_comparison(steps, steps.findings.experiments[0])
    table = _table(view, "all")
    assert not {"Started", "Time", "seconds_lost"} & set(_titles(table))
    assert table.note == "3 columns are left out: no run has a value in them."


def test_the_script_tells_the_columns_of_the_table(steps: Report) -> None:
    view, _ = compose_comparison(steps, steps.findings.experiments[0])
    assert [column["title"] for column in _told(steps)] == _titles(_table(view, "all"))


def test_the_ranking_has_no_column_without_a_value(steps: Report) -> None:
    found = steps.findings.experiments[0]
    section = ranking_section(steps, found, steps.sitemap.experiments[found.name])
    assert section is not None
    assert _titles(section.table) == ["Setting", "Accuracy", "Range", "Loss", "Repeats"]
