"""Training and measuring of the screening models."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from screening_data import SITES, TARGET, inputs
from sklearn.base import ClassifierMixin
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, recall_score, roc_auc_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

THRESHOLD = 0.3
BOOSTING_LOG_EVERY = 5

Setting = int | float | str
Settings = Mapping[str, Setting]
Recorder = Callable[[dict[str, float], int], None]


def train_logistic(
    training: pd.DataFrame,
    validation: pd.DataFrame,
    settings: Settings,
    seed: int,
    record: Recorder,
) -> ClassifierMixin:
    """Trains the baseline. It has no learning curve, so nothing is recorded."""
    del validation, record
    model = make_pipeline(StandardScaler(), LogisticRegression(random_state=seed, **settings))
    model.fit(inputs(training), training[TARGET])
    return model


def train_forest(
    training: pd.DataFrame,
    validation: pd.DataFrame,
    settings: Settings,
    seed: int,
    record: Recorder,
) -> ClassifierMixin:
    """Trains a random forest. It has no learning curve either."""
    del validation, record
    model = RandomForestClassifier(random_state=seed, **settings)
    model.fit(inputs(training), training[TARGET])
    return model


def train_boosting(
    training: pd.DataFrame,
    validation: pd.DataFrame,
    settings: Settings,
    seed: int,
    record: Recorder,
) -> ClassifierMixin:
    """Trains gradient boosting and records its curves over the trees."""
    model = GradientBoostingClassifier(random_state=seed, **settings)
    model.fit(inputs(training), training[TARGET])
    stages = zip(
        model.staged_predict_proba(inputs(training)),
        model.staged_predict_proba(inputs(validation)),
        strict=True,
    )
    for trees, (seen, unseen) in enumerate(stages, start=1):
        if trees % BOOSTING_LOG_EVERY == 0:
            record(_curve_point(training, seen, validation, unseen), trees)
    return model


def train_network(
    training: pd.DataFrame,
    validation: pd.DataFrame,
    settings: Settings,
    seed: int,
    record: Recorder,
) -> ClassifierMixin:
    """Trains a small neural network, epoch by epoch, and records its curves.

    scikit-learn refuses to go on once weights are no longer finite. The epochs
    that are then left are recorded as not-a-number, as other libraries do.
    """
    scaler = StandardScaler().fit(inputs(training))
    options = {name: value for name, value in settings.items() if name != "epochs"}
    network = MLPClassifier(random_state=seed, **options)
    model = Pipeline([("scale", scaler), ("network", network)])
    scaled = scaler.transform(inputs(training))
    for epoch in range(1, int(settings["epochs"]) + 1):
        try:
            network.partial_fit(scaled, training[TARGET], classes=[0, 1])
            seen = model.predict_proba(inputs(training))
            unseen = model.predict_proba(inputs(validation))
            record(_curve_point(training, seen, validation, unseen), epoch)
        except ValueError:
            broken = dict.fromkeys(("train_loss", "val_loss", "val_auc"), np.nan)
            record(broken, epoch)
    return model


TRAINERS = {
    "logistic_regression": train_logistic,
    "random_forest": train_forest,
    "gradient_boosting": train_boosting,
    "neural_network": train_network,
}


def final_metrics(model: ClassifierMixin, validation: pd.DataFrame) -> dict[str, float]:
    """Measures a trained model on all validation rows and on each site.

    Args:
        model: The trained model.
        validation: The validation rows.

    Returns:
        Metric names and values. Those of a site begin with `site_a/` and so
        on: a file store cannot hold both `val_auc` and `val_auc/site_a`.
    """
    chances = model.predict_proba(inputs(validation))[:, 1]
    metrics = _measures(validation[TARGET].to_numpy(), chances)
    for site in SITES:
        rows = (validation["site"] == site.title).to_numpy()
        truth = validation.loc[rows, TARGET].to_numpy()
        for name, value in _measures(truth, chances[rows]).items():
            metrics[f"{site.key}/{name}"] = value
        metrics[f"{site.key}/val_rows"] = float(rows.sum())
        metrics[f"{site.key}/val_malignant"] = float(truth.sum())
    return metrics


def _measures(truth: np.ndarray, chances: np.ndarray) -> dict[str, float]:
    flagged = chances >= THRESHOLD
    return {
        "val_auc": float(roc_auc_score(truth, chances)),
        "val_sensitivity": float(recall_score(truth, flagged, pos_label=1)),
        "val_specificity": float(recall_score(truth, flagged, pos_label=0)),
        "val_brier": float(brier_score_loss(truth, chances)),
    }


def _curve_point(
    training: pd.DataFrame,
    seen: np.ndarray,
    validation: pd.DataFrame,
    unseen: np.ndarray,
) -> dict[str, float]:
    return {
        "train_loss": plain_log_loss(training[TARGET].to_numpy(), seen[:, 1]),
        "val_loss": plain_log_loss(validation[TARGET].to_numpy(), unseen[:, 1]),
        "val_auc": float(roc_auc_score(validation[TARGET], unseen[:, 1])),
    }


def plain_log_loss(truth: np.ndarray, chances: np.ndarray) -> float:
    """Log loss without clipping: it is infinite for a sure but wrong answer."""
    right = np.where(truth == 1, chances, 1 - chances)
    with np.errstate(divide="ignore"):
        return float(-np.log(right).mean())
