import re
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import numpy as np
import pytest

from runreport.analysis.findings import (
    Best,
    Effect,
    Estimate,
    ExperimentFindings,
    Group,
    Level,
    Ranking,
    Standing,
)
from runreport.model import Better, MetricInfo, Run, RunRef, Series, Status, StoreRef

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TOPS = {"ViT-base": 0.79, "ResNet-50": 0.76, "Boosting": 0.73, "Old rule": 0.71, "Small": 0.69}
SEEDS = (1, 2, 3)


@pytest.fixture(scope="session")
def points_of():
    """Return a function that gives the points that a path goes through, by SVG's own grammar of M and l."""

    def read(path):
        points = []
        for piece in re.findall(r"M[^M]*", path):
            numbers = [int(number) for number in re.findall(r"-?\d+", piece.removesuffix("h0"))]
            steps = zip(numbers[::2], numbers[1::2], strict=True)
            points += accumulate(steps, lambda one, step: (one[0] + step[0], one[1] + step[1]))
        return points

    return read


def curve(top, seed, steps=41):
    noise = np.random.default_rng(seed).normal(0, 0.004, steps)
    return top - (top - 0.5) * np.exp(-np.arange(steps) / 6) + noise


def run_of(name, seed, top, number, status=Status.FINISHED):
    started = START + timedelta(days=number)
    return Run(
        ref=RunRef(StoreRef("mlflow-files", "mlruns"), f"{name}-{seed}"),
        name=f"{name} {seed}",
        experiment="screening",
        status=status,
        started=started,
        ended=started + timedelta(hours=number + 1),
        params={"model": name, "seed": seed},
        metrics={
            "val_auc": Series.of(range(41), curve(top, seed)),
            "train_loss": Series.of(range(41), 2 * np.exp(-np.arange(41) / 5) + 0.01 * seed),
            "rows": Series.of([0], [612]),
        },
    )


def estimate_of(values):
    mean = sum(values) / len(values)
    return Estimate(mean, mean - 0.01, mean + 0.01, len(values), 0.004, "95 % t interval", tuple(values))


@pytest.fixture
def runs():
    names = [(name, seed) for name in TOPS for seed in SEEDS]
    made = [run_of(name, seed, TOPS[name], number) for number, (name, seed) in enumerate(names)]
    return {run.uid: run for run in made}


@pytest.fixture
def infos():
    return {
        "val_auc": MetricInfo("val_auc", "AUC on validation patients", "", Better.HIGHER, low=0, high=1),
        "train_loss": MetricInfo("train_loss", "Training loss", "", Better.LOWER, low=0),
        "rows": MetricInfo("rows", "Rows"),
    }


@pytest.fixture
def found(runs):
    groups = []
    for name in TOPS:
        mine = tuple(run.uid for run in runs.values() if run.params["model"] == name)
        estimates = {
            metric: estimate_of([runs[uid].metrics[metric].stats.last_finite for uid in mine])
            for metric in ("val_auc", "train_loss")
        }
        groups.append(Group(name, name, mine, {"model": name}, tuple(map(str, SEEDS)), estimates))
    standings = tuple(
        Standing(place, group.key, place == 1, place == 2) for place, group in enumerate(groups, 1)
    )
    later = groups[0].runs[0]
    progress = tuple(Best(runs[uid].ended, runs[uid].metrics["val_auc"].stats.last, uid) for uid in (later,))
    return ExperimentFindings(
        name="screening",
        runs=tuple(runs),
        statuses={Status.FINISHED: len(runs)},
        metrics=("val_auc", "train_loss", "rows"),
        headline="val_auc",
        headline_reason="configured",
        varying=("model",),
        constant={},
        seeds=("seed",),
        groups=tuple(groups),
        ranking=Ranking("val_auc", standings, ("ViT-base",), True, "Welch tests, Holm, n = 3"),
        best_run=later,
        baseline="Old rule",
        differences=(),
        effects=(),
        progress=progress,
        failures=(),
        started=START,
        ended=max(run.ended for run in runs.values()),
        seconds=3600.0,
        runs_with_seconds=len(runs),
    )


@pytest.fixture
def effect_of():
    def make(settings, values, is_numeric):
        points = tuple(
            (text, value, f"run {n}") for n, (text, value) in enumerate(zip(settings, values, strict=True))
        )
        by_setting = {}
        for text, value, _ in points:
            by_setting.setdefault(text, []).append(value)
        levels = tuple(Level(text, estimate_of(found)) for text, found in by_setting.items())
        return Effect("lr", "val_auc", is_numeric, points, levels, None, None, 0.5, len(points), "AUC by lr")

    return make
