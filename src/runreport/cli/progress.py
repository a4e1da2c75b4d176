"""How a build's progress is shown: a bar on a terminal, a line a task elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from runreport.cli.terminal import counted, printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from runreport import pipeline


class PlainProgress:
    """Says each task when it begins, for log files."""

    def start(self, task: str, total: int | None) -> None:
        """Begin a task of `total` steps; None where nobody knows how many."""
        amount = "" if total is None else f" ({counted(total, 'step')})"
        self.say(f"{task}{amount}")

    def advance(self, n: int = 1) -> None:
        """Count steps that are done, silently."""

    def say(self, text: str) -> None:
        """Say something in a line of its own."""
        click.echo(printable(text), err=True)


class BarProgress:
    """Moves a bar for the task at hand; the tasks before it stay above."""

    def __init__(self, bars: "Progress") -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def start(self, task: str, total: int | None) -> None:
        """Begin a task of `total` steps; None where nobody knows how many."""
        self.finish()
        self._task = self._bars.add_task(printable(task), total=total)

    def advance(self, n: int = 1) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.advance(self._task, n)

    def say(self, text: str) -> None:
        """Say something above the bars."""
        from rich.text import Text

        self._bars.console.print(Text(printable(text)))

    def finish(self) -> None:
        """Fill the bar of the task that ends; one without a known total ends where it stands."""
        if self._task is None:
            return
        done = self._bars.tasks[self._task]
        total = done.total if done.total is not None else max(done.completed, 1)
        self._bars.update(self._task, total=total, completed=total)


@contextmanager
def shown_progress() -> Iterator["pipeline.Progress"]:
    """Show progress on standard error while the block runs."""
    if not sys.stderr.isatty():
        yield PlainProgress()
        return
    # Here, since nothing else needs it in a log file.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield PlainProgress()
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        progress = BarProgress(bars)
        yield progress
        progress.finish()
