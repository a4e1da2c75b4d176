"""The page on plain records: what it shows is read as it says."""

import re
from pathlib import Path

import pytest

from runreport.model import Run, Status
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.plain.columns import SECTIONS, SHORT
from runreport.readers.plain.record import KNOWN
from runreport.readers.stream import stream

PAGE = (Path(__file__).parents[2] / "docs/plain-records.md").read_text(encoding="utf-8")


def blocks(language):
    """Return the page's blocks of code in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.S | re.M)


def runs_below(folder, monkeypatch):
    """Return the runs in a folder by key; none of them, and nothing else, may be damaged."""
    monkeypatch.chdir(folder)
    found = list(stream(detect(["."], catalog()).refs, catalog()))
    assert all(isinstance(item, Run) and item.problems == () for item in found), found
    return {run.id: run for run in found}


def test_the_table_that_is_shown_is_read(tmp_path, monkeypatch):
    (tmp_path / "runs.csv").write_text(blocks("csv")[0])
    found = runs_below(tmp_path, monkeypatch)
    assert list(found) == ["r1", "r2"]
    assert found["r1"].params == {"model": "ridge", "alpha": 0.1}
    assert found["r1"].metrics["r2"].values.tolist() == [0.485]
    assert (found["r2"].status, found["r2"].ended, dict(found["r2"].metrics)) == (Status.FAILED, None, {})


def test_the_columns_that_are_mapped_are_read(tmp_path, monkeypatch):
    (tmp_path / "runs.toml").write_text(blocks("toml")[0])
    header = "Run,learning rate,AUC (validation),internal remark,site\n"
    (tmp_path / "results.csv").write_text(header + "7,0.01,0.9,hush,north\n")
    run = runs_below(tmp_path, monkeypatch)["7"]
    assert run.params == {"learning_rate": 0.01}
    assert run.metrics["val_auc"].values.tolist() == [0.9]
    assert run.tags == {"site": "north"}


def test_the_ten_lines_write_a_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (lines,) = blocks("python")
    assert len([line for line in lines.splitlines() if line and not line.startswith("import")]) == 9
    exec(compile(lines, "plain-records.md", "exec"), {})
    (run,) = runs_below(tmp_path, monkeypatch).values()
    assert (run.id, run.experiment, run.status) == ("ridge-seed-0", "Diabetes", Status.FINISHED)
    assert run.params == {"seed": 0, "alpha": 0.1}
    assert run.metrics["loss"].values.tolist() == [1 / (step + 1) for step in range(100)]


def test_the_record_that_is_shown_is_read_whole(tmp_path, monkeypatch):
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "run.json").write_text(blocks("json")[0])
    run = runs_below(tmp_path, monkeypatch)["first"]
    assert run.params == {"seed": 0, "optimizer.name": "sgd", "optimizer.rate": 0.1}
    assert run.tags == {"team": "north"}
    assert (run.name, run.group, run.parent) == ("ridge, seed 0", "ridge", "sweep-1")
    assert run.seconds == 4
    assert run.summary == {"rmse": 56.4}
    assert [artifact.path for artifact in run.artifacts] == ["model.onnx", "roc.png"]
    assert run.artifacts[1].size_bytes == 10240
    assert (run.datasets[0].name, run.datasets[0].rows) == ("diabetes", 265)
    assert (run.models[0].name, run.models[0].version, run.models[0].run) == ("screening", "3", "first")
    assert (run.source.commit, run.source.dirty) == ("c15cf1f9", False)
    assert run.environment.packages == {"scikit-learn": "1.5.0"}
    assert run.cost.energy_kwh.value == 0.02
    assert run.cost.emissions_kg.how == "computed with the grid's yearly mean"


@pytest.mark.parametrize(
    ("block", "metrics"), [(1, {"loss": [0.9, 0.5]}), (2, {"loss": [0.9, 0.5], "val_auc": [0.81]})]
)
def test_both_kinds_of_curves_that_are_shown_are_read(tmp_path, monkeypatch, block, metrics):
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "run.json").write_text('{"params": {}}')
    (tmp_path / "first" / "metrics.csv").write_text(blocks("csv")[block])
    run = runs_below(tmp_path, monkeypatch)["first"]
    assert {name: curve.values.tolist() for name, curve in run.metrics.items()} == metrics


def test_every_column_and_key_is_described():
    names = {*KNOWN, *SHORT, *(f"{prefix}.…" for prefix in SECTIONS)} - {"datasets", "models", "artifacts"}
    sections = {"params", "metrics", "summary", "tags", "source", "environment", "cost"}
    missing = [name for name in names - sections if f"`{name}`" not in PAGE]
    assert missing == []
    assert [name for name in KNOWN - {"id", "job_type", "metrics"} if f'"{name}":' not in PAGE] == []
