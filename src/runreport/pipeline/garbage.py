"""How often Python looks for objects that only hold each other while a report is built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 20_000
"""New objects between two looks, instead of 700 or 2,000."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for garbage less often in the block, and then as before.

    A report is a large number of records that stay until its end, and looking through them again and
    again takes a tenth of the time. Little of what is thrown away holds itself.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(OBJECTS, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
