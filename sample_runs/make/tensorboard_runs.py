"""Writes the runs of a network on the digits as TensorBoard event files, with tensorboardX.

Run it through `all.py`. The only argument is the path of the new log folder.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
from digits import CLASSES, Pictures, load_pictures
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier
from tensorboardX import SummaryWriter
from tensorboardX.summary import hparams
from workplace import nameless_machine

EPOCHS = 30
SEEDS = range(3)
RATES = (0.05, 0.2)
DIVERGING_RATE = 1e6
UNITS = 24
SHOWN_DIGIT = 8
NOTE = """\
A network with one hidden layer of 24 units, trained by stochastic gradient
descent on half of the training pictures. The picture shows what each unit looks for.
"""


def log_settings(writer: SummaryWriter, rate: float, seed: int) -> None:
    """Logs the settings into the run itself; `add_hparams` would make a run of their own for them."""
    settings = {"hidden_units": UNITS, "learning_rate": rate, "momentum": 0.9, "seed": seed, "solver": "sgd"}
    for summary in hparams(settings, {"accuracy/test": 0}):
        writer.file_writer.add_summary(summary)


def log_epoch(
    writer: SummaryWriter, network: MLPClassifier, data: tuple[Pictures, Pictures], epoch: int
) -> None:
    """Logs losses and accuracy; where weights have overflowed, the losses are not numbers."""
    sample, test = data
    for name, pictures in (("train", sample), ("test", test)):
        chances = network.predict_proba(pictures.pixels)
        is_finite = bool(np.isfinite(chances).all())
        loss = log_loss(pictures.labels, chances, labels=list(CLASSES)) if is_finite else float("nan")
        writer.add_scalar(f"loss/{name}", loss, epoch)
        accuracy = (chances.argmax(axis=1) == pictures.labels).mean() if is_finite else float("nan")
        writer.add_scalar(f"accuracy/{name}", accuracy, epoch)


def log_network(writer: SummaryWriter, network: MLPClassifier, test: Pictures, epoch: int) -> None:
    """Logs weights as a histogram and as a picture, and a precision-recall curve of one digit."""
    weights = network.coefs_[0]
    if not np.isfinite(weights).all():
        return
    writer.add_histogram("weights/hidden", weights, epoch, bins="auto")
    scale = np.abs(weights).max()
    tiles = [unit.reshape(8, 8) for unit in (weights.T / scale + 1) / 2]
    rows = [np.hstack(tiles[first : first + 8]) for first in range(0, UNITS, 8)]
    grid = np.kron(np.vstack(rows), np.ones((4, 4)))
    writer.add_image("weights/units", (255 * grid).astype(np.uint8)[None], epoch)
    chances = network.predict_proba(test.pixels)[:, SHOWN_DIGIT]
    writer.add_pr_curve(f"digit_{SHOWN_DIGIT}", test.labels == SHOWN_DIGIT, chances, epoch, 33)


def make_run(folder: Path, rate: float, seed: int, data: tuple[Pictures, Pictures]) -> None:
    """Trains one network and logs it."""
    training, test = data
    sample = training.sample(seed)
    network = MLPClassifier((UNITS,), solver="sgd", learning_rate_init=rate, random_state=seed)
    with SummaryWriter(str(folder)) as writer:
        log_settings(writer, rate, seed)
        writer.add_text("about", NOTE)
        for epoch in range(1, EPOCHS + 1):
            try:
                network.partial_fit(sample.pixels, sample.labels, classes=list(CLASSES))
            except ValueError:
                # scikit-learn refuses to go on with weights that are no numbers.
                writer.add_scalar("loss/train", float("nan"), epoch)
                return
            log_epoch(writer, network, (sample, test), epoch)
            if epoch in (1, EPOCHS // 2, EPOCHS):
                log_network(writer, network, test, epoch)


def main(folder: Path) -> None:
    """Writes the whole log folder.

    Args:
        folder: Path of the folder; it must not exist yet.
    """
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    data = load_pictures()
    with nameless_machine():
        for rate in RATES:
            for seed in SEEDS:
                make_run(folder / "digits_network" / f"sgd-{rate}-seed{seed}", rate, seed, data)
        make_run(folder / "digits_network" / f"sgd-{DIVERGING_RATE:g}-seed0", DIVERGING_RATE, 0, data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
