"""The stamps of runs: whether anybody compares them, and what a file gives to one.

To make a stamp, a reader may have to look at every file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_are_wanted = ContextVar("_are_wanted", default=True)


def are_wanted() -> bool:
    """Return whether `find` is to stamp runs; where not, `RunRef.stamp` may stay empty.

    A stamp that `read` itself compares is always made.
    """
    return _are_wanted.get()


@contextmanager
def unwanted() -> Iterator[None]:
    """Let readers leave out in the block what only stamps need."""
    token = _are_wanted.set(False)
    try:
        yield
    finally:
        _are_wanted.reset(token)


def size_and_time(path: Path) -> tuple[int, int] | None:
    """Return a file's size in bytes and its time of change in nanoseconds; None where it cannot be asked."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns)
