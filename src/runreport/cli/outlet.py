"""Where a command's result goes: standard output, or a file that is whole or not there."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from runreport.errors import RunReportError


def not_from(path: Path, stores: Iterable[Path]) -> None:
    """Refuse to write over a file of the records that were read.

    Raises:
        RunReportError: the file is there, and is a store or lies in one.
    """
    there = path.resolve()
    if there.exists() and any(there.is_relative_to(store.resolve()) for store in stores):
        raise RunReportError(f"{path}: belongs to the records that were read; write to another file")


@contextmanager
def opened(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file for the result, or standard output for None; a failure leaves the old file.

    Raises:
        RunReportError: the file cannot be written.
    """
    if path is None:
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
