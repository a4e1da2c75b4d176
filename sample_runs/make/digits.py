"""Writes the digits runs: an MLflow SQLite store.

Run it through `all.py`. The only argument is the path of the new database.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import mlflow
import numpy as np
from mlflow.data.numpy_dataset import from_numpy
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, f1_score, log_loss, recall_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from workplace import HOME_DATA_FOLDER, shrink_database, stopwatch

EXPERIMENT = "Digits"
EXPERIMENT_NOTE = """\
Handwritten digits of scikit-learn, 8 by 8 pixels. Each seed draws its own
half of the training pictures; all runs are measured on the same test pictures.
"""
SPLIT_SEED = 2024
SEEDS = range(3)
EPOCHS = 25
CLASSES = range(10)


@dataclass(frozen=True)
class Pictures:
    """Pictures as rows of pixels between 0 and 1, with their labels."""

    pixels: np.ndarray
    labels: np.ndarray

    def sample(self, seed: int) -> Pictures:
        """Draws half of the pictures without replacement."""
        generator = np.random.default_rng(seed)
        chosen = generator.permutation(len(self.labels))[: len(self.labels) // 2]
        return Pictures(self.pixels[chosen], self.labels[chosen])


def load_pictures() -> tuple[Pictures, Pictures]:
    """Returns the training pictures and the test pictures."""
    pixels, labels = load_digits(return_X_y=True)
    parts = train_test_split(
        pixels / 16.0,
        labels,
        test_size=0.4,
        random_state=SPLIT_SEED,
        stratify=labels,
    )
    return Pictures(parts[0], parts[2]), Pictures(parts[1], parts[3])


def log_data(training: Pictures, test: Pictures) -> None:
    """Links both sets of pictures to the active run."""
    for context, pictures in (("training", training), ("test", test)):
        data = from_numpy(
            pictures.pixels,
            source=f"data/digits_{context}.npz",
            targets=pictures.labels,
            name=f"digits-{context}",
        )
        mlflow.log_input(data, context=context)


def log_results(model: ClassifierMixin, test: Pictures, step: int) -> None:
    """Logs what a trained model reaches on the test pictures."""
    chances = model.predict_proba(test.pixels)
    guesses = chances.argmax(axis=1)
    mlflow.log_metrics(
        {
            "accuracy": float(accuracy_score(test.labels, guesses)),
            "macro_f1": float(f1_score(test.labels, guesses, average="macro")),
            "log_loss": float(log_loss(test.labels, chances)),
        },
        step=step,
    )
    recalls = recall_score(test.labels, guesses, average=None)
    for digit, recall in enumerate(recalls):
        mlflow.log_metric(f"recall/digit_{digit}", float(recall), step=step)


def train_network(sample: Pictures, test: Pictures, seed: int) -> MLPClassifier:
    """Trains the neural network and logs its curves, epoch by epoch."""
    network = MLPClassifier((24,), learning_rate_init=0.01, random_state=seed)
    for epoch in range(1, EPOCHS + 1):
        network.partial_fit(sample.pixels, sample.labels, classes=list(CLASSES))
        chances = network.predict_proba(test.pixels)
        mlflow.log_metrics(
            {
                "train_log_loss": float(log_loss(sample.labels, network.predict_proba(sample.pixels))),
                "log_loss": float(log_loss(test.labels, chances)),
                "accuracy": float((chances.argmax(axis=1) == test.labels).mean()),
            },
            step=epoch,
        )
    return network


def make_repeats(training: Pictures, test: Pictures) -> None:
    """Trains the three models once per seed."""
    for seed in SEEDS:
        sample = training.sample(seed)
        make_classic_run(KNeighborsClassifier(5), "knn", seed, (training, test))
        machine = SVC(C=5.0, gamma=0.05, probability=True, random_state=seed)
        make_classic_run(machine, "svm", seed, (training, test))
        with mlflow.start_run(run_name=f"network-seed{seed}"):
            log_data(training, test)
            mlflow.log_params({"model": "network", "seed": seed, "epochs": EPOCHS})
            mlflow.log_params({"hidden_units": 24, "learning_rate": 0.01})
            with stopwatch() as watch:
                network = train_network(sample, test, seed)
            log_results(network, test, EPOCHS)
            mlflow.log_metric("train_seconds", watch.seconds)


def make_classic_run(model: ClassifierMixin, name: str, seed: int, data: tuple[Pictures, Pictures]) -> None:
    """Trains a model that has no learning curve, and logs it."""
    training, test = data
    with mlflow.start_run(run_name=f"{name}-seed{seed}"):
        log_data(training, test)
        mlflow.log_params({"model": name, "seed": seed, "data_dir": HOME_DATA_FOLDER})
        plain = (int, float, str)
        settings = model.get_params()
        mlflow.log_params({key: value for key, value in settings.items() if isinstance(value, plain)})
        sample = training.sample(seed)
        with stopwatch() as watch:
            model.fit(sample.pixels, sample.labels)
        log_results(model, test, 0)
        mlflow.log_metric("train_seconds", watch.seconds)


def make_failed(training: Pictures, test: Pictures) -> None:
    """Asks for more neighbours than there are pictures, which fails."""
    few = Pictures(training.pixels[:40], training.labels[:40])
    with suppress(ValueError):
        make_classic_run(KNeighborsClassifier(50), "knn", 0, (few, test))


def main(database: Path) -> None:
    """Writes the whole database.

    Args:
        database: Path of the file; it must not exist yet.
    """
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module="mlflow")
    mlflow.set_tracking_uri(f"sqlite:///{database.resolve()}")
    mlflow.set_experiment(EXPERIMENT)
    mlflow.set_experiment_tag("mlflow.note.content", EXPERIMENT_NOTE)
    training, test = load_pictures()
    make_repeats(training, test)
    make_failed(training, test)
    shrink_database(database)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
