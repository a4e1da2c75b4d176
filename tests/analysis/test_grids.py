import dataclasses

import pandas as pd
import pytest

from runreport.analysis.grids import grid_of
from runreport.analysis.understand import understand
from runreport.model import Run, RunRef, Series, Status, StoreRef


def run_of(depth, trees, seed, value):
    return Run(
        ref=RunRef(StoreRef("mlflow-files", "mlruns"), f"{depth}-{trees}-{seed}"),
        name=f"{depth}-{trees}-{seed}",
        experiment="forest",
        status=Status.FINISHED,
        params={"depth": depth, "trees": trees, "seed": seed},
        metrics={"val_auc": Series.of([0], [value])},
    )


def test_that_cells_are_the_means_that_pandas_finds():
    rows = [
        (d, t, s, 0.5 + d / 100 + t / 1000 + s / 50)
        for d in (2, 4, 8)
        for t in (10, 50)
        for s in (1, 2)
        if (d, t) != (8, 10)
    ]
    runs = [run_of(*row) for row in rows]
    (found,) = understand(runs).experiments
    grid = grid_of(found, {run.uid: run for run in runs})
    table = pd.DataFrame(rows, columns=["depth", "trees", "seed", "auc"])
    wanted = table.pivot_table(index="depth", columns="trees", values="auc", aggfunc=["mean", "count"])
    assert (grid.rows, grid.columns) == ("depth", "trees")
    assert grid.row_values == ("2", "4", "8")
    assert ("8", "10") not in grid.cells
    for (depth, trees), (mean, n) in grid.cells.items():
        assert mean == pytest.approx(wanted["mean"].loc[int(depth), int(trees)])
        assert n == wanted["count"].loc[int(depth), int(trees)]
    three = dataclasses.replace(found, varying=(*found.varying, "model"))
    assert grid_of(three, {run.uid: run for run in runs}) is None
