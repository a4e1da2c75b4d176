"""Reading every scalar of event files: runreport's reader against `EventAccumulator` and tbparse.

Each side is one process that reads all runs and all their points and keeps none; all must have seen the
same runs and points, and the same sum of values. `reading` leaves the imports out. The accumulator keeps
10,000 points of a tag unless it is told to keep all, which it is.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from measure import Measured, Program, measure
from results import CPU, LARGEST, WALL, Aim, Column, ratio, report
from study import study
from tensorboard_events import value_of

HERE = Path(__file__).parent
OURS, PEERS = "runreport", ("EventAccumulator", "tbparse")
WARM_UP = (2, 100)
READING = Column("seconds, reading", lambda run: float(json.loads(run.said)["seconds"]["read"]))
FASTER = 12


def main() -> None:
    """Measure all sides, after a small study that warms them up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has tensorboard and tbparse")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--steps", type=int, default=1000, help="of each run, with ten metrics a step")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        measure(_sides(*WARM_UP, given.peers, work / "small"), 1, work, partial(_check, _truth(*WARM_UP)))
        sides = _sides(given.runs, given.steps, given.peers, work / "all")
        truth = _truth(given.runs, given.steps)
        runs = measure(sides, given.repeats, work, partial(_check, truth))
    faster = {peer: ratio(runs, peer, OURS, READING) for peer in PEERS}
    aims = [
        Aim(f"times as fast as {peer} in reading, wanted {FASTER}", by, by >= FASTER)
        for peer, by in faster.items()
    ]
    title = f"Read event files: {given.runs:,} files of {given.steps:,} steps, {truth['points']:,} points"
    report(f"read-events-{given.runs}-{given.steps}", title, runs, (READING, WALL, CPU, LARGEST), aims)


def _sides(runs: int, steps: int, peers: str, folder: Path) -> list[Program]:
    """Write the log folder and return the programs that read it."""
    writer = [sys.executable, str(HERE / "tensorboard_events.py"), str(folder), str(runs), str(steps)]
    subprocess.run(writer, check=True)
    ours = (sys.executable, str(HERE / "read_ours.py"), str(folder))
    theirs = {peer: (peers, str(HERE / "read_peer_events.py"), peer, str(folder)) for peer in PEERS}
    return [
        Program(name, lambda _, command=command: command) for name, command in {OURS: ours, **theirs}.items()
    ]


def _check(truth: dict[str, float], program: Program, folder: Path, measured: Measured) -> None:
    """End the whole unless the program saw exactly what was written."""
    seen = json.loads(measured.said)
    if {key: seen[key] for key in truth} != truth:
        sys.exit(f"{program.name} in {folder} saw {seen}, where {truth} was written")


def _truth(runs: int, steps: int) -> dict[str, float]:
    truth = {"runs": runs, "points": 0, "sum": 0.0}
    for run in study(runs, 1, steps):
        truth["points"] += sum(map(len, run.metrics.values()))
        truth["sum"] += sum(value_of(value) for values in run.metrics.values() for value in values)
    return truth


if __name__ == "__main__":
    main()
