"""Reading every point of an MLflow store: runreport's readers against MLflow's own client.

Each side is one process that reads all runs and all their points and keeps none; both must have seen
the same runs, parameters and points, and the same sum of values. `reading` leaves the imports out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from measure import Measured, Program, measure
from mlflow_files import write_file_store
from results import CPU, LARGEST, WALL, Aim, Column, ratio, report
from study import study

HERE = Path(__file__).parent
OURS, PEER = "runreport", "MLflow"
PEER_ENVIRONMENT = {
    "MLFLOW_ALLOW_FILE_STORE": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
}
WARM_UP_RUNS = 10
READING = Column("seconds, reading", lambda run: float(json.loads(run.said)["seconds"]["read"]))
FASTER = {"files": 20, "database": 10}


def main() -> None:
    """Measure the kinds of store that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has MLflow")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--experiments", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--kind", choices=FASTER, nargs="+", default=list(FASTER))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in given.kind:
            compare(kind, given, Path(folder))


def compare(kind: str, given: argparse.Namespace, work: Path) -> None:
    """Measure both sides on one kind of store, after a small one that warms them up."""
    small = _sides(kind, WARM_UP_RUNS, given, work / f"{kind}-small")
    measure(small, 1, work, partial(check, truth(WARM_UP_RUNS, given.experiments)))
    sides, written = _sides(kind, given.runs, given, work / kind), truth(given.runs, given.experiments)
    runs = measure(sides, given.repeats, work, partial(check, written))
    faster, smaller = ratio(runs, PEER, OURS, READING), ratio(runs, PEER, OURS, LARGEST)
    aims = (
        Aim(f"times as fast in reading, wanted {FASTER[kind]}", faster, faster >= FASTER[kind]),
        Aim("MLflow's memory, times ours, wanted more than 1", smaller, smaller > 1),
    )
    title = (
        f"Read {kind}: {given.runs:,} runs in {given.experiments} experiment(s), {written['points']:,} points"
    )
    report(f"read-{kind}-{given.runs}-{given.experiments}", title, runs, (READING, WALL, CPU, LARGEST), aims)


def _sides(kind: str, runs: int, given: argparse.Namespace, folder: Path) -> list[Program]:
    """Write the store and return both programs that read it."""
    folder.mkdir()
    if kind == "files":
        address = uri = str(folder / "mlruns")
        write_file_store(folder / "mlruns", runs, given.experiments)
    else:
        address = str(folder / "mlflow.db")
        uri = f"sqlite:///{address}"
        writer = [given.peers, str(HERE / "mlflow_database.py"), address, str(runs), str(given.experiments)]
        subprocess.run(writer, check=True, env={**os.environ, **PEER_ENVIRONMENT}, stderr=subprocess.DEVNULL)
    ours = (sys.executable, str(HERE / "read_ours.py"), address)
    peer = (given.peers, str(HERE / "read_peer.py"), uri)
    return [Program(OURS, lambda _: ours), Program(PEER, lambda _: peer, PEER_ENVIRONMENT)]


def check(written: dict[str, float], program: Program, folder: Path, measured: Measured) -> None:
    """End the whole unless the program saw exactly what was written."""
    seen = json.loads(measured.said)
    if {key: seen[key] for key in written} != written:
        sys.exit(f"{program.name} in {folder} saw {seen}, where {written} was written")


def truth(runs: int, experiments: int) -> dict[str, float]:
    """Return what a reader of the study must have seen."""
    found = {"runs": 0, "params": 0, "points": 0, "sum": 0.0}
    for run in study(runs, experiments):
        found["runs"] += 1
        found["params"] += len(run.params)
        found["points"] += sum(map(len, run.metrics.values()))
        found["sum"] += sum(map(sum, run.metrics.values()))
    return found


if __name__ == "__main__":
    main()
