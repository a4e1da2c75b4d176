"""Reads a store with MLflow's client and says what it saw: `read_peer.py URI`, in the peers' environment."""

import json
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run


def main(uri: str) -> None:
    """Read every run and every point, keep none, and print the sums and the times as JSON."""
    began = perf_counter()
    from mlflow import MlflowClient

    imported = perf_counter()
    client = MlflowClient(tracking_uri=uri)
    runs = params = points = 0
    total = 0.0
    for run in _all_runs(client):
        runs += 1
        params += len(run.data.params)
        for name in run.data.metrics:
            history = client.get_metric_history(run.info.run_id, name)
            points += len(history)
            total += sum(metric.value for metric in history)
    seconds = {"import": imported - began, "read": perf_counter() - imported}
    print(json.dumps({"runs": runs, "params": params, "points": points, "sum": total, "seconds": seconds}))


def _all_runs(client: "MlflowClient") -> Iterator["Run"]:
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    page = client.search_runs(experiments)
    yield from page
    while page.token:
        page = client.search_runs(experiments, page_token=page.token)
        yield from page


if __name__ == "__main__":
    main(sys.argv[1])
