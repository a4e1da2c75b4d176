"""A run that two stores recorded, from its records to the pages."""

import csv
import json
from pathlib import Path

import pytest

from runreport import build_report, load_runs
from runreport.config import Config

KEY, EVENTS = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "events-of-mokafor"
TABLE = f"""\
id,name,experiment,status,started,param.lr,metric.val_acc,tag.user,tag.log_dir
{KEY},calm owl,digits,finished,2026-01-02T03:04:05Z,0.1,0.9,mokafor,/home/mokafor/project/logs/first
b,shy hare,digits,finished,2026-01-02T03:04:05Z,0.2,0.8,mokafor,
"""


@pytest.fixture
def stores(tmp_path: Path) -> Path:
    """Return a folder with a table and, in `logs/`, folders with the curves of its first run."""
    (tmp_path / "runs.csv").write_text(TABLE)
    for name, metric in (("first", "loss"), ("other", "eval_accuracy")):
        run = tmp_path / "logs" / name
        run.mkdir(parents=True)
        (run / "run.json").write_text(
            json.dumps({"id": name, "name": name, "experiment": "digits", "status": "finished"})
        )
        rows = "".join(f"{step},{1 / (step + 1)}\n" for step in range(20))
        (run / "metrics.csv").write_text(f"step,{metric}\n{rows}")
    return tmp_path


def test_two_records_are_one_run_with_both_sources_named(stores: Path, tmp_path: Path) -> None:
    runs = load_runs(str(stores))
    assert sorted(run.name for run in runs) == ["calm owl", "other", "shy hare"]
    (run,) = (run for run in runs if run.name == "calm owl")
    assert run.metrics["loss"].stats.count == 20
    assert [(part.ref.store.reader, part.ref.key) for part in run.joined] == [("plain-folder", "first")]

    site = build_report(Config().with_stores([str(stores)]), output=tmp_path / "site").output
    (page,) = (path for path in site.glob("runs/*/*.html") if ">calm owl</h1>" in path.read_text())
    text = page.read_text()
    assert "Also recorded in" in text
    assert "log_dir names the folder logs/first" in text
    assert "from logs" in text
    assert "Runs that several stores recorded" in (site / "data.html").read_text()
    assert "mokafor" not in "".join(path.read_text() for path in site.rglob("*.html"))
    (record,) = (
        run for run in json.loads((site / "report.json").read_text())["runs"] if run["name"] == "calm owl"
    )
    assert record["joined"][0]["metrics"] == ["loss"]


def test_names_that_two_stores_have_for_one_metric_are_one_column(stores: Path, tmp_path: Path) -> None:
    site = build_report(Config().with_stores([str(stores)]), output=tmp_path / "site").output
    with (site / "files/runs.csv").open(newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert [rows[name]["metric.val_acc"] != "" for name in ("calm owl", "shy hare", "other")] == [True] * 3
    methods = (site / "methods.html").read_text()
    assert "eval_accuracy (1 run), val_acc (2 runs)" in methods
    (page,) = (path for path in site.glob("runs/*/*.html") if ">other</h1>" in path.read_text())
    assert "recorded as eval_accuracy" in page.read_text()
    assert {name for run in load_runs(str(stores)) for name in run.metrics} == {
        "val_acc",
        "loss",
        "eval_accuracy",
    }


def test_the_order_of_the_stores_changes_nothing(stores: Path, tmp_path: Path) -> None:
    def pages(*paths: str) -> dict[str, bytes]:
        config = Config().with_stores([str(stores / path) for path in paths])
        site = build_report(config, output=tmp_path / "site", force=True).output
        return {path.name: path.read_bytes() for path in site.glob("runs/*/*.html")}

    assert pages("logs", "runs.csv") == pages("runs.csv", "logs")
