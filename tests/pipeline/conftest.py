"""A small study as plain records: a table, folders with curves, and a private detail in each."""

import json
from pathlib import Path

import pytest

TABLE = """\
id,name,experiment,status,started,ended,param.model,param.seed,metric.val_auc,tag.user
a1,ridge 0,screening,finished,2026-01-02T03:04:05Z,2026-01-02T03:05:05Z,ridge,0,0.81,mokafor
a2,ridge 1,screening,finished,2026-01-02T04:00:00Z,2026-01-02T04:00:30Z,ridge,1,0.83,mokafor
a3,forest 0,screening,failed,2026-01-03T00:00:00Z,,forest,0,,mokafor
b1,warm up by mokafor,zero tests,finished,2026-01-01T00:00:00Z,2026-01-01T00:01:00Z,ridge,0,0.5,
"""
POINTS = 3000


def write_study(folder: Path) -> Path:
    """Write the study into the folder: `runs.csv`, and `curves/` with a long and a damaged run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "runs.csv").write_text(TABLE)
    for name in ("long", "torn"):
        run = folder / "curves" / name
        run.mkdir(parents=True)
        record = {"id": name, "name": name, "experiment": "curves", "status": "finished"}
        (run / "run.json").write_text(json.dumps({**record, "notes": "see /home/mokafor/data.csv"}))
        rows = "".join(f"{step},{step % 7 / 10}\n" for step in range(POINTS))
        (run / "metrics.csv").write_text("step,loss\n" + (rows if name == "long" else "0,0.5\n1,half\n"))
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a folder with the study, below a folder whose name must not come out."""
    return write_study(tmp_path / "secret-project" / "study")
