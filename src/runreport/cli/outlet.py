"""Where a command's result goes: standard output, or a file that is whole or not there."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from runreport.cli.terminal import printable
from runreport.errors import RunReportError


def not_from(path: Path, stores: Iterable[Path]) -> None:
    """Refuse to write over a file of the records that were read.

    Raises:
        RunReportError: the file is there, and is a store or lies in one.
    """
    there = path.resolve()
    if there.exists() and any(there.is_relative_to(store.resolve()) for store in stores):
        raise RunReportError(f"{path}: belongs to the records that were read; write to another file")


def answer(text: str) -> None:
    """Write a line of the result to standard output.

    Raises:
        RunReportError: it cannot be written.
    """
    with _taken():
        click.echo(printable(text))


@contextmanager
def opened(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file for the result, or standard output for None; a failure leaves the old file.

    Raises:
        RunReportError: it cannot be written.
    """
    if path is None:
        with _taken():
            yield sys.stdout.buffer
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise RunReportError(f"{path}: cannot be written: {error.strerror}; choose another place") from error
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _taken() -> Iterator[None]:
    """Say of an error in the block that standard output takes no more; not where nobody reads on."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"standard output: cannot be written: {error.strerror or error}; send it to another place"
        raise RunReportError(message) from error
