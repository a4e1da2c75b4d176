from datetime import UTC, datetime, timedelta

import pytest

from runreport.analysis.understand import understand
from runreport.model import (
    Cost,
    Dataset,
    Environment,
    Measured,
    ModelVersion,
    RegisteredModel,
    Run,
    RunRef,
    Series,
    Source,
    Status,
    StoreFacts,
    StoreRef,
)

STORE = StoreRef("mlflow-files", "mlruns")
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DATA = (
    Dataset("cohort", "aa11", "data/cohort.csv", "training", 400),
    Dataset("holdout", "bb22", "data/holdout.csv", "validation", 100),
)


def run_of(key, model, seed, auc, **more):
    values = {
        "ref": RunRef(STORE, key),
        "name": key,
        "experiment": "screening",
        "status": Status.FINISHED,
        "started": START,
        "ended": START + timedelta(minutes=12),
        "params": {"model": model, "seed": seed, "alpha": 0.1},
        "metrics": {
            "val_auc": Series.of([0], [auc]),
            "site_a/val_auc": Series.of([0], [auc + 0.01]),
            "site_b/val_auc": Series.of([0], [auc - 0.1]),
        },
        "datasets": DATA,
        "source": Source("example.org/study", "c0ffee", "main", True, "train.py"),
        "environment": Environment("3.11.7", {"scikit-learn": "1.5", "numpy": "2.0"}, "Linux"),
        "cost": Cost(energy_kwh=Measured(0.25, "measured by the tracker")),
    }
    return Run(**{**values, **more})


@pytest.fixture
def make_run():
    return run_of


@pytest.fixture
def runs():
    made = [run_of(f"forest-{seed}", "forest", seed, auc) for seed, auc in ((1, 0.80), (2, 0.82), (3, 0.84))]
    made += [run_of(f"ridge-{seed}", "ridge", seed, auc) for seed, auc in ((1, 0.70), (2, 0.71), (3, 0.69))]
    made.append(run_of("broken", "forest", 4, 0.1, status=Status.FAILED))
    return {run.uid: run for run in made}


@pytest.fixture
def findings_of():
    def find(runs):
        return understand(list(runs.values()))

    return find


@pytest.fixture
def findings(runs, findings_of):
    return findings_of(runs)


@pytest.fixture
def registry():
    versions = tuple(
        ModelVersion(
            "triage",
            version,
            flavor="sklearn",
            run=run,
            created=START + timedelta(days=int(version)),
            aliases=aliases,
        )
        for version, run, aliases in (
            ("1", "ridge-1", ("champion",)),
            ("2", "forest-1", ()),
        )
    )
    return RegisteredModel("triage", versions, "Ranks patients.", aliases={"champion": "1"})


@pytest.fixture
def facts_of():
    return lambda *models: (StoreFacts(STORE, (), models),)
