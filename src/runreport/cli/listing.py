"""Runs as a table for the terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from runreport.cli.terminal import printable
from runreport.export.table import metric_names
from runreport.model import Run
from runreport.model.filters import metric_value

METRICS_SHOWN = 6
UNCUT = 10_000


def write_table(runs: Iterable[Run], file: IO[bytes], *, width: int | None = None) -> None:
    """Write a line a run: what it is, and the metrics that most runs have.

    Args:
        runs: all of them are held, since the columns depend on every one.
        file: where to.
        width: columns of the terminal; None where nothing needs to be cut.
    """
    held = list(runs)
    metrics = _most_common(held)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "name", "experiment", "status", "started", "took"):
        table.add_column(name, no_wrap=True, justify="right" if name == "took" else "left")
    for name in metrics:
        table.add_column(Text(printable(name)), no_wrap=True, justify="right")
    for run in held:
        table.add_row(*(Text(printable(cell)) for cell in _cells(run, metrics)))
    console = Console(width=width or UNCUT, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(table)
    lines = (line.rstrip() for line in capture.get().splitlines())
    file.write("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
    file.flush()


def _most_common(runs: Sequence[Run]) -> list[str]:
    """Return the metrics that most runs have, apart from hardware readings; by name where as many do."""
    counts = Counter(name for run in runs for name in metric_names(run) - run.system.keys())
    return sorted(counts, key=lambda name: (-counts[name], name))[:METRICS_SHOWN]


def _cells(run: Run, metrics: Iterable[str]) -> list[str]:
    started = f"{run.started:%Y-%m-%d %H:%M}" if run.started else ""
    took = _duration(run.seconds)
    values = (_short(metric_value(run, name)) for name in metrics)
    return [run.id, run.name, run.experiment, str(run.status), started, took, *values]


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.5g}"
