"""Writes the diabetes runs: plain CSV and JSON records, without a tracker.

Run it through `all.py`. The only argument is the folder for the records.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Lasso, Ridge
from sklearn.metrics import (
    mean_absolute_error,
    r2_score,
    root_mean_squared_error,
)
from sklearn.model_selection import train_test_split
from workplace import CONTACT, git_value, now_text, stopwatch

EXPERIMENT = "Diabetes progression"
SPLIT_SEED = 2024
SEEDS = range(3)
TREES = 80
CurvePoint = tuple[str, int, float, str]


@dataclass(frozen=True)
class Table:
    """Readings of people and the course of their disease a year later."""

    readings: np.ndarray
    outcome: np.ndarray

    def sample(self, seed: int) -> Table:
        """Draws four in five of the rows without replacement."""
        generator = np.random.default_rng(seed)
        chosen = generator.permutation(len(self.outcome))
        chosen = chosen[: int(0.8 * len(self.outcome))]
        return Table(self.readings[chosen], self.outcome[chosen])

    def digest(self) -> str:
        """Returns the first eight hex digits of the SHA-256 of all values."""
        whole = np.column_stack([self.readings, self.outcome])
        return hashlib.sha256(np.ascontiguousarray(whole).tobytes()).hexdigest()[:8]


@dataclass(kw_only=True)
class Record:
    """One run, as the JSON records hold it.

    Attributes:
        id: Id of the run.
        name: Its name.
        experiment: The experiment it belongs to.
        status: `finished` or `failed`.
        started: Start, ISO 8601 in UTC.
        ended: End, ISO 8601 in UTC.
        params: Settings.
        tags: Anything else that is text.
        summary: Final value of each metric.
        notes: Free text.
        artifacts: Files of the run; none are kept here.
        datasets: Data that was used.
        source: Code that was run.
    """

    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    name: str
    experiment: str = EXPERIMENT
    status: str = "running"
    started: str = field(default_factory=now_text)
    ended: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=lambda: {"contact": CONTACT})
    summary: dict[str, float] = field(default_factory=dict)
    notes: str = ""
    artifacts: list[str] = field(default_factory=list)
    datasets: list[dict[str, str]] = field(default_factory=list)
    source: dict[str, str] = field(default_factory=dict)


def load_tables() -> tuple[Table, Table]:
    """Returns the rows for training and the rows for testing."""
    readings, outcome = load_diabetes(return_X_y=True)
    parts = train_test_split(readings, outcome, test_size=0.4, random_state=SPLIT_SEED)
    return Table(parts[0], parts[2]), Table(parts[1], parts[3])


def train(record: Record, model: RegressorMixin, training: Table, test: Table) -> None:
    """Trains and measures a model, and completes its record.

    Args:
        record: The record; its `params` must hold a `seed`.
        model: The model that shall be trained.
        training: Rows to draw from.
        test: Rows to measure on.
    """
    sample = training.sample(record.params["seed"])
    try:
        with stopwatch() as watch:
            model.fit(sample.readings, sample.outcome)
        guesses = model.predict(test.readings)
        record.summary = {
            "rmse": float(root_mean_squared_error(test.outcome, guesses)),
            "mae": float(mean_absolute_error(test.outcome, guesses)),
            "r2": float(r2_score(test.outcome, guesses)),
            "train_seconds": watch.seconds,
        }
        record.status = "finished"
    except ValueError as problem:
        record.status = "failed"
        record.notes = str(problem).splitlines()[0]
    record.ended = now_text()


def table_models(seed: int) -> Iterator[tuple[str, dict[str, Any], RegressorMixin]]:
    """Yields name, settings and model of each row of the CSV file."""
    for alpha in (0.01, 0.1, 1.0):
        yield "ridge", {"alpha": alpha}, Ridge(alpha=alpha)
    for alpha in (0.1, 1.0):
        yield "lasso", {"alpha": alpha}, Lasso(alpha=alpha)
    for depth in (3, 6):
        settings = {"n_estimators": 100, "max_depth": depth}
        yield (
            "random_forest",
            settings,
            RandomForestRegressor(random_state=seed, **settings),
        )


def make_table_records(training: Table, test: Table) -> list[Record]:
    """Trains ridge, lasso and random forest, and one ridge that fails."""
    records = []
    for seed in SEEDS:
        for model_name, settings, model in table_models(seed):
            label = "-".join(str(value) for value in settings.values())
            record = Record(name=f"{model_name}-{label}-seed{seed}")
            record.params = {"model": model_name, "seed": seed, **settings}
            train(record, model, training, test)
            records.append(record)
    failed = Record(name="ridge-negative-seed0")
    failed.params = {"model": "ridge", "seed": 0, "alpha": -1.0}
    train(failed, Ridge(alpha=-1.0), training, test)
    return [*records, failed]


def write_table(path: Path, records: list[Record]) -> None:
    """Writes records as one CSV file, a row each."""
    rows = [flat_row(record) for record in records]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    groups = ("param.", "metric.", "tag.")
    plain = [name for name in columns if not name.startswith(groups)]
    grouped = [name for group in groups for name in columns if name.startswith(group)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*plain, *grouped], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def flat_row(record: Record) -> dict[str, Any]:
    """Flattens a record to columns such as `param.alpha` and `metric.rmse`."""
    names = ("id", "name", "experiment", "status", "started", "ended")
    row: dict[str, Any] = {name: getattr(record, name) for name in names}
    row |= {f"param.{key}": value for key, value in record.params.items()}
    row |= {f"metric.{key}": value for key, value in record.summary.items()}
    row |= {f"tag.{key}": value for key, value in record.tags.items()}
    if record.notes:
        row["tag.note"] = record.notes
    return row


def make_boosting_runs(folder: Path, training: Table, test: Table) -> None:
    """Trains gradient boosting at two learning rates, one folder per run."""
    for learning_rate in (0.05, 0.2):
        for seed in SEEDS:
            make_boosting_run(folder, (training, test), learning_rate, seed)
    make_boosting_run(folder, (training, test), -0.1, 0)


def make_boosting_run(folder: Path, tables: tuple[Table, Table], learning_rate: float, seed: int) -> None:
    """Trains one gradient boosting model and writes its folder."""
    training, test = tables
    settings = {"n_estimators": TREES, "max_depth": 2, "learning_rate": learning_rate}
    record = Record(name=f"boosting-{learning_rate}-seed{seed}")
    record.params = {"model": "gradient_boosting", "seed": seed, **settings}
    record.source = {
        "commit": git_value("rev-parse", "HEAD"),
        "repository": git_value("remote", "get-url", "origin"),
        "branch": git_value("branch", "--show-current"),
        "entry_point": Path(__file__).name,
    }
    record.datasets = [
        {
            "name": "diabetes-training",
            "digest": training.digest(),
            "context": "training",
        },
        {"name": "diabetes-test", "digest": test.digest(), "context": "test"},
    ]
    model = GradientBoostingRegressor(random_state=seed, **settings)
    train(record, model, training, test)
    points: list[CurvePoint] = []
    if record.status == "finished":
        points = boosting_curve(model, training.sample(seed), test)
    write_folder(folder / record.id, record, points)


def boosting_curve(model: GradientBoostingRegressor, sample: Table, test: Table) -> list[CurvePoint]:
    """Measures a trained model after every fourth of its trees."""
    stages = zip(
        model.staged_predict(sample.readings),
        model.staged_predict(test.readings),
        strict=True,
    )
    points: list[CurvePoint] = []
    for trees, (seen, unseen) in enumerate(stages, start=1):
        if trees % 4 == 0:
            train_rmse = float(root_mean_squared_error(sample.outcome, seen))
            rmse = float(root_mean_squared_error(test.outcome, unseen))
            points.append(("train_rmse", trees, train_rmse, now_text()))
            points.append(("rmse", trees, rmse, now_text()))
    return points


def write_folder(folder: Path, record: Record, points: list[CurvePoint]) -> None:
    """Writes `run.json` and, where there is a curve, `metrics.csv`."""
    folder.mkdir(parents=True)
    text = json.dumps(asdict(record), indent=2) + "\n"
    (folder / "run.json").write_text(text, encoding="utf-8")
    if points:
        path = folder / "metrics.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("name", "step", "value", "time"))
            writer.writerows(points)


def main(folder: Path) -> None:
    """Writes all diabetes records.

    Args:
        folder: Where they shall be; it is made if need be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    training, test = load_tables()
    write_table(folder / "runs.csv", make_table_records(training, test))
    make_boosting_runs(folder / "boosting", training, test)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
