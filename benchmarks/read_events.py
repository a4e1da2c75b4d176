"""Reading every scalar of TensorBoard event files: runreport's reader against `EventAccumulator` and tbparse.

Each side is one process that reads all runs and all their points and keeps none; all must have seen the
same runs and points, and the same sum of values. `reading` leaves the imports out. The accumulator keeps
10,000 points of a tag unless it is told to keep all, which it is.
"""

import argparse
import json
import sys
import tempfile
from functools import partial
from pathlib import Path

from measure import Measured, Program, measure
from results import CPU, LARGEST, WALL, Aim, Column, ratio, report
from study import study
from tensorboard_events import TURNS, value_of, write_log_folder

HERE = Path(__file__).parent
OURS, PEERS = "runreport", ("EventAccumulator", "tbparse")
WARM_UP_RUNS = 2
READING = Column("seconds, reading", lambda run: float(json.loads(run.said)["seconds"]["read"]))
FASTER = 12


def main() -> None:
    """Measure all sides."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has tensorboard and tbparse")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(given, Path(folder))


def compare(given: argparse.Namespace, work: Path) -> None:
    """Measure all sides on one log folder, after a small one that warms them up."""
    small = _sides(WARM_UP_RUNS, given.peers, work / "small")
    measure(small, 1, work, partial(_check, _truth(WARM_UP_RUNS)))
    sides, truth = _sides(given.runs, given.peers, work / "logs"), _truth(given.runs)
    runs = measure(sides, given.repeats, work, partial(_check, truth))
    aims = []
    for peer in PEERS:
        faster, smaller = ratio(runs, peer, OURS, READING), ratio(runs, peer, OURS, LARGEST)
        aims.append(Aim(f"times as fast as {peer} in reading, wanted {FASTER}", faster, faster >= FASTER))
        aims.append(Aim(f"{peer}'s memory, times ours, wanted more than 1", smaller, smaller > 1))
    title = f"Read event files: {given.runs:,} files, {truth['points']:,} points"
    report(f"read-events-{given.runs}", title, runs, (READING, WALL, CPU, LARGEST), aims)


def _sides(runs: int, peers: str, folder: Path) -> list[Program]:
    """Write the log folder and return the programs that read it."""
    write_log_folder(folder, runs)
    ours = (sys.executable, str(HERE / "read_ours.py"), str(folder))
    theirs = {peer: (peers, str(HERE / "read_events_peer.py"), peer, str(folder)) for peer in PEERS}
    commands = {OURS: ours, **theirs}
    return [Program(name, lambda _, command=command: command) for name, command in commands.items()]


def _check(truth: dict[str, float], program: Program, folder: Path, measured: Measured) -> None:
    """End the whole unless the program saw exactly what was written."""
    seen = json.loads(measured.said)
    if {key: seen[key] for key in truth} != truth:
        sys.exit(f"{program.name} in {folder} saw {seen}, where {truth} was written")


def _truth(runs: int) -> dict[str, float]:
    values = [value for run in study(runs * TURNS, 1) for curve in run.metrics.values() for value in curve]
    return {"runs": runs, "points": len(values), "sum": sum(map(value_of, values))}


if __name__ == "__main__":
    main()
