"""Writes the screening runs: an MLflow file store with simulated sites.

Run it through `all.py`. The only argument is the folder of the new store.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mlflow import MlflowClient
from mlflow.data.pandas_dataset import from_pandas
from mlflow.models import infer_signature
from screening_data import SITES, TARGET, Split, inputs, load_split, training_sample
from screening_models import (
    THRESHOLD,
    TRAINERS,
    Settings,
    final_metrics,
)
from sklearn.base import ClassifierMixin
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, roc_curve
from workplace import CONTACT, FAKE_TRACKING_URL, HOME_DATA_FOLDER, stopwatch

MAIN_EXPERIMENT = "Screening (simulated sites)"
SWEEP_EXPERIMENT = "Screening settings sweep (simulated sites)"
REGISTERED_NAME = "screening"
REGISTERED_MODELS = ("logistic_regression", "neural_network")
TRUSTED_TYPES = (
    "sklearn.neural_network._multilayer_perceptron.MLPClassifier",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
)
SEEDS = range(5)
REPORTED_SEED = 0
SETTINGS: dict[str, Settings] = {
    "logistic_regression": {"C": 1.0},
    "random_forest": {"n_estimators": 100, "max_depth": 6},
    "gradient_boosting": {"n_estimators": 60, "max_depth": 2, "learning_rate": 0.1},
    "neural_network": {
        "hidden_layer_sizes": 16,
        "learning_rate_init": 0.005,
        "epochs": 40,
    },
}
EXPERIMENT_NOTE = """\
**The hospital sites are simulated.** The measurements are the public breast
cancer data of scikit-learn; a seeded rule dealt them to four invented sites.
Site D (simulated) has added noise, to imitate an older device.

