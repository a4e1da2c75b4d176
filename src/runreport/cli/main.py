"""The command `runreport`. Commands are imported when they run, so that `--help` answers at once."""

import atexit
import os
import sys
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn, cast

import click

from runreport import interruption
from runreport.cli.errors import BY_SIGNAL, guarded
from runreport.errors import ConfigError
from runreport.pipeline.garbage import seldom_collected

COMMANDS = {
    "build": "Build the report.",
    "check": "Check configuration and stores, and say what a build would find.",
    "init": "Look at the stores and write a configuration to start from.",
    "readers": "List the stores that can be read.",
    "runs": "Print what the records say, as a table or as data.",
    "serve": "Show a built report in the browser, from this machine alone.",
}
"""Each command's name, which is also its module's, with its help in one line."""


class Commands(click.Group):
    """The group of `COMMANDS`, in which errors become exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands' names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, imported only now; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", getattr(import_module(f"runreport.cli.{cmd_name}"), cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; an unknown one is told with the nearest."""
        near = get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that the arguments name."""
        return guarded(lambda: self._invoke_here(ctx))

    def _invoke_here(self, ctx: click.Context) -> object:
        try:
            os.getcwd()  # noqa: PTH109 - only whether there is one
        except FileNotFoundError as error:
            # A report was built into it from outside, or it was removed.
            message = "the folder that this runs in is gone, or another took its place; change into it again"
            raise ConfigError(message) from error
        return super().invoke(ctx)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="ml-runreport", prog_name="runreport")
def cli() -> None:
    """Make static HTML reports from the run records of machine-learning experiments."""


def main() -> None:
    """Run the command line, and leave with its exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # It was closed; what is opened next would take its number, and what is said would go there.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - for good
        # A name that the terminal cannot show must not end the program.
        getattr(sys, name).reconfigure(errors="backslashreplace")
    interruption.listen()
    # Nothing here needs linear algebra on several cores, whose threads would wait for it at full speed.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nor does a configuration need what else is installed here for pydantic, which would look for it.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        _run()
    except KeyboardInterrupt:
        # On the way out, when there is nothing left to be told.
        _leave(BY_SIGNAL + interruption.asked_by())


def _run() -> None:
    try:
        # Imports leave a hundred thousand objects behind that all stay.
        with seldom_collected():
            cli(prog_name="runreport")
    except SystemExit as end:
        _leave(end.code)


def _leave(code: str | int | None) -> NoReturn:
    """End the process as it is: Python would first take apart, piece by piece, what goes with it anyway.

    What libraries want done at the end is done. Joblib, where it was used, ends its processes after that.
    """
    if "joblib" in sys.modules:
        raise SystemExit(code)
    if "multiprocessing" in sys.modules:
        # Nobody waits for what an interruption left at work.
        for process in sys.modules["multiprocessing"].active_children():
            process.kill()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
