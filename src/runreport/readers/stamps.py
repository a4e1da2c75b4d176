"""Whether anybody compares the stamps of runs: to make one, a reader may have to look at every file."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

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
