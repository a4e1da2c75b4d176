"""What readers meet in a report of their own records: labels, failures, numbers that lead to runs."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from runreport import build_report, load_config

LABELS = """
title = "Two wards"
question = "Which model?"
stores = ["runs.csv"]

[labels]
rf_v2 = "random forest"
lin = "linear model"
lin_b = "linear model"
"""


def write_runs(folder: Path, rows: list[dict[str, Any]]) -> None:
    with (folder / "runs.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def a_row(name: str, seed: int, value: float | str, status: str = "finished") -> dict[str, Any]:
    return {
        "id": f"{name}-{seed}",
        "name": f"{name}-seed{seed}",
        "experiment": "wards",
        "status": status,
        "param.kind": name,
        "param.seed": seed,
        "metric.val_auc": value,
    }


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A report whose configuration has labels, one for two settings."""
    spread = {"rf_v2": 0.9, "lin": 0.7, "lin_b": 0.6}
    write_runs(
        tmp_path, [a_row(name, seed, at + seed / 100) for name, at in spread.items() for seed in range(3)]
    )
    (tmp_path / "runreport.toml").write_text(LABELS)
    return build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / "site").output


def test_a_label_stands_where_the_report_speaks_and_the_records_name_beside_it(
    labelled: Path, parsed: Any
) -> None:
    first = parsed((labelled / "index.html").read_text())
    assert next(first.all("strong")).text == "AUC (validation) is best with random forest."
    page = parsed((labelled / "experiments/wards.html").read_text())
    assert "random forest rf_v2" in [row[0] for row in page.rows()]
    run = parsed(next((labelled / "runs/runs-csv").glob("rf?v2-0*.html")).read_text())
    assert "rf_v2" in run.text
    assert "rf_v2" in {group["label"] for group in groups(labelled)}


def test_settings_with_one_label_are_still_told_apart(labelled: Path, parsed: Any) -> None:
    heads = [row[0] for row in parsed((labelled / "experiments/wards.html").read_text()).rows()]
    assert "linear model (lin) lin" in heads
    assert "linear model (lin_b) lin_b" in heads


def groups(site: Path) -> list[dict[str, Any]]:
    return json.loads((site / "report.json").read_bytes())["experiments"][0]["groups"]


def test_a_label_may_be_that_of_a_value_in_a_setting_without_a_name(tmp_path: Path, parsed: Any) -> None:
    rows = [
        a_row(kind, seed, at + seed / 100) | {"name": f"{at}{seed}", "param.depth": depth}
        for kind, depth, at in (("rf", 2, 0.7), ("rf", 8, 0.9), ("gb", 2, 0.6))
        for seed in range(3)
    ]
    write_runs(tmp_path, [row | {"id": str(place)} for place, row in enumerate(rows)])
    labels = 'title = "A"\nquestion = "Q?"\nstores = ["runs.csv"]\n[labels]\nrf = "random forest"\n'
    (tmp_path / "runreport.toml").write_text(labels)
    site = build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / "site").output
    answer = next(parsed((site / "index.html").read_text()).all("strong")).text
    assert "random forest" in answer
    assert "8" in answer


def test_of_very_many_failures_the_first_are_listed_and_the_others_counted(
    tmp_path: Path, parsed: Any
) -> None:
    failed = [a_row("rf", seed, "", "failed") for seed in range(205)]
    write_runs(tmp_path, [a_row("rf", 300, 0.5), a_row("rf", 301, 0.6), *failed])
    (tmp_path / "runreport.toml").write_text('stores = ["runs.csv"]\n')
    site = build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / "site").output
    text = parsed((site / "experiments/wards.html").read_text()).text
    assert "5 further runs are in the comparison." in text
    listed = parsed((site / "runs/index.html").read_text())
    assert len([row for row in listed.rows() if row[2:3] == ["Failed"]]) == 2 * 205


def test_a_mean_of_runs_of_which_one_has_no_value_shows_that_it_has_none(tmp_path: Path, parsed: Any) -> None:
    f1 = {"rf-0": 0.5, "rf-1": 0.7, "rf-2": "", "gb-0": 0.1, "gb-1": 0.2}
    rows = [
        a_row(name, seed, 0.5 + seed / 10) | {"metric.val_f1": f1[f"{name}-{seed}"]}
        for name, seed in (("rf", 0), ("rf", 1), ("rf", 2), ("gb", 0), ("gb", 1))
    ]
    write_runs(tmp_path, rows)
    (tmp_path / "runreport.toml").write_text('headline = "val_auc"\nstores = ["runs.csv"]\n')
    site = build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / "site").output
    text = (site / "experiments/wards.html").read_text()
    (part,) = re.findall(r'<tbody id="runs-of-[^"]*">(?:(?!</tbody>).)*rf-seed0.*?</tbody>', text, re.DOTALL)
    cells = [row[-1] for row in parsed(f"<table>{part}</table>").rows()]
    assert cells == ["0.5000", "0.7000", "– (not recorded)", "0.6000"]
