"""A run in which every field holds something."""

from datetime import UTC, datetime

import pytest

from runreport.model import (
    Artifact,
    Cost,
    Dataset,
    Environment,
    Experiment,
    Joined,
    LoggedTable,
    Measured,
    Media,
    MetricInfo,
    ModelVersion,
    Omission,
    Picture,
    Problem,
    RegisteredModel,
    Run,
    RunRef,
    Series,
    Source,
    Status,
    StoreFacts,
    StoreRef,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOWN = Picture("0f3a5b6c7d8e9f01.png", 8, 6, (16, 12), 2)
STORE = StoreRef("plain-table", "results/mlruns", "copies/mlruns")

OTHER = StoreRef("plain-folder", "results/events", "copies/events")


def version() -> ModelVersion:
    return ModelVersion(
        name="lung screening",
        version="3",
        stage="Production",
        aliases=("champion", "approved"),
        flavor="sklearn",
        signature="inputs: a double",
        run="run-7",
        description="Chosen in March.",
        created=NOON,
        tags={"validated": "yes"},
    )


@pytest.fixture(scope="session")
def full_run() -> Run:
    return Run(
        ref=RunRef(STORE, "run-7", "1772366400"),
        name="calm owl",
        experiment="lung nodules",
        status=Status.FINISHED,
        started=NOON,
        ended=NOON,
        params={"optimizer": "adam", "lr": 0.1, "epochs": 12, "amp": True, "note": None},
        metrics={"val_auc": Series.of([0, 1], [0.5, 0.9])},
        system={"gpu_memory": Series.of([0], [3.0])},
        summary={"best": "epoch nine", "val_auc": 0.9},
        definitions={"val_f1": MetricInfo("val_f1", "AUC", "points", explain="How well.", low=0.0, high=1.0)},
        tags={"stage": "final", "owner team": "imaging"},
        notes="Better than before.",
        group="sweep one",
        job_type="train",
        parent="run-1",
        artifacts=(Artifact("model/model.pkl", 10, "md5:00", "application/x-pickle"),),
        datasets=(Dataset("nodules", "0a1b2c3d", "data/x.csv", "training", 5, "rows", "columns"),),
        models=(version(),),
        source=Source("https://code.example.org/lab/x", "abc", "main", True, "train.py", "train.py --lr 1"),
        environment=Environment(
            "3.12", {"numpy": "2.1"}, "Linux", "one GPU", "tracker 1", "mokafor", "ward7-pc"
        ),
        media=(Media("roc", "image/png", "plots/roc.png", 3, "of both wards", b"pixels", SHOWN),),
        tables=(LoggedTable("errors", ("case", "score"), (("first", 0.1), ("second", None)), 9, step=4),),
        cost=Cost(seconds=Measured(60.0, "measured by the clock")),
        folders=("logs/seven",),
        joined=(Joined(RunRef(OTHER, "run-70", "3"), "its tag names run-70", ("val_loss",), 2),),
        recorded_as={"val_f1": "val/f1"},
        problems=(Problem("a line is torn", "write it again", "results/mlruns", "run-7", "x/y.csv", 3),),
        omissions=(Omission("pictures", 3, "at most twelve are shown", "results/mlruns"),),
    )


@pytest.fixture(scope="session")
def full_facts() -> StoreFacts:
    return StoreFacts(
        STORE,
        (Experiment("lung nodules", "1", "What we tried.", {"team": "imaging"}, NOON),),
        (
            RegisteredModel(
                "lung screening", (version(),), "For the ward.", {"risk": "high"}, {"champion": "3"}, NOON
            ),
        ),
    )
