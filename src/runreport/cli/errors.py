"""Where the command line ends: every way to fail, and its exit code.

0: done. 1: the user's to mend. 2: used wrongly, which click says itself. 3: a bug of ours. 130:
interrupted by Ctrl+C; 143 and 129: by the system, and by the end of the terminal. 141: nobody reads on, as
for any program in a pipe.
"""

import os
import platform
import sys
import traceback
from collections.abc import Callable
from typing import TypeVar

import click

from runreport.cli.terminal import printable
from runreport.errors import RunReportError
from runreport.interruption import asked_by

T = TypeVar("T")

TO_MEND = 1
BUG = 3
BY_SIGNAL = 128
"""To which the signal's number is added, as shells do."""
NOT_READ = 141


def guarded(call: Callable[[], T]) -> T:
    """Return what the call returns; where it fails, say why on standard error and exit.

    Raises:
        click.exceptions.Exit: the call failed; holds the exit code.
    """
    try:
        return call()
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except RunReportError as error:
        _tell_faults(error)
        code = TO_MEND
    except KeyboardInterrupt:
        code = BY_SIGNAL + asked_by()
    except BrokenPipeError:
        # The interpreter flushes at exit and would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = NOT_READ
    except Exception:  # noqa: BLE001 - the command line ends here; a bug is shown whole, with what to do
        _tell_bug()
        code = BUG
    raise click.exceptions.Exit(code)


def _tell_faults(error: RunReportError) -> None:
    for line in str(error).splitlines() or [type(error).__name__]:
        click.echo(f"error: {printable(line)}", err=True)


def _tell_bug() -> None:
    # Here, since it is slow to import, and seldom needed.
    from importlib.metadata import version

    click.echo(traceback.format_exc(), err=True)
    click.echo(
        f"runreport {version('ml-runreport')}, Python {platform.python_version()}, {platform.platform()}\n"
        "error: this is a bug in runreport, and nothing was published; please file an issue with the text "
        "above, after removing whatever in it is private",
        err=True,
    )
