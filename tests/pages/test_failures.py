"""What an experiment's page calls runs that are told of apart, and that its counts are those of the rows."""

from collections.abc import Callable

import pytest

from runreport.pages.experiment import compose_experiment
from runreport.pages.report import Report
from runreport.pages.views import Section

KEYS = ("failures", "without-result", "diverged")
GOOD = {"metrics": {"val_auc": 0.5}}
BROKEN = {"metrics": {"val_auc": 0.5, "loss": [0.1, "NaN"]}}


def sections_of(report: Report) -> dict[str, Section]:
    page, _ = compose_experiment(report, report.findings.experiments[0])
    return {section.key: section for section in page.sections if section.key in KEYS}


def rows_of(section: Section) -> list[tuple[str, str]]:
    assert section.table is not None
    return [(row[0].text, row[1].status) for row in section.table.rows]


def test_finished_runs_are_not_among_those_that_did_not_finish(report_of: Callable[..., Report]) -> None:
    report = report_of(
        {
            "good": GOOD,
            "bad": {"status": "failed"},
            "off": {"status": "killed"},
            "prep": {},
            "drift": {"metrics": {"rows": 3}},
        }
    )
    sections = sections_of(report)
    assert list(sections) == ["failures", "without-result"]
    assert sections["failures"].title == "Runs that did not finish"
    assert sections["failures"].text.startswith("1 failed and 1 stopped. They are shown because")
    assert sorted(rows_of(sections["failures"])) == [("bad", "failed"), ("off", "killed")]
    without = sections["without-result"]
    label = report.info("val_auc").label
    assert without.title == f"Finished runs without a value of {label}"
    assert without.text == f"2 runs finished, but have no value of {label}, by which runs are compared."
    assert sorted(rows_of(without)) == [("drift", "finished"), ("prep", "finished")]


def test_a_run_whose_end_is_not_recorded_is_not_said_to_have_finished(
    report_of: Callable[..., Report],
) -> None:
    unknown = {"status": "unknown"}
    report = report_of({"a": GOOD | unknown, "b": GOOD | unknown, "c": unknown})
    (section,) = sections_of(report).values()
    label = report.info("val_auc").label
    assert section.title == f"Runs without a value of {label}"
    said = f"1 run that is not known to have failed has no value of {label}, by which runs are compared."
    assert section.text == said
    assert rows_of(section) == [("c", "unknown")]


def test_where_all_failed_nothing_is_said_of_the_rest(report_of: Callable[..., Report]) -> None:
    (section,) = sections_of(
        report_of({"a": GOOD | {"status": "failed"}, "b": {"status": "failed"}})
    ).values()
    assert section.text == "None of its 2 runs finished: 2 failed."


def test_where_nothing_compares_a_finished_run_has_no_result(report_of: Callable[..., Report]) -> None:
    (section,) = sections_of(report_of({"a": {"params": {"lr": 1}, "metrics": {}}})).values()
    assert section.title == "Finished runs without a result"
    assert section.text == "1 run finished, but recorded no number that would compare it."


def test_a_finished_run_whose_loss_went_astray_stands_apart(report_of: Callable[..., Report]) -> None:
    (section,) = sections_of(report_of({"good": GOOD, "astray": BROKEN})).values()
    assert section.title == "Runs with a number that is infinite or undefined"
    assert section.text.startswith("In 1 finished run, a number was infinite")
    assert rows_of(section) == [("astray", "finished")]


def test_a_run_is_told_of_once_with_all_that_went_astray(report_of: Callable[..., Report]) -> None:
    lacking = {"metrics": {"loss": BROKEN["metrics"]["loss"]}}
    (section,) = sections_of(report_of({"good": GOOD, "lacking": lacking})).values()
    assert section.table is not None
    assert section.key == "without-result"
    assert section.table.rows[0][2].text == "it has no val_auc; loss was not a number (NaN) at step 1"


@pytest.mark.parametrize("status", ["failed", "killed", "running", "finished", "unknown"])
def test_the_count_of_a_state_leads_to_a_table_with_its_runs(
    report_of: Callable[..., Report], status: str
) -> None:
    report = report_of({"good": GOOD, "other": GOOD | {"status": status}})
    page, _ = compose_experiment(report, report.findings.experiments[0])
    target = "runs" if status in {"finished", "unknown"} else "failures"
    (table,) = (section.table for section in page.sections if section.key == target and section.table)
    assert status in [row[1].status for row in table.rows]
    assert f"#{target}" in [fact.href for fact in page.hero.facts[1:]]
