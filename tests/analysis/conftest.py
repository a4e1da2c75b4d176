from datetime import UTC, datetime, timedelta

import pytest

from runreport.analysis.options import Options
from runreport.analysis.understand import understand
from runreport.model import Run, RunRef, Series, Status, StoreRef

STORE = StoreRef("plain-table", "runs.csv")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def build_run(key, value=None, *, metric="val_auc", at=0, store=STORE, curves=None, **fields):
    """Return a finished run; `value` becomes one point of `metric`, `at` minutes after the first start."""
    metrics = dict(curves or {})
    if value is not None:
        metrics[metric] = Series.of([0], [value])
    fields.setdefault("name", key)
    fields.setdefault("experiment", "study")
    fields.setdefault("status", Status.FINISHED)
    fields.setdefault("started", START + timedelta(minutes=at))
    fields.setdefault("ended", START + timedelta(minutes=at, seconds=30))
    return Run(ref=RunRef(store, key), metrics=metrics, **fields)


def build_study(results, *, seeds=True, metric="val_auc", **fields):
    """Return runs of one experiment from values by model, one a seed."""
    return [
        build_run(
            f"key-{model}-{seed}",
            value,
            name=f"{model}-{seed}",
            metric=metric,
            at=10 * place + seed,
            params={"model": model, **({"seed": seed} if seeds else {})},
            **fields,
        )
        for place, (model, values) in enumerate(results.items())
        for seed, value in enumerate(values)
    ]


@pytest.fixture
def make_run():
    return build_run


@pytest.fixture
def make_study():
    return build_study


@pytest.fixture
def findings_of():
    def find(runs, **options):
        return understand(runs, Options(**options))

    return find


@pytest.fixture
def study_of(findings_of):
    """Return the findings of the only experiment in the runs."""

    def find(runs, **options):
        (experiment,) = findings_of(runs, **options).experiments
        return experiment

    return find
