"""Reads the sample runs back with MLflow's own client and checks them.

Works on a copy, since MLflow writes to stores that it opens. Prints a short
table of what is in each store; ends with an error if something is wrong.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow import MlflowClient
from mlflow.entities import Run, ViewType

SAMPLES = Path(__file__).resolve().parent.parent
MOST_BYTES = 3_000_000
FORBIDDEN = (b"/work/", b"/root", b".pyenv")


def read_runs(client: MlflowClient) -> list[Run]:
    """Returns all runs of a store, also deleted ones."""
    experiments = client.search_experiments(view_type=ViewType.ALL)
    ids = [experiment.experiment_id for experiment in experiments]
    return list(client.search_runs(ids, run_view_type=ViewType.ALL, max_results=1000))


def summarize(client: MlflowClient, title: str) -> list[Run]:
    """Reads every metric history of a store and prints what is in it.

    Args:
        client: Client of the store.
        title: Heading for the printed lines.

    Returns:
        The runs of the store.
    """
    runs = read_runs(client)
    points = 0
    for run in runs:
        for name in run.data.metrics:
            points += len(client.get_metric_history(run.info.run_id, name))
    states = Counter(
        run.info.status if run.info.lifecycle_stage == "active" else f"{run.info.status} and deleted"
        for run in runs
    )
    print(f"{title}: {len(runs)} runs, {points} points, {dict(states)}")
    names = {name for run in runs for name in run.data.metrics}
    print(f"  metrics: {', '.join(sorted(names))}")
    return runs


def check_simulated(client: MlflowClient, runs: Iterable[Run]) -> None:
    """Makes sure that simulated data is called so wherever it is named.

    Raises:
        ValueError: If a run, a data set or an experiment is not labelled.
    """
    for run in runs:
        if run.data.tags.get("simulated") != "true":
            raise ValueError(f"{run.info.run_name} is not tagged as simulated")
        experiment = client.get_experiment(run.info.experiment_id)
        if "simulated" not in experiment.name:
            raise ValueError(f"{experiment.name} does not say simulated")
        if "simulated" not in experiment.tags.get("mlflow.note.content", ""):
            raise ValueError(f"the note of {experiment.name} does not say simulated")
        for used in run.inputs.dataset_inputs if run.inputs else []:
            labels = {tag.key: tag.value for tag in used.tags}
            if labels.get("simulated") != "true" or "simulated" not in used.dataset.name:
                raise ValueError(f"{used.dataset.name} is not labelled as simulated")


def summarize_records(folder: Path) -> None:
    """Prints what the plain records of the diabetes runs hold."""
    with (folder / "runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print(f"diabetes/runs.csv: {dict(Counter(row['status'] for row in rows))}")
    files = sorted((folder / "boosting").glob("*/run.json"))
    records = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    states = Counter(record["status"] for record in records)
    print(f"diabetes/boosting: {dict(states)}")


def summarize_chances(folder: Path) -> None:
    """Prints how many cases the calibration tables of the classifiers count.

    Raises:
        ValueError: If a run has no such table.
    """
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*/run.json"))]
    cases = [sum(row[2] for table in record["tables"] for row in table["rows"]) for record in records]
    if not all(cases):
        raise ValueError("a run has no calibration table")
    print(f"chances: {len(records)} runs, {dict(Counter(cases))}")


def summarize_logs(folder: Path) -> None:
    """Prints how many runs of Weights & Biases there are, and which files they logged.

    Raises:
        ValueError: If a run has no log, or the logs of wandb itself are there.
    """
    runs = sorted(folder.iterdir())
    if not all(list(run.glob("*.wandb")) for run in runs) or list(folder.glob("**/debug*.log")):
        raise ValueError("a run of wandb has no log, or too many")
    if sum(b"digits read rightly" in next(run.glob("*.wandb")).read_bytes() for run in runs) != 1:
        raise ValueError("not one run of wandb kept what it printed")
    files = Counter(path.suffix for run in runs for path in run.glob("files/media/**/*") if path.is_file())
    print(f"wandb: {len(runs)} runs, {dict(files)}")


def check_files(folder: Path) -> None:
    """Makes sure that the samples are small and name no real machine.

    Raises:
        ValueError: If they are too big or a file holds a forbidden path.
    """
    stores = ("screening", "digits", "diabetes", "chances", "comet", "wandb", "tensorboard")
    files = [path for store in stores for path in (folder / store).rglob("*")]
    contents = {path: path.read_bytes() for path in files if path.is_file()}
    total = sum(len(content) for content in contents.values())
    print(f"{len(contents)} files, {total:,} bytes")
    if total > MOST_BYTES:
        raise ValueError("the samples are too big")
    for path, content in contents.items():
        for word in FORBIDDEN:
            if word in content:
                raise ValueError(f"{path} holds {word.decode()}")


def restore_empty_folders(store: Path) -> None:
    """Makes the empty folders of runs anew, which git does not keep.

    MLflow calls a run without them "not found".
    """
    for tags in store.glob("*/*/tags"):
        for name in ("metrics", "params", "artifacts"):
            (tags.parent / name).mkdir(exist_ok=True)


def main() -> int:
    """Checks all sample runs."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        os.environ["MLFLOW_TRACKING_URI"] = (copy / "mlruns").as_uri()
        shutil.copytree(SAMPLES / "screening" / "mlruns", copy / "mlruns")
        restore_empty_folders(copy / "mlruns")
        shutil.copy(SAMPLES / "digits" / "mlflow.db", copy)
        screening = MlflowClient((copy / "mlruns").as_uri())
        check_simulated(screening, summarize(screening, "screening"))
        for version in screening.search_model_versions("name = 'screening'"):
            names = f"{version.name} {version.version}"
            print(f"  registered: {names} {version.description} {version.aliases}")
        summarize(MlflowClient(f"sqlite:///{copy / 'mlflow.db'}"), "digits")
    summarize_records(SAMPLES / "diabetes")
    summarize_chances(SAMPLES / "chances")
    summarize_logs(SAMPLES / "wandb")
    check_files(SAMPLES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
