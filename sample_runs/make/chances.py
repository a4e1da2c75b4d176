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
from diabetes import Record, Table
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from workplace import git_value, now_text, stopwatch

EXPERIMENT = "Breast cancer chances"
SEEDS = range(3)
BINS, FOLDS = 10, 5
READINGS = ("mean texture", "mean smoothness", "mean symmetry")


@dataclass(kw_only=True)
class Classified(Record):
    """One run, with the tables that it logged.

    Attributes:
        tables: Each a name, a kind, columns and rows.
    """

    experiment: str = EXPERIMENT
    tables: list[dict[str, Any]] = field(default_factory=list)


def load_table() -> Table:
    """Returns three readings of each row, with which nobody can be sure, and the outcome: 1 is malignant."""
    data = load_breast_cancer()
    places = [list(data.feature_names).index(name) for name in READINGS]
    return Table(data.data[:, places], 1 - data.target)


def models(seed: int) -> Iterator[tuple[str, ClassifierMixin]]:
    """Yields name and model: one whose chances come true, and one that is too sure of itself."""
    yield "logistic_regression", make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    yield "random_forest", RandomForestClassifier(n_estimators=25, random_state=seed)


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
    """Trains a model five times, each time without the rows that it is asked about; writes its folder."""
    table = load_table()
    record = Classified(name=f"{name}-seed{seed}", params={"model": name, "seed": seed, "folds": FOLDS})
    record.source = {
        "commit": git_value("rev-parse", "HEAD"),
        "branch": git_value("branch", "--show-current"),
        "entry_point": Path(__file__).name,
    }
    record.datasets = [
        {"name": "breast-cancer-three-readings", "digest": table.digest(), "context": "cross-validation"}
    ]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    with stopwatch() as watch:
        answers = cross_val_predict(model, table.readings, table.outcome, cv=folds, method="predict_proba")
    chances = answers[:, 1]
    rows = reliability(chances, table.outcome)
    record.tables = [
        {
            "name": "calibration",
            "kind": "calibration",
            "columns": ["predicted", "observed", "count"],
            "rows": rows,
        }
    ]
    record.summary = {
        "brier_score": float(brier_score_loss(table.outcome, chances)),
        "calibration_error": calibration_error(rows),
        "auc": float(roc_auc_score(table.outcome, chances)),
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
        for name, model in models(seed):
            make_run(folder, name, model, seed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
