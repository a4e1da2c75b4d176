from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from runreport.model import Run, RunRef, StoreRef
from runreport.pages.all_runs import RUNS_A_PAGE, compose_runs, count_pages, listed_runs, page_of

START = datetime(2026, 3, 1, tzinfo=UTC)


def report_of(count):
    runs = {}
    for at in range(count):
        run = Run(
            RunRef(StoreRef("r", "s"), f"k{at}"), f"run {at}", "study", started=START + timedelta(hours=at)
        )
        runs[run.uid] = run
    pages = {uid: f"runs/s/{run.ref.key}.html" for uid, run in runs.items()}
    return SimpleNamespace(runs=runs, sitemap=SimpleNamespace(runs=pages), title_of=str)


def names_on(view):
    return [row[0].text for row in view.sections[0].table.rows]


@pytest.mark.parametrize("count", [0, 1, RUNS_A_PAGE, RUNS_A_PAGE + 1, 2 * RUNS_A_PAGE + 7])
def test_every_run_stands_on_one_page_of_the_list(count):
    report = report_of(count)
    runs = listed_runs(report)
    views = [compose_runs(report, runs, number) for number in range(count_pages(count))]
    assert [name for view in views for name in names_on(view)] == [f"run {at}" for at in range(count)]


def test_few_runs_need_no_other_page():
    view = compose_runs(report_of(3), listed_runs(report_of(3)), 0)
    assert view.hero.lead.startswith("All 3 runs of this report")
    assert not view.boxes
    assert not view.sections[0].entries


def test_pages_of_a_long_list_lead_to_one_another():
    report = report_of(2 * RUNS_A_PAGE + 1)
    runs = listed_runs(report)
    first, middle, last = (compose_runs(report, runs, number) for number in range(3))
    assert [page_of(number) for number in range(3)] == [
        "runs/index.html",
        "runs/page-2.html",
        "runs/page-3.html",
    ]
    assert middle.hero.lead.startswith("Runs 501 to 1\u202f000 of 1\u202f001")
    assert [entry.href for entry in first.sections[0].entries] == ["page-2.html"]
    assert [entry.href for entry in middle.sections[0].entries] == ["index.html", "page-3.html"]
    assert [entry.text for entry in last.sections[0].entries] == ["Runs 501 to 1\u202f000"]
    assert [line.href for line in middle.boxes[0].lines] == ["index.html", "", "page-3.html"]
