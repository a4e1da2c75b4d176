"""A heat map in the page: what its cells say, which is best, and which were not tried."""

import dataclasses

import pytest

from runreport.model import Better
from runreport.pages.grid import SHADES, grid_section

PAGE = "experiments/screening.html"


def grid_of(report, **infos):
    (found,) = report.findings.experiments
    metrics = dict(report.findings.metrics)
    metrics["auc"] = dataclasses.replace(metrics["auc"], **infos)
    report = dataclasses.replace(report, findings=dataclasses.replace(report.findings, metrics=metrics))
    section = grid_section(report, found)
    return section.title, {
        (row, at): cell for row, cells in section.grid.rows for at, cell in enumerate(cells)
    }


def test_that_the_page_has_a_cell_for_each_pair_of_settings(clinic_page):
    page = clinic_page(PAGE)
    rows = page.rows()
    at = rows.index(["model", "False", "True"])
    assert rows[at - 1] == ["", "augment"]
    assert rows[at + 1 : at + 4] == [
        ["boosted", "0.8420 3 runs", "– (not tried, or without a value)"],
        ["forest", "0.8620 3 runs", "0.8720 (best) 3 runs"],
        ["logistic", "0.8020 3 runs", "0.8120 3 runs"],
    ]
    cells = {cell.text: cell.classes for cell in page.all("td") if "num" in cell.classes}
    assert cells["0.8720 (best) 3 runs"] >= {"right", f"h{SHADES}"}
    assert cells["0.8020 3 runs"] >= {"h1"}
    assert cells["– (not tried, or without a value)"] == {"num", "none"}


def test_that_shades_follow_the_means_and_a_missing_cell_has_none(clinic):
    title, cells = grid_of(clinic)
    assert title == "AUC is highest at model forest and augment True: 0.8720, n = 3"
    # Parts of the way from 0.802 to 0.872: 0, 1/7, 4/7, 6/7 and all of it, in five shades.
    shades = {key: cell.shade for key, cell in cells.items()}
    assert shades == {
        ("logistic", 0): 1,
        ("logistic", 1): 1,
        ("boosted", 0): 3,
        ("boosted", 1): 0,
        ("forest", 0): 5,
        ("forest", 1): 5,
    }
    assert cells["boosted", 1].value == ""


@pytest.mark.parametrize(
    ("better", "best", "words"),
    [
        (Better.LOWER, ("logistic", 0), "AUC is lowest at model logistic and augment False: 0.8020, n = 3"),
        (Better.UNKNOWN, None, "AUC over model and augment"),
    ],
)
def test_that_the_direction_decides_which_cell_is_framed(clinic, better, best, words):
    title, cells = grid_of(clinic, better=better)
    assert title == words
    assert [key for key, cell in cells.items() if cell.is_best] == ([] if best is None else [best])
