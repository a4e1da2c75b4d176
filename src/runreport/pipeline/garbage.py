"""How often Python looks for objects that only hold each other while a report is built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 100_000
"""New objects between two looks, instead of 700 or 2,000."""
RECORDS = 500_000
"""The same while records are read and compared, of which nearly nothing is thrown away."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for garbage less often in the block, and then as before.

    A report is a large number of records that stay until its end, and looking through them again and
    again takes a tenth of the time. Little of what is thrown away holds itself.
    """
    before = gc.get_threshold()
    _look_each(OBJECTS)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


@contextmanager
def records_made() -> Iterator[None]:
    """Let Python hardly look for garbage in the block, and never again among what is made there.

    To be used within `seldom_collected`, at the end of which all is as before.
    """
    before = gc.get_threshold()
    _look_each(RECORDS)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*before)


def _look_each(objects: int) -> None:
    """Look after so many new objects, if not less often anyway; never, where that is so."""
    often, *rest = gc.get_threshold()
    gc.set_threshold(max(objects, often) if often else 0, *rest)
