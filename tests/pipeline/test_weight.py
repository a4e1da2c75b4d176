"""What the page of a run weighs, and that curves' numbers lie beside it, whoever composed the pages."""

import gzip
import json
import math
import random
from pathlib import Path

import pytest

from runreport.config import Config
from runreport.parallel import WORTH_A_FORK
from runreport.pipeline.build import build_report

START = 1_767_312_000
MOST_BYTES = 15_000
"""Of a page, gzipped, beyond the files that all pages share."""


def write_run(folder: Path, curves: int, points: int, seed: int = 0) -> Path:
    """Write a run of noisy curves as plain records, with times, and return the store."""
    chance = random.Random(seed)
    run = folder / f"run-{seed}"
    run.mkdir(parents=True)
    (run / "run.json").write_text(json.dumps({"name": f"run {seed}", "experiment": "long"}))
    rows = ["name,step,value,time"]
    for curve in range(curves):
        pace = chance.uniform(points / 20, points / 2)
        for step in range(points):
            value, time = math.exp(-step / pace) + chance.gauss(0, 0.05), START + step * 30
            rows.append(f"part{curve}/score,{step},{value!r},{time}")
    (run / "metrics.csv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.mark.parametrize(("curves", "points"), [(10, 100), (30, 1000)])
def test_the_page_of_a_run_is_light_and_its_numbers_are_exact(
    tmp_path: Path, curves: int, points: int
) -> None:
    write_run(tmp_path / "store", curves, points)
    build_report(Config(title="Long"), [str(tmp_path / "store")], output=tmp_path / "site")
    (page,) = (tmp_path / "site/runs").glob("*/*.html")
    assert len(gzip.compress(page.read_bytes(), 9)) <= MOST_BYTES
    text = (tmp_path / "site/data/curves/0.js").read_text("utf-8")
    told = json.loads(text.removeprefix("rrCurves(0,").removesuffix(");\n"))["curves"]
    assert len([line for panel in told["panels"] for line in panel["lines"]]) == curves
    assert told["thinned"] == 0
    assert 'data-axes="time"' in page.read_text("utf-8")


def test_the_numbers_are_the_same_however_many_processes_compose(tmp_path: Path) -> None:
    for seed in range(WORTH_A_FORK if WORTH_A_FORK < 100 else 8):
        write_run(tmp_path / "store", 3, 120, seed)
    sites = [tmp_path / "one", tmp_path / "two"]
    for workers, site in enumerate(sites, 1):
        build_report(Config(title="Long"), [str(tmp_path / "store")], output=site, workers=workers)
    one, two = (
        {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in sites
    )
    assert one == two
    shards = [path for path in one if path.startswith("data/curves/")]
    assert len(shards) > 1
    assert max(len(one[path]) for path in shards) < 200_000
    assert all(path in one["MANIFEST.sha256"].decode() for path in shards)
