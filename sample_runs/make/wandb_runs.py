"""Writes the runs of small networks on the digits: a folder of Weights & Biases, offline.

Run it through `all.py`. The only argument is the new folder, which must be called `wandb`.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

FOLDER = Path(sys.argv[1]).resolve()
os.environ["WANDB_MODE"] = "offline"
os.environ["WANDB_DIR"] = str(FOLDER.parent)
os.environ["WANDB_SILENT"] = "true"
os.environ["WANDB_CONSOLE"] = "off"
os.environ["WANDB_ERROR_REPORTING"] = "false"
os.environ["WANDB_DISABLE_CODE"] = "true"
os.environ["WANDB_HOST"] = "laboratory"
os.environ["WANDB_USERNAME"] = "analyst"
os.environ["WANDB_EMAIL"] = "analyst@example.org"
os.environ["WANDB_PROGRAM"] = "wandb_runs.py"
os.environ["WANDB_X_EXECUTABLE"] = "python"
os.environ["TZ"] = "UTC"

import numpy as np
import wandb
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from sklearn.metrics import f1_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

PROJECT = "Digits by width"
WIDTHS = (8, 16, 64)
SEEDS = range(3)
EPOCHS = 15
SPLIT_SEED = 2024
CLASSES = [str(digit) for digit in range(10)]
PRINTING = (64, 2)
"""Width and seed of the run whose printed lines are kept."""
MOST_RATE = 1e160
"""A learning rate with which weights overflow."""

Pictures = tuple[np.ndarray, np.ndarray]


def load_pictures() -> tuple[Pictures, Pictures]:
    """Returns pixels and labels of the training and of the test pictures."""
    pixels, labels = load_digits(return_X_y=True)
    parts = train_test_split(pixels / 16.0, labels, test_size=0.4, random_state=SPLIT_SEED, stratify=labels)
    return (parts[0], parts[2]), (parts[1], parts[3])


def digits_artifact(training: Pictures, test: Pictures) -> wandb.Artifact:
    """Returns the data set, described by a small file: the pictures come with scikit-learn."""
    artifact = wandb.Artifact(
        "digits",
        type="dataset",
        description="Handwritten digits of scikit-learn, 8 by 8 pixels",
        metadata={"training_rows": len(training[1]), "test_rows": len(test[1])},
    )
    with artifact.new_file("source.txt") as file:
        file.write(f"sklearn.datasets.load_digits, split with seed {SPLIT_SEED}\n")
    return artifact


def make_run(
    data: tuple[Pictures, Pictures], width: int, seed: int, rate: float = 0.01, prints: bool = False
) -> None:
    """Trains one network and logs its curves, and what it mistakes for what.

    Args:
        data: Pictures for training and for testing.
        width: Units of the hidden layer.
        seed: Of the first weights.
        rate: The learning rate.
        prints: Whether it prints what it reaches, and wandb keeps that.
    """
    training, test = data
    settings = {
        "model": {"kind": "network", "hidden": [width], "solver": "adam" if rate < 1 else "sgd"},
        "learning_rate": rate,
        "epochs": EPOCHS,
        "seed": seed,
    }
    # Folders are named by the second.
    time.sleep(1.0)
    with wandb.init(
        project=PROJECT,
        name=f"width{width}-seed{seed}" if rate < 1 else "overflow",
        id=f"w{width}s{seed}" if rate < 1 else "overflow",
        group=f"width {width}",
        job_type="train",
        tags=["digits", "baseline"] if width == min(WIDTHS) else ["digits"],
        notes="A network with **one** hidden layer.",
        config=settings,
        settings=wandb.Settings(console="wrap" if prints else "off"),
    ) as run:
        run.define_metric("epoch", hidden=True)
        run.define_metric("test/accuracy", step_metric="epoch", goal="maximize", summary="best")
        run.define_metric("test/log_loss", step_metric="epoch", goal="minimize", summary="min")
        run.log_artifact(digits_artifact(training, test))
        network = MLPClassifier(
            (width,), solver=settings["model"]["solver"], learning_rate_init=rate, random_state=seed
        )
        for epoch in range(1, EPOCHS + 1):
            network.partial_fit(*training, classes=list(range(10)))
            reached = measures(network, training, test)
            run.log({"epoch": epoch, **reached})
            if prints:
                print(
                    f"epoch {epoch:2} of {EPOCHS}: {reached['test/accuracy']:.3f} of the digits read rightly"
                )
        log_shown(run, network, test)


def measures(network: MLPClassifier, training: Pictures, test: Pictures) -> dict[str, float]:
    """Returns what a network reaches after an epoch."""
    chances = network.predict_proba(test[0])
    guesses = chances.argmax(axis=1)
    return {
        "train/log_loss": float(log_loss(training[1], network.predict_proba(training[0]))),
        "test/log_loss": float(log_loss(test[1], chances)),
        "test/accuracy": float((guesses == test[1]).mean()),
        "test/macro_f1": float(f1_score(test[1], guesses, average="macro")),
    }


def log_shown(run: wandb.Run, network: MLPClassifier, test: Pictures) -> None:
    """Logs a confusion matrix, a table of the worst mistakes, a picture and a histogram."""
    chances = network.predict_proba(test[0])
    guesses = chances.argmax(axis=1)
    wrong = np.flatnonzero(guesses != test[1])
    worst = wrong[np.argsort(-chances[wrong, guesses[wrong]])][:8]
    rows = [[int(at), int(test[1][at]), int(guesses[at]), round(float(chances[at].max()), 4)] for at in worst]
    run.log(
        {
            "confusion": wandb.plot.confusion_matrix(
                y_true=test[1].tolist(), preds=guesses.tolist(), class_names=CLASSES
            ),
            "worst_mistakes": wandb.Table(columns=["picture", "digit", "taken for", "chance"], data=rows),
            "chance_of_guess": wandb.Histogram(chances.max(axis=1), num_bins=10),
            "weights": wandb.Image(weights_picture(network), caption="What the first eight units look for"),
        }
    )


def weights_picture(network: MLPClassifier) -> np.ndarray:
    """Returns the weights of the first units as a small picture, by matplotlib."""
    figure = Figure(figsize=(1.6, 0.8), dpi=60)
    canvas = FigureCanvasAgg(figure)
    for place, weights in enumerate(network.coefs_[0].T[:8], start=1):
        axes = figure.add_subplot(2, 4, place)
        axes.imshow(weights.reshape(8, 8), cmap="gray")
        axes.set_axis_off()
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def tidy(folder: Path) -> None:
    """Removes wandb's own logs, which may hold keys, and its links."""
    for path in [*folder.glob("*.log"), *folder.glob("latest-run")]:
        path.unlink()
    for path in [*folder.glob("*run-*/logs"), *folder.glob("*run-*/tmp")]:
        shutil.rmtree(path)


def main() -> None:
    """Writes the whole folder."""
    data = load_pictures()
    for width in WIDTHS:
        for seed in SEEDS:
            make_run(data, width, seed, prints=(width, seed) == PRINTING)
    with suppress(ValueError):
        make_run(data, 16, 0, rate=MOST_RATE)
    tidy(FOLDER)


if __name__ == "__main__":
    main()
