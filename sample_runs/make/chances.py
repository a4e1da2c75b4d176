"""Writes classifiers whose chances are compared with what came true: plain JSON records, without a tracker.

Run it through `all.py`. The only argument is the folder for the records.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from diabetes import SPLIT_SEED, Record, Table
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from workplace import git_value, now_text, stopwatch

EXPERIMENT = "Breast cancer chances"
SEEDS = range(3)
BINS = 10


@dataclass(kw_only=True)
class Classified(Record):
    """One run, with the tables that it logged.

    Attributes:
        tables: Each a name, a kind, columns and rows.
    """

    experiment: str = EXPERIMENT
    tables: list[dict[str, Any]] = field(default_factory=list)


def load_tables() -> tuple[Table, Table]:
    """Returns the rows for training and the rows for testing; 1 is malignant."""
    readings, benign = load_breast_cancer(return_X_y=True)
    parts = train_test_split(readings, 1 - benign, test_size=0.4, random_state=SPLIT_SEED, stratify=benign)
    return Table(parts[0], parts[2]), Table(parts[1], parts[3])


def models() -> Iterator[tuple[str, ClassifierMixin]]:
    """Yields name and model: one whose chances come true, and one that is too sure of itself."""
    yield "logistic_regression", make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    yield "naive_bayes", GaussianNB()


def reliability(chances: np.ndarray, outcome: np.ndarray) -> list[list[float]]:
    """Returns for each bin that holds cases the mean chance, the share that came true, and how many.

    Args:
        chances: Predicted chances, between 0 and 1.
        outcome: What came true, 0 or 1.
    """
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    rows = []
    for place in np.unique(places):
        here = places == place
        rows.append([float(chances[here].mean()), float(outcome[here].mean()), int(here.sum())])
    return rows


def calibration_error(rows: list[list[float]]) -> float:
    """Returns how far chances are from shares, on average over the cases."""
    return sum(abs(predicted - observed) * count for predicted, observed, count in rows) / sum(
        count for *_, count in rows
    )


def make_run(folder: Path, name: str, model: ClassifierMixin, seed: int) -> None:
    """Trains one model and writes its folder."""
    training, test = load_tables()
    sample = training.sample(seed)
    record = Classified(name=f"{name}-seed{seed}", params={"model": name, "seed": seed})
    record.source = {
        "commit": git_value("rev-parse", "HEAD"),
        "branch": git_value("branch", "--show-current"),
        "entry_point": Path(__file__).name,
    }
    record.datasets = [
        {"name": "breast-cancer-training", "digest": sample.digest(), "context": "training"},
        {"name": "breast-cancer-test", "digest": test.digest(), "context": "test"},
    ]
    with stopwatch() as watch:
        model.fit(sample.readings, sample.outcome)
    chances = model.predict_proba(test.readings)[:, 1]
    rows = reliability(chances, test.outcome)
    record.tables = [
        {
            "name": "test/calibration",
            "kind": "calibration",
            "columns": ["predicted", "observed", "count"],
            "rows": rows,
        }
    ]
    record.summary = {
        "brier_score": float(brier_score_loss(test.outcome, chances)),
        "calibration_error": calibration_error(rows),
        "auc": float(roc_auc_score(test.outcome, chances)),
        "train_seconds": watch.seconds,
    }
    record.status, record.ended = "finished", now_text()
    target = folder / record.id
    target.mkdir(parents=True)
    (target / "run.json").write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    """Writes all records.

    Args:
        folder: Where they shall be; it is made if need be.
    """
    for seed in SEEDS:
        for name, model in models():
            make_run(folder, name, model, seed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
