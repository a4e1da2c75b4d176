"""What the page of a run says of its value and its place."""

from collections.abc import Callable, Mapping

import pytest

from runreport.pages.case import cases_of
from runreport.pages.columns import columns_script
from runreport.pages.report import Report
from runreport.pages.run import compose_run
from runreport.pages.runs_table import param_cell
from runreport.pages.views import PageView

RECORDS = {
    "summed-up": {"params": {"lr": 1}, "metrics": {"val_auc": [0.5, 0.9, 0.7]}, "summary": {"val_auc": 0.9}},
    "equal": {"params": {"lr": 2}, "metrics": {"val_auc": [0.5, 0.8]}},
    "twin": {"params": {"lr": 3}, "metrics": {"val_auc": [0.6, 0.8]}},
    "only-summary": {"params": {"lr": 4}, "summary": {"val_auc": 0.95}},
    "stopped": {"params": {"lr": 5}, "metrics": {"val_auc": [0.5, 0.99]}, "status": "killed"},
    "last": {"params": {"lr": 6}, "metrics": {"val_auc": [0.5, 0.4]}},
}


@pytest.fixture
def pages(report_of: Callable[..., Report]) -> Mapping[str, PageView]:
    report = report_of(RECORDS)
    return {case.run.id: compose_run(case) for case in cases_of(report)}


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("only-summary", "Its AUC (validation) is 0.95, the best of 5 runs that are compared."),
        ("summed-up", "Its AUC (validation) is 0.9, the 2nd best of 5 runs that are compared."),
        ("equal", "Its AUC (validation) is 0.8, the 3rd best of 5 runs that are compared."),
        ("twin", "Its AUC (validation) is 0.8, the 3rd best of 5 runs that are compared."),
        ("last", "Its AUC (validation) is 0.4, the 5th best of 5 runs that are compared."),
        ("stopped", "Its AUC (validation) is 0.99."),
    ],
)
def test_a_run_has_the_place_that_tables_give_it(pages: Mapping[str, PageView], run: str, said: str) -> None:
    assert pages[run].hero.more == (said,)


def test_the_stores_own_result_is_the_runs_value_and_the_last_point_is_there(
    pages: Mapping[str, PageView],
) -> None:
    page = pages["summed-up"]
    (figure,) = page.figures
    assert figure.value == "0.9"
    assert "as the store's summary has it" in [note.text for note in figure.notes]
    (results,) = (section.table for section in page.sections if section.key == "results" and section.table)
    assert (results.rows[0][1].text, results.rows[0][1].sub) == ("0.7", "0.9 in the store's summary")
    (figure,) = pages["equal"].figures
    assert tuple(note.text for note in figure.notes) == ("higher is better", "best 0.8 at step 1")


def test_runs_on_different_data_have_no_place(report_of: Callable[..., Report]) -> None:
    records = {
        name: {
            "params": {"lr": value},
            "metrics": {"val_auc": value},
            "datasets": [{"name": "v", "digest": name, "context": "validation"}],
        }
        for name, value in (("md5:aa", 0.7), ("md5:bb", 0.8))
    }
    for case in cases_of(report_of(records)):
        assert "best" not in compose_run(case).hero.more[0]


def test_a_run_s_own_page_alone_says_where_an_object_lay_in_memory(
    report_of: Callable[..., Report],
) -> None:
    losses = {
        "a": "<function l1_loss at 0x7fa>",
        "b": "<function l1_loss at 0x7fb>",
        "c": "<function l2 at 0x1>",
    }
    report = report_of(
        {name: {"params": {"loss": loss}, "metrics": {"val_auc": 0.7}} for name, loss in losses.items()}
    )
    case = next(iter(cases_of(report)))
    (settings,) = (section for section in compose_run(case).sections if section.key == "params")
    assert [entry.text for entry in settings.entries] == [losses[case.run.id]]
    assert param_cell(case.run, "loss").text == "<function l1_loss>"
    (found,) = report.findings.experiments
    script = columns_script(report, found, {})
    assert "<function l1_loss>" in script.replace("\\u003c", "<").replace("\\u003e", ">")
    assert "0x7fa" not in script
