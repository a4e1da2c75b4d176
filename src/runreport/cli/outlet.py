"""Where a command's result goes: standard output, or a file that is whole or not there."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from runreport.errors import RunReportError


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
