"""Reading every point of Weights & Biases logs: runreport's reader against wandb's own protobuf classes.

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
from results import CPU, LARGEST, WALL, Aim, Column, ratio, report
from study import study

HERE = Path(__file__).parent
OURS, PEER = "runreport", "wandb"
PEER_ENVIRONMENT = {"WANDB_MODE": "offline", "WANDB_ERROR_REPORTING": "false", "DO_NOT_TRACK": "true"}
WARM_UP = (2, 100)
READING = Column("seconds, reading", lambda run: float(json.loads(run.said)["seconds"]["read"]))
FASTER = 5


def main() -> None:
    """Measure both sides, after a small study that warms them up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has wandb")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--steps", type=int, default=2000, help="of each run, with ten metrics a step")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        measure(_sides(*WARM_UP, given.peers, work / "small"), 1, work, partial(_check, _truth(*WARM_UP)))
        sides, truth = (
            _sides(given.runs, given.steps, given.peers, work / "all"),
            _truth(given.runs, given.steps),
        )
        runs = measure(sides, given.repeats, work, partial(_check, truth))
    faster = ratio(runs, PEER, OURS, READING)
    aims = (Aim(f"times as fast in reading, wanted {FASTER}", faster, faster >= FASTER),)
    title = f"Read wandb: {given.runs:,} runs of {given.steps:,} steps, {truth['points']:,} points"
    report(f"read-wandb-{given.runs}-{given.steps}", title, runs, (READING, WALL, CPU, LARGEST), aims)


def _sides(runs: int, steps: int, peers: str, folder: Path) -> list[Program]:
    """Write the logs and return both programs that read them."""
    folder.mkdir()
    store = str(folder / "wandb")
    writer = [peers, str(HERE / "wandb_logs.py"), store, str(runs), str(steps)]
    subprocess.run(writer, check=True, env={**os.environ, **PEER_ENVIRONMENT})
    ours = (sys.executable, str(HERE / "read_ours.py"), store)
    peer = (peers, str(HERE / "read_peer_wandb.py"), store)
    return [Program(OURS, lambda _: ours), Program(PEER, lambda _: peer, PEER_ENVIRONMENT)]


def _check(truth: dict[str, float], program: Program, folder: Path, measured: Measured) -> None:
    """End the whole unless the program saw exactly what was written."""
    seen = json.loads(measured.said)
    if {key: seen[key] for key in truth} != truth:
        sys.exit(f"{program.name} in {folder} saw {seen}, where {truth} was written")


def _truth(runs: int, steps: int) -> dict[str, float]:
    truth = {"runs": 0, "params": 0, "points": 0, "sum": 0.0}
    for run in study(runs, 1, steps):
        truth["runs"] += 1
        truth["params"] += len(run.params)
        truth["points"] += sum(map(len, run.metrics.values()))
        truth["sum"] += sum(map(sum, run.metrics.values()))
    return truth


if __name__ == "__main__":
    main()