All runs are measured on the same validation rows. Each seed draws its own
80 % of the training rows. A person is flagged from a chance of 0.3 on.
"""
MODEL_NOTES = {
    "logistic_regression": "The **baseline**: the simplest model that could do.",
    "neural_network": "One hidden layer. Curves are logged *epoch by epoch*.",
}


@contextmanager
def recorded_run(name: str, model: str, seed: int, settings: Settings) -> Iterator[str]:
    """Opens a run that carries the tags and parameters of every screening run.

    Args:
        name: Name of the run.
        model: Which kind of model it trains.
        seed: Seed of the repeat.
        settings: Hyperparameters.

    Yields:
        The id of the run.
    """
    nested = mlflow.active_run() is not None
    with mlflow.start_run(run_name=name, nested=nested) as run:
        mlflow.set_tags({"simulated": "true", "sites": "simulated", "model": model})
        mlflow.log_params({"model": model, "seed": seed, "threshold": THRESHOLD})
        mlflow.log_params(dict(settings))
        yield run.info.run_id


def log_data(split: Split) -> None:
    """Links both parts of the data to the active run, marked as simulated."""
    parts = {"training": split.training, "validation": split.validation}
    for context, frame in parts.items():
        data = from_pandas(
            frame,
            source=f"data/screening_{context}_simulated.csv",
            targets=TARGET,
            name=f"screening-{context}-simulated",
        )
        mlflow.log_input(data, context=context, tags={"simulated": "true"})


def record_curve(metrics: dict[str, float], step: int) -> None:
    """Logs one point of each learning curve to the active run."""
    mlflow.log_metrics(metrics, step=step)


def train_and_log(split: Split, model: str, seed: int, settings: Settings) -> ClassifierMixin:
    """Trains one model inside the active run and logs everything measured."""
    log_data(split)
    sample = training_sample(split, seed)
    with stopwatch() as watch:
        trained = TRAINERS[model](sample, split.validation, settings, seed, record_curve)
    steps = int(settings.get("epochs", settings.get("n_estimators", 0)))
    last_step = steps if model in ("gradient_boosting", "neural_network") else 0
    mlflow.log_metrics(final_metrics(trained, split.validation), step=last_step)
    mlflow.log_metric("train_seconds", watch.seconds)
    return trained


def make_repeats(split: Split) -> dict[str, tuple[str, ClassifierMixin]]:
    """Trains every model once per seed.

    Args:
        split: The data.

    Returns:
        For each model the run id and the trained model of the reported seed.
    """
    reported = {}
    for model, settings in SETTINGS.items():
        for seed in SEEDS:
            name = f"{model}-seed{seed}"
            with recorded_run(name, model, seed, settings) as run_id:
                trained = train_and_log(split, model, seed, settings)
                if seed == REPORTED_SEED:
                    log_files(split, trained, model)
                    log_workplace_tags(MODEL_NOTES.get(model))
                    reported[model] = (run_id, trained)
    return reported


def log_workplace_tags(note: str | None) -> None:
    """Adds what real runs carry and a report must hold back, and a note."""
    mlflow.set_tags(
        {
            "contact": CONTACT,
            "data_dir": HOME_DATA_FOLDER,
            "tracking_url": FAKE_TRACKING_URL,
        }
    )
    if note:
        mlflow.set_tag("mlflow.note.content", note)


def log_files(split: Split, trained: ClassifierMixin, model: str) -> None:
    """Logs a ROC curve, a confusion matrix and a calibration table."""
    truth = split.validation[TARGET].to_numpy()
    chances = trained.predict_proba(inputs(split.validation))[:, 1]
    mlflow.log_figure(draw_roc(truth, chances, model), "roc_curve.png")
    counts = confusion_matrix(truth, chances >= THRESHOLD)
    matrix = pd.DataFrame(
        counts,
        index=["benign", "malignant"],
        columns=["not_flagged", "flagged"],
    )
    mlflow.log_text(matrix.to_csv(index_label="truth"), "confusion_matrix.csv")
    observed, predicted = calibration_curve(truth, chances, n_bins=5)
    table = pd.DataFrame({"predicted": predicted, "observed": observed})
    mlflow.log_text(table.round(4).to_csv(index=False), "calibration.csv")


def draw_roc(truth: np.ndarray, chances: np.ndarray, model: str) -> Figure:
    """Draws the ROC curve of one model."""
    false_alarms, found, _ = roc_curve(truth, chances)
    figure = Figure(figsize=(4, 4), dpi=60, layout="constrained")
    axes = figure.subplots()
    axes.plot(false_alarms, found)
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
    axes.set(
        title=f"{model} (simulated sites)",
        xlabel="1 - specificity",
        ylabel="sensitivity",
    )
    return figure


def make_interrupted(split: Split) -> None:
    """Makes runs that failed, diverged, were stopped, deleted or lost."""
    make_failed(split)
    too_fast: Settings = {
        "hidden_layer_sizes": 16,
        "learning_rate_init": 100.0,
        "alpha": 10.0,
        "batch_size": 16,
        "solver": "sgd",
        "epochs": 20,
    }
    with recorded_run("neural_network-diverged", "neural_network", 0, too_fast):
        log_data(split)
        sample = training_sample(split, 0)
        TRAINERS["neural_network"](sample, split.validation, too_fast, 0, record_curve)
        mlflow.set_tag("mlflow.note.content", "Learning rate far too large.")
    make_stopped(split)
    settings = SETTINGS["random_forest"]
    with recorded_run("random_forest-mistake", "random_forest", 99, settings) as run_id:
        train_and_log(split, "random_forest", 99, settings)
    MlflowClient().delete_run(run_id)
    process = multiprocessing.get_context("fork").Process(target=lose_run, args=(split,))
    process.start()
    process.join()


def make_failed(split: Split) -> None:
    """Makes two runs whose training raises an exception."""
    wrong: Settings = {**SETTINGS["gradient_boosting"], "max_features": "all"}
    with (
        suppress(ValueError),
        recorded_run("gradient_boosting-bad-setting", "gradient_boosting", 0, wrong),
    ):
        train_and_log(split, "gradient_boosting", 0, wrong)
    gaps = Split(split.training.copy(), split.validation)
    gaps.training.loc[::7, "mean texture"] = np.nan
    settings = SETTINGS["logistic_regression"]
    with (
        suppress(ValueError),
        recorded_run("logistic_regression-gaps", "logistic_regression", 0, settings),
    ):
        mlflow.set_tag("mlflow.note.content", "Readings are missing in this copy.")
        train_and_log(gaps, "logistic_regression", 0, settings)


def make_stopped(split: Split) -> None:
    """Makes a run that a person stops at its twelfth epoch (KILLED)."""
    settings = SETTINGS["neural_network"]

    def record_until_stopped(metrics: dict[str, float], epoch: int) -> None:
        record_curve(metrics, epoch)
        if epoch == 12:
            signal.raise_signal(signal.SIGINT)

    with recorded_run("neural_network-stopped", "neural_network", 5, settings):
        try:
            TRAINERS["neural_network"](
                training_sample(split, 5),
                split.validation,
                settings,
                5,
                record_until_stopped,
            )
        except KeyboardInterrupt:
            mlflow.end_run(status="KILLED")


def lose_run(split: Split) -> None:
    """Dies in the middle of a run, so that it stays RUNNING for ever."""
    settings = SETTINGS["neural_network"]

    def record_until_lost(metrics: dict[str, float], epoch: int) -> None:
        record_curve(metrics, epoch)
        if epoch == 7:
            os._exit(1)

    with recorded_run("neural_network-lost", "neural_network", 6, settings):
        TRAINERS["neural_network"](
            training_sample(split, 6), split.validation, settings, 6, record_until_lost
        )


def make_sweep(split: Split) -> None:
    """Tries nine settings of the random forest, as children of one run."""
    with mlflow.start_run(run_name="random_forest-sweep"):
        mlflow.set_tags({"simulated": "true", "sites": "simulated"})
        mlflow.log_params({"model": "random_forest", "search": "grid", "seed": 0})
        best = 0.0
        for trees in (10, 50, 150):
            for depth in (2, 4, 8):
                settings: Settings = {"n_estimators": trees, "max_depth": depth}
                name = f"random_forest-{trees}-trees-depth-{depth}"
                with recorded_run(name, "random_forest", 0, settings):
                    trained = train_and_log(split, "random_forest", 0, settings)
                score = final_metrics(trained, split.validation)["val_auc"]
                best = max(best, score)
        mlflow.log_metric("best_val_auc", best)


def register_models(split: Split, reported: dict[str, tuple[str, ClassifierMixin]]) -> None:
    """Registers two models; the one with the higher val_auc is the champion."""
    client = MlflowClient()
    client.create_registered_model(
        REGISTERED_NAME,
        tags={"simulated": "true"},
        description="Flags readings for a second look. Sites are simulated.",
    )
    scores = {}
    for model in REGISTERED_MODELS:
        run_id, trained = reported[model]
        version = register_one(split, run_id, trained, model)
        scores[version] = client.get_run(run_id).data.metrics["val_auc"]
    champion = max(scores, key=lambda version: scores[version])
    client.set_registered_model_alias(REGISTERED_NAME, "champion", champion)


def register_one(split: Split, run_id: str, trained: ClassifierMixin, model: str) -> str:
    """Logs a trained model with its signature and registers it.

    Returns:
        The number of the new version.
    """
    rows = inputs(split.validation)
    with mlflow.start_run(run_id=run_id):
        info = mlflow.sklearn.log_model(
            trained,
            name=model,
            signature=infer_signature(rows, trained.predict_proba(rows)),
            pip_requirements=["scikit-learn", "pandas"],
            registered_model_name=REGISTERED_NAME,
            serialization_format="skops",
            skops_trusted_types=list(TRUSTED_TYPES),
        )
    version = str(info.registered_model_version)
    MlflowClient().update_model_version(
        REGISTERED_NAME, version, description=f"{model}, seed {REPORTED_SEED}"
    )
    return version


def start_experiment(name: str) -> None:
    """Creates an experiment, labels it as simulated and makes it current."""
    mlflow.set_experiment(name)
    titles = ", ".join(site.title for site in SITES)
    mlflow.set_experiment_tags(
        {
            "mlflow.note.content": EXPERIMENT_NOTE,
            "simulated": "true",
            "sites": titles,
        }
    )


def main(folder: Path) -> None:
    """Writes the whole store.

    Args:
        folder: Where the store shall be; it must not exist yet.
    """
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module="mlflow")
    mlflow.set_tracking_uri(folder.resolve().as_uri())
    split = load_split()
    start_experiment(MAIN_EXPERIMENT)
    reported = make_repeats(split)
    make_interrupted(split)
    register_models(split, reported)
    start_experiment(SWEEP_EXPERIMENT)
    make_sweep(split)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
