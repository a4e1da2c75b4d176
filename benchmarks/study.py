"""The records that everything here is measured on: made up, the same every time, of the usual shape."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

METRICS = (
    "train_loss",
    "val_loss",
    "train_accuracy",
    "val_accuracy",
    "val_auc",
    "val_f1",
    "val_precision",
    "val_recall",
    "val_brier",
    "learning_rate",
)
STEPS = 100
SEEDS = 5
FIRST_START_MS = 1_736_150_400_000
STEP_MS = 2_000
GRID = 2.0**-28


@dataclass(frozen=True, slots=True)
class StudyRun:
    """One run, as a training script would have logged it."""

    key: str
    """32 hexadecimal digits."""
    name: str
    experiment: int
    """Number of its experiment, from 0 on."""
    started_ms: int
    params: dict[str, str]
    tags: dict[str, str]
    metrics: dict[str, list[float]]
    """As many values a metric as there are steps, one a step from 0 on."""

    @property
    def ended_ms(self) -> int:
        """When the last step was logged."""
        return self.logged_ms(len(self.metrics[METRICS[0]]) - 1)

    def logged_ms(self, step: int) -> int:
        """Return when the step was logged; all metrics of a step were logged together."""
        return self.started_ms + (step + 1) * STEP_MS


def study(runs: int, experiments: int, steps: int = STEPS, curves: int = len(METRICS)) -> Iterator[StudyRun]:
    """Yield the runs, dealt out evenly to the experiments, `SEEDS` of them for each setting.

    Metrics after the first `curves` of them have their last value alone.
    """
    for number in range(runs):
        yield _run(number, number // SEEDS % experiments, steps, curves)


def _run(number: int, experiment: int, steps: int, curves: int) -> StudyRun:
    setting = random.Random(f"setting {number // SEEDS}")
    chance = random.Random(f"run {number}")
    model = setting.choice(("linear", "forest", "boosting", "network"))
    name = f"{model}-{number:05d}"
    drawn = {metric: _curve(chance, steps) for metric in METRICS}
    return StudyRun(
        key=f"{chance.getrandbits(128):032x}",
        name=name,
        experiment=experiment,
        started_ms=FIRST_START_MS + number * (steps + 10) * STEP_MS,
        params={
            "model": model,
            "optimizer": setting.choice(("adam", "sgd", "adamw")),
            "learning_rate": str(setting.choice((0.1, 0.03, 0.01, 0.003, 0.001))),
            "batch_size": str(setting.choice((16, 32, 64, 128))),
            "depth": str(setting.randint(2, 12)),
            "dropout": str(setting.choice((0.0, 0.1, 0.2, 0.5))),
            "weight_decay": str(setting.choice((0.0, 0.0001, 0.01))),
            "epochs": str(steps),
            "data_version": "2025-01",
            "seed": str(number % SEEDS),
        },
        tags={
            "mlflow.runName": name,
            "mlflow.user": "analyst",
            "mlflow.source.name": "train.py",
            "mlflow.source.type": "LOCAL",
            "mlflow.source.git.commit": f"{setting.getrandbits(160):040x}",
            "stage": "search",
        },
        metrics={
            metric: values if at < curves else values[-1:]
            for at, (metric, values) in enumerate(drawn.items())
        },
    )


def _curve(chance: random.Random, steps: int) -> list[float]:
    """Return a noisy approach from one level to another.

    The values are multiples of 2^-28 below 2: written out they have as many digits as any other
    float64, and yet sums of up to 16 million of them are exact in whatever order they are added.
    """
    first, last, pace = chance.random(), chance.random(), chance.uniform(5, 40)
    return [
        round((last + (first - last) * math.exp(-step / pace) + chance.uniform(0, 0.05)) / GRID) * GRID
        for step in range(steps)
    ]
