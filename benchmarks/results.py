"""Measured runs as a table on the terminal and as a file under `results/`."""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from measure import Measured

FOLDER = Path(__file__).parent / "results"
MEGABYTE = 1_000_000

Measure = Callable[[Measured], float]
Runs = Mapping[str, Sequence[Measured]]


@dataclass(frozen=True, slots=True)
class Column:
    """A measure of a run, and its heading."""

    heading: str
    of: Measure
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Aim:
    """What should come out, and whether it did."""

    text: str
    value: float
    met: bool

    def __str__(self) -> str:
        return f"{self.text}: {self.value:,.1f} ({'met' if self.met else 'MISSED'})"


WALL = Column("seconds", lambda run: run.seconds)
CPU = Column("processor seconds", lambda run: run.cpu_seconds)
LARGEST = Column("MB, largest process", lambda run: run.largest_bytes / MEGABYTE, 0)
TOGETHER = Column("MB, all processes", lambda run: run.together_bytes / MEGABYTE, 0)


def middle(runs: Sequence[Measured], column: Column) -> float:
    """Return the median of a measure."""
    return median(map(column.of, runs))


def ratio(runs: Runs, peer: str, ours: str, column: Column) -> float:
    """Return how many times as much the peer takes: the median over repetitions, each with its own pair."""
    pairs = zip(runs[peer], runs[ours], strict=True)
    return median(column.of(theirs) / column.of(own) for theirs, own in pairs)


def report(name: str, title: str, runs: Runs, columns: Sequence[Column], aims: Sequence[Aim]) -> None:
    """Print the table and the aims, and write both with every single run to `results/<name>.json`."""
    print(f"\n{title}\n{_table(runs, columns)}", *aims, sep="\n", flush=True)
    FOLDER.mkdir(exist_ok=True)
    content = {
        "title": title,
        "machine": machine(),
        "runs": {program: [asdict(run) for run in measured] for program, measured in runs.items()},
        "median": {
            program: {column.heading: middle(measured, column) for column in columns}
            for program, measured in runs.items()
        },
        "aims": [asdict(aim) for aim in aims],
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _table(runs: Runs, columns: Sequence[Column]) -> str:
    width = max(map(len, runs))
    lines = ["median (lowest to highest)".ljust(width) + "".join(f"{c.heading:>26}" for c in columns)]
    width = len(lines[0]) - 26 * len(columns)
    for program, measured in runs.items():
        lines.append(program.ljust(width) + "".join(f"{_cell(measured, c):>26}" for c in columns))
    return "\n".join(lines)


def _cell(runs: Sequence[Measured], column: Column) -> str:
    values, digits = list(map(column.of, runs)), column.digits
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"
