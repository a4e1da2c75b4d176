"""Small pieces that all makers of sample runs share."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

CONTACT = "analyst@example.org"
FAKE_TRACKING_URL = "https://analyst:not-a-real-password@tracking.example.org/"
HOME_DATA_FOLDER = "/home/analyst/data"


@dataclass
class Stopwatch:
    """Holds how long something took.

    Attributes:
        seconds: Wall time; zero until the work is over.
    """

    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Measures the wall time of the block under it."""
    watch = Stopwatch()
    start = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - start


def now_text() -> str:
    """Returns the current time as ISO 8601 text in UTC, to the millisecond."""
    moment = datetime.now(tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def git_value(*arguments: str) -> str:
    """Asks git about the folder that the makers run in.

    Args:
        *arguments: What follows `git` on the command line.

    Returns:
        The answer, or an empty text where git has none.
    """
    answer = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else ""


@contextmanager
def nameless_machine() -> Iterator[None]:
    """Lets programs in the block believe that the machine is called `workstation`."""
    real, socket.gethostname = socket.gethostname, lambda: "workstation"
    try:
        yield
    finally:
        socket.gethostname = real


def shrink_database(path: Path) -> None:
    """Leaves an SQLite database as one small file without a write-ahead log.

    MLflow makes some seventy tables, most of them empty; smaller pages keep
    these from taking up a megabyte.
    """
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA page_size = 512")
        connection.execute("VACUUM")
    finally:
        connection.close()
