"""Writes the Comet runs: archives of offline runs, as nobody has uploaded them yet.

Run it through `all.py`. The only argument is the folder for the archives.
Nothing of the machine is logged: neither host, user, packages, code nor git.
"""

from __future__ import annotations

import io
import os
import random
import sys
from pathlib import Path

os.environ.update(
    COMET_LOGGING_CONSOLE="ERROR",
    COMET_DISABLE_AUTO_LOGGING="1",
    COMET_ERROR_TRACKING_ENABLE="false",
)

import comet_ml
import matplotlib as mpl
import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split

mpl.use("agg")
import matplotlib.pyplot as plt

PROJECT = "Digits by linear models"
WORKSPACE = "analyst"
SPLIT_SEED = 2024
SEEDS = range(3)
EPOCHS = 20
ALPHA = 1e-3
CLASSES = np.arange(10)
OFF = dict.fromkeys(
    (
        "log_code",
        "log_graph",
        "log_env_details",
        "log_env_gpu",
        "log_env_host",
        "log_git_metadata",
        "log_git_patch",
        "auto_param_logging",
        "auto_metric_logging",
        "auto_output_logging",
        "parse_args",
        "display_summary_level",
    ),
    False,
)


def load_pictures() -> list[np.ndarray]:
    """Returns training pixels, test pixels, training labels and test labels."""
    pixels, labels = load_digits(return_X_y=True)
    return train_test_split(pixels / 16.0, labels, test_size=0.4, random_state=SPLIT_SEED, stratify=labels)


def picture_of_weights(model: SGDClassifier) -> Image.Image:
    """Draws which pixels speak for each digit, and which against it."""
    figure, axes = plt.subplots(2, 5, figsize=(4.2, 2.0), dpi=80, layout="constrained")
    most = float(np.abs(model.coef_).max())
    for digit, axis in enumerate(axes.flat):
        axis.imshow(model.coef_[digit].reshape(8, 8), cmap="RdBu", vmin=-most, vmax=most)
        axis.set_title(str(digit), fontsize=8)
        axis.axis("off")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    plt.close(figure)
    return Image.open(buffer)


def make_run(folder: Path, seed: int, pictures: list[np.ndarray]) -> None:
    """Trains a linear model, measures it after each epoch, and writes one archive."""
    train, test, train_labels, test_labels = pictures
    run = comet_ml.OfflineExperiment(PROJECT, WORKSPACE, offline_directory=str(folder), **OFF)
    run.set_name(f"linear-seed{seed}")
    run.add_tags(["baseline", "linear"])
    run.log_parameters(
        {"model": "linear", "seed": seed, "epochs": EPOCHS, "sgd": {"alpha": ALPHA, "loss": "log"}}
    )
    run.log_other("data", "digits of scikit-learn, 40 in 100 held out")
    model = SGDClassifier("log_loss", alpha=ALPHA, random_state=seed)
    generator = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        order = generator.permutation(len(train))[: len(train) // 2]
        model.partial_fit(train[order], train_labels[order], CLASSES)
        with run.train():
            loss = log_loss(train_labels, model.predict_proba(train))
            run.log_metric("log_loss", loss, step=epoch, epoch=epoch)
        guesses = model.predict(test)
        with run.validate():
            loss = log_loss(test_labels, model.predict_proba(test))
            run.log_metric("log_loss", loss, step=epoch, epoch=epoch)
            run.log_metric("accuracy", accuracy_score(test_labels, guesses), step=epoch, epoch=epoch)
            run.log_metric(
                "macro_f1", f1_score(test_labels, guesses, average="macro"), step=epoch, epoch=epoch
            )
    run.log_confusion_matrix(
        test_labels.tolist(),
        guesses.tolist(),
        labels=[str(digit) for digit in CLASSES],
        title="Digits read on the test pictures",
        max_examples_per_cell=0,
        step=EPOCHS - 1,
    )
    run.log_image(picture_of_weights(model), name="weights of each digit", step=EPOCHS - 1)
    run.end()


def main(folder: Path) -> None:
    """Writes all Comet runs."""
    folder.mkdir(parents=True, exist_ok=True)
    random.seed(SPLIT_SEED)
    pictures = load_pictures()
    for seed in SEEDS:
        make_run(folder, seed, pictures)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
